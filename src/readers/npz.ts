/**
 * NumPy's archive of arrays: a zip file whose entries are `<key>.npy` (numpy.savez and
 * savez_compressed; APPNOTE.TXT 6.3.10 of PKWARE for the zip). Only the central directory is believed:
 * numpy writes placeholders into the headers that stand before the data.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { groupDigits, InputError, invariant } from '../support/errors.ts';
import { type NpyArray, type NpyValues, readNpy, writeNpy } from './npy.ts';

interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly plainBytes: number;
  readonly headerBegin: number;
}

interface Zip {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly path: string;
}

const localMark = 0x04034b50;
const centralMark = 0x02014b50;
const endMark = 0x06054b50;
const zip64LocatorMark = 0x07064b50;
const endBytes = 22;
const entriesMax = 4096;
const plainBytesMax = 2 ** 30;
/** Deflate cannot pack tighter than 1032 to 1; a larger claim is a lie. */
const deflateRatioMax = 1032;
const stored = 0;
const deflated = 8;

/**
 * The arrays of an archive by key (entry name without `.npy`), in the archive's order.
 * @throws InputError E_NPZ: no zip, zip64, encrypted, damaged, or larger than 1 GiB unpacked; E_NPY
 * for an entry's own faults.
 */
export function readNpz(bytes: Uint8Array, path: string): Map<string, NpyArray> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const zip = { bytes, view, path };
  const entries = readDirectory(zip);
  const plainBytes = entries.reduce((sum, entry) => sum + entry.plainBytes, 0);
  if (plainBytes > plainBytesMax) {
    throw npzError(
      path,
      `unpacks to ${groupDigits(plainBytes)} bytes; at most ${groupDigits(plainBytesMax)}. Split it into several files.`,
    );
  }
  const arrays = new Map<string, NpyArray>();
  for (const entry of entries) {
    const key = entry.name.replace(/\.npy$/, '');
    if (key === entry.name) throw npzError(path, `entry ${quote(entry.name)} is not a .npy array.`);
    if (arrays.has(key)) throw npzError(path, `two entries are named ${quote(entry.name)}.`);
    arrays.set(key, readNpy(unpack(zip, entry), `${path}:${key}`));
  }
  return arrays;
}

/** An archive of `entries` in their order; the same entries always give the same bytes. */
export function writeNpz(
  entries: Iterable<
    readonly [string, { readonly values: NpyValues; readonly shape: readonly number[] }]
  >,
): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [key, array] of entries) {
    const plain = writeNpy(array.values, array.shape);
    const packed = deflateRawSync(plain, { level: 9 });
    const name = new TextEncoder().encode(`${key}.npy`);
    const fields = { crc: crc32(plain), packedBytes: packed.length, plainBytes: plain.length };
    const local = entryHeader(name, fields, null);
    parts.push(local, packed);
    directory.push(entryHeader(name, fields, offset));
    offset += local.length + packed.length;
  }
  invariant(
    offset < 2 ** 31 && directory.length <= entriesMax,
    'npz stays below the limits of plain zip',
  );
  const directoryBytes = directory.reduce((sum, header) => sum + header.length, 0);
  return concatenate([...parts, ...directory, endRecord(directory.length, directoryBytes, offset)]);
}

function readDirectory(zip: Zip): ZipEntry[] {
  const { view, path } = zip;
  const end = findEnd(zip);
  const entryCount = view.getUint16(end + 10, true);
  const directoryBytes = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  const zip64 = end >= 20 && view.getUint32(end - 20, true) === zip64LocatorMark;
  if (zip64 || entryCount === 0xffff || at === 0xffffffff || directoryBytes === 0xffffffff) {
    throw npzError(path, 'a zip64 archive, which is not read; keep the archive below 4 GiB.');
  }
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== entryCount) {
    throw npzError(path, 'an archive in several parts, which is not read.');
  }
  if (entryCount > entriesMax)
    throw npzError(path, `${groupDigits(entryCount)} entries; at most ${entriesMax}.`);
  const directoryEnd = at + directoryBytes;
  if (directoryEnd > end)
    throw npzError(path, 'its directory lies outside the file; it is damaged.');
  const entries: ZipEntry[] = [];
  for (let k = 0; k < entryCount; k++) {
    if (at + 46 > directoryEnd || view.getUint32(at, true) !== centralMark) {
      throw npzError(path, `entry ${k + 1} of ${entryCount} of its directory is damaged.`);
    }
    const nameBytes = view.getUint16(at + 28, true);
    const next =
      at + 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > directoryEnd)
      throw npzError(path, `entry ${k + 1} of ${entryCount} of its directory is cut short.`);
    entries.push(readEntry(zip, at, nameBytes));
    at = next;
  }
  return entries;
}

