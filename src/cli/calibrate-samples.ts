/** What `--calibrate` and `--calibration` ask of the compiler, with the samples read. */
import { resolve } from 'node:path';
import type { CompileOptions } from '../../compiler/compile.ts';
import type { Network } from '../model/network.ts';
import { InputError } from '../support/errors.ts';
import { checkStepCount, prepareInputs, type RunInputs } from './inputs.ts';
import { createProgress } from './progress.ts';
import { readTask } from './read-task.ts';
import type { RunOptions } from './run-options.ts';
import { withCode } from './warnings.ts';

export interface CalibrationRequest {
  readonly calibration: NonNullable<CompileOptions['calibration']>;
  /** The samples' files and steps; null where there are none. */
  readonly inputs: RunInputs | null;
  readonly warnings: readonly string[];
  /** Takes the progress line away. */
  readonly done: () => void;
}

/** Throws InputError E_CALIBRATION, E_STEPS and what reading an input throws. */
export async function prepareCalibration(
  network: Network,
  options: RunOptions,
): Promise<CalibrationRequest> {
  const { calibrate, calibration } = options;
  if (calibrate === undefined) {
    // `search` needs samples, which the check of the options has seen to.
    const chosen = calibration === 'mse' ? 'mse' : 'max-abs';
    return { calibration: chosen, inputs: null, warnings: [], done: () => {} };
  }
  const inputs = await listCalibration(network, calibrate, options);
  // Up to so many samples were asked for: that there are fewer is no news.
  const warnings = new Set(inputs.warnings.filter((text) => !text.startsWith('W_SAMPLES')));
  const samples = inputs.tasks.map(({ ref }) => {
    const { input, warnings: noted } = readTask(ref, null, inputs.reading);
    for (const warning of noted) warnings.add(warning);
    return input;
  });
  const searched = network.populations.filter(({ parameters }) => parameters.model !== 'input');
  const progress = createProgress('calibrating', searched.length, 'populations');
  return {
    calibration: { kind: 'samples', samples, steps: inputs.steps, onPopulation: progress.advance },
    inputs,
    warnings: withCode('W_CALIBRATION', [...warnings, ...overlapWarnings(options)]),
    done: progress.done,
  };
}

async function listCalibration(
  network: Network,
  path: string,
  options: RunOptions,
): Promise<RunInputs> {
  const fed = network.populations.filter(({ parameters }) => parameters.model === 'input');
  if (fed.length === 0) {
    throw new InputError(
      'E_CALIBRATION',
      `--calibrate ${path}: network "${network.name}" has no inputs to feed samples to.`,
    );
  }
  const { labels: _, ...rest } = options;
  const inputs = await prepareInputs(fed, options.simulation.dtS, {
    ...rest,
    input: path,
    samples: options.calibrateSamples,
  });
  checkStepCount(inputs.steps);
  return inputs;
}

/** Accuracy on the samples that were calibrated on says less about others. */
function overlapWarnings({ calibrate, input }: RunOptions): string[] {
  if (calibrate === undefined || input === undefined || resolve(calibrate) !== resolve(input)) {
    return [];
  }
  return ['--calibrate and --input are the same: accuracy counts samples that were calibrated on.'];
}
