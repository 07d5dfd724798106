import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { groupDigits, InputError } from '../support/errors.ts';

/** Node reads no larger file at once. */
const FILE_BYTES_MAX = 2 ** 31 - 1;

/** What is written: whole, or in pieces where it would be too long for one string. */
export type Content = string | Uint8Array | Iterable<string>;

/** A whole file. Throws InputError E_FILE where it is missing, no plain file, empty or over 2 GiB. */
export function readWholeFile(path: string, what: string): Uint8Array {
  const stats = statOf(path, what);
  if (stats.isDirectory()) {
    throw new InputError('E_FILE', `${path} is a folder, ${what} is a file.`);
  }
  if (!stats.isFile()) throw new InputError('E_FILE', `${path} is not a plain file.`);
  if (stats.size === 0) throw new InputError('E_FILE', `${path} is empty (${what} was expected).`);
  if (stats.size > FILE_BYTES_MAX) {
    throw new InputError(
      'E_FILE',
      `${path} has ${groupDigits(stats.size)} bytes; at most ${groupDigits(FILE_BYTES_MAX)} are read.`,
    );
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError('E_FILE', `${path} cannot be read (${reasonOf(error)}).`);
  }
}

function statOf(path: string, what: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const reason = reasonOf(error);
    throw new InputError(
      'E_FILE',
      reason === 'ENOENT' || reason === 'ENOTDIR'
        ? `${path}: there is no such file (${what} was expected).`
        : `${path} cannot be read (${reason}).`,
    );
  }
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Throws InputError E_WRITE where an output could not be written at the end, so that a long run is not
 * made in vain: a name that is taken by the other kind, a file on the way to it, no permission.
 */
export function checkWritable(path: string, kind: 'file' | 'folder'): void {
  const stats = statOrNull(path);
  if (path === '') throw new InputError('E_WRITE', `the name of the ${kind} to write is empty.`);
  if (stats !== null && stats.isDirectory() !== (kind === 'folder')) {
    throw new InputError(
      'E_WRITE',
      `${path} cannot be written: it is a ${kind === 'file' ? 'folder, and a file' : 'file, and a folder'} was asked for.`,
    );
  }
  let nearest = stats === null || kind === 'file' ? dirname(resolve(path)) : resolve(path);
  while (statOrNull(nearest) === null) nearest = dirname(nearest);
  try {
    if (!statSync(nearest).isDirectory()) throw new Error(`${nearest} is a file, not a folder`);
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Null where nothing is there; throws E_WRITE for names that no file can have. */
function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return null;
    throw cannotWrite(path, error);
  }
}

/** Writes under a temporary name and renames, so that a killed run leaves no half file that looks whole. */
export function writeWhole(path: string, content: Content): void {
  const stats = statOrNull(path);
  if (stats?.isDirectory()) {
    throw new InputError('E_WRITE', `${path} cannot be written: it is a folder.`);
  }
  withFolder(dirname(resolve(path)), path, () => {
    // A device or pipe is written to; to rename over it would replace it. A link keeps its target's place.
    if (stats !== null && !stats.isFile()) return writeContent(path, content);
    const target = stats === null ? resolve(path) : realpathSync(path);
    const temporary = temporaryName(target);
    try {
      writeContent(temporary, content);
      renameSync(temporary, target);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/**
 * Writes a folder of files that is whole once `marker` is in it. Files go to a folder of a temporary name
 * first. Where `folder` exists, files in it that `isOwn` are replaced or removed, others stay.
 */
export function writeFolder(
  folder: string,
  files: Iterable<readonly [name: string, content: Content]>,
  marker: string,
  isOwn: (name: string) => boolean,
): void {
  const target = statOrNull(folder) === null ? resolve(folder) : realpathSync(folder);
  const temporary = temporaryName(target);
  withFolder(dirname(target), folder, () => {
    try {
      mkdirSync(temporary);
      for (const [name, content] of files) writeContent(join(temporary, name), content);
      if (statOrNull(target) === null) renameSync(temporary, target);
      else replaceFiles(temporary, target, marker, isOwn);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
  });
}

/** The old marker goes first and the new one comes last: at no time does a mixed folder look whole. */
function replaceFiles(
  from: string,
  to: string,
  marker: string,
  isOwn: (name: string) => boolean,
): void {
  rmSync(join(to, marker), { force: true });
  for (const name of readdirSync(to).filter(isOwn)) rmSync(join(to, name), { force: true });
  const names = readdirSync(from).filter((name) => name !== marker);
  for (const name of [...names, marker]) renameSync(join(from, name), join(to, name));
  rmdirSync(from);
}

/** Makes `folder` for `write`, and takes back what it made where that fails. */
function withFolder(folder: string, shown: string, write: () => void): void {
  let made: string | undefined;
  try {
    made = makeFolder(folder);
    write();
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    if (error instanceof InputError) throw error;
    throw cannotWrite(shown, error);
  }
}

/**
 * Makes a folder and those above it; the topmost one that is new, if any. Node's own recursive `mkdir` never
 * ends where the file system takes no folders, as in /proc.
 */
function makeFolder(folder: string): string | undefined {
  const missing: string[] = [];
  for (let at = folder; statOrNull(at) === null; at = dirname(at)) missing.push(at);
  const made = missing.at(-1);
  try {
    for (const path of missing.reverse()) mkdirSync(path);
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw error;
  }
  return made;
}

function writeContent(path: string, content: Content): void {
  if (typeof content === 'string' || content instanceof Uint8Array) {
    writeFileSync(path, content);
    return;
  }
  const file = openSync(path, 'w');
  try {
    for (const piece of content) writePiece(file, Buffer.from(piece));
  } finally {
    closeSync(file);
  }
}

function writePiece(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}

function cannotWrite(path: string, error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOTDIR: 'a part of its path is a file, not a folder',
    EACCES: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOSPC: 'no space is left',
    ENAMETOOLONG: 'the name is too long',
  };
  return new InputError(
    'E_WRITE',
    `${path} cannot be written: ${reasons[code ?? ''] ?? code ?? message}.`,
  );
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
