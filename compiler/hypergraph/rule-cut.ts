/**
 * Cuts the populations of a rule network into boxes that each fit an empty core, with as few messages as
 * shapes allow: of all tilings that fit, the one whose boxes together have fewest sources.
 */
import type { MappingLimits } from './limits.ts';
import type { Objective } from './problem.ts';
import type { Rule, RuleNetwork, Triple } from './rule-network.ts';
import { type AxisUse, boxOf, type Tiling, tileCount, useAxis } from './rule-tiles.ts';

/** Rows of each rule that has them: the most targets of a source, and incoming synapses of each target. */
export interface RowCounts {
  readonly targetsMax: number;
  readonly fanIns: Int32Array;
  /** [post size + 1]: synapses of the targets before. */
  readonly before: Float64Array;
}

export interface CutOptions {
  readonly limits: MappingLimits;
  readonly objective: Objective;
}

/** More boxes than needed that fewer messages may cost. */
const BOXES_SHARE_MAX = 1.5;
/** Numbers of runs that are all tried on an axis; above, each is a quarter more than the last. */
const RUNS_EACH = 24;
/** Rounds in which populations learn how many boxes their targets were cut into. */
const ROUNDS_MAX = 24;

/** Limits in the order in which they are given up where a population cannot keep all of them. */
type Relaxed = 'none' | 'outputAxons' | 'inputAxons' | 'memoryBytes';
const RELAXED: readonly Relaxed[] = ['none', 'outputAxons', 'inputAxons', 'memoryBytes'];

/** A tiling for each population. */
export function cutPopulations(
  network: RuleNetwork,
  rows: ReadonlyMap<Rule, RowCounts>,
  options: CutOptions,
): Tiling[] {
  const cutter = createCutter(network, rows, options);
  const tilings = network.populations.map((_, k) => cutter.choose(k, 1));
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let changed = false;
    // Targets mostly come after their sources, so one round backwards does for layers.
    for (let k = tilings.length - 1; k >= 0; k--) {
      const reach = cutter.reachOf(k, tilings);
      if (reach <= 1 || cutter.fits(k, tilings[k]!, reach, 'none')) continue;
      const next = cutter.choose(k, reach);
      changed ||= String(next) !== String(tilings[k]);
      tilings[k] = next;
    }
    if (!changed) break;
  }
  return tilings;
}

/** For each population the most boxes that one of its neurons sends to. */
export function reachesOf(
  network: RuleNetwork,
  rows: ReadonlyMap<Rule, RowCounts>,
  options: CutOptions,
  tilings: readonly Tiling[],
): number[] {
  const cutter = createCutter(network, rows, options);
  return network.populations.map((_, k) => cutter.reachOf(k, tilings));
}

interface Cutter {
  readonly choose: (population: number, reach: number) => Tiling;
  readonly fits: (population: number, tiling: Tiling, reach: number, relaxed: Relaxed) => boolean;
  /** Most boxes that a neuron of the population sends to. */
  readonly reachOf: (population: number, tilings: readonly Tiling[]) => number;
}

