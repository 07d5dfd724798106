/** A NIR file as a tree of values: nodes, fields and edges, checked but not yet interpreted. */
import type { Assumption } from '../model/network.ts';
import { InputError, nearestWord } from '../support/errors.ts';
import { type Hdf5Dataset, type Hdf5Group, readHdf5 } from './hdf5.ts';
import { NIR_FIELDS, NIR_NODE_TYPES, type NirNodeType } from './nir-fields.ts';
import { compareNatural, quoteName, quoteNames } from './nir-names.ts';

/** A field's values in C order; [] is the shape of a scalar. */
export interface NirField {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | readonly string[];
}

export interface NirNode {
  readonly name: string;
  readonly type: NirNodeType;
  readonly fields: ReadonlyMap<string, NirField>;
  /** Present where `type` is NIRGraph. */
  readonly graph?: NirGraph;
}

export interface NirGraph {
  /** The file, for messages. */
  readonly path: string;
  /** Version of the NIR package that wrote the file; '' where it does not say. */
  readonly version: string;
  /** In natural order of their names. */
  readonly nodes: ReadonlyMap<string, NirNode>;
  /** [source, target], each once, in natural order. */
  readonly edges: readonly (readonly [string, string])[];
  /** What was ignored while reading. Nested graphs report to the outermost. */
  readonly assumptions: readonly Assumption[];
}

interface Context {
  readonly path: string;
  readonly version: string;
  readonly extraFields: string[];
  readonly repeatedEdges: string[];
}

const EDGES_MAX = 1_000_000;

/**
 * Reads and checks a NIR file. `path` only names the file in messages.
 * Throws what `readHdf5` throws, and E_NIR (HDF5 but not NIR), E_NIR_NODE (unknown type), E_NIR_EDGE
 * (names a missing node), E_NIR_FIELD (missing or of the wrong kind), E_NIR_VALUE (NaN, infinite).
 */
export async function readNirGraph(bytes: Uint8Array, path: string): Promise<NirGraph> {
  const root = await readHdf5(bytes, path, { skip: isMetadata });
  const node = root.children.get('node');
  if (node?.kind !== 'group') {
    throw new InputError(
      'E_NIR',
      `"${path}" is an HDF5 file but not a NIR graph: it has no group "/node". ` +
        (root.attributes.has('__type__')
          ? 'It holds recorded NIR data, not a network.'
          : 'Write it with nir.write().'),
      { path },
    );
  }
  const version = scalarText(root.children.get('version'));
  const context: Context = { path, version, extraFields: [], repeatedEdges: [] };
  const type = nodeType(node, 'node', context);
  if (type === 'NIRGraph') return withAssumptions(readGraph(node, '', context), context);
  const single = readNode(node, 'node', 'node', context);
  throw new InputError(
    'E_NIR',
    `"${path}" holds a single ${single.type} node and no graph. Wrap it: nir.NIRGraph.from_list(node).`,
    { path },
  );
}

/**
 * Metadata means nothing to the network, whatever it holds. A node may well be called "metadata", so
 * its place decides: node, (nodes, NAME)*, metadata.
 */
function isMetadata(objectPath: string): boolean {
  if (!objectPath.endsWith('/metadata')) return false;
  return objectPath.startsWith('node/') && objectPath.split('/').length % 2 === 0;
}

function withAssumptions(graph: NirGraph, context: Context): NirGraph {
  const assumptions: Assumption[] = [];
  if (context.extraFields.length > 0) {
    const text = `fields that NIR does not define were ignored: ${quoteNames(context.extraFields)}`;
    assumptions.push({ code: 'nir-extra-field', text });
  }
  if (context.repeatedEdges.length > 0) {
    const text = `edges that the file lists more than once count once: ${quoteNames(context.repeatedEdges)}`;
    assumptions.push({ code: 'nir-repeated-edge', text });
  }
  return { ...graph, assumptions };
}

