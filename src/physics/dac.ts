/**
 * Weight DAC of binary-weighted current mirrors: code k gives I_unit sum_j b_j 2^j (1 + eps_j), where the mirror of
 * bit j is 2^j unit devices and so eps_j ~ N(0, sigma_unit / sqrt(2^j)). It may step back at the highest bit.
 */
import { checkRange } from './check-range.ts';
import type { ChipInstance } from './mismatch.ts';
import { mismatchDraw } from './mismatch.ts';

/** Output of every code [2^bits] in A; `index` is the DAC's number on the chip. Bits from 1 to 16. */
export function dacLevelsA(
  dac: { readonly bits: number; readonly unitA: number; readonly unitSigma: number },
  chip: ChipInstance,
  index: number,
): Float64Array {
  const { bits, unitA, unitSigma } = dac;
  checkRange('DAC bits', bits, { atLeast: 1, below: 17 });
  checkRange('DAC unit current in A', unitA, { above: 0 });
  checkRange('DAC unit mismatch', unitSigma, { atLeast: 0 });
  const mirrorsA = Array.from({ length: bits }, (_, bit) => {
    const error = unitSigma === 0 ? 0 : mismatchDraw(chip, 'weight', index * 16 + bit);
    return unitA * 2 ** bit * Math.max(0, 1 + (unitSigma * error) / Math.sqrt(2 ** bit));
  });
  const levelsA = new Float64Array(2 ** bits);
  for (let code = 0; code < levelsA.length; code++) {
    let sum = 0;
    for (let bit = 0; bit < bits; bit++) if ((code >> bit) & 1) sum += mirrorsA[bit]!;
    levelsA[code] = sum;
  }
  return levelsA;
}

/** Largest distance of a level from the line through the first and the last, in steps of that line. */
export function dacInl(levelsA: Float64Array): number {
  const last = levelsA.length - 1;
  const first = levelsA[0]!;
  const stepA = (levelsA[last]! - first) / last;
  let largest = 0;
  for (let code = 0; code <= last; code++) {
    largest = Math.max(largest, Math.abs((levelsA[code]! - first) / stepA - code));
  }
  return largest;
}

/** The code whose level is nearest to `currentA`, the lowest where two are. */
export function nearestCode(levelsA: Float64Array, currentA: number): number {
  let best = 0;
  for (let code = 1; code < levelsA.length; code++) {
    if (Math.abs(levelsA[code]! - currentA) < Math.abs(levelsA[best]! - currentA)) best = code;
  }
  return best;
}
