/** Which neurons spike when: what a partition is balanced for. */
import type { QuantNet } from '../../src/model/mapping.ts';

export interface Activity {
  readonly stepCount: number;
  /** Share of the walked compartments that count as updated. */
  readonly updatedShare: number;
  /** Spikes of each population by step, as columns. */
  readonly populations: readonly SpikesByStep[];
}

export interface SpikesByStep {
  /** [stepCount + 1] into `neurons`. */
  readonly offsets: Int32Array;
  readonly neurons: Int32Array;
}

/** Spikes that are found only where a partitioner asks for them. */
export interface ActivitySource {
  /** Undefined where nothing can be measured. */
  readonly measure: (net: QuantNet) => Activity | undefined;
  /** Where the spikes came from, as an assumption; called after `measure`. */
  readonly describe: () => string;
}

export const UNIFORM_ACTIVITY: ActivitySource = {
  measure: () => undefined,
  describe: () => 'the mapping takes every neuron and input to spike equally often (--activity).',
};

const UNIFORM_STEPS = 16;
/** Each neuron spikes once in this many steps. */
const UNIFORM_PERIOD = 16;
/** Spreads neurons over steps: 2^32 over the golden ratio, odd. */
const SPREAD = 0x9e3779b1;

/** Where nothing was measured: every neuron equally often, scattered over the steps. */
export function uniformActivity({ populations }: QuantNet): Activity {
  return activityOf(
    populations.map(({ size }) => size),
    UNIFORM_STEPS,
    1,
    populations.flatMap(({ size }, population) =>
      Array.from({ length: size }, (_, neuron) => ({
        step: (Math.imul(neuron + 1, SPREAD) >>> 16) % UNIFORM_PERIOD,
        population,
        neuron,
      })),
    ),
  );
}

/** From single spikes in any order; those of steps from `stepCount` on are left out. */
export function activityOf(
  sizes: readonly number[],
  stepCount: number,
  updatedShare: number,
  spikes: Iterable<{
    readonly step: number;
    readonly population: number;
    readonly neuron: number;
  }>,
): Activity {
  const lists = sizes.map(() => Array.from({ length: stepCount }, (): number[] => []));
  for (const { step, population, neuron } of spikes) lists[population]?.[step]?.push(neuron);
  return {
    stepCount,
    updatedShare,
    populations: lists.map((bySteps) => {
      const offsets = new Int32Array(stepCount + 1);
      bySteps.forEach((list, step) => {
        offsets[step + 1] = offsets[step]! + list.length;
      });
      return { offsets, neurons: Int32Array.from(bySteps.flat()) };
    }),
  };
}