function readGraph(group: Hdf5Group, label: string, context: Context): NirGraph {
  const where = label === '' ? 'the graph' : `subgraph ${quoteName(label)}`;
  const nodeGroup = group.children.get('nodes');
  if (nodeGroup?.kind !== 'group') {
    throw new InputError('E_NIR_FIELD', `${where} in "${context.path}" has no group "nodes".`, {
      path: context.path,
    });
  }
  noteExtraFields(group, 'NIRGraph', label, context);
  const nodes = new Map<string, NirNode>();
  for (const name of [...nodeGroup.children.keys()].sort(compareNatural)) {
    const nodeLabel = label === '' ? name : `${label}.${name}`;
    nodes.set(name, readNode(nodeGroup.children.get(name)!, name, nodeLabel, context));
  }
  const edges = readEdges(group.children.get('edges'), where, context);
  const graph = { path: context.path, version: context.version, nodes, edges, assumptions: [] };
  checkEdges(graph, where);
  return graph;
}

function readNode(
  item: Hdf5Group | Hdf5Dataset,
  name: string,
  label: string,
  context: Context,
): NirNode {
  if (item.kind !== 'group') {
    throw new InputError(
      'E_NIR_NODE',
      `node ${quoteName(label)} in "${context.path}" is a dataset; a group with a "type" was expected.`,
      { path: context.path, node: label },
    );
  }
  const type = nodeType(item, label, context);
  if (type === 'NIRGraph') {
    return { name, type, fields: new Map(), graph: readGraph(item, label, context) };
  }
  noteExtraFields(item, type, label, context);
  const fields = new Map<string, NirField>();
  for (const field of NIR_FIELDS[type].required) {
    if (!item.children.has(field)) throw missingField(item, type, label, field, context.path);
  }
  for (const field of [...NIR_FIELDS[type].required, ...NIR_FIELDS[type].optional]) {
    const dataset = item.children.get(field);
    if (dataset !== undefined) {
      fields.set(field, readField(dataset, `node ${quoteName(label)} (${type})`, field, context));
    }
  }
  return { name, type, fields };
}

function nodeType(group: Hdf5Group, label: string, context: Context): NirNodeType {
  const text = scalarText(group.children.get('type'));
  if (Object.hasOwn(NIR_FIELDS, text)) return text as NirNodeType;
  const nearest = text.length > 200 ? undefined : nearestWord(text, NIR_NODE_TYPES);
  const what = text === '' ? 'has no "type"' : `is of unknown type ${quoteName(text)}`;
  const hint = nearest === undefined ? `Known are ${NIR_NODE_TYPES.join(', ')}.` : '';
  throw new InputError(
    'E_NIR_NODE',
    `node ${quoteName(label)} in "${context.path}" ${what}. ${nearest ? `Did you mean ${nearest}?` : hint}`,
    { path: context.path, node: label, type: text, nearest },
  );
}

function scalarText(item: Hdf5Group | Hdf5Dataset | undefined): string {
  return item?.kind === 'dataset' && item.type === 'string' ? String(item.values[0] ?? '') : '';
}

function noteExtraFields(
  group: Hdf5Group,
  type: NirNodeType,
  label: string,
  context: Context,
): void {
  const { required, optional } = NIR_FIELDS[type];
  for (const field of group.children.keys()) {
    if (field === 'type' || required.includes(field) || optional.includes(field)) continue;
    context.extraFields.push(label === '' ? field : `${label}/${field}`);
  }
}

function missingField(
  group: Hdf5Group,
  type: NirNodeType,
  label: string,
  field: string,
  path: string,
): InputError {
  const others = [...group.children.keys()].filter((name) => name !== 'type');
  const has = others.length === 0 ? 'it has no fields' : `it has ${quoteNames(others)}`;
  return new InputError(
    'E_NIR_FIELD',
    `node ${quoteName(label)} (${type}) in "${path}" lacks field "${field}": ${has}.`,
    { path, node: label, field },
  );
}

function readField(
  item: Hdf5Group | Hdf5Dataset,
  where: string,
  field: string,
  context: Context,
): NirField {
  const data = { path: context.path, field };
  if (item.kind !== 'dataset' || item.type === 'unsupported') {
    const what =
      item.kind === 'dataset' ? 'stored in a type that is not read' : 'a group, not an array';
    const text = `${where} in "${context.path}": field "${field}" is ${what}. Store it as float32, float64 or int64.`;
    throw new InputError('E_NIR_FIELD', text, data);
  }
  if (item.type === 'string' && field !== 'padding') {
    const text = `${where} in "${context.path}": field "${field}" is text; numbers were expected.`;
    throw new InputError('E_NIR_FIELD', text, data);
  }
  if (item.values.length === 0 && field !== 'shape') {
    const text = `${where} in "${context.path}": field "${field}" is empty.`;
    throw new InputError('E_NIR_FIELD', text, data);
  }
  if (item.type === 'float32' || item.type === 'float64') {
    checkFinite(item.values as Float64Array, where, field, context.path);
  }
  return { shape: item.shape, values: item.values };
}

