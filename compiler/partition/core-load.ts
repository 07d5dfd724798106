import type { CoreLimits } from '../../src/model/chip.ts';
import type { CoreUse, QuantNet, Slice } from '../../src/model/mapping.ts';
import type { Reach, ReachFinder } from '../reach.ts';

/** The limits of `CoreUse` as plain numbers. */
export function useLimits(limits: CoreLimits): CoreUse {
  return {
    compartments: limits.compartments.value,
    inputAxons: limits.inputAxons.value,
    outputAxons: limits.outputAxons.value,
    synapseMemoryBits: limits.synapseMemoryBits.value,
  };
}

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
}

/** Everything that adding one slice to some core needs to know. */
export interface SliceDemand {
  readonly slice: Slice;
  readonly memoryBits: number;
  /** Distinct sources by population. */
  readonly sources: readonly Source[];
}

/** Demand of a slice over all projections into its population. */
export function demandOf(net: QuantNet, finder: ReachFinder, slice: Slice): SliceDemand {
  const reaches = net.projections
    .filter((projection) => projection.post === slice.population)
    .map((projection) => ({ pre: projection.pre, reach: finder.find(projection, slice.neurons) }));
  const byPopulation = new Map<number, Reach[]>();
  for (const { pre, reach } of reaches) {
    byPopulation.set(pre, [...(byPopulation.get(pre) ?? []), reach]);
  }
  return {
    slice,
    memoryBits: reaches.reduce((sum, { reach }) => sum + reach.memoryBits, 0),
    sources: [...byPopulation].map(([population, list]) => ({ population, sources: union(list) })),
  };
}

function union(reaches: readonly Reach[]): Int32Array {
  if (reaches.length === 1) return reaches[0]!.sources;
  const all = new Set<number>();
  for (const reach of reaches) for (const source of reach.sources) all.add(source);
  return Int32Array.from(all).sort();
}

/**
 * Cores being filled, with every limit counted as slices arrive: an input axon is a distinct source of
 * a core, an output axon a (neuron, destination core) pair, whichever of the two was placed first.
 */
export class CoreLoads {
  readonly parts: Slice[][] = [];
  private readonly uses: { -readonly [K in keyof CoreUse]: number }[] = [];
  /** Per core and source population: 1 where that source has an axon there. */
  private readonly axonMasks: Map<number, Uint8Array>[] = [];
  /** Per population and neuron: destination cores so far, and the own core (-1: not placed). */
  private readonly fanOutCores: Int32Array[];
  private readonly ownCore: Int32Array[];
  private readonly net: QuantNet;
  private readonly limits: CoreUse;

  constructor(net: QuantNet, limits: CoreUse) {
    this.net = net;
    this.limits = limits;
    this.fanOutCores = net.populations.map((population) => new Int32Array(population.size));
    this.ownCore = net.populations.map((population) => new Int32Array(population.size).fill(-1));
  }

  openCore(): number {
    this.parts.push([]);
    this.uses.push({ compartments: 0, inputAxons: 0, outputAxons: 0, synapseMemoryBits: 0 });
    this.axonMasks.push(new Map());
    return this.parts.length - 1;
  }

  use(core: number): CoreUse {
    return this.uses[core]!;
  }

  /** Destination cores that the neurons of a slice already have. */
  outputAxonsOf(slice: Slice): number {
    const counts = this.fanOutCores[slice.population]!;
    return slice.neurons.reduce((sum, neuron) => sum + counts[neuron]!, 0);
  }

  /** Adds the slice to `core` and returns null, or returns the first limit that this would break. */
  tryAdd(core: number, demand: SliceDemand): Violation | null {
    const use = this.uses[core]!;
    const { slice } = demand;
    const next = {
      compartments: use.compartments + slice.neurons.length,
      synapseMemoryBits: use.synapseMemoryBits + demand.memoryBits,
    };
    for (const resource of ['compartments', 'synapseMemoryBits'] as const) {
      if (next[resource] > this.limits[resource]) {
        return { core, resource, needed: next[resource], available: this.limits[resource] };
      }
    }
    const own = this.ownCore[slice.population]!;
    for (const neuron of slice.neurons) own[neuron] = core;
    const growth = this.axonGrowth(core, demand);
    const violation = this.brokenBy(core, growth);
    if (violation) {
      for (const neuron of slice.neurons) own[neuron] = -1;
      return violation;
    }
    use.compartments = next.compartments;
    use.synapseMemoryBits = next.synapseMemoryBits;
    use.inputAxons += growth.inputAxons;
    for (const [grown, count] of growth.outputAxons) this.uses[grown]!.outputAxons += count;
    this.mark(core, demand);
    this.parts[core]!.push(slice);
    return null;
  }

  private axonGrowth(
    core: number,
    demand: SliceDemand,
  ): { inputAxons: number; outputAxons: Map<number, number> } {
    const outputAxons = new Map<number, number>([[core, this.outputAxonsOf(demand.slice)]]);
    let inputAxons = 0;
    for (const { population, sources } of demand.sources) {
      const mask = this.axonMasks[core]!.get(population);
      const own = this.ownCore[population]!;
      for (const source of sources) {
        if (mask?.[source]) continue;
        inputAxons++;
        const home = own[source]!;
        if (home >= 0) outputAxons.set(home, (outputAxons.get(home) ?? 0) + 1);
      }
    }
    return { inputAxons, outputAxons };
  }

  private brokenBy(
    core: number,
    growth: { inputAxons: number; outputAxons: Map<number, number> },
  ): Violation | null {
    const inputAxons = this.uses[core]!.inputAxons + growth.inputAxons;
    if (inputAxons > this.limits.inputAxons) {
      return {
        core,
        resource: 'inputAxons',
        needed: inputAxons,
        available: this.limits.inputAxons,
      };
    }
    for (const [grown, count] of growth.outputAxons) {
      const needed = this.uses[grown]!.outputAxons + count;
      if (needed > this.limits.outputAxons) {
        return { core: grown, resource: 'outputAxons', needed, available: this.limits.outputAxons };
      }
    }
    return null;
  }

  private mark(core: number, demand: SliceDemand): void {
    for (const { population, sources } of demand.sources) {
      let mask = this.axonMasks[core]!.get(population);
      if (!mask) {
        mask = new Uint8Array(this.net.populations[population]!.size);
        this.axonMasks[core]!.set(population, mask);
      }
      const counts = this.fanOutCores[population]!;
      for (const source of sources) {
        if (mask[source]) continue;
        mask[source] = 1;
        counts[source]!++;
      }
    }
  }
}
