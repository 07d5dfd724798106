/** Connectivity of a network file as stages of a projection: sizes follow from the two populations. */
import type { Connectivity, Conv, FloatArray, Pool, Sparse } from '../model/network.ts';
import { shapeSize } from '../model/network.ts';
import { groupDigits } from '../support/errors.ts';
import { faultAt, type Path } from './network-file-faults.ts';
import { drawSparse, expectedSynapses, RANDOM_SYNAPSES_MAX } from './network-file-random.ts';
import type {
  ConnectivityText,
  ConvText,
  DenseText,
  OneToOneText,
  PoolText,
  RandomText,
  SparseText,
  WindowText,
} from './network-file-schema.ts';
import { type Reading, readTensor, shapeText } from './network-file-values.ts';

type Triple = readonly [number, number, number];
type Pair = readonly [number, number];

const MAP_SIZE_MAX = 2 ** 25;

/** One map while it is read: where it stands, and what it maps from and to. */
export interface Place {
  readonly reading: Reading;
  readonly path: Path;
  readonly preShape: readonly number[];
  /** Null where another map follows that says it. */
  readonly postShape: readonly number[] | null;
  readonly wholeWeights: boolean;
  readonly dtS: number;
  readonly budget: SynapseBudget;
}

/** Synapses that a file may still ask for without listing them. */
export interface SynapseBudget {
  left: number;
}

export function createSynapseBudget(): SynapseBudget {
  return { left: RANDOM_SYNAPSES_MAX };
}

/** Throws InputError E_NETWORK_FILE where shapes do not fit. `path` is that of `connectivity`. */
export function readStages(
  reading: Reading,
  path: Path,
  given: readonly ConnectivityText[],
  shapes: { readonly pre: readonly number[]; readonly post: readonly number[] },
  drawing: Pick<Place, 'wholeWeights' | 'dtS' | 'budget'>,
): Connectivity[] {
  const isList = given.length > 1;
  let preShape = shapes.pre;
  return given.map((text, k) => {
    const postShape = k === given.length - 1 ? shapes.post : null;
    const at = isList ? [...path, k] : path;
    const place = { reading, path: at, preShape, postShape, ...drawing };
    const stage = readMap(place, text);
    preShape = shapeBehind(stage, preShape);
    return stage;
  });
}

function readMap(place: Place, text: ConnectivityText): Connectivity {
  switch (text.kind) {
    case 'dense':
      return readDense(place, text);
    case 'one-to-one':
      return readOneToOne(place, text);
    case 'sparse':
      return readSparse(place, text);
    case 'conv':
      return readConv(place, text);
    case 'pool':
      return readPool(place, text);
    case 'random':
      return readRandom(place, text);
  }
}

function shapeBehind(stage: Connectivity, preShape: readonly number[]): readonly number[] {
  if (stage.kind === 'one-to-one') return preShape;
  return stage.kind === 'conv' || stage.kind === 'pool' ? stage.outputShape : [stage.postSize];
}

function fault(place: Place, key: string, message: string): Error {
  return faultAt(place.reading.source, [...place.path, key], message);
}

function readDense(place: Place, { weights: text }: DenseText): Connectivity {
  const { shape, values } = readTensor(place.reading, [...place.path, 'weights'], text);
  const preSize = shapeSize(place.preShape);
  const postSize = place.postShape ? shapeSize(place.postShape) : shape[0];
  if (postSize !== undefined && String(shape) === String([postSize, preSize])) {
    return { kind: 'dense', preSize, postSize, weights: values };
  }
  if (shape.length === 0 && postSize !== undefined) {
    spend(place, 'weights', preSize * postSize);
    const weights = new Float32Array(preSize * postSize).fill(values[0]!);
    return { kind: 'dense', preSize, postSize, weights };
  }
  const wanted = `[post][pre] = [${postSize ?? 'any'}, ${preSize}]`;
  throw fault(place, 'weights', `a matrix ${wanted} is expected, found ${shapeText(shape)} values`);
}

function readOneToOne(place: Place, { weights: text }: OneToOneText): Connectivity {
  const size = shapeSize(place.preShape);
  if (place.postShape && shapeSize(place.postShape) !== size) {
    const message = `one-to-one joins ${groupDigits(size)} with ${groupDigits(shapeSize(place.postShape))} neurons`;
    throw fault(place, 'kind', message);
  }
  const { shape, values } = readTensor(place.reading, [...place.path, 'weights'], text);
  if (shape.length === 0) return { kind: 'one-to-one', size, weights: values[0]! };
  if (values.length === size) return { kind: 'one-to-one', size, weights: values };
  const message = `${shapeText(shape)} weights for ${groupDigits(size)} neurons: give one number, or one each`;
  throw fault(place, 'weights', message);
}

