/** Numbers of a network file: inline in nested lists, or in an array file beside it. */
import type { FloatArray, PerCompartment, PerNeuron } from '../model/network.ts';
import { shapeSize } from '../model/network.ts';
import { groupDigits, InputError } from '../support/errors.ts';
import type { YamlSource } from '../support/yaml-source.ts';
import type { Beside } from './network-file-beside.ts';
import { faultAt, type Path } from './network-file-faults.ts';
import type { FileReference, ValuesText } from './network-file-schema.ts';

const RANK_MAX = 6;
/** Lists that aliases repeat can stand for more than the text holds. */
const INLINE_MAX = 2 ** 24;

/** What the readers of one file share. */
export interface Reading {
  readonly source: YamlSource;
  readonly beside: Beside;
}

export interface Tensor {
  /** Extents, outermost first; [] is a single number. */
  readonly shape: readonly number[];
  /** [product of shape], C order, all finite. */
  readonly values: FloatArray;
}

/** Throws InputError E_NETWORK_FILE where lists are ragged, too deep, or hold something but finite numbers. */
export function readTensor(
  reading: Reading,
  path: Path,
  text: ValuesText | readonly unknown[],
): Tensor {
  if (typeof text === 'number') return { shape: [], values: Float64Array.of(text) };
  return isList(text) ? inlineTensor(reading, path, text) : fileTensor(reading, path, text);
}

function isList(text: readonly unknown[] | FileReference): text is readonly unknown[] {
  return Array.isArray(text);
}

function inlineTensor({ source }: Reading, path: Path, list: readonly unknown[]): Tensor {
  const shape: number[] = [];
  for (let at: unknown = list; Array.isArray(at); at = at[0]) {
    if (shape.length === RANK_MAX) throw faultAt(source, path, `more than ${RANK_MAX} lists deep`);
    shape.push(at.length);
  }
  const size = shapeSize(shape);
  if (size > INLINE_MAX) {
    throw faultAt(source, path, `${groupDigits(size)} numbers, at most ${groupDigits(INLINE_MAX)}`);
  }
  const values = new Float64Array(size);
  let filled = 0;
  const collect = (item: unknown, axis: number, at: Path): void => {
    const isLeaf = axis === shape.length;
    if (isLeaf && typeof item === 'number' && Number.isFinite(item)) values[filled++] = item;
    else if (isLeaf) throw faultAt(source, at, `expected a number, found ${kindOf(item)}`);
    else if (!Array.isArray(item) || item.length !== shape[axis]) {
      throw faultAt(
        source,
        at,
        `expected a list of ${shape[axis]} as in the items before, found ${kindOf(item)}`,
      );
    } else item.forEach((inner, k) => void collect(inner, axis + 1, [...at, k]));
  };
  collect(list, 0, path);
  return { shape, values };
}

function kindOf(item: unknown): string {
  if (Array.isArray(item)) return `a list of ${item.length}`;
  if (typeof item === 'string') return `the text ${JSON.stringify(item.slice(0, 40))}`;
  return typeof item === 'object' && item !== null ? 'a mapping' : String(item);
}

function fileTensor({ source, beside }: Reading, path: Path, reference: FileReference): Tensor {
  const { shape, values } = attemptAt(source, path, () => beside.read(reference));
  const numbers = values instanceof Float32Array ? values : Float64Array.from(values);
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return { shape, values: numbers };
  throw faultAt(source, path, `${reference.file}: value ${bad} is ${numbers[bad]}`);
}

/** Runs `read`; an InputError of it gets the place in the network file. */
function attemptAt<T>(source: YamlSource, path: Path, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, message } = error;
    throw faultAt(source, path, code === 'E_NETWORK_FILE' ? message : `${code}: ${message}`);
  }
}

/** One number, or one for each neuron: flat, or in the population's shape. */
export function readPerNeuron(
  reading: Reading,
  path: Path,
  text: ValuesText,
  neuronShape: readonly number[],
): PerNeuron {
  const { shape, values } = readTensor(reading, path, text);
  if (shape.length === 0) return values[0]!;
  const size = shapeSize(neuronShape);
  const fits = (shape.length === 1 && shape[0] === size) || String(shape) === String(neuronShape);
  if (fits) return Float64Array.from(values);
  throw faultAt(
    reading.source,
    path,
    `${shapeText(shape)} values, the population has ${shapeText(neuronShape)} neurons: give one number, or ${groupDigits(size)}`,
  );
}

export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? groupDigits(shape[0]!) : `[${shape.join(', ')}]`;
}

/** Integers that a field can hold. Throws E_NETWORK_FILE with the field's range. */
export function readRegister(
  reading: Reading,
  path: Path,
  text: ValuesText,
  neuronShape: readonly number[],
  field: { readonly name: string; readonly min: number; readonly max: number },
): PerCompartment {
  const values = readPerNeuron(reading, path, text, neuronShape);
  const list = typeof values === 'number' ? [values] : values;
  const { name, min, max } = field;
  const bad = list.findIndex((value) => !Number.isInteger(value) || value < min || value > max);
  if (bad < 0) return typeof values === 'number' ? values : Int32Array.from(values);
  const which = typeof values === 'number' ? '' : ` of compartment ${bad}`;
  throw faultAt(
    reading.source,
    path,
    `${name}${which} is ${list[bad]}, its field holds whole numbers from ${min} to ${max}`,
  );
}
