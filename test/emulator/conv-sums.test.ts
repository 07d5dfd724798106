import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { Conv, LinearMap, Network } from '../../src/model/network.ts';
import { decodeImage, encodeImage } from '../../src/program-file/index.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { emulate } from '../properties/run-network.ts';
import { eventsOf } from '../properties/small-network.ts';

const LOIHI2: ChipProfile = loadProfile('loihi2').profile;

/** Two inputs under one kernel of a single tap. */
const CONV: Conv<Float32Array> = {
  kind: 'conv',
  inputShape: [2, 1, 1],
  inputExtent: [1, 1],
  outputShape: [1, 1, 1],
  kernel: [1, 1],
  stride: [1, 1],
  dilation: [1, 1],
  padding: [0, 0],
  groups: 1,
  weights: Float32Array.of(100, -128),
};

/** Resonators that keep nothing: their real part is the sum of the step. */
function networkOf(map: LinearMap<Float32Array>, weightExp: number): Network {
  return {
    name: 'sums',
    units: 'dimensionless',
    populations: [
      { name: 'in', shape: [2, 1, 1], size: 2, bias: 0, parameters: { model: 'input' } },
      {
        name: 'sum',
        shape: [1, 1, 1],
        size: 1,
        bias: 0,
        parameters: {
          model: 'registers',
          neuron: 'loihi2-rf',
          registers: { sinDecay: 0, cosDecay: 0, decayBits: 0, stateExp: 0 },
        },
      },
    ],
    projections: [
      {
        name: 'wire',
        pre: 0,
        post: 1,
        delayS: 0,
        registers: { weightExp, weightBits: 9, signMode: 'mixed' },
        stages: [map],
      },
    ],
    outputs: [1],
    assumptions: [],
  };
}

/** Sums by chip step, of the image as read back and of the integer reference. */
function sumsOf(map: LinearMap<Float32Array>, payloads: readonly number[], weightExp = 0) {
  const { defaultParameterSet: parameterSet } = LOIHI2;
  const { image, quantNet } = compile(networkOf(map, weightExp), LOIHI2, {
    ...DEFAULT_COMPILE_OPTIONS,
    parameterSet,
  });
  const input = eventsOf(payloads.flatMap((payload, k) => [[k, 0, payload]]));
  const read = decodeImage(encodeImage(image), 'sums.loom');
  const probes = [{ population: 'sum', variable: 'real' }];
  const [trace] = emulate(read, [input], { steps: payloads.length + 1, probes });
  const reference: number[] = [];
  createIntegerSimulator(quantNet).run(input, payloads.length + 1, (_, __, compartments) => {
    reference.push(compartments.read('real')[0]!);
  });
  const emulated = Array.from(trace!.probes![0]!.values);
  expect(emulated).toEqual(reference.slice(0, emulated.length));
  return emulated.slice(1, 1 + payloads.length);
}

const TURN = 2 ** 24;

describe('sums of a convolution', () => {
  it('wrap at 24 bits, as in lava, before the exponent acts', () => {
    const payloads = [83_886, 83_887, 100_000, -83_887, 500_000];
    const wrapped = [8_388_600, 8_388_700 - TURN, 10 ** 7 - TURN, TURN - 8_388_700, 5e7 - 3 * TURN];
    expect(sumsOf(CONV, payloads)).toEqual(wrapped);
    expect(sumsOf(CONV, payloads, -2)).toEqual(wrapped.map((sum) => Math.floor(sum / 4)));
  });

  it('of other maps do not: the register clips them', () => {
    const dense: LinearMap<Float32Array> = {
      kind: 'dense',
      preSize: 2,
      postSize: 1,
      weights: Float32Array.of(100, -128),
    };
    expect(sumsOf(dense, [83_886, 83_887, -100_000])).toEqual([
      8_388_600,
      2 ** 23 - 1,
      1 - 2 ** 23,
    ]);
  });
});
