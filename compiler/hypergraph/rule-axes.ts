/**
 * How the indices along one axis of a population reach those of another. A dense map, a convolution, a pool
 * or a one-to-one map joins a source to a target exactly where all three of its axes do.
 */

/** Target indices of source index i: `begins[i] + n * step` for n below `counts[i]`. */
export interface WindowRelation {
  readonly kind: 'window';
  readonly sources: number;
  readonly targets: number;
  /** [sources]; where there are no targets, the end of those before. */
  readonly begins: Int32Array;
  /** [sources]. */
  readonly counts: Int32Array;
  readonly step: number;
  /** [targets + 1]: pairs with a target below. */
  readonly pairsBefore: Float64Array;
}

export type AxisRelation =
  | { readonly kind: 'all'; readonly sources: number; readonly targets: number }
  | { readonly kind: 'same'; readonly sources: number; readonly targets: number }
  | WindowRelation;

/** One axis of a convolution or a pool, as `Conv` and `Pool` of the model describe them. */
export interface WindowAxis {
  readonly input: number;
  /** Inputs from here on are not seen. */
  readonly extent: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
}

export function allRelation(sources: number, targets: number): AxisRelation {
  return { kind: 'all', sources, targets };
}

export function sameRelation(size: number): AxisRelation {
  return { kind: 'same', sources: size, targets: size };
}

/** Outputs o with o * stride - padding + k * dilation = i for some k of the kernel. */
export function windowRelation(axis: WindowAxis): WindowRelation {
  const { input, extent, output, kernel, stride, dilation, padding } = axis;
  const begins = new Int32Array(input);
  const counts = new Int32Array(input);
  const step = dilation / greatestDivisor(dilation, stride);
  let end = 0;
  for (let i = 0; i < input; i++) {
    begins[i] = end;
    if (i >= extent) continue;
    const at = i + padding;
    const last = Math.min(output - 1, Math.floor(at / stride));
    let o = Math.max(0, Math.ceil((at - (kernel - 1) * dilation) / stride));
    while (o <= last && (at - o * stride) % dilation !== 0) o++;
    if (o > last) continue;
    begins[i] = o;
    counts[i] = Math.floor((last - o) / step) + 1;
    end = o + (counts[i]! - 1) * step + 1;
  }
  return withPairs(input, output, begins, counts, step);
}

