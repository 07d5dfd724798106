/** What every real-valued neuron model owes its equations, over the list of models. */
import { describe, expect, it } from 'vitest';
import type { NeuronParameters, Population } from '../../src/model/network.ts';
import { valueAt } from '../../src/model/network.ts';
import type { SimulationOptions } from '../../src/model/simulation.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import type { FloatNeuronModel } from '../../src/neurons/float-model.ts';
import { FLOAT_NEURON_MODELS, floatNeuronModel } from '../../src/neurons/index.ts';

const TAU_S = 0.1;
/** dt / tau, for the defaults' dt of 1 ms. */
const RATE = 0.01;

interface Drive {
  readonly vLeak?: number;
  readonly vThreshold?: number;
  readonly vReset?: number;
  readonly bias?: number;
}

function populationOf(name: NeuronParameters['model'], drive: Drive = {}): Population {
  const { vLeak = 0, vThreshold = 1, vReset = 0, bias = 0 } = drive;
  const spiking = { vThreshold, vReset };
  const leaky = { r: 2, vLeak };
  const synaptic = { tauSynS: 0.02, tauMemS: TAU_S, wIn: 0.5, ...leaky };
  const all: Record<string, NeuronParameters> = {
    i: { model: 'i', r: 1 },
    if: { model: 'if', r: 1, ...spiking },
    li: { model: 'li', tauS: TAU_S, ...leaky },
    lif: { model: 'lif', tauS: TAU_S, ...leaky, ...spiking },
    'cuba-li': { model: 'cuba-li', ...synaptic },
    'cuba-lif': { model: 'cuba-lif', ...synaptic, ...spiking },
    threshold: { model: 'threshold', threshold: vThreshold },
    readout: { model: 'readout' },
  };
  return { name: 'tested', shape: [1], size: 1, parameters: all[name]!, bias };
}

interface Step {
  readonly v: number;
  readonly fired: boolean;
}

