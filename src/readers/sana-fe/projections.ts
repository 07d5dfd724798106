/** Edges of SANA-FE as projections whose weights are mantissas in the unit of their target. */
import type {
  Connectivity,
  Conv,
  Dense,
  Projection,
  Sparse,
  SynapseKind,
} from '../../model/network.ts';
import { groupDigits } from '../../support/errors.ts';
import type { EdgeColumns, HyperEdge, NetworkDraft } from './draft.ts';
import { fractionBitsOf, type Unit64 } from './registers.ts';
import { faultAt } from './source.ts';
import type { NetworkUnits } from './units.ts';

/** Mantissas of 10 bits, sign included: what a word of a sparse row holds beside its target. */
const MANTISSA_MAX = 511;
const NARROW_MANTISSA_MAX = 255;
const EXPONENT_MAX = 31;
/** Delays count steps of this length. */
const STEP_S = 1e-3;

/** A projection before its weights have a unit. */
export interface ProjectionDraft {
  readonly name: string;
  readonly pre: number;
  readonly post: number;
  readonly pricedAs: SynapseKind;
  readonly map: Dense<Float64Array> | Conv<Float64Array> | Sparse<Float64Array>;
}

/** Throws InputError E_SANAFE where the targets of a hyper-edge are priced differently. */
export function draftProjections(draft: NetworkDraft, units: NetworkUnits): ProjectionDraft[] {
  const named = new Map<string, number>();
  const nameOf = (pre: number, post: number): string => {
    const base = `${draft.groups[pre]!.name} -> ${draft.groups[post]!.name}`;
    const count = (named.get(base) ?? 0) + 1;
    named.set(base, count);
    return count === 1 ? base : `${base} (${count})`;
  };
  const single = [...draft.edges.values()].flatMap((edges) =>
    sparseMaps(draft, units, edges).map(({ map, pricedAs }) => {
      const { pre, post } = edges;
      return { name: nameOf(pre, post), pre, post, pricedAs, map };
    }),
  );
  const whole = draft.hyperEdges.map((edge): ProjectionDraft => {
    const { pre, post } = edge;
    const pricedAs = units.kindOf(post);
    if (pricedAs === undefined) {
      throw faultAt(
        draft.source,
        edge.place,
        `neurons of group "${draft.groups[post]!.name}" have synapse units of different costs, and a hyper-edge of one cost is read.`,
      );
    }
    return { name: nameOf(pre, post), pre, post, pricedAs, map: hyperMap(draft, edge) };
  });
  return [...single, ...whole];
}

/** Rows by source, in the file's order within a source; one map for each kind of synapse. */
function sparseMaps(
  { groups }: NetworkDraft,
  units: NetworkUnits,
  edges: EdgeColumns,
): { map: Sparse<Float64Array>; pricedAs: SynapseKind }[] {
  const { pre, post } = edges;
  const sizes = [groups[pre]!.size, groups[post]!.size] as const;
  const one = units.kindOf(post);
  if (one !== undefined) return [{ map: sortRows(edges, sizes, null), pricedAs: one }];
  const kinds: readonly SynapseKind[] = ['dense', 'sparse', 'conv'];
  return kinds.flatMap((pricedAs) => {
    const mask = Uint8Array.from({ length: sizes[1] }, (_, k) =>
      units.kindAt(post, k) === pricedAs ? 1 : 0,
    );
    const map = sortRows(edges, sizes, mask);
    return map.targets.length === 0 ? [] : [{ map, pricedAs }];
  });
}

function sortRows(
  edges: Pick<EdgeColumns, 'count' | 'sources' | 'targets' | 'weights' | 'delays'>,
  [preSize, postSize]: readonly [number, number],
  mask: Uint8Array | null,
): Sparse<Float64Array> {
  const { count, sources, targets, weights, delays } = edges;
  const offsets = new Int32Array(preSize + 1);
  for (let k = 0; k < count; k++) {
    if (mask === null || mask[targets[k]!]) offsets[sources[k]! + 1]!++;
  }
  for (let pre = 0; pre < preSize; pre++) offsets[pre + 1]! += offsets[pre]!;
  const next = offsets.slice(0, preSize);
  const total = offsets[preSize]!;
  const [sortedTargets, sorted] = [new Int32Array(total), new Float64Array(total)];
  const delaysS = delays ? new Float32Array(total) : null;
  for (let k = 0; k < count; k++) {
    if (mask !== null && !mask[targets[k]!]) continue;
    const at = next[sources[k]!]!++;
    sortedTargets[at] = targets[k]!;
    sorted[at] = weights[k]!;
    if (delaysS) delaysS[at] = delays![k]! * STEP_S;
  }
  return {
    kind: 'sparse',
    preSize,
    postSize,
    offsets,
    targets: sortedTargets,
    weights: sorted,
    ...(delaysS ? { delaysS } : {}),
  };
}