export function readSparse(place: Place, text: SparseText): Sparse<FloatArray> {
  const { shape, values } = readTensor(place.reading, [...place.path, 'synapses'], text.synapses);
  const [count = 0, width = 3] = shape;
  const isEmpty = count === 0 && shape.length === 1;
  if (!isEmpty && (shape.length !== 2 || width < 3 || width > 4)) {
    const message = `rows [pre, post, weight] or [pre, post, weight, delay] are expected, found ${shapeText(shape)} values`;
    throw fault(place, 'synapses', message);
  }
  const preSize = shapeSize(place.preShape);
  const postSize = place.postShape ? shapeSize(place.postShape) : (text.postSize ?? preSize);
  if (text.postSize !== undefined && text.postSize !== postSize) {
    throw fault(place, 'postSize', `the target has ${groupDigits(postSize)} neurons`);
  }
  const rows = { preSize, postSize, count, width, values };
  for (let row = 0; row < count; row++) checkSynapse(place, rows, row);
  return sparseOf(rows, place.dtS);
}

interface SynapseRows {
  readonly preSize: number;
  readonly postSize: number;
  readonly count: number;
  readonly width: number;
  readonly values: FloatArray;
}

function checkSynapse(place: Place, rows: SynapseRows, row: number): void {
  const { preSize, postSize, width, values } = rows;
  const [pre, post] = [values[row * width]!, values[row * width + 1]!];
  const delay = width === 4 ? values[row * width + 3]! : 0;
  const index = (value: number, size: number): boolean =>
    Number.isInteger(value) && value >= 0 && value < size;
  if (index(pre, preSize) && index(post, postSize) && index(delay, 65_537)) return;
  throw fault(
    place,
    'synapses',
    `synapse ${row} is [${values.slice(row * width, (row + 1) * width).join(', ')}]: its source is 0 to ${preSize - 1}, its target 0 to ${postSize - 1}, its delay 0 to 65536 steps`,
  );
}

/** Rows by source, each in the order of the file. */
function sparseOf(rows: SynapseRows, dtS: number): Sparse<FloatArray> {
  const { preSize, postSize, count, width, values } = rows;
  const offsets = new Int32Array(preSize + 1);
  for (let row = 0; row < count; row++) offsets[values[row * width]! + 1]!++;
  for (let pre = 0; pre < preSize; pre++) offsets[pre + 1]! += offsets[pre]!;
  const next = offsets.slice();
  const targets = new Int32Array(count);
  const weights =
    values instanceof Float32Array ? new Float32Array(count) : new Float64Array(count);
  const delaysS = width === 4 ? new Float32Array(count) : null;
  for (let row = 0; row < count; row++) {
    const at = next[values[row * width]!]!++;
    targets[at] = values[row * width + 1]!;
    weights[at] = values[row * width + 2]!;
    if (delaysS) delaysS[at] = values[row * width + 3]! * dtS;
  }
  const sparse = { kind: 'sparse' as const, preSize, postSize, offsets, targets, weights };
  return delaysS ? { ...sparse, delaysS } : sparse;
}

function readConv(place: Place, text: ConvText): Conv<FloatArray> {
  const { window, values, taps } = readConvWindow(place, text);
  if (values.length > 1 || taps === 1) return { kind: 'conv', ...window, weights: values };
  spend(place, 'weights', taps);
  return { kind: 'conv', ...window, weights: new Float32Array(taps).fill(values[0]!) };
}

/** All of a convolution but its weights; these are one number, or `taps` many. */
export function readConvWindow(
  place: Place,
  text: ConvText,
): {
  readonly window: Omit<Conv<FloatArray>, 'kind' | 'weights'>;
  readonly values: FloatArray;
  readonly taps: number;
} {
  const { shape: given, values } = readTensor(
    place.reading,
    [...place.path, 'weights'],
    text.weights,
  );
  const inputShape = inputOf(place, text);
  const groups = text.groups ?? 1;
  const shape = given.length === 0 ? tapsOf(place, text, inputShape[0], groups) : given;
  const [channels = 0, perGroup = 0, rows = 0, columns = 0] = shape;
  const isFitting =
    shape.length === 4 && channels % groups === 0 && perGroup * groups === inputShape[0];
  if (!isFitting || shapeSize(shape) === 0) {
    const message = `weights [out][in / groups][rows][columns] of ${inputShape[0]} input channels in ${groups} groups are expected, found ${shapeText(shape)}`;
    throw fault(place, 'weights', message);
  }
  const kernel: Pair = [rows, columns];
  if (text.kernel && String(text.kernel) !== String(kernel)) {
    const message = `the weights have ${rows} x ${columns} taps, kernel says ${text.kernel.join(' x ')}`;
    throw fault(place, 'kernel', message);
  }
  const dilation = text.dilation ?? [1, 1];
  const window = {
    inputShape,
    inputExtent: text.inputExtent ?? ([inputShape[1], inputShape[2]] as const),
    outputShape: outputOf(place, text, channels, inputShape, kernel, dilation),
    kernel,
    stride: text.stride ?? ([1, 1] as const),
    dilation,
    padding: text.padding ?? ([0, 0] as const),
    groups,
  };
  return { window, values, taps: shapeSize(shape) };
}

