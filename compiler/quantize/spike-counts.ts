import type { SpikeInput } from '../../src/model/events.ts';
import type { SpikeColumns } from '../../src/model/trace.ts';

/** Spikes of one population in one sample, by ascending step. */
export interface SpikeCounts {
  readonly steps: Int32Array;
  readonly indices: Int32Array;
  readonly counts: Int32Array;
}

/** The spikes of one population; those before step `level` are left out, and steps count from there. */
export function spikesOf(spikes: SpikeColumns, population: number, level: number): SpikeCounts {
  const at = indicesWhere(
    spikes.steps.length,
    (k) => spikes.populations[k] === population && spikes.steps[k]! >= level,
  );
  return {
    steps: at.map((k) => spikes.steps[k]! - level),
    indices: at.map((k) => spikes.indices[k]!),
    counts: new Int32Array(at.length).fill(1),
  };
}

/** The events of inputs [begin, end) before step `steps`. */
export function inputsOf(
  { steps: at, indices, counts }: SpikeInput,
  begin: number,
  end: number,
  steps: number,
): SpikeCounts {
  const own = indicesWhere(
    at.length,
    (k) => indices[k]! >= begin && indices[k]! < end && at[k]! < steps,
  );
  return {
    steps: own.map((k) => at[k]!),
    indices: own.map((k) => indices[k]! - begin),
    counts: own.map((k) => counts[k]!),
  };
}

function indicesWhere(length: number, holds: (k: number) => boolean): Int32Array {
  const found: number[] = [];
  for (let k = 0; k < length; k++) if (holds(k)) found.push(k);
  return Int32Array.from(found);
}
