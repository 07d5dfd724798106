import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { createDecoder, decodeCircuit } from '../../src/analog/decode.ts';
import type { AnalogCore, AnalogRegisters } from '../../src/model/analog.ts';
import type { DpiMembrane, OtaMembrane } from '../../src/model/analog-circuit.ts';
import { dacLevelsA } from '../../src/physics/dac.ts';
import { mismatchNeuron } from '../../src/physics/mismatch.ts';
import { crossingEnergyJ } from '../../src/physics/supply-energy.ts';
import { createTsv, tsvAverageF } from '../../src/physics/tsv.ts';
import { renderError } from '../../src/support/errors.ts';
import { analogCore, NOMINAL, otaCore, registersOf, SIMULATED } from './cores.ts';

const CHIP = { seed: 7, instance: 17 };

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return renderError(error);
  }
  return 'no error';
}

describe('decodeCircuit of an OTA neuron', () => {
  const core = otaCore('analog-ota-180nm');

  it('makes of codes what their converters say', () => {
    const { circuit, fault, staticA, resetCapacitanceF, weight, weightA, capacitanceF, tsvF } =
      decodeCircuit(core, { ...SIMULATED, input: -100 }, NOMINAL);
    expect(fault).toBeNull();
    const membrane = circuit!.membrane as OtaMembrane;
    expect(membrane.biasA / 50e-12).toBeCloseTo(1, 12);
    expect(membrane.thresholdV).toBeCloseTo(0.75, 15);
    expect(membrane).toMatchObject({
      kind: 'ota',
      kappa: 0.7,
      temperatureK: 300.15,
      restV: 0.6,
      resetV: 0.6,
      startV: 0.6,
      floorV: 0,
    });
    expect(membrane.capacitanceF).toBeCloseTo(1.025e-12, 24);
    expect(capacitanceF).toBe(membrane.capacitanceF);
    expect(tsvF).toBe(0);
    expect(membrane.comparator).toEqual({
      offsetV: 0,
      hysteresisV: 0,
      minimumIntervalS: 1e-5,
      delay: { delayS: 6.4e-5, slopeReferenceVPerS: 50, exponent: 0.405, slopeMinVPerS: 1 },
    });
    expect(circuit!.inputA).toBeCloseTo(-100e-12, 22);
    expect(circuit!.refractoryS / 0.5e-3).toBeCloseTo(1, 12);
    expect(circuit!.channels).toEqual([{ kind: 'packet', widthS: 1e-5 }]);
    expect(weightA(31) / 31e-9).toBeCloseTo(1, 12);
    expect(weight(-3) / -30e-15).toBeCloseTo(1, 12);
    expect(weight(0)).toBe(0);
    expect(staticA / 1.05e-9).toBeCloseTo(1, 12);
    expect(resetCapacitanceF).toBe(5e-14);
  });

  it('moves kappa with temperature, and PTAT currents too', () => {
    const options = { ...NOMINAL, temperatureK: 350.15 };
    const constant = decodeCircuit(core, SIMULATED, options).circuit!.membrane as OtaMembrane;
    expect(constant.kappa).toBeCloseTo(0.7 * (1 + 1.8e-4 * 50), 12);
    expect(constant.biasA / 50e-12).toBeCloseTo(1, 12);
    const ptat = { ...core, temperature: { ...core.temperature, bias: 'ptat' } as const };
    const decoded = decodeCircuit(ptat, { ...SIMULATED, input: 100 }, options);
    const factor = 350.15 / 300.15;
    expect((decoded.circuit!.membrane as OtaMembrane).biasA / 50e-12).toBeCloseTo(factor, 12);
    expect(decoded.circuit!.inputA / 100e-12).toBeCloseTo(factor, 12);
    expect(decoded.weightA(1) / 1e-9).toBeCloseTo(factor, 12);
    expect(decoded.staticA / 1.05e-9).toBeCloseTo(factor, 12);
  });

  it('refuses temperatures that the profile does not hold for', () => {
    expect(errorOf(() => decodeCircuit(core, SIMULATED, { ...NOMINAL, temperatureK: 27 }))).toBe(
      "E_ANALOG_TEMPERATURE: a temperature of 27 K; the chip's profile holds from 273.15 K to 358.15 K. Choose one of these.",
    );
    expect(
      errorOf(() => decodeCircuit(core, SIMULATED, { ...NOMINAL, temperatureK: Number.NaN })),
    ).toMatch(/^E_ANALOG_TEMPERATURE: a temperature of NaN K/);
  });

  it.each<[Partial<AnalogRegisters>, string]>([
    [{ leak: 1024 }, 'register "leak" is 1024; it holds whole numbers from 0 to 1023.'],
    [{ threshold: -1 }, 'register "threshold" is -1; it holds whole numbers from 0 to 255.'],
    [{ capacitor: 5 }, 'register "capacitor" is 5; it holds whole numbers from 0 to 4.'],
    [{ input: 0.5 }, 'register "input" is 0.5; it holds whole numbers from -4095 to 4095.'],
    [{ unit: Number.NaN }, 'register "unit" is NaN; it holds whole numbers from 0 to 1023.'],
    [{ gain: 1 }, 'register "gain" is 1; it holds only 0.'],
    [{ tsvs: 1 }, 'register "tsvs" is 1; it holds only 0.'],
    [{ tier: 1 }, 'register "tier" is 1; it holds only 0.'],
  ])('refuses %j', (registers, message) => {
    const given = { ...SIMULATED, ...registers };
    expect(errorOf(() => decodeCircuit(core, given, NOMINAL))).toBe(`E_ANALOG_CODE: ${message}`);
  });

  it('refuses registers that are missing and weights that no mirror makes', () => {
    const { tier: _, ...rest } = SIMULATED;
    expect(errorOf(() => decodeCircuit(core, rest as AnalogRegisters, NOMINAL))).toMatch(
      /^E_ANALOG_CODE: register "tier" is undefined/,
    );
    const { weightA } = decodeCircuit(core, SIMULATED, NOMINAL);
    for (const code of [0.5, Number.NaN, 40_000, -1e9]) {
      expect(errorOf(() => weightA(code))).toMatch(/^E_ANALOG_CODE: weight code is /);
    }
  });
});

