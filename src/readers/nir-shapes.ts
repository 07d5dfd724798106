/**
 * Shapes of all values in a NIR graph. Files store few of them, so they are inferred: from the Inputs
 * along the edges, and from what nodes declare where no Input leads.
 */
import { shapeSize } from '../model/network.ts';
import { groupDigits, InputError } from '../support/errors.ts';
import { isNeuronType } from './nir-fields.ts';
import type { FlatGraph, FlatNode } from './nir-flatten.ts';
import { quoteName, showShape } from './nir-names.ts';
import {
  broadcastsTo,
  commonShape,
  fieldError,
  integerOf,
  integersOf,
  sameButForOnes,
  whereNode,
} from './nir-values.ts';
import { isWindowType, shapeOfVolume, volumeOf, windowOf, windowOutput } from './nir-window.ts';

export type Shape = readonly number[];

export interface NodeShapes {
  readonly input: Shape;
  readonly output: Shape;
}

/** The shape that leaves a node, or what it would have accepted instead. */
type Fit = { readonly output: Shape } | { readonly takes: string };

const NODE_SIZE_MAX = 2 ** 25;
const GRAPH_SIZE_MAX = 2 ** 27;

/**
 * Input and output shape of each node, by its index.
 * Throws E_NIR_SHAPE (shapes that do not fit or cannot be told), E_NIR_SIZE, E_NIR_FIELD, E_NIR_VALUE.
 */
export function inferShapes(graph: FlatGraph): readonly NodeShapes[] {
  const shapes = new Array<NodeShapes | undefined>(graph.nodes.length);
  for (const [index, node] of graph.nodes.entries()) {
    if (node.type === 'Input') settle(graph, shapes, index, declaredShape(node, graph.path)!);
  }
  for (const guess of GUESSES) {
    settleRest(graph, shapes, (node) => guess(node, graph.path));
    settleBackward(graph, shapes);
  }
  const unknown = shapes.indexOf(undefined);
  if (unknown >= 0) throw unknownShape(graph, unknown);
  checkTotal(graph, shapes as NodeShapes[]);
  return shapes as NodeShapes[];
}

/**
 * What nodes that no Input leads to say of their input, the surest first: shapes that are written down,
 * plain matrices, parameters of a single value in an axis, stacked matrices (which also see vectors),
 * and scalars.
 */
const GUESSES: readonly ((node: FlatNode, path: string) => Shape | undefined)[] = [
  (node, path) => (isMatrix(node) ? undefined : declaredShape(node, path)),
  (node, path) =>
    isMatrix(node) && weightRank(node) === 2 ? declaredShape(node, path) : undefined,
  (node, path) => {
    const shape = isElementwise(node) ? parameterShape(node, path) : [];
    return shape.length > 0 ? shape : undefined;
  },
  (node, path) => (isMatrix(node) ? declaredShape(node, path) : undefined),
  (node, path) => (isElementwise(node) ? parameterShape(node, path) : undefined),
];

function isMatrix(node: FlatNode): boolean {
  return node.type === 'Linear' || node.type === 'Affine';
}

function weightRank(node: FlatNode): number {
  return node.fields.get('weight')!.shape.length;
}

/** Gives the nodes that no shape has reached what `guess` says of them, in natural order. */
function settleRest(
  graph: FlatGraph,
  shapes: (NodeShapes | undefined)[],
  guess: (node: FlatNode) => Shape | undefined,
): void {
  for (const [index, node] of graph.nodes.entries()) {
    if (shapes[index] !== undefined) continue;
    const shape = guess(node);
    if (shape !== undefined) settle(graph, shapes, index, shape);
  }
}

/** Nodes of scalar parameters take the shape that the nodes behind them ask for. */
function settleBackward(graph: FlatGraph, shapes: (NodeShapes | undefined)[]): void {
  const queue = [...shapes.keys()].filter((index) => shapes[index] !== undefined);
  for (let at = 0; at < queue.length; at++) {
    const { input } = shapes[queue[at]!]!;
    for (const source of graph.sources[queue[at]!]!) {
      if (shapes[source] !== undefined || !isElementwise(graph.nodes[source]!)) continue;
      for (const settled of settle(graph, shapes, source, input)) queue.push(settled);
    }
  }
}

function isElementwise(node: FlatNode): boolean {
  return isNeuronType(node.type) || node.type === 'Scale' || node.type === 'Delay';
}

