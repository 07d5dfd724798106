import type { Draws } from '../hypergraph/draws.ts';
import type { Flows } from './flows.ts';
import { placementCost } from './site-state.ts';
import type { Sites } from './sites.ts';
import { columnsOf } from './starts.ts';

/** Quarter of a circle in eighths, as cosine and sine: written out, so that they are equal on every machine. */
const TURNS: readonly (readonly [number, number])[] = [
  [1, 0],
  [0.98079, 0.19509],
  [0.92388, 0.38268],
  [0.83147, 0.55557],
  [Math.SQRT1_2, Math.SQRT1_2],
  [0.55557, 0.83147],
  [0.38268, 0.92388],
  [0.19509, 0.98079],
  [0, 1],
];

const STEPS = 600;
/** Work that all steps together may take. */
const LOOKUPS_MAX = 30_000_000;

/**
 * Sites by the two slowest patterns of the traffic graph (Hall 1970, doi:10.1287/mnsc.17.3.219): parts are
 * cut into columns by the first, and each column is ordered by the second. Found by repeated averaging over
 * neighbours. `chosen` lists one site for each part.
 */
export function placeSpectral(
  flows: Flows,
  sites: Sites,
  chosen: Int32Array,
  draws: Draws,
): Int32Array {
  const degrees = new Float64Array(flows.partCount);
  for (let a = 0; a < flows.partCount; a++) {
    for (let k = flows.offsets[a]!; k < flows.offsets[a + 1]!; k++) degrees[a]! += flows.both[k]!;
    degrees[a] = Math.max(degrees[a]!, 1e-9);
  }
  const ones = new Float64Array(flows.partCount).fill(1);
  const first = slowest(flows, degrees, [ones], draws);
  const second = slowest(flows, degrees, [ones, first], draws);
  const columns = columnsOf(sites, chosen);
  // Patterns that are about equally slow come out mixed, so several turns of the two are looked at.
  const turned = TURNS.map(([along, across]) =>
    byColumns(
      first.map((value, a) => along * value + across * second[a]!),
      second.map((value, a) => along * value - across * first[a]!),
      columns,
    ),
  );
  const costs = turned.map((siteOf) => placementCost(flows, sites, siteOf));
  return turned[costs.indexOf(Math.min(...costs))]!;
}

function slowest(
  flows: Flows,
  degrees: Float64Array,
  known: readonly Float64Array[],
  draws: Draws,
): Float64Array {
  const count = degrees.length;
  const { offsets, others, both } = flows;
  let values: Float64Array = Float64Array.from({ length: count }, () => draws.below(2001) - 1000);
  let next: Float64Array = new Float64Array(count);
  const steps = Math.min(STEPS, Math.ceil(LOOKUPS_MAX / Math.max(1, others.length)));
  for (let step = 0; step < steps; step++) {
    separate(values, known, degrees);
    for (let a = 0; a < count; a++) {
      let sum = 0;
      for (let k = offsets[a]!; k < offsets[a + 1]!; k++) sum += both[k]! * values[others[k]!]!;
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
    const length = dot(pattern, pattern, degrees);
    if (!(length > 0)) continue;
    const share = dot(values, pattern, degrees) / length;
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

function byColumns(
  first: Float64Array,
  second: Float64Array,
  columns: readonly (readonly number[])[],
): Int32Array {
  const siteOf = new Int32Array(first.length);
  const order = Array.from(siteOf, (_, a) => a).sort((a, b) => first[a]! - first[b]! || a - b);
  let begin = 0;
  for (const column of columns) {
    const parts = order.slice(begin, begin + column.length);
    parts.sort((a, b) => second[a]! - second[b]! || a - b);
    parts.forEach((part, k) => {
      siteOf[part] = column[k]!;
    });
    begin += column.length;
  }
  return siteOf;
}
