/**
 * Atoms: the least pieces of populations that a search over a network moves. A neuron is one where its synapses
 * are listed; where a shared kernel would be broken by cutting between neighbours, it is a small box of the
 * shape; and in networks with too many synapses to write out, runs of neurons stand for them.
 */
import type { CoreType } from '../../src/model/chip.ts';
import type { QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import type { Box } from '../box.ts';
import { boxNeurons } from '../box.ts';
import { populationGrid } from '../population-grid.ts';
import type { ReachFinder } from '../reach.ts';

/** How the atoms of a population tile it: boxes of a grid, or runs of so many neurons. */
export type AtomShape =
  | {
      readonly kind: 'boxes';
      readonly grid: readonly [number, number, number];
      /** Edges of the tiles along channels, rows and columns, from 0 to the extent. */
      readonly edges: readonly [readonly number[], readonly number[], readonly number[]];
    }
  | { readonly kind: 'runs'; readonly length: number };

export interface Atoms {
  readonly count: number;
  /** Null for inputs. */
  readonly shapes: readonly (AtomShape | null)[];
  /** [populationCount + 1]: atoms of a population; none for inputs. */
  readonly begins: Int32Array;
  readonly populationOf: Int32Array;
  /** Per population: atom of each neuron; empty for inputs. */
  readonly atomOf: readonly Int32Array[];
  /** Per atom: its neurons, ascending or in slot order of its box. */
  readonly neurons: readonly Int32Array[];
}

/** Boxes of one population at most, and how small a share of a core each is to be. */
const BOXES_MAX = 144;
const BOXES_PER_CORE = 16;
/** Runs of a population whose neurons are all alike. */
const TWIN_RUNS = 64;
/** Ends of synapses that a search writes out at most: 64 MiB, twice. */
const PINS_MAX = 16_777_216;

/** `finder` says what a box would need of a core's memory. */
export function chooseAtoms(net: QuantNet, core: CoreType, finder: ReachFinder): Atoms {
  const compartments = coreUseLimits(core.limits).compartments;
  const runLength = runLengthFor(net, compartments);
  const shapes = net.populations.map(({ registers }, population): AtomShape | null => {
    if (registers === null) return null;
    const kernels = net.projections.filter(
      (projection) => projection.post === population && sharesKernel(projection, core),
    );
    if (kernels.length === 0) return { kind: 'runs', length: runLength(population) };
    return boxesOf(net, core, finder, population, kernels);
  });
  return layOut(net, shapes);
}

function sharesKernel({ connectivity }: QuantProjection, core: CoreType): boolean {
  return connectivity.kind === 'conv' && core.synapseMemory.sharesConvKernels;
}

/**
 * Runs of neurons that all see and reach the same, else single neurons while all synapses of a network can be
 * written out; longer runs from the widest population on.
 */
function runLengthFor(net: QuantNet, compartments: number): (population: number) => number {
  const pins = net.populations.map((_, population) =>
    net.projections
      .filter(({ post }) => post === population)
      .reduce((sum, projection) => sum + synapseCountOf(projection), 0),
  );
  const longest = Math.max(1, Math.floor(compartments / BOXES_PER_CORE));
  const lengths = net.populations.map(({ size }, population) =>
    areTwins(net, population) ? Math.min(longest, Math.ceil(size / TWIN_RUNS)) : 1,
  );
  pins.forEach((_, population) => {
    pins[population]! /= lengths[population]!;
  });
  let total = pins.reduce((sum, count) => sum + count, 0);
  while (total > PINS_MAX) {
    let widest = -1;
    pins.forEach((count, population) => {
      if (lengths[population]! * 2 > longest) return;
      if (widest < 0 || count > pins[widest]!) widest = population;
    });
    if (widest < 0) break;
    lengths[widest]! *= 2;
    total -= pins[widest]! / 2;
    pins[widest]! /= 2;
  }
  return (population) => lengths[population]!;
}

/** Whether neurons of a population differ in their weights alone. */
function areTwins({ projections }: QuantNet, population: number): boolean {
  return projections.every(
    ({ pre, post, connectivity }) =>
      (pre !== population && post !== population) || connectivity.kind === 'dense',
  );
}

/** Synapses of a projection, those at the rim of a convolution's input counted in full. */
export function synapseCountOf({ connectivity: map }: QuantProjection): number {
  if (map.kind === 'dense') return map.preSize * map.postSize;
  if (map.kind === 'sparse') return map.targets.length;
  if (map.kind === 'one-to-one') return map.size;
  const [channels, height, width] = map.outputShape;
  const taps = map.kernel[0] * map.kernel[1] * (map.inputShape[0] / map.groups);
  return channels * height * width * taps;
}

/**
 * All channels of a few neighbouring positions where their kernels leave room for those of another population
 * on the core, else as few groups of channels as let them.
 */
function boxesOf(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  population: number,
  kernels: readonly QuantProjection[],
): AtomShape {
  const limits = coreUseLimits(core.limits);
  const grid = populationGrid(net, population);
  const [channels, rows, columns] = grid;
  let groups = Math.min(channels, Math.ceil(channels / Math.max(1, limits.compartments / 2)));
  for (; groups < channels; groups++) {
    const box = {
      channelBegin: 0,
      channelEnd: Math.ceil(channels / groups),
      rowBegin: 0,
      rowEnd: 1,
      columnBegin: 0,
      columnEnd: 1,
    };
    const neurons = boxNeurons(grid, box);
    const bits = kernels.reduce((sum, kernel) => sum + finder.find(kernel, neurons).memoryBits, 0);
    if (bits * 2 <= limits.synapseMemoryBits) break;
  }
  const perPosition = Math.ceil(channels / groups);
  const side = Math.max(
    Math.sqrt((rows * columns * groups) / BOXES_MAX),
    Math.min(2, Math.sqrt(limits.compartments / BOXES_PER_CORE / perPosition)),
  );
  const tile = Math.max(
    1,
    Math.min(Math.round(side), Math.floor(Math.sqrt(limits.compartments / perPosition))),
  );
  return {
    kind: 'boxes',
    grid,
    edges: [
      edgesOf(channels, groups),
      edgesOf(rows, Math.ceil(rows / tile)),
      edgesOf(columns, Math.ceil(columns / tile)),
    ],
  };
}

function edgesOf(extent: number, parts: number): number[] {
  return Array.from({ length: parts + 1 }, (_, k) => Math.floor((extent * k) / parts));
}

function layOut(net: QuantNet, shapes: readonly (AtomShape | null)[]): Atoms {
  const begins = new Int32Array(shapes.length + 1);
  const neurons: Int32Array[] = [];
  const populations: number[] = [];
  const atomOf = shapes.map((shape, population) => {
    begins[population] = neurons.length;
    if (shape === null) return new Int32Array(0);
    const { size } = net.populations[population]!;
    const column = new Int32Array(size);
    for (const members of piecesOf(shape, size)) {
      for (const neuron of members) column[neuron] = neurons.length;
      neurons.push(members);
      populations.push(population);
    }
    return column;
  });
  begins[shapes.length] = neurons.length;
  return {
    count: neurons.length,
    shapes,
    begins,
    populationOf: Int32Array.from(populations),
    atomOf,
    neurons,
  };
}

function* piecesOf(shape: AtomShape, size: number): Generator<Int32Array> {
  if (shape.kind === 'runs') {
    for (let begin = 0; begin < size; begin += shape.length) {
      const length = Math.min(shape.length, size - begin);
      yield Int32Array.from({ length }, (_, k) => begin + k);
    }
    return;
  }
  const [channels, rows, columns] = shape.edges;
  for (let c = 0; c + 1 < channels.length; c++) {
    for (let y = 0; y + 1 < rows.length; y++) {
      for (let x = 0; x + 1 < columns.length; x++) {
        yield boxNeurons(shape.grid, boxAt(shape.edges, c, y, x, c + 1, y + 1, x + 1));
      }
    }
  }
}

/** The box of tiles from (c, y, x) to (cEnd, yEnd, xEnd). */
export function boxAt(
  [channels, rows, columns]: readonly [readonly number[], readonly number[], readonly number[]],
  c: number,
  y: number,
  x: number,
  cEnd: number,
  yEnd: number,
  xEnd: number,
): Box {
  return {
    channelBegin: channels[c]!,
    channelEnd: channels[cEnd]!,
    rowBegin: rows[y]!,
    rowEnd: rows[yEnd]!,
    columnBegin: columns[x]!,
    columnEnd: columns[xEnd]!,
  };
}
