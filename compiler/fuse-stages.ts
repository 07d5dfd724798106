/**
 * Composes the linear stages of a projection into one map. Shapes are kept where the algebra allows
 * it (scale into anything, pool into convolution, anything into dense); what is left becomes sparse rows.
 */
import { forEachTarget, postSize, preSize } from '../src/model/fan-out.ts';
import type {
  Connectivity,
  Conv,
  Dense,
  FloatArray,
  LinearMap,
  OneToOne,
  Pool,
  Sparse,
} from '../src/model/network.ts';
import { invariant } from '../src/support/errors.ts';

/** One map equal to all `stages` applied in turn, source side first. Exact but for float rounding of sums. */
export function fuseStages(stages: readonly Connectivity[]): LinearMap {
  invariant(stages.length > 0, 'a projection has at least one stage');
  return stages
    .map((stage) => (stage.kind === 'pool' ? poolAsConv(stage) : stage))
    .reduce((first, second) => fusePair(first, second));
}

/** A pool is a convolution of each channel with a constant kernel. */
function poolAsConv(pool: Pool): Conv<FloatArray> {
  const [kernelHeight, kernelWidth] = pool.kernel;
  const weight = pool.reduce === 'sum' ? 1 : 1 / (kernelHeight * kernelWidth);
  return {
    kind: 'conv',
    inputShape: pool.inputShape,
    inputExtent: [pool.inputShape[1], pool.inputShape[2]],
    outputShape: pool.outputShape,
    kernel: pool.kernel,
    stride: pool.stride,
    dilation: [1, 1],
    padding: pool.padding,
    groups: pool.inputShape[0],
    weights: new Float64Array(pool.inputShape[0] * kernelHeight * kernelWidth).fill(weight),
  };
}

function fusePair(first: LinearMap, second: LinearMap): LinearMap {
  if (first.kind === 'one-to-one' && typeof first.weights === 'number') {
    return scaleMap(second, first.weights);
  }
  if (second.kind === 'one-to-one' && typeof second.weights === 'number') {
    return scaleMap(first, second.weights);
  }
  if (first.kind === 'one-to-one' && second.kind === 'one-to-one') return multiply(first, second);
  if (first.kind === 'one-to-one') return scaleSources(second, first.weights as FloatArray);
  if (second.kind === 'one-to-one') return scaleTargets(first, second.weights as FloatArray);
  const conv = first.kind === 'conv' && second.kind === 'conv' ? fuseConvs(first, second) : null;
  if (conv) return conv;
  const hasDelays = [first, second].some((map) => map.kind === 'sparse' && map.delaysS);
  if (!hasDelays && (second.kind === 'dense' || first.kind === 'dense')) {
    return denseProduct(first, second);
  }
  return sparseProduct(toSparse(first), toSparse(second));
}

/** The same map with all weights times `factor`. */
export function scaleMap(map: LinearMap, factor: number): LinearMap {
  if (factor === 1) return map;
  if (typeof map.weights === 'number') {
    return { ...map, weights: map.weights * factor } as OneToOne<FloatArray>;
  }
  const weights = new Float64Array(map.weights.length);
  for (let k = 0; k < weights.length; k++) weights[k] = map.weights[k]! * factor;
  return { ...map, weights } as LinearMap;
}

function multiply(first: OneToOne<FloatArray>, second: OneToOne<FloatArray>): LinearMap {
  const [a, b] = [first.weights as FloatArray, second.weights as FloatArray];
  return { ...first, weights: Float64Array.from(a, (w, k) => w * b[k]!) };
}

/** Weights of each source times its factor; a convolution keeps its shape where factors agree per channel. */
function scaleSources(map: LinearMap, factors: FloatArray): LinearMap {
  if (map.kind === 'dense') {
    const weights = Float64Array.from(map.weights, (w, k) => w * factors[k % map.preSize]!);
    return { ...map, weights };
  }
  const perChannel = map.kind === 'conv' ? channelFactors(map.inputShape, factors) : null;
  if (map.kind === 'conv' && perChannel) {
    const groupIn = map.inputShape[0] / map.groups;
    const groupOut = map.outputShape[0] / map.groups;
    const taps = map.kernel[0] * map.kernel[1];
    const weights = Float64Array.from(map.weights, (w, k) => {
      const outChannel = Math.floor(k / (taps * groupIn));
      const inGroup = Math.floor(k / taps) % groupIn;
      return w * perChannel[Math.floor(outChannel / groupOut) * groupIn + inGroup]!;
    });
    return { ...map, weights };
  }
  const rows = toSparse(map);
  const weights = Float64Array.from(rows.weights);
  for (let pre = 0; pre < rows.preSize; pre++) {
    for (let k = rows.offsets[pre]!; k < rows.offsets[pre + 1]!; k++) weights[k]! *= factors[pre]!;
  }
  return { ...rows, weights };
}