function checkFinite(
  values: Float32Array | Float64Array,
  where: string,
  field: string,
  path: string,
): void {
  for (let k = 0; k < values.length; k++) {
    if (Number.isFinite(values[k])) continue;
    throw new InputError(
      'E_NIR_VALUE',
      `${where} in "${path}": field "${field}" is ${values[k]} at index ${k}; every value must be finite.`,
      { path, field, index: k },
    );
  }
}

function readEdges(
  item: Hdf5Group | Hdf5Dataset | undefined,
  where: string,
  context: Context,
): [string, string][] {
  const { path } = context;
  // Without edges, Python writes an empty array of any type.
  if (item?.kind === 'dataset' && item.shape.includes(0)) return [];
  const isPairs = item?.kind === 'dataset' && item.type === 'string' && item.shape[1] === 2;
  if (!isPairs || item.shape.length !== 2) {
    const text = `${where} in "${path}": "edges" must be an array of [source, target] names.`;
    throw new InputError('E_NIR_FIELD', text, { path, field: 'edges' });
  }
  if (item.shape[0]! > EDGES_MAX) {
    const text = `${where} in "${path}" has ${item.shape[0]} edges; ${EDGES_MAX} can be read.`;
    throw new InputError('E_NIR_SIZE', text, { path });
  }
  return uniqueEdges(item.values as readonly string[], context);
}

function uniqueEdges(names: readonly string[], context: Context): [string, string][] {
  const edges = new Map<string, [string, string]>();
  for (let k = 0; k < names.length; k += 2) {
    const edge: [string, string] = [names[k]!, names[k + 1]!];
    const key = JSON.stringify(edge);
    if (edges.has(key)) context.repeatedEdges.push(`${edge[0]} -> ${edge[1]}`);
    edges.set(key, edge);
  }
  return [...edges.values()].sort(
    (a, b) => compareNatural(a[0], b[0]) || compareNatural(a[1], b[1]),
  );
}

/** Every end of an edge names a node, or a port of a nested graph as `node.port`. Throws E_NIR_EDGE. */
function checkEdges(graph: NirGraph, where: string): void {
  const dangling: { edge: string; missing: string }[] = [];
  for (const [source, target] of graph.edges) {
    const edge = `${quoteName(source)} -> ${quoteName(target)}`;
    if (!isEndpoint(graph, source)) dangling.push({ edge, missing: source });
    if (source !== target && !isEndpoint(graph, target)) dangling.push({ edge, missing: target });
  }
  const first = dangling[0];
  if (first === undefined) return;
  const nearest =
    first.missing.length > 200 ? undefined : nearestWord(first.missing, [...graph.nodes.keys()]);
  const more = dangling.length > 1 ? ` (${dangling.length - 1} more like it)` : '';
  throw new InputError(
    'E_NIR_EDGE',
    `edge ${first.edge} of ${where} in "${graph.path}" names node ${quoteName(first.missing)}, which does not exist${more}. ` +
      (nearest === undefined
        ? `Nodes there: ${quoteNames([...graph.nodes.keys()])}.`
        : `The nearest node there is ${quoteName(nearest)}.`),
    { path: graph.path, missing: first.missing, nearest, count: dangling.length },
  );
}

function isEndpoint(graph: NirGraph, name: string): boolean {
  return graph.nodes.has(name) || portOf(graph, name) !== undefined;
}

/** Node and port where `name` is `node.port` of a nested graph. */
export function portOf(graph: NirGraph, name: string): readonly [string, string] | undefined {
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const inner = graph.nodes.get(name.slice(0, dot))?.graph;
    const port = inner?.nodes.get(name.slice(dot + 1));
    if (port?.type === 'Input' || port?.type === 'Output') {
      return [name.slice(0, dot), name.slice(dot + 1)];
    }
  }
  return undefined;
}
