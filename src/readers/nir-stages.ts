/** The linear nodes of NIR as connectivity, delay and bias. */
import {
  type Connectivity,
  type Conv,
  type Dense,
  type FloatArray,
  type Sparse,
  shapeSize,
} from '../model/network.ts';
import { groupDigits, InputError } from '../support/errors.ts';
import type { FlatNode } from './nir-flatten.ts';
import { showShape } from './nir-names.ts';
import type { NodeShapes } from './nir-shapes.ts';
import {
  broadcastsTo,
  fieldArray,
  fieldError,
  stretched,
  uniformValue,
  whereNode,
} from './nir-values.ts';
import { paddingBegin, volumeOf, windowOf, windowOutput } from './nir-window.ts';

/** What a linear node does to the values that pass it. */
export interface LinearEffect {
  /** Absent where values pass unchanged (Flatten, ports, delays of one value). */
  readonly stage?: Connectivity;
  readonly delayS: number;
  /** Added to the output in every step, one value per output; absent where all are 0. */
  readonly bias?: Float64Array;
}

const WEIGHTS_MAX = 2 ** 28;

/** Throws E_NIR_FIELD, E_NIR_VALUE, E_NIR_SIZE. */
export function linearEffect(node: FlatNode, shapes: NodeShapes, path: string): LinearEffect {
  switch (node.type) {
    case 'Linear':
      return { stage: matrixStage(node, shapes, path), delayS: 0 };
    case 'Affine':
      return withBias(matrixStage(node, shapes, path), affineBias(node, shapes, path));
    case 'Conv1d':
    case 'Conv2d':
      return withBias(convStage(node, shapes, path), convBias(node, shapes, path));
    case 'SumPool2d':
    case 'AvgPool2d':
      return { stage: poolStage(node, shapes, path), delayS: 0 };
    case 'Scale':
      return { stage: scaleStage(node, shapes), delayS: 0 };
    case 'Delay':
      return delayEffect(node, shapes, path);
    default:
      return { delayS: 0 };
  }
}

function withBias(stage: Connectivity, bias: Float64Array): LinearEffect {
  return bias.every((value) => value === 0) ? { stage, delayS: 0 } : { stage, delayS: 0, bias };
}

/**
 * A weight of [..., out, in] maps the last axis. Over several rows it is a block-diagonal map: a
 * convolution of one position with a group for each row.
 */
function matrixStage(
  node: FlatNode,
  shapes: NodeShapes,
  path: string,
): Dense<FloatArray> | Conv<FloatArray> {
  const { shape } = node.fields.get('weight')!;
  const weights = fieldArray(node, 'weight');
  const preSize = shapeSize(shapes.input);
  const postSize = shapeSize(shapes.output);
  const rows = preSize / shape.at(-1)!;
  if (rows === 1) return { kind: 'dense', preSize, postSize, weights };
  return {
    kind: 'conv',
    inputShape: [preSize, 1, 1],
    inputExtent: [1, 1],
    outputShape: [postSize, 1, 1],
    kernel: [1, 1],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [0, 0],
    groups: rows,
    weights: shape.length > 2 ? weights : repeated(weights, rows, node, path),
  };
}

function repeated(weights: FloatArray, rows: number, node: FlatNode, path: string): FloatArray {
  const size = weights.length * rows;
  if (size > WEIGHTS_MAX) {
    const text = `${whereNode(node, path)} is applied to ${groupDigits(rows)} rows: ${groupDigits(size)} weights; ${groupDigits(WEIGHTS_MAX)} are the most that can be read.`;
    throw new InputError('E_NIR_SIZE', text, { path, node: node.name });
  }
  const all = weights instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  for (let row = 0; row < rows; row++) all.set(weights, row * weights.length);
  return all;
}

function affineBias(node: FlatNode, shapes: NodeShapes, path: string): Float64Array {
  const field = node.fields.get('bias')!;
  if (broadcastsTo(field.shape, shapes.output)) {
    return Float64Array.from(stretched(field, shapes.output));
  }
  const problem = `has shape ${showShape(field.shape)}, but its outputs have ${showShape(shapes.output)}`;
  throw fieldError('E_NIR_FIELD', node, 'bias', path, problem);
}

function convStage(node: FlatNode, shapes: NodeShapes, path: string): Conv<FloatArray> {
  const window = windowOf(node, path);
  const inputShape = volumeOf(node.type, shapes.input)!;
  return {
    kind: 'conv',
    inputShape,
    inputExtent: [inputShape[1], inputShape[2]],
    outputShape: windowOutput(window, inputShape)!,
    kernel: window.kernel,
    stride: window.stride,
    dilation: window.dilation,
    padding: paddingBegin(window),
    groups: window.groups,
    weights: fieldArray(node, 'weight'),
  };
}

/** One value for each output channel, or a scalar for all. */
function convBias(node: FlatNode, shapes: NodeShapes, path: string): Float64Array {
  const values = fieldArray(node, 'bias');
  const [channels] = volumeOf(node.type, shapes.output)!;
  if (values.length !== channels && values.length !== 1) {
    const problem = `has ${values.length} values, but there are ${channels} output channels`;
    throw fieldError('E_NIR_FIELD', node, 'bias', path, problem);
  }
  const bias = new Float64Array(shapeSize(shapes.output));
  const plane = bias.length / channels;
  for (let c = 0; c < channels; c++) {
    bias.fill(values[values.length === 1 ? 0 : c]!, c * plane, (c + 1) * plane);
  }
  return bias;
}

function poolStage(node: FlatNode, shapes: NodeShapes, path: string): Connectivity {
  const window = windowOf(node, path);
  const inputShape = volumeOf(node.type, shapes.input)!;
  return {
    kind: 'pool',
    reduce: node.type === 'SumPool2d' ? 'sum' : 'average',
    inputShape,
    outputShape: windowOutput(window, inputShape)!,
    kernel: window.kernel,
    stride: window.stride,
    padding: paddingBegin(window),
  };
}

function scaleStage(node: FlatNode, shapes: NodeShapes): Connectivity {
  const size = shapeSize(shapes.output);
  const uniform = uniformValue(fieldArray(node, 'scale'));
  const weights = uniform ?? stretched(node.fields.get('scale')!, shapes.output);
  return { kind: 'one-to-one', size, weights };
}

function delayEffect(node: FlatNode, shapes: NodeShapes, path: string): LinearEffect {
  const values = fieldArray(node, 'delay');
  const negative = values.findIndex((value) => value < 0);
  if (negative >= 0) {
    const problem = `is ${values[negative]} at index ${negative}; delays are 0 or more seconds`;
    throw fieldError('E_NIR_VALUE', node, 'delay', path, problem);
  }
  const uniform = uniformValue(values);
  if (uniform !== undefined) return { delayS: uniform };
  const delaysS = stretched(node.fields.get('delay')!, shapes.output);
  return { stage: diagonal(Float32Array.from(delaysS)), delayS: 0 };
}

function diagonal(delaysS: Float32Array): Sparse<FloatArray> {
  const size = delaysS.length;
  return {
    kind: 'sparse',
    preSize: size,
    postSize: size,
    offsets: Int32Array.from({ length: size + 1 }, (_, k) => k),
    targets: Int32Array.from({ length: size }, (_, k) => k),
    weights: new Float32Array(size).fill(1),
    delaysS,
  };
}