function hyperMap({ groups }: NetworkDraft, edge: HyperEdge): ProjectionDraft['map'] {
  const { pre, post, shape, weights } = edge;
  const [preSize, postSize] = [groups[pre]!.size, groups[post]!.size];
  if (shape.kind === 'sparse') {
    const { sources, targets } = shape;
    const columns = { count: sources.length, sources, targets, weights, delays: null };
    return sortRows(columns, [preSize, postSize], null);
  }
  if (shape.kind === 'dense') {
    const turned = new Float64Array(weights.length);
    for (let source = 0; source < preSize; source++) {
      for (let target = 0; target < postSize; target++) {
        turned[target * preSize + source] = weights[source * postSize + target]!;
      }
    }
    return { kind: 'dense', preSize, postSize, weights: turned };
  }
  const { input, output, kernel, stride } = shape;
  return {
    kind: 'conv',
    inputShape: input,
    inputExtent: [input[1], input[2]],
    outputShape: output,
    kernel,
    stride,
    dilation: [1, 1],
    padding: [0, 0],
    groups: 1,
    weights: turnKernel(weights, input[0], output[0], kernel),
  };
}

/** [row][column][in][out] to [out][in][row][column]. */
function turnKernel(
  weights: Float64Array,
  channels: number,
  count: number,
  [rows, columns]: readonly [number, number],
): Float64Array {
  const turned = new Float64Array(weights.length);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let c = 0; c < channels; c++) {
        for (let o = 0; o < count; o++) {
          turned[((o * channels + c) * rows + row) * columns + column] = weights[at++]!;
        }
      }
    }
  }
  return turned;
}

/** Bits below 1/64 that the weights take. */
export function weightFractionBits({ map }: ProjectionDraft): number {
  let bits = 0;
  for (const weight of map.weights) {
    if (!Number.isInteger(weight)) bits = Math.max(bits, fractionBitsOf(weight));
  }
  return bits;
}

/** Adds the magnitudes of all weights into each target. */
export function addInputMax({ map }: ProjectionDraft, sums: Float64Array): void {
  const { weights } = map;
  if (map.kind === 'sparse') {
    for (let k = 0; k < weights.length; k++) sums[map.targets[k]!]! += Math.abs(weights[k]!);
    return;
  }
  const targets = map.kind === 'dense' ? map.postSize : map.outputShape[0];
  const each = weights.length / targets;
  const area = sums.length / targets;
  for (let target = 0; target < targets; target++) {
    let sum = 0;
    for (let k = target * each; k < (target + 1) * each; k++) sum += Math.abs(weights[k]!);
    for (let k = 0; k < area; k++) sums[target * area + k]! += sum;
  }
}

/** The projection in registers, and what was rounded. */
export function finishProjection(
  draft: ProjectionDraft,
  unit: Unit64,
): { readonly projection: Projection; readonly notes: readonly string[] } {
  const { name, pre, post, map, pricedAs } = draft;
  const { exponent, mantissas, rounded, error } = mantissasOf(map.weights, unit);
  let largest = 0;
  for (const mantissa of mantissas) largest = Math.max(largest, Math.abs(mantissa));
  const notes =
    rounded === 0
      ? []
      : [
          `projection "${name}": ${groupDigits(rounded)} weights do not fit mantissas of 10 bits in units of 2^${exponent} / ${groupDigits(unit.scale)} and were rounded, by at most ${error}.`,
        ];
  const stage = { ...map, weights: mantissas } as Connectivity;
  return {
    projection: {
      name,
      pre,
      post,
      stages: [stage],
      delayS: 0,
      registers: {
        weightExp: exponent,
        weightBits: largest > NARROW_MANTISSA_MAX ? 10 : 9,
        signMode: 'mixed',
        pricedAs,
      },
    },
    notes,
  };
}

/** Weights as mantissa * 2^exponent units, exactly where mantissas of 10 bits allow it. */
function mantissasOf(
  weights: Float64Array,
  { scale }: Unit64,
): { exponent: number; mantissas: Float64Array; rounded: number; error: number } {
  let [bits, largest] = [0, 0];
  for (const weight of weights) {
    const units = Math.abs(Math.round(weight * scale));
    bits |= units;
    largest = Math.max(largest, units);
  }
  let exponent = bits === 0 ? 0 : Math.min(EXPONENT_MAX, 31 - Math.clz32(bits & -bits));
  while (Math.round(largest / 2 ** exponent) > MANTISSA_MAX) exponent++;
  const factor = scale / 2 ** exponent;
  let [rounded, error] = [0, 0];
  const mantissas = weights.map((weight) => {
    const exact = weight * factor;
    const mantissa = Math.round(exact) + 0;
    if (mantissa !== exact) {
      rounded++;
      error = Math.max(error, Math.abs(mantissa - exact) / factor);
    }
    return mantissa;
  });
  return { exponent, mantissas, rounded, error };
}
