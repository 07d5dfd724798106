/** Copies of a population, where its neurons reach more cores than one of them can send to. */
import type { QuantProjection } from '../src/model/mapping.ts';
import { CompileError } from '../src/support/errors.ts';
import type { SplitDraft } from './split-neurons-draft.ts';
import { toTargets } from './split-neurons-maps.ts';

/**
 * The draft with population `p` there `count` times: equal registers, equal inputs, so equal spikes, and each copy
 * serves a run of the targets. The first keeps its number and name. Throws CompileError E_SPLIT for a population
 * that takes part in learning.
 */
export function copyPopulation(draft: SplitDraft, p: number, count: number): SplitDraft {
  const original = draft.populations[p]!;
  const touching = draft.projections.filter(({ pre, post }) => pre === p || post === p);
  if (touching.some(({ learning }) => learning !== undefined)) {
    throw new CompileError(
      'E_SPLIT',
      `population "${original.name}" cannot be copied: its synapses learn, and copies would learn apart.`,
      { population: original.name },
    );
  }
  const first = draft.populations.length;
  const indexOf = (copy: number): number => (copy === 0 ? p : first + copy - 1);
  const copies = Array.from({ length: count }, (_, copy) => indexOf(copy));
  const populations = copies
    .slice(1)
    .map((_, k) => ({ ...original, name: `${original.name}~copy${k + 2}` }));
  const received = draft.projections.flatMap((projection) =>
    projection.post === p
      ? copies.map((post, copy) => ({
          ...projection,
          post,
          name: copy === 0 ? projection.name : `${projection.name}~copy${copy + 1}`,
        }))
      : [projection],
  );
  const all = [...draft.populations, ...populations];
  const share = shareOf(
    received.filter(({ pre }) => pre === p),
    (post) => all[post]!.size,
    count,
  );
  return {
    populations: all,
    projections: received.flatMap((projection) =>
      projection.pre === p
        ? share(projection).map(({ copy, served }) => ({ ...served, pre: indexOf(copy) }))
        : [projection],
    ),
    alike: [...draft.alike, ...populations.map(() => draft.alike[p]!)],
  };
}

type Share = (
  projection: QuantProjection,
) => readonly { readonly copy: number; readonly served: QuantProjection }[];

/** Cuts all targets, population by population, into `count` runs of nearly equal length: one for each copy. */
function shareOf(
  outgoing: readonly QuantProjection[],
  sizeOf: (population: number) => number,
  count: number,
): Share {
  const posts = [...new Set(outgoing.map(({ post }) => post))].sort((a, b) => a - b);
  const begins = new Map<number, number>();
  let total = 0;
  for (const post of posts) {
    begins.set(post, total);
    total += sizeOf(post);
  }
  return (projection) => {
    const size = sizeOf(projection.post);
    const begin = begins.get(projection.post)!;
    return Array.from({ length: count }, (_, copy) => copy).flatMap((copy) => {
      const from = Math.floor((total * copy) / count) - begin;
      const to = Math.floor((total * (copy + 1)) / count) - begin;
      if (to <= 0 || from >= size || to <= from) return [];
      return [{ copy, served: toTargets(projection, size, from, to) }];
    });
  };
}
