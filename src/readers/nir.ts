/** NIR files (neuromorphs/NIR) as networks. */
import type { Network } from '../model/network.ts';
import { readNirGraph } from './nir-graph.ts';
import { networkFromNir } from './nir-network.ts';

/**
 * Reads a NIR file; the network's name is the file's base name without extension.
 * Throws InputErrors with codes E_HDF5* (see `readHdf5`) and E_NIR* (see `readNirGraph`, `networkFromNir`).
 */
export async function readNir(bytes: Uint8Array, path: string): Promise<Network> {
  return networkFromNir(await readNirGraph(bytes, path), baseName(path));
}

function baseName(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return file.replace(/(?!^)\.[^.]+$/, '');
}
