/** What the spikes of each neuron count for in a search for few packets. */
import type { QuantNet } from '../../src/model/mapping.ts';
import type { Activity } from './activity.ts';

export interface SpikeWeights {
  /** Per population: weight of each neuron, integers of at least 1. */
  readonly columns: readonly Int32Array[];
  /** Weight of one spike. */
  readonly perSpike: number;
  /** Steps in which a neuron spikes as often as its weight says. */
  readonly steps: number;
}

/** Of so many parts of a spike, one is given to every neuron: what a few samples leave silent may still spike. */
const PARTS_PER_SPIKE = 16;
/** Weights are summed in int32 tables, some of them twice. */
const TOTAL_MAX = 2 ** 29;
/** Where nothing was measured, each neuron spikes once in so many steps. */
const UNIFORM_STEPS = 64;

/** All weights 1 where nothing was measured. */
export function spikeWeights(net: QuantNet, activity: Activity | undefined): SpikeWeights {
  if (activity === undefined) {
    const columns = net.populations.map(({ size }) => new Int32Array(size).fill(1));
    return { columns, perSpike: 1, steps: UNIFORM_STEPS };
  }
  const spikes = activity.populations.reduce((sum, { neurons }) => sum + neurons.length, 0);
  const parts = Math.min(PARTS_PER_SPIKE, TOTAL_MAX / Math.max(1, spikes));
  const columns = net.populations.map(({ size }, population) => {
    const counts = new Int32Array(size);
    for (const neuron of activity.populations[population]?.neurons ?? []) counts[neuron]!++;
    return counts.map((count) => 1 + Math.round(count * parts));
  });
  return { columns, perSpike: parts, steps: activity.stepCount * parts };
}