/**
 * Fixes the input shape of one node and follows its edges; every edge between known shapes is checked.
 * Returns the nodes whose shapes it settled.
 */
function settle(
  graph: FlatGraph,
  shapes: (NodeShapes | undefined)[],
  first: number,
  input: Shape,
): number[] {
  const own = fitNode(graph.nodes[first]!, input, graph.path);
  if ('takes' in own) throw misfit(graph, undefined, input, first, own.takes);
  shapes[first] = { input, output: own.output };
  const queue = [first];
  for (let at = 0; at < queue.length; at++) {
    const source = queue[at]!;
    const { output } = shapes[source]!;
    for (const target of graph.targets[source]!) {
      const fitted = fitNode(graph.nodes[target]!, output, graph.path);
      if ('takes' in fitted) throw misfit(graph, source, output, target, fitted.takes);
      const known = shapes[target];
      if (known === undefined) {
        shapes[target] = { input: output, output: fitted.output };
        queue.push(target);
      } else if (showShape(known.output) !== showShape(fitted.output)) {
        const takes = `${showShape(known.input)}, as its other inputs give`;
        throw misfit(graph, source, output, target, takes);
      }
    }
  }
  return queue;
}

function fitNode(node: FlatNode, input: Shape, path: string): Fit {
  const fitted = fitByType(node, input, path);
  if ('output' in fitted && shapeSize(fitted.output) > NODE_SIZE_MAX) {
    throw new InputError(
      'E_NIR_SIZE',
      `${whereNode(node, path)} would hold ${showShape(fitted.output)} = ${groupDigits(shapeSize(fitted.output))} values; ` +
        `${groupDigits(NODE_SIZE_MAX)} are the most that can be read.`,
      { path, node: node.name },
    );
  }
  return fitted;
}

function fitByType(node: FlatNode, input: Shape, path: string): Fit {
  if (isWindowType(node.type)) return fitWindow(node, input, path);
  switch (node.type) {
    case 'Input':
      return { output: input };
    case 'Output':
    case 'Port': {
      const declared = declaredShape(node, path)!;
      return sameButForOnes(declared, input) ? { output: input } : { takes: showShape(declared) };
    }
    case 'Linear':
    case 'Affine':
      return fitMatrix(node, input, path);
    case 'Flatten':
      return fitFlatten(node, input, path);
    default:
      return fitElementwise(node, input, path);
  }
}

function fitWindow(node: FlatNode, input: Shape, path: string): Fit {
  const window = windowOf(node, path);
  const volume = volumeOf(node.type, input);
  const [channels, extent] = [window.channels?.[0], window.declaredExtent];
  const axes = [channels ?? 'channels', ...(extent ?? ['height', 'width'])];
  const takes = `[${(node.type === 'Conv1d' ? [axes[0], axes[2]] : axes).join(', ')}]`;
  if (volume === undefined || (channels !== undefined && volume[0] !== channels)) return { takes };
  if (extent !== undefined && (volume[1] !== extent[0] || volume[2] !== extent[1])) {
    return { takes };
  }
  const output = windowOutput(window, volume);
  if (output !== undefined) return { output: shapeOfVolume(node.type, output) };
  return { takes: `at least its kernel of ${showShape(window.kernel)} behind padding` };
}

function fitMatrix(node: FlatNode, input: Shape, path: string): Fit {
  const { shape } = node.fields.get('weight')!;
  if (shape.length < 2) {
    const problem = `has shape ${showShape(shape)}; at least [out, in] was expected`;
    throw fieldError('E_NIR_FIELD', node, 'weight', path, problem);
  }
  const lead = shape.slice(0, -2);
  const [out, columns] = [shape.at(-2)!, shape.at(-1)!];
  const axes = input.length === 0 ? [1] : input;
  const inputLead = axes.slice(0, -1);
  const takes = showShape([...lead, columns]);
  if (axes.at(-1) !== columns) return { takes };
  if (lead.length === 0) return { output: [...inputLead, out] };
  // A vector is seen by each of the stacked matrices.
  const fits = inputLead.length === 0 || showShape(inputLead) === showShape(lead);
  return fits ? { output: [...lead, out] } : { takes };
}

