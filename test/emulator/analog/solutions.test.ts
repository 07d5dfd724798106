import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dpiAdvance, dpiRiseTime } from '../../../emulator/analog/dpi-solution.ts';
import { linearAdvance, linearRiseTime } from '../../../emulator/analog/linear-solution.ts';
import { otaAdvance, otaRiseTime } from '../../../emulator/analog/ota-solution.ts';

const real = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true, noDefaultInfinity: true });

/** Simpson's rule over du / (i - tanh u), the definition of the rise time. */
function riseByQuadrature(i: number, u0: number, u1: number): number {
  const steps = 20_000;
  const h = (u1 - u0) / steps;
  let sum = 0;
  for (let k = 0; k <= steps; k++) {
    const weight = k === 0 || k === steps ? 1 : k % 2 === 0 ? 2 : 4;
    sum += weight / (i - Math.tanh(u0 + k * h));
  }
  return (sum * h) / 3;
}

describe('OTA membrane in closed form', () => {
  it('rises in the time that quadrature gives, also on either side of i = 1 and on it', () => {
    for (const i of [0.99, 1 - 1e-6, 1 - 1e-13, 1, 1 + 1e-13, 1 + 1e-9, 1 + 1e-6, 1.1, 3, 1000]) {
      for (const [u0, u1] of [
        [-1, 0.5],
        [0, 2],
        [0, 1e-6],
        [-12, 1.9],
        [2, 2.5],
      ] as const) {
        const expected = riseByQuadrature(i, u0, u1);
        if (i <= Math.tanh(u1)) expect(otaRiseTime(i, u0, u1)).toBe(Infinity);
        else expect(Math.abs(otaRiseTime(i, u0, u1) / expected - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it('is smooth through i = 1: no step between neighbouring floats', () => {
    const at = (i: number): number => otaRiseTime(i, 0, 2);
    for (let k = 1; k < 60; k++) {
      const e = 2 ** -k;
      const slope = (at(1 + e) - at(1 - e * 0.01)) / e;
      expect(Math.abs(slope)).toBeLessThan(250 + 1e-14 / e);
    }
  });

  it('stays finite where e^2u would overflow', () => {
    expect(otaRiseTime(1.5, -900, 900)).toBeGreaterThan(900);
    expect(otaRiseTime(1 + 2 ** -40, 300, 900) / (600 * 2 ** 40)).toBeCloseTo(1, 9);
    expect(otaAdvance(-2, 800, 100)).toBeCloseTo(500, 9);
    expect(otaAdvance(0, 900, 10)).toBeCloseTo(890, 9);
  });

  it('moves for s + t as for s and then t, whatever drives it', () => {
    fc.assert(
      fc.property(real(-3, 3), real(-25, 25), real(0, 30), real(0, 30), (i, u0, s, t) => {
        const once = otaAdvance(i, u0, s + t);
        const twice = otaAdvance(i, otaAdvance(i, u0, s), t);
        expect(Math.abs(once - twice)).toBeLessThan(1e-11 * Math.max(1, Math.abs(once)));
      }),
      { numRuns: 2000 },
    );
  });

  it('is at the level after the rise time', () => {
    fc.assert(
      fc.property(real(-0.5, 4), real(-10, 2), real(1e-9, 5), (i, u0, width) => {
        const time = otaRiseTime(i, u0, u0 + width);
        if (time === Infinity) return;
        const slope = i - Math.tanh(u0 + width);
        expect(Math.abs(otaAdvance(i, u0, time) - u0 - width)).toBeLessThan(
          1e-13 * (1 + Math.abs(u0) + slope * time),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('linear membrane in closed form', () => {
  it('is the OTA at small u and the perfect integrator without leak', () => {
    expect(linearRiseTime(1e-6, 1, 0, 5e-7) / otaRiseTime(1e-6, 0, 5e-7)).toBeCloseTo(1, 9);
    expect(linearRiseTime(4, 0, 1, 3)).toBe(0.5);
    expect(linearAdvance(4, 0, 1, 0.5)).toBe(3);
    expect(linearRiseTime(2, 1, 0, 2)).toBe(Infinity);
  });
});

describe('log-domain membrane in closed form', () => {
  it('moves for s + t as for s and then t, rising, falling and without input', () => {
    fc.assert(
      fc.property(real(-2, 30), real(-6, 4), real(0, 6), real(0, 6), (i, u0, s, t) => {
        const once = dpiAdvance(i, u0, s + t);
        const twice = dpiAdvance(i, dpiAdvance(i, u0, s), t);
        expect(Math.abs(once - twice)).toBeLessThan(1e-10 * Math.max(1, Math.abs(once)));
      }),
      { numRuns: 2000 },
    );
  });

  it('never reaches what its input does not carry', () => {
    expect(dpiRiseTime(2, -3, 0)).toBe(Infinity);
    expect(dpiRiseTime(2 + 1e-9, -3, 0)).toBeLessThan(50);
  });
});
