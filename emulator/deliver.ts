/**
 * Synapse kernels: add the weights of every arriving axon event to the accumulators of its targets.
 * All are flat loops over typed arrays; `events` holds rows (axons of the block's port), repeats allowed.
 * Each returns the number of synaptic events. Sums are integers below 2^31 while a compartment gets fewer
 * than 2^23 events of the largest weight in one step.
 */
import type { ConvBlock } from '../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../src/model/program.ts';

const SLOT_MASK = (1 << SPARSE_SLOT_BITS) - 1;

export function deliverSparse(
  events: Int32Array,
  eventCount: number,
  offsets: Int32Array,
  words: Int32Array,
  sums: Int32Array,
): number {
  let delivered = 0;
  for (let e = 0; e < eventCount; e++) {
    const row = events[e]!;
    let k = offsets[row]!;
    const end = offsets[row + 1]!;
    delivered += end - k;
    for (const eights = end - 7; k < eights; k += 8) {
      const a = words[k]!;
      const b = words[k + 1]!;
      const c = words[k + 2]!;
      const d = words[k + 3]!;
      const f = words[k + 4]!;
      const g = words[k + 5]!;
      const h = words[k + 6]!;
      const i = words[k + 7]!;
      sums[a & SLOT_MASK]! += a >> SPARSE_SLOT_BITS;
      sums[b & SLOT_MASK]! += b >> SPARSE_SLOT_BITS;
      sums[c & SLOT_MASK]! += c >> SPARSE_SLOT_BITS;
      sums[d & SLOT_MASK]! += d >> SPARSE_SLOT_BITS;
      sums[f & SLOT_MASK]! += f >> SPARSE_SLOT_BITS;
      sums[g & SLOT_MASK]! += g >> SPARSE_SLOT_BITS;
      sums[h & SLOT_MASK]! += h >> SPARSE_SLOT_BITS;
      sums[i & SLOT_MASK]! += i >> SPARSE_SLOT_BITS;
    }
    for (; k < end; k++) {
      const word = words[k]!;
      sums[word & SLOT_MASK]! += word >> SPARSE_SLOT_BITS;
    }
  }
  return delivered;
}

/** Eight rows at a time: each accumulator is then read and written once for eight weights. */
export function deliverDense(
  events: Int32Array,
  eventCount: number,
  width: number,
  weights: Int16Array,
  sums: Int32Array,
  slotBegin: number,
): number {
  let e = 0;
  for (; e + 8 <= eventCount; e += 8) {
    const a = (events[e]! * width) | 0;
    const b = (events[e + 1]! * width) | 0;
    const c = (events[e + 2]! * width) | 0;
    const d = (events[e + 3]! * width) | 0;
    const f = (events[e + 4]! * width) | 0;
    const g = (events[e + 5]! * width) | 0;
    const h = (events[e + 6]! * width) | 0;
    const i = (events[e + 7]! * width) | 0;
    for (let k = 0; k < width; k++) {
      const first = weights[a + k]! + weights[b + k]! + weights[c + k]! + weights[d + k]!;
      const second = weights[f + k]! + weights[g + k]! + weights[h + k]! + weights[i + k]!;
      sums[slotBegin + k]! += first + second;
    }
  }
  for (; e < eventCount; e++) {
    let k = (events[e]! * width) | 0;
    const end = (k + width) | 0;
    for (let slot = slotBegin; k < end; k++, slot++) sums[slot]! += weights[k]!;
  }
  return eventCount * width;
}

/** Geometry of a convolution block as plain integers, made once. */
export interface ConvPlan {
  readonly block: ConvBlock;
  /** [channel, row, column] of each axon of the port, three per axon. */
  readonly positions: Int32Array;
}

