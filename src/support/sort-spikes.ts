/** Puts spike columns into (step, population, index) order, which does not depend on any mapping. */

export interface SortedSpikes {
  readonly steps: Int32Array;
  readonly populations: Int32Array;
  readonly indices: Int32Array;
}

/**
 * Sorts by one number a spike, (step * populations + population) * indices + index, which a float64 holds
 * exactly below 2^53 (e.g. 10^6 steps, 10^3 populations, 9 * 10^6 neurons each). Throws RangeError beyond.
 * Columns that are in order already are returned as they are.
 */
export function sortSpikes(
  steps: Int32Array,
  populations: Int32Array,
  indices: Int32Array,
): SortedSpikes {
  if (isOrdered(steps, populations, indices)) return { steps, populations, indices };
  const populationSpan = largest(populations) + 1;
  const indexSpan = largest(indices) + 1;
  if ((largest(steps) + 1) * populationSpan * indexSpan > Number.MAX_SAFE_INTEGER) {
    throw new RangeError('too many steps, populations and neurons to order spikes by one number');
  }
  const keys = new Float64Array(steps.length);
  for (let k = 0; k < keys.length; k++) {
    keys[k] = (steps[k]! * populationSpan + populations[k]!) * indexSpan + indices[k]!;
  }
  keys.sort();
  const sorted = {
    steps: new Int32Array(keys.length),
    populations: new Int32Array(keys.length),
    indices: new Int32Array(keys.length),
  };
  for (let k = 0; k < keys.length; k++) {
    const owner = Math.floor(keys[k]! / indexSpan);
    sorted.indices[k] = keys[k]! - owner * indexSpan;
    sorted.populations[k] = owner % populationSpan;
    sorted.steps[k] = Math.floor(owner / populationSpan);
  }
  return sorted;
}

function isOrdered(steps: Int32Array, populations: Int32Array, indices: Int32Array): boolean {
  for (let k = 1; k < steps.length; k++) {
    if (steps[k]! !== steps[k - 1]!) {
      if (steps[k]! < steps[k - 1]!) return false;
    } else if (populations[k]! !== populations[k - 1]!) {
      if (populations[k]! < populations[k - 1]!) return false;
    } else if (indices[k]! < indices[k - 1]!) return false;
  }
  return true;
}

function largest(column: Int32Array): number {
  let most = 0;
  for (let k = 0; k < column.length; k++) if (column[k]! > most) most = column[k]!;
  return most;
}
