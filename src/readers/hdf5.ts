/**
 * HDF5 files as plain trees, over h5wasm. The WebAssembly module (4 MB) is loaded on first use and
 * keeps its files in its own memory, so that links in a hostile file cannot reach the host's disk.
 */
import type { Dataset, Group, Metadata } from 'h5wasm';
import { groupDigits, InputError } from '../support/errors.ts';

export type Hdf5Attribute = string | number | readonly number[] | readonly string[];

/** `unsupported` stands for a type that is not read (16-bit floats, compounds ...); it has no values. */
export type Hdf5Type = 'float32' | 'float64' | 'int' | 'bool' | 'string' | 'unsupported';

export interface Hdf5Dataset {
  readonly kind: 'dataset';
  readonly type: Hdf5Type;
  /** [] is a scalar. */
  readonly shape: readonly number[];
  /** In C order. Integers and booleans are numbers in a Float64Array, checked to be exact. */
  readonly values: Float32Array | Float64Array | readonly string[];
  readonly attributes: ReadonlyMap<string, Hdf5Attribute>;
}

export interface Hdf5Group {
  readonly kind: 'group';
  readonly children: ReadonlyMap<string, Hdf5Group | Hdf5Dataset>;
  readonly attributes: ReadonlyMap<string, Hdf5Attribute>;
}

export interface ReadHdf5Options {
  /** Groups and datasets for which this holds are left out unread, whatever they contain. */
  readonly skip?: (objectPath: string) => boolean;
}

export interface Hdf5Filter {
  readonly id: number;
  readonly name: string;
}

/** Reading one file: where it stands, and what it may still take. */
interface Reading {
  readonly h5: typeof import('h5wasm');
  readonly path: string;
  readonly skip: (objectPath: string) => boolean;
  readonly byteLimit: number;
  bytesRead: number;
  objectsRead: number;
}

const OBJECTS_MAX = 200_000;
const DEPTH_MAX = 64;
const ELEMENTS_MAX = 2 ** 31;
const STRINGS_MAX = 4_000_000;
/** The module has 2 GiB, which also hold the file. */
const DATASET_BYTES_MAX = 1.5 * 2 ** 30;
const FILE_BYTES_MAX = 4 * 2 ** 30;
/** Deflate cannot grow data more than about 1,032-fold. */
const EXPANSION_MAX = 1_100;
const FREE_BYTES = 64 * 2 ** 20;
const READABLE_FILTERS: ReadonlySet<number> = new Set([1, 2, 3]);
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const SCRATCH_NAME = '/spikeloom.h5';

/**
 * Reads a whole HDF5 file. `path` only names the file in errors.
 * Throws E_HDF5 (empty, foreign, cut short, damaged, link out of the file), E_HDF5_FILTER, E_HDF5_SIZE.
 */
export async function readHdf5(
  bytes: Uint8Array,
  path: string,
  options: ReadHdf5Options = {},
): Promise<Hdf5Group> {
  checkSignature(bytes, path);
  const { h5, fs } = await loadH5wasm();
  const reading: Reading = {
    h5,
    path,
    skip: options.skip ?? (() => false),
    byteLimit: Math.min(FILE_BYTES_MAX, FREE_BYTES + EXPANSION_MAX * bytes.length),
    bytesRead: 0,
    objectsRead: 0,
  };
  fs.writeFile(SCRATCH_NAME, bytes);
  let file: InstanceType<typeof h5.File> | undefined;
  try {
    file = new h5.File(SCRATCH_NAME, 'r');
    return readGroup(file, '', 0, reading);
  } catch (error) {
    throw error instanceof InputError ? error : damaged(path, error);
  } finally {
    closeQuietly(file);
    fs.unlink(SCRATCH_NAME);
  }
}

