/** Roundings chosen together, so that the errors of a neuron's weights cancel over its usual input. */
import type { RowCosts } from './row-costs.ts';
import type { MantissaGrid } from './weights.ts';

const PASSES_MAX = 12;

/**
 * Moves mantissas, each weight's nearest at first, to lower the cost of each row by coordinate descent:
 * one weight after the other goes to the grid point that is best given all others, until none moves.
 * `exact` are the weights in mantissa units.
 */
export function roundRows(
  exact: Float64Array,
  nearest: Int16Array,
  grid: MantissaGrid,
  costs: RowCosts,
): Int16Array {
  const { rows, moments } = costs;
  const mantissas = nearest.slice();
  rows.forEach((row, r) => {
    if (moments === null) descendByMeans(exact, mantissas, grid, costs, row);
    else {
      const block = moments[Math.floor((r * moments.length) / rows.length)]!;
      descendByMoments(exact, mantissas, grid, block, row);
    }
  });
  return mantissas;
}

/** H = moments; slope g = H d for errors d. Moving one mantissa by m changes the cost by m (m H_kk - 2 g_k). */
function descendByMoments(
  exact: Float64Array,
  mantissas: Int16Array,
  grid: MantissaGrid,
  moments: Float64Array,
  row: Int32Array,
): void {
  const n = row.length;
  const slope = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const error = exact[row[j]!]! - mantissas[row[j]!]!;
    if (error === 0) continue;
    for (let i = 0; i < n; i++) slope[i]! += moments[j * n + i]! * error;
  }
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let moved = false;
    for (let k = 0; k < n; k++) {
      const curvature = moments[k * n + k]!;
      const move = bestMove(slope[k]!, curvature, mantissas[row[k]!]!, grid);
      if (move === 0) continue;
      moved = true;
      mantissas[row[k]!]! += move;
      for (let i = 0; i < n; i++) slope[i]! -= move * moments[k * n + i]!;
    }
    if (!moved) return;
  }
}

/** H = diag(variance) + mean mean^T, so that a slope needs only the row's mean error. */
function descendByMeans(
  exact: Float64Array,
  mantissas: Int16Array,
  grid: MantissaGrid,
  { mean, variance }: RowCosts,
  row: Int32Array,
): void {
  let drift = 0;
  for (const k of row) drift += mean[k]! * (exact[k]! - mantissas[k]!);
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let moved = false;
    for (const k of row) {
      const slope = variance[k]! * (exact[k]! - mantissas[k]!) + mean[k]! * drift;
      const move = bestMove(slope, variance[k]! + mean[k]! ** 2, mantissas[k]!, grid);
      if (move === 0) continue;
      moved = true;
      mantissas[k]! += move;
      drift -= mean[k]! * move;
    }
    if (!moved) return;
  }
}

/** The move along the grid nearest to the optimum slope / curvature; 0 for sources that never spike. */
function bestMove(slope: number, curvature: number, mantissa: number, grid: MantissaGrid): number {
  if (!(curvature > 0)) return 0;
  const wanted = slope / curvature / grid.step;
  // A tie would move back and forth.
  const steps = Math.abs(wanted) <= 0.5 + 1e-9 ? 0 : Math.round(wanted);
  const target = mantissa + steps * grid.step;
  return Math.min(grid.max, Math.max(grid.min, target)) - mantissa;
}