export function deliverConv(
  events: Int32Array,
  eventCount: number,
  plan: ConvPlan,
  sums: Int32Array,
  slotBegin: number,
): number {
  const { positions, block } = plan;
  const [channelBegin, channelEnd, rowBegin, rowEnd, columnBegin, columnEnd] = block.box;
  const width = channelEnd - channelBegin;
  const boxColumns = columnEnd - columnBegin;
  const [kernelHeight, kernelWidth] = block.kernel;
  const [strideY, strideX] = block.stride;
  const [dilationY, dilationX] = block.dilation;
  const [padTop, padLeft] = block.padding;
  const [extentY, extentX] = block.inputExtent;
  const groupIn = (block.inputShape[0] / block.groups) | 0;
  const groupOut = (block.outChannels / block.groups) | 0;
  const reachY = (kernelHeight - 1) * dilationY;
  const reachX = (kernelWidth - 1) * dilationX;
  const { weights } = block;
  let delivered = 0;
  for (let e = 0; e < eventCount; e++) {
    const at = events[e]! * 3;
    const channel = positions[at]!;
    const y = positions[at + 1]!;
    const x = positions[at + 2]!;
    if (y >= extentY || x >= extentX) continue;
    const groupBegin = ((channel / groupIn) | 0) * groupOut;
    const first = groupBegin > channelBegin ? groupBegin - channelBegin : 0;
    const groupEnd = groupBegin + groupOut - channelBegin;
    const last = groupEnd < width ? groupEnd : width;
    if (first >= last) continue;
    const top = y + padTop;
    const left = x + padLeft;
    let oy = top > reachY ? ((top - reachY + strideY - 1) / strideY) | 0 : 0;
    if (oy < rowBegin) oy = rowBegin;
    let oyEnd = ((top / strideY) | 0) + 1;
    if (oyEnd > rowEnd) oyEnd = rowEnd;
    let oxFirst = left > reachX ? ((left - reachX + strideX - 1) / strideX) | 0 : 0;
    if (oxFirst < columnBegin) oxFirst = columnBegin;
    let oxEnd = ((left / strideX) | 0) + 1;
    if (oxEnd > columnEnd) oxEnd = columnEnd;
    for (; oy < oyEnd; oy++) {
      const tapY = top - oy * strideY;
      if (dilationY !== 1 && tapY % dilationY !== 0) continue;
      const ky = (tapY / dilationY) | 0;
      for (let ox = oxFirst; ox < oxEnd; ox++) {
        const tapX = left - ox * strideX;
        if (dilationX !== 1 && tapX % dilationX !== 0) continue;
        const kx = (tapX / dilationX) | 0;
        const kernel = ((channel * kernelHeight + ky) * kernelWidth + kx) * width;
        const base = slotBegin + ((oy - rowBegin) * boxColumns + (ox - columnBegin)) * width;
        for (let c = first; c < last; c++) sums[base + c]! += weights[kernel + c]!;
        delivered += last - first;
      }
    }
  }
  return delivered;
}

/** Where each axon of a convolution's port lies in the source's [channels, rows, columns]. */
export function planConv(block: ConvBlock, sources: Int32Array): ConvPlan {
  const [, height, width] = block.inputShape;
  const positions = new Int32Array(sources.length * 3);
  for (let k = 0; k < sources.length; k++) {
    positions[k * 3] = Math.floor(sources[k]! / (height * width));
    positions[k * 3 + 1] = Math.floor(sources[k]! / width) % height;
    positions[k * 3 + 2] = sources[k]! % width;
  }
  return { block, positions };
}

/**
 * The same kernels for events that carry a payload: each weight is multiplied by it, modulo 2^32. `row`
 * delivers one event into `scratch`, whose targets all lie in [slotBegin, slotEnd).
 */
export function deliverGraded(
  events: Int32Array,
  payloads: Int32Array,
  eventCount: number,
  row: (event: Int32Array, sums: Int32Array) => number,
  scratch: Int32Array,
  sums: Int32Array,
  slotBegin: number,
  slotEnd: number,
): number {
  const one = new Int32Array(1);
  let delivered = 0;
  for (let e = 0; e < eventCount; e++) {
    one[0] = events[e]!;
    delivered += row(one, scratch);
    const payload = payloads[e]!;
    for (let slot = slotBegin; slot < slotEnd; slot++) {
      if (scratch[slot] === 0) continue;
      sums[slot]! += Math.imul(scratch[slot]!, payload);
      scratch[slot] = 0;
    }
  }
  return delivered;
}
