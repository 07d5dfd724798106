import { describe, expect, it } from 'vitest';
import { couplingKickV, totalCapacitanceF } from '../../src/physics/capacitor.ts';
import { dacInl, dacLevelsA, nearestCode } from '../../src/physics/dac.ts';
import { currentSigma, pelgromSigma } from '../../src/physics/mismatch.ts';
import {
  crossingJitterS,
  ktcNoiseV,
  otaMembraneNoiseV,
  otaNoiseA2PerHz,
} from '../../src/physics/noise.ts';
import {
  otaConductanceSiemens,
  otaCurrentA,
  otaRheobaseA,
  otaSaturationV,
} from '../../src/physics/ota.ts';
import { resetPulseS } from '../../src/physics/reset-pulse.ts';
import { crossingEnergyJ, staticPowerW } from '../../src/physics/supply-energy.ts';
import {
  biasCurrentAtA,
  kappaAt,
  kelvin,
  leakageAtA,
  thermalVoltageV,
} from '../../src/physics/temperature.ts';
import { createTsv, tsvAverageF, tsvCapacitanceF, tsvChargeC } from '../../src/physics/tsv.ts';
import { wireCapacitanceF } from '../../src/physics/wire.ts';

const GEOMETRY = {
  diameterM: 5e-6,
  lengthM: 2e-5,
  oxideM: 1.2e-7,
  dopingPerM3: 2e21,
  flatBandV: 0,
  temperatureK: 300,
};

describe('OTA', () => {
  it('has at 50 pA, kappa 0.7 and 27 degrees the conductance and rheobase of the reference circuit', () => {
    const a = otaSaturationV(0.7, kelvin(27));
    expect(otaConductanceSiemens(5e-11, a)).toBeCloseTo(0.677e-9, 12);
    // A linear leak would need 2.1 times as much.
    expect((otaConductanceSiemens(5e-11, a) * 0.15) / otaRheobaseA(5e-11, 0.15, a)).toBeCloseTo(
      2.1,
      1,
    );
    expect(otaCurrentA(5e-11, 10, a)).toBe(5e-11);
  });
});

describe('temperature', () => {
  const model = {
    referenceK: 300,
    bias: 'ptat',
    kappaPerK: 1.8e-4,
    leakageDoublingK: 10,
  } as const;
  it('moves bias, kappa and leakage as stated', () => {
    expect(biasCurrentAtA(5e-11, 330, model)).toBeCloseTo(5.5e-11, 22);
    expect(biasCurrentAtA(5e-11, 330, { ...model, bias: 'constant' })).toBe(5e-11);
    expect(kappaAt(0.7, 400, model)).toBeCloseTo(0.7126, 12);
    expect(leakageAtA(1e-12, 320, model)).toBeCloseTo(4e-12, 24);
    expect(thermalVoltageV(300.15)).toBeCloseTo(0.025865, 6);
  });

  it('ends at absolute zero', () => {
    expect(() => kelvin(-273.15)).toThrowError(/degrees Celsius is -273.15/);
  });
});

describe('TSV', () => {
  const tsv = createTsv(GEOMETRY);

  it('has a charge whose slope is its capacitance, over all three regions', () => {
    for (const v of [-0.4, 0.05, 0.3, 0.9, 1.3, 2.5]) {
      const slope = (tsvChargeC(tsv, v + 1e-5) - tsvChargeC(tsv, v - 1e-5)) / 2e-5;
      expect(slope / tsvCapacitanceF(tsv, v)).toBeCloseTo(1, 6);
    }
  });

  it('loads a membrane with the charge average, between the capacitances at both ends', () => {
    const average = tsvAverageF(tsv, 0.6, 0.75);
    expect(average).toBeLessThan(tsvCapacitanceF(tsv, 0.6));
    expect(average).toBeGreaterThan(tsvCapacitanceF(tsv, 0.75));
    expect(tsvAverageF(tsv, 0.6, 0.6)).toBe(tsvCapacitanceF(tsv, 0.6));
  });

  it.each([
    [{ diameterM: 0 }, /diameter/],
    [{ oxideM: -1 }, /liner/],
    [{ dopingPerM3: 1e10 }, /doping/],
    [{ lengthM: Number.NaN }, /length/],
  ])('refuses %j', (change, message) => {
    expect(() => createTsv({ ...GEOMETRY, ...change })).toThrowError(message);
  });
});

