import type { CorePairs } from './anneal-mesh.ts';
import type { Draws } from './draws.ts';
import type { Mesh } from './mesh.ts';

const STEPS = 600;
/** Work that all steps together may take. */
const LOOKUPS_MAX = 60_000_000;

/**
 * Slots by the two slowest patterns of the traffic graph (Hall 1970, doi:10.1287/mnsc.17.3.219): cores are
 * cut into columns by the first, and each column is ordered by the second. Found by repeated averaging over
 * neighbours.
 */
export function placeSpectral(pairs: CorePairs, mesh: Mesh, draws: Draws): Int32Array {
  const count = pairs.offsets.length - 1;
  const degrees = new Float64Array(count);
  for (let a = 0; a < count; a++) {
    for (let k = pairs.offsets[a]!; k < pairs.offsets[a + 1]!; k++) {
      degrees[a]! += pairs.messages[k]!;
    }
    degrees[a] = Math.max(degrees[a]!, 1);
  }
  const ones = new Float64Array(count).fill(1);
  const first = slowest(pairs, degrees, [ones], draws);
  const second = slowest(pairs, degrees, [ones, first], draws);
  return byColumns(first, second, mesh);
}

function slowest(
  pairs: CorePairs,
  degrees: Float64Array,
  known: readonly Float64Array[],
  draws: Draws,
): Float64Array {
  const count = degrees.length;
  let values: Float64Array = Float64Array.from({ length: count }, () => draws.below(2001) - 1000);
  let next: Float64Array = new Float64Array(count);
  const steps = Math.min(STEPS, Math.ceil(LOOKUPS_MAX / Math.max(1, pairs.cores.length)));
  for (let step = 0; step < steps; step++) {
    separate(values, known, degrees);
    for (let a = 0; a < count; a++) {
      let sum = 0;
      for (let k = pairs.offsets[a]!; k < pairs.offsets[a + 1]!; k++) {
        sum += pairs.messages[k]! * values[pairs.cores[k]!]!;
      }
      // Half of its own value keeps patterns that alternate from taking over.
      next[a] = 0.5 * values[a]! + (0.5 * sum) / degrees[a]!;
    }
    [values, next] = [next, values];
  }
  separate(values, known, degrees);
  return values;
}

/** Takes out what lies along known patterns, and scales to length 1 (both weighted by degree). */
function separate(
  values: Float64Array,
  known: readonly Float64Array[],
  degrees: Float64Array,
): void {
  for (const pattern of known) {
    const share = dot(values, pattern, degrees) / dot(pattern, pattern, degrees);
    for (let a = 0; a < values.length; a++) values[a]! -= share * pattern[a]!;
  }
  const length = Math.sqrt(dot(values, values, degrees));
  if (length > 0) for (let a = 0; a < values.length; a++) values[a]! /= length;
}

function dot(x: Float64Array, y: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < x.length; a++) sum += x[a]! * y[a]! * weights[a]!;
  return sum;
}

function byColumns(first: Float64Array, second: Float64Array, mesh: Mesh): Int32Array {
  const count = first.length;
  const slots = new Int32Array(count);
  const order = Array.from(slots, (_, a) => a).sort((a, b) => first[a]! - first[b]! || a - b);
  for (let x = 0, begin = 0; x < mesh.width; x++) {
    const end = Math.round((count * (x + 1)) / mesh.width);
    const column = order.slice(begin, Math.min(end, begin + mesh.height));
    column.sort((a, b) => second[a]! - second[b]! || a - b);
    column.forEach((core, y) => {
      slots[core] = y * mesh.width + x;
    });
    begin += column.length;
  }
  return slots;
}
