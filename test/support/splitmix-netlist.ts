/**
 * Random networks as legacy netlists of SANA-FE: for each source in order, distinct targets, each followed by its weight;
 * then a bias for each neuron. Drawn by splitmix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
 */

export interface SplitmixSpec {
  readonly neurons: number;
  readonly fanOut: number;
  readonly seed: number;
  readonly weights: readonly number[];
  readonly biases: readonly number[];
  readonly threshold: number;
  readonly leakDecay: number;
  readonly synapse: string;
  /** Core of neuron i, tile by tile with four cores each. */
  readonly coreOf: (neuron: number) => number;
}

/** 10,000 neurons with 100 synapses each on 100 cores. */
export const RAND10K: SplitmixSpec = {
  neurons: 10_000,
  fanOut: 100,
  seed: 42,
  weights: [-8, -4, -2, 2, 4, 8],
  biases: [0, 1, 2, 3, 4, 5, 6, 7],
  threshold: 60,
  leakDecay: 0.9375,
  synapse: 'loihi_dense_synapse',
  coreOf: (neuron) => Math.floor(neuron / 100),
};

export function splitmixNetlist(spec: SplitmixSpec): string {
  const { neurons, fanOut, weights, biases, threshold, leakDecay, synapse } = spec;
  const below = createSplitmix(spec.seed);
  const drawn = new Int32Array(neurons).fill(-1);
  const edges: string[] = [];
  for (let source = 0; source < neurons; source++) {
    for (let found = 0; found < fanOut; ) {
      const target = below(neurons);
      if (drawn[target] === source) continue;
      drawn[target] = source;
      found++;
      edges.push(`e 0.${source}->0.${target} weight=${weights[below(weights.length)]}`);
    }
  }
  const each = Array.from({ length: neurons }, (_, k) => k);
  const lines = [
    `g ${neurons} threshold=${threshold} reset=0 leak_decay=${leakDecay} soma_hw_name=loihi_lif synapse_hw_name=${synapse} log_spikes=1 log_v=1`,
    ...each.map((k) => `n 0.${k} bias=${biases[below(biases.length)]}`),
    ...edges,
    ...each.map((k) => `& 0.${k}@${Math.floor(spec.coreOf(k) / 4)}.${spec.coreOf(k) % 4}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Draws whole numbers below n: the high half of each 64-bit output times n, shifted right by 32. */
function createSplitmix(seed: number): (n: number) => number {
  let [high, low] = [0, seed >>> 0];
  const product = new Uint32Array(2);
  return (n) => {
    low = (low + 0x7f4a7c15) >>> 0;
    high = (high + 0x9e3779b9 + (low < 0x7f4a7c15 ? 1 : 0)) >>> 0;
    let [h, l] = [high, low];
    [h, l] = [h ^ (h >>> 30), l ^ ((l >>> 30) | (h << 2))];
    multiply(h >>> 0, l >>> 0, 0xbf58476d, 0x1ce4e5b9, product);
    [h, l] = [product[0]!, product[1]!];
    [h, l] = [h ^ (h >>> 27), l ^ ((l >>> 27) | (h << 5))];
    multiply(h >>> 0, l >>> 0, 0x94d049bb, 0x133111eb, product);
    [h, l] = [product[0]!, product[1]!];
    return Math.floor((((h ^ (h >>> 31)) >>> 0) * n) / 2 ** 32);
  };
}

/** Low 64 bits of a product, high half first. */
function multiply(
  aHigh: number,
  aLow: number,
  bHigh: number,
  bLow: number,
  out: Uint32Array,
): void {
  const [a1, a0, b1, b0] = [aLow >>> 16, aLow & 0xffff, bLow >>> 16, bLow & 0xffff];
  const low = a0 * b0;
  const middle = a1 * b0 + (low >>> 16);
  const middle2 = a0 * b1 + (middle % 65536);
  out[1] = Math.imul(aLow, bLow) >>> 0;
  const carried = a1 * b1 + Math.floor(middle / 65536) + Math.floor(middle2 / 65536);
  out[0] = (carried + (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bHigh) >>> 0)) >>> 0;
}