/** Weights into each target times its factor. */
export function scaleTargets(map: LinearMap, factors: FloatArray): LinearMap {
  if (map.kind === 'dense') {
    const weights = Float64Array.from(
      map.weights,
      (w, k) => w * factors[Math.floor(k / map.preSize)]!,
    );
    return { ...map, weights };
  }
  if (map.kind === 'one-to-one') {
    const own = map.weights;
    const weights = Float64Array.from(
      factors,
      (f, k) => f * (typeof own === 'number' ? own : own[k]!),
    );
    return { ...map, weights };
  }
  const perChannel = map.kind === 'conv' ? channelFactors(map.outputShape, factors) : null;
  if (map.kind === 'conv' && perChannel) {
    const perOut = map.weights.length / map.outputShape[0];
    const weights = Float64Array.from(
      map.weights,
      (w, k) => w * perChannel[Math.floor(k / perOut)]!,
    );
    return { ...map, weights };
  }
  const rows = toSparse(map);
  const weights = Float64Array.from(rows.weights, (w, k) => w * factors[rows.targets[k]!]!);
  return { ...rows, weights };
}

/** One factor a channel, or null where factors differ within a channel. */
function channelFactors(
  shape: readonly [number, number, number],
  factors: FloatArray,
): Float64Array | null {
  const area = shape[1] * shape[2];
  const perChannel = new Float64Array(shape[0]);
  for (let k = 0; k < factors.length; k++) {
    const channel = Math.floor(k / area);
    if (k % area === 0) perChannel[channel] = factors[k]!;
    else if (perChannel[channel] !== factors[k]) return null;
  }
  return perChannel;
}

/**
 * A per-channel convolution (a pool) followed by a convolution, as one convolution of kernel
 * (k2 - 1) d2 s1 + k1, stride s1 s2, padding p1 + p2 s1. Null where this is not exact: the second
 * map's zero padding must not see input, so windows may overlap only if it pads nothing.
 */
function fuseConvs(first: Conv<FloatArray>, second: Conv<FloatArray>): LinearMap | null {
  const channels = first.inputShape[0];
  const perChannel = first.groups === channels && first.outputShape[0] === channels;
  if (!perChannel || first.dilation[0] !== 1 || first.dilation[1] !== 1) return null;
  const axes = [0, 1] as const;
  const overlaps = axes.some((axis) => first.kernel[axis] > first.stride[axis]);
  const rim = axes.some((axis) => !insideIntermediate(second, axis));
  if (overlaps && rim) return null;
  const [s1y, s1x] = first.stride;
  const kernel: [number, number] = [
    (second.kernel[0] - 1) * second.dilation[0] * s1y + first.kernel[0],
    (second.kernel[1] - 1) * second.dilation[1] * s1x + first.kernel[1],
  ];
  const seen = (axis: 0 | 1): number =>
    overlaps
      ? first.inputExtent[axis]
      : Math.min(
          first.inputExtent[axis],
          second.inputExtent[axis] * first.stride[axis] - first.padding[axis],
        );
  return {
    kind: 'conv',
    inputShape: first.inputShape,
    inputExtent: [seen(0), seen(1)],
    outputShape: second.outputShape,
    kernel,
    stride: [s1y * second.stride[0], s1x * second.stride[1]],
    dilation: [1, 1],
    padding: [
      first.padding[0] + second.padding[0] * s1y,
      first.padding[1] + second.padding[1] * s1x,
    ],
    groups: second.groups,
    weights: fusedKernel(first, second, kernel),
  };
}

/** True where the map never looks outside its input along `axis`. */
function insideIntermediate(map: Conv<unknown>, axis: 0 | 1): boolean {
  const outputs = map.outputShape[(axis + 1) as 1 | 2];
  const last =
    (outputs - 1) * map.stride[axis] -
    map.padding[axis] +
    (map.kernel[axis] - 1) * map.dilation[axis];
  return map.padding[axis] === 0 && last < map.inputExtent[axis];
}

