import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstCrossing } from '../../../emulator/analog/first-crossing.ts';
import { evaluateSeries, TAYLOR_ORDER } from '../../../emulator/analog/taylor.ts';

function series(...coefficients: number[]): Float64Array {
  const all = new Float64Array(TAYLOR_ORDER + 1);
  all.set(coefficients);
  return all;
}

describe('first crossing of a series', () => {
  it('is exact for a line, 0 on the level and Infinity below it', () => {
    expect(firstCrossing(series(0, 2), 1, 1)).toBeCloseTo(0.5, 15);
    expect(firstCrossing(series(1, 2), 1, 1)).toBe(0);
    expect(firstCrossing(series(0, 0.9), 1, 1)).toBe(Infinity);
  });

  it('finds an excursion over the level that is 1e-5 wide', () => {
    // 1e-10 - (t - 0.3)^2 is above 0 within 1e-5 of 0.3.
    const found = firstCrossing(series(1e-10 - 0.09, 0.6, -1), 1, 0);
    expect(found).toBeCloseTo(0.3 - 1e-5, 11);
    expect(firstCrossing(series(-1e-10 - 0.09, 0.6, -1), 1, 0)).toBe(Infinity);
  });

  it('is the first of several, as sampling finds it', () => {
    const coefficient = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(coefficient, { minLength: 2, maxLength: 8 }), (coefficients) => {
        const all = series(-1, ...coefficients);
        const found = firstCrossing(all, 1.5, 0);
        const steps = 3000;
        let sampled = Infinity;
        for (let k = steps; k >= 0; k--) {
          if (evaluateSeries(all, (1.5 * k) / steps) >= 0) sampled = (1.5 * k) / steps;
        }
        // Sampling may miss a brief excursion, never find an earlier one.
        expect(found).toBeLessThanOrEqual(sampled);
        if (found !== Infinity) expect(Math.abs(evaluateSeries(all, found))).toBeLessThan(1e-9);
      }),
      { numRuns: 1000 },
    );
  });
});
