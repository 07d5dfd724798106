/** netx files written layer by layer, valid or not. */
import { type Hdf5Dataset, type Hdf5Group, writeHdf5 } from '../../src/readers/hdf5.ts';

export type NetxValue =
  | string
  | number
  | readonly number[]
  | { readonly shape: readonly number[]; readonly values: readonly number[] };
export interface NetxLayer {
  readonly [field: string]: NetxValue | { readonly [field: string]: NetxValue };
}

export const CUBA = { type: 'CUBA', iDecay: 1024, vDecay: 128, vThMant: 10, refDelay: 1 } as const;

export function netxFile(layers: readonly NetxLayer[]): Promise<Uint8Array> {
  const children = layers.map((layer, k) => [String(k), groupOf(layer)] as const);
  return writeHdf5(group({ layer: group(Object.fromEntries(children)) }));
}

function groupOf(layer: NetxLayer): Hdf5Group {
  return group(
    Object.fromEntries(
      Object.entries(layer).map(([name, value]) => [
        name,
        typeof value === 'object' &&
        !Array.isArray(value) &&
        !('shape' in value && 'values' in value)
          ? groupOf(value as NetxLayer)
          : dataset(name, value as NetxValue),
      ]),
    ),
  );
}

function group(children: Record<string, Hdf5Group | Hdf5Dataset>): Hdf5Group {
  return { kind: 'group', children: new Map(Object.entries(children)), attributes: new Map() };
}

/** Slayer writes weights as 32-bit floats and a layer's type as an array of one text. */
function dataset(name: string, value: NetxValue): Hdf5Dataset {
  const attributes = new Map();
  if (typeof value === 'string') {
    return { kind: 'dataset', type: 'string', shape: [1], values: [value], attributes };
  }
  const { shape, values } = arrayOf(value);
  if (/weight|delay/.test(name)) {
    const floats = Float32Array.from(values);
    return { kind: 'dataset', type: 'float32', shape, values: floats, attributes };
  }
  return { kind: 'dataset', type: 'int', shape, values: Float64Array.from(values), attributes };
}

function arrayOf(value: Exclude<NetxValue, string>): {
  readonly shape: readonly number[];
  readonly values: readonly number[];
} {
  if (typeof value === 'number') return { shape: [], values: [value] };
  return 'shape' in value ? value : { shape: [value.length], values: value };
}
