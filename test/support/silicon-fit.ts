/**
 * Dynamic energy of one inference on a measured Loihi as a sum of three terms, and its least-squares fit:
 *
 *   dynamic [uJ] = P [mW] * 1000 / rate [1/s] + STEPS * (E [uJ] + always(n) + f * perRate(n))
 *
 * P is the power of the embedded processors that the run wakes, E what they spend on a step beyond it, `always` and
 * `perRate` the chip's own counts (scaling-network.ts) at the costs of a parameter set, f the mean firing rate in
 * spikes per neuron and step. Measured throughput is an input. P, E and f are fitted. P and E act almost alike where
 * the rate hardly moves, so the authors' own estimate of P enters as one more observation.
 */
import type { EventKind, ParameterSet } from '../../src/model/chip.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import { scalingCounts } from './scaling-network.ts';

/** "Ten steps per inference" is read off the run command of the published logs. */
const STEPS_PER_INFERENCE = 10;

/** Blouw et al. 2019: about 70 mW of the running power are the embedded x86 cores. The spread is ours. */
const PROCESSOR_MW = { value: 70, sigma: 5 };
/** Spread of one measured point, relative. */
const POINT_SIGMA = 0.005;

export interface MeasuredPoint {
  readonly n_copies: number;
  readonly idle_mW: number;
  readonly inferences_per_s: number;
  readonly dynamic_uJ_per_inference: number;
  readonly total_uJ_per_inference: number;
}

export interface MeasuredPower {
  readonly keyword_spotter?: Omit<MeasuredPoint, 'n_copies'>;
  readonly scaling: readonly MeasuredPoint[];
}

export interface SiliconModel {
  readonly processorMw: number;
  readonly stepUj: number;
  /** Spikes per neuron and step. */
  readonly firingRate: number;
}

/** Microjoule of the chip's own events in one step. */
interface StepEnergy {
  readonly alwaysUj: number;
  readonly perRateUj: number;
}

const countsOf = new Map<number | null, ReturnType<typeof scalingCounts>>();

/** `copies` null stands for the keyword spotter. */
export function stepEnergy(copies: number | null, set: ParameterSet): StepEnergy {
  const counts = countsOf.get(copies) ?? scalingCounts(copies);
  countsOf.set(copies, counts);
  const price = (column: Float64Array): number =>
    EVENT_KINDS.reduce((sum, kind: EventKind, k) => sum + column[k]! * set.energyPj[kind].value, 0);
  return { alwaysUj: price(counts.always) / 1e6, perRateUj: price(counts.perRate) / 1e6 };
}

/** Dynamic energy of one inference, microjoule. */
export function predictUj(
  model: SiliconModel,
  copies: number | null,
  inferencesPerS: number,
  set: ParameterSet,
): number {
  const [processor, step, rate, fixed] = termsOf(copies, inferencesPerS, set);
  return processor * model.processorMw + step * model.stepUj + rate * model.firingRate + fixed;
}

/** Factors of P, E and f, and what no fit moves. */
function termsOf(
  copies: number | null,
  inferencesPerS: number,
  set: ParameterSet,
): [number, number, number, number] {
  const { alwaysUj, perRateUj } = stepEnergy(copies, set);
  return [
    1000 / inferencesPerS,
    STEPS_PER_INFERENCE,
    STEPS_PER_INFERENCE * perRateUj,
    STEPS_PER_INFERENCE * alwaysUj,
  ];
}

/** Weighted least squares over the points and the authors' estimate of P. */
export function fitSilicon(points: readonly MeasuredPoint[], set: ParameterSet): SiliconModel {
  const rows = points.map((point) => {
    const uj = point.dynamic_uJ_per_inference;
    const [a, b, c, fixed] = termsOf(point.n_copies, point.inferences_per_s, set);
    const weight = 1 / (POINT_SIGMA * uj);
    return [a * weight, b * weight, c * weight, (uj - fixed) * weight];
  });
  rows.push([1 / PROCESSOR_MW.sigma, 0, 0, PROCESSOR_MW.value / PROCESSOR_MW.sigma]);
  const [processorMw, stepUj, firingRate] = leastSquares(rows);
  return { processorMw: processorMw!, stepUj: stepUj!, firingRate: firingRate! };
}

/** Relative error of each point, predicted by a fit on the others. */
export function leaveOneOut(points: readonly MeasuredPoint[], set: ParameterSet): number[] {
  return points.map((point, k) => {
    const model = fitSilicon(
      points.filter((_, other) => other !== k),
      set,
    );
    return relativeError(model, point, set);
  });
}

export function relativeError(
  model: SiliconModel,
  point: Omit<MeasuredPoint, 'n_copies'> & { readonly n_copies?: number },
  set: ParameterSet,
): number {
  const uj = predictUj(model, point.n_copies ?? null, point.inferences_per_s, set);
  return uj / point.dynamic_uJ_per_inference - 1;
}

/** Solves the normal equations of rows [x..., y] by Gauss-Jordan elimination; a handful of unknowns. */
function leastSquares(rows: readonly (readonly number[])[]): number[] {
  const size = rows[0]!.length - 1;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_, j) =>
      rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0),
    ),
  );
  for (let pivot = 0; pivot < size; pivot++) {
    const row = matrix[pivot]!;
    const scale = row[pivot]!;
    for (let j = 0; j <= size; j++) row[j]! /= scale;
    for (let i = 0; i < size; i++) {
      if (i === pivot) continue;
      const factor = matrix[i]![pivot]!;
      for (let j = 0; j <= size; j++) matrix[i]![j]! -= factor * row[j]!;
    }
  }
  return matrix.map((row) => row[size]!);
}

/** Mean firing rate that the fit finds with the costs of silicon-calibrated, spikes per neuron and step. */
export const ASSUMED_FIRING_RATE = 0.055;

/** The model as the parameter set of the profile has it. */
export function shippedModel({ host }: ParameterSet): SiliconModel {
  return {
    processorMw: host.processorMw.value,
    stepUj: (host.stepPj?.value ?? 0) / 1e6,
    firingRate: ASSUMED_FIRING_RATE,
  };
}

/** Energy of one inference with the power of the idle chip, microjoule. */
export function shippedTotalUj(point: MeasuredPoint, set: ParameterSet): number {
  const staticMw = Object.values(set.staticMw).reduce((sum, { value }) => sum + value, 0);
  const dynamicUj = predictUj(shippedModel(set), point.n_copies, point.inferences_per_s, set);
  return dynamicUj + (staticMw * 1000) / point.inferences_per_s;
}