function createCutter(
  network: RuleNetwork,
  rows: ReadonlyMap<Rule, RowCounts>,
  { limits, objective }: CutOptions,
): Cutter {
  const { populations, rules } = network;
  const into = populations.map((_, k) => rules.filter((rule) => rule.post === k));
  const outOf = populations.map((_, k) => rules.filter((rule) => rule.pre === k));
  const known = new Map<Rule, Map<number, AxisUse>[]>();
  const useOf = (rule: Rule & { readonly kind: 'product' }, axis: number, tiles: number) => {
    const maps = known.get(rule) ?? [new Map(), new Map(), new Map()];
    known.set(rule, maps);
    let use = maps[axis]!.get(tiles);
    if (use === undefined) {
      use = useAxis(rule.axes[axis]!, tiles);
      maps[axis]!.set(tiles, use);
    }
    return use;
  };
  const product = (
    rule: Rule & { readonly kind: 'product' },
    tiling: Tiling,
    value: keyof AxisUse,
  ): number => [0, 1, 2].reduce((all, n) => all * useOf(rule, n, tiling[n]!)[value], 1);

  const fits = (k: number, tiling: Tiling, reach: number, relaxed: Relaxed): boolean => {
    const { shape } = populations[k]!;
    const neurons = shape.reduce((size, n, axis) => size * Math.ceil(n / tiling[axis]!), 1);
    if (neurons > limits.neurons) return false;
    const level = RELAXED.indexOf(relaxed);
    if (level < 1 && neurons * reach > limits.outputAxons) return false;
    let [synapses, axons] = [0, 0];
    const fromPre = new Map<number, number>();
    for (const rule of into[k]!) {
      const own =
        rule.kind === 'product'
          ? product(rule, tiling, 'pairsMax')
          : rowPairsMax(rows.get(rule)!, shape, tiling);
      const sources = rule.kind === 'product' ? product(rule, tiling, 'sourcesMax') : own;
      synapses += own;
      fromPre.set(rule.pre, (fromPre.get(rule.pre) ?? 0) + sources);
    }
    for (const [pre, count] of fromPre) axons += Math.min(count, populations[pre]!.size);
    if (level < 2 && axons > limits.inputAxons) return false;
    const bytes = synapses * limits.bytesPerSynapse + axons * limits.bytesPerInputAxon;
    return level >= 3 || bytes <= limits.memoryBytes;
  };

  const traffic = (k: number, tiling: Tiling): number =>
    into[k]!.reduce(
      (sum, rule) => sum + (rule.kind === 'product' ? product(rule, tiling, 'sourcesSum') : 0),
      0,
    );

  const choose = (k: number, reach: number): Tiling => {
    for (const relaxed of RELAXED) {
      const found = tilingsThatFit(populations[k]!.shape, (tiling) =>
        fits(k, tiling, reach, relaxed),
      );
      if (found.length === 0) continue;
      const least = found.reduce((few, tiling) => Math.min(few, tileCount(tiling)), Infinity);
      const most = objective === 'cores' ? least : least * BOXES_SHARE_MAX;
      return found
        .filter((tiling) => tileCount(tiling) <= most)
        .map((tiling) => ({ tiling, messages: traffic(k, tiling) }))
        .sort((a, b) => a.messages - b.messages || tileCount(a.tiling) - tileCount(b.tiling))[0]!
        .tiling;
    }
    return populations[k]!.shape;
  };

  const reachOf = (k: number, tilings: readonly Tiling[]): number =>
    outOf[k]!.reduce((sum, rule) => {
      const tiling = tilings[rule.post]!;
      const most =
        rule.kind === 'product' ? product(rule, tiling, 'reachMax') : rows.get(rule)!.targetsMax;
      return sum + Math.min(most, tileCount(tiling));
    }, 0);
  return { choose, fits, reachOf };
}

/** Most synapses of one box; a bound where boxes are no runs of the numbering. */
function rowPairsMax({ fanIns, before }: RowCounts, shape: Triple<number>, tiling: Tiling): number {
  const [a, b, c] = tiling;
  const areRuns = (b === 1 && c === 1) || (a === shape[0] && (c === 1 || b === shape[1]));
  if (!areRuns) {
    const neurons = shape.reduce((all, n, axis) => all * Math.ceil(n / tiling[axis]!), 1);
    return neurons * fanIns.reduce((most, count) => Math.max(most, count), 0);
  }
  let most = 0;
  for (let tile = 0; tile < tileCount(tiling); tile++) {
    const { begins, ends } = boxOf(shape, tiling, tile);
    const begin = (begins[0] * shape[1] + begins[1]) * shape[2] + begins[2];
    const end = ((ends[0] - 1) * shape[1] + ends[1] - 1) * shape[2] + ends[2];
    most = Math.max(most, before[end]! - before[begin]!);
  }
  return most;
}

/** For each way to cut the first two axes the coarsest cut of the third that fits. */
function tilingsThatFit(shape: Triple<number>, fits: (tiling: Tiling) => boolean): Tiling[] {
  const found: Tiling[] = [];
  for (const a of runCounts(shape[0])) {
    for (const b of runCounts(shape[1])) {
      if (!fits([a, b, shape[2]])) continue;
      let [low, high] = [1, shape[2]];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (fits([a, b, middle])) high = middle;
        else low = middle + 1;
      }
      found.push([a, b, low]);
    }
  }
  return found;
}

function runCounts(size: number): number[] {
  const counts: number[] = [];
  for (let n = 1; n < size; n = n < RUNS_EACH ? n + 1 : Math.ceil(n * 1.25)) counts.push(n);
  return [...counts, size];
}
