/** NIRData: recorded spikes and signals of a NIR graph's nodes (`nir.read_data`, `nir.write_data`). */
import type { FloatArray } from '../model/network.ts';
import { InputError } from '../support/errors.ts';
import {
  type Hdf5Attribute,
  type Hdf5Dataset,
  type Hdf5Group,
  readHdf5,
  writeHdf5,
} from './hdf5.ts';
import { compareNatural, quoteName, showShape } from './nir-names.ts';

/** A value for each sample, step and neuron, in this order; 0 and 1 for spikes. */
interface TimeGriddedData {
  readonly kind: 'time-gridded';
  readonly shape: readonly [samples: number, steps: number, neurons: number];
  readonly values: FloatArray;
  readonly dtS: number;
}

/** Rows of events, one row a sample, padded at their ends with index -1 and time infinity. */
interface EventData {
  readonly kind: 'events';
  readonly shape: readonly [samples: number, events: number];
  readonly indices: Int32Array;
  readonly timesS: Float64Array;
  /** Magnitude of each event; absent where events carry none. */
  readonly values?: FloatArray;
  readonly neuronCount: number;
  readonly timeSMax: number;
}

export type NirObservable = TimeGriddedData | EventData;

/** Observables ("spikes", "v" ...) by node; a node of a nested graph is called `outer.inner`. */
export type NirData = ReadonlyMap<string, ReadonlyMap<string, NirObservable>>;

/** Throws E_HDF5*, and E_NIR_DATA where the content is not NIRData or contradicts itself. */
export async function readNirData(bytes: Uint8Array, path: string): Promise<NirData> {
  const root = await readHdf5(bytes, path);
  if (typeName(root) !== 'NIRGraphData') {
    const hint = root.children.has('node') ? ' (it is a NIR graph: read it as a network)' : '';
    throw dataError(path, 'the file', `is not marked as NIRGraphData${hint}`);
  }
  const data = new Map<string, ReadonlyMap<string, NirObservable>>();
  readGraphData(root, '', path, data);
  return data;
}

/** The bytes of a NIRData file. */
export async function writeNirData(data: NirData): Promise<Uint8Array> {
  const nodes = new Map<string, Hdf5Group>();
  for (const [name, observables] of data) {
    const groups = [...observables].map(([key, observable]) => [key, writeObservable(observable)]);
    const inner = group(new Map(groups as [string, Hdf5Group][]));
    nodes.set(name, group(new Map([['observables', inner]]), { __type__: 'NIRNodeData' }));
  }
  return writeHdf5(group(new Map([['nodes', group(nodes)]]), { __type__: 'NIRGraphData' }));
}

function readGraphData(
  source: Hdf5Group,
  prefix: string,
  path: string,
  data: Map<string, ReadonlyMap<string, NirObservable>>,
): void {
  const nodes = childGroup(source, 'nodes', prefix === '' ? 'the file' : quoteName(prefix), path);
  for (const name of [...nodes.children.keys()].sort(compareNatural)) {
    const label = prefix === '' ? name : `${prefix}.${name}`;
    const node = childGroup(nodes, name, 'nodes', path);
    const type = typeName(node);
    if (type === 'NIRGraphData') readGraphData(node, label, path, data);
    else if (type === 'NIRNodeData') data.set(label, readNodeData(node, label, path));
    else throw dataError(path, `node ${quoteName(label)}`, `is of unknown type ${quoteName(type)}`);
  }
}

function readNodeData(
  node: Hdf5Group,
  label: string,
  path: string,
): ReadonlyMap<string, NirObservable> {
  const where = `node ${quoteName(label)}`;
  const observables = childGroup(node, 'observables', where, path);
  const result = new Map<string, NirObservable>();
  for (const key of [...observables.children.keys()].sort(compareNatural)) {
    const item = childGroup(observables, key, where, path);
    result.set(key, readObservable(item, `${where}, ${quoteName(key)}`, path));
  }
  return result;
}

function readObservable(item: Hdf5Group, where: string, path: string): NirObservable {
  const type = typeName(item);
  switch (type) {
    case 'TimeGriddedData':
      return readTimeGridded(item, where, path);
    case 'EventData':
    case 'ValuedEventData':
      return readEvents(item, type === 'ValuedEventData', where, path);
    default:
      throw dataError(path, where, `is of unknown type ${quoteName(type)}`);
  }
}

function readTimeGridded(item: Hdf5Group, where: string, path: string): TimeGriddedData {
  const dataset = numbers(item, 'data', 3, where, path);
  const dtS = attribute(item, 'dt', where, path);
  if (!(dtS > 0)) throw dataError(path, where, `has dt ${dtS}; it must be above 0 seconds`);
  const values = dataset.values as FloatArray;
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw dataError(path, where, `is ${values[odd]} at index ${odd} of "data"`);
  const [samples, steps, neurons] = dataset.shape as [number, number, number];
  return { kind: 'time-gridded', shape: [samples, steps, neurons], values, dtS };
}

