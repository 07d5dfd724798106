/** The numbers of the accumulators that carry a partial sum as spikes: step, levels, and what that resolves. */
import { forEachTarget, preSize } from '../src/model/fan-out.ts';
import type { QuantPopulation, QuantProjection } from '../src/model/mapping.ts';
import { valueAt } from '../src/model/network.ts';
import type { InputPlan } from './split-neurons-inputs.ts';
import { DIRECT } from './split-neurons-inputs.ts';
import { mantissaAt } from './split-neurons-maps.ts';

/**
 * One spike stands for `step` units of the neuron's input sum (mantissa times 2^exponent, as its own weights). Of
 * each sign there are `levels` accumulators, so that one network step carries up to levels * step.
 */
export interface AccumulatorScale {
  /** mantissa * 2^exponent. */
  readonly step: number;
  readonly mantissa: number;
  readonly exponent: number;
  readonly levels: number;
  /** Accumulators count in units finer by 2^shift, where exponents are negative. */
  readonly shift: number;
  /** Step over the smallest threshold of the neurons; null where they have none. */
  readonly stepOverThreshold: number | null;
}

/** Expected share of steps in which a source spikes; sums beyond what that gives wait for a later step. */
export const EXPECTED_RATE = 0.1;
/** Standard deviations above the mean that one step should still carry. */
const DEVIATIONS = 2;
/** A step is at most this share of the threshold, where the levels allow it. */
const STEP_SHARE = 0.25;
/** Mantissas of mixed sign are even and end at 254. */
const MANTISSA_MAX = 254;
const EXPONENT_MAX = 7;

/** What the sources of one part send a neuron in a step. */
interface Flow {
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly largest: Float64Array;
}

/** Signs of the weights that reach each part, and the scale that serves all parts of the population. */
export function accumulatorScale(
  soma: QuantPopulation,
  neurons: readonly number[],
  incoming: readonly QuantProjection[],
  plan: InputPlan,
  levelsMax: number,
): { readonly scale: AccumulatorScale; readonly signs: readonly (readonly (1 | -1)[])[] } {
  const unitOf = new Int32Array(soma.size).fill(-1);
  neurons.forEach((neuron, unit) => {
    unitOf[neuron] = unit;
  });
  const flows = Array.from(
    { length: plan.partCount },
    (): Flow => ({
      sum: new Float64Array(neurons.length),
      squares: new Float64Array(neurons.length),
      largest: new Float64Array(neurons.length),
    }),
  );
  const seen = flows.map(() => ({ plus: false, minus: false }));
  for (const projection of incoming) {
    const { connectivity: map, weightExp } = projection;
    for (let source = 0; source < preSize(map); source++) {
      const part = plan.partOf(projection, source);
      if (part === DIRECT) continue;
      const { sum, squares, largest } = flows[part]!;
      forEachTarget(map, source, (post, index) => {
        const unit = unitOf[post]!;
        if (unit < 0) return;
        const weight = mantissaAt(map, index) * 2 ** weightExp;
        sum[unit]! += weight;
        squares[unit]! += weight * weight;
        largest[unit] = Math.max(largest[unit]!, Math.abs(weight));
        if (weight > 0) seen[part]!.plus = true;
        if (weight < 0) seen[part]!.minus = true;
      });
    }
  }
  const threshold = smallestThreshold(soma, neurons);
  const shift = Math.min(EXPONENT_MAX, Math.max(0, ...incoming.map(({ weightExp }) => -weightExp)));
  return {
    scale: chooseScale(flowMax(flows), threshold, levelsMax, shift),
    signs: seen.map(({ plus, minus }) => [
      ...(plus || !minus ? [1 as const] : []),
      ...(minus ? [-1 as const] : []),
    ]),
  };
}

/** The largest sum that a part should pass on in one step: mean and deviations at the expected rate. */
function flowMax(flows: readonly Flow[]): number {
  let most = 1;
  for (const { sum, squares, largest } of flows) {
    for (let unit = 0; unit < sum.length; unit++) {
      const mean = EXPECTED_RATE * Math.abs(sum[unit]!);
      const deviation = Math.sqrt(EXPECTED_RATE * (1 - EXPECTED_RATE) * squares[unit]!);
      most = Math.max(most, largest[unit]!, mean + DEVIATIONS * deviation);
    }
  }
  return most;
}

/** Null for neurons without a threshold register, or that never spike. */
function smallestThreshold(
  { registers }: QuantPopulation,
  neurons: readonly number[],
): number | null {
  const { vthMant, spikes } = registers ?? {};
  if (vthMant === undefined || spikes === 0) return null;
  const least = neurons.reduce((least, k) => Math.min(least, valueAt(vthMant, k)), Infinity);
  return least > 0 ? least : null;
}

function chooseScale(
  flow: number,
  threshold: number | null,
  levelsMax: number,
  shift: number,
): AccumulatorScale {
  const wanted = threshold === null ? flow / levelsMax : threshold * STEP_SHARE;
  const levels = Math.min(levelsMax, Math.max(1, Math.ceil(flow / wanted)));
  const least = flow / levels;
  const exponent = Math.min(
    EXPONENT_MAX - shift,
    Math.max(0, Math.ceil(Math.log2(least / MANTISSA_MAX))),
  );
  const mantissa = Math.min(MANTISSA_MAX, 2 * Math.ceil(least / 2 ** exponent / 2));
  const step = mantissa * 2 ** exponent;
  return {
    step,
    mantissa,
    exponent,
    levels,
    shift,
    stepOverThreshold: threshold === null ? null : step / threshold,
  };
}
