/**
 * What a slice of a population needs of one projection: which sources reach it, in which synapse
 * format, and how much synapse memory that takes. Partitioners count with it and `assemble` builds
 * by it, so that the two agree.
 */
import type { CoreType } from '../src/model/chip.ts';
import { forEachTarget, preSize } from '../src/model/fan-out.ts';
import type { QuantNet, QuantProjection } from '../src/model/mapping.ts';
import type { Conv } from '../src/model/network.ts';
import type { SharedSources } from './axon-formats.ts';
import type { Box } from './box.ts';
import { findBox } from './box.ts';
import { RegisterRows, synapseFormat } from './core-profiles.ts';
import { learningTagBits } from './learning.ts';
import { populationGrid } from './population-grid.ts';
import { sharedSources } from './shared-sources.ts';
import type { SynapseWidths } from './synapse-memory.ts';
import { axonBits, storedWidths, weightBitsToStore } from './synapse-memory.ts';

export interface Reach {
  readonly format: 'dense' | 'sparse' | 'conv';
  /** Sources with at least one synapse into the slice, ascending. */
  readonly sources: Int32Array;
  readonly memoryBits: number;
  /** The core's row of synapse formats that the lists take. */
  readonly synapseFormat: string;
  /** True where the synapses change on the chip. */
  readonly learns: boolean;
  /** Where the sources stand on the input of a shared kernel, for axons that they may share. */
  readonly shared: SharedSources | null;
}

/** Sources of every target of a projection: columns of the matrix that stores rows. */
export interface Columns {
  /** [postSize + 1]. */
  readonly offsets: Int32Array;
  readonly sources: Int32Array;
}

/** Computes reaches; it keeps the columns of sparse projections between calls, and reaches while their neurons live. */
export class ReachFinder {
  private readonly columns = new Map<QuantProjection, Columns>();
  private readonly known = new WeakMap<Int32Array, Map<QuantProjection, Reach>>();
  private readonly net: QuantNet;
  readonly core: CoreType;
  /** Rows of the core's register tables, beside the reaches in what a slice needs. */
  readonly registerRows: RegisterRows;

  constructor(net: QuantNet, core: CoreType) {
    this.net = net;
    this.core = core;
    this.registerRows = new RegisterRows(net, core);
  }

  /** Reach of `projection` into `neurons` of its target population; they must not change afterwards. */
  find(projection: QuantProjection, neurons: Int32Array): Reach {
    const known = this.known.get(neurons) ?? new Map<QuantProjection, Reach>();
    const reach = known.get(projection) ?? this.compute(projection, neurons);
    this.known.set(neurons, known.set(projection, reach));
    return reach;
  }

  private compute(projection: QuantProjection, neurons: Int32Array): Reach {
    const map = projection.connectivity;
    if (map.kind === 'dense') {
      const widths = this.widths(projection, false);
      const memory = this.core.synapseMemory;
      return {
        format: 'dense',
        sources: Int32Array.from({ length: map.preSize }, (_, k) => k),
        memoryBits: map.preSize * axonBits(neurons.length, widths, memory),
        synapseFormat: synapseFormat(projection, widths),
        learns: projection.learning !== undefined,
        shared: null,
      };
    }
    if (map.kind === 'conv' && this.core.synapseMemory.sharesConvKernels) {
      const box = findBox(populationGrid(this.net, projection.post), neurons);
      const shared = box && this.sharedConv(projection, map, box);
      if (shared) return shared;
    }
    return this.scattered(projection, neurons);
  }

  /** Fields of a synapse of `projection` as a core stores it; `indexed` where lists name their targets. */
  widths(projection: QuantProjection, indexed: boolean): SynapseWidths {
    const delayed = projection.delaySteps > 0 || projection.synapseDelaySteps !== undefined;
    const { synapseMemory, limits } = this.core;
    const { learning } = projection;
    const widths = storedWidths(
      synapseMemory,
      weightBitsToStore(projection, learning !== undefined),
      delayed,
      indexed,
      limits.compartments.value,
    );
    return { ...widths, tagBits: widths.tagBits + learningTagBits(this.core, learning) };
  }

  /** One kernel a core: each input channel's list holds all taps and output channels of the box once. */
  private sharedConv(projection: QuantProjection, map: Conv<Int16Array>, box: Box): Reach | null {
    // Where several convolutions meet in a flattened population, its boxes follow the first one.
    const grid = populationGrid(this.net, projection.post);
    if (grid.some((extent, axis) => extent !== map.outputShape[axis])) return null;
    const [channels, height, width] = map.inputShape;
    const rows = seenPositions(map, 0, box.rowBegin, box.rowEnd);
    const cols = seenPositions(map, 1, box.columnBegin, box.columnEnd);
    const groupOut = map.outputShape[0] / map.groups;
    const groupIn = channels / map.groups;
    const taps = map.kernel[0] * map.kernel[1];
    const widths = this.widths(projection, true);
    const sources: number[] = [];
    let memoryBits = 0;
    for (let c = 0; c < channels; c++) {
      const group = Math.floor(c / groupIn);
      const begin = Math.max(box.channelBegin, group * groupOut);
      const end = Math.min(box.channelEnd, (group + 1) * groupOut);
      if (begin >= end || rows.length * cols.length === 0) continue;
      memoryBits += axonBits((end - begin) * taps, widths, this.core.synapseMemory);
      for (const y of rows) for (const x of cols) sources.push((c * height + y) * width + x);
    }
    return {
      format: 'conv',
      sources: Int32Array.from(sources),
      memoryBits,
      synapseFormat: synapseFormat(projection, widths),
      learns: projection.learning !== undefined,
      shared: sharedSources(map, box),
    };
  }

