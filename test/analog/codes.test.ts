import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeMax,
  currentRangeA,
  dacCurrentA,
  dacTimeS,
  dacVoltageV,
  nearestCapacitor,
  nearestCurrentCode,
  nearestSignedCode,
  nearestTimeCode,
  nearestVoltageCode,
  signedCurrentA,
} from '../../src/analog/codes.ts';
import type { CurrentDac, TimeDac, VoltageDac } from '../../src/model/analog.ts';
import type { Cited } from '../../src/model/chip.ts';
import { otaCore } from './cores.ts';

const cited = (value: number): Cited => ({ value, source: 'a test chip', basis: 'assumed' });

function currentDac(
  scale: CurrentDac['scale'],
  bits: number,
  minA: number,
  maxA: number,
): CurrentDac {
  return { scale, bits: cited(bits), minA: cited(minA), maxA: cited(maxA) };
}

const LINEAR = currentDac('linear', 4, 0, 30e-12);
const GEOMETRIC = currentDac('geometric', 4, 1e-12, 32768e-12);
const VOLTAGE: VoltageDac = { bits: cited(3), minV: cited(0.6), maxV: cited(0.95) };
const TIME: TimeDac = { bits: cited(4), minS: cited(1e-6), maxS: cited(32768e-6) };

describe('converters', () => {
  it('a linear one of 4 bits up to 30 pA makes 2 pA a code', () => {
    expect(dacCurrentA(LINEAR, 0)).toBe(0);
    expect(dacCurrentA(LINEAR, 7)).toBeCloseTo(14e-12, 24);
    expect(dacCurrentA(LINEAR, 15)).toBe(30e-12);
  });

  it('a geometric one of 4 bits over 2^15 doubles with each code', () => {
    expect(dacCurrentA(GEOMETRIC, 0)).toBe(1e-12);
    expect(dacCurrentA(GEOMETRIC, 5) / 32e-12).toBeCloseTo(1, 12);
    expect(dacCurrentA(GEOMETRIC, 15)).toBe(32768e-12);
    expect(dacTimeS(TIME, 10) / 1024e-6).toBeCloseTo(1, 12);
  });

  it('a voltage of 3 bits from 0.6 V to 0.95 V steps by 50 mV', () => {
    expect(dacVoltageV(VOLTAGE, 3)).toBeCloseTo(0.75, 15);
    expect(dacVoltageV(VOLTAGE, 7)).toBeCloseTo(0.95, 15);
  });

  it('a signed current is off at code 0, whatever code 0 of its converter makes', () => {
    expect(signedCurrentA(GEOMETRIC, 0)).toBe(0);
    expect(signedCurrentA(GEOMETRIC, -1) / -2e-12).toBeCloseTo(1, 12);
    expect(signedCurrentA(LINEAR, -15)).toBe(-30e-12);
  });
});

describe('the nearest code', () => {
  it('states what it makes and the error', () => {
    expect(nearestCurrentCode(LINEAR, 7.4e-12)).toMatchObject({ code: 4, clipped: false });
    expect(nearestCurrentCode(LINEAR, 7.4e-12).error).toBeCloseTo(8 / 7.4 - 1, 12);
    expect(nearestCurrentCode(GEOMETRIC, 5e-12).code).toBe(2);
    expect(nearestVoltageCode(VOLTAGE, 0.76)).toMatchObject({ code: 3, clipped: false });
    expect(nearestTimeCode(TIME, 1.1e-3)).toMatchObject({ code: 10, clipped: false });
  });

  it('says where a value is out of reach', () => {
    expect(nearestCurrentCode(LINEAR, 31e-12)).toMatchObject({ code: 15, clipped: true });
    expect(nearestCurrentCode(GEOMETRIC, 0.5e-12)).toMatchObject({ code: 0, clipped: true });
    expect(nearestCurrentCode(GEOMETRIC, 0)).toMatchObject({ code: 0, error: Infinity });
    expect(nearestCurrentCode(LINEAR, 0)).toMatchObject({ code: 0, error: 0, clipped: false });
    expect(nearestVoltageCode(VOLTAGE, 0.5)).toMatchObject({ code: 0, clipped: true });
    expect(nearestTimeCode(TIME, 1)).toMatchObject({ code: 15, clipped: true });
    expect(nearestCurrentCode(LINEAR, Number.NaN).clipped).toBe(true);
  });

  it('of a signed current takes none where none is nearer than the least', () => {
    expect(nearestSignedCode(LINEAR, -7.4e-12)).toMatchObject({ code: -4, clipped: false });
    expect(nearestSignedCode(GEOMETRIC, -1.9e-12)).toMatchObject({ code: -1 });
    expect(nearestSignedCode(LINEAR, 0)).toMatchObject({ code: 0, value: 0, error: 0 });
    expect(nearestSignedCode(GEOMETRIC, 0.4e-12)).toMatchObject({ code: 0, value: 0, error: -1 });
  });

  it('of capacitors is an index', () => {
    const { neuron } = otaCore('analog-ota-180nm');
    expect(nearestCapacitor(neuron, 1.1e-12)).toMatchObject({ code: 2, clipped: false });
    expect(nearestCapacitor(neuron, 8e-12)).toMatchObject({ code: 4, clipped: true });
  });

  it('is nearer than every other code', () => {
    const dacs = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 8 }), fc.double({ min: 1e-13, max: 1e-8, noNaN: true }))
        .map(([bits, maxA]) => currentDac('linear', bits, 0, maxA)),
      fc
        .tuple(
          fc.integer({ min: 1, max: 8 }),
          fc.double({ min: 1e-13, max: 1e-10, noNaN: true }),
          fc.double({ min: 1.1, max: 1e5, noNaN: true }),
        )
        .map(([bits, minA, ratio]) => currentDac('geometric', bits, minA, minA * ratio)),
    );
    fc.assert(
      fc.property(dacs, fc.double({ min: 0, max: 1.2, noNaN: true }), (dac, part) => {
        const wanted = part * currentRangeA(dac).most;
        const { code, value } = nearestCurrentCode(dac, wanted);
        expect(value).toBe(dacCurrentA(dac, code));
        const nearest = Math.min(
          ...Array.from({ length: codeMax(dac) + 1 }, (_, other) =>
            Math.abs(dacCurrentA(dac, other) - wanted),
          ),
        );
        expect(Math.abs(value - wanted)).toBeLessThanOrEqual(nearest * (1 + 1e-9));
      }),
    );
  });

  it('of what a code makes is that code', () => {
    const { neuron, synapse } = otaCore('analog-ota-180nm');
    for (let code = 0; code <= codeMax(neuron.leak); code++) {
      expect(nearestCurrentCode(neuron.leak, dacCurrentA(neuron.leak, code)).code).toBe(code);
      expect(nearestCurrentCode(synapse.unit, dacCurrentA(synapse.unit, code)).code).toBe(code);
    }
    for (let code = 0; code <= codeMax(neuron.threshold); code++) {
      const volts = dacVoltageV(neuron.threshold, code);
      expect(nearestVoltageCode(neuron.threshold, volts).code).toBe(code);
      const seconds = dacTimeS(neuron.refractory, code);
      expect(nearestTimeCode(neuron.refractory, seconds)).toMatchObject({ code, clipped: false });
    }
  });
});
