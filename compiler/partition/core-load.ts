import type { AxonFormat, CoreType } from '../../src/model/chip.ts';
import type { CoreUse, QuantNet, Slice } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import type { PortShape, SharedSources } from '../axon-formats.ts';
import { choosePortFormats, GENERAL_FORMAT } from '../axon-formats.ts';
import type { CoreTable, TableRows } from '../core-profiles.ts';
import { CORE_TABLES, joinedRows, REGISTER_TABLES, tableUse } from '../core-profiles.ts';
import { learningAxons } from '../learning.ts';
import type { Reach, ReachFinder } from '../reach.ts';

/** A limit that a trial placement broke, and on which core. */
export interface Violation {
  readonly core: number;
  readonly resource: keyof CoreUse;
  readonly needed: number;
  readonly available: number;
}

interface Source {
  readonly population: number;
  readonly sources: Int32Array;
  /** Those with a synapse that learns. */
  readonly learners: Int32Array;
  /** Present where one block of a shared kernel is all that they feed. */
  readonly shared: SharedSources | null;
}

/** Everything that adding one slice to some core needs to know. */
export interface SliceDemand {
  readonly slice: Slice;
  readonly memoryBits: number;
  /** Distinct sources by population. */
  readonly sources: readonly Source[];
  /** Rows of the core's tables. */
  readonly rows: TableRows;
}

/** Demand of a slice over all projections into its population. */
export function demandOf(net: QuantNet, finder: ReachFinder, slice: Slice): SliceDemand {
  const { population, neurons } = slice;
  const reaches = net.projections
    .filter((projection) => projection.post === population)
    .map((projection) => ({ pre: projection.pre, reach: finder.find(projection, neurons) }));
  const byPopulation = new Map<number, Reach[]>();
  for (const { pre, reach } of reaches) {
    byPopulation.set(pre, [...(byPopulation.get(pre) ?? []), reach]);
  }
  const { registerRows } = finder;
  const [compartmentProfiles, thresholdProfiles, voltageRanges] = REGISTER_TABLES.map((table) =>
    registerRows.of(table, population, neurons),
  ) as [ReadonlySet<string>, ReadonlySet<string>, ReadonlySet<string>];
  const filled = reaches.filter(({ reach }) => reach.sources.length > 0);
  const synapseFormats = new Set(filled.map(({ reach }) => reach.synapseFormat));
  return {
    slice,
    memoryBits: reaches.reduce((sum, { reach }) => sum + reach.memoryBits, 0),
    sources: [...byPopulation].map(([pre, list]) => sourceOf(pre, list)),
    rows: { compartmentProfiles, thresholdProfiles, voltageRanges, synapseFormats },
  };
}

function sourceOf(population: number, reaches: readonly Reach[]): Source {
  const filled = reaches.filter(({ sources }) => sources.length > 0);
  return {
    population,
    sources: union(reaches),
    learners: union(filled.filter(({ learns }) => learns)),
    shared: filled.length === 1 ? filled[0]!.shared : null,
  };
}

/** What a slice alone takes of an empty core, output axons aside. */
export function aloneOn(
  core: CoreType,
  net: QuantNet,
  demand: SliceDemand,
): Omit<CoreUse, 'outputAxons'> {
  // Ports are numbered by population, as in `CoreLoads` and in the image.
  const inOrder = [...demand.sources].sort((a, b) => a.population - b.population);
  const ports = inOrder.map(
    ({ population, sources, learners, shared }): PortShape => ({
      sources: sources.length,
      learningAxons: learners.length * (learningAxons(core) - 1),
      fromHost: net.populations[population]!.registers === null,
      shared,
      slotBegin: 0,
    }),
  );
  const formats = core.axonFormats ?? [GENERAL_FORMAT];
  const choices = choosePortFormats(ports, formats, core.limits.inputAxons.value);
  return {
    compartments: demand.slice.neurons.length,
    inputAxons: choices.reduce((sum, { inputAxons }) => sum + inputAxons, 0),
    synapseMemoryBits: demand.memoryBits,
    ...tableUse(demand.rows),
  };
}

function union(reaches: readonly Reach[]): Int32Array {
  if (reaches.length === 1) return reaches[0]!.sources;
  const all = new Set<number>();
  for (const reach of reaches) for (const source of reach.sources) all.add(source);
  return Int32Array.from(all).sort();
}

/** Input axons of one source population on a core. */
interface Port {
  readonly population: number;
  /** 1 where that source has an axon here, 2 where it is one of learning synapses. */
  readonly mask: Uint8Array;
  readonly shape: PortShape;
  /** Output axons that each source pays. */
  readonly outputAxons: number;
}