describe('decodeCircuit of a stack', () => {
  const core = otaCore('analog-ota-3d');
  const geometry = {
    diameterM: 5e-6,
    lengthM: 2e-5,
    oxideM: 1.2e-7,
    dopingPerM3: 2e21,
    flatBandV: 0,
    temperatureK: 300.15,
  };

  it('adds the charge-averaged capacitance of each via, and its bump', () => {
    const none = decodeCircuit(core, { ...SIMULATED, capacitor: 3 }, NOMINAL);
    expect(none.capacitanceF).toBeCloseTo(1.025e-12, 24);
    const viaF = tsvAverageF(createTsv(geometry), 0.6, 0.75) + 2e-14;
    for (const tsvs of [1, 2, 3]) {
      const { capacitanceF, tsvF } = decodeCircuit(
        core,
        { ...SIMULATED, capacitor: 3, tsvs, tier: 3 },
        NOMINAL,
      );
      expect(tsvF / (tsvs * viaF)).toBeCloseTo(1, 12);
      expect(capacitanceF / (1.025e-12 + tsvs * viaF)).toBeCloseTo(1, 12);
    }
  });

  it('lets vias alone be the membrane, and refuses a membrane of nothing', () => {
    const { neuron } = core;
    const bare: AnalogCore = {
      ...core,
      neuron: { ...neuron, parasiticF: { ...neuron.parasiticF, value: 0 } },
    };
    const { capacitanceF, tsvF } = decodeCircuit(
      bare,
      { ...SIMULATED, capacitor: 0, tsvs: 2 },
      NOMINAL,
    );
    expect(capacitanceF).toBe(tsvF);
    expect(
      errorOf(() => decodeCircuit(bare, { ...SIMULATED, capacitor: 0, tsvs: 0 }, NOMINAL)),
    ).toMatch(/^E_ANALOG_CAPACITANCE: /);
  });

  it('has a crossing spike cost C V^2 of a via and its bump', () => {
    const { energyPj, supplyV } =
      loadProfile('analog-ota-3d').profile.parameterSets['generic-180nm']!;
    const viaF = tsvAverageF(createTsv(geometry), 0, supplyV.value) + 2e-14;
    const energyJ = crossingEnergyJ(viaF, supplyV.value);
    expect(energyPj.hopBetweenTiers.value / (energyJ * 1e12)).toBeCloseTo(1, 2);
  });
});

