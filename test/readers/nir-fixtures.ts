/** NIR files written value by value, valid or not. */
import { type Hdf5Dataset, type Hdf5Group, writeHdf5 } from '../../src/readers/hdf5.ts';

export type FixtureValue =
  | number
  | string
  | readonly number[]
  | { readonly shape: readonly number[]; readonly values: readonly number[] | Float32Array };

/** A node: its type and fields; a nested graph: nodes and edges. */
export type FixtureNode =
  | ({ readonly type: string } & Readonly<Record<string, FixtureValue>>)
  | FixtureGraph;

export interface FixtureGraph {
  readonly nodes: Readonly<Record<string, FixtureNode>>;
  readonly edges: readonly (readonly [string, string])[];
}

const INTEGER_FIELDS =
  /^(shape|stride|padding|dilation|groups|input_shape|kernel_size|start_dim|end_dim|input_type)$/;

export function group(children: Record<string, Hdf5Group | Hdf5Dataset>): Hdf5Group {
  return { kind: 'group', children: new Map(Object.entries(children)), attributes: new Map() };
}

export function dataset(field: string, value: FixtureValue): Hdf5Dataset {
  const base = { kind: 'dataset', attributes: new Map() } as const;
  if (typeof value === 'string') return { ...base, type: 'string', shape: [], values: [value] };
  const numbers = typeof value === 'number' ? [value] : 'shape' in value ? value.values : value;
  const isInteger = INTEGER_FIELDS.test(field) && numbers.every(Number.isInteger);
  const type = isInteger ? 'int' : 'float64';
  if (typeof value === 'number') {
    return { ...base, type, shape: [], values: Float64Array.of(value) };
  }
  if (!('shape' in value)) {
    return { ...base, type, shape: [value.length], values: Float64Array.from(value) };
  }
  const { shape, values } = value;
  if (values instanceof Float32Array) return { ...base, type: 'float32', shape, values };
  return { ...base, type, shape, values: Float64Array.from(values) };
}

export function graphGroup(graph: FixtureGraph): Hdf5Group {
  const nodes = Object.entries(graph.nodes).map(([name, node]) => [name, nodeGroup(node)]);
  const edges: Hdf5Dataset = {
    kind: 'dataset',
    type: 'string',
    shape: [graph.edges.length, 2],
    values: graph.edges.flat(),
    attributes: new Map(),
  };
  return group({
    type: dataset('type', 'NIRGraph'),
    nodes: group(Object.fromEntries(nodes)),
    edges,
  });
}

function nodeGroup(node: FixtureNode): Hdf5Group {
  if ('nodes' in node) return graphGroup(node as FixtureGraph);
  const fields = Object.entries(node).map(([field, value]) => [field, dataset(field, value)]);
  return group(Object.fromEntries(fields));
}

/** The bytes of a NIR file. */
export function nirBytes(graph: FixtureGraph): Promise<Uint8Array> {
  return writeHdf5(group({ version: dataset('version', '1.0.8'), node: graphGroup(graph) }));
}

export function filled(shape: readonly number[], of: (index: number) => number): FixtureValue {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { shape, values: Array.from({ length: size }, (_, k) => of(k)) };
}

export const unitIf = { type: 'IF', r: 1, v_threshold: 1, v_reset: 0 } as const;
