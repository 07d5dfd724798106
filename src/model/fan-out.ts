/** Geometry of connectivity: who reaches whom, read off the shape without storing synapses. */
import type { Conv, LinearMap } from './network.ts';
import { shapeSize } from './network.ts';

export function preSize(map: LinearMap<unknown>): number {
  if (map.kind === 'conv') return shapeSize(map.inputShape);
  return map.kind === 'one-to-one' ? map.size : map.preSize;
}

export function postSize(map: LinearMap<unknown>): number {
  if (map.kind === 'conv') return shapeSize(map.outputShape);
  return map.kind === 'one-to-one' ? map.size : map.postSize;
}

/**
 * Calls `visit(post, weightIndex)` for each synapse of source neuron `pre`, targets ascending within
 * a kernel position. `weightIndex` indexes `map.weights`; it is 0 where one weight stands for all.
 */
export function forEachTarget(
  map: LinearMap<unknown>,
  pre: number,
  visit: (post: number, weightIndex: number) => void,
): void {
  switch (map.kind) {
    case 'dense':
      for (let post = 0; post < map.postSize; post++) visit(post, post * map.preSize + pre);
      return;
    case 'sparse':
      for (let k = map.offsets[pre]!; k < map.offsets[pre + 1]!; k++) visit(map.targets[k]!, k);
      return;
    case 'one-to-one':
      visit(pre, typeof map.weights === 'number' ? 0 : pre);
      return;
    case 'conv':
      forEachConvTarget(map, pre, visit);
  }
}

function forEachConvTarget(
  map: Conv<unknown>,
  pre: number,
  visit: (post: number, weightIndex: number) => void,
): void {
  const [channels, height, width] = map.inputShape;
  const [outChannels, outHeight, outWidth] = map.outputShape;
  const [kernelHeight, kernelWidth] = map.kernel;
  const channel = Math.floor(pre / (height * width));
  const y = Math.floor(pre / width) % height;
  const x = pre % width;
  if (y >= map.inputExtent[0] || x >= map.inputExtent[1]) return;
  const groupIn = channels / map.groups;
  const groupOut = outChannels / map.groups;
  const group = Math.floor(channel / groupIn);
  for (let ky = 0; ky < kernelHeight; ky++) {
    const oy = outputPosition(y, ky, map, 0, outHeight);
    if (oy < 0) continue;
    for (let kx = 0; kx < kernelWidth; kx++) {
      const ox = outputPosition(x, kx, map, 1, outWidth);
      if (ox < 0) continue;
      for (let o = group * groupOut; o < (group + 1) * groupOut; o++) {
        const kernel = (o * groupIn + (channel % groupIn)) * kernelHeight + ky;
        visit((o * outHeight + oy) * outWidth + ox, kernel * kernelWidth + kx);
      }
    }
  }
}

/** Output position that sees input position `position` through kernel tap `tap`, or -1. */
export function outputPosition(
  position: number,
  tap: number,
  map: Pick<Conv<unknown>, 'stride' | 'dilation' | 'padding'>,
  axis: 0 | 1,
  extent: number,
): number {
  const numerator = position + map.padding[axis] - tap * map.dilation[axis];
  if (numerator < 0 || numerator % map.stride[axis] !== 0) return -1;
  const out = numerator / map.stride[axis];
  return out < extent ? out : -1;
}