/** Offset of the end record: it is last in the file, but for a comment of up to 65,535 bytes. */
function findEnd({ bytes, view, path }: Zip): number {
  const lowest = Math.max(0, bytes.length - endBytes - 0xffff);
  for (let at = bytes.length - endBytes; at >= lowest; at--) {
    if (view.getUint32(at, true) !== endMark) continue;
    if (at + endBytes + view.getUint16(at + 20, true) === bytes.length) return at;
  }
  throw npzError(path, 'it has no zip directory at its end: not a .npz file, or cut short.');
}

function readEntry({ bytes, view, path }: Zip, at: number, nameBytes: number): ZipEntry {
  const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
  const entry = {
    name,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    plainBytes: view.getUint32(at + 24, true),
    headerBegin: view.getUint32(at + 42, true),
  };
  if (view.getUint16(at + 8, true) & 1)
    throw npzError(path, `entry ${quote(name)} is encrypted, which is not read.`);
  if ([entry.packedBytes, entry.plainBytes, entry.headerBegin].includes(0xffffffff)) {
    throw npzError(path, `entry ${quote(name)} uses zip64, which is not read.`);
  }
  if (entry.method !== stored && entry.method !== deflated) {
    throw npzError(
      path,
      `entry ${quote(name)} is packed by zip method ${entry.method}; read are 0 (stored) and 8 (deflate).`,
    );
  }
  return entry;
}

function unpack(zip: Zip, entry: ZipEntry): Uint8Array {
  const { bytes, view, path } = zip;
  const at = entry.headerBegin;
  const damaged = (what: string): InputError =>
    npzError(path, `entry ${quote(entry.name)} ${what}; the archive is damaged, write it again.`);
  if (at + 30 > bytes.length || view.getUint32(at, true) !== localMark)
    throw damaged('has no header');
  const begin = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (begin + entry.packedBytes > bytes.length) throw damaged('reaches past the end of the file');
  const plain = inflateEntry(bytes.subarray(begin, begin + entry.packedBytes), entry);
  if (plain === null || plain.length !== entry.plainBytes)
    throw damaged('does not unpack to its stated size');
  if (crc32(plain) !== entry.crc) throw damaged('fails its checksum');
  return plain;
}

function inflateEntry(packed: Uint8Array, entry: ZipEntry): Uint8Array | null {
  if (entry.method === stored) return packed;
  if (entry.plainBytes > packed.length * deflateRatioMax) return null;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.plainBytes) });
  } catch {
    return null;
  }
}

/** The header before the data, or, given the offset of that header, the entry of the directory. */
function entryHeader(
  name: Uint8Array,
  fields: Pick<ZipEntry, 'crc' | 'packedBytes' | 'plainBytes'>,
  headerBegin: number | null,
): Uint8Array {
  const central = headerBegin !== null;
  const fixedBytes = central ? 46 : 30;
  const bytes = new Uint8Array(fixedBytes + name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, central ? centralMark : localMark, true);
  if (central) view.setUint16(4, 20, true);
  const at = central ? 6 : 4;
  view.setUint16(at, 20, true);
  // Flag bit 11: the name is UTF-8.
  view.setUint16(at + 2, 0x800, true);
  view.setUint16(at + 4, deflated, true);
  // 1 January 1980, 00:00, the first date that zip can tell: the bytes must not depend on the clock.
  view.setUint16(at + 8, 0x21, true);
  view.setUint32(at + 10, fields.crc, true);
  view.setUint32(at + 14, fields.packedBytes, true);
  view.setUint32(at + 18, fields.plainBytes, true);
  view.setUint16(at + 22, name.length, true);
  if (central) view.setUint32(42, headerBegin, true);
  bytes.set(name, fixedBytes);
  return bytes;
}

function endRecord(entryCount: number, directoryBytes: number, directoryBegin: number): Uint8Array {
  const bytes = new Uint8Array(endBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, endMark, true);
  view.setUint16(8, entryCount, true);
  view.setUint16(10, entryCount, true);
  view.setUint32(12, directoryBytes, true);
  view.setUint32(16, directoryBegin, true);
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}

function npzError(path: string, text: string): InputError {
  return new InputError('E_NPZ', `${path}: ${text}`, { path });
}
