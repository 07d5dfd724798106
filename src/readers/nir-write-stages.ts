/** Linear maps of a projection as NIR nodes, one after the other. */
import {
  type Connectivity,
  type Conv,
  type Dense,
  type FloatArray,
  type OneToOne,
  type Pool,
  type Sparse,
  shapeSize,
} from '../model/network.ts';
import { groupDigits } from '../support/errors.ts';
import {
  addNode,
  type DraftField,
  int,
  ints,
  type NirDraft,
  real,
  unwritable,
} from './nir-draft.ts';
import { showShape } from './nir-names.ts';
import { type NirWindow, paddingBegin, volumeOf, windowOutput } from './nir-window.ts';

/** How far a projection is drafted: the last node, and the shape that leaves it. */
export interface Chain {
  readonly at: string;
  readonly shape: readonly number[];
}

export interface StageDraft {
  readonly name: string;
  /** The shape that comes next. */
  readonly wants: readonly number[];
  readonly bias: Float64Array | undefined;
}

const DENSE_MAX = 2 ** 26;

/** Whether the node of this map can carry the bias: any for matrices, one a channel for convolutions. */
export function hostsBias(stage: Connectivity | undefined, bias: Float64Array): boolean {
  if (stage?.kind === 'dense') return true;
  if (stage?.kind !== 'conv') return false;
  const [channels, height, width] = stage.outputShape;
  const plane = height * width;
  for (let c = 0; c < channels; c++) {
    const channel = bias.subarray(c * plane, (c + 1) * plane);
    if (channel.some((value) => value !== channel[0])) return false;
  }
  return true;
}

/** Appends the nodes of one map. Throws E_NIR_WRITE. */
export function draftStage(
  draft: NirDraft,
  chain: Chain,
  stage: Connectivity,
  to: StageDraft,
): Chain {
  switch (stage.kind) {
    case 'dense':
      return draftDense(draft, chain, stage, to);
    case 'conv':
      return draftConv(draft, chain, stage, to);
    case 'pool':
      return draftPool(draft, chain, stage, to);
    case 'one-to-one':
      return draftScale(draft, chain, stage, to);
    case 'sparse':
      return draftSparse(draft, chain, stage, to);
  }
}

/** Appends a Flatten to a vector where the shape has more than one axis. */
export function flattened(draft: NirDraft, chain: Chain, name: string): Chain {
  if (chain.shape.length <= 1) return chain;
  const fields = { start_dim: int(0), end_dim: int(-1), input_type: ints(chain.shape) };
  return append(draft, chain, `${name}.flatten`, 'Flatten', fields, [shapeSize(chain.shape)]);
}

type LinearType =
  | 'Linear'
  | 'Affine'
  | 'Scale'
  | 'Conv1d'
  | 'Conv2d'
  | 'SumPool2d'
  | 'AvgPool2d'
  | 'Flatten'
  | 'Delay';

function append(
  draft: NirDraft,
  chain: Chain,
  name: string,
  type: LinearType,
  fields: Readonly<Record<string, DraftField>>,
  shape: readonly number[],
): Chain {
  const at = addNode(draft, name, type, fields);
  draft.edges.push([chain.at, at]);
  return { at, shape };
}

/** NIR cannot fold a vector, but a stack of matrices [..., out, in] answers in the shape [..., out]. */
function draftDense(
  draft: NirDraft,
  chain: Chain,
  stage: Dense<FloatArray>,
  to: StageDraft,
): Chain {
  const from = flattened(draft, chain, to.name);
  const folds = to.wants.length > 1 && shapeSize(to.wants) === stage.postSize;
  const shape = folds ? [...to.wants] : [stage.postSize];
  return draftMatrix(draft, from, stage.weights, [...shape, stage.preSize], shape, to);
}

function draftMatrix(
  draft: NirDraft,
  chain: Chain,
  weights: FloatArray,
  weightShape: readonly number[],
  shape: readonly number[],
  to: StageDraft,
): Chain {
  const weight = real(weights, weightShape);
  if (to.bias === undefined) return append(draft, chain, to.name, 'Linear', { weight }, shape);
  const fields = { weight, bias: real(to.bias, shape) };
  return append(draft, chain, to.name, 'Affine', fields, shape);
}

function draftConv(draft: NirDraft, chain: Chain, stage: Conv<FloatArray>, to: StageDraft): Chain {
  if (
    stage.inputExtent[0] !== stage.inputShape[1] ||
    stage.inputExtent[1] !== stage.inputShape[2]
  ) {
    throw unwritable(to.name, 'its convolution leaves a rim of its input out');
  }
  const rows = rowMatrix(chain.shape, stage);
  if (rows !== undefined) {
    const shape = [...rows.slice(0, -1)];
    return draftMatrix(draft, chain, stage.weights, rows, shape, to);
  }
  const type = chain.shape.length === 2 ? 'Conv1d' : 'Conv2d';
  expectVolume(type, chain, stage.inputShape, to.name);
  const [channels, height, width] = stage.outputShape;
  const fields = convFields(type, stage, to);
  const shape = type === 'Conv1d' ? [channels, width] : [channels, height, width];
  return append(draft, chain, to.name, type, fields, shape);
}

/**
 * Shape of the stacked matrices [..., out, in] that a convolution over single positions with a group
 * for each row of its input stands for; undefined for a true convolution.
 */
function rowMatrix(
  shape: readonly number[],
  { inputShape, outputShape, groups }: Conv<FloatArray>,
): number[] | undefined {
  const lead = shape.slice(0, -1);
  const isPoint = [...inputShape.slice(1), ...outputShape.slice(1)].every((n) => n === 1);
  if (!isPoint || groups === 1 || shapeSize(lead) !== groups) return undefined;
  // A volume of [channels, 1, 1] is served by the convolution itself.
  if (volumeOf('Conv2d', shape)?.join() === inputShape.join()) return undefined;
  return [...lead, outputShape[0] / groups, inputShape[0] / groups];
}