describe('capacitance of a node', () => {
  it('is the sum of its parts, and never 0', () => {
    const parts = { membraneF: 0, tsvF: 37e-15, parasiticF: wireCapacitanceF(1e-4) };
    expect(totalCapacitanceF(parts)).toBeCloseTo(57e-15, 20);
    expect(() => totalCapacitanceF({ membraneF: 0, tsvF: 0, parasiticF: 0 })).toThrowError(
      /no capacitance at all/,
    );
    expect(couplingKickV(1.8, 5e-15, 1e-12)).toBeCloseTo(9e-3, 12);
  });
});

describe('energy and noise', () => {
  it('of a TSV crossing is C V^2; of a reset pulse R C ln 2 long', () => {
    expect(crossingEnergyJ(37e-15, 1.8)).toBeCloseTo(1.2e-13, 15);
    expect(resetPulseS(1e10, 5e-14)).toBeCloseTo(5e-4 * Math.LN2, 12);
    const supply = {
      supplyV: 1.8,
      biasA: 5e-11,
      comparatorA: 2e-10,
      resetCapacitanceF: 5e-14,
      resetPulseS: 5e-4,
    };
    expect(staticPowerW(supply)).toBeCloseTo(4.5e-10, 20);
  });

  it('of a membrane is sqrt(2 / kappa) above kT/C, and jitters its crossings', () => {
    expect(ktcNoiseV(1e-12, 300.15)).toBeCloseTo(6.437e-5, 8);
    const noise = otaMembraneNoiseV(1e-12, 300.15, 0.7);
    expect(noise).toBeCloseTo(1.09e-4, 6);
    // S_I / (4 C g_L), the same by another way.
    const conductance = otaConductanceSiemens(5e-11, otaSaturationV(0.7, 300.15));
    expect(Math.sqrt(otaNoiseA2PerHz(5e-11) / (4e-12 * conductance))).toBeCloseTo(noise, 12);
    expect(crossingJitterS(noise, 50)).toBeCloseTo(2.2e-6, 7);
  });

  it('of devices falls with the root of their area', () => {
    expect(pelgromSigma(4e-9, 1e-6, 1e-6)).toBeCloseTo(4e-3, 12);
    expect(currentSigma(3e-3, 0.7, 0.02585)).toBeCloseTo(0.081, 3);
  });
});

describe('weight DAC', () => {
  const chip = { seed: 1, instance: 0 };

  it('is a line without mismatch and bent with it, the same for one seed', () => {
    const ideal = dacLevelsA({ bits: 4, unitA: 1e-9, unitSigma: 0 }, chip, 0);
    expect(ideal).toHaveLength(16);
    expect(dacInl(ideal)).toBeLessThan(1e-12);
    const real = { bits: 4, unitA: 1e-9, unitSigma: 0.1 };
    expect(dacInl(dacLevelsA(real, chip, 0))).toBeGreaterThan(0.01);
    expect(dacLevelsA(real, chip, 3)).toEqual(dacLevelsA(real, chip, 3));
    expect(dacLevelsA(real, chip, 4)).not.toEqual(dacLevelsA(real, chip, 3));
  });

  it('finds the nearest code', () => {
    const levels = dacLevelsA({ bits: 4, unitA: 1e-9, unitSigma: 0 }, chip, 0);
    expect(nearestCode(levels, 6.4e-9)).toBe(6);
    expect(nearestCode(levels, 1)).toBe(15);
    expect(nearestCode(levels, -1)).toBe(0);
  });

  it('has 1 to 16 bits', () => {
    expect(() => dacLevelsA({ bits: 40, unitA: 1, unitSigma: 0 }, chip, 0)).toThrowError(
      /DAC bits/,
    );
  });
});
