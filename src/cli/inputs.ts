/** Samples, labels and step count of a run. */
import { availableParallelism } from 'node:os';
import { shapeSize } from '../model/network.ts';
import { matchLabels, readLabels } from '../readers/events/labels.ts';
import { listSamples } from '../readers/events/list-samples.ts';
import { isNirDataPath, listNirSamples } from '../readers/events/nir-samples.ts';
import { readSample } from '../readers/events/read-sample.ts';
import type { ReadOptions, SampleList, SampleRef } from '../readers/events/sample.ts';
import { groupDigits, InputError } from '../support/errors.ts';
import type { RunOptions } from './run-options.ts';
import { defaultWorkers, type SampleTask } from './run-samples.ts';

/** An input population as the readers see it. */
export interface InputPopulation {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface RunInputs {
  readonly tasks: readonly SampleTask[];
  readonly steps: number;
  readonly reading: ReadOptions;
  readonly workers: number;
  readonly warnings: readonly string[];
}

/**
 * Lists what is fed in. Without `--input` a network that has no inputs runs one sample of `--steps`.
 * Throws InputError E_INPUT, E_LABELS and what the readers refuse.
 */
export async function prepareInputs(
  inputs: readonly InputPopulation[],
  dtS: number,
  options: RunOptions,
): Promise<RunInputs> {
  const inputShapes = inputs.map(({ shape }) => shape);
  const reading: ReadOptions = {
    steps: options.steps,
    dtS,
    inputShapes,
    binOrigin: options.binOrigin,
    binRounding: options.binRounding,
    binValue: options.binValue,
    coding: { kind: options.coding, gain: options.gain },
    seed: options.seed,
  };
  if (options.input === undefined) return withoutInput(inputShapes, reading, options);
  const { samples, warnings } = await listInput(options.input, inputs);
  const used = options.samples === null ? samples : samples.slice(0, options.samples);
  const names = used.map(({ sample }) => sample);
  const labels =
    options.labels === undefined ? null : matchLabels(readLabels(options.labels), names);
  const steps = options.steps ?? longest(used, reading);
  return {
    tasks: used.map((ref, k) => ({ ref, label: labels?.[k] ?? null })),
    steps,
    reading: { ...reading, steps },
    workers:
      options.workers ??
      (options.betweenSamples === 'continue'
        ? 1
        : defaultWorkers(used.length, availableParallelism())),
    warnings: [...warnings, ...countWarnings(options.samples, samples.length)],
  };
}

/** NIRData needs the names of the inputs; everything else their shapes alone. */
async function listInput(path: string, inputs: readonly InputPopulation[]): Promise<SampleList> {
  if (isNirDataPath(path)) {
    return listNirSamples(
      path,
      inputs.map(({ name, shape }) => ({ name, size: shapeSize(shape) })),
    );
  }
  return listSamples(
    path,
    inputs.map(({ shape }) => shape),
  );
}

function countWarnings(asked: number | null, found: number): string[] {
  if (asked === null || asked <= found) return [];
  return [
    `W_SAMPLES: --samples asks for ${groupDigits(asked)}, there are ${groupDigits(found)}; all were used.`,
  ];
}

/** Columns of a sample grow with its steps: about 100 bytes each. */
const STEPS_MAX = 20_000_000;

/** Throws InputError E_STEPS for samples that are too long to emulate. */
export function checkStepCount(steps: number): void {
  if (steps <= STEPS_MAX) return;
  throw new InputError(
    'E_STEPS',
    `${groupDigits(steps)} steps in a sample; an emulated one has at most ${groupDigits(STEPS_MAX)}. Cut it into samples (--between-samples continue keeps the state).`,
  );
}

function longest(refs: readonly SampleRef[], reading: ReadOptions): number {
  return refs.reduce((most, ref) => Math.max(most, readSample(ref, reading).stepCount), 1);
}

function withoutInput(
  inputShapes: readonly (readonly number[])[],
  reading: ReadOptions,
  options: RunOptions,
): RunInputs {
  if (options.steps === null) {
    throw new InputError(
      'E_INPUT',
      'without --input the length of the run is unknown: give --steps N.',
    );
  }
  const warnings =
    inputShapes.length > 0
      ? ['the network has inputs, but no --input was given: it runs in silence.']
      : [];
  return {
    tasks: [{ ref: null, label: null }],
    steps: options.steps,
    reading,
    workers: 1,
    warnings,
  };
}
