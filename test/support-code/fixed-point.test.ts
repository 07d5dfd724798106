/** Each helper against the same operation on BigInt, at its stated bound and at random below it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clipTo,
  decayTowardZero,
  roundHalfEven,
  STATE24_MAX,
  scaleDown,
  scaleTowardZero,
  shiftBy,
  wrap24,
} from '../../src/support/fixed-point.ts';

const RUNS = { numRuns: 2000, seed: 20260101 };
const INT32_MAX = 2 ** 31 - 1;
const int32 = fc.integer({ min: -INT32_MAX, max: INT32_MAX });

function magnitude(x: bigint): bigint {
  return x < 0n ? -x : x;
}

function exactDecay(x: number, decay: number): number {
  const kept = (magnitude(BigInt(x)) * BigInt(4096 - decay)) >> 12n;
  return Number(x < 0 ? -kept : kept);
}

describe('decayTowardZero', () => {
  it('is exact where the product passes 2^31, 2^35 and 2^42', () => {
    for (const x of [2 ** 19, 2 ** 20 + 4095, 2 ** 23 - 1, 2 ** 23, 2 ** 30 + 1, INT32_MAX]) {
      for (const decay of [0, 1, 2, 409, 2047, 2048, 4094, 4095, 4096]) {
        expect(decayTowardZero(x, decay)).toBe(exactDecay(x, decay));
        expect(decayTowardZero(-x, decay)).toBe(exactDecay(-x, decay));
      }
    }
  });

  it('agrees with BigInt everywhere in its bound', () => {
    fc.assert(
      fc.property(int32, fc.integer({ min: 0, max: 4096 }), (x, decay) => {
        expect(decayTowardZero(x, decay)).toBe(exactDecay(x, decay));
      }),
      RUNS,
    );
  });

  it('rounds toward zero on both sides and never answers -0', () => {
    expect([decayTowardZero(1000, 410), decayTowardZero(-1000, 410)]).toEqual([899, -899]);
    expect(decayTowardZero(-1, 1)).toBe(0);
    expect(decayTowardZero(0, 1)).toBe(0);
  });
});

describe('scaled products', () => {
  const factors = fc.tuple(
    fc.integer({ min: -(2 ** 23), max: 2 ** 23 }),
    fc.integer({ min: -(2 ** 29), max: 2 ** 29 }),
    fc.integer({ min: 0, max: 52 }),
  );

  it('scaleTowardZero cuts the magnitude, scaleDown the value', () => {
    fc.assert(
      fc.property(factors, ([x, y, bits]) => {
        const product = BigInt(x) * BigInt(y);
        const cut = magnitude(product) >> BigInt(bits);
        expect(scaleTowardZero(x, y, bits)).toBe(Number(product < 0n ? -cut : cut));
        expect(scaleDown(x, y, bits)).toBe(Number(product >> BigInt(bits)));
      }),
      RUNS,
    );
  });

  it('are exact at 2^53 - 1', () => {
    const [x, y] = [6361, 69431 * 20394401];
    expect(BigInt(x) * BigInt(y)).toBe(2n ** 53n - 1n);
    for (const bits of [0, 1, 12, 15, 52]) {
      const up = Number((2n ** 53n - 1n) >> BigInt(bits));
      expect(scaleTowardZero(x, -y, bits)).toBe(-up);
      expect(scaleDown(x, y, bits)).toBe(up);
      expect(scaleDown(-x, y, bits)).toBe(Number(-(2n ** 53n - 1n) >> BigInt(bits)));
    }
  });

  it('differ below zero only', () => {
    expect([scaleTowardZero(-3, 1, 1), scaleDown(-3, 1, 1)]).toEqual([-1, -2]);
    expect([scaleTowardZero(3, 1, 1), scaleDown(3, 1, 1)]).toEqual([1, 1]);
    expect([scaleTowardZero(-1, 1, 1), scaleTowardZero(-1, 0, 3), scaleDown(0, -7, 3)]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('shiftBy', () => {
  it('is exact up to 31 bits shifted left by 30 or right by 52', () => {
    fc.assert(
      fc.property(int32, fc.integer({ min: -52, max: 30 }), (x, bits) => {
        const exact = bits < 0 ? BigInt(x) >> BigInt(-bits) : BigInt(x) << BigInt(bits);
        expect(BigInt(shiftBy(x, bits))).toBe(exact);
      }),
      RUNS,
    );
    expect(BigInt(shiftBy(-INT32_MAX, 30))).toBe(BigInt(-INT32_MAX) << 30n);
    expect([shiftBy(-INT32_MAX, -52), shiftBy(INT32_MAX, -52)]).toEqual([-1, 0]);
  });

  it('rounds downward to the right and never answers -0', () => {
    expect([shiftBy(-5, -1), shiftBy(5, -1), shiftBy(-0, 4), shiftBy(-0, -4)]).toEqual([
      -3, 2, 0, 0,
    ]);
  });
});

describe('ends of a 24-bit register', () => {
  it('clipTo holds both ends and leaves what lies between', () => {
    const [max, far] = [STATE24_MAX, 2 ** 61];
    const clipped = [-far, -max - 1, -max, -0, max, max + 1, far].map((x) => clipTo(x, max));
    expect(clipped).toEqual([-max, -max, -max, 0, max, max, max]);
  });

  it('wrap24 leaves (-2^23, 2^23] and shows -2^23 as +2^23', () => {
    const half = 2 ** 23;
    const wrapped = [half, half + 1, -half, 1 - half, -half - 1].map(wrap24);
    expect(wrapped).toEqual([half, 1 - half, half, 1 - half, half - 1]);
    expect([-0, -(2 ** 24), 2 ** 25].map(wrap24)).toEqual([0, 0, 0]);
  });

  it('wrap24 agrees with one turn taken off below 3 * 2^23', () => {
    const turn = 2 ** 24;
    for (const x of [2 ** 23 + 1, 3 * 2 ** 23 - 1]) {
      expect([wrap24(x), wrap24(-x)]).toEqual([x - turn, turn - x]);
    }
  });

  it('wrap24 is the only member of the range that is congruent, up to 2^53', () => {
    const wide = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 });
    fc.assert(
      fc.property(wide, (x) => {
        const wrapped = wrap24(x);
        expect(wrapped > -(2 ** 23) && wrapped <= 2 ** 23).toBe(true);
        expect((BigInt(x) - BigInt(wrapped)) % 2n ** 24n).toBe(0n);
      }),
      RUNS,
    );
  });
});

describe('roundHalfEven', () => {
  it('takes halves to the even neighbour and never answers -0', () => {
    const values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4999, -0.2, 7];
    expect(values.map(roundHalfEven)).toEqual([-2, -2, 0, 0, 2, 2, 2, 0, 7]);
  });

  it('is within half of its argument, up to 2^51', () => {
    const wide = fc.double({ min: -(2 ** 51), max: 2 ** 51, noNaN: true });
    fc.assert(
      fc.property(wide, (x) => {
        const rounded = roundHalfEven(x);
        expect(Number.isInteger(rounded) && Math.abs(rounded - x) <= 0.5).toBe(true);
      }),
      RUNS,
    );
  });
});
