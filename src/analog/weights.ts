/** Currents of weight codes: binary-weighted mirrors of one neuron, a steering switch for the sign. */
import type { ChipInstance } from '../physics/mismatch.ts';
import { mismatchDraw } from '../physics/mismatch.ts';
import { checkCode, WEIGHT_CODE_MAX } from './registers.ts';

export interface WeightMirrors {
  readonly unitA: number;
  /** Relative, of one unit device. */
  readonly unitSigma: number;
}

/**
 * Current in A of any signed weight code of neuron `index`: the levels of `dacLevelsA` of src/physics/dac.ts, one by one,
 * and the same devices for either sign. The function throws InputError E_ANALOG_CODE beyond WEIGHT_CODE_MAX.
 */
export function weightCurrents(
  { unitA, unitSigma }: WeightMirrors,
  chip: ChipInstance | null,
  index: number,
): (code: number) => number {
  const factors: number[] = [];
  const factorOf = (bit: number): number => {
    factors[bit] ??= mirrorFactor(chip, unitSigma, index, bit);
    return factors[bit];
  };
  return (code) => {
    checkCode('weight code', code, -WEIGHT_CODE_MAX, WEIGHT_CODE_MAX);
    const size = Math.abs(code);
    let units = 0;
    for (let bit = 0; 2 ** bit <= size; bit++) {
      if ((size >> bit) & 1) units += 2 ** bit * factorOf(bit);
    }
    return code < 0 ? -unitA * units : unitA * units;
  };
}

function mirrorFactor(
  chip: ChipInstance | null,
  unitSigma: number,
  index: number,
  bit: number,
): number {
  if (chip === null || unitSigma === 0) return 1;
  const draw = mismatchDraw(chip, 'weight', index * 16 + bit);
  return Math.max(0, 1 + (unitSigma * draw) / Math.sqrt(2 ** bit));
}