function readEvents(item: Hdf5Group, isValued: boolean, where: string, path: string): EventData {
  const indexSet = numbers(item, 'idx', 2, where, path);
  const timeSet = numbers(item, 'time', 2, where, path);
  const valueSet = isValued ? numbers(item, 'value', 2, where, path) : undefined;
  for (const other of [timeSet, valueSet]) {
    if (other === undefined || showShape(other.shape) === showShape(indexSet.shape)) continue;
    const text = `has columns of different shapes, ${showShape(indexSet.shape)} and ${showShape(other.shape)}`;
    throw dataError(path, where, text);
  }
  const neuronCount = attribute(item, 'n_neurons', where, path);
  const timeSMax = attribute(item, 't_max', where, path);
  if (!Number.isInteger(neuronCount) || neuronCount >= 2 ** 31) {
    throw dataError(
      path,
      where,
      `has n_neurons ${neuronCount}; an integer below 2^31 was expected`,
    );
  }
  const indices = indexSet.values as FloatArray;
  const timesS = Float64Array.from(timeSet.values as FloatArray);
  checkEvents(indices, timesS, neuronCount, where, path);
  const [samples, events] = indexSet.shape as [number, number];
  const data: EventData = {
    kind: 'events',
    shape: [samples, events],
    indices: Int32Array.from(indices),
    timesS,
    neuronCount,
    timeSMax,
  };
  return valueSet === undefined ? data : { ...data, values: valueSet.values as FloatArray };
}

function checkEvents(
  indices: FloatArray,
  timesS: Float64Array,
  neuronCount: number,
  where: string,
  path: string,
): void {
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k]!;
    if (index === -1) continue;
    if (!Number.isInteger(index) || index < 0 || index >= neuronCount) {
      const text = `has neuron ${index} at event ${k}; there are ${neuronCount} neurons`;
      throw dataError(path, where, text);
    }
    if (!Number.isFinite(timesS[k]!)) {
      throw dataError(path, where, `has time ${timesS[k]} at event ${k}`);
    }
  }
}

function writeObservable(observable: NirObservable): Hdf5Group {
  if (observable.kind === 'time-gridded') {
    const data = realDataset(observable.values, observable.shape);
    const attributes = { __type__: 'TimeGriddedData', dt: observable.dtS };
    return group(new Map([['data', data]]), attributes);
  }
  const { shape, indices, timesS, values, neuronCount, timeSMax } = observable;
  const columns = new Map([
    ['idx', { ...realDataset(Float64Array.from(indices), shape), type: 'int' as const }],
    ['time', realDataset(timesS, shape)],
  ]);
  if (values !== undefined) columns.set('value', realDataset(values, shape));
  const type = values === undefined ? 'EventData' : 'ValuedEventData';
  return group(columns, { __type__: type, n_neurons: neuronCount, t_max: timeSMax });
}

function realDataset(values: FloatArray, shape: readonly number[]): Hdf5Dataset {
  const type = values instanceof Float32Array ? 'float32' : 'float64';
  return { kind: 'dataset', type, shape, values, attributes: new Map() };
}

function group(
  children: ReadonlyMap<string, Hdf5Group | Hdf5Dataset>,
  attributes: Readonly<Record<string, Hdf5Attribute>> = {},
): Hdf5Group {
  return { kind: 'group', children, attributes: new Map(Object.entries(attributes)) };
}

function typeName(item: Hdf5Group): string {
  const type = item.attributes.get('__type__');
  return typeof type === 'string' ? type : '';
}

function childGroup(parent: Hdf5Group, name: string, where: string, path: string): Hdf5Group {
  const child = parent.children.get(name);
  if (child?.kind === 'group') return child;
  throw dataError(path, where, `has no group ${quoteName(name)}`);
}

function numbers(
  item: Hdf5Group,
  name: string,
  rank: number,
  where: string,
  path: string,
): Hdf5Dataset {
  const dataset = item.children.get(name);
  const isNumeric =
    dataset?.kind === 'dataset' && dataset.type !== 'string' && dataset.type !== 'unsupported';
  if (!isNumeric) throw dataError(path, where, `has no numbers "${name}"`);
  if (dataset.shape.length === rank) return dataset;
  const text = `has "${name}" of shape ${showShape(dataset.shape)}; ${rank} axes were expected`;
  throw dataError(path, where, text);
}

function attribute(item: Hdf5Group, name: string, where: string, path: string): number {
  const value = item.attributes.get(name);
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof single === 'number' && Number.isFinite(single) && single >= 0) return single;
  throw dataError(path, where, `has no attribute "${name}" with a finite number`);
}

function dataError(path: string, where: string, problem: string): InputError {
  return new InputError('E_NIR_DATA', `"${path}": ${where} ${problem}.`, { path });
}