/** Shape of weights that are all one number: channels are those of the target. */
function tapsOf(place: Place, text: ConvText, channels: number, groups: number): readonly number[] {
  const { kernel, outputShape } = text;
  const out = outputShape?.[0] ?? (place.postShape?.length === 3 ? place.postShape[0] : undefined);
  if (kernel === undefined) {
    throw fault(place, 'weights', 'one weight for all needs a kernel [rows, columns]');
  }
  if (out === undefined) {
    throw fault(place, 'weights', 'one weight for all needs an outputShape that says the channels');
  }
  return [out, channels / groups, kernel[0], kernel[1]];
}

export function readPool(place: Place, text: PoolText): Pool {
  const inputShape = inputOf(place, text);
  return {
    kind: 'pool',
    reduce: text.reduce,
    inputShape,
    outputShape: outputOf(place, text, inputShape[0], inputShape, text.kernel, [1, 1]),
    kernel: text.kernel,
    stride: text.stride ?? text.kernel,
    padding: text.padding ?? [0, 0],
  };
}

/** The source's shape, unless the map says how to see it. */
function inputOf(place: Place, { inputShape }: WindowText): Triple {
  const shape = inputShape ?? place.preShape;
  if (shape.length === 3 && shapeSize(shape) === shapeSize(place.preShape)) {
    return [shape[0]!, shape[1]!, shape[2]!];
  }
  throw fault(
    place,
    inputShape ? 'inputShape' : 'kind',
    `[channels, height, width] of ${groupDigits(shapeSize(place.preShape))} sources are needed, found [${shape.join(', ')}]: give the population such a shape, or an inputShape here`,
  );
}

function outputOf(
  place: Place,
  text: WindowText,
  channels: number,
  [, height, width]: Triple,
  kernel: Pair,
  dilation: Pair,
): Triple {
  const stride = text.stride ?? ('reduce' in text ? kernel : [1, 1]);
  const padding = text.padding ?? [0, 0];
  const extent = (axis: 0 | 1, input: number): number => {
    const span = input + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1;
    return Math.floor(span / stride[axis]) + 1;
  };
  const fitted: Triple = [channels, extent(0, height), extent(1, width)];
  const shape = text.outputShape ?? fitted;
  const size = shapeSize(shape);
  const wanted = place.postShape;
  const isFitting =
    shape.every((value) => value > 0) &&
    shape[0] === channels &&
    size <= MAP_SIZE_MAX &&
    (wanted === null || size === shapeSize(wanted)) &&
    (wanted?.length !== 3 || String(wanted) === String(shape));
  if (isFitting) return shape;
  throw fault(
    place,
    text.outputShape ? 'outputShape' : 'kind',
    `the window gives [${fitted.join(', ')}]${text.outputShape ? `, outputShape is [${shape.join(', ')}]` : ''}${wanted ? `, the target has [${wanted.join(', ')}] neurons` : ''}`,
  );
}

function readRandom(place: Place, text: RandomText): Connectivity {
  const { preSize, postSize } = checkRandom(place, text);
  spend(place, 'kind', expectedSynapses(text, preSize, postSize));
  return drawSparse(text, preSize, postSize, place.wholeWeights, place.dtS);
}

/** Throws where a random map does not say what to draw. */
export function checkRandom(
  place: Place,
  text: RandomText,
): { readonly preSize: number; readonly postSize: number } {
  const preSize = shapeSize(place.preShape);
  if (place.postShape === null) throw fault(place, 'kind', 'no other map may follow a random one');
  const postSize = shapeSize(place.postShape);
  if ((text.probability === undefined) === (text.fanOut === undefined)) {
    throw fault(place, 'kind', 'a random map has a probability or a fanOut, one of both');
  }
  if ((text.fanOut ?? 0) > postSize) {
    throw fault(place, 'fanOut', `${text.fanOut} different targets of ${postSize} neurons`);
  }
  checkRange(place, 'weights', text.weights);
  if (text.delaySteps) checkRange(place, 'delaySteps', text.delaySteps);
  return { preSize, postSize };
}

function checkRange(place: Place, key: string, text: RandomText['weights']): void {
  if (typeof text === 'number' || !('min' in text)) return;
  const { min, max } = text;
  if (min > max) throw fault(place, key, `min ${min} is above max ${max}`);
  if (key === 'weights' || (Number.isInteger(min) && min >= 0 && max <= 65_536)) return;
  throw fault(place, key, `delays are 0 to 65,536 steps, found ${min} to ${max}`);
}

function spend({ reading, path, budget }: Place, key: string, synapses: number): void {
  budget.left -= synapses;
  if (budget.left >= 0) return;
  throw faultAt(
    reading.source,
    [...path, key],
    `${groupDigits(Math.round(synapses))} synapses, at most ${groupDigits(RANDOM_SYNAPSES_MAX)} in all maps that do not list them`,
  );
}
