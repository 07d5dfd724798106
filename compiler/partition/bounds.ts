import type { CoreType } from '../../src/model/chip.ts';
import type { CoreUse, QuantNet } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import { REGISTER_TABLES, type RegisterTable, TABLE_REMEDIES } from '../core-profiles.ts';
import { populationGrid } from '../population-grid.ts';
import { ReachFinder } from '../reach.ts';
import { leastMemoryBits } from './memory-bound.ts';
import { splitsInto } from './split.ts';

/** What no mapping can go below, and the resource that says so. */
export interface CoreBound {
  readonly cores: number;
  readonly key: keyof CoreUse;
  readonly resource: string;
  /** What would lower the bound, where that is not the same for every network. */
  readonly remedy?: string;
}

const TABLE_NAMES: Readonly<Record<RegisterTable, string>> = {
  compartmentProfiles: 'compartment profiles',
  thresholdProfiles: 'threshold profiles',
  voltageRanges: 'voltage ranges',
};

/** The bound that binds. */
export function coresAtLeast(net: QuantNet, core: CoreType, finder: ReachFinder): CoreBound {
  return coreBounds(net, core, finder)[0]!;
}

/**
 * Numbers of cores that no mapping can go below, the binding one first: all compartments over a core's, the memory of
 * all synapses in the lists that waste least over a core's, the axons of all that sends over a core's, or all distinct
 * rows of a register table over a core's.
 */
export function coreBounds(net: QuantNet, core: CoreType, finder: ReachFinder): CoreBound[] {
  const limits = coreUseLimits(core.limits);
  const compartments = net.populations.reduce(
    (sum, { registers, size }) => sum + (registers === null ? 0 : size),
    0,
  );
  const bound = (key: keyof CoreUse, resource: string, needed: number): CoreBound => ({
    cores: Math.max(1, Math.ceil(needed / limits[key])),
    key,
    resource,
  });
  const bounds: CoreBound[] = [
    bound('compartments', 'compartments', compartments),
    bound('synapseMemoryBits', 'synapse memory', leastMemoryBits(net, finder)),
    ...axonBounds(net, core, finder, bound),
    ...REGISTER_TABLES.map((table) => ({
      ...bound(table, TABLE_NAMES[table], distinctRows(net, finder, table)),
      remedy: TABLE_REMEDIES[table],
    })),
  ];
  return bounds.sort((a, b) => b.cores - a.cores);
}

/** Each source takes an axon at both ends at least, unless formats let several share one. */
function axonBounds(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  bound: (key: keyof CoreUse, resource: string, needed: number) => CoreBound,
): CoreBound[] {
  if (core.axonFormats?.some(({ population }) => population !== undefined)) return [];
  const sends = net.populations.map(({ size }) => new Uint8Array(size));
  for (const projection of net.projections) {
    const { sources } = finder.find(projection, wholePopulation(net, projection.post));
    for (const source of sources) sends[projection.pre]![source] = 1;
  }
  const countOf = (mask: Uint8Array): number => mask.reduce((sum, bit) => sum + bit, 0);
  const all = sends.reduce((sum, mask) => sum + countOf(mask), 0);
  const own = sends.reduce(
    (sum, mask, p) => sum + (net.populations[p]!.registers === null ? 0 : countOf(mask)),
    0,
  );
  return [bound('inputAxons', 'input axons', all), bound('outputAxons', 'output axons', own)];
}

function wholePopulation(net: QuantNet, population: number): Int32Array {
  const [whole] = splitsInto(populationGrid(net, population), 1);
  return whole![0]!;
}

function distinctRows(net: QuantNet, finder: ReachFinder, table: RegisterTable): number {
  const all = new Set<string>();
  net.populations.forEach(({ size }, population) => {
    const neurons = Int32Array.from({ length: size }, (_, k) => k);
    for (const row of finder.registerRows.of(table, population, neurons)) all.add(row);
  });
  return all.size;
}

/** The network as it would be stored with narrower weights; counts of memory are all that holds of it. */
export function withWeightBits(net: QuantNet, weightBits: number): QuantNet {
  return {
    ...net,
    projections: net.projections.map((projection) => ({
      ...projection,
      weightBits: Math.min(weightBits, projection.weightBits),
    })),
  };
}

/** Weight widths of the core below the widest of the network, descending. */
export function narrowerBits(net: QuantNet, core: CoreType): number[] {
  const widest = net.projections.reduce((most, { weightBits }) => Math.max(most, weightBits), 0);
  return core.registers.weightBits.filter((bits) => bits < widest).sort((a, b) => b - a);
}

/** The widest weights with which the bounds allow `available` cores, and the bound then; null where none do. */
export function bitsForCores(
  net: QuantNet,
  core: CoreType,
  available: number,
): { readonly weightBits: number; readonly cores: number } | null {
  for (const weightBits of narrowerBits(net, core)) {
    const narrow = withWeightBits(net, weightBits);
    const { cores } = coresAtLeast(narrow, core, new ReachFinder(narrow, core));
    if (cores <= available) return { weightBits, cores };
  }
  return null;
}
