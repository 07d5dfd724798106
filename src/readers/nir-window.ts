/**
 * Windows of convolutions and pools as PyTorch defines them:
 * out = floor((in + padBegin + padEnd - dilation * (kernel - 1) - 1) / stride) + 1 along each axis.
 */
import type { FlatNode } from './nir-flatten.ts';
import { showShape } from './nir-names.ts';
import { fieldError, integerOf, integersOf, pairOf } from './nir-values.ts';

export type Volume = readonly [channels: number, height: number, width: number];
type Pair = readonly [number, number];

/** A Conv1d is a window of height 1. */
export interface NirWindow {
  /** Channels in and out; undefined for pools, which keep theirs. */
  readonly channels?: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly groups: number;
  /** At both ends, or as much as keeps the extent (one more at the end where it is odd). */
  readonly padding: Pair | 'same';
  /** [height, width] that the file declares. */
  readonly declaredExtent?: Pair;
}

export function isWindowType(type: string): boolean {
  return /^(Conv1d|Conv2d|SumPool2d|AvgPool2d)$/.test(type);
}

/** Throws E_NIR_FIELD, E_NIR_VALUE. */
export function windowOf(node: FlatNode, path: string): NirWindow {
  return node.type.startsWith('Conv') ? convolutionWindow(node, path) : poolWindow(node, path);
}

function poolWindow(node: FlatNode, path: string): NirWindow {
  return {
    kernel: pairOf(node, 'kernel_size', path, 1),
    stride: pairOf(node, 'stride', path, 1),
    dilation: [1, 1],
    groups: 1,
    padding: pairOf(node, 'padding', path, 0),
  };
}

function convolutionWindow(node: FlatNode, path: string): NirWindow {
  const flat = node.type === 'Conv1d';
  const rank = flat ? 3 : 4;
  const { shape } = node.fields.get('weight')!;
  if (shape.length !== rank) {
    const problem = `has shape ${showShape(shape)}; ${rank} axes were expected`;
    throw fieldError('E_NIR_FIELD', node, 'weight', path, problem);
  }
  const groups = integerOf(node, 'groups', path, 1);
  if (shape[0]! % groups !== 0) {
    const problem = `is ${groups}, which does not divide the ${shape[0]} output channels`;
    throw fieldError('E_NIR_FIELD', node, 'groups', path, problem);
  }
  const pair = (field: string, min: number, first: number): Pair =>
    flat ? [first, integerOf(node, field, path, min)] : pairOf(node, field, path, min);
  const stride = pair('stride', 1, 1);
  const window = {
    channels: [shape[1]! * groups, shape[0]!] as const,
    kernel: [flat ? 1 : shape[2]!, shape.at(-1)!] as const,
    stride,
    dilation: pair('dilation', 1, 1),
    groups,
    padding: namedPadding(node, stride, path) ?? pair('padding', 0, 0),
  };
  const declared = integersOf(node, 'input_shape', path, 1);
  if (declared === undefined) return window;
  return { ...window, declaredExtent: flat ? [1, declared.at(-1)!] : pair('input_shape', 1, 1) };
}

/** 'same' and 'valid' of PyTorch; undefined where the padding is given in numbers. */
function namedPadding(node: FlatNode, stride: Pair, path: string): Pair | 'same' | undefined {
  const value = node.fields.get('padding')!.values[0];
  if (typeof value === 'number') return undefined;
  if (value === 'valid') return [0, 0];
  if (value !== 'same') {
    const problem = `is ${JSON.stringify(String(value).slice(0, 40))}; "same", "valid" or integers were expected`;
    throw fieldError('E_NIR_FIELD', node, 'padding', path, problem);
  }
  if (stride[0] === 1 && stride[1] === 1) return 'same';
  const problem = 'is "same", which needs stride 1; give the padding in numbers';
  throw fieldError('E_NIR_FIELD', node, 'padding', path, problem);
}

/** [channels, height, width] of a shape with leading axes of 1 dropped, or undefined. */
export function volumeOf(type: string, shape: readonly number[]): Volume | undefined {
  const rank = type === 'Conv1d' ? 2 : 3;
  const lead = shape.length - rank;
  if (lead < 0 || shape.slice(0, lead).some((extent) => extent !== 1)) return undefined;
  const axes = shape.slice(lead);
  return type === 'Conv1d' ? [axes[0]!, 1, axes[1]!] : [axes[0]!, axes[1]!, axes[2]!];
}

export function shapeOfVolume(type: string, volume: Volume): number[] {
  return type === 'Conv1d' ? [volume[0], volume[2]] : [...volume];
}

/** Padding above and left; 'same' puts the odd one below and right. */
export function paddingBegin(window: NirWindow): Pair {
  if (window.padding !== 'same') return window.padding;
  const begin = (axis: 0 | 1) => (window.dilation[axis] * (window.kernel[axis] - 1)) >> 1;
  return [begin(0), begin(1)];
}

/** Undefined where the window is larger than the padded input. */
export function windowOutput(window: NirWindow, input: Volume): Volume | undefined {
  const extent = (axis: 0 | 1): number => {
    const size = input[(axis + 1) as 1 | 2];
    if (window.padding === 'same') return size;
    const reach = window.dilation[axis] * (window.kernel[axis] - 1) + 1;
    return Math.floor((size + 2 * window.padding[axis] - reach) / window.stride[axis]) + 1;
  };
  const [height, width] = [extent(0), extent(1)];
  if (height < 1 || width < 1) return undefined;
  return [window.channels?.[1] ?? input[0], height, width];
}
