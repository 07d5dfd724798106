import { createRng, type Rng } from '../../src/support/rng.ts';
import { type AdamState, adamStep, createAdamState } from './adam.ts';
import { accumulateGradients, createErrors, type LayerErrors } from './backprop.ts';
import { CLASS_COUNT, type Digit, IMAGE_SIDE } from './digits.ts';
import { encodeDigit } from './encode.ts';
import { createLayer, type Layer } from './layer.ts';
import { roundWeights } from './round.ts';
import { countSpikes, createRecords, type LayerRecord, runDigit } from './spiking-run.ts';
import type { TrainOptions } from './train-options.ts';
import { warpDigit } from './warp.ts';

/** Everything that a training step writes to; made once. */
interface Workspace {
  readonly records: LayerRecord[];
  readonly errors: LayerErrors[];
  readonly gradients: Float32Array[];
  readonly moments: AdamState[];
}

/** Spikes [1, 28, 28] -> conv 5x5, stride 2 -> conv 3x3, stride 2 -> dense 10, each into IF neurons. */
export function createLayers(options: TrainOptions): Layer[] {
  const rng = createRng(`digits/${options.seed}/weights`);
  const { channels1, channels2 } = options;
  return [
    createLayer(
      {
        inputChannels: 1,
        inputSide: IMAGE_SIDE,
        outputChannels: channels1,
        outputSide: 12,
        kernel: 5,
        stride: 2,
      },
      1,
      rng,
    ),
    createLayer(
      {
        inputChannels: channels1,
        inputSide: 12,
        outputChannels: channels2,
        outputSide: 5,
        kernel: 3,
        stride: 2,
      },
      1.2,
      rng,
    ),
    createLayer(
      {
        inputChannels: channels2,
        inputSide: 5,
        outputChannels: CLASS_COUNT,
        outputSide: 1,
        kernel: 5,
        stride: 1,
      },
      1.2,
      rng,
    ),
  ];
}

/**
 * Trains the layers in place. `onEpoch` is told the epoch (from 1), the mean loss and the share of
 * training digits that were right while training.
 */
export function fitLayers(
  layers: readonly Layer[],
  digits: readonly Digit[],
  options: TrainOptions,
  onEpoch: (epoch: number, lossMean: number, accuracy: number) => void,
): void {
  const rng = createRng(`digits/${options.seed}/training`);
  const workspace: Workspace = {
    records: createRecords(layers, options.stepCount),
    errors: createErrors(layers),
    gradients: layers.map(({ weights }) => new Float32Array(weights.length)),
    moments: layers.map(({ weights }) => createAdamState(weights.length)),
  };
  const batchCount = Math.ceil(digits.length / options.batchSize);
  const updateTotal = options.epochs * batchCount;
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const order = shuffle(digits, rng);
    const rounded = epoch > options.epochs - options.roundedEpochs;
    let loss = 0;
    let correct = 0;
    for (let batch = 0; batch < batchCount; batch++) {
      const part = order.slice(batch * options.batchSize, (batch + 1) * options.batchSize);
      const result = fitBatch(layers, part, options, rounded, workspace, rng);
      loss += result.loss;
      correct += result.correct;
      const updateCount = (epoch - 1) * batchCount + batch + 1;
      const rate =
        (options.learningRate / 2) * (1 + Math.cos((Math.PI * updateCount) / updateTotal));
      updateWeights(layers, workspace, rate, updateCount);
    }
    onEpoch(epoch, loss / digits.length, correct / digits.length);
  }
}

function fitBatch(
  layers: readonly Layer[],
  batch: readonly Digit[],
  options: TrainOptions,
  rounded: boolean,
  workspace: Workspace,
  rng: Rng,
): { loss: number; correct: number } {
  const { records, errors, gradients } = workspace;
  const weights = layers.map((layer) => (rounded ? roundWeights(layer.weights) : layer.weights));
  const spikeCosts = [options.spikeCost1, options.spikeCost2];
  for (const gradient of gradients) gradient.fill(0);
  let loss = 0;
  let correct = 0;
  for (const digit of batch) {
    const input = encodeDigit(warpDigit(digit.pixels, options, rng), options);
    runDigit(layers, weights, input, records);
    const counts = countSpikes(records.at(-1)!, CLASS_COUNT, options.stepCount);
    const result = crossEntropy(counts, digit.label, options.logitPerSpike);
    loss += result.loss;
    if (result.best === digit.label) correct++;
    accumulateGradients(
      layers,
      weights,
      input,
      records,
      result.errors,
      spikeCosts,
      errors,
      gradients,
    );
  }
  for (const gradient of gradients) {
    for (let k = 0; k < gradient.length; k++) gradient[k]! /= batch.length;
  }
  return { loss, correct };
}

function updateWeights(
  layers: readonly Layer[],
  { gradients, moments }: Workspace,
  rate: number,
  updateCount: number,
): void {
  for (const [k, layer] of layers.entries()) {
    adamStep(layer.weights, gradients[k]!, moments[k]!, rate, updateCount);
  }
}

/** Loss of softmax(logitPerSpike * counts) and its slope in each count. */
function crossEntropy(
  counts: Int32Array,
  label: number,
  logitPerSpike: number,
): { loss: number; errors: Float64Array; best: number } {
  const highest = Math.max(...counts);
  const shares = Float64Array.from(counts, (count) => Math.exp((count - highest) * logitPerSpike));
  const sum = shares.reduce((total, share) => total + share, 0);
  const errors = shares.map((share, k) => (share / sum - (k === label ? 1 : 0)) * logitPerSpike);
  return { loss: -Math.log(shares[label]! / sum), errors, best: counts.indexOf(highest) };
}

/** Fisher-Yates. */
function shuffle<T>(items: readonly T[], rng: Rng): T[] {
  const shuffled = items.slice();
  for (let k = shuffled.length - 1; k > 0; k--) {
    const other = rng.integer(k + 1);
    [shuffled[k], shuffled[other]] = [shuffled[other]!, shuffled[k]!];
  }
  return shuffled;
}