/** Channels in groups: each sees those of its own group. */
export function groupRelation(sources: number, targets: number, groups: number): AxisRelation {
  if (groups === 1) return allRelation(sources, targets);
  const [from, to] = [sources / groups, targets / groups];
  const begins = Int32Array.from({ length: sources }, (_, c) => Math.floor(c / from) * to);
  return withPairs(sources, targets, begins, new Int32Array(sources).fill(to), 1);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function withPairs(
  sources: number,
  targets: number,
  begins: Int32Array,
  counts: Int32Array,
  step: number,
): WindowRelation {
  const pairsBefore = new Float64Array(targets + 1);
  for (let i = 0; i < sources; i++) {
    for (let n = 0; n < counts[i]!; n++) pairsBefore[begins[i]! + n * step + 1]!++;
  }
  for (let o = 0; o < targets; o++) pairsBefore[o + 1]! += pairsBefore[o]!;
  return { kind: 'window', sources, targets, begins, counts, step, pairsBefore };
}

/** What reaches a target through both; null where its sources do not lie in one run, as behind dilation. */
export function composeRelations(first: AxisRelation, second: AxisRelation): AxisRelation | null {
  if (first.kind === 'same') return second;
  if (second.kind === 'same') return first;
  if (first.kind === 'all' && second.kind === 'all') {
    return allRelation(first.sources, second.targets);
  }
  const begins = new Int32Array(first.sources);
  const counts = new Int32Array(first.sources);
  let before = 0;
  for (let i = 0; i < first.sources; i++) {
    let [begin, end] = [-1, -1];
    for (let n = 0; n < targetsOf(first, i); n++) {
      const middle = targetAt(first, i, n);
      const count = targetsOf(second, middle);
      if (count === 0) continue;
      const from = targetAt(second, middle, 0);
      const to = targetAt(second, middle, count - 1) + 1;
      if (to - from !== count || (end >= 0 && (from > end || from < begin))) return null;
      if (begin < 0) begin = from;
      end = Math.max(end, to);
    }
    begins[i] = begin < 0 ? before : begin;
    counts[i] = end - begin;
    if (begin >= 0) before = end;
  }
  return withPairs(first.sources, second.targets, begins, counts, 1);
}

/** How many targets source i has. */
export function targetsOf(relation: AxisRelation, i: number): number {
  if (relation.kind === 'all') return relation.targets;
  return relation.kind === 'same' ? 1 : relation.counts[i]!;
}

/** The n-th target of source i. */
export function targetAt(relation: AxisRelation, i: number, n: number): number {
  if (relation.kind === 'all') return n;
  return relation.kind === 'same' ? i : relation.begins[i]! + n * relation.step;
}

/** Targets of source i in [begin, end). */
export function targetsWithin(
  relation: AxisRelation,
  i: number,
  begin: number,
  end: number,
): number {
  if (relation.kind === 'all') return end - begin;
  if (relation.kind === 'same') return i >= begin && i < end ? 1 : 0;
  const { step } = relation;
  const first = relation.begins[i]!;
  const from = Math.max(0, Math.ceil((begin - first) / step));
  const to = Math.min(relation.counts[i]!, Math.ceil((end - first) / step));
  return Math.max(0, to - from);
}

/** Pairs of a source and one of its targets in [begin, end). */
export function pairsInto(relation: AxisRelation, begin: number, end: number): number {
  if (relation.kind === 'all') return relation.sources * (end - begin);
  if (relation.kind === 'same') return end - begin;
  return relation.pairsBefore[end]! - relation.pairsBefore[begin]!;
}

/** Pairs of a source in [sourceBegin, sourceEnd) and one of its targets in [begin, end). */
export function pairsBetween(
  relation: AxisRelation,
  sourceBegin: number,
  sourceEnd: number,
  begin: number,
  end: number,
): number {
  if (relation.kind === 'all') return (sourceEnd - sourceBegin) * (end - begin);
  if (relation.kind === 'same') {
    return Math.max(0, Math.min(sourceEnd, end) - Math.max(sourceBegin, begin));
  }
  let pairs = 0;
  for (let i = sourceBegin; i < sourceEnd; i++) pairs += targetsWithin(relation, i, begin, end);
  return pairs;
}

/** Sources with a target in [begin, end), as runs: begin, end, begin, end, ... ascending. */
export function sourceRuns(relation: AxisRelation, begin: number, end: number): number[] {
  if (begin >= end) return [];
  if (relation.kind === 'all') return [0, relation.sources];
  if (relation.kind === 'same') return [begin, end];
  const { sources, begins, counts, step } = relation;
  const runs: number[] = [];
  for (let i = step === 1 ? firstEndingAfter(relation, begin) : 0; i < sources; i++) {
    if (step === 1 && counts[i]! > 0 && begins[i]! >= end) break;
    if (targetsWithin(relation, i, begin, end) === 0) continue;
    if (runs[runs.length - 1] === i) runs[runs.length - 1] = i + 1;
    else runs.push(i, i + 1);
  }
  return runs;
}

/** By halving: without gaps, the ends of targets never fall from source to source. */
function firstEndingAfter({ sources, begins, counts }: WindowRelation, begin: number): number {
  let [low, high] = [0, sources];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (begins[middle]! + counts[middle]! > begin) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Indices in runs. */
export function runsLength(runs: readonly number[]): number {
  let length = 0;
  for (let n = 0; n < runs.length; n += 2) length += runs[n + 1]! - runs[n]!;
  return length;
}
