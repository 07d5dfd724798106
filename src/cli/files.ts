import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { InputError } from '../support/errors.ts';

const FILE_BYTES_MAX = 4 * 2 ** 30;

/** A whole file. Throws InputError E_FILE where it is missing, a folder, empty or over 4 GiB. */
export function readWholeFile(path: string, what: string): Uint8Array {
  let size: number;
  try {
    const stats = statSync(path);
    if (stats.isDirectory())
      throw new InputError('E_FILE', `${path} is a folder, ${what} is a file.`);
    size = stats.size;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('E_FILE', `${path}: there is no such file (${what} was expected).`);
  }
  if (size === 0) throw new InputError('E_FILE', `${path} is empty (${what} was expected).`);
  if (size > FILE_BYTES_MAX) {
    throw new InputError(
      'E_FILE',
      `${path} has ${size} bytes; at most ${FILE_BYTES_MAX} are read.`,
    );
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError('E_FILE', `${path} cannot be read: ${(error as Error).message}`);
  }
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Writes under a temporary name and renames, so that a killed run leaves no half file that looks whole. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new InputError('E_WRITE', `${path} cannot be written: ${(error as Error).message}`);
  }
}

/** `a/b/net.nir` as `net`. */
export function stem(path: string): string {
  return basename(path, extname(path));
}
