/** What a chip-free simulation of one sample gives, in network steps: the same shape for floats and integers. */
import type { SpikeInput } from '../model/events.ts';
import type { SpikeColumns } from '../model/trace.ts';
import { GrowingColumns } from '../support/growing-columns.ts';
import { sortSpikes } from '../support/sort-spikes.ts';

export interface ReferenceOutcome {
  readonly sample: string;
  readonly label: number | null;
  /** Spikes of every spiking population, sorted by (step, population, index). */
  readonly spikes: SpikeColumns;
  readonly spikesByPopulation: Float64Array;
  /** Spike counts of the output populations, concatenated. */
  readonly outputCounts: Int32Array;
  /** Winner after each step, -1 while no output has spiked: [steps]. */
  readonly predictedByStep: Int32Array;
  readonly inputEvents: number;
  readonly droppedEvents: number;
  readonly synapticEvents: number;
  readonly neuronUpdates: number;
}

/** Index of the largest count, ties to the lowest index; null where all are 0. */
export function winner(counts: ArrayLike<number>): number | null {
  let best = 0;
  for (let k = 1; k < counts.length; k++) if (counts[k]! > counts[best]!) best = k;
  return (counts[best] ?? 0) > 0 ? best : null;
}

/** Which population and index each concatenated input index means, and its events by step. */
export interface InputCursor {
  /** Moves to `step` and calls `visit(population, index, count)` for each of its events. */
  readonly eventsAt: (
    step: number,
    visit: (population: number, index: number, count: number) => void,
  ) => void;
}

/** A cursor over `input` for the input populations of sizes `sizes` (others have size 0). Steps must ascend. */
export function createInputCursor(
  input: SpikeInput,
  inputs: readonly { readonly population: number; readonly size: number }[],
): InputCursor {
  let next = 0;
  return {
    eventsAt: (step, visit) => {
      while (next < input.steps.length && input.steps[next]! < step) next++;
      for (; next < input.steps.length && input.steps[next] === step; next++) {
        let index = input.indices[next]!;
        const owner = inputs.find(({ size }) => {
          if (index < size) return true;
          index -= size;
          return false;
        });
        if (owner) visit(owner.population, index, input.counts[next]!);
      }
    },
  };
}

/** Collects spikes in any order. */
export class SpikeRecorder {
  private readonly rows = new GrowingColumns(3);

  add(step: number, population: number, index: number): void {
    this.rows.add(step, population, index);
  }

  /** The spikes in (step, population, index) order. */
  columns(): SpikeColumns {
    const [steps, populations, indices] = this.rows.columns() as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    return sortSpikes(steps, populations, indices);
  }
}
