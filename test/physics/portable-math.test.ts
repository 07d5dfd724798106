import { describe, expect, it } from 'vitest';
import { mismatchDraw } from '../../src/physics/mismatch.ts';
import { normalQuantile, portableExp, portableLog } from '../../src/physics/portable-math.ts';

describe('portable mathematics', () => {
  it('agrees with the library within its last bits', () => {
    for (let k = -400; k <= 400; k++) {
      const x = 1.7 ** k * 0.913;
      const log = Math.log(x);
      expect(Math.abs(portableLog(x) - log)).toBeLessThanOrEqual(
        4e-16 * Math.max(1, Math.abs(log)),
      );
      const y = k / 20;
      expect(Math.abs(portableExp(y) / Math.exp(y) - 1)).toBeLessThan(5e-16);
    }
    expect([portableLog(1), portableExp(0)]).toEqual([0, 1]);
    // Beyond the exponents of a double there is no negative rest of one.
    expect([-1e300, -1250, 1250].map(portableExp)).toEqual([0, 0, Infinity]);
    expect(portableLog(5e-324)).toBeCloseTo(Math.log(5e-324), 12);
  });

  it('has the normal quantiles of scipy 1.17', () => {
    const table = [
      [1e-300, -37.0470962993612],
      [1e-20, -9.262340089798409],
      [1e-5, -4.264890793922825],
      [0.01, -2.3263478740408408],
      [0.07, -1.4757910281791706],
      [0.3, -0.5244005127080409],
      [0.5, 0],
      [0.9, 1.2815515655446004],
    ] as const;
    for (const [p, z] of table) expect(normalQuantile(p)).toBeCloseTo(z, 13);
  });
});

describe('mismatch draws', () => {
  it('are these bits on every machine', () => {
    const draws = [0, 1, 2].map((index) => mismatchDraw({ seed: 7, instance: 17 }, 'bias', index));
    expect(draws).toEqual([-0.1772577547214003, 0.23568477935666945, 1.481121640560485]);
  });

  it('are independent of each other in every part of their key, with the moments of a normal', () => {
    const chip = { seed: 1, instance: 1 };
    const count = 20_000;
    const draws = Array.from({ length: count }, (_, k) => mismatchDraw(chip, 'bias', k));
    const mean = draws.reduce((sum, z) => sum + z, 0) / count;
    const variance = draws.reduce((sum, z) => sum + (z - mean) ** 2, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    const others = [
      mismatchDraw({ ...chip, seed: 2 }, 'bias', 0),
      mismatchDraw({ ...chip, instance: 2 }, 'bias', 0),
      mismatchDraw(chip, 'threshold', 0),
      draws[1],
    ];
    expect(new Set([draws[0], ...others]).size).toBe(5);
  });
});
