/** A NIR graph as a `Network`: neurons become populations, the linear nodes between them projections. */
import {
  type Assumption,
  type Network,
  type PerNeuron,
  type Population,
  type Projection,
  shapeSize,
} from '../model/network.ts';
import { applyConnectivity } from './nir-bias.ts';
import { type FlatGraph, flattenNirGraph } from './nir-flatten.ts';
import type { NirGraph } from './nir-graph.ts';
import { compareNatural, quoteNames } from './nir-names.ts';
import { neuronParameters } from './nir-parameters.ts';
import {
  directSources,
  type LinearPath,
  linearOrder,
  linearPaths,
  type NodeRole,
  nodeRoles,
  reached,
} from './nir-paths.ts';
import { inferShapes, type NodeShapes } from './nir-shapes.ts';
import { type LinearEffect, linearEffect } from './nir-stages.ts';

/** All that is known of the nodes of a flat graph, by their indices. */
interface Analysis {
  readonly graph: FlatGraph;
  readonly roles: readonly NodeRole[];
  readonly shapes: readonly NodeShapes[];
  /** Of linear nodes. */
  readonly effects: readonly (LinearEffect | undefined)[];
  readonly paths: readonly LinearPath[];
  /** Linear nodes, each after those that feed it. */
  readonly order: readonly number[];
}

/**
 * The network that a NIR graph describes. Populations stand in topological order from the inputs
 * (inputs first, ties by natural order of names), whatever the order in the file; every path of linear
 * nodes between two populations is a projection; biases of affine nodes are added to the populations
 * behind them. Outputs follow the natural order of the Output nodes' names.
 *
 * Throws E_NIR_EDGE, E_NIR_SHAPE, E_NIR_LOOP, E_NIR_SIZE, E_NIR_FIELD, E_NIR_VALUE.
 */
export function networkFromNir(graph: NirGraph, name: string): Network {
  const analysis = analyse(flattenNirGraph(graph));
  const nodes = populationOrder(analysis);
  const indexOf = new Map(nodes.map((node, index) => [node, index]));
  const assumptions = [...graph.assumptions];
  return {
    name,
    units: 'dimensionless',
    populations: populations(analysis, nodes, assumptions),
    projections: projections(analysis, indexOf),
    outputs: outputs(analysis).map((node) => indexOf.get(node)!),
    assumptions: [...assumptions, ...pathNotes(analysis)],
  };
}

function analyse(graph: FlatGraph): Analysis {
  const roles = nodeRoles(graph);
  const order = linearOrder(graph, roles);
  const paths = linearPaths(graph, roles);
  const shapes = inferShapes(graph);
  const effects = graph.nodes.map((node, index) =>
    roles[index] === 'linear' ? linearEffect(node, shapes[index]!, graph.path) : undefined,
  );
  return { graph, roles, shapes, effects, paths, order };
}

/**
 * Population nodes, each after those that feed it as far as loops allow: a loop is entered at the node
 * nearest to the inputs.
 */
function populationOrder({ graph, roles, paths }: Analysis): readonly number[] {
  const rest = new Set([...roles.keys()].filter((index) => roles[index] === 'population'));
  const feeds = new Map<number, Set<number>>([...rest].map((index) => [index, new Set()]));
  for (const { pre, post } of paths) if (pre !== post) feeds.get(pre)!.add(post);
  const waiting = new Map<number, number>([...rest].map((index) => [index, 0]));
  for (const posts of feeds.values()) {
    for (const post of posts) waiting.set(post, waiting.get(post)! + 1);
  }
  const isInput = (index: number): boolean => graph.nodes[index]!.type === 'Input';
  const inputs = [...rest].filter(isInput);
  const ready = [...rest].filter((index) => !isInput(index) && waiting.get(index) === 0);
  const loopEntries = byDistance(inputs, feeds);
  const order: number[] = [];
  const emit = (next: number): void => {
    if (!rest.delete(next)) return;
    order.push(next);
    for (const post of feeds.get(next)!) {
      waiting.set(post, waiting.get(post)! - 1);
      if (waiting.get(post) === 0) insertAscending(ready, post);
    }
  };
  for (const input of inputs) emit(input);
  for (const entry of loopEntries) {
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) emit(next);
    emit(entry);
  }
  return order;
}

function insertAscending(list: number[], value: number): void {
  const at = list.findIndex((other) => other > value);
  list.splice(at < 0 ? list.length : at, 0, value);
}

/** All populations by projections between the inputs and them, then by name. */
function byDistance(
  inputs: readonly number[],
  feeds: ReadonlyMap<number, ReadonlySet<number>>,
): readonly number[] {
  const distance = new Map<number, number>(inputs.map((index) => [index, 0]));
  const queue = [...inputs];
  for (let at = 0; at < queue.length; at++) {
    for (const post of feeds.get(queue[at]!)!) {
      if (distance.has(post)) continue;
      distance.set(post, distance.get(queue[at]!)! + 1);
      queue.push(post);
    }
  }
  const rank = (index: number): number => distance.get(index) ?? feeds.size;
  return [...feeds.keys()].sort((a, b) => rank(a) - rank(b) || a - b);
}

