import { describe, expect, it } from 'vitest';
import type { OtaMembrane } from '../../../emulator/analog/circuit.ts';
import {
  circuitOnChip,
  constantInputRateHz,
  mismatchedRatesHz,
  rateStatistics,
} from '../../../emulator/analog/mismatch-study.ts';
import { otaCircuit, runNeuron } from '../../support/analog-circuit.ts';

const { membrane, ...rest } = otaCircuit({
  C: 1e-12,
  Ib: 5e-11,
  kappa: 0.7,
  E: 0.6,
  Vth: 0.75,
  Vr: 0.6,
  tref: 5e-4,
  temperatureK: 300.15,
  I: 1e-10,
});
const circuit = { ...rest, membrane: membrane as OtaMembrane };
const SIGMAS = { biasLn: 0.1, thresholdV: 0.005, capacitance: 0.01 };

describe('mismatch of chip instances', () => {
  it('is one chip for one seed, neuron by neuron, whatever else is drawn', () => {
    const study = { seed: 3, instances: 4, neuronsPerInstance: 50 };
    const all = mismatchedRatesHz(circuit, SIGMAS, study);
    expect(mismatchedRatesHz(circuit, SIGMAS, study)).toEqual(all);
    const own = circuitOnChip(circuit, SIGMAS, { seed: 3, instance: 2 }, 17)!;
    expect(constantInputRateHz(own)).toBe(all[2 * 50 + 17]);
    const other = mismatchedRatesHz(circuit, SIGMAS, { ...study, seed: 4 });
    expect(other[0]).not.toBe(all[0]);
  });

  it('gives neurons that fire at the closed-form rate', () => {
    const own = circuitOnChip(circuit, SIGMAS, { seed: 1, instance: 0 }, 5)!;
    const { spikes } = runNeuron(own, 0.1);
    const isiS = (spikes.ps[9]! - spikes.ps[8]!) / 1e12;
    expect(isiS * constantInputRateHz(own)).toBeCloseTo(1, 8);
  });

  it('counts neurons as dead whose threshold falls to their reset', () => {
    const ratesHz = mismatchedRatesHz(
      circuit,
      { ...SIGMAS, thresholdV: 0.2 },
      { seed: 1, instances: 1, neuronsPerInstance: 500 },
    );
    const { silentFraction } = rateStatistics(ratesHz);
    expect(silentFraction).toBeGreaterThan(0.15);
    expect(ratesHz.every((rateHz) => rateHz >= 0 && rateHz <= 2000)).toBe(true);
  });

  it('has no spread where there is no mismatch', () => {
    const none = { biasLn: 0, thresholdV: 0, capacitance: 0 };
    const study = { seed: 1, instances: 2, neuronsPerInstance: 3 };
    const found = rateStatistics(mismatchedRatesHz(circuit, none, study));
    expect(found.cv).toBeLessThan(1e-14);
    expect(found.medianHz).toBe(constantInputRateHz(circuit));
  });

  it('refuses a study of nothing', () => {
    const study = { seed: 1, instances: 0, neuronsPerInstance: 3 };
    expect(() => mismatchedRatesHz(circuit, SIGMAS, study)).toThrowError(/study of 0 instances/);
  });
});