function fusedKernel(
  first: Conv<FloatArray>,
  second: Conv<FloatArray>,
  kernel: readonly [number, number],
): Float64Array {
  const groupIn = second.inputShape[0] / second.groups;
  const groupOut = second.outputShape[0] / second.groups;
  const [k2y, k2x] = second.kernel;
  const [k1y, k1x] = first.kernel;
  const weights = new Float64Array(second.outputShape[0] * groupIn * kernel[0] * kernel[1]);
  for (let o = 0; o < second.outputShape[0]; o++) {
    for (let c = 0; c < groupIn; c++) {
      const channel = Math.floor(o / groupOut) * groupIn + c;
      const base = (o * groupIn + c) * kernel[0] * kernel[1];
      for (let tap = 0; tap < k2y * k2x; tap++) {
        const top = Math.floor(tap / k2x) * second.dilation[0] * first.stride[0];
        const left = (tap % k2x) * second.dilation[1] * first.stride[1];
        const outer = second.weights[(o * groupIn + c) * k2y * k2x + tap]!;
        for (let inner = 0; inner < k1y * k1x; inner++) {
          const y = top + Math.floor(inner / k1x);
          const x = left + (inner % k1x);
          weights[base + y * kernel[1] + x]! += outer * first.weights[channel * k1y * k1x + inner]!;
        }
      }
    }
  }
  return weights;
}

/** W[post][pre] of two maps of which at least one is dense. */
function denseProduct(first: LinearMap, second: LinearMap): Dense<FloatArray> {
  const [pres, posts] = [preSize(first), postSize(second)];
  const weights = new Float64Array(pres * posts);
  for (let pre = 0; pre < pres; pre++) {
    forEachTarget(first, pre, (middle, k1) => {
      const a = weightOf(first, k1);
      if (a === 0) return;
      forEachTarget(second, middle, (post, k2) => {
        weights[post * pres + pre]! += a * weightOf(second, k2);
      });
    });
  }
  return { kind: 'dense', preSize: pres, postSize: posts, weights };
}

/** Rows of the product of two sparse maps; synapses that differ in delay stay apart. */
function sparseProduct(first: Sparse<FloatArray>, second: Sparse<FloatArray>): Sparse<FloatArray> {
  const rows = new RowBuilder(first.preSize, second.postSize);
  for (let pre = 0; pre < first.preSize; pre++) {
    for (let k = first.offsets[pre]!; k < first.offsets[pre + 1]!; k++) {
      const middle = first.targets[k]!;
      for (let j = second.offsets[middle]!; j < second.offsets[middle + 1]!; j++) {
        const delayS = (first.delaysS?.[k] ?? 0) + (second.delaysS?.[j] ?? 0);
        rows.add(second.targets[j]!, first.weights[k]! * second.weights[j]!, delayS);
      }
    }
    rows.endRow();
  }
  return rows.build();
}

/** Sparse rows of any map, targets ascending, zero weights of dense maps and kernels left out. */
function toSparse(map: LinearMap): Sparse<FloatArray> {
  if (map.kind === 'sparse') return map;
  const rows = new RowBuilder(preSize(map), postSize(map));
  for (let pre = 0; pre < preSize(map); pre++) {
    forEachTarget(map, pre, (post, k) => {
      const weight = weightOf(map, k);
      if (weight !== 0) rows.add(post, weight, 0);
    });
    rows.endRow();
  }
  return rows.build();
}

function weightOf(map: LinearMap, index: number): number {
  return typeof map.weights === 'number' ? map.weights : map.weights[index]!;
}

/** Collects rows; synapses of a row with the same target and delay are summed. */
class RowBuilder {
  private readonly row = new Map<string, { post: number; weight: number; delayS: number }>();
  private readonly targets: number[] = [];
  private readonly weights: number[] = [];
  private readonly delaysS: number[] = [];
  private readonly offsets: number[] = [0];
  private readonly preSize: number;
  private readonly postSize: number;

  constructor(rowCount: number, columnCount: number) {
    this.preSize = rowCount;
    this.postSize = columnCount;
  }

  add(post: number, weight: number, delayS: number): void {
    const key = `${post}/${delayS}`;
    const entry = this.row.get(key);
    if (entry) entry.weight += weight;
    else this.row.set(key, { post, weight, delayS });
  }

  endRow(): void {
    const entries = [...this.row.values()].sort((a, b) => a.post - b.post || a.delayS - b.delayS);
    for (const entry of entries) {
      this.targets.push(entry.post);
      this.weights.push(entry.weight);
      this.delaysS.push(entry.delayS);
    }
    this.offsets.push(this.targets.length);
    this.row.clear();
  }

  build(): Sparse<FloatArray> {
    const rows: Sparse<FloatArray> = {
      kind: 'sparse',
      preSize: this.preSize,
      postSize: this.postSize,
      offsets: Int32Array.from(this.offsets),
      targets: Int32Array.from(this.targets),
      weights: Float64Array.from(this.weights),
    };
    const delayed = this.delaysS.some((delay) => delay !== 0);
    return delayed ? { ...rows, delaysS: Float32Array.from(this.delaysS) } : rows;
  }
}
