import { groupDigits, InputError } from '../../support/errors.ts';
import { type NpyArray, type NpyValues, readNpy } from '../npy.ts';
import { readNpz } from '../npz.ts';
import { stepsMax } from './event-columns.ts';
import { type EventSet, isEventSet, parseEventSet } from './event-set.ts';
import { readSampleFile } from './sample-file.ts';

/** What a file of arrays holds, as seen by a network of given inputs. */
export interface ArrayContent {
  readonly data: DenseCounts | Frames | EventSet;
  /** null: the file is one sample, without a sample axis. */
  readonly sampleCount: number | null;
  /** [samples], if the file has them. */
  readonly labels: NpyValues | null;
  readonly warnings: readonly string[];
}

/** Spike counts, values[sample][step][input]. */
export interface DenseCounts {
  readonly kind: 'counts';
  readonly values: NpyValues;
  readonly steps: number;
  readonly inputSize: number;
}

/** Pictures or feature vectors, values[sample][input]. */
export interface Frames {
  readonly kind: 'frames';
  readonly values: NpyValues;
  readonly inputSize: number;
  /** The value that a coding maps to 1. */
  readonly fullScale: number;
}

type Meaning = 'counts' | 'frames' | 'auto';

const labelsKey = 'labels';
/** More events of one input in one step than a raster holds; bytes above it are brightness. */
const rasterCountMax = 15;

/**
 * Reads a `.npy` or `.npz` and decides what it holds:
 * - `.npz` with `indices`: an event set (see `parseEventSet`).
 * - otherwise one dense array (in a `.npz` beside an optional `labels` [samples]) whose last axes are
 *   the network's input: its shape, the flat number of inputs, or any axes with that product. With no
 *   axis before them it is one frame; with two, [samples, steps] of counts; with one, [samples] of
 *   frames where a float is negative or no whole number or a byte exceeds 15, else [steps] of counts.
 *   The key `frames` or `spikes` in a `.npz` states which.
 * - full scale of frames: 1 for floats and booleans, 65,535 for uint16, 255 for other integers.
 * @throws InputError E_NPY, E_NPZ, E_INPUT_SHAPE, E_INPUT_VALUE, E_LABELS and those of `readSampleFile`.
 */
export function readArrayContent(
  path: string,
  format: 'npy' | 'npz',
  inputShapes: readonly (readonly number[])[],
): ArrayContent {
  const bytes = readSampleFile(path);
  if (format === 'npy') return denseContent(readNpy(bytes, path), null, 'auto', path, inputShapes);
  const arrays = readNpz(bytes, path);
  if (isEventSet(arrays)) {
    const set = parseEventSet(arrays, path);
    const labels = arrays.get(labelsKey) ?? null;
    const sampleCount = set.offsets === null ? null : set.offsets.length - 1;
    return {
      data: set,
      sampleCount,
      labels: checkLabels(labels, sampleCount ?? 1, path),
      warnings: [],
    };
  }
  const keys = [...arrays.keys()].filter((key) => key !== labelsKey);
  if (keys.length !== 1) {
    throw new InputError(
      'E_NPZ',
      `${path}: holds the arrays ${keys.slice(0, 8).join(', ') || '(none)'}; expected events ("indices" with "steps" or "times_s") ` +
        'or one dense array, with "labels" if wanted.',
      { path, keys },
    );
  }
  const key = keys[0]!;
  const meaning = key === 'frames' ? 'frames' : key === 'spikes' ? 'counts' : 'auto';
  return denseContent(
    arrays.get(key)!,
    arrays.get(labelsKey) ?? null,
    meaning,
    `${path}:${key}`,
    inputShapes,
  );
}