/** Sources that a port has not had, and those that have not learned. */
interface Added {
  readonly sources: Int32Array;
  readonly learners: Int32Array;
}

/** What a core would hold with one more slice. */
interface Trial {
  readonly ports: readonly Port[];
  /** What is new to each port of the demand, by population. */
  readonly added: ReadonlyMap<number, Added>;
  readonly inputAxons: number;
  /** Growth of output axons by core. */
  readonly outputAxons: ReadonlyMap<number, number>;
}

const NO_SOURCES = new Uint8Array(0);

const NO_ROWS: TableRows = {
  compartmentProfiles: new Set(),
  thresholdProfiles: new Set(),
  voltageRanges: new Set(),
  synapseFormats: new Set(),
};

/**
 * Cores being filled, with every limit counted as slices arrive: input axons of each port in the format
 * chosen for it, and for every (neuron, destination core) pair its output axons, whichever of the two was
 * placed first. Output axons that neurons may share later are counted in full.
 */
export class CoreLoads {
  readonly parts: Slice[][] = [];
  private readonly uses: { -readonly [K in keyof CoreUse]: number }[] = [];
  private readonly rows: TableRows[] = [];
  private readonly ports: (readonly Port[])[] = [];
  /** Per population and neuron: output axons so far, and the own core (-1: not placed). */
  private readonly fanOutAxons: Int32Array[];
  private readonly ownCore: Int32Array[];
  private readonly net: QuantNet;
  private readonly limits: CoreUse;
  private readonly formats: readonly AxonFormat[];
  /** Input axons of a source that learns. */
  private readonly learningAxons: number;

  constructor(net: QuantNet, core: CoreType) {
    this.net = net;
    this.limits = coreUseLimits(core.limits);
    this.formats = core.axonFormats ?? [GENERAL_FORMAT];
    this.learningAxons = learningAxons(core);
    this.fanOutAxons = net.populations.map((population) => new Int32Array(population.size));
    this.ownCore = net.populations.map((population) => new Int32Array(population.size).fill(-1));
  }

  openCore(): number {
    this.parts.push([]);
    this.uses.push({
      compartments: 0,
      inputAxons: 0,
      outputAxons: 0,
      synapseMemoryBits: 0,
      ...tableUse(NO_ROWS),
    });
    this.rows.push(NO_ROWS);
    this.ports.push([]);
    return this.parts.length - 1;
  }

  use(core: number): CoreUse {
    return this.uses[core]!;
  }

  /** Output axons that the neurons of a slice already have. */
  outputAxonsOf(slice: Slice): number {
    const counts = this.fanOutAxons[slice.population]!;
    return slice.neurons.reduce((sum, neuron) => sum + counts[neuron]!, 0);
  }

  /** Adds the slice to `core` and returns null, or returns the first limit that this would break. */
  tryAdd(core: number, demand: SliceDemand): Violation | null {
    return this.attempt(core, demand, true);
  }

  /** What `tryAdd` would return; nothing changes. */
  check(core: number, demand: SliceDemand): Violation | null {
    return this.attempt(core, demand, false);
  }

  private attempt(core: number, demand: SliceDemand, keeps: boolean): Violation | null {
    const use = this.uses[core]!;
    const { slice } = demand;
    const rows = joinedTables(this.rows[core]!, demand.rows);
    const next = {
      compartments: use.compartments + slice.neurons.length,
      synapseMemoryBits: use.synapseMemoryBits + demand.memoryBits,
      ...tableUse(rows),
    };
    for (const resource of ['compartments', 'synapseMemoryBits', ...CORE_TABLES] as const) {
      if (next[resource] > this.limits[resource]) {
        return { core, resource, needed: next[resource], available: this.limits[resource] };
      }
    }
    const own = this.ownCore[slice.population]!;
    for (const neuron of slice.neurons) own[neuron] = core;
    const trial = this.trialOf(core, demand);
    const violation = this.brokenBy(core, trial);
    if (violation || !keeps) {
      for (const neuron of slice.neurons) own[neuron] = -1;
      return violation;
    }
    this.mark(core, trial);
    Object.assign(use, next, { inputAxons: trial.inputAxons });
    for (const [grown, count] of trial.outputAxons) this.uses[grown]!.outputAxons += count;
    this.rows[core] = rows;
    this.parts[core]!.push(slice);
    return null;
  }

