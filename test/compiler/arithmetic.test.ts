import { describe, expect, it } from 'vitest';
import {
  ARITHMETIC_MODES,
  type ArithmeticMode,
  arithmeticMode,
  placeExponent,
} from '../../compiler/arithmetic.ts';
import { mantissaGrid } from '../../compiler/quantize/weights.ts';
import { ARITHMETIC_NAMES } from '../../src/cli/run-flags.ts';
import type { SignMode } from '../../src/model/network.ts';

const LOIHI_MODES = ARITHMETIC_MODES.filter(({ neuron }) => neuron !== null);
const [LAVA, BRIAN2, NENGO] = LOIHI_MODES as [ArithmeticMode, ArithmeticMode, ArithmeticMode];

/** How many mantissas of `from`..`to` two modes cut differently. */
function disagreements(
  a: ArithmeticMode,
  b: ArithmeticMode,
  signMode: SignMode,
  weightBits: number,
  [from, to]: readonly [number, number],
): number {
  const grid = mantissaGrid(signMode, weightBits);
  let count = 0;
  for (let weight = from; weight <= to; weight++) {
    if (a.cutMantissa(weight, grid) !== b.cutMantissa(weight, grid)) count++;
  }
  return count;
}

describe('arithmetic modes', () => {
  it('have the names that the command line offers', () => {
    expect(ARITHMETIC_MODES.map(({ name }) => name)).toEqual(ARITHMETIC_NAMES);
  });

  it('part on mixed weights: floor, toward zero, nearest with halves to even', () => {
    const grid = mantissaGrid('mixed', 8);
    const cut = (weight: number) => LOIHI_MODES.map((mode) => mode.cutMantissa(weight, grid));
    expect(cut(-1)).toEqual([-2, 0, 0]);
    expect(cut(-255)).toEqual([-256, -254, -254]);
    expect(cut(255)).toEqual([254, 254, 254]);
    expect(cut(3)).toEqual([2, 2, 4]);
    expect(cut(5)).toEqual([4, 4, 4]);
  });

  it('agree for one sign at 8 bits, and lava with brian2_loihi for one sign at any', () => {
    for (const bits of [1, 2, 3, 4, 5, 6, 7, 8]) {
      expect(disagreements(LAVA, BRIAN2, 'excitatory', bits, [0, 255])).toBe(0);
      expect(disagreements(LAVA, BRIAN2, 'inhibitory', bits, [-255, 0])).toBe(0);
    }
    expect(disagreements(LAVA, NENGO, 'excitatory', 8, [0, 255])).toBe(0);
  });

  it('differ on 128 of the 510 mixed mantissas of 8 bits between lava and brian2_loihi', () => {
    expect(disagreements(LAVA, BRIAN2, 'mixed', 8, [-255, 254])).toBe(128);
  });

  it('place exponents on the sum or on each weight', () => {
    const map = { kind: 'one-to-one', size: 2, weights: Int16Array.of(-7, 7) } as const;
    expect(placeExponent(LAVA, map, -2)).toEqual({ map, weightExp: -2 });
    const placed = placeExponent(BRIAN2, map, -2);
    expect(placed.weightExp).toBe(0);
    expect(Array.from(placed.map.weights as Int16Array)).toEqual([-2, 1]);
    expect(placeExponent(NENGO, map, 3)).toEqual({ map, weightExp: 3 });
  });

  it('name the nearest for an unknown one', () => {
    expect(() => arithmeticMode('brian2')).toThrow(
      expect.objectContaining({
        code: 'E_ARITHMETIC',
        exitCode: 2,
        message: expect.stringContaining('brian2loihi'),
      }),
    );
  });
});