/** The bytes of an HDF5 file with this content; arrays of 1 KB and more are deflated. */
export async function writeHdf5(root: Hdf5Group): Promise<Uint8Array> {
  const { h5, fs } = await loadH5wasm();
  return withStoppedClock(() => {
    const file = new h5.File(SCRATCH_NAME, 'w');
    try {
      writeGroup(file, root);
    } finally {
      file.close();
    }
    const bytes = Uint8Array.from(fs.readFile(SCRATCH_NAME));
    fs.unlink(SCRATCH_NAME);
    return bytes;
  });
}

/**
 * HDF5 stamps every object with the time of writing and h5wasm has no switch for it. Equal content
 * shall be equal bytes, so the module sees the epoch; `work` is synchronous, so nobody else does.
 */
function withStoppedClock<T>(work: () => T): T {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}

/**
 * Refuses datasets that h5wasm cannot decode: for an unknown filter it returns arbitrary memory
 * without an error. Throws E_HDF5_FILTER.
 */
export function checkFilters(
  filters: readonly Hdf5Filter[],
  objectPath: string,
  path: string,
): void {
  const foreign = filters.find((filter) => !READABLE_FILTERS.has(filter.id));
  if (foreign === undefined) return;
  const name = foreign.name === '' ? 'unnamed' : foreign.name;
  throw new InputError(
    'E_HDF5_FILTER',
    `"${path}": dataset "${objectPath}" is compressed by filter ${foreign.id} (${name}), which cannot be read. ` +
      'Readable are deflate (gzip), shuffle and fletcher32: write the file again with compression="gzip".',
    { path, objectPath, filter: foreign.id },
  );
}

interface ScratchFiles {
  writeFile(name: string, bytes: Uint8Array): void;
  readFile(name: string): Uint8Array;
  unlink(name: string): void;
}

async function loadH5wasm(): Promise<{ h5: typeof import('h5wasm'); fs: ScratchFiles }> {
  const h5 = await import('h5wasm');
  const module = await h5.ready;
  // Without this, HDF5 prints its errors to stderr and a failed read returns arbitrary memory.
  module.activate_throwing_error_handler();
  return { h5, fs: module.FS as unknown as ScratchFiles };
}

function closeQuietly(file: { close(): unknown } | undefined): void {
  try {
    file?.close();
  } catch {
    // A damaged file may refuse to close; the error that matters is already on its way.
  }
}

/** The superblock stands at byte 0, or behind a user block at 512, 1024, 2048 ... */
function checkSignature(bytes: Uint8Array, path: string): void {
  if (bytes.length === 0) {
    throw new InputError('E_HDF5', `"${path}" is empty: an HDF5 file was expected.`, { path });
  }
  for (let begin = 0; begin < bytes.length; begin = begin === 0 ? 512 : begin * 2) {
    if (SIGNATURE.every((byte, k) => bytes[begin + k] === byte)) return;
  }
  throw new InputError(
    'E_HDF5',
    `"${path}" is not an HDF5 file: its ${groupDigits(bytes.length)} bytes hold no HDF5 signature.`,
    { path },
  );
}

function damaged(path: string, error: unknown): InputError {
  const text = error instanceof Error ? error.message : String(error);
  const cut = /truncated file: eof = (\d+), .*stored_eof = (\d+)/.exec(text);
  if (cut !== null) {
    const [have, want] = [groupDigits(Number(cut[1])), groupDigits(Number(cut[2]))];
    const message = `"${path}" is cut short: ${have} of ${want} bytes are there. Copy it again.`;
    return new InputError('E_HDF5', message, { path });
  }
  const reasons = [...text.matchAll(/ in \w+\(\): ([^\n]+)/g)];
  const reason = (reasons.at(-1)?.[1] ?? text.split('\n')[0] ?? '').slice(0, 120);
  return new InputError('E_HDF5', `"${path}" is damaged and cannot be read as HDF5: ${reason}.`, {
    path,
  });
}

