import type { CoreType } from '../../src/model/chip.ts';
import type {
  CoreUse,
  Partition,
  QuantNet,
  QuantProjection,
  Slice,
} from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import { boxNeurons } from '../box.ts';
import { populationGrid } from '../population-grid.ts';
import type { ReachFinder } from '../reach.ts';
import type { SynapseWidths } from '../synapse-memory.ts';
import { axonBits } from '../synapse-memory.ts';
import { CoreLoads } from './core-load.ts';
import { neuronTooLarge } from './fit-errors.ts';
import { legalParts } from './legal-parts.ts';
import { type SpikeWeights, spikeWeights } from './spike-weights.ts';
import { partitionStructured } from './structured.ts';

/** Passes that fill cores less whose neurons reach too many others. */
const PASSES_MAX = 6;
/** What is kept free of output axons then: later cores are cut otherwise too. */
const OUTPUT_MARGIN = 0.95;

/**
 * Fills one core after the other in the order of populations and neurons. A core whose neurons reach more cores
 * than it has output axons for is filled less in a next pass. Throws CompileError E_FIT or E_FANIN.
 */
export function partitionSequential(net: QuantNet, core: CoreType, finder: ReachFinder): Partition {
  const { parts } = sequentialParts(net, core, finder, spikeWeights(net, undefined), Infinity);
  if (parts) return { partitioner: 'sequential', parts };
  // The reason is that of the partitioner that tries more.
  const { parts: others } = partitionStructured(net, core, finder);
  return { partitioner: 'sequential', parts: others };
}

export interface SequentialParts {
  /** Null where index order is not legal, or not followed to its end. */
  readonly parts: Partition['parts'] | null;
  /** Cores, and compartments of the fullest, when output axons are not looked at. */
  readonly cores: number;
  readonly fullest: number;
}

/**
 * The same; not followed to its end where the first pass, output axons aside, already sends more than `packetsMax`.
 * Throws CompileError for a neuron that no core holds.
 */
export function sequentialParts(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  weights: SpikeWeights,
  packetsMax: number,
): SequentialParts {
  const limits = coreUseLimits(core.limits);
  const caps: number[] = [];
  let first: Pick<SequentialParts, 'cores' | 'fullest'> | null = null;
  for (let pass = 0; ; pass++) {
    const filling = new Filling(net, finder, limits, caps, weights);
    const oversized = filling.run();
    if (oversized >= 0)
      throw neuronTooLarge(net, finder, new CoreLoads(net, core), core, oversized);
    const { parts, compartments, outputAxons } = filling;
    first ??= { cores: parts.length, fullest: compartments.reduce((a, b) => Math.max(a, b), 0) };
    if (pass === 0 && filling.packets > packetsMax) return { ...first, parts: null };
    const over = outputAxons.map((axons) => axons > limits.outputAxons);
    if (!over.includes(true) || pass >= PASSES_MAX) {
      return { ...first, parts: legalParts(net, core, finder, parts) };
    }
    over.forEach((isOver, k) => {
      if (!isOver) return;
      const share = (OUTPUT_MARGIN * limits.outputAxons) / outputAxons[k]!;
      caps[k] = Math.max(1, Math.floor(compartments[k]! * share));
    });
  }
}

/** Axons of the core that is being filled from one source population. */
interface OpenPort {
  /** Core on which a source last had an axon. */
  readonly reached: Int32Array;
  /** Whether all sources are there: a dense projection came. */
  allOn: number;
}

/** Lists of the slice that is being filled, for one projection. */
interface OpenLists {
  readonly projection: QuantProjection;
  /** Bits that one synapse more takes, by the synapses of its list modulo the table's length. */
  readonly growth: Float64Array;
  /** Synapses of each source, and the slice for which they were counted. */
  readonly counts: Int32Array;
  readonly stamps: Int32Array;
}

/** One pass. Counts are those of lists; slices that turn out to be boxes need less. */
class Filling {
  readonly parts: Slice[][] = [];
  readonly compartments: number[] = [];
  readonly outputAxons: number[] = [];
  /** To other cores, by weight. */
  packets = 0;
  private readonly net: QuantNet;
  private readonly finder: ReachFinder;
  private readonly limits: CoreUse;
  private readonly caps: readonly number[];
  private readonly weights: SpikeWeights;
  private readonly ports: readonly OpenPort[];
  /** Core of each neuron by population, -1 before it has one. */
  private readonly homes: readonly Int32Array[];
  /** Sources with an axon on a core before they had one themselves: how many cores. */
  private readonly earlyFan: readonly Int32Array[];
  private inputAxons = 0;
  private bits = 0;
  private slice = 0;

  constructor(
    net: QuantNet,
    finder: ReachFinder,
    limits: CoreUse,
    caps: readonly number[],
    weights: SpikeWeights,
  ) {
    this.weights = weights;
    this.net = net;
    this.finder = finder;
    this.limits = limits;
    this.caps = caps;
    const columns = (value: number): Int32Array[] =>
      net.populations.map(({ size }) => new Int32Array(size).fill(value));
    this.ports = columns(-1).map((reached) => ({ reached, allOn: -1 }));
    this.homes = columns(-1);
    this.earlyFan = columns(0);
  }