function fitFlatten(node: FlatNode, input: Shape, path: string): Fit {
  const rank = Math.max(1, input.length);
  const axis = (field: string): number => {
    const value = integerOf(node, field, path, -rank);
    if (value < rank) return value < 0 ? value + rank : value;
    const problem = `is ${value}, but the values have only ${rank} axes`;
    throw fieldError('E_NIR_VALUE', node, field, path, problem);
  };
  const [begin, end] = [axis('start_dim'), axis('end_dim')];
  if (begin > end) {
    const problem = `(${end}) lies before "start_dim" (${begin})`;
    throw fieldError('E_NIR_VALUE', node, 'end_dim', path, problem);
  }
  const declared = declaredShape(node, path);
  if (declared !== undefined && !sameButForOnes(declared, input)) {
    return { takes: showShape(declared) };
  }
  const middle = shapeSize(input.slice(begin, end + 1));
  return { output: [...input.slice(0, begin), middle, ...input.slice(end + 1)] };
}

/** Neurons, Scale and Delay: parameters stretch over the values. */
function fitElementwise(node: FlatNode, input: Shape, path: string): Fit {
  const parameters = parameterShape(node, path);
  if (broadcastsTo(parameters, input)) return { output: input };
  if (sameButForOnes(parameters, input)) return { output: parameters };
  return { takes: showShape(parameters) };
}

/** The shape that the parameters of a neuron, Scale or Delay have together. Throws E_NIR_FIELD. */
function parameterShape(node: FlatNode, path: string): Shape {
  let common: Shape = [];
  for (const [field, { shape }] of node.fields) {
    const next = commonShape(common, shape);
    if (next === undefined) {
      const problem = `has shape ${showShape(shape)}, the fields before it ${showShape(common)}`;
      throw fieldError('E_NIR_FIELD', node, field, path, problem);
    }
    common = next;
  }
  return common;
}

/** The input shape that a node states itself; undefined where it states none or only scalars. */
function declaredShape(node: FlatNode, path: string): Shape | undefined {
  switch (node.type) {
    case 'Input':
    case 'Output':
    case 'Port':
      return integersOf(node, 'shape', path, 1);
    case 'Flatten':
      return integersOf(node, 'input_type', path, 1);
    case 'Linear':
    case 'Affine': {
      const { shape } = node.fields.get('weight')!;
      return shape.length < 2 ? undefined : [...shape.slice(0, -2), shape.at(-1)!];
    }
    case 'Conv1d':
    case 'Conv2d': {
      const { channels, declaredExtent } = windowOf(node, path);
      if (declaredExtent === undefined) return undefined;
      return shapeOfVolume(node.type, [channels![0], declaredExtent[0], declaredExtent[1]]);
    }
    case 'SumPool2d':
    case 'AvgPool2d':
      return undefined;
    default: {
      const shape = parameterShape(node, path);
      return shapeSize(shape) > 1 ? shape : undefined;
    }
  }
}

function misfit(
  graph: FlatGraph,
  source: number | undefined,
  given: Shape,
  target: number,
  takes: string,
): InputError {
  const node = graph.nodes[target]!;
  const from = source === undefined ? 'its own fields give' : `${sourceName(graph, source)} gives`;
  const advice =
    isMatrix(node) && given.length > 1
      ? 'Is a Flatten missing in between?'
      : 'Correct one of the two.';
  return new InputError(
    'E_NIR_SHAPE',
    `${from} ${showShape(given)}, but ${whereNode(node, graph.path)} takes ${takes}. ${advice}`,
    { path: graph.path, source: source && graph.nodes[source]!.name, target: node.name, given },
  );
}

function sourceName(graph: FlatGraph, source: number): string {
  const node = graph.nodes[source]!;
  return `node ${quoteName(node.name)} (${node.type})`;
}

function unknownShape(graph: FlatGraph, index: number): InputError {
  return new InputError(
    'E_NIR_SHAPE',
    `the shape of ${whereNode(graph.nodes[index]!, graph.path)} cannot be told: no Input leads to it. Connect it or remove it.`,
    { path: graph.path, node: graph.nodes[index]!.name },
  );
}

function checkTotal(graph: FlatGraph, shapes: readonly NodeShapes[]): void {
  const total = shapes.reduce((sum, { output }) => sum + shapeSize(output), 0);
  if (total <= GRAPH_SIZE_MAX) return;
  throw new InputError(
    'E_NIR_SIZE',
    `"${graph.path}": its ${groupDigits(graph.nodes.length)} nodes would hold ${groupDigits(total)} values; ` +
      `${groupDigits(GRAPH_SIZE_MAX)} are the most that can be read.`,
    { path: graph.path },
  );
}
