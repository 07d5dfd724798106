/**
 * How nengo-loihi (1.1) turns a block of real-valued neurons into integers: the largest weight of the
 * block fills 8 bits, one exponent is lowered until thresholds and biases fit, and each group of synapses
 * takes a smaller exponent of its own. Decay factors are corrected for what rounding takes from long
 * exponentials. Rates are per step of `dtS`.
 */
import { CompileError } from '../../src/support/errors.ts';
import { roundHalfEven } from '../../src/support/fixed-point.ts';

export interface NengoBlock {
  readonly name: string;
  readonly dtS: number;
  /** Membrane time constant; null for a rectified linear neuron, which does not leak. */
  readonly tauMemS: number | null;
  readonly tauRefS: number;
  readonly tauSynS: number;
  readonly vThreshold: number;
  readonly bias: ArrayLike<number>;
  /** Groups of synapses, each [pre][post]. */
  readonly weights: readonly (readonly ArrayLike<number>[])[];
}

export interface NengoSynapses {
  readonly weightExp: number;
  /** As they act on u, shifted by 6 and the exponent: [pre][post]. */
  readonly weights: readonly (readonly number[])[];
}

export interface NengoIntegers {
  readonly decayU: number;
  readonly decayV: number;
  readonly vthMant: number;
  readonly biasMant: readonly number[];
  readonly biasExp: readonly number[];
  /** Steps of a refractory pause plus one: 1 is none. */
  readonly refractDelay: number;
  readonly vMin: number;
  readonly vMax: number;
  readonly weightExp: number;
  /** Register units of v per unit of the block's v. */
  readonly vScale: number;
  readonly synapses: readonly NengoSynapses[];
}

const DECAY_UNITS = 4095;
const THRESHOLD_MAX = 131_071 * 64;
const BIAS_MANT_MAX = 4095;
const BIAS_MAX = BIAS_MANT_MAX * 2 ** 7;
const WEIGHT_MAX = 255;
const EXPONENT_MIN = -7;
const SYNAPSE_EXPONENT_MIN = -6;
/** 8-bit mixed weights drop their lowest bit. */
const WEIGHT_SHIFT = 1;

/** Throws CompileError E_EXPONENT where no exponent makes threshold and biases fit. */
export function discretizeNengoBlock(block: NengoBlock): NengoIntegers {
  const decay = (tauS: number): number => -Math.expm1(-block.dtS / tauS) * DECAY_UNITS;
  const decayU = Math.min(DECAY_UNITS, Math.max(0, roundHalfEven(decay(block.tauSynS) - 1)));
  const decayV = block.tauMemS === null ? 0 : roundHalfEven(decay(block.tauMemS));
  const uGain = decaySum(decayU, 1);
  const vGain = block.tauMemS === null ? 1 : decaySum(decayV, 0);
  const weightMax = Math.max(0, ...block.weights.map(largestWeight));
  const weightScale = WEIGHT_MAX / weightMax;
  const { weightExp, vScale } = chooseExponent(block, uGain, vGain, weightScale);
  const biases = Array.from(block.bias, (bias) =>
    splitBias(roundHalfEven((bias * vScale) / vGain)),
  );
  return {
    decayU,
    decayV,
    vthMant: roundHalfEven(roundHalfEven(block.vThreshold * vScale) / 64),
    biasMant: biases.map(({ mantissa }) => mantissa),
    biasExp: biases.map(({ exponent }) => exponent),
    refractDelay: roundHalfEven(block.tauRefS / block.dtS) + 1,
    vMin: 0,
    vMax: 2 ** 23 - 1,
    weightExp,
    vScale,
    synapses: block.weights.map((weights) =>
      discretizeSynapses(weights, weightMax, weightScale, weightExp),
    ),
  };
}

function largestWeight(weights: readonly ArrayLike<number>[]): number {
  let most = 0;
  for (const row of weights) {
    for (let k = 0; k < row.length; k++) most = Math.max(most, Math.abs(row[k]!));
  }
  return most;
}

/** The largest exponent, from 0 down, at which threshold and biases fit their registers. */
function chooseExponent(
  block: NengoBlock,
  uGain: number,
  vGain: number,
  weightScale: number,
): { readonly weightExp: number; readonly vScale: number } {
  for (let weightExp = 0; weightExp >= EXPONENT_MIN; weightExp--) {
    const vScale = uGain * vGain * weightScale * 2 ** (6 + weightExp);
    const fits =
      roundHalfEven(block.vThreshold * vScale) <= THRESHOLD_MAX &&
      Array.from(block.bias).every(
        (bias) => Math.abs(roundHalfEven((bias * vScale) / vGain)) <= BIAS_MAX,
      );
    if (fits) return { weightExp, vScale };
  }
  throw new CompileError(
    'E_EXPONENT',
    `block "${block.name}": no weight exponent from 0 to ${EXPONENT_MIN} lets its threshold and biases fit their registers. Shorten its time constants, or raise its weights against the threshold.`,
    { block: block.name },
  );
}

/** Sum of what a charge of 2^21 decays through, per unit, with the expected loss of rounding down. */
function decaySum(decay: number, offset: number): number {
  const [charge, loss] = [2 ** 21, 0.494];
  const keep = (4096 - offset - decay) / 4096;
  const steps = -Math.log1p((charge * (1 - keep)) / loss) / Math.log(keep);
  const principal = (1 - keep ** (steps + 1)) / (1 - keep);
  return principal - (loss / ((1 - keep) * charge)) * (steps + 1 - principal);
}

function splitBias(bias: number): { readonly mantissa: number; readonly exponent: number } {
  const exponent = Math.ceil(Math.log2(Math.max(1, Math.abs(bias) / BIAS_MANT_MAX)));
  return { mantissa: roundHalfEven(bias / 2 ** exponent), exponent };
}

/** A group whose weights are small gets a smaller exponent, so that they fill the mantissa too. */
function discretizeSynapses(
  weights: readonly ArrayLike<number>[],
  weightMax: number,
  weightScale: number,
  blockExp: number,
): NengoSynapses {
  const own = largestWeight(weights);
  const drop =
    own > 1e-16 ? Math.floor(Math.log2(weightMax / own)) : blockExp - SYNAPSE_EXPONENT_MIN;
  const weightExp =
    own > 1e-16 ? Math.max(blockExp - drop, SYNAPSE_EXPONENT_MIN) : SYNAPSE_EXPONENT_MIN;
  return {
    weightExp,
    weights: weights.map((row) =>
      Array.from(row, (weight) => shiftWeight(weight * weightScale * 2 ** drop, weightExp)),
    ),
  };
}

/** One weight of at most 255 units, rounded to 7 bits and sign, shifted as it acts on u. */
function shiftWeight(units: number, weightExp: number): number {
  const limit = 2 ** (8 - WEIGHT_SHIFT) - 1;
  const within = (value: number): number => Math.min(limit, Math.max(-limit, value));
  const shift = WEIGHT_SHIFT + weightExp;
  let mantissa = within(roundHalfEven(units / 2 ** WEIGHT_SHIFT));
  if (shift < 0) mantissa = Math.trunc(within(roundHalfEven(mantissa * 2 ** shift) / 2 ** shift));
  return (shift < 0 ? mantissa >> -shift : mantissa << shift) << 6;
}