function readGroup(group: Group, objectPath: string, depth: number, reading: Reading): Hdf5Group {
  if (depth > DEPTH_MAX) {
    throw tooLarge(reading, objectPath, `nests more than ${DEPTH_MAX} groups deep`);
  }
  const children = new Map<string, Hdf5Group | Hdf5Dataset>();
  for (const name of group.keys()) {
    const childPath = objectPath === '' ? name : `${objectPath}/${name}`;
    if (reading.skip(childPath)) continue;
    if (++reading.objectsRead > OBJECTS_MAX) {
      throw tooLarge(reading, objectPath, `holds more than ${groupDigits(OBJECTS_MAX)} objects`);
    }
    const child = group.get(name);
    if (child instanceof reading.h5.Group) {
      children.set(name, readGroup(child, childPath, depth + 1, reading));
    } else if (child instanceof reading.h5.Dataset) {
      children.set(name, readDataset(child, childPath, reading));
    } else if (!(child instanceof reading.h5.Datatype)) {
      throw new InputError(
        'E_HDF5',
        `"${reading.path}": "${childPath}" is a link that leads nowhere in this file; links to other files are not followed.`,
        { path: reading.path, objectPath: childPath },
      );
    }
  }
  return { kind: 'group', children, attributes: readAttributes(group) };
}

function readDataset(dataset: Dataset, objectPath: string, reading: Reading): Hdf5Dataset {
  const { metadata } = dataset;
  const type = datasetType(metadata);
  const attributes = readAttributes(dataset);
  const shape = (metadata.shape ?? [0]).map(Number);
  if (type === 'unsupported' || metadata.shape === null || shape.includes(0)) {
    return { kind: 'dataset', type, shape, values: emptyValues(type), attributes };
  }
  checkFilters(dataset.filters, objectPath, reading.path);
  if ((metadata.virtual_sources?.length ?? 0) > 0) {
    throw new InputError(
      'E_HDF5',
      `"${reading.path}": dataset "${objectPath}" is virtual: its values lie in other files. Store them in this one.`,
      { path: reading.path, objectPath },
    );
  }
  chargeSize(metadata, type, shape, objectPath, reading);
  const values = plainValues(dataset.value, type, objectPath, reading.path);
  return { kind: 'dataset', type, shape, values, attributes };
}

/** Classes by HDF5 number: 0 integer, 1 float, 3 string, 8 enumeration (booleans of h5py). */
function datasetType(metadata: Metadata): Hdf5Type {
  if (metadata.type === 0 && [1, 2, 4, 8].includes(metadata.size)) return 'int';
  if (metadata.type === 1 && metadata.size === 4) return 'float32';
  if (metadata.type === 1 && metadata.size === 8) return 'float64';
  if (metadata.type === 3) return 'string';
  if (metadata.type === 8 && metadata.enum_type?.type === 0) return 'bool';
  return 'unsupported';
}

function emptyValues(type: Hdf5Type): Hdf5Dataset['values'] {
  if (type === 'float32') return new Float32Array(0);
  return type === 'string' || type === 'unsupported' ? [] : new Float64Array(0);
}

/** Takes the dataset's size from what the file may still use. Throws E_HDF5_SIZE. */
function chargeSize(
  metadata: Metadata,
  type: Hdf5Type,
  shape: readonly number[],
  objectPath: string,
  reading: Reading,
): void {
  const elements = shape.reduce((product, extent) => product * extent, 1);
  const elementsMax = type === 'string' ? STRINGS_MAX : ELEMENTS_MAX;
  const bytes = elements * (type === 'int' || type === 'bool' ? 8 : metadata.size);
  reading.bytesRead += bytes;
  if (
    elements > elementsMax ||
    bytes > DATASET_BYTES_MAX ||
    reading.bytesRead > reading.byteLimit
  ) {
    const text = `claims ${groupDigits(elements)} values (${groupDigits(bytes)} bytes)`;
    throw tooLarge(reading, objectPath, text);
  }
}

function tooLarge(reading: Reading, objectPath: string, text: string): InputError {
  return new InputError(
    'E_HDF5_SIZE',
    `"${reading.path}": "${objectPath}" ${text}, more than can be read or than a file of this size can hold.`,
    { path: reading.path, objectPath },
  );
}

