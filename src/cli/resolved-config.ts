/** `config.resolved.json`: what made a run, with every default filled in and nothing of the machine or the hour. */
import { basename, resolve } from 'node:path';
import type { ProgramImage } from '../model/program.ts';
import { readWholeFile, sha256Hex } from './files.ts';
import type { RunInputs } from './inputs.ts';
import type { RunOptions } from './run-options.ts';

export type ResolvedConfig = Readonly<Record<string, unknown>>;

export function chipConfig(
  command: 'run' | 'emulate',
  image: ProgramImage,
  inputs: RunInputs,
  calibrationInputs: RunInputs | null,
  options: RunOptions,
): ResolvedConfig {
  const { header } = image;
  const { profile } = header;
  const compiled = command === 'run';
  return {
    command,
    seed: options.seed,
    network: { name: header.networkName, sha256: header.sourceSha256 },
    chip: {
      name: profile.name,
      sha256: header.profileSha256,
      parameterSet: header.parameterSet,
    },
    model: compiled ? modelConfig(options) : { dtS: header.dtS },
    mapping: {
      partitioner: header.partitioner,
      placer: header.placer,
      arithmetic: header.arithmetic,
      ...(compiled
        ? {
            chips: options.chips,
            weightBits: weightBitsOf(image) ?? options.weightBits,
            effort: options.effort ?? 'normal',
            activity: options.activity ?? 'measured',
            emulateReset: options.emulateReset,
            calibration: calibrationConfig(calibrationInputs, options),
            ...(header.analog
              ? { analog: { ...options.analog, timeScale: header.analog.timeScale } }
              : {}),
          }
        : {}),
    },
    input: inputConfig(inputs, options),
    emulation: {
      timing: options.timing,
      pace: options.pace,
      earlyExitMargin: options.earlyExitMargin,
      probes: options.probes.map(({ population, variable }) => `${population}:${variable}`),
      compare: options.compare,
      budget: options.budget,
    },
  };
}

/** Circuits take the most bits that they have, up to those asked for; null where the image says nothing of it. */
function weightBitsOf({ header }: ProgramImage): number | null {
  if (header.analog === undefined || header.projections.length === 0) return null;
  return Math.max(...header.projections.map(({ weightBits }) => weightBits));
}

export function simulationConfig(
  network: { readonly name: string; readonly sha256: string },
  inputs: RunInputs,
  options: RunOptions,
): ResolvedConfig {
  return {
    command: 'simulate',
    seed: options.seed,
    network,
    model: modelConfig(options),
    input: inputConfig(inputs, options),
  };
}

function modelConfig({ simulation }: RunOptions): unknown {
  const { dtS, reset, spikeCharge, vMin, currentOrder } = simulation;
  return { dtS, reset, spikeCharge, vMin, currentOrder };
}

function calibrationConfig(inputs: RunInputs | null, options: RunOptions): unknown {
  if (inputs === null || options.calibrate === undefined) return { kind: options.calibration };
  return {
    kind: options.calibration,
    source: sourceOf(options.calibrate, inputs),
    samples: inputs.tasks.length,
    steps: inputs.steps,
  };
}

/** Files by base name and content, so that two machines with one data set write the same. */
function inputConfig(inputs: RunInputs, options: RunOptions): unknown {
  return {
    source: options.input === undefined ? null : sourceOf(options.input, inputs),
    labels: options.labels === undefined ? null : fileOf(options.labels, 'labels'),
    samples: inputs.tasks.length,
    steps: inputs.steps,
    binOrigin: options.binOrigin,
    binRounding: options.binRounding,
    binValue: options.binValue,
    coding: options.coding,
    gain: options.gain,
    betweenSamples: options.betweenSamples,
  };
}

/** One file by its hash; of a folder the hash of the names and hashes of the files that were used. */
function sourceOf(path: string, inputs: RunInputs): unknown {
  const paths = [...new Set(inputs.tasks.flatMap(({ ref }) => (ref ? [ref.path] : [])))];
  const name = basename(resolve(path));
  if (paths.length === 1 && paths[0] === path) return fileOf(path, 'input');
  const list = paths.map((each) => `${basename(each)} ${hashOf(each, 'input')}\n`).join('');
  return { name, files: paths.length, sha256: sha256Hex(new TextEncoder().encode(list)) };
}

function fileOf(path: string, what: string): unknown {
  return { name: basename(path), sha256: hashOf(path, what) };
}

function hashOf(path: string, what: string): string {
  return sha256Hex(readWholeFile(path, what));
}