function populations(
  analysis: Analysis,
  nodes: readonly number[],
  assumptions: Assumption[],
): Population[] {
  const { graph, shapes } = analysis;
  const biases = populationBiases(analysis);
  const missing = new Map<string, string[]>();
  const result = nodes.map((index): Population => {
    const node = graph.nodes[index]!;
    const shape = shapes[index]!.output;
    const parameters = neuronParameters(node, shape, graph.path, (field) => {
      if (!missing.has(field)) missing.set(field, []);
      missing.get(field)!.push(node.name);
    });
    const bias = biases.get(index) ?? 0;
    return { name: node.name, shape: [...shape], size: shapeSize(shape), parameters, bias };
  });
  for (const [field, names] of missing) {
    const value = field === 'w_in' ? 1 : 0;
    const text = `the file does not state ${field} of ${quoteNames(names)}: ${value} is taken`;
    assumptions.push({ code: `nir-${field.replace('_', '-')}`, text });
  }
  return result;
}

/**
 * What the biases add up to at each population. They flow through the linear nodes once, in order, so
 * that a bias counts once however many paths lead into its node.
 */
function populationBiases({
  graph,
  roles,
  effects,
  order,
}: Analysis): ReadonlyMap<number, PerNeuron> {
  const arriving = new Map<number, Float64Array>();
  for (const index of order) {
    const { stage, bias } = effects[index]!;
    const input = arriving.get(index);
    arriving.delete(index);
    let output = input;
    if (input !== undefined && stage !== undefined) output = applyConnectivity(stage, input);
    if (bias !== undefined) output = output === undefined ? bias : sum(output, bias);
    if (output === undefined) continue;
    for (const target of graph.targets[index]!) {
      if (roles[target] === 'output') continue;
      const there = arriving.get(target);
      arriving.set(target, there === undefined ? output : sum(there, output));
    }
  }
  const biased = [...arriving].filter(([, values]) => values.some((value) => value !== 0));
  return new Map(biased);
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, k) => value + b[k]!);
}

function projections(analysis: Analysis, indexOf: ReadonlyMap<number, number>): Projection[] {
  const names = pathNames(analysis);
  const result = analysis.paths.map((path, k): Projection => {
    const effects = path.via.map((node) => analysis.effects[node]!);
    const stages = effects.flatMap(({ stage }) => (stage === undefined ? [] : [stage]));
    const size = shapeSize(analysis.shapes[path.pre]!.output);
    return {
      name: names[k]!,
      pre: indexOf.get(path.pre)!,
      post: indexOf.get(path.post)!,
      stages: stages.length > 0 ? stages : [{ kind: 'one-to-one', size, weights: 1 }],
      delayS: effects.reduce((total, { delayS }) => total + delayS, 0),
    };
  });
  return result.sort((a, b) => a.pre - b.pre || a.post - b.post || compareNatural(a.name, b.name));
}

/** A path bears the names of its maps, as in `fc1` or `4+5`; where that is not unique, its ends' too. */
function pathNames({ graph, effects, paths }: Analysis): string[] {
  const nameOf = (index: number): string => graph.nodes[index]!.name;
  const ends = ({ pre, post }: LinearPath, middle: string): string =>
    `${nameOf(pre)}->${middle === '' ? '' : `${middle}->`}${nameOf(post)}`;
  const maps = paths.map(({ via }) =>
    via
      .filter((node) => effects[node]!.stage !== undefined)
      .map(nameOf)
      .join('+'),
  );
  const uses = new Map<string, number>();
  for (const map of maps) uses.set(map, (uses.get(map) ?? 0) + 1);
  const taken = new Set<string>();
  return paths.map((path, k) => {
    const map = maps[k]!;
    const base = map === '' || uses.get(map)! > 1 ? ends(path, map) : map;
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}~${n}`;
    taken.add(name);
    return name;
  });
}

/** Population nodes that feed the Outputs, each once. */
function outputs({ graph, roles }: Analysis): number[] {
  const found = new Set<number>();
  for (const [index, node] of graph.nodes.entries()) {
    if (node.type !== 'Output') continue;
    const sources = roles[index] === 'population' ? [index] : directSources(graph, index)!;
    for (const source of sources) found.add(source);
  }
  return [...found];
}

/** Nodes that cannot matter, or that run without any input: kept, but worth knowing. */
function pathNotes({ graph }: Analysis): Assumption[] {
  const all = [...graph.nodes.keys()];
  const ofType = (type: string): number[] => all.filter((k) => graph.nodes[k]!.type === type);
  const fromInput = reached(graph.targets, ofType('Input'));
  const toOutput = reached(graph.sources, ofType('Output'));
  const names = (seen: readonly boolean[]): string[] =>
    all.filter((k) => !seen[k]).map((k) => graph.nodes[k]!.name);
  const notes: Assumption[] = [];
  if (names(fromInput).length > 0) {
    const text = `no path from an Input leads to ${quoteNames(names(fromInput))}`;
    notes.push({ code: 'nir-no-input', text });
  }
  if (names(toOutput).length > 0) {
    const text = `no path leads to an Output from ${quoteNames(names(toOutput))}`;
    notes.push({ code: 'nir-no-output', text });
  }
  return notes;
}
