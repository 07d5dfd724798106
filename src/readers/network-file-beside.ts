/** Arrays in files beside a network file: `.npy` and `.npz` in its folder and below, nothing else. */
import { realpathSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { groupDigits, InputError, nearestWord } from '../support/errors.ts';
import { attempt, readSampleFile } from './events/sample-file.ts';
import type { FileReference } from './network-file-schema.ts';
import { type NpyArray, readNpy } from './npy.ts';
import { readNpz } from './npz.ts';

const FILES_MAX = 64;
const BYTES_MAX = 2 ** 31;

export interface Beside {
  /** Throws InputError E_NETWORK_FILE for a path that leaves the folder, and what the array readers throw. */
  readonly read: (reference: FileReference) => NpyArray;
  /** All files read so far, in that order. */
  readonly files: () => readonly Uint8Array[];
}

/** Files beside the network file at `networkPath`; each is read once. */
export function openBeside(networkPath: string): Beside {
  const folder = dirname(networkPath);
  const arrays = new Map<string, ReadonlyMap<string, NpyArray>>();
  const files: Uint8Array[] = [];
  let bytesLeft = BYTES_MAX;

  function load(file: string): ReadonlyMap<string, NpyArray> {
    const known = arrays.get(file);
    if (known) return known;
    const path = insidePath(folder, file);
    if (files.length === FILES_MAX) throw refused(`more than ${FILES_MAX} files of arrays`);
    const bytes = readSampleFile(path);
    bytesLeft -= bytes.length;
    const read = isArchive(file)
      ? readNpz(bytes, path)
      : new Map([['', readNpy(bytes, path)] as const]);
    for (const { values } of read.values()) bytesLeft -= values.byteLength;
    if (bytesLeft < 0) throw refused(`its arrays take more than ${groupDigits(BYTES_MAX)} bytes`);
    files.push(bytes);
    arrays.set(file, read);
    return read;
  }

  return {
    files: () => files,
    read: ({ file, array }) => chooseArray(load(file), file, array),
  };
}

function isArchive(file: string): boolean {
  return extname(file).toLowerCase() === '.npz';
}

function chooseArray(
  arrays: ReadonlyMap<string, NpyArray>,
  file: string,
  name: string | undefined,
): NpyArray {
  if (!isArchive(file) && name !== undefined) {
    throw refused(`${file} holds one array: leave out "array"`);
  }
  const names = [...arrays.keys()];
  const chosen = name === undefined && names.length === 1 ? names[0]! : name;
  if (chosen === undefined) {
    throw refused(`${file} holds ${names.length} arrays: say which by "array"${listed(names)}`);
  }
  const array = arrays.get(chosen);
  if (array) return array;
  const near = nearestWord(chosen, names);
  throw refused(
    `${file} has no array "${chosen}"${near ? `; did you mean "${near}"?` : listed(names)}`,
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length === 0 ? ' (it has none)' : ` (${shown}${names.length > 12 ? ', ...' : ''})`;
}

/** A relative path with plain steps only; links that lead out of the folder are refused too. */
function insidePath(folder: string, file: string): string {
  if (!['.npy', '.npz'].includes(extname(file).toLowerCase())) {
    throw refused(`"${file}" does not end in .npy or .npz`);
  }
  const steps = file.split('/');
  const isPlain = steps.every((step) => step !== '' && step !== '..') && !/[\\:\0]/.test(file);
  if (!isPlain) {
    throw refused(`"${file}" is not a path inside the folder of the network file`);
  }
  const path = join(folder, ...steps);
  const [root, real] = attempt(path, () => [realpathSync(folder), realpathSync(path)] as const);
  if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  throw refused(`"${file}" is a link that leaves the folder of the network file`);
}

/** The place in the network file is added where the reference stands. */
function refused(message: string): InputError {
  return new InputError('E_NETWORK_FILE', message);
}
