/** Second moments of spike counts, as the sources of a projection showed them while samples ran. */
import { preSize } from '../../src/model/fan-out.ts';
import type { Conv, FloatArray, LinearMap } from '../../src/model/network.ts';
import type { RowCosts } from './row-costs.ts';
import { rowsOf, weightUses } from './row-costs.ts';
import type { SpikeCounts } from './spike-counts.ts';

/** Blocks of moments beyond this many values are not kept: rows fall back to means. */
const MOMENT_VALUES_MAX = 4_000_000;
/** Products that may be spent on one projection; beyond it, output positions are sampled evenly. */
const PRODUCTS_MAX = 1.5e8;
/** Share of the mean second moment added to each: weights of silent sources stay near their value. */
const DAMPING = 0.02;

/** Costs by second moments of counts in windows of `windowSteps`; means and variances for wide or odd maps. */
export function momentCosts(
  map: LinearMap<FloatArray>,
  samples: readonly SpikeCounts[],
  windowSteps: number,
): RowCosts {
  const windows = samples.flatMap((sample) => countWindows(sample, preSize(map), windowSteps));
  const rows = rowsOf(map);
  const none = new Float64Array(0);
  const width = rows[0]?.length ?? 0;
  const groups = map.kind === 'conv' ? map.groups : 1;
  if (map.kind === 'dense' && width * width <= MOMENT_VALUES_MAX) {
    return {
      rows,
      moments: [damped(denseMoments(windows, width), width)],
      mean: none,
      variance: none,
    };
  }
  if (map.kind === 'conv' && groups * width * width <= MOMENT_VALUES_MAX) {
    const moments = convMoments(map, windows).map((block) => damped(block, width));
    return { rows, moments, mean: none, variance: none };
  }
  return { rows, moments: null, ...meanAndVariance(map, windows) };
}

/** Counts of the sources that spiked in one window. */
interface Window {
  readonly indices: Int32Array;
  readonly counts: Float64Array;
}

function countWindows(sample: SpikeCounts, size: number, windowSteps: number): Window[] {
  const windows: Window[] = [];
  const dense = new Float64Array(size);
  let begin = 0;
  while (begin < sample.steps.length) {
    const window = Math.floor(sample.steps[begin]! / windowSteps);
    const active: number[] = [];
    let end = begin;
    for (; end < sample.steps.length; end++) {
      if (Math.floor(sample.steps[end]! / windowSteps) !== window) break;
      const index = sample.indices[end]!;
      if (dense[index] === 0) active.push(index);
      dense[index]! += sample.counts[end]!;
    }
    windows.push({
      indices: Int32Array.from(active),
      counts: Float64Array.from(active, (index) => dense[index]!),
    });
    for (const index of active) dense[index] = 0;
    begin = end;
  }
  return windows;
}

function denseMoments(windows: readonly Window[], n: number): Float64Array {
  const moments = new Float64Array(n * n);
  for (const { indices, counts } of windows)
    addProducts(moments, n, indices, counts, indices.length);
  return moments;
}

/** One block a group, over all output positions or an even choice of them. */
function convMoments(map: Conv<FloatArray>, windows: readonly Window[]): Float64Array[] {
  const [channels, height, width] = map.inputShape;
  const [, outHeight, outWidth] = map.outputShape;
  const groupIn = channels / map.groups;
  const n = groupIn * map.kernel[0] * map.kernel[1];
  const blocks = Array.from({ length: map.groups }, () => new Float64Array(n * n));
  const positions = outHeight * outWidth;
  const filled = windows.reduce((sum, { indices }) => sum + indices.length, 0);
  const share = filled / Math.max(1, windows.length * channels * height * width);
  const products = windows.length * positions * map.groups * (n * share) ** 2;
  const stride = Math.max(1, Math.ceil(products / PRODUCTS_MAX));
  const image = new Float64Array(channels * height * width);
  const [taps, values] = [new Int32Array(n), new Float64Array(n)];
  windows.forEach(({ indices, counts }, w) => {
    indices.forEach((index, k) => {
      image[index] = counts[k]!;
    });
    for (let position = w % stride; position < positions; position += stride) {
      const [oy, ox] = [Math.floor(position / outWidth), position % outWidth];
      for (let group = 0; group < map.groups; group++) {
        const count = gatherPatch(map, image, group, oy, ox, taps, values);
        addProducts(blocks[group]!, n, taps, values, count);
      }
    }
    for (const index of indices) image[index] = 0;
  });
  return blocks;
}

/** Writes the taps with a count that is not 0, in kernel order, and returns how many. */
function gatherPatch(
  map: Conv<FloatArray>,
  image: Float64Array,
  group: number,
  oy: number,
  ox: number,
  taps: Int32Array,
  values: Float64Array,
): number {
  const [channels, height, width] = map.inputShape;
  const [kernelHeight, kernelWidth] = map.kernel;
  const groupIn = channels / map.groups;
  let count = 0;
  for (let c = 0; c < groupIn; c++) {
    for (let ky = 0; ky < kernelHeight; ky++) {
      const y = oy * map.stride[0] - map.padding[0] + ky * map.dilation[0];
      if (y < 0 || y >= map.inputExtent[0]) continue;
      const row = ((group * groupIn + c) * height + y) * width;
      for (let kx = 0; kx < kernelWidth; kx++) {
        const x = ox * map.stride[1] - map.padding[1] + kx * map.dilation[1];
        if (x < 0 || x >= map.inputExtent[1] || image[row + x] === 0) continue;
        taps[count] = (c * kernelHeight + ky) * kernelWidth + kx;
        values[count++] = image[row + x]!;
      }
    }
  }
  return count;
}

function addProducts(
  moments: Float64Array,
  n: number,
  taps: Int32Array,
  values: Float64Array,
  count: number,
): void {
  for (let a = 0; a < count; a++) {
    const row = taps[a]! * n;
    const value = values[a]!;
    for (let b = 0; b < count; b++) moments[row + taps[b]!]! += value * values[b]!;
  }
}

function damped(moments: Float64Array, n: number): Float64Array {
  let trace = 0;
  for (let k = 0; k < n; k++) trace += moments[k * n + k]!;
  for (let k = 0; k < n; k++) moments[k * n + k]! += (DAMPING * trace) / n;
  return moments;
}

/** Per weight, by the counts of its source; of a shared kernel, averaged over its positions. */
function meanAndVariance(
  map: LinearMap<FloatArray>,
  windows: readonly Window[],
): Pick<RowCosts, 'mean' | 'variance'> {
  const [sum, squares] = [new Float64Array(preSize(map)), new Float64Array(preSize(map))];
  for (const { indices, counts } of windows) {
    indices.forEach((index, k) => {
      sum[index]! += counts[k]!;
      squares[index]! += counts[k]! ** 2;
    });
  }
  const total = Math.max(1, windows.length);
  const [mean, second] = [spread(map, sum), spread(map, squares)];
  return {
    mean: mean.map((value) => value / total),
    variance: mean.map((value, k) => Math.max(0, second[k]! / total - (value / total) ** 2)),
  };
}

function spread(map: LinearMap<FloatArray>, bySource: Float64Array): Float64Array {
  const shared = map.kind === 'conv' ? map.outputShape[1] * map.outputShape[2] : 1;
  return weightUses(map, bySource).map((value) => value / shared);
}
