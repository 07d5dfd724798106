import type { QuantizationStats } from '../../src/model/mapping.ts';
import type { FloatArray, LinearMap, Link, SignMode } from '../../src/model/network.ts';

/** Range and grid of weight mantissas, as in lava: mixed weights of b bits step by 2^(9-b). */
export interface MantissaGrid {
  readonly signMode: SignMode;
  readonly step: number;
  readonly min: number;
  readonly max: number;
}

/** The grid of a sign mode and bit count (sign included where mixed). */
export function mantissaGrid(signMode: SignMode, weightBits: number): MantissaGrid {
  const step = 2 ** Math.max(0, 8 - weightBits + (signMode === 'mixed' ? 1 : 0));
  const top = Math.floor(255 / step) * step;
  if (signMode === 'excitatory') return { signMode, step, min: 0, max: top };
  if (signMode === 'inhibitory') return { signMode, step, min: -top, max: 0 };
  return { signMode, step, min: -256, max: top };
}

/** The sign mode that holds all weights with the most resolution. */
export function inferSignMode(weights: ArrayLike<number> | number): SignMode {
  const values = typeof weights === 'number' ? [weights] : weights;
  let [negative, positive] = [false, false];
  for (let k = 0; k < values.length; k++) {
    if (values[k]! < 0) negative = true;
    else if (values[k]! > 0) positive = true;
    if (negative && positive) return 'mixed';
  }
  return negative ? 'inhibitory' : 'excitatory';
}

/** As `inferSignMode`; weights that learn may pass through 0 and are mixed. */
export function signModeOf(
  { learning }: Pick<Link, 'learning'>,
  weights: ArrayLike<number> | number,
): SignMode {
  return learning ? 'mixed' : inferSignMode(weights);
}

export function maxAbs(weights: ArrayLike<number> | number): number {
  if (typeof weights === 'number') return Math.abs(weights);
  let largest = 0;
  for (let k = 0; k < weights.length; k++) largest = Math.max(largest, Math.abs(weights[k]!));
  return largest;
}

/** Largest mantissa magnitude that both ends of the grid have. */
export function mantissaLimit(grid: MantissaGrid): number {
  return grid.signMode === 'inhibitory' ? -grid.min : grid.max;
}

/** The grid point nearest to `exact` (half away from zero), clipped. */
function nearestMantissa(exact: number, grid: MantissaGrid): number {
  const rounded = Math.sign(exact) * Math.round(Math.abs(exact) / grid.step) * grid.step;
  return Math.min(grid.max, Math.max(grid.min, rounded));
}

/**
 * Weights times `scale` on the grid, with what was lost. `choose` may take other mantissas than the
 * nearest ones.
 */
export function quantizeWeights(
  map: LinearMap<FloatArray>,
  scale: number,
  grid: MantissaGrid,
  choose: (exact: Float64Array, nearest: Int16Array) => Int16Array = (_, nearest) => nearest,
): { map: LinearMap<Int16Array>; stats: QuantizationStats } {
  const source = typeof map.weights === 'number' ? [map.weights] : map.weights;
  const exact = new Float64Array(source.length);
  const nearest = new Int16Array(source.length);
  // Plain loops: `from` walks an iterator, ten times slower over millions of weights.
  for (let k = 0; k < exact.length; k++) {
    exact[k] = source[k]! * scale;
    nearest[k] = nearestMantissa(exact[k]!, grid);
  }
  const mantissas = choose(exact, nearest);
  const weights = typeof map.weights === 'number' ? mantissas[0]! : mantissas;
  return {
    map: { ...map, weights } as LinearMap<Int16Array>,
    stats: quantizationStats(exact, mantissas, scale, grid),
  };
}

/** What mantissas lose of `exact`, the weights times `scale`. */
function quantizationStats(
  exact: Float64Array,
  mantissas: Int16Array,
  scale: number,
  grid: MantissaGrid,
): QuantizationStats {
  let [signal, noise, clippedCount, maxAbsError] = [0, 0, 0, 0];
  for (let k = 0; k < exact.length; k++) {
    const error = exact[k]! - mantissas[k]!;
    const [over, under] = [exact[k]! - grid.max, grid.min - exact[k]!];
    if (over >= grid.step / 2 || under >= grid.step / 2) clippedCount++;
    signal += exact[k]! ** 2;
    noise += error * error;
    maxAbsError = Math.max(maxAbsError, Math.abs(error));
  }
  return {
    scale,
    clippedCount,
    sqnrDb: noise === 0 ? Infinity : 10 * Math.log10(signal / noise),
    maxAbsError: scale === 0 ? 0 : maxAbsError / scale,
  };
}

/** Cuts a chip mantissa as lava does: clip, then floor to the step (of the magnitude where all inhibit). */
export function cutToGrid(weight: number, { signMode, step }: MantissaGrid): number {
  if (signMode === 'inhibitory') {
    return 0 - Math.floor(Math.min(255, Math.max(0, -weight)) / step) * step;
  }
  const low = signMode === 'mixed' ? -256 : 0;
  return Math.floor(Math.min(255, Math.max(low, weight)) / step) * step;
}

/** Mantissas that are already a chip's integers, cut to the grid by `cut`. */
export function passMantissas(
  map: LinearMap<FloatArray>,
  grid: MantissaGrid,
  cut: (weight: number, grid: MantissaGrid) => number = cutToGrid,
): { map: LinearMap<Int16Array>; stats: QuantizationStats } {
  const source = typeof map.weights === 'number' ? [map.weights] : map.weights;
  const mantissas = Int16Array.from(source, (weight) => cut(weight, grid));
  const changed = mantissas.filter((mantissa, k) => mantissa !== source[k]).length;
  const weights = typeof map.weights === 'number' ? mantissas[0]! : mantissas;
  return {
    map: { ...map, weights } as LinearMap<Int16Array>,
    stats: {
      scale: 1,
      clippedCount: changed,
      sqnrDb: Infinity,
      maxAbsError: mantissas.reduce((most, m, k) => Math.max(most, Math.abs(m - source[k]!)), 0),
    },
  };
}