/** One neuron over `inputs`, one a step. */
function runModel(
  model: FloatNeuronModel,
  drive: Drive,
  inputs: readonly number[],
  options: Partial<SimulationOptions> = {},
): Step[] {
  const state = model.prepare(populationOf(model.name, drive), {
    ...DEFAULT_SIMULATION_OPTIONS,
    ...options,
  });
  const fired = new Int32Array(1);
  return inputs.map((input) => {
    const count = model.step(state, Float64Array.of(input), fired);
    return { v: state.v[0]!, fired: count > 0 };
  });
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const leaks = (model: FloatNeuronModel): boolean => /^(cuba-)?lif?$/.test(model.name);
const integrates = (model: FloatNeuronModel): boolean => model.name === 'i' || model.name === 'if';
const resets = (model: FloatNeuronModel): boolean => model.spiking && model.name !== 'threshold';
const isCuba = (model: FloatNeuronModel): boolean => model.name.startsWith('cuba');

it('the list holds every model with real-valued equations once', () => {
  expect(FLOAT_NEURON_MODELS.map(({ name }) => name).sort()).toEqual([
    'cuba-li',
    'cuba-lif',
    'i',
    'if',
    'li',
    'lif',
    'readout',
    'threshold',
  ]);
});

for (const model of FLOAT_NEURON_MODELS) {
  describe(model.name, () => {
    it('stays at rest without input, or leaks to vLeak as (1 - (1 - dt/tau)^n)', () => {
      const vLeak = 0.5;
      runModel(model, { vLeak }, zeros(300)).forEach(({ v, fired }, k) => {
        expect(fired).toBe(false);
        expect(v).toBeCloseTo(leaks(model) ? vLeak * (1 - (1 - RATE) ** (k + 1)) : 0, 12);
      });
    });

    it('agrees with its discrete form, step by step', () => {
      for (const reset of ['zero', 'subtract'] as const) {
        for (const spikeCharge of ['auto', 'current', 'charge'] as const) {
          const options = { ...DEFAULT_SIMULATION_OPTIONS, reset, spikeCharge };
          // A bias of a current-based model is a constant without its rise, so it is left out here.
          const drive = {
            vLeak: 0.2,
            vReset: resets(model) ? -0.1 : 0,
            bias: isCuba(model) ? 0 : 0.01,
          };
          const inputs = Array.from({ length: 200 }, (_, k) => ((k * 7) % 11) - 2);
          const d = model.discretize(populationOf(model.name, drive), options);
          const at = (value: (typeof d)['gain']): number => valueAt(value, 0);
          let [i, v, spikes] = [0, 0, 0];
          runModel(model, drive, inputs, options).forEach((step, k) => {
            i = (1 - at(d.currentDecay)) * i + inputs[k]!;
            v = (1 - at(d.voltageDecay)) * v + at(d.gain) * i + at(d.constant);
            const fires = v > at(d.vThreshold);
            expect(step.fired).toBe(fires);
            if (fires) spikes++;
            if (fires && resets(model)) v = reset === 'zero' ? at(d.vReset) : v - at(d.vThreshold);
            expect(Math.abs(step.v - v)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(v)));
          });
          if (model.spiking && spikeCharge !== 'current') expect(spikes).toBeGreaterThan(3);
          expect(model.spiking || spikes === 0).toBe(true);
        }
      }
    });

    it('names its time constants, which the check of stability needs', () => {
      const names = Object.keys(model.timeConstantsS(populationOf(model.name)));
      expect(names).toEqual(isCuba(model) ? ['tau_syn', 'tau_mem'] : leaks(model) ? ['tau'] : []);
    });

    if (model.spiking) {
      it('fires above its threshold, not at it', () => {
        // The one input of a unit that reaches v as `gain`; the threshold is set to that very v.
        const [reached] = runModel(model, { vThreshold: 100 }, [1], { spikeCharge: 'charge' });
        const at = runModel(model, { vThreshold: reached!.v }, [1], { spikeCharge: 'charge' });
        const below = reached!.v * (1 - 1e-12);
        const above = runModel(model, { vThreshold: below }, [1], { spikeCharge: 'charge' });
        expect(reached!.v).toBeGreaterThan(0);
        expect([at[0]!.fired, above[0]!.fired]).toEqual([false, true]);
      });
    }

    if (resets(model)) {
      it('goes to vReset, or gives up vThreshold, on a spike', () => {
        const inputs = [1000];
        const charge = { spikeCharge: 'charge' } as const;
        const free = runModel(model, { vThreshold: 1e9 }, inputs, charge)[0]!.v;
        const drive = { vThreshold: 0.75, vReset: -0.25 };
        expect(runModel(model, drive, inputs, charge)[0]).toEqual({ v: -0.25, fired: true });
        const subtracted = runModel(model, drive, inputs, { ...charge, reset: 'subtract' })[0]!;
        expect(subtracted).toEqual({ v: free - 0.75, fired: true });
      });

      it('is clamped from below at vMin after the reset', () => {
        const charge = { spikeCharge: 'charge' } as const;
        const inputs = [-5, -5, -5];
        const free = runModel(model, {}, inputs, charge);
        const clamped = runModel(model, {}, inputs, { ...charge, vMin: -0.5 });
        expect(free.every(({ v }) => v < -0.5)).toBe(true);
        expect(clamped.map(({ v }) => v)).toEqual([-0.5, -0.5, -0.5]);
        const deep = runModel(model, { vReset: -2 }, [1000], { ...charge, vMin: -0.5 });
        expect(deep[0]).toEqual({ v: -0.5, fired: true });
      });
    }

    if (leaks(model) && model.spiking) {
      it('fires with period tau ln(vLeak / (vLeak - vThreshold)) within one step', () => {
        for (const vLeak of [1.2, 1.5, 2, 4]) {
          const fires = runModel(model, { vLeak }, zeros(3000)).flatMap(({ fired }, k) =>
            fired ? [k + 1] : [],
          );
          const exact = Math.ceil(Math.log(1 - 1 / vLeak) / Math.log(1 - RATE));
          const periods = fires.map((step, k) => step - (fires[k - 1] ?? 0));
          expect(new Set(periods)).toEqual(new Set([exact]));
          const continuous =
            (TAU_S * Math.log(vLeak / (vLeak - 1))) / DEFAULT_SIMULATION_OPTIONS.dtS;
          expect(Math.abs(exact - continuous)).toBeLessThanOrEqual(Math.max(1, continuous * RATE));
        }
      });
    }

    if (integrates(model)) {
      it('adds r times its input in every step, whatever dt is', () => {
        for (const dtS of [1e-4, 1e-3, 0.5]) {
          const steps = runModel(model, { vThreshold: 1e9 }, [1, 2, 0, -0.5], { dtS });
          expect(steps.map(({ v }) => v)).toEqual([1, 3, 3, 2.5]);
        }
        const current = runModel(model, { vThreshold: 1e9 }, [1, 2], {
          spikeCharge: 'current',
          dtS: 0.25,
        });
        expect(current.map(({ v }) => v)).toEqual([0.25, 0.75]);
      });
    }

    if (model.name === 'if') {
      it('gives the exact count for a constant input', () => {
        // All numbers are binary fractions, so that no rounding blurs the count.
        for (const [input, steps] of [
          [0.375, 100],
          [0.25, 64],
          [0.5, 9],
          [0.0625, 1000],
        ] as const) {
          const count = (reset: 'zero' | 'subtract'): number =>
            runModel(model, {}, new Array<number>(steps).fill(input), { reset }).filter(
              ({ fired }) => fired,
            ).length;
          expect(count('zero')).toBe(Math.floor(steps / (Math.floor(1 / input) + 1)));
          expect(count('subtract')).toBe(Math.ceil(steps * input) - 1);
        }
      });
    }
  });
}

describe('current-based models', () => {
  const model = floatNeuronModel('cuba-li', 'tested');

  it('pass a unit spike on as two exponentials, after the current of this step or the one before', () => {
    // dt/tauSyn = 1/20, wIn = 1/2, dt/tauMem = 1/100, r = 2: I = 0.025 * 0.95^n, v += 0.01 (2 I - v).
    const expected = (order: 'new' | 'old'): number[] => {
      let [current, v] = [0, 0];
      return [1, 0, 0, 0].map((input) => {
        const before = current;
        current = before + 0.05 * (0.5 * input - before);
        v += 0.01 * (2 * (order === 'old' ? before : current) - v);
        return v;
      });
    };
    for (const currentOrder of ['new', 'old'] as const) {
      const steps = runModel(model, {}, [1, 0, 0, 0], { currentOrder });
      steps.forEach(({ v }, k) => {
        expect(v).toBeCloseTo(expected(currentOrder)[k]!, 14);
      });
    }
    expect(runModel(model, {}, [1])[0]!.v).toBeCloseTo(0.0005, 14);
    expect(runModel(model, {}, [1], { currentOrder: 'old' })[0]!.v).toBe(0);
  });
});

describe('floatNeuronModel', () => {
  it('refuses models that only a chip has', () => {
    expect(() => floatNeuronModel('loihi-lif', 'hidden')).toThrow(
      expect.objectContaining({
        code: 'E_MODEL',
        message:
          'population "hidden" has model "loihi-lif", which has no real-valued equations. Run it on a chip profile instead of simulating it.',
      }),
    );
  });
});
