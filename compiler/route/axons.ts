import type { CoreUse, Partition, QuantNet, Routes, Slice } from '../../src/model/mapping.ts';
import type { PortShape } from '../axon-formats.ts';
import type { TableRows } from '../core-profiles.ts';
import { REGISTER_TABLES, tableUse } from '../core-profiles.ts';
import { learningAxons } from '../learning.ts';
import type { Reach, ReachFinder } from '../reach.ts';
import type { PortFormat } from './port-formats.ts';
import { planPortFormats } from './port-formats.ts';

/** Input axons of one part that come from one source population. */
export interface PortPlan {
  readonly population: number;
  /** Source neurons, ascending; axon k of the port is source k. */
  readonly sources: Int32Array;
  /** Name of its axon format. */
  readonly format: string;
}

export interface RoutePlan {
  readonly routes: Routes;
  /** Per part, ports ordered by source population. */
  readonly ports: readonly (readonly PortPlan[])[];
  readonly uses: readonly CoreUse[];
  /** Per part and slice: format of the synapses of each projection into it, by the projection's index. */
  readonly formats: readonly (readonly Readonly<Record<number, Reach['format']>>[])[];
}

/**
 * One way per (source neuron, destination part): a spike is one packet to each core that holds a
 * target. Axons of a part are numbered port by port, sources ascending. Needs no placement, because
 * unicast routes are pairs of cores.
 */
export function planRoutes(net: QuantNet, partition: Partition, finder: ReachFinder): RoutePlan {
  const drafts = partition.parts.map((slices) => draftPart(net, slices, finder));
  const { formats, outputAxons } = planPortFormats(net, partition, drafts, finder.core);
  const ports = drafts.map((draft, part) =>
    draft.ports.map(({ population, sources }, p): PortPlan => {
      return { population, sources, format: formats[part]![p]!.name };
    }),
  );
  return {
    routes: collectRoutes(net, ports),
    ports,
    uses: drafts.map((draft, part) => useOf(draft, formats[part]!, outputAxons[part]!)),
    formats: drafts.map((draft) => draft.formats),
  };
}

/** A port before its format is chosen. */
export interface PortDraft {
  readonly population: number;
  readonly sources: Int32Array;
  readonly shape: PortShape;
}

/** What the slices of a part need, counted over all of them. */
export interface PartDraft {
  /** By source population. */
  readonly ports: readonly PortDraft[];
  readonly formats: readonly Readonly<Record<number, Reach['format']>>[];
  readonly use: Omit<CoreUse, 'inputAxons' | 'outputAxons'>;
}

/** A block of synapses from one source population. */
interface Feed {
  readonly pre: number;
  readonly reach: Reach;
  readonly slotBegin: number;
}

function draftPart(net: QuantNet, slices: readonly Slice[], finder: ReachFinder): PartDraft {
  const formats = slices.map((): Record<number, Reach['format']> => ({}));
  const feeds: Feed[] = [];
  let slotBegin = 0;
  for (const [s, slice] of slices.entries()) {
    for (const [index, projection] of net.projections.entries()) {
      if (projection.post !== slice.population) continue;
      const reach = finder.find(projection, slice.neurons);
      formats[s]![index] = reach.format;
      if (reach.sources.length > 0) feeds.push({ pre: projection.pre, reach, slotBegin });
    }
    slotBegin += slice.neurons.length;
  }
  const populations = [...new Set(feeds.map(({ pre }) => pre))].sort((a, b) => a - b);
  return {
    ports: populations.map((population) => {
      const own = feeds.filter(({ pre }) => pre === population);
      return draftPort(net, population, own, learningAxons(finder.core));
    }),
    formats,
    use: {
      compartments: slotBegin,
      synapseMemoryBits: feeds.reduce((sum, { reach }) => sum + reach.memoryBits, 0),
      ...tableUse(rowsOf(slices, feeds, finder)),
    },
  };
}

function draftPort(
  net: QuantNet,
  population: number,
  feeds: readonly Feed[],
  axonsOfLearner: number,
): PortDraft {
  const { size, registers } = net.populations[population]!;
  const sources = unionOf(size, feeds);
  const learning = feeds.filter(({ reach }) => reach.learns);
  const [only, ...others] = feeds;
  return {
    population,
    sources,
    shape: {
      sources: sources.length,
      learningAxons: unionOf(size, learning).length * (axonsOfLearner - 1),
      fromHost: registers === null,
      shared: only && others.length === 0 ? only.reach.shared : null,
      slotBegin: only?.slotBegin ?? 0,
    },
  };
}

function unionOf(size: number, feeds: readonly Feed[]): Int32Array {
  const mask = new Uint8Array(size);
  for (const { reach } of feeds) for (const source of reach.sources) mask[source] = 1;
  return setBits(mask);
}

function rowsOf(slices: readonly Slice[], feeds: readonly Feed[], finder: ReachFinder): TableRows {
  const [compartmentProfiles, thresholdProfiles, voltageRanges] = REGISTER_TABLES.map((table) => {
    const rows = new Set<string>();
    for (const { population, neurons } of slices) {
      for (const row of finder.registerRows.of(table, population, neurons)) rows.add(row);
    }
    return rows;
  }) as [Set<string>, Set<string>, Set<string>];
  const synapseFormats = new Set(feeds.map(({ reach }) => reach.synapseFormat));
  return { compartmentProfiles, thresholdProfiles, voltageRanges, synapseFormats };
}

function useOf(draft: PartDraft, formats: readonly PortFormat[], outputAxons: number): CoreUse {
  const { compartments, synapseMemoryBits, ...tables } = draft.use;
  const inputAxons = formats.reduce((sum, format) => sum + format.inputAxons, 0);
  return { compartments, inputAxons, outputAxons, synapseMemoryBits, ...tables };
}

function setBits(mask: Uint8Array): Int32Array {
  const found = new Int32Array(mask.reduce((sum, bit) => sum + bit, 0));
  let at = 0;
  for (let k = 0; k < mask.length; k++) if (mask[k]) found[at++] = k;
  return found;
}

function collectRoutes(net: QuantNet, ports: readonly (readonly PortPlan[])[]): Routes {
  const neuronBegin = new Int32Array(net.populations.length + 1);
  net.populations.forEach((population, p) => {
    neuronBegin[p + 1] = neuronBegin[p]! + population.size;
  });
  const neuronCount = neuronBegin[net.populations.length]!;
  const offsets = new Int32Array(neuronCount + 1);
  for (const list of ports) {
    for (const { population, sources } of list) {
      for (const source of sources) offsets[neuronBegin[population]! + source + 1]!++;
    }
  }
  for (let n = 0; n < neuronCount; n++) offsets[n + 1]! += offsets[n]!;
  const next = offsets.slice(0, neuronCount);
  const parts = new Int32Array(offsets[neuronCount]!);
  const axons = new Int32Array(offsets[neuronCount]!);
  ports.forEach((list, part) => {
    let axon = 0;
    for (const { population, sources } of list) {
      for (const source of sources) {
        const at = next[neuronBegin[population]! + source]!++;
        parts[at] = part;
        axons[at] = axon++;
      }
    }
  });
  return { neuronBegin, offsets, parts, axons };
}
