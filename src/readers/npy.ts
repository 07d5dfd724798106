/**
 * NumPy's array file (NEP 1, numpy.lib.format): magic, version, a Python literal with type, order and
 * shape, then the plain items. Reads versions 1 to 3; writes version 1.
 */
import { groupDigits, InputError, invariant } from '../support/errors.ts';

export type NpyValues =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

export interface NpyArray {
  /** Extents, outermost first; [] is a single value. */
  readonly shape: number[];
  /** [product of shape], always in C order (last axis fastest). */
  readonly values: NpyValues;
  /** Item type in the file without its byte order: `b1`, `i1` .. `i8`, `u1` .. `u8`, `f2`, `f4`, `f8`. */
  readonly dtype: string;
}

interface NpyHeader {
  readonly bigEndian: boolean;
  readonly dtype: string;
  readonly fortranOrder: boolean;
  readonly shape: number[];
  readonly dataBegin: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const headerBytesMax = 65_536;
const rankMax = 32;

/** Decoders of little-endian items that begin at offset 0 of their own buffer. */
const decoders: Readonly<Record<string, (buffer: ArrayBuffer, path: string) => NpyValues>> = {
  b1: (buffer) => new Uint8Array(buffer).map((item) => (item === 0 ? 0 : 1)),
  i1: (buffer) => new Int8Array(buffer),
  u1: (buffer) => new Uint8Array(buffer),
  i2: (buffer) => new Int16Array(buffer),
  u2: (buffer) => new Uint16Array(buffer),
  f2: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber),
  i4: (buffer) => new Int32Array(buffer),
  u4: (buffer) => new Uint32Array(buffer),
  f4: (buffer) => new Float32Array(buffer),
  i8: (buffer, path) => wideIntegers(new Uint32Array(buffer), new Int32Array(buffer), path),
  u8: (buffer, path) => wideIntegers(new Uint32Array(buffer), new Uint32Array(buffer), path),
  f8: (buffer) => new Float64Array(buffer),
};

/**
 * The array in `bytes`. Booleans become Uint8Array, halves Float32Array, 64-bit integers Float64Array.
 * `path` only names the file in messages.
 * @throws InputError E_NPY: no .npy, an item type without numbers, sizes that disagree, an integer
 * beyond 2^53.
 */
export function readNpy(bytes: Uint8Array, path: string): NpyArray {
  const header = readHeader(bytes, path);
  const itemBytes = Number(header.dtype.slice(1));
  const itemCount = header.shape.reduce((product, extent) => product * extent, 1);
  const dataBytes = bytes.length - header.dataBegin;
  if (itemCount * itemBytes !== dataBytes) {
    throw npyError(
      path,
      `shape [${header.shape.join(', ')}] of ${header.dtype} needs ${groupDigits(itemCount * itemBytes)} ` +
        `bytes of data, the file holds ${groupDigits(dataBytes)}. It is cut short or damaged; write it again.`,
    );
  }
  const buffer = new ArrayBuffer(dataBytes);
  const items = new Uint8Array(buffer);
  items.set(bytes.subarray(header.dataBegin));
  if (header.bigEndian) reverseItems(items, itemBytes);
  const stored = decoders[header.dtype]!(buffer, path);
  const values = header.fortranOrder ? toCOrder(stored, header.shape) : stored;
  return { shape: header.shape, values, dtype: header.dtype };
}

/** A version 1 file in C order, little-endian; `shape` must hold exactly `values.length` items. */
export function writeNpy(values: NpyValues, shape: readonly number[]): Uint8Array {
  const itemCount = shape.reduce((product, extent) => product * extent, 1);
  invariant(
    itemCount === values.length,
    `npy shape [${shape.join(', ')}] against ${values.length} items`,
  );
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '${descriptorOf(values)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The data begins at a multiple of 64 bytes, so that it can be mapped into memory aligned.
  const preambleBytes = Math.ceil((10 + literal.length + 1) / 64) * 64;
  const text = `${literal.padEnd(preambleBytes - 11, ' ')}\n`;
  const bytes = new Uint8Array(preambleBytes + values.byteLength);
  bytes.set(magic);
  bytes.set([1, 0, text.length & 0xff, text.length >> 8], 6);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), preambleBytes);
  return bytes;
}

