/**
 * What rounding errors cost: for the weights w into one neuron (a row: a matrix row, or one output
 * channel's kernel), rounded to q, the expected square of sum_j (w_j - q_j) x_j, where x_j counts the
 * spikes of source j in a time window. Long windows weigh lasting drifts, short ones noise.
 */
import { forEachTarget, preSize } from '../../src/model/fan-out.ts';
import type { FloatArray, LinearMap } from '../../src/model/network.ts';

/** Rows of weights and the cost of their errors. */
export interface RowCosts {
  /** Weight indices of each row. */
  readonly rows: readonly Int32Array[];
  /** Second moments E[x_i x_j], [n * n], one for each block of equal rows; or null: means only. */
  readonly moments: readonly Float64Array[] | null;
  /** By weight: mean count in a window, and the variance beside it. Used where there are no moments. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Steps of the window for which rates alone are known: about the time in which a neuron fires once. */
const RATE_WINDOW_STEPS = 20;

/** How often each weight is used, times the rate of its source where rates are given. */
export function weightUses(map: LinearMap<FloatArray>, rates: Float64Array | null): Float64Array {
  const uses = new Float64Array(typeof map.weights === 'number' ? 1 : map.weights.length);
  for (let pre = 0; pre < preSize(map); pre++) {
    const rate = rates === null ? 1 : rates[pre]!;
    if (rate === 0) continue;
    forEachTarget(map, pre, (_, k) => {
      uses[k]! += rate;
    });
  }
  return uses;
}

/** Costs of independent sources with Poisson counts. */
export function ratesCosts(map: LinearMap<FloatArray>, rates: Float64Array): RowCosts {
  const shared = map.kind === 'conv' ? map.outputShape[1] * map.outputShape[2] : 1;
  const mean = weightUses(map, rates).map((use) => (use * RATE_WINDOW_STEPS) / shared);
  return { rows: rowsOf(map), moments: null, mean, variance: mean };
}

/** Indices of the weights into each neuron, or into each output channel where a kernel is shared. */
export function rowsOf(map: LinearMap<FloatArray>): Int32Array[] {
  if (typeof map.weights === 'number') return [Int32Array.of(0)];
  if (map.kind === 'sparse') return sparseRows(map.targets, map.postSize);
  const count =
    map.kind === 'conv' ? map.outputShape[0] : map.kind === 'dense' ? map.postSize : map.size;
  const width = map.weights.length / count;
  return Array.from({ length: count }, (_, row) =>
    Int32Array.from({ length: width }, (_unused, k) => row * width + k),
  );
}

function sparseRows(targets: Int32Array, postSize: number): Int32Array[] {
  const counts = new Int32Array(postSize);
  for (const target of targets) counts[target]!++;
  const rows = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  targets.forEach((target, k) => {
    rows[target]![counts[target]!++] = k;
  });
  return rows;
}