  private trialOf(core: number, demand: SliceDemand): Trial {
    const added = new Map<number, Added>();
    const shapes = new Map(this.ports[core]!.map(({ population, shape }) => [population, shape]));
    for (const source of demand.sources) {
      if (source.sources.length === 0) continue;
      const mask = this.portOf(core, source.population)?.mask ?? NO_SOURCES;
      const fresh = {
        sources: source.sources.filter((k) => !mask[k]),
        learners: source.learners.filter((k) => mask[k] !== 2),
      };
      added.set(source.population, fresh);
      shapes.set(source.population, this.shapeWith(core, source, fresh));
    }
    // Ports are numbered by population, as in the image, so that both choose the same formats.
    const populations = [...shapes.keys()].sort((a, b) => a - b);
    const inOrder = populations.map((population) => shapes.get(population)!);
    const choices = choosePortFormats(inOrder, this.formats, this.limits.inputAxons);
    const ports = populations.map((population, p): Port => {
      const mask = this.portOf(core, population)?.mask ?? NO_SOURCES;
      const shape = shapes.get(population)!;
      return { population, mask, shape, outputAxons: choices[p]!.outputAxons };
    });
    return {
      ports,
      added,
      inputAxons: choices.reduce((sum, { inputAxons }) => sum + inputAxons, 0),
      outputAxons: this.outputGrowth(core, demand.slice, ports, added),
    };
  }

  private portOf(core: number, population: number): Port | undefined {
    return this.ports[core]!.find((port) => port.population === population);
  }

  /** The port of a source once its new axons are there; a second block on it takes a shared kernel's place. */
  private shapeWith(core: number, source: Source, { sources, learners }: Added): PortShape {
    const before = this.portOf(core, source.population)?.shape;
    return {
      sources: (before?.sources ?? 0) + sources.length,
      learningAxons: (before?.learningAxons ?? 0) + learners.length * (this.learningAxons - 1),
      fromHost: this.net.populations[source.population]!.registers === null,
      shared: before ? null : source.shared,
      slotBegin: this.uses[core]!.compartments,
    };
  }

  private outputGrowth(
    core: number,
    slice: Slice,
    ports: readonly Port[],
    added: ReadonlyMap<number, Added>,
  ): Map<number, number> {
    const growth = new Map<number, number>([[core, this.outputAxonsOf(slice)]]);
    this.forEachChange(core, ports, added, (population, source, change) => {
      const home = this.ownCore[population]![source]!;
      if (home >= 0) growth.set(home, (growth.get(home) ?? 0) + change);
    });
    return growth;
  }

  /** Calls with the output axons that each source gains: new ones, and all where a port's format changes. */
  private forEachChange(
    core: number,
    ports: readonly Port[],
    added: ReadonlyMap<number, Added>,
    visit: (population: number, source: number, change: number) => void,
  ): void {
    for (const { population, mask, outputAxons } of ports) {
      const change = outputAxons - (this.portOf(core, population)?.outputAxons ?? outputAxons);
      if (change !== 0) {
        mask.forEach((marked, source) => {
          if (marked) visit(population, source, change);
        });
      }
      if (outputAxons === 0) continue;
      for (const source of added.get(population)?.sources ?? []) {
        visit(population, source, outputAxons);
      }
    }
  }

  private brokenBy(core: number, { inputAxons, outputAxons }: Trial): Violation | null {
    if (inputAxons > this.limits.inputAxons) {
      return {
        core,
        resource: 'inputAxons',
        needed: inputAxons,
        available: this.limits.inputAxons,
      };
    }
    for (const [grown, count] of outputAxons) {
      const needed = this.uses[grown]!.outputAxons + count;
      if (needed > this.limits.outputAxons) {
        return { core: grown, resource: 'outputAxons', needed, available: this.limits.outputAxons };
      }
    }
    return null;
  }

  private mark(core: number, { ports, added }: Trial): void {
    this.forEachChange(core, ports, added, (population, source, change) => {
      this.fanOutAxons[population]![source]! += change;
    });
    this.ports[core] = ports.map((port) => {
      const size = this.net.populations[port.population]!.size;
      const mask = port.mask === NO_SOURCES ? new Uint8Array(size) : port.mask;
      const { sources = [], learners = [] } = added.get(port.population) ?? {};
      for (const source of sources) mask[source] = 1;
      for (const source of learners) mask[source] = 2;
      return { ...port, mask };
    });
  }
}

function joinedTables(a: TableRows, b: TableRows): TableRows {
  const join = (table: CoreTable): ReadonlySet<string> => joinedRows(a[table], b[table]);
  return {
    compartmentProfiles: join('compartmentProfiles'),
    thresholdProfiles: join('thresholdProfiles'),
    voltageRanges: join('voltageRanges'),
    synapseFormats: join('synapseFormats'),
  };
}
