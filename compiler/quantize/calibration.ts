/** How a quantizer may choose scales and roundings, beyond the largest weight. */
import type { SpikeInput } from '../../src/model/events.ts';
import type { Assumption, FloatArray, LinearMap } from '../../src/model/network.ts';
import { invariant } from '../../src/support/errors.ts';
import { roundRows } from './round-rows.ts';
import type { RowCosts } from './row-costs.ts';
import { ratesCosts, weightUses } from './row-costs.ts';
import type { MantissaGrid } from './weights.ts';
import { mantissaLimit, maxAbs } from './weights.ts';

/**
 * `max-abs`: the largest weight fills the grid. `mse`: large weights are clipped where that lowers the
 * squared error of all weights, each counted as often as it is used. `rates`: the same for the error of
 * the membrane that spikes of these rates make, roundings chosen so that a neuron's errors cancel.
 * `plan`: what `calibrate` found by running samples.
 */
export type Calibration = 'max-abs' | 'mse' | RateCalibration | CalibrationPlan;

export interface RateCalibration {
  readonly kind: 'rates';
  readonly statistics: InputStatistics;
}

export interface InputStatistics {
  /** Spikes a step of each neuron, by population: [population][size]. */
  readonly rates: readonly Float64Array[];
}

export interface CalibrationPlan {
  readonly kind: 'plan';
  /** How many samples it comes from. */
  readonly sampleCount: number;
  /** By link of the network; null leaves a link to its largest weight. */
  readonly links: readonly (LinkCalibration | null)[];
}

export interface LinkCalibration {
  /** Share of the largest |weight| that fills the grid; larger weights are clipped. */
  readonly clip: number;
  /** Rounds so that these errors are small; absent: each weight to its nearest. */
  readonly costs?: (map: LinearMap<FloatArray>) => RowCosts;
  /** Mantissas that were found before: taken as they are. */
  readonly mantissas?: Int16Array | number;
}

/** Samples for the compiler to calibrate on, see `calibrate`. */
export interface CalibrationSamples {
  readonly kind: 'samples';
  readonly samples: readonly SpikeInput[];
  readonly steps: number;
  /** Called after each population that is no input. */
  readonly onPopulation?: () => void;
}

const MAX_ABS: LinkCalibration = { clip: 1 };
const CLIP_STEPS = 48;
const CLIP_MIN = 0.2;

/** What a calibration assumes of the runs to come; empty for the default. */
export function calibrationAssumptions(calibration: Calibration): readonly Assumption[] {
  if (calibration === 'max-abs') return [];
  const text =
    calibration === 'mse'
      ? 'large weights are clipped where that lowers the squared error of all weights.'
      : calibration.kind === 'rates'
        ? 'weights are clipped and rounded for the spike rates that were given.'
        : `weights are clipped and rounded so that the spikes of ${calibration.sampleCount} samples come near the float reference; other inputs may gain less.`;
  return [{ code: 'A_CALIBRATION', text }];
}

/** What a calibration says about link `k` from population `pre`; `map` is scaled to volts per spike. */
export function calibrationOfLink(
  calibration: Calibration,
  k: number,
  pre: number,
  map: LinearMap<FloatArray>,
  grid: MantissaGrid,
): LinkCalibration {
  if (calibration === 'max-abs') return MAX_ABS;
  if (calibration === 'mse') return { clip: bestClip(map, weightUses(map, null), grid) };
  if (calibration.kind === 'plan') return calibration.links[k] ?? MAX_ABS;
  const rates = calibration.statistics.rates[pre]!;
  const clip = bestClip(map, weightUses(map, rates), grid);
  return { clip, costs: (scaled) => ratesCosts(scaled, rates) };
}

/** Mantissas of weights in mantissa units, as the link's calibration asks. */
export function chooseMantissas(
  { costs, mantissas: found }: LinkCalibration,
  map: LinearMap<FloatArray>,
  grid: MantissaGrid,
  exact: Float64Array,
  nearest: Int16Array,
): Int16Array {
  if (found === undefined) return costs ? roundRows(exact, nearest, grid, costs(map)) : nearest;
  const mantissas = typeof found === 'number' ? Int16Array.of(found) : found;
  invariant(mantissas.length === exact.length, 'a plan belongs to the network it was made for');
  return mantissas;
}

/** The clip of least squared error, weighted by `uses`; 1 where nothing gains by clipping. */
function bestClip(map: LinearMap<FloatArray>, uses: Float64Array, grid: MantissaGrid): number {
  let [best, least] = [1, Infinity];
  for (let k = 0; k < CLIP_STEPS; k++) {
    const clip = 1 - (k * (1 - CLIP_MIN)) / CLIP_STEPS;
    const error = clipError(map, uses, grid, clip);
    if (error < least) [best, least] = [clip, error];
  }
  return best;
}

/** Squared error of all weights, weighted by `uses`, rounded to their nearest at a clip; in weights squared. */
export function clipError(
  map: LinearMap<FloatArray>,
  uses: Float64Array,
  grid: MantissaGrid,
  clip: number,
): number {
  const weights = typeof map.weights === 'number' ? [map.weights] : map.weights;
  const largest = maxAbs(weights);
  if (largest === 0) return 0;
  const scale = mantissaLimit(grid) / (clip * largest);
  let sum = 0;
  for (let k = 0; k < weights.length; k++) {
    const exact = weights[k]! * scale;
    const rounded = Math.round(exact / grid.step) * grid.step;
    sum += uses[k]! * ((exact - Math.min(grid.max, Math.max(grid.min, rounded))) / scale) ** 2;
  }
  return sum;
}
