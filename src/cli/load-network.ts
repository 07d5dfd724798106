import { extname } from 'node:path';
import type { Network } from '../model/network.ts';
import { readNetx } from '../readers/netx.ts';
import { readNir } from '../readers/nir.ts';
import { InputError } from '../support/errors.ts';
import { readWholeFile, sha256Hex } from './files.ts';

export interface LoadedNetwork {
  readonly network: Network;
  readonly sha256: string;
}

/** Reads a network file by its ending. Throws InputError for unknown endings and what the reader refuses. */
export async function loadNetwork(path: string): Promise<LoadedNetwork> {
  const bytes = readWholeFile(path, 'a network');
  if (extname(path).toLowerCase() === '.loom') {
    throw new InputError(
      'E_FILE',
      `${path} is a program image: run it with \`spikeloom emulate\`.`,
    );
  }
  return { network: await readNetwork(bytes, path), sha256: sha256Hex(bytes) };
}

/** Lava's netx files end in `.net`; anything else is read as NIR. */
export function readNetwork(bytes: Uint8Array, path: string): Promise<Network> {
  return extname(path).toLowerCase() === '.net' ? readNetx(bytes, path) : readNir(bytes, path);
}
