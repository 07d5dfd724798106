import type { RegisterWidths } from '../../src/model/chip.ts';

/** What one population asks of its number scale. */
export interface ScaleDemand {
  /** Largest |weight| of each projection into it, in volts per spike; zeros are ignored. */
  readonly weightMax: readonly number[];
  /** Largest mantissa magnitude of each projection's grid. */
  readonly mantissaMax: readonly number[];
  /** Largest way from reset to threshold; 0 for populations that never spike. */
  readonly thresholdMax: number;
  /** Largest |bias| per step. */
  readonly biasMax: number;
}

export interface ScaleChoice {
  /** Register units of v (64 of them are one threshold mantissa unit) per unit of the network's v. */
  readonly scale: number;
  /** Weight exponent of each projection. */
  readonly weightExps: readonly number[];
}

/** Exponents grow until thresholds have this many mantissa units, so that rounding one costs under 0.2 %. */
const THRESHOLD_MANTISSA_MIN = 256;
/** Voltages can go this many thresholds below zero before they saturate, where exponents are free. */
const HEADROOM_WANTED = 256;
/** The least headroom that finer weights of smaller projections may cost. */
const HEADROOM_MIN = 8;

/**
 * Chooses the register scale of a population: the largest weight fills its mantissa, smaller
 * projections get smaller exponents (none negative where that can be: a negative one floors sums),
 * and the threshold is fine-grained yet far from saturation.
 */
export function choosePopulationScale(demand: ScaleDemand, registers: RegisterWidths): ScaleChoice {
  const [expMin, expMax] = registers.weightExp;
  const live = demand.weightMax.map((weight, k) => ({ unit: weight / demand.mantissaMax[k]!, k }));
  const unitMax = Math.max(0, ...live.map(({ unit }) => unit));
  const thresholdLimit = 2 ** registers.thresholdMantissaBits - 1;
  const biasLimit = (2 ** (registers.biasMantissaBits - 1) - 1) * 2 ** registers.biasExp[1];
  if (unitMax === 0)
    return {
      scale: scaleWithoutInput(demand, thresholdLimit, biasLimit),
      weightExps: demand.weightMax.map(() => 0),
    };
  const drops = live.map(({ unit }) =>
    unit === 0 ? 0 : Math.min(expMax - expMin, Math.floor(Math.log2(unitMax / unit) + 1e-9)),
  );
  const thresholdAt = (exp: number): number => (demand.thresholdMax * 2 ** exp) / unitMax;
  const biasAt = (exp: number): number => (demand.biasMax * 64 * 2 ** exp) / unitMax;
  const fits = (exp: number, headroom: number): boolean =>
    thresholdAt(exp) * headroom <= thresholdLimit && biasAt(exp) <= biasLimit;
  let top = Math.min(expMax, Math.max(0, ...drops));
  while (top > 0 && !fits(top, HEADROOM_MIN)) top--;
  while (top > expMin && !fits(top, 1)) top--;
  while (
    top < expMax &&
    thresholdAt(top) < THRESHOLD_MANTISSA_MIN &&
    fits(top + 1, HEADROOM_WANTED)
  ) {
    top++;
  }
  const weightExps = drops.map((drop) => Math.max(expMin, top - drop));
  return { scale: (64 * 2 ** top) / unitMax, weightExps };
}

/**
 * A population that no weight reaches (driven by its leak) is scaled by its threshold alone, as far as
 * its bias stays within its register.
 */
function scaleWithoutInput(demand: ScaleDemand, thresholdLimit: number, biasLimit: number): number {
  const { thresholdMax, biasMax } = demand;
  const byBias = biasMax > 0 ? biasLimit / biasMax : Infinity;
  if (thresholdMax > 0) {
    return Math.min(byBias, (64 * Math.floor(thresholdLimit / HEADROOM_MIN)) / thresholdMax);
  }
  return biasMax > 0 ? 4095 / biasMax : 64;
}
