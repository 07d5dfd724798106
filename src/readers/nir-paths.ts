/** Which nodes of a NIR graph become populations, and the paths of linear nodes between them. */
import { groupDigits, InputError } from '../support/errors.ts';
import { isNeuronType } from './nir-fields.ts';
import type { FlatGraph } from './nir-flatten.ts';
import { quoteNames } from './nir-names.ts';

/**
 * `population`: has neurons. `linear`: a map between them. `output`: only marks the populations that
 * feed it.
 */
export type NodeRole = 'population' | 'linear' | 'output';

/** Nodes by index: from a population through linear nodes, in order, to a population. */
export interface LinearPath {
  readonly pre: number;
  readonly via: readonly number[];
  readonly post: number;
}

const PATHS_MAX = 10_000;
const STEPS_MAX = 1_000_000;

/** Role of each node. An Output is a population where anything but neurons feeds it. */
export function nodeRoles(graph: FlatGraph): readonly NodeRole[] {
  return graph.nodes.map(({ type }, index) => {
    if (type === 'Input' || isNeuronType(type)) return 'population';
    if (type !== 'Output') return 'linear';
    return directSources(graph, index) === undefined ? 'population' : 'output';
  });
}

/** The neuron nodes that feed an Output unchanged; undefined where something else feeds it too. */
export function directSources(graph: FlatGraph, output: number): readonly number[] | undefined {
  const found = new Set<number>();
  const seen = new Set<number>();
  const stack = [...graph.sources[output]!];
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const { type } = graph.nodes[index]!;
    if (isNeuronType(type)) found.add(index);
    else if (type === 'Port' || type === 'Flatten') stack.push(...graph.sources[index]!);
    else return undefined;
  }
  return [...found].sort((a, b) => a - b);
}

/** Linear nodes, each after those that feed it. Throws E_NIR_LOOP. */
export function linearOrder(graph: FlatGraph, roles: readonly NodeRole[]): readonly number[] {
  const waiting = graph.sources.map(
    (sources) => sources.filter((source) => roles[source] === 'linear').length,
  );
  const order = [...roles.keys()].filter((k) => roles[k] === 'linear' && waiting[k] === 0);
  for (let at = 0; at < order.length; at++) {
    for (const target of graph.targets[order[at]!]!) {
      if (roles[target] === 'linear' && --waiting[target]! === 0) order.push(target);
    }
  }
  const stuck = [...roles.keys()].find((k) => roles[k] === 'linear' && waiting[k]! > 0);
  if (stuck !== undefined) throw loopError(graph, roles, waiting, stuck);
  return order;
}

/** Walks back among the nodes that never became ready; the walk must close. */
function loopError(
  graph: FlatGraph,
  roles: readonly NodeRole[],
  waiting: readonly number[],
  stuck: number,
): InputError {
  const walk: number[] = [];
  const position = new Map<number, number>();
  for (let at = stuck; !position.has(at); ) {
    position.set(at, walk.length);
    walk.push(at);
    at = graph.sources[at]!.find((k) => roles[k] === 'linear' && waiting[k]! > 0)!;
  }
  const last = graph.sources[walk.at(-1)!]!.find((k) => roles[k] === 'linear' && waiting[k]! > 0)!;
  const names = walk
    .slice(position.get(last)!)
    .reverse()
    .map((k) => graph.nodes[k]!.name);
  return new InputError(
    'E_NIR_LOOP',
    `"${graph.path}": nodes ${quoteNames(names)} form a loop without any neuron in it, so their values have no end. ` +
      'Put a neuron node into the loop or cut it.',
    { path: graph.path, nodes: names },
  );
}

/**
 * All paths of linear nodes between populations, by source and then target in natural order.
 * Throws E_NIR_SIZE where there are too many.
 */
export function linearPaths(graph: FlatGraph, roles: readonly NodeRole[]): readonly LinearPath[] {
  const useful = leadingToPopulations(graph, roles);
  const paths: LinearPath[] = [];
  let steps = 0;
  for (const [pre, role] of roles.entries()) {
    if (role !== 'population') continue;
    const stack: Step[] = [{ node: pre, before: undefined }];
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      for (const target of graph.targets[step.node]!.toReversed()) {
        if (paths.length > PATHS_MAX || ++steps > STEPS_MAX) throw tooManyPaths(graph);
        if (roles[target] === 'population') {
          const via = viaOf(step);
          steps += via.length;
          paths.push({ pre, via, post: target });
        } else if (useful[target]) {
          stack.push({ node: target, before: step });
        }
      }
    }
  }
  return paths.sort((a, b) => a.pre - b.pre || a.post - b.post || compareVia(a.via, b.via));
}

interface Step {
  readonly node: number;
  readonly before: Step | undefined;
}

function viaOf(step: Step): number[] {
  const via: number[] = [];
  for (let at = step; at.before !== undefined; at = at.before) via.push(at.node);
  return via.reverse();
}

function compareVia(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((node, k) => node !== b[k]);
  return differing < 0 ? a.length - b.length : a[differing]! - (b[differing] ?? -1);
}

function tooManyPaths(graph: FlatGraph): InputError {
  return new InputError(
    'E_NIR_SIZE',
    `"${graph.path}" has more than ${groupDigits(PATHS_MAX)} paths of linear nodes between its neurons. ` +
      'Each becomes a projection: merge parallel linear nodes.',
    { path: graph.path },
  );
}

/** Whether a linear node has a population somewhere behind it. */
function leadingToPopulations(graph: FlatGraph, roles: readonly NodeRole[]): readonly boolean[] {
  const useful = roles.map(() => false);
  const queue = [...roles.keys()].filter((index) => roles[index] === 'population');
  for (let at = 0; at < queue.length; at++) {
    for (const source of graph.sources[queue[at]!]!) {
      if (roles[source] !== 'linear' || useful[source]) continue;
      useful[source] = true;
      queue.push(source);
    }
  }
  return useful;
}

/** Which nodes a walk along `next` from `starts` meets, the starts included. */
export function reached(
  next: readonly (readonly number[])[],
  starts: readonly number[],
): readonly boolean[] {
  const seen = next.map(() => false);
  const stack = [...starts];
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (seen[index]) continue;
    seen[index] = true;
    stack.push(...next[index]!);
  }
  return seen;
}