describe('decodeCircuit on a chip instance', () => {
  const core = otaCore('analog-ota-180nm');

  it('draws leak, threshold and capacitance as mismatchNeuron does', () => {
    const sigmas = { biasLn: 0.1, thresholdV: 0.005, capacitance: 0.01 };
    const nominal = { biasA: 50e-12, thresholdV: 0.75, capacitanceF: 1.025e-12 };
    for (const index of [0, 1, 255, 2 ** 33]) {
      const drawn = mismatchNeuron(nominal, sigmas, CHIP, index);
      const { circuit } = decodeCircuit(core, SIMULATED, { ...NOMINAL, chip: CHIP, index });
      const membrane = circuit!.membrane as OtaMembrane;
      expect(membrane.biasA / drawn.biasA).toBeCloseTo(1, 12);
      expect(membrane.thresholdV).toBeCloseTo(drawn.thresholdV, 12);
      expect(membrane.capacitanceF / drawn.capacitanceF).toBeCloseTo(1, 12);
    }
  });

  it('makes weights with the levels of dacLevelsA, the same for either sign', () => {
    const { weightA } = decodeCircuit(core, SIMULATED, { ...NOMINAL, chip: CHIP, index: 3 });
    const levels = dacLevelsA({ bits: 5, unitA: 1, unitSigma: 0.05 }, CHIP, 3);
    const scaleA = weightA(1) / levels[1]!;
    levels.forEach((level, code) => {
      expect(weightA(code)).toBeCloseTo(level * scaleA, 18);
      expect(weightA(-code)).toBeCloseTo(-weightA(code), 24);
    });
  });

  it('is one chip for one seed, in whatever order its neurons are decoded', () => {
    const decode = createDecoder(core, { temperatureK: null, chip: CHIP });
    const plain = (index: number): unknown => {
      const { circuit, staticA, weightA } = decode(SIMULATED, index);
      return { circuit, staticA, weights: [1, 2, 3, 31].map((code) => weightA(code)) };
    };
    const forward = [0, 1, 2, 3].map(plain);
    const backward = [3, 2, 1, 0].map(plain).reverse();
    expect(backward).toEqual(forward);
    expect(forward[0]).not.toEqual(forward[1]);
    const other = createDecoder(core, { temperatureK: null, chip: { ...CHIP, instance: 18 } });
    expect(other(SIMULATED, 0).circuit).not.toEqual(decode(SIMULATED, 0).circuit);
  });

  it('gives a dead neuron no circuit, says why, and never a NaN', () => {
    const wild: AnalogCore = {
      ...core,
      mismatch: { ...core.mismatch, thresholdV: { ...core.mismatch.thresholdV, value: 0.1 } },
    };
    const decode = createDecoder(wild, { temperatureK: null, chip: CHIP });
    const all = Array.from({ length: 400 }, (_, index) => decode(SIMULATED, index));
    const dead = all.filter(({ circuit }) => circuit === null);
    expect(dead.length).toBeGreaterThan(10);
    expect(dead.length).toBeLessThan(80);
    for (const { fault } of dead) expect(fault).toMatch(/it fires once and stays there$/);
    for (const { staticA, capacitanceF, circuit, fault, weight } of all) {
      expect(circuit === null).toBe(fault !== null);
      for (const value of [staticA, capacitanceF, weight(5)]) expect(value).toBeGreaterThan(0);
    }
  });
});

describe('decodeCircuit of a DPI neuron', () => {
  const core = analogCore('dynapse-like');
  const registers = registersOf({
    leak: 512,
    threshold: 1024,
    gain: 700,
    refractory: 0,
    unit: 2047,
    tau: 1023,
    input: 2047,
  });

  it('makes of codes what their converters say', () => {
    const { circuit, staticA, weight, weightA, resetCapacitanceF } = decodeCircuit(
      core,
      registers,
      NOMINAL,
    );
    const membrane = circuit!.membrane as DpiMembrane;
    const leakA = 0.5e-12 * 10 ** ((4 * 512) / 2047);
    expect(membrane.leakA / leakA).toBeCloseTo(1, 12);
    expect(membrane.gainA / (0.5e-12 * 10 ** ((4 * 700) / 2047))).toBeCloseTo(1, 12);
    expect(membrane.thresholdA / (5e-12 * 10 ** ((4 * 1024) / 2047))).toBeCloseTo(1, 12);
    expect(membrane).toMatchObject({
      capacitanceF: 3e-12,
      kappa: 0.705,
      resetA: 0.5e-12,
      startA: 0.5e-12,
      floorA: 0.5e-12,
    });
    expect(circuit!.inputA).toBe(5e-9);
    expect(circuit!.refractoryS).toBe(5e-5);
    expect(circuit!.channels).toEqual([
      { kind: 'current', tauS: expect.closeTo(1e-4 * 1e4 ** (1023 / 2047), 9) },
    ]);
    expect(weight(-15) / -15e-9).toBeCloseTo(1, 12);
    expect(weightA(2)).toBe(weight(2));
    expect(staticA).toBeCloseTo(membrane.leakA + membrane.gainA + membrane.thresholdA, 24);
    expect(resetCapacitanceF).toBe(0);
  });

  it('keeps its time constant with PTAT currents, and leaks twice as much each 9 K', () => {
    const at = (temperatureK: number) =>
      decodeCircuit(core, registers, { ...NOMINAL, temperatureK }).circuit!;
    const [cool, warm] = [at(300.15), at(318.15)];
    const tauS = ({ membrane }: ReturnType<typeof at>): number => {
      const { capacitanceF, temperatureK, kappa, leakA } = membrane as DpiMembrane;
      return (capacitanceF * temperatureK) / (kappa * leakA);
    };
    const kappaFactor = 1 + 1.8e-4 * 18;
    expect((tauS(warm) / tauS(cool)) * kappaFactor).toBeCloseTo(1, 12);
    const [coolTau, warmTau] = [cool, warm].map(({ channels }) =>
      channels[0]!.kind === 'current' ? channels[0]!.tauS : 0,
    );
    expect((warmTau! / coolTau!) * kappaFactor).toBeCloseTo(1, 12);
    expect((warm.membrane as DpiMembrane).resetA / 2e-12).toBeCloseTo(1, 12);
  });

  it('is dead where leakage passes its threshold', () => {
    const { circuit, fault } = decodeCircuit(
      core,
      { ...registers, threshold: 0 },
      { ...NOMINAL, temperatureK: 343.15 },
    );
    expect(circuit).toBeNull();
    expect(fault).toMatch(
      /^its threshold of .*pA is not above the leakage of .*pA that a reset leaves/,
    );
  });
});
