/**
 * A network by the rules that connect its populations, without a list of synapses: what the mapper reads of
 * networks whose synapses would not fit into memory. Each neuron counts with one spike.
 */
import { type AxisRelation, pairsInto, targetAt, targetsOf } from './rule-axes.ts';

export type Triple<T> = readonly [T, T, T];

export interface RulePopulation {
  readonly name: string;
  /** Three axes, the last one fastest; missing ones are 1. */
  readonly shape: Triple<number>;
  readonly size: number;
}

/** A source is joined to a target where it is along all axes. */
export interface ProductRule {
  readonly kind: 'product';
  readonly pre: number;
  readonly post: number;
  readonly axes: Triple<AxisRelation>;
}

/** Targets of one source after the other, always the same: drawn from a seed, or listed. */
export interface RowRule {
  readonly kind: 'rows';
  readonly pre: number;
  readonly post: number;
  readonly open: () => RowReader;
}

export interface RowReader {
  /** Targets of the row read last: [0, count), distinct. */
  readonly targets: Int32Array;
  /** Reads the next row; returns its count. */
  readonly next: () => number;
}

export type Rule = ProductRule | RowRule;

/** Parallel rules between two populations: their synapses count each, a source that both bring counts once. */
export interface RuleNetwork {
  readonly name: string;
  readonly populations: readonly RulePopulation[];
  readonly rules: readonly Rule[];
}

export function ruleNeuronCount(network: RuleNetwork): number {
  return network.populations.reduce((sum, { size }) => sum + size, 0);
}

/** First neuron of each population in the numbering of the whole, and the end: [populations + 1]. */
export function populationBegins(network: RuleNetwork): Float64Array {
  const begins = new Float64Array(network.populations.length + 1);
  network.populations.forEach(({ size }, k) => {
    begins[k + 1] = begins[k]! + size;
  });
  return begins;
}

/** Synapses of a rule; rows are read through for it. */
export function ruleSynapseCount(network: RuleNetwork, rule: Rule): number {
  if (rule.kind === 'product') {
    return rule.axes.reduce((product, axis) => product * pairsInto(axis, 0, axis.targets), 1);
  }
  const rows = rule.open();
  let count = 0;
  for (let i = 0; i < network.populations[rule.pre]!.size; i++) count += rows.next();
  return count;
}

/** Incoming synapses of each neuron of population `post`, and of these the most that parallel rules repeat. */
export function ruleFanIns(network: RuleNetwork, post: number): Float64Array {
  const { shape, size } = network.populations[post]!;
  const counts = new Float64Array(size);
  for (const rule of network.rules) {
    if (rule.post !== post) continue;
    if (rule.kind === 'rows') {
      const rows = rule.open();
      for (let i = 0; i < network.populations[rule.pre]!.size; i++) {
        const count = rows.next();
        for (let n = 0; n < count; n++) counts[rows.targets[n]!]!++;
      }
      continue;
    }
    const [a, b, c] = rule.axes.map((axis, n) =>
      Float64Array.from({ length: shape[n]! }, (_, o) => pairsInto(axis, o, o + 1)),
    );
    for (let x = 0, at = 0; x < shape[0]; x++) {
      for (let y = 0; y < shape[1]; y++) {
        const outer = a![x]! * b![y]!;
        for (let z = 0; z < shape[2]; z++) counts[at++]! += outer * c![z]!;
      }
    }
  }
  return counts;
}

/** Outgoing synapses of neuron [x, y, z] by a product rule. */
export function productTargets(rule: ProductRule, x: number, y: number, z: number): number {
  const [a, b, c] = rule.axes;
  return targetsOf(a, x) * targetsOf(b, y) * targetsOf(c, z);
}

/** Visits the targets of neuron [x, y, z] by a product rule, as indices into a population of that shape. */
export function forEachTarget(
  rule: ProductRule,
  shape: Triple<number>,
  [x, y, z]: Triple<number>,
  visit: (target: number) => void,
): void {
  const [a, b, c] = rule.axes;
  for (let n = 0; n < targetsOf(a, x); n++) {
    for (let m = 0; m < targetsOf(b, y); m++) {
      const row = (targetAt(a, x, n) * shape[1] + targetAt(b, y, m)) * shape[2];
      for (let l = 0; l < targetsOf(c, z); l++) visit(row + targetAt(c, z, l));
    }
  }
}
