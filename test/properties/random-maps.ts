/** Random connectivity of every kind, with weights from `weight()`. */
import { gridShape } from '../../compiler/box.ts';
import type { Connectivity, Conv, Pool, Sparse } from '../../src/model/network.ts';
import { shapeSize } from '../../src/model/network.ts';
import type { Draw } from './draw.ts';
import { drawChance, drawOne, drawStream } from './draw.ts';

export type Shape3 = readonly [number, number, number];

export const DT_S = 1e-3;

function weights(count: number, weight: () => number): Float64Array {
  return Float64Array.from({ length: count }, weight);
}

export function randomDense(pre: number, post: number, weight: () => number): Connectivity {
  return { kind: 'dense', preSize: pre, postSize: post, weights: weights(pre * post, weight) };
}

/** Rows with repeated targets now and then, and delays of 0 to 6 steps in half of the cases. */
export function randomSparse(
  draw: Draw,
  pre: number,
  post: number,
  weight: () => number,
): Sparse<Float64Array> {
  const random = drawStream(draw);
  const density = draw(1, 10) / 10;
  const targets: number[] = [];
  const offsets = [0];
  for (let row = 0; row < pre; row++) {
    for (let column = 0; column < post; column++) {
      if (random() < density) targets.push(column);
      if (random() < 0.03) targets.push(column);
    }
    offsets.push(targets.length);
  }
  const map = {
    kind: 'sparse' as const,
    preSize: pre,
    postSize: post,
    offsets: Int32Array.from(offsets),
    targets: Int32Array.from(targets),
    weights: weights(targets.length, weight),
  };
  if (drawChance(draw, 2)) return map;
  const delayMax = draw(0, 6);
  const delaysS = Float32Array.from(targets, () => Math.floor(random() * (delayMax + 1)) * DT_S);
  return { ...map, delaysS };
}

export function randomOneToOne(draw: Draw, size: number, weight: () => number): Connectivity {
  return {
    kind: 'one-to-one',
    size,
    weights: drawChance(draw, 2) ? weight() : weights(size, weight),
  };
}

/** Outputs of a window along one axis: all that start inside the padded input, at least one. */
function windowOutputs(extent: number, kernel: number, stride: number, padding: number): number {
  return Math.max(1, Math.floor((extent + 2 * padding - kernel) / stride) + 1);
}

/** A convolution over `input`; where `output` is not given, it follows from the geometry (at times one row off). */
export function randomConv(
  draw: Draw,
  input: Shape3,
  weight: () => number,
  output?: Shape3,
): Conv<Float64Array> {
  const divides = (groups: number): boolean =>
    input[0] % groups === 0 && (output === undefined || output[0] % groups === 0);
  const groups = drawOne(draw, [1, 2, 3].filter(divides));
  const kernel: [number, number] = [draw(1, 3), draw(1, 3)];
  const stride: [number, number] = [draw(1, 2), draw(1, 2)];
  const dilation: [number, number] = [draw(1, 2), draw(1, 2)];
  const padding: [number, number] = [draw(0, 2), draw(0, 2)];
  const rim = output ? 0 : draw(0, 4) - 3;
  const along = (axis: 0 | 1): number => {
    const reach = (kernel[axis] - 1) * dilation[axis] + 1;
    return Math.max(
      1,
      windowOutputs(input[axis + 1]!, reach, stride[axis], padding[axis]) + Math.max(0, rim),
    );
  };
  const outputShape = output ?? ([groups * draw(1, 2), along(0), along(1)] as const);
  return {
    kind: 'conv',
    inputShape: input,
    inputExtent: [input[1], input[2]],
    outputShape,
    kernel,
    stride,
    dilation,
    padding,
    groups,
    weights: weights((outputShape[0] * input[0] * kernel[0] * kernel[1]) / groups, weight),
  };
}

/** Windows that overlap, touch or leave gaps, with padding below the kernel's size. */
export function randomPool(draw: Draw, input: Shape3): Pool {
  const kernel: [number, number] = [draw(1, 3), draw(1, 3)];
  const stride: [number, number] = [draw(1, 3), draw(1, 3)];
  const padding: [number, number] = [draw(0, kernel[0] - 1), draw(0, kernel[1] - 1)];
  const along = (axis: 0 | 1): number =>
    windowOutputs(input[axis + 1]!, kernel[axis], stride[axis], padding[axis]);
  return {
    kind: 'pool',
    reduce: drawOne(draw, ['sum', 'average'] as const),
    inputShape: input,
    outputShape: [input[0], along(0), along(1)],
    kernel,
    stride,
    padding,
  };
}

/** Stages one after the other from `shape`, and the shape that they end in. */
export function randomStages(
  draw: Draw,
  shape: readonly number[],
  stageMax: number,
  weight: () => number,
): { stages: Connectivity[]; shape: readonly number[] } {
  const stages: Connectivity[] = [];
  let current: readonly number[] = shape;
  const count = draw(1, stageMax);
  for (let k = 0; k < count; k++) {
    const size = shapeSize(current);
    const grid = gridShape(current);
    switch (drawOne(draw, ['conv', 'pool', 'dense', 'sparse', 'one-to-one'] as const)) {
      case 'conv': {
        const conv = randomConv(draw, grid, weight);
        stages.push(conv);
        current = conv.outputShape;
        break;
      }
      case 'pool': {
        const pool = randomPool(draw, grid);
        stages.push(pool);
        current = pool.outputShape;
        break;
      }
      case 'dense':
        current = randomShape(draw);
        stages.push(randomDense(size, shapeSize(current), weight));
        break;
      case 'sparse':
        current = randomShape(draw);
        stages.push(randomSparse(draw, size, shapeSize(current), weight));
        break;
      case 'one-to-one':
        stages.push(randomOneToOne(draw, size, weight));
    }
  }
  // A layer after a flatten has the neurons of an image and the shape of a row.
  if (drawChance(draw, 4)) current = [shapeSize(current)];
  return { stages, shape: current };
}

/** One, two or three axes, at most 36 neurons. */
export function randomShape(draw: Draw): readonly number[] {
  const axes = draw(1, 3);
  if (axes === 1) return [draw(1, 12)];
  const [rows, columns] = [draw(1, 4), draw(1, 4)];
  return axes === 2 ? [rows, columns] : [draw(1, 3), rows, columns];
}