function denseContent(
  array: NpyArray,
  labels: NpyArray | null,
  meaning: Meaning,
  path: string,
  inputShapes: readonly (readonly number[])[],
): ArrayContent {
  const inputSize = inputShapes.reduce((sum, shape) => sum + product(shape), 0);
  const leading = leadingAxes(array.shape, inputShapes, inputSize, path);
  if (leading.includes(0)) {
    throw new InputError(
      'E_INPUT_EMPTY',
      `${path}: shape [${array.shape.join(', ')}] holds no sample or no step.`,
      { path },
    );
  }
  if (leading.at(-1)! > stepsMax) {
    throw new InputError(
      'E_INPUT_SIZE',
      `${path}: an axis of ${groupDigits(leading.at(-1)!)} steps or frames; at most ${groupDigits(stepsMax)}. Split it.`,
      { path, shape: array.shape, stepsMax },
    );
  }
  const asFrames = leading.length === 0 || (leading.length === 1 && areFrames(array, meaning));
  if (!asFrames) {
    const [samples, steps] = leading.length === 2 ? leading : [null, leading[0]];
    return {
      data: { kind: 'counts', values: array.values, steps: steps!, inputSize },
      sampleCount: samples!,
      labels: checkLabels(labels, samples ?? 1, path),
      warnings: [],
    };
  }
  const sampleCount = leading[0] ?? null;
  const guessed = sampleCount !== null && meaning === 'auto' && array.dtype === 'u1';
  return {
    data: { kind: 'frames', values: array.values, inputSize, fullScale: fullScale(array, path) },
    sampleCount,
    labels: checkLabels(labels, sampleCount ?? 1, path),
    warnings: guessed
      ? [
          `${path}: bytes above ${rasterCountMax} are read as ${groupDigits(sampleCount)} frames of brightness, not as ` +
            'spike counts; store the array under the key "spikes" or "frames" of a .npz to say which.',
        ]
      : [],
  };
}

/** The axes before those that match the network's input. */
function leadingAxes(
  shape: readonly number[],
  inputShapes: readonly (readonly number[])[],
  inputSize: number,
  path: string,
): number[] {
  const single = inputShapes.length === 1 ? inputShapes[0]! : [];
  const suffix =
    [single, [inputSize]].find((axes) => axes.length > 0 && endsWith(shape, axes))?.length ??
    shortestSuffix(shape, inputSize);
  const leading = suffix === null ? [] : shape.slice(0, shape.length - suffix);
  if (suffix !== null && leading.length <= 2) return leading;
  throw new InputError(
    'E_INPUT_SHAPE',
    `${path}: shape [${shape.join(', ')}] does not end in the network's ${groupDigits(inputSize)} inputs ` +
      `(${inputShapes.map((axes) => `[${axes.join(', ')}]`).join(' and ')}) behind at most two axes, samples and steps.`,
    { path, shape, inputShapes },
  );
}

function endsWith(shape: readonly number[], axes: readonly number[]): boolean {
  const begin = shape.length - axes.length;
  return begin >= 0 && axes.every((extent, axis) => shape[begin + axis] === extent);
}

/** Number of last axes with the product `inputSize`, as few as possible; null where there are none. */
function shortestSuffix(shape: readonly number[], inputSize: number): number | null {
  for (let count = 0; count <= shape.length; count++) {
    if (product(shape.slice(shape.length - count)) === inputSize) return count;
  }
  return null;
}

function areFrames(array: NpyArray, meaning: Meaning): boolean {
  if (meaning !== 'auto') return meaning === 'frames';
  if (array.dtype === 'u1') return array.values.some((value) => value > rasterCountMax);
  // A negative integer is left to the check of counts, which names it.
  return (
    array.dtype.startsWith('f') &&
    array.values.some((value) => value < 0 || !Number.isInteger(value))
  );
}

function fullScale(array: NpyArray, path: string): number {
  if (array.dtype.startsWith('f') || array.dtype === 'b1') return 1;
  if (array.dtype === 'u2') return 65_535;
  for (const value of array.values) {
    if (value <= 255) continue;
    throw new InputError(
      'E_INPUT_VALUE',
      `${path}: a frame of ${array.dtype} holds ${groupDigits(value)}; integers are scaled by 255. Store floats from 0 to 1.`,
      { path, value },
    );
  }
  return 255;
}

function checkLabels(labels: NpyArray | null, samples: number, path: string): NpyValues | null {
  if (labels === null) return null;
  if (labels.values.length !== samples) {
    throw new InputError(
      'E_LABELS',
      `${path}: ${groupDigits(labels.values.length)} labels for ${groupDigits(samples)} samples.`,
      { path, labels: labels.values.length, samples },
    );
  }
  const bad = labels.values.findIndex((label) => !(Number.isSafeInteger(label) && label >= 0));
  if (bad >= 0) {
    throw new InputError(
      'E_LABELS',
      `${path}: label ${groupDigits(bad)} is ${labels.values[bad]}; labels are classes from 0.`,
      { path, position: bad },
    );
  }
  return labels.values;
}

function product(shape: readonly number[]): number {
  return shape.reduce((result, extent) => result * extent, 1);
}
