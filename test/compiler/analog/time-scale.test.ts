import { describe, expect, it } from 'vitest';
import { analogChip, compileAnalog, errorOf, otaOf } from './analog-chips.ts';
import { LIF, layered } from './lif-network.ts';

/** One capacitor of 1 pF: a leak of 5 pA to 5 nA is a time constant of 14.78 ms to 14.78 us at 73.9 mV. */
const PICOFARAD = analogChip('analog-ota-180nm-ideal', (core) => {
  otaOf(core).capacitorsF = [otaOf(core).capacitorsF[2]!];
});

function scaleOf(tauS: number, asked: 'auto' | 'real' | number, profile = PICOFARAD): number {
  const network = layered([4, 3], 1, [{ ...LIF, tauS }]);
  return compileAnalog(network, profile, { timeScale: asked }).image.header.analog!.timeScale;
}

describe('time scale', () => {
  it('is 1 where the chip reaches the time constants as they are', () => {
    expect(scaleOf(0.01, 'auto')).toBe(1);
    expect(scaleOf(0.01, 'real')).toBe(1);
  });

  it('accelerates to the first two digits that the least leak allows', () => {
    // 100 ms over 14.78 ms is 6.77.
    expect(scaleOf(0.1, 'auto')).toBe(6.8);
    expect(scaleOf(10, 'auto')).toBe(680);
  });

  it('takes a number where the converters reach it', () => {
    expect(scaleOf(0.01, 100)).toBe(100);
  });

  it('refuses a number beyond them and says what they reach', () => {
    expect(errorOf(() => scaleOf(0.1, 'real'))).toBe(
      'E_TIME_SCALE: a time scale of 1 (network seconds per chip second) is out of reach: population "p1" asks more of its leak than the converter gives. All populations reach 6.77 to 6770. Use --time-scale auto, or one of these.',
    );
    expect(errorOf(() => scaleOf(0.01, 1000))).toContain('All populations reach 0.677 to 677.');
  });

  it('refuses time constants that no scale brings together', () => {
    const network = layered([4, 3, 3], 1, [
      { ...LIF, tauS: 1e-5 },
      { ...LIF, tauS: 1 },
    ]);
    expect(errorOf(() => compileAnalog(network, PICOFARAD))).toBe(
      'E_TIME_SCALE: no time scale suits all populations: "p2" needs 67.7 to 67700, "p1" needs 0.000677 to 0.677 (network seconds per chip second). Bring the time constants nearer to each other, or choose a chip with wider ranges of bias currents.',
    );
  });

  it('refuses time constants that differ too much within a population', () => {
    const network = layered([4, 2], 1, [{ ...LIF, tauS: Float64Array.of(1e-5, 1) }]);
    expect(errorOf(() => compileAnalog(network, PICOFARAD))).toContain(
      'E_TIME_SCALE: no time scale suits population "p1": its leak needs 67.7 or more, its leak 0.677 or less',
    );
  });

  it('speeds neurons without leak up until the least leak is slow beside their steps', () => {
    const parameters = { model: 'if' as const, r: 1, vThreshold: 1, vReset: 0 };
    const network = layered([4, 3], 0.5, [parameters]);
    const { image, quantNet } = compileAnalog(network, PICOFARAD);
    // 100 steps of 1 ms over 14.78 ms.
    expect(image.header.analog!.timeScale).toBe(6.8);
    const leak = quantNet.assumptions.find(({ code }) => code === 'A_ANALOG_LEAK')!;
    expect(leak.text).toContain('decays in 0.101 network s');
  });

  it('refuses time constants that only scales without use bring to a circuit', () => {
    expect(errorOf(() => scaleOf(1e30, 'auto'))).toMatch(
      /^E_TIME_SCALE: population "p1" asks for a leak that its circuits reach only at time scales of 6\.77e\+31 to 6\.77e\+34 .* a neuron that hardly leaks is an if\.$/,
    );
  });

  it('advises what concerns the register that is out of range', () => {
    const plain = layered([4, 3], 1);
    const populations = plain.populations.map((each, p) =>
      p === 0 ? each : { ...each, bias: 1e6 },
    );
    expect(errorOf(() => compileAnalog({ ...plain, populations }, PICOFARAD))).toContain(
      'Lower the constant input (bias, leak and reset potentials), or choose a chip',
    );
  });

  it('refuses scales without meaning', () => {
    for (const timeScale of [0, -1, Number.NaN, Infinity, 1e12]) {
      expect(errorOf(() => scaleOf(0.01, timeScale))).toContain('E_USAGE: --time-scale');
    }
  });
});
