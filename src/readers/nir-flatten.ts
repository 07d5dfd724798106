/** Nested NIR graphs laid flat: nodes by index, edges as neighbour lists. */
import { InputError } from '../support/errors.ts';
import type { NirNodeType } from './nir-fields.ts';
import { type NirField, type NirGraph, type NirNode, portOf } from './nir-graph.ts';
import { compareNatural, quoteName, quoteNames } from './nir-names.ts';

export interface FlatNode {
  /** `outer.inner` for a node of a nested graph; unique. */
  readonly name: string;
  /** `Port` is the Input or Output of a nested graph: it passes its values on. */
  readonly type: Exclude<NirNodeType, 'NIRGraph'> | 'Port';
  readonly fields: ReadonlyMap<string, NirField>;
}

export interface FlatGraph {
  /** The file, for messages. */
  readonly path: string;
  /** In natural order of their names. */
  readonly nodes: readonly FlatNode[];
  /** Indices of the nodes that each node feeds, ascending. */
  readonly targets: readonly (readonly number[])[];
  /** Indices of the nodes that feed each node, ascending. */
  readonly sources: readonly (readonly number[])[];
}

/** Nodes and edges as found, in the order of the walk. */
interface Collected {
  readonly nodes: FlatNode[];
  readonly edges: [number, number][];
  readonly names: Set<string>;
}

/** A node of one graph: its own index, or the indices of a nested graph's ports by their names. */
type Place =
  | { readonly index: number }
  | { readonly inputs: ReadonlyMap<string, number>; readonly outputs: ReadonlyMap<string, number> };

/** Throws E_NIR_EDGE for edges into an Input, out of an Output, or to a nested graph without a single port. */
export function flattenNirGraph(graph: NirGraph): FlatGraph {
  const collected: Collected = { nodes: [], edges: [], names: new Set() };
  collect(graph, '', collected);
  return inNaturalOrder(graph.path, collected);
}

function collect(graph: NirGraph, prefix: string, collected: Collected): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const node of graph.nodes.values()) {
    places.set(node.name, place(node, prefix, collected));
  }
  for (const edge of graph.edges) {
    checkPorts(graph, edge, prefix);
    const source = endpoint(graph, places, edge, 0);
    const target = endpoint(graph, places, edge, 1);
    collected.edges.push([source, target]);
  }
  return places;
}

function place(node: NirNode, prefix: string, collected: Collected): Place {
  if (node.graph === undefined) return { index: addNode(node, prefix, collected) };
  const inner = collect(node.graph, `${prefix}${node.name}.`, collected);
  const ports = (type: NirNodeType): Map<string, number> => {
    const found = [...node.graph!.nodes.values()].filter((child) => child.type === type);
    return new Map(
      found.map((child) => [child.name, (inner.get(child.name) as { index: number }).index]),
    );
  };
  return { inputs: ports('Input'), outputs: ports('Output') };
}

function addNode(node: NirNode, prefix: string, collected: Collected): number {
  const isPort = prefix !== '' && (node.type === 'Input' || node.type === 'Output');
  const type = isPort ? 'Port' : (node.type as Exclude<NirNodeType, 'NIRGraph'>);
  // A top-level "a.b" may meet node "b" of a nested graph "a".
  let name = prefix + node.name;
  for (let n = 2; collected.names.has(name); n++) name = `${prefix}${node.name}~${n}`;
  collected.names.add(name);
  collected.nodes.push({ name, type, fields: node.fields });
  return collected.nodes.length - 1;
}

/** Values neither flow into an Input nor out of an Output of the same graph. */
function checkPorts(graph: NirGraph, edge: readonly [string, string], prefix: string): void {
  const outOfOutput = graph.nodes.get(edge[0])?.type === 'Output';
  const intoInput = graph.nodes.get(edge[1])?.type === 'Input';
  if (!outOfOutput && !intoInput) return;
  const where = prefix === '' ? 'the graph' : `subgraph ${quoteName(prefix.slice(0, -1))}`;
  const problem = outOfOutput ? 'leaves an Output' : 'enters an Input';
  throw new InputError(
    'E_NIR_EDGE',
    `edge ${showEdge(edge)} of ${where} in "${graph.path}" ${problem}. Turn the edge around or remove it.`,
    { path: graph.path, edge },
  );
}

/** Node index at the source (0) or target (1) end of an edge. */
function endpoint(
  graph: NirGraph,
  places: ReadonlyMap<string, Place>,
  edge: readonly [string, string],
  side: 0 | 1,
): number {
  const name = edge[side];
  const whole = places.get(name);
  if (whole !== undefined && 'index' in whole) return whole.index;
  const [nodeName, portName] = whole === undefined ? portOf(graph, name)! : [name, undefined];
  const outer = places.get(nodeName) as Exclude<Place, { index: number }>;
  const ports = side === 0 ? outer.outputs : outer.inputs;
  const index = portName === undefined ? onlyValue(ports) : ports.get(portName);
  if (index !== undefined) return index;
  const kind = side === 0 ? 'Output' : 'Input';
  const has = ports.size === 0 ? 'none' : quoteNames([...ports.keys()]);
  throw new InputError(
    'E_NIR_EDGE',
    `edge ${showEdge(edge)} in "${graph.path}" does not say which ${kind} of subgraph ${quoteName(nodeName)} it means (it has ${has}). ` +
      `Name one ${kind}, as in ${quoteName(`${nodeName}.${[...ports.keys()][0] ?? kind.toLowerCase()}`)}.`,
    { path: graph.path, edge },
  );
}

function onlyValue(ports: ReadonlyMap<string, number>): number | undefined {
  return ports.size === 1 ? [...ports.values()][0] : undefined;
}

function showEdge(edge: readonly [string, string]): string {
  return `${quoteName(edge[0])} -> ${quoteName(edge[1])}`;
}

function inNaturalOrder(path: string, { nodes, edges }: Collected): FlatGraph {
  const order = nodes.map((_, k) => k);
  order.sort((a, b) => compareNatural(nodes[a]!.name, nodes[b]!.name));
  const rank = new Int32Array(nodes.length);
  for (const [k, index] of order.entries()) rank[index] = k;
  const targets: number[][] = nodes.map(() => []);
  const sources: number[][] = nodes.map(() => []);
  for (const [source, target] of edges) {
    targets[rank[source]!]!.push(rank[target]!);
    sources[rank[target]!]!.push(rank[source]!);
  }
  for (const list of [...targets, ...sources]) list.sort((a, b) => a - b);
  return { path, nodes: order.map((index) => nodes[index]!), targets, sources };
}