  /** A list of (slot, weight) a source, counted over the slice's own columns. */
  private scattered(projection: QuantProjection, neurons: Int32Array): Reach {
    const { offsets, sources } = this.columnsOf(projection);
    const counts = new Int32Array(preSize(projection.connectivity));
    for (let k = 0; k < neurons.length; k++) {
      const end = offsets[neurons[k]! + 1]!;
      for (let at = offsets[neurons[k]!]!; at < end; at++) counts[sources[at]!]!++;
    }
    const widths = this.widths(projection, true);
    const found: number[] = [];
    let memoryBits = 0;
    for (let pre = 0; pre < counts.length; pre++) {
      if (counts[pre] === 0) continue;
      found.push(pre);
      memoryBits += axonBits(counts[pre]!, widths, this.core.synapseMemory);
    }
    return {
      format: 'sparse',
      sources: Int32Array.from(found),
      memoryBits,
      synapseFormat: synapseFormat(projection, widths),
      learns: projection.learning !== undefined,
      shared: null,
    };
  }

  columnsOf(projection: QuantProjection): Columns {
    const known = this.columns.get(projection);
    if (known) return known;
    const map = projection.connectivity;
    const built =
      map.kind === 'conv'
        ? convColumns(map)
        : transpose(projection, this.net.populations[projection.post]!.size);
    this.columns.set(projection, built);
    return built;
  }
}

/** Input positions along one axis that outputs [begin, end) see, ascending. */
function seenPositions(map: Conv<unknown>, axis: 0 | 1, begin: number, end: number): number[] {
  const seen = new Set<number>();
  for (let out = begin; out < end; out++) {
    for (let tap = 0; tap < map.kernel[axis]; tap++) {
      const position = out * map.stride[axis] - map.padding[axis] + tap * map.dilation[axis];
      if (position >= 0 && position < map.inputExtent[axis]) seen.add(position);
    }
  }
  return [...seen].sort((a, b) => a - b);
}

/** Sources of each target of a convolution, ascending: read off its shape. */
function convColumns(map: Conv<unknown>): Columns {
  const [channels, height, width] = map.inputShape;
  const [outChannels, outHeight, outWidth] = map.outputShape;
  const [groupIn, groupOut] = [channels / map.groups, outChannels / map.groups];
  const offsets = new Int32Array(outChannels * outHeight * outWidth + 1);
  const rows = tapPositions(map, 0, outHeight);
  const columns = tapPositions(map, 1, outWidth);
  let target = 0;
  for (let o = 0; o < outChannels; o++) {
    for (const ys of rows) {
      for (const xs of columns) {
        offsets[target + 1] = offsets[target]! + groupIn * ys.length * xs.length;
        target++;
      }
    }
  }
  const sources = new Int32Array(offsets[target]!);
  let at = 0;
  for (let o = 0; o < outChannels; o++) {
    const first = Math.floor(o / groupOut) * groupIn;
    for (const ys of rows) {
      for (const xs of columns) {
        for (let c = first; c < first + groupIn; c++) {
          for (let k = 0; k < ys.length; k++) {
            const row = (c * height + ys[k]!) * width;
            for (let n = 0; n < xs.length; n++) sources[at++] = row + xs[n]!;
          }
        }
      }
    }
  }
  return { offsets, sources };
}

/** Input positions along one axis that each output position sees, ascending. */
function tapPositions(map: Conv<unknown>, axis: 0 | 1, extent: number): Int32Array[] {
  return Array.from({ length: extent }, (_, out) =>
    Int32Array.from(seenPositions(map, axis, out, out + 1)),
  );
}

function transpose(projection: QuantProjection, posts: number): Columns {
  const map = projection.connectivity;
  const pres = preSize(map);
  const offsets = new Int32Array(posts + 1);
  for (let pre = 0; pre < pres; pre++) {
    forEachTarget(map, pre, (post) => {
      offsets[post + 1]!++;
    });
  }
  for (let post = 0; post < posts; post++) offsets[post + 1]! += offsets[post]!;
  const next = offsets.slice(0, posts);
  const sources = new Int32Array(offsets[posts]!);
  for (let pre = 0; pre < pres; pre++) {
    forEachTarget(map, pre, (post) => {
      sources[next[post]!++] = pre;
    });
  }
  return { offsets, sources };
}