function readHeader(bytes: Uint8Array, path: string): NpyHeader {
  if (bytes.length < 10 || magic.some((byte, k) => bytes[k] !== byte)) {
    throw npyError(path, 'it does not begin with the \\x93NUMPY mark; is it a .npy file?');
  }
  const version = bytes[6]!;
  if (version < 1 || version > 3)
    throw npyError(path, `format version ${version}; known are 1 to 3.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textBegin = version === 1 ? 10 : 12;
  if (bytes.length < textBegin) throw npyError(path, 'the file ends inside its header.');
  const textBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (textBytes > headerBytesMax) {
    throw npyError(
      path,
      `header of ${groupDigits(textBytes)} bytes; at most ${groupDigits(headerBytesMax)}.`,
    );
  }
  const dataBegin = textBegin + textBytes;
  if (dataBegin > bytes.length) throw npyError(path, 'the file ends inside its header.');
  const text = new TextDecoder().decode(bytes.subarray(textBegin, dataBegin));
  return { ...parseItemType(text, path), ...parseLayout(text, path), dataBegin };
}

function parseItemType(text: string, path: string): Pick<NpyHeader, 'bigEndian' | 'dtype'> {
  const descriptor = /['"]descr['"]\s*:\s*['"]([^'"]{1,64})['"]/.exec(text)?.[1];
  if (descriptor === undefined) {
    throw npyError(path, 'the header names no plain item type (records are not read).');
  }
  const order = '<>|='.includes(descriptor[0]!) ? descriptor[0] : '';
  const dtype = descriptor.slice(order === '' ? 0 : 1);
  if (!Object.hasOwn(decoders, dtype)) {
    const pickled = dtype.startsWith('O') ? ' (pickled Python objects are never read)' : '';
    throw npyError(
      path,
      `item type "${descriptor}" is not read${pickled}; known are ${Object.keys(decoders).join(', ')}.`,
    );
  }
  return { bigEndian: order === '>', dtype };
}

function parseLayout(text: string, path: string): Pick<NpyHeader, 'fortranOrder' | 'shape'> {
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const tuple = /['"]shape['"]\s*:\s*\(([^()]*)\)/.exec(text)?.[1];
  if (order === undefined || tuple === undefined) {
    throw npyError(path, 'the header lacks fortran_order or shape.');
  }
  const extents = tuple.split(',').map((extent) => extent.trim());
  if (extents.at(-1) === '') extents.pop();
  if (extents.length > rankMax) throw npyError(path, `${extents.length} axes; at most ${rankMax}.`);
  const shape = extents.map((extent) => (/^\d{1,15}L?$/.test(extent) ? parseInt(extent, 10) : NaN));
  const itemCount = shape.reduce((product, extent) => product * extent, 1);
  if (!Number.isSafeInteger(itemCount * 8)) {
    throw npyError(path, `shape (${tuple.slice(0, 80)}) is not a shape that can be held.`);
  }
  return { fortranOrder: order === 'True', shape };
}

function reverseItems(items: Uint8Array, itemBytes: number): void {
  if (itemBytes === 1) return;
  for (let begin = 0; begin < items.length; begin += itemBytes) {
    items.subarray(begin, begin + itemBytes).reverse();
  }
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** `words` and `signedWords` see the same little-endian items, low word first. */
function wideIntegers(
  words: Uint32Array,
  signedWords: Int32Array | Uint32Array,
  path: string,
): Float64Array {
  const values = new Float64Array(words.length / 2);
  for (let i = 0; i < values.length; i++) {
    const value = signedWords[2 * i + 1]! * 2 ** 32 + words[2 * i]!;
    if (!Number.isSafeInteger(value)) {
      throw npyError(
        path,
        `item ${groupDigits(i)} is beyond 2^53 and cannot be held exactly; store it as float64.`,
      );
    }
    values[i] = value;
  }
  return values;
}

function toCOrder(stored: NpyValues, shape: readonly number[]): NpyValues {
  const values = stored.slice();
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = 0; axis < shape.length; axis++) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  const position = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let target = 0; target < values.length; target++) {
    values[target] = stored[source]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis]!;
      position[axis]!++;
      if (position[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return values;
}

function descriptorOf(values: NpyValues): string {
  if (values instanceof Int8Array) return '|i1';
  if (values instanceof Uint8Array) return '|u1';
  if (values instanceof Int16Array) return '<i2';
  if (values instanceof Uint16Array) return '<u2';
  if (values instanceof Int32Array) return '<i4';
  if (values instanceof Uint32Array) return '<u4';
  if (values instanceof Float32Array) return '<f4';
  return '<f8';
}

function npyError(path: string, text: string): InputError {
  return new InputError('E_NPY', `${path}: ${text}`, { path });
}
