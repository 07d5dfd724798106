/** Layers of a netx file: what each connects, in this package's shapes. */
import type { Connectivity, Conv, FloatArray, Pool } from '../model/network.ts';
import { shapeSize } from '../model/network.ts';
import { groupDigits } from '../support/errors.ts';
import type { NetxGroup } from './netx-fields.ts';
import { arrayField, hasField, integersField, netxError, pairField } from './netx-fields.ts';

const NEURONS_MAX = 2 ** 24;

/** Neuron shape of a layer, [channels, height, width] or shorter. Throws E_NETX_FIELD, E_NETX_SIZE. */
export function layerShape(layer: NetxGroup): readonly number[] {
  const shape = Array.from(integersField(layer, 'shape', 1, NEURONS_MAX).values);
  if (shape.length === 0 || shape.length > 4) {
    throw netxError('E_NETX_SHAPE', layer, `shape [${shape.join(', ')}] has ${shape.length} axes.`);
  }
  const size = shapeSize(shape);
  if (size <= NEURONS_MAX) return shape;
  throw netxError(
    'E_NETX_SIZE',
    layer,
    `${groupDigits(size)} neurons are more than the ${groupDigits(NEURONS_MAX)} that one layer may have.`,
  );
}

/** A matrix [out][in], flattened input in the order channel, row, column. Throws E_NETX_SHAPE. */
export function denseStage(
  layer: NetxGroup,
  name: string,
  preSize: number,
  postSize: number,
  weights: FloatArray,
): Connectivity {
  expectCount(layer, name, weights.length, [postSize, preSize]);
  return { kind: 'dense', preSize, postSize, weights };
}

/**
 * A convolution. Slayer writes PyTorch's order [out][in / groups][row][column] and computes a
 * cross-correlation, as ours; netx flips the kernel only because lava's own process is a true
 * convolution. Throws E_NETX_SHAPE.
 */
export function convStage(
  layer: NetxGroup,
  inputShape: readonly number[],
  outputShape: readonly number[],
  weights: FloatArray,
): Conv<FloatArray> {
  const input = volume(layer, inputShape, 'its input');
  const output = volume(layer, outputShape, 'its shape');
  const window = readWindow(layer);
  const groups = hasField(layer, 'groups')
    ? integersField(layer, 'groups', 1, 2 ** 16).values[0]!
    : 1;
  if (input[0] % groups !== 0 || output[0] % groups !== 0) {
    const text = `${groups} groups do not divide ${input[0]} input and ${output[0]} output channels.`;
    throw netxError('E_NETX_SHAPE', layer, text);
  }
  expectCount(layer, 'weight', weights.length, [output[0], input[0] / groups, ...window.kernel]);
  for (const axis of [0, 1] as const) {
    const span = input[axis + 1]! + 2 * window.padding[axis] - reach(window, axis);
    expectExtent(layer, output, axis, [Math.floor(span / window.stride[axis]) + 1]);
  }
  return {
    kind: 'conv',
    inputShape: input,
    inputExtent: [input[1], input[2]],
    outputShape: output,
    ...window,
    groups,
    weights,
  };
}

/**
 * A sum pool whose weight stands for every tap. Slayer pads rows and columns at the end where the window
 * does not divide them, so the last window may reach beyond. Throws E_NETX_SHAPE, E_NETX_FIELD.
 */
export function poolStage(
  layer: NetxGroup,
  inputShape: readonly number[],
  outputShape: readonly number[],
): Pool {
  const input = volume(layer, inputShape, 'its input');
  const output = volume(layer, outputShape, 'its shape');
  const { kernel, stride, padding, dilation } = readWindow(layer);
  if (dilation[0] !== 1 || dilation[1] !== 1) {
    throw netxError('E_NETX_FIELD', layer, 'pools with a dilation other than 1 are not read.');
  }
  if (output[0] !== input[0]) {
    throw netxError(
      'E_NETX_SHAPE',
      layer,
      `a pool keeps its ${input[0]} channels, not ${output[0]}.`,
    );
  }
  for (const axis of [0, 1] as const) {
    const span = (input[axis + 1]! + 2 * padding[axis] - kernel[axis]) / stride[axis];
    expectExtent(layer, output, axis, [Math.floor(span) + 1, Math.ceil(span) + 1]);
  }
  return {
    kind: 'pool',
    reduce: 'sum',
    inputShape: input,
    outputShape: output,
    kernel,
    stride,
    padding,
  };
}

/** The one value that all of a pool's taps have. Throws E_NETX_FIELD. */
export function poolWeight(layer: NetxGroup, weights: FloatArray): number {
  const [weight] = weights;
  if (weight !== undefined && weights.every((value) => value === weight)) return weight;
  throw netxError('E_NETX_FIELD', layer, 'the weights of a pool differ between its taps.');
}

interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

function readWindow(layer: NetxGroup): Window {
  if (!hasField(layer, 'kernelSize')) arrayField(layer, 'kernelSize');
  const kernel = pairField(layer, 'kernelSize', 1, 1);
  return {
    kernel,
    stride: pairField(layer, 'stride', 1, 1),
    padding: pairField(layer, 'padding', 0, 0),
    dilation: pairField(layer, 'dilation', 1, 1),
  };
}

function reach({ kernel, dilation }: Window, axis: 0 | 1): number {
  return dilation[axis] * (kernel[axis] - 1) + 1;
}

function volume(
  layer: NetxGroup,
  shape: readonly number[],
  what: string,
): readonly [number, number, number] {
  if (shape.length === 3) return [shape[0]!, shape[1]!, shape[2]!];
  const text = `${what} [${shape.join(', ')}] is not [channels, height, width].`;
  throw netxError('E_NETX_SHAPE', layer, text);
}

function expectExtent(
  layer: NetxGroup,
  output: readonly number[],
  axis: 0 | 1,
  fitting: readonly number[],
): void {
  const extent = output[axis + 1]!;
  if (fitting.includes(extent)) return;
  throw netxError(
    'E_NETX_SHAPE',
    layer,
    `its shape [${output.join(', ')}] has ${extent} ${axis === 0 ? 'rows' : 'columns'}, kernel, stride and padding give ${fitting[0]}.`,
  );
}

function expectCount(
  layer: NetxGroup,
  name: string,
  count: number,
  shape: readonly number[],
): void {
  if (count === shapeSize(shape)) return;
  throw netxError(
    'E_NETX_SHAPE',
    layer,
    `field "${name}" has ${groupDigits(count)} values, [${shape.join(', ')}] asks for ${groupDigits(shapeSize(shape))}.`,
  );
}
