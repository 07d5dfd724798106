import { describe, expect, it } from 'vitest';
import { DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import { normalize } from '../../compiler/normalize.ts';
import type { QuantizeOptions } from '../../compiler/quantize/quantize.ts';
import { quantize } from '../../compiler/quantize/quantize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { CoreType } from '../../src/model/chip.ts';
import type { Network, NeuronParameters } from '../../src/model/network.ts';
import { LOIHI } from '../properties/run-network.ts';
import type { PopulationSpec } from '../properties/small-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const CORE = LOIHI.coreTypes[0]!;

function quantizeOf(
  network: Network,
  options: Partial<QuantizeOptions> = {},
  core: CoreType = CORE,
) {
  const normal = normalize(network);
  return quantize(normal, schedule(normal), core, { ...DEFAULT_COMPILE_OPTIONS, ...options });
}

/** One input, one population, one dense projection with these weights. */
function single(population: PopulationSpec, weights: readonly number[] = [1], delayS = 0): Network {
  const post = population.shape[0]!;
  const pre = weights.length / post;
  return networkOf(
    [inputOf('in', pre), population],
    [{ pre: 'in', post: population.name, stages: [denseOf(pre, post, weights)], delayS }],
  );
}

const one = (parameters: NeuronParameters, bias = 0): PopulationSpec => ({
  name: 'out',
  shape: [1],
  parameters,
  bias,
});

const fault = (code: string, message: string, exitCode = 1) =>
  expect.objectContaining({ code, message, exitCode });

describe('lowering to registers', () => {
  it('turns an IF into u and v that keep nothing and all', () => {
    const { populations, projections } = quantizeOf(single(ifOf('out', 1, 2), [0.5]));
    const { registers, scale } = populations[1]!;
    expect(registers).toMatchObject({
      du: 4095,
      dv: 0,
      biasMant: 0,
      v0: 0,
      resets: 1,
      spikes: 1,
    });
    expect(Math.abs(Number(registers!.vthMant) * 64 - 2 * scale)).toBeLessThanOrEqual(32);
    const [projection] = projections;
    expect(projection).toMatchObject({ signMode: 'excitatory', weightBits: 8, delaySteps: 0 });
    expect(Array.from(projection!.connectivity.weights as Int16Array)).toEqual([255]);
  });

  it('turns time constants into decays of 4096ths', () => {
    const lif = one({ model: 'lif', tauS: 0.01, r: 1, vLeak: 0, vThreshold: 1, vReset: 0 });
    // dt/tau = 0.1: 409.6 rounds to 410.
    expect(quantizeOf(single(lif)).populations[1]!.registers).toMatchObject({ du: 4095, dv: 410 });
    const cuba = one({
      model: 'cuba-lif',
      tauSynS: 0.004,
      tauMemS: 0.02,
      r: 1,
      vLeak: 0,
      wIn: 1,
      vThreshold: 1,
      vReset: 0,
    });
    // dt/tauSyn = 0.25: 1024, stored as one less; dt/tauMem = 0.05: 204.8 rounds to 205.
    expect(quantizeOf(single(cuba)).populations[1]!.registers).toMatchObject({ du: 1023, dv: 205 });
  });

  it('measures voltages from vReset', () => {
    const lif = one({ model: 'lif', tauS: 0.01, r: 1, vLeak: 0.5, vThreshold: 1, vReset: -1 });
    const { registers, scale, offset } = quantizeOf(single(lif)).populations[1]!;
    expect(offset).toBe(-1);
    expect(registers!.v0).toBe(Math.round(scale));
    expect(Math.abs(Number(registers!.vthMant) * 64 - 2 * scale)).toBeLessThanOrEqual(32);
    // The leak pulls towards 0.5, which is 1.5 above the reset: 0.1 * 1.5 a step.
    const bias = Number(registers!.biasMant) * 2 ** Number(registers!.biasExp);
    expect(Math.abs(bias - 0.15 * scale)).toBeLessThanOrEqual(2 ** Number(registers!.biasExp) / 2);
  });

  it('picks the smallest bias exponent that holds the bias', () => {
    const biased = { ...ifOf('out', 1, 1), bias: 0.01 };
    const { registers, scale } = quantizeOf(single(biased)).populations[1]!;
    const [mantissa, exponent] = [Number(registers!.biasMant), Number(registers!.biasExp)];
    expect(mantissa).toBe(Math.round((0.01 * scale) / 2 ** exponent));
    expect(mantissa).toBeLessThanOrEqual(4095);
    expect(exponent === 0 || 2 * mantissa > 4095).toBe(true);
  });

  it('holds a population with a bias until its own step 0', () => {
    const chain = networkOf(
      [inputOf('in', 1), ifOf('a', 1), { ...ifOf('b', 1), bias: 0.1 }],
      [
        { pre: 'in', post: 'a', stages: [denseOf(1, 1, 1)] },
        { pre: 'a', post: 'b', stages: [denseOf(1, 1, 1)] },
      ],
    );
    expect(quantizeOf(chain).populations.map(({ startStep }) => startStep)).toEqual([0, 0, 2]);
  });

  it('rounds delays to steps and adds those of the schedule', () => {
    const skip = networkOf(
      [inputOf('in', 1), ifOf('a', 1), ifOf('b', 1)],
      [
        { pre: 'in', post: 'a', stages: [denseOf(1, 1, 1)], delayS: 0.0024 },
        { pre: 'a', post: 'b', stages: [denseOf(1, 1, 1)] },
        { pre: 'in', post: 'b', stages: [denseOf(1, 1, 1)], delayS: 0.003 },
      ],
    );
    const delays = quantizeOf(skip).projections.map(({ name, delaySteps }) => [name, delaySteps]);
    expect(Object.fromEntries(delays)).toEqual({ 'in -> a': 2, 'a -> b': 0, 'in -> b': 4 });
  });

  it('leaves out synapse delays that all round to no step', () => {
    const sparse = (delay: number) =>
      networkOf(
        [inputOf('in', 1), ifOf('out', 1)],
        [
          {
            pre: 'in',
            post: 'out',
            stages: [
              {
                kind: 'sparse',
                preSize: 1,
                postSize: 1,
                offsets: Int32Array.of(0, 1),
                targets: Int32Array.of(0),
                weights: Float64Array.of(1),
                delaysS: Float32Array.of(delay),
              },
            ],
          },
        ],
      );
    expect(quantizeOf(sparse(0.0004)).projections[0]).not.toHaveProperty('synapseDelaySteps');
    expect(quantizeOf(sparse(0.0006)).projections[0]!.synapseDelaySteps).toEqual(Uint8Array.of(1));
  });

  it('passes register populations through, and holds their fields', () => {
    const registers = {
      du: 1,
      dv: 2,
      vthMant: 3,
      biasMant: 4,
      biasExp: 5,
      refractorySteps: 6,
      v0: 7,
      reset: 'none' as const,
      spiking: true,
    };
    const net = quantizeOf(single(one({ model: 'loihi-lif', registers }), [300]));
    const { reset: _, spiking: __, ...fields } = registers;
    expect(net.populations[1]!.registers).toEqual({ ...fields, resets: 0, spikes: 1 });
    expect(Array.from(net.projections[0]!.connectivity.weights as Int16Array)).toEqual([255]);
    const wrong = { ...registers, biasMant: Int32Array.of(5000) };
    expect(() => quantizeOf(single(one({ model: 'loihi-lif', registers: wrong })))).toThrow(
      fault(
        'E_REGISTER',
        'population "out": biasMant of compartment 0 is 5000, its field holds -4096 to 4095.',
      ),
    );
  });

  it('notes what the chip does otherwise', () => {
    const cuba = one(
      {
        model: 'cuba-lif',
        tauSynS: 10,
        tauMemS: 0.02,
        r: 1,
        vLeak: 0,
        wIn: 1,
        vThreshold: 0.1,
        vReset: 0,
      },
      0.1,
    );
    const codes = (net: ReturnType<typeof quantizeOf>) => net.assumptions.map(({ code }) => code);
    expect(codes(quantizeOf(single(cuba), { currentOrder: 'old' }))).toEqual([
      'A_CURRENT_ORDER',
      'A_BIAS_RAMP',
      'A_CURRENT_DECAY',
    ]);
    expect(codes(quantizeOf(single(one({ model: 'threshold', threshold: 0.5 }))))).toEqual([
      'A_THRESHOLD_RESIDUE',
    ]);
    expect(codes(quantizeOf(single(ifOf('out', 1))))).toEqual([]);
  });
});

describe('what a chip cannot express', () => {
  it('E_RESET: a subtract reset that is not emulated', () => {
    expect(() => quantizeOf(single(ifOf('out', 1)), { reset: 'subtract' })).toThrow(
      fault(
        'E_RESET',
        'population "out" asks for reset "subtract", the chip\'s loihi-lif has: zero, none. Use --reset zero, or --emulate-reset for a self-synapse of minus the threshold, one step late.',
      ),
    );
  });

  it('E_RESET: a cuba-lif, whose current would smear the self-synapse', () => {
    const cuba = one({
      model: 'cuba-lif',
      tauSynS: 0.01,
      tauMemS: 0.02,
      r: 1,
      vLeak: 0,
      wIn: 1,
      vThreshold: 1,
      vReset: 0,
    });
    expect(() => quantizeOf(single(cuba), { reset: 'subtract', emulateReset: true })).toThrow(
      fault(
        'E_RESET',
        'population "out" (cuba-lif) cannot have its subtract reset emulated: the self-synapse would be smeared by the current\'s decay. Use --reset zero.',
      ),
    );
  });

  it('E_CLAMP: a lower clamp', () => {
    expect(() => quantizeOf(single(ifOf('out', 1)), { vMin: -1 })).toThrow(
      fault(
        'E_CLAMP',
        'population "out" asks for a lower clamp of -1, the chip\'s loihi-lif has none that can be set. Leave out --v-min, or simulate without a chip.',
      ),
    );
  });

  it('E_DELAY: a delay past the field', () => {
    expect(() => quantizeOf(single(ifOf('out', 1), [1], 0.08))).toThrow(
      fault(
        'E_DELAY',
        'projection "in -> out" from "in" needs a delay of 80 steps (80 of its own, 0 so that all paths agree), the chip holds 62 (+18). Raise --dt, or shorten the delay.',
      ),
    );
    expect(quantizeOf(single(ifOf('out', 1), [1], 0.062)).projections[0]!.delaySteps).toBe(62);
  });

  it('E_MODEL: a readout, with what to do', () => {
    expect(() => quantizeOf(single(one({ model: 'readout' })))).toThrow(
      fault(
        'E_MODEL',
        'population "out" has model "readout", which core type "neuro" does not run. It runs if, i, lif, li, cuba-lif, cuba-li, threshold, loihi-lif. End the network in a spiking or leaky population.',
      ),
    );
  });

  it('E_THRESHOLD: a threshold below the reset voltage', () => {
    const inverted = one({ model: 'if', r: 1, vThreshold: -1, vReset: 0 });
    expect(() => quantizeOf(single(inverted))).toThrow(
      fault(
        'E_THRESHOLD',
        'population "out", neuron 0: the threshold lies below its reset voltage, so that it would fire in every step. Rescale its weights and threshold, or raise the weights\' bits.',
      ),
    );
  });

  it('E_THRESHOLD: weights too small for the threshold register', () => {
    // At the least exponent -8 a weight of 1 is 255/256 of a threshold unit: 2^18 * 255/256 units are needed.
    expect(() => quantizeOf(single(ifOf('out', 1, 2 ** 18)))).toThrow(
      fault(
        'E_THRESHOLD',
        'population "out", neuron 0: the threshold needs a threshold mantissa of 261,120, the register holds 131,071 (+130,049). Rescale its weights and threshold, or raise the weights\' bits.',
      ),
    );
  });

  it('E_BIAS: a bias too large for any scale of the weights', () => {
    // A weight of 1 is at least 255/256 * 64 = 63.75 register units; 10,000 of them are 637,500.
    const biased = { ...ifOf('out', 1, 1), bias: 10_000 };
    expect(() => quantizeOf(single(biased))).toThrow(
      fault(
        'E_BIAS',
        'population "out": a bias of 637,500 register units is needed, the register holds 524,160. Rescale the network, or use more weight bits so that its scale can be smaller.',
      ),
    );
  });

  it('E_WEIGHT_BITS: bits that the chip does not have', () => {
    expect(() => quantizeOf(single(ifOf('out', 1)), { weightBits: 12 })).toThrow(
      fault(
        'E_WEIGHT_BITS',
        '--weight-bits 12: core type "neuro" has 1, 2, 3, 4, 5, 6, 7, 8, 9.',
        2,
      ),
    );
  });

  it('E_WEIGHT_BITS: one bit for weights of both signs', () => {
    const network = single(ifOf('out', 1), [1, -1]);
    expect(() => quantizeOf(network, { weightBits: 1 })).toThrow(
      fault(
        'E_WEIGHT_BITS',
        '--weight-bits 1: projection "in -> out" has weights of both signs, so that one bit is the sign and none is left. Use --weight-bits 2 or more.',
        2,
      ),
    );
    const [excitatory] = quantizeOf(single(ifOf('out', 1), [1, 1]), { weightBits: 1 }).projections;
    expect(Array.from(excitatory!.connectivity.weights as Int16Array)).toEqual([128, 128]);
  });
});
