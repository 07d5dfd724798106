/** Adds the effect of source spikes to their targets, straight from a map's shape. */
import { forEachTarget, outputPosition } from '../model/fan-out.ts';
import type { Conv, FloatArray, LinearMap } from '../model/network.ts';

type Weights = FloatArray | Int16Array;

/** sums[post] += weight * value for every target of `pre`. */
export function accumulate(
  map: LinearMap<Weights>,
  pre: number,
  value: number,
  sums: Float64Array,
): void {
  if (map.kind === 'conv') {
    accumulateConv(map, pre, value, sums);
    return;
  }
  if (map.kind === 'sparse') {
    const { offsets, targets, weights } = map;
    const end = offsets[pre + 1]!;
    for (let k = offsets[pre]!; k < end; k++) sums[targets[k]!]! += weights[k]! * value;
    return;
  }
  if (map.kind === 'dense') {
    const { weights, preSize, postSize } = map;
    for (let post = 0, k = pre; post < postSize; post++, k += preSize) {
      sums[post]! += weights[k]! * value;
    }
    return;
  }
  forEachTarget(map, pre, (post) => {
    sums[post]! += (typeof map.weights === 'number' ? map.weights : map.weights[pre]!) * value;
  });
}

function accumulateConv(map: Conv<Weights>, pre: number, value: number, sums: Float64Array): void {
  const [channels, height, width] = map.inputShape;
  const [outChannels, outHeight, outWidth] = map.outputShape;
  const [kernelHeight, kernelWidth] = map.kernel;
  const channel = (pre / (height * width)) | 0;
  const y = ((pre / width) | 0) % height;
  const x = pre % width;
  if (y >= map.inputExtent[0] || x >= map.inputExtent[1]) return;
  const groupIn = channels / map.groups;
  const groupOut = outChannels / map.groups;
  const outBegin = ((channel / groupIn) | 0) * groupOut;
  const kernelArea = kernelHeight * kernelWidth;
  const outArea = outHeight * outWidth;
  const { weights } = map;
  for (let ky = 0; ky < kernelHeight; ky++) {
    const oy = outputPosition(y, ky, map, 0, outHeight);
    if (oy < 0) continue;
    for (let kx = 0; kx < kernelWidth; kx++) {
      const ox = outputPosition(x, kx, map, 1, outWidth);
      if (ox < 0) continue;
      let weightAt =
        (outBegin * groupIn + (channel % groupIn)) * kernelArea + ky * kernelWidth + kx;
      let target = outBegin * outArea + oy * outWidth + ox;
      for (let o = 0; o < groupOut; o++) {
        sums[target]! += weights[weightAt]! * value;
        weightAt += groupIn * kernelArea;
        target += outArea;
      }
    }
  }
}
