import { describe, expect, it } from 'vitest';
import { CLASS_COUNT, type Digit, splitDigits } from '../../examples/digits/digits.ts';
import { type DigitSpikes, encodeDigit } from '../../examples/digits/encode.ts';
import { evaluate } from '../../examples/digits/evaluate.ts';
import { createLayers, fitLayers } from '../../examples/digits/fit.ts';
import type { Layer } from '../../examples/digits/layer.ts';
import { networkOf } from '../../examples/digits/network.ts';
import { roundWeights } from '../../examples/digits/round.ts';
import { createRecords, runDigit } from '../../examples/digits/spiking-run.ts';
import { DEFAULT_TRAIN_OPTIONS, type TrainOptions } from '../../examples/digits/train-options.ts';
import { shapeSize, synapseCount } from '../../src/model/network.ts';

const pixelCount = 28 * 28;
const options: TrainOptions = {
  ...DEFAULT_TRAIN_OPTIONS,
  epochs: 16,
  batchSize: 10,
  learningRate: 0.005,
  stepCount: 16,
  spikesMax: 4,
  channels1: 12,
  channels2: 24,
  roundedEpochs: 4,
  spikeCost1: 0,
  spikeCost2: 0,
  turnDegrees: 5,
  scale: 0.1,
  shear: 0.05,
  shiftPixels: 0.5,
};

/** Class k shows a white bar at height 2 k + 4. */
function barDigits(perClass: number): Digit[] {
  return Array.from({ length: perClass * CLASS_COUNT }, (_, k) => {
    const label = k % CLASS_COUNT;
    const pixels = new Float32Array(pixelCount);
    pixels.fill(1, (2 * label + 4) * 28 + 4, (2 * label + 4) * 28 + 24);
    return { pixels, label };
  });
}

function grayDigit(intensity: number): Float32Array {
  return new Float32Array(pixelCount).fill(intensity);
}

function spikesOf({ offsets, indices }: DigitSpikes, pixel: number): number[] {
  return Array.from({ length: offsets.length - 1 }, (_, step) => step).filter((step) =>
    indices.subarray(offsets[step], offsets[step + 1]).includes(pixel),
  );
}

describe('encodeDigit', () => {
  it('gives each pixel as many spikes as its intensity says, at equal distances', () => {
    const code = { stepCount: 16, spikesMax: 4 };
    const white = encodeDigit(grayDigit(1), code);
    const gray = encodeDigit(grayDigit(0.5), code);
    for (const pixel of [0, 1, 400, 783]) {
      const steps = spikesOf(white, pixel);
      expect(steps.slice(1).map((step, k) => step - steps[k]!)).toEqual([4, 4, 4]);
      expect(spikesOf(gray, pixel)).toHaveLength(2);
    }
    expect(encodeDigit(grayDigit(0.1), code).indices).toHaveLength(0);
  });

  it('spreads the spikes of a white area over the steps', () => {
    const { offsets } = encodeDigit(grayDigit(1), { stepCount: 16, spikesMax: 4 });
    for (let step = 0; step < 16; step++) {
      expect(Math.abs(offsets[step + 1]! - offsets[step]! - pixelCount / 4)).toBeLessThan(4);
    }
  });
});

describe('splitDigits', () => {
  it('holds back the last digits of each class, none of which is trained', () => {
    const classes = [20, 10].map((count, label) =>
      Array.from({ length: count }, () => ({ pixels: grayDigit(0), label })),
    );
    const { training, held } = splitDigits(classes, 0.2);
    expect(new Set(held)).toEqual(new Set([...classes[0]!.slice(16), ...classes[1]!.slice(8)]));
    expect(new Set([...training, ...held]).size).toBe(30);
    expect(training).toHaveLength(24);
    expect(held.map(({ label }) => label)).toEqual([0, 1, 0, 0, 1, 0]);
  });
});

describe('fitLayers', () => {
  const digits = barDigits(6);
  const train = (): Layer[] => {
    const layers = createLayers(options);
    fitLayers(layers, digits, options, () => {});
    return layers;
  };

  it('teaches ten bars, and the same seed gives the same weights', () => {
    const layers = train();
    const weights = layers.map((layer) => layer.weights);
    const samples = digits.map(({ pixels, label }) => ({
      spikes: encodeDigit(pixels, options),
      label,
    }));
    // Chance is 0.1. A class whose output neuron starts out silenced has no surrogate slope and may stay lost.
    expect(evaluate(layers, weights, samples).accuracy).toBeGreaterThanOrEqual(0.8);
    expect(train().map((layer) => layer.weights)).toEqual(weights);
  });
});

describe('networkOf', () => {
  it('has, in channel-first order, the weights that the training code runs with', () => {
    const layers = createLayers({ ...options, stepCount: 1 });
    const network = networkOf(layers);
    for (const [index, layer] of layers.entries()) {
      const { kernel, inputSide, inputChannels, outputChannels, outputSide, stride } = layer.shape;
      const stage = network.projections[index]!.stages[0]!;
      if (stage.kind !== 'conv' && stage.kind !== 'dense') throw new Error(stage.kind);
      expect(synapseCount(stage)).toBe((outputSide * kernel) ** 2 * inputChannels * outputChannels);
      const [channel, y, x] = [inputChannels - 1, Math.min(7, inputSide - 1), 3];
      const records = createRecords([layer], 1);
      const input = {
        offsets: Int32Array.of(0, 1),
        indices: Int32Array.of((y * inputSide + x) * inputChannels + channel),
      };
      runDigit([layer], [layer.weights], input, records);
      const reached = Array.from({ length: layer.outputSize }, (_, neuron) => {
        const [o, position] = [neuron % outputChannels, Math.trunc(neuron / outputChannels)];
        const ky = y - Math.trunc(position / outputSide) * stride;
        const kx = x - (position % outputSide) * stride;
        const seen = Math.min(ky, kx) >= 0 && Math.max(ky, kx) < kernel;
        return seen
          ? stage.weights[((o * inputChannels + channel) * kernel + ky) * kernel + kx]!
          : 0;
      });
      expect(Array.from(records[0]!.potentials)).toEqual(reached);
    }
    expect(network.populations.every(({ shape, size }) => shapeSize(shape) === size)).toBe(true);
  });
});

describe('roundWeights', () => {
  it('leaves at most 255 values, none further than half a unit away', () => {
    const weights = Float32Array.from({ length: 1000 }, (_, k) => Math.sin(k) * 0.3);
    const rounded = roundWeights(weights);
    expect(new Set(rounded).size).toBeLessThanOrEqual(255);
    const unit = 0.3 / 127;
    expect(weights.every((weight, k) => Math.abs(weight - rounded[k]!) <= 0.5001 * unit)).toBe(
      true,
    );
  });
});
