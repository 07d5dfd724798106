/** A quantised network while neurons are cut: delays are each projection's own, levels are not known yet. */
import type { QuantNet, QuantPopulation, QuantProjection } from '../src/model/mapping.ts';
import type { Link, NormalNetwork, Population } from '../src/model/network.ts';
import { CompileError } from '../src/support/errors.ts';
import { chipSchedule, schedule } from './schedule.ts';

export interface SplitDraft {
  readonly populations: readonly QuantPopulation[];
  /** In the order of the network's links, so that cycles close where they did. */
  readonly projections: readonly QuantProjection[];
  /** Per population: the one whose level it shares (itself, or what it is a copy of). */
  readonly alike: readonly number[];
}

/** How steps and delays are counted: what `schedule` and `quantize` took for the same network. */
export interface DraftTiming {
  readonly stepsOf: 'network' | 'chip';
  readonly delayStepsMax: number;
}

const SCHEDULE_NOTE = 'A_BACKWARD_DELAY';

/** Takes off the delays that `schedule` added. `normal` is the network that was quantised. */
export function draftOf(net: QuantNet, normal: NormalNetwork): SplitDraft {
  const pools = net.populations.map((_, p) => net.projections.filter(({ post }) => post === p));
  const ofLinks = normal.links.map((link): QuantProjection => {
    const projection = pools[link.post]!.shift()!;
    return { ...projection, delaySteps: Math.round(link.delayS / net.dtS) };
  });
  return {
    populations: net.populations,
    projections: [...ofLinks, ...pools.flat()],
    alike: net.populations.map((_, p) => p),
  };
}

/**
 * Levels, delays and holds of the draft, as `schedule` gives them to any network. Copies stand at the level of
 * what they copy. Throws CompileError E_DELAY where a short path would have to wait longer than the chip can.
 */
export function netOfDraft(net: QuantNet, draft: SplitDraft, timing: DraftTiming): QuantNet {
  const skeleton = skeletonOf(net, draft);
  const plan =
    timing.stepsOf === 'chip'
      ? chipSchedule(skeleton)
      : schedule(skeleton, net.inputLagSteps === 0 ? 0 : 1);
  const levelOf = (p: number): number => plan.levels[draft.alike[p]!]!;
  return {
    ...net,
    populations: draft.populations.map((population, p) => ({
      ...population,
      level: levelOf(p),
      startStep: population.startStep > 0 || population.level === 0 ? levelOf(p) : 0,
    })),
    projections: draft.projections.map((projection, k) => {
      const delaySteps = projection.delaySteps + plan.extraDelaySteps[k]!;
      checkDelay(projection, delaySteps, timing.delayStepsMax);
      return { ...projection, delaySteps, backward: plan.backward[k]! };
    }),
    depth: plan.depth,
    assumptions: [
      ...net.assumptions.filter(({ code }) => code !== SCHEDULE_NOTE),
      ...plan.assumptions,
    ],
  };
}

/** The draft as a scheduler sees it: who feeds whom. */
function skeletonOf(net: QuantNet, draft: SplitDraft): NormalNetwork {
  return {
    name: net.name,
    units: 'dimensionless',
    populations: draft.populations.map(
      ({ name, shape, size, registers }): Population => ({
        name,
        shape,
        size,
        parameters: registers === null ? { model: 'input' } : { model: 'readout' },
        bias: 0,
      }),
    ),
    links: draft.projections.map(
      ({ name, pre, post }): Link => ({
        name,
        pre: draft.alike[pre]!,
        post: draft.alike[post]!,
        map: { kind: 'one-to-one', size: 1, weights: 0 },
        delayS: 0,
      }),
    ),
    outputs: net.outputs,
    assumptions: [],
  };
}

function checkDelay(projection: QuantProjection, delaySteps: number, limit: number): void {
  const { name, synapseDelaySteps } = projection;
  const own = synapseDelaySteps ? synapseDelaySteps.reduce((a, b) => Math.max(a, b), 0) : 0;
  const longest = delaySteps + own;
  if (longest <= limit) return;
  throw new CompileError(
    'E_DELAY',
    `projection "${name}" must wait ${longest} steps for the partial sums of split neurons, the chip holds ${limit} (+${longest - limit}). Split fewer neurons (prune inputs), or shorten its delay.`,
    { projection: name, needed: longest, available: limit },
  );
}