  /** A population of which a neuron alone is too large, -1 where there is none. */
  run(): number {
    for (const [population, { size, registers }] of this.net.populations.entries()) {
      if (registers === null) continue;
      const lists = this.listsInto(population);
      let begin = 0;
      this.slice++;
      for (let neuron = 0; neuron < size; ) {
        if (this.take(population, neuron, lists)) {
          neuron++;
          continue;
        }
        if (this.parts.length > 0 && this.compartments.at(-1) === 0) return population;
        this.close(population, begin, neuron);
        begin = neuron;
        this.open();
      }
      this.close(population, begin, size);
    }
    return -1;
  }

  private open(): void {
    this.parts.push([]);
    this.compartments.push(0);
    this.outputAxons.push(0);
    this.inputAxons = 0;
    this.bits = 0;
    this.slice++;
  }

  private close(population: number, begin: number, end: number): void {
    if (begin === end) return;
    this.parts.at(-1)!.push({ population, neurons: inBoxOrder(this.net, population, begin, end) });
  }

  private listsInto(population: number): OpenLists[] {
    return this.net.projections
      .filter(({ post }) => post === population)
      .map((projection) => {
        const { size } = this.net.populations[projection.pre]!;
        const listed = projection.connectivity.kind !== 'dense';
        return {
          projection,
          growth: growthTable(this.finder.widths(projection, listed), this.finder.core),
          counts: new Int32Array(listed ? size : 1),
          stamps: new Int32Array(listed ? size : 1).fill(-1),
        };
      });
  }

  /** Adds the neuron to the last core; false, and nothing changed that counts, where it does not fit. */
  private take(population: number, neuron: number, lists: readonly OpenLists[]): boolean {
    const core = this.parts.length - 1;
    if (core < 0) return false;
    const cap = Math.min(this.limits.compartments, this.caps[core] ?? Infinity);
    if (this.compartments[core]! >= cap) return false;
    const [axons, bits] = this.growth(neuron, lists, core);
    if (this.inputAxons + axons > this.limits.inputAxons) return false;
    if (this.bits + bits > this.limits.synapseMemoryBits) return false;
    this.inputAxons += axons;
    this.bits += bits;
    this.compartments[core]!++;
    this.homes[population]![neuron] = core;
    this.outputAxons[core]! += this.earlyFan[population]![neuron]!;
    if (this.ports[population]!.reached[neuron] === core) {
      this.packets -= this.weights.columns[population]![neuron]!;
    }
    for (const open of lists) this.count(neuron, open, core);
    return true;
  }

  /** Input axons and bits that the neuron adds. */
  private growth(neuron: number, lists: readonly OpenLists[], core: number): [number, number] {
    let [axons, bits] = [0, 0];
    for (const { projection, growth, counts, stamps } of lists) {
      const { reached, allOn } = this.ports[projection.pre]!;
      const period = growth.length;
      if (projection.connectivity.kind === 'dense') {
        bits += reached.length * growth[stamps[0] === this.slice ? counts[0]! % period : 0]!;
        if (allOn === core) continue;
        for (let k = 0; k < reached.length; k++) if (reached[k] !== core) axons++;
        continue;
      }
      const { slice } = this;
      const { offsets, sources } = this.finder.columnsOf(projection);
      const end = offsets[neuron + 1]!;
      for (let k = offsets[neuron]!; k < end; k++) {
        const source = sources[k]!;
        bits += growth[stamps[source] === slice ? counts[source]! % period : 0]!;
        if (reached[source] !== core) axons++;
      }
    }
    return [axons, bits];
  }

  private count(neuron: number, { projection, counts, stamps }: OpenLists, core: number): void {
    const port = this.ports[projection.pre]!;
    if (projection.connectivity.kind === 'dense') {
      counts[0] = stamps[0] === this.slice ? counts[0]! + 1 : 1;
      stamps[0] = this.slice;
      if (port.allOn === core) return;
      for (let source = 0; source < port.reached.length; source++) {
        this.reach(projection.pre, source, core);
      }
      port.allOn = core;
      return;
    }
    const { slice } = this;
    const { reached } = port;
    const { offsets, sources } = this.finder.columnsOf(projection);
    const end = offsets[neuron + 1]!;
    for (let k = offsets[neuron]!; k < end; k++) {
      const source = sources[k]!;
      counts[source] = stamps[source] === slice ? counts[source]! + 1 : 1;
      stamps[source] = slice;
      if (reached[source] !== core) this.reach(projection.pre, source, core);
    }
  }

  private reach(population: number, source: number, core: number): void {
    const { reached } = this.ports[population]!;
    if (reached[source] === core) return;
    reached[source] = core;
    const home = this.homes[population]![source]!;
    if (home !== core) this.packets += this.weights.columns[population]![source]!;
    if (home >= 0) this.outputAxons[home]!++;
    else this.earlyFan[population]![source]!++;
  }
}

function growthTable(widths: SynapseWidths, { synapseMemory }: CoreType): Float64Array {
  return Float64Array.from(
    { length: synapseMemory.blockSynapses },
    (_, n) => axonBits(n + 1, widths, synapseMemory) - axonBits(n, widths, synapseMemory),
  );
}

/** Neurons [begin, end): whole channels in the slot order of a box, so that they can share a kernel. */
function inBoxOrder(net: QuantNet, population: number, begin: number, end: number): Int32Array {
  const grid = populationGrid(net, population);
  const plane = grid[1] * grid[2];
  if (begin % plane !== 0 || end % plane !== 0) {
    return Int32Array.from({ length: end - begin }, (_, k) => begin + k);
  }
  return boxNeurons(grid, {
    channelBegin: begin / plane,
    channelEnd: end / plane,
    rowBegin: 0,
    rowEnd: grid[1],
    columnBegin: 0,
    columnEnd: grid[2],
  });
}