function convFields(
  type: 'Conv1d' | 'Conv2d',
  stage: Conv<FloatArray>,
  to: StageDraft,
): Record<string, DraftField> {
  const [channels, height, width] = stage.outputShape;
  const inputChannels = stage.inputShape[0] / stage.groups;
  const isFlat = type === 'Conv1d';
  const values = (pair: readonly [number, number]): DraftField =>
    isFlat ? int(pair[1]) : ints(pair);
  const kernel = isFlat ? [stage.kernel[1]] : stage.kernel;
  const channelBias = new Float64Array(channels);
  if (to.bias !== undefined) {
    for (let c = 0; c < channels; c++) channelBias[c] = to.bias[c * height * width]!;
  }
  const padding = isSymmetric(stage) ? values(stage.padding) : samePadding(stage, to.name);
  return {
    weight: real(stage.weights, [channels, inputChannels, ...kernel]),
    bias: real(channelBias, [channels]),
    stride: values(stage.stride),
    padding,
    dilation: values(stage.dilation),
    groups: int(stage.groups),
    input_shape: values([stage.inputShape[1], stage.inputShape[2]]),
  };
}

type Windowed = Conv<FloatArray> | Pool;

function windowFor(stage: Windowed, padding: NirWindow['padding']): NirWindow {
  const common = { kernel: stage.kernel, stride: stage.stride, padding };
  if (stage.kind === 'pool') return { ...common, dilation: [1, 1], groups: 1 };
  const channels = [stage.inputShape[0], stage.outputShape[0]] as const;
  return { ...common, channels, dilation: stage.dilation, groups: stage.groups };
}

/** Whether as much padding below and right as above and left gives the output shape. */
function isSymmetric(stage: Windowed): boolean {
  const output = windowOutput(windowFor(stage, stage.padding), stage.inputShape);
  return output?.join() === stage.outputShape.join();
}

function samePadding(stage: Conv<FloatArray>, name: string): DraftField {
  const window = windowFor(stage, 'same');
  const isSame =
    stage.stride.every((stride) => stride === 1) &&
    windowOutput(window, stage.inputShape)?.join() === stage.outputShape.join() &&
    paddingBegin(window).join() === stage.padding.join();
  if (isSame) return { kind: 'text', value: 'same' };
  throw unwritable(name, 'its padding differs between the two ends of an axis');
}

function draftPool(draft: NirDraft, chain: Chain, stage: Pool, to: StageDraft): Chain {
  expectVolume('Conv2d', chain, stage.inputShape, to.name);
  if (!isSymmetric(stage)) {
    throw unwritable(to.name, 'its padding differs between the two ends of an axis');
  }
  const fields = {
    kernel_size: ints(stage.kernel),
    stride: ints(stage.stride),
    padding: ints(stage.padding),
  };
  const type = stage.reduce === 'sum' ? 'SumPool2d' : 'AvgPool2d';
  return append(draft, chain, to.name, type, fields, [...stage.outputShape]);
}

function expectVolume(
  type: 'Conv1d' | 'Conv2d',
  chain: Chain,
  inputShape: readonly number[],
  name: string,
): void {
  const volume = volumeOf(type, chain.shape);
  if (volume?.join() === inputShape.join()) return;
  const text = `it works on ${showShape(inputShape)}, but ${showShape(chain.shape)} arrives`;
  throw unwritable(name, text);
}

function draftScale(
  draft: NirDraft,
  chain: Chain,
  stage: OneToOne<FloatArray>,
  to: StageDraft,
): Chain {
  const { weights, size } = stage;
  const values = typeof weights === 'number' ? new Float64Array(size).fill(weights) : weights;
  const fields = { scale: real(values, chain.shape) };
  return append(draft, chain, to.name, 'Scale', fields, chain.shape);
}

function draftSparse(
  draft: NirDraft,
  chain: Chain,
  stage: Sparse<FloatArray>,
  to: StageDraft,
): Chain {
  if (stage.delaysS === undefined) return draftDense(draft, chain, denseOf(stage, to.name), to);
  const isDiagonal =
    stage.preSize === stage.postSize &&
    stage.targets.length === stage.preSize &&
    stage.targets.every((target, k) => target === k && stage.offsets[k] === k);
  if (!isDiagonal) {
    throw unwritable(to.name, 'its sparse synapses have delays of their own');
  }
  const delay = real(stage.delaysS, chain.shape);
  const delayed = append(draft, chain, to.name, 'Delay', { delay }, chain.shape);
  if (stage.weights.every((weight) => weight === 1)) return delayed;
  const scale = real(stage.weights, chain.shape);
  return append(draft, delayed, `${to.name}.scale`, 'Scale', { scale }, chain.shape);
}

function denseOf(stage: Sparse<FloatArray>, name: string): Dense<FloatArray> {
  const { preSize, postSize } = stage;
  if (preSize * postSize > DENSE_MAX) {
    const text = `NIR has no sparse maps, and as a matrix it would take ${groupDigits(preSize * postSize)} weights`;
    throw unwritable(name, text);
  }
  const isSingle = stage.weights instanceof Float32Array;
  const size = preSize * postSize;
  const weights = isSingle ? new Float32Array(size) : new Float64Array(size);
  for (let pre = 0; pre < preSize; pre++) {
    for (let s = stage.offsets[pre]!; s < stage.offsets[pre + 1]!; s++) {
      weights[stage.targets[s]! * preSize + pre]! += stage.weights[s]!;
    }
  }
  return { kind: 'dense', preSize, postSize, weights };
}
