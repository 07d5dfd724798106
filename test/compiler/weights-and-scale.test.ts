import { describe, expect, it } from 'vitest';
import { choosePopulationScale } from '../../compiler/quantize/population-scale.ts';
import {
  inferSignMode,
  mantissaGrid,
  passMantissas,
  quantizeWeights,
} from '../../compiler/quantize/weights.ts';
import { LOIHI } from '../properties/run-network.ts';
import { denseOf } from '../properties/small-network.ts';

const CORE = LOIHI.coreTypes[0]!;

describe('weight grids', () => {
  it('have the steps and ends of lava', () => {
    expect(mantissaGrid('mixed', 8)).toEqual({ signMode: 'mixed', step: 2, min: -256, max: 254 });
    expect(mantissaGrid('mixed', 9)).toMatchObject({ step: 1, min: -256, max: 255 });
    expect(mantissaGrid('mixed', 2)).toMatchObject({ step: 128, min: -256, max: 128 });
    expect(mantissaGrid('mixed', 1)).toMatchObject({ step: 256, min: -256, max: 0 });
    expect(mantissaGrid('excitatory', 8)).toMatchObject({ step: 1, min: 0, max: 255 });
    expect(mantissaGrid('excitatory', 1)).toMatchObject({ step: 128, min: 0, max: 128 });
    expect(mantissaGrid('inhibitory', 4)).toMatchObject({ step: 16, min: -240, max: 0 });
  });

  it('are chosen by the signs that occur', () => {
    expect(inferSignMode([0, 0.5])).toBe('excitatory');
    expect(inferSignMode([])).toBe('excitatory');
    expect(inferSignMode([0, -0.5])).toBe('inhibitory');
    expect(inferSignMode([1, 0, -0.5])).toBe('mixed');
    expect(inferSignMode(-2)).toBe('inhibitory');
  });

  it('round half away from zero, clip, and say what was lost', () => {
    const { map, stats } = quantizeWeights(
      denseOf(5, 1, [0.5, -0.5, 1.5, 200, -1.4]),
      2,
      mantissaGrid('mixed', 8),
    );
    // Times 2: 1, -1, 3, 400, -2.8 on a grid of 2: half rounds away from zero; 400 is clipped to 254.
    expect(Array.from(map.weights as Int16Array)).toEqual([2, -2, 4, 254, -2]);
    expect(stats).toMatchObject({ scale: 2, clippedCount: 1, maxAbsError: 73 });
    const signal = 1 + 1 + 9 + 160_000 + 7.84;
    const noise = 1 + 1 + 1 + 146 ** 2 + 0.64;
    expect(stats.sqnrDb).toBeCloseTo(10 * Math.log10(signal / noise), 9);
  });

  it('pass mantissas through as lava cuts them: clip, then floor to the step', () => {
    const pass = (
      weights: number[],
      signMode: 'mixed' | 'excitatory' | 'inhibitory',
      bits: number,
    ) => {
      const { map, stats } = passMantissas(
        denseOf(weights.length, 1, weights),
        mantissaGrid(signMode, bits),
      );
      return [...(map.weights as Int16Array), stats.clippedCount];
    };
    expect(pass([3, -3, 300, -300, 4], 'mixed', 8)).toEqual([2, -4, 254, -256, 4, 4]);
    expect(pass([7, -7, 300], 'excitatory', 6)).toEqual([4, 0, 252, 3]);
    expect(pass([-7, 7, -300], 'inhibitory', 6)).toEqual([-4, 0, -252, 3]);
  });
});

describe('choosePopulationScale', () => {
  const demand = { weightMax: [1], mantissaMax: [255], thresholdMax: 1, biasMax: 0 };

  it('fills the mantissa of the largest weight', () => {
    const { scale, weightExps } = choosePopulationScale(demand, CORE.registers);
    // One weight unit is 64 * 2^exp register units of v: a weight of 1 is the mantissa 255.
    expect(scale / (64 * 2 ** weightExps[0]!)).toBeCloseTo(255, 9);
  });

  it('gives smaller projections smaller exponents, so that they use their mantissas too', () => {
    const { scale, weightExps } = choosePopulationScale(
      { ...demand, weightMax: [1, 0.1, 0], mantissaMax: [255, 255, 255] },
      CORE.registers,
    );
    expect(weightExps[0]! - weightExps[1]!).toBe(3);
    const mantissa = (0.1 * scale) / (64 * 2 ** weightExps[1]!);
    expect(mantissa).toBeGreaterThan(127.5);
    expect(mantissa).toBeLessThanOrEqual(255);
    expect(Math.min(...weightExps)).toBeGreaterThanOrEqual(0);
  });

  it('keeps thresholds and biases in their registers, whatever the ratio to the weights', () => {
    for (const ratio of [1e-6, 1e-3, 1, 1e3, 1e5]) {
      for (const bias of [0, 1, 1e3]) {
        const { scale, weightExps } = choosePopulationScale(
          { ...demand, thresholdMax: ratio, biasMax: bias },
          CORE.registers,
        );
        expect((ratio * scale) / 64).toBeLessThanOrEqual(131_071);
        expect(bias * scale).toBeLessThanOrEqual(4095 * 128);
        expect(weightExps[0]).toBeGreaterThanOrEqual(-8);
        expect(weightExps[0]).toBeLessThanOrEqual(7);
      }
    }
  });

  it('scales a population without input by its threshold, and keeps its bias in the register', () => {
    const none = { weightMax: [], mantissaMax: [] };
    const free = choosePopulationScale({ ...none, thresholdMax: 2, biasMax: 0.01 }, CORE.registers);
    expect((2 * free.scale) / 64).toBeGreaterThan(1024);
    expect((2 * free.scale) / 64).toBeLessThanOrEqual(131_071);
    const biased = choosePopulationScale(
      { ...none, thresholdMax: 1, biasMax: 100 },
      CORE.registers,
    );
    expect(100 * biased.scale).toBeLessThanOrEqual(4095 * 128 * (1 + 1e-12));
    expect(
      choosePopulationScale({ ...none, thresholdMax: 0, biasMax: 0 }, CORE.registers).scale,
    ).toBe(64);
  });
});
