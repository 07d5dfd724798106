import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Network } from '../model/network.ts';
import { readNetworkFile } from '../readers/network-file.ts';
import { readNetx } from '../readers/netx.ts';
import { readNir } from '../readers/nir.ts';
import { sanafeKind } from '../readers/sana-fe/detect.ts';
import { InputError } from '../support/errors.ts';
import { readWholeFile } from './files.ts';

export interface LoadedNetwork {
  readonly network: Network;
  /** Of the file, followed by the array files that it names. */
  readonly sha256: string;
}

interface ReadNetwork {
  readonly network: Network;
  readonly besides: readonly Uint8Array[];
}

const TEXT_ENDINGS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Reads a network file by its ending. Throws InputError for unknown endings and what the reader refuses. */
export async function loadNetwork(path: string): Promise<LoadedNetwork> {
  const bytes = readWholeFile(path, 'a network');
  if (endingOf(path) === '.loom') {
    throw new InputError(
      'E_FILE',
      `${path} is a program image: run it with \`spikeloom emulate\`.`,
    );
  }
  const { network, besides } = await readBytes(bytes, path);
  const hash = createHash('sha256').update(bytes);
  for (const file of besides) hash.update(file);
  return { network, sha256: hash.digest('hex') };
}

/** A network from its bytes; array files that it names are read from the folder of `path`. */
export async function readNetwork(bytes: Uint8Array, path: string): Promise<Network> {
  return (await readBytes(bytes, path)).network;
}

/** Lava's netx files end in `.net`, Spikeloom's own are texts; anything else is read as NIR. */
async function readBytes(bytes: Uint8Array, path: string): Promise<ReadNetwork> {
  if (sanafeKind(bytes) !== null) {
    throw new InputError(
      'E_FILE',
      `${path} is a file of SANA-FE: \`run\` and \`compile\` take its networks together with an architecture of SANA-FE (--chip ARCH.yaml).`,
    );
  }
  if (TEXT_ENDINGS.has(endingOf(path))) return readNetworkFile(bytes, path);
  const network = await (endingOf(path) === '.net' ? readNetx(bytes, path) : readNir(bytes, path));
  return { network, besides: [] };
}

function endingOf(path: string): string {
  return extname(path).toLowerCase();
}
