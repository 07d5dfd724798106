/** A NIR graph in the making: HDF5 groups for its nodes, unique names, and edges. */
import type { FloatArray } from '../model/network.ts';
import { InputError } from '../support/errors.ts';
import type { Hdf5Dataset, Hdf5Group, Hdf5Type } from './hdf5.ts';
import type { NirNodeType } from './nir-fields.ts';
import { quoteName } from './nir-names.ts';

export interface NirDraft {
  readonly nodes: Map<string, Hdf5Group>;
  readonly edges: [string, string][];
}

/** Values of a field: reals keep their width, integers become int64. */
export type DraftField =
  | { readonly kind: 'real'; readonly shape: readonly number[]; readonly values: FloatArray }
  | { readonly kind: 'int'; readonly shape: readonly number[]; readonly values: readonly number[] }
  | { readonly kind: 'text'; readonly value: string };

const NO_ATTRIBUTES: Hdf5Group['attributes'] = new Map();

/** Adds a node under the wanted name, or one like it where that is taken, and returns its name. */
export function addNode(
  draft: NirDraft,
  wanted: string,
  type: NirNodeType,
  fields: Readonly<Record<string, DraftField>>,
): string {
  const name = freeName(draft, wanted);
  const children = new Map<string, Hdf5Dataset>([['type', textDataset(type)]]);
  for (const [field, value] of Object.entries(fields)) children.set(field, dataset(value));
  draft.nodes.set(name, hdf5Group(children));
  return name;
}

/** Puts remarks into the `metadata` group of a node. */
export function addMetadata(
  draft: NirDraft,
  node: string,
  remarks: Readonly<Record<string, string | number>>,
): void {
  const children = Object.entries(remarks).map(([key, value]): [string, Hdf5Dataset] => [
    key,
    typeof value === 'string' ? textDataset(value) : dataset(real(Float64Array.of(value), [])),
  ]);
  const { children: fields } = draft.nodes.get(node)!;
  draft.nodes.set(
    node,
    hdf5Group(new Map([...fields, ['metadata', hdf5Group(new Map(children))]])),
  );
}

/** HDF5 separates levels by "/" and reserves "."; a name that another node has gets a number. */
export function freeName(draft: NirDraft, wanted: string): string {
  const clean = wanted.replaceAll(/[/\0]/g, '_').replace(/^\.*$/, '_');
  let name = clean;
  for (let n = 2; draft.nodes.has(name); n++) name = `${clean}~${n}`;
  return name;
}

export function real(values: FloatArray, shape: readonly number[]): DraftField {
  return { kind: 'real', shape, values };
}

export function ints(values: readonly number[]): DraftField {
  return { kind: 'int', shape: [values.length], values };
}

export function int(value: number): DraftField {
  return { kind: 'int', shape: [], values: [value] };
}

/** A part of a network that NIR has no form for. */
export function unwritable(name: string, reason: string): InputError {
  const text = `${quoteName(name)} cannot be written as NIR: ${reason}.`;
  return new InputError('E_NIR_WRITE', text, { name });
}

/** The whole file: /version and /node. */
export function draftFile(draft: NirDraft, version: string): Hdf5Group {
  const edges: Hdf5Dataset = {
    ...textDataset(''),
    shape: [draft.edges.length, 2],
    values: draft.edges.flat(),
  };
  const node = new Map<string, Hdf5Group | Hdf5Dataset>([
    ['type', textDataset('NIRGraph')],
    ['nodes', hdf5Group(draft.nodes)],
    ['edges', edges],
  ]);
  return hdf5Group(
    new Map<string, Hdf5Group | Hdf5Dataset>([
      ['version', textDataset(version)],
      ['node', hdf5Group(node)],
    ]),
  );
}

function hdf5Group(children: ReadonlyMap<string, Hdf5Group | Hdf5Dataset>): Hdf5Group {
  return { kind: 'group', children, attributes: NO_ATTRIBUTES };
}

function textDataset(text: string): Hdf5Dataset {
  return { kind: 'dataset', type: 'string', shape: [], values: [text], attributes: NO_ATTRIBUTES };
}

function dataset(field: DraftField): Hdf5Dataset {
  if (field.kind === 'text') return textDataset(field.value);
  const values = field.kind === 'real' ? field.values : Float64Array.from(field.values);
  const realType: Hdf5Type = values instanceof Float32Array ? 'float32' : 'float64';
  const type = field.kind === 'int' ? 'int' : realType;
  return { kind: 'dataset', type, shape: field.shape, values, attributes: NO_ATTRIBUTES };
}