function plainValues(
  raw: unknown,
  type: Hdf5Type,
  objectPath: string,
  path: string,
): Hdf5Dataset['values'] {
  if (type === 'string') return (Array.isArray(raw) ? raw : [raw]).map(String);
  const values = ArrayBuffer.isView(raw) ? (raw as unknown as ArrayLike<number | bigint>) : [raw];
  if (type === 'float32') {
    return values instanceof Float32Array ? values : Float32Array.from(values as number[]);
  }
  if (values instanceof Float64Array) return values;
  const numbers = Float64Array.from(values as ArrayLike<number | bigint>, Number);
  const inexact = type === 'int' ? numbers.findIndex((value) => !Number.isSafeInteger(value)) : -1;
  if (inexact >= 0) {
    throw new InputError(
      'E_HDF5_SIZE',
      `"${path}": dataset "${objectPath}" holds ${values[inexact]} at index ${inexact}; integers beyond 2^53 are not exact.`,
      { path, objectPath, index: inexact },
    );
  }
  return numbers;
}

function readAttributes(object: Group | Dataset): ReadonlyMap<string, Hdf5Attribute> {
  const attributes = new Map<string, Hdf5Attribute>();
  for (const [name, attribute] of Object.entries(object.attrs)) {
    if (datasetType(attribute.metadata) === 'unsupported') continue;
    if (attribute.metadata.total_size > 1_000_000) continue;
    const value: unknown = attribute.value;
    if (value === null || value === undefined) continue;
    if (typeof value === 'string') attributes.set(name, value);
    else if (typeof value !== 'object') attributes.set(name, Number(value));
    else if (Array.isArray(value)) attributes.set(name, value.map(String));
    else attributes.set(name, Array.from(value as ArrayLike<number | bigint>, Number));
  }
  return attributes;
}

function writeGroup(target: Group, source: Hdf5Group): void {
  writeAttributes(target, source.attributes);
  for (const [name, child] of source.children) {
    if (child.kind === 'group') writeGroup(target.create_group(name), child);
    else writeAttributes(writeDataset(target, name, child), child.attributes);
  }
}

const WRITTEN_TYPES: Readonly<Record<Exclude<Hdf5Type, 'unsupported'>, string>> = {
  float32: '<f',
  float64: '<d',
  int: '<q',
  bool: '<b',
  string: 'S',
};

function writeDataset(target: Group, name: string, source: Hdf5Dataset): Dataset {
  const dtype = WRITTEN_TYPES[source.type === 'unsupported' ? 'string' : source.type];
  const data = writableValues(source);
  const shape = [...source.shape];
  if (source.type === 'string' || data.length < 128) {
    return target.create_dataset({ name, data, shape, dtype });
  }
  return target.create_dataset({
    name,
    data,
    shape,
    dtype,
    chunks: chunkShape(shape),
    compression: 'gzip',
  });
}

type WritableValues = string[] | Float32Array | Float64Array | BigInt64Array | Int8Array;

function writableValues(source: Hdf5Dataset): WritableValues {
  const { type, values } = source;
  if (type === 'int') return BigInt64Array.from(values as Float64Array as never, BigInt as never);
  if (type === 'bool') return Int8Array.from(values as Float64Array);
  return type === 'string' ? [...(values as readonly string[])] : (values as Float32Array);
}

/** Whole rows of at most about a million values. */
function chunkShape(shape: readonly number[]): number[] {
  const chunk = [...shape];
  for (let axis = 0; axis < chunk.length; axis++) {
    const rest = chunk.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    chunk[axis] = Math.max(1, Math.min(chunk[axis]!, Math.floor(2 ** 20 / rest)));
  }
  return chunk;
}

function writeAttributes(
  target: Group | Dataset,
  attributes: ReadonlyMap<string, Hdf5Attribute>,
): void {
  for (const [name, value] of attributes) {
    if (typeof value === 'string') target.create_attribute(name, value, [], 'S');
    else if (typeof value === 'number') target.create_attribute(name, value, [], '<d');
    else target.create_attribute(name, value as number[] | string[]);
  }
}
