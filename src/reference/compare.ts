import type { SpikeColumns } from '../model/trace.ts';

/** How two rasters of one sample differ. */
export interface RasterDifference {
  readonly mismatches: number;
  /** Earliest spike that only one of the two has; null where they are equal. */
  readonly first: {
    readonly step: number;
    readonly population: number;
    readonly index: number;
    readonly expected: 0 | 1;
  } | null;
  /** By population. */
  readonly expectedSpikes: Float64Array;
  readonly actualSpikes: Float64Array;
  readonly mismatchesByPopulation: Float64Array;
}

/** Compares two rasters sorted by (step, population, index) spike for spike. */
export function compareRasters(
  expected: SpikeColumns,
  actual: SpikeColumns,
  populationCount: number,
): RasterDifference {
  const expectedSpikes = new Float64Array(populationCount);
  const actualSpikes = new Float64Array(populationCount);
  const mismatchesByPopulation = new Float64Array(populationCount);
  let first: RasterDifference['first'] = null;
  let mismatches = 0;
  let [e, a] = [0, 0];
  while (e < expected.steps.length || a < actual.steps.length) {
    const order = compareAt(expected, e, actual, a);
    if (order <= 0) expectedSpikes[expected.populations[e]!]!++;
    if (order >= 0) actualSpikes[actual.populations[a]!]!++;
    if (order !== 0) {
      const [columns, k] = order < 0 ? [expected, e] : [actual, a];
      const population = columns.populations[k]!;
      mismatches++;
      mismatchesByPopulation[population]!++;
      first ??= {
        step: columns.steps[k]!,
        population,
        index: columns.indices[k]!,
        expected: order < 0 ? 1 : 0,
      };
    }
    if (order <= 0) e++;
    if (order >= 0) a++;
  }
  return { mismatches, first, expectedSpikes, actualSpikes, mismatchesByPopulation };
}

/** Negative where the expected spike comes first or alone, positive where the actual one does, 0 where equal. */
function compareAt(expected: SpikeColumns, e: number, actual: SpikeColumns, a: number): number {
  if (e >= expected.steps.length) return 1;
  if (a >= actual.steps.length) return -1;
  return (
    expected.steps[e]! - actual.steps[a]! ||
    expected.populations[e]! - actual.populations[a]! ||
    expected.indices[e]! - actual.indices[a]!
  );
}

/**
 * Spikes by chip step as spikes by network step: each population's own level taken off, spikes outside
 * [0, steps) left out.
 */
export function alignByLevel(
  spikes: SpikeColumns,
  levels: ArrayLike<number>,
  steps: number,
): SpikeColumns {
  const kept: number[] = [];
  for (let k = 0; k < spikes.steps.length; k++) {
    const step = spikes.steps[k]! - levels[spikes.populations[k]!]!;
    if (step >= 0 && step < steps) kept.push(k);
  }
  const stepAt = (k: number): number => spikes.steps[k]! - levels[spikes.populations[k]!]!;
  kept.sort(
    (a, b) =>
      stepAt(a) - stepAt(b) ||
      spikes.populations[a]! - spikes.populations[b]! ||
      spikes.indices[a]! - spikes.indices[b]!,
  );
  return {
    steps: Int32Array.from(kept, stepAt),
    populations: Int32Array.from(kept, (k) => spikes.populations[k]!),
    indices: Int32Array.from(kept, (k) => spikes.indices[k]!),
  };
}
