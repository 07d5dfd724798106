import { readFileSync, statSync } from 'node:fs';
import { groupDigits, InputError } from '../../support/errors.ts';

const sampleBytesMax = 2 ** 30;

/**
 * All bytes of a file of input samples or labels, at most `bytesMax` (1 GiB).
 * @throws InputError E_INPUT_NOT_FOUND, E_INPUT_READ (no plain file, no permission), E_INPUT_SIZE,
 * E_INPUT_EMPTY.
 */
export function readSampleFile(path: string, bytesMax: number = sampleBytesMax): Uint8Array {
  // Asked before opening: to open a named pipe would wait for its writer.
  const stat = attempt(path, () => statSync(path));
  if (!stat.isFile()) {
    throw new InputError('E_INPUT_READ', `${path}: not a plain file.`, { path });
  }
  if (stat.size > bytesMax) {
    throw new InputError(
      'E_INPUT_SIZE',
      `${path}: ${groupDigits(stat.size)} bytes; at most ${groupDigits(bytesMax)} are read from one file. Split it.`,
      { path, bytes: stat.size, bytesMax },
    );
  }
  if (stat.size === 0) {
    throw new InputError('E_INPUT_EMPTY', `${path}: the file is empty.`, { path });
  }
  return attempt(path, () => readFileSync(path));
}

/** Runs a file operation; what the system says becomes an InputError that names the path. */
export function attempt<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    if (reason === 'ENOENT') {
      throw new InputError('E_INPUT_NOT_FOUND', `${path}: no such file or folder.`, { path });
    }
    throw new InputError('E_INPUT_READ', `${path}: cannot be read (${reason}).`, { path, reason });
  }
}
