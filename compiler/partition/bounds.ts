import type { CoreType } from '../../src/model/chip.ts';
import type { Partition, QuantNet } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import { REGISTER_TABLES, type RegisterTable, TABLE_REMEDIES } from '../core-profiles.ts';
import { populationGrid } from '../population-grid.ts';
import type { ReachFinder } from '../reach.ts';
import { splitsInto } from './split.ts';

/** What no mapping can go below, and the resource that says so. */
export interface CoreBound {
  readonly cores: number;
  readonly resource: string;
  /** What would lower the bound, where that is not the same for every network. */
  readonly remedy?: string;
}

const TABLE_NAMES: Readonly<Record<RegisterTable, string>> = {
  compartmentProfiles: 'compartment profiles',
  thresholdProfiles: 'threshold profiles',
  voltageRanges: 'voltage ranges',
};

/**
 * A number of cores that no mapping can go below: all compartments over a core's, the memory of populations
 * kept whole (cutting one never needs less) over a core's, or all distinct rows of a register table over a
 * core's.
 */
export function coresAtLeast(
  net: QuantNet,
  partition: Partition,
  core: CoreType,
  finder: ReachFinder,
): CoreBound {
  const limits = coreUseLimits(core.limits);
  const compartments = partition.parts.flat().reduce((sum, slice) => sum + slice.neurons.length, 0);
  const memoryBits = net.projections.reduce((sum, projection) => {
    const [whole] = splitsInto(populationGrid(net, projection.post), 1);
    return sum + finder.find(projection, whole![0]!).memoryBits;
  }, 0);
  const bounds: CoreBound[] = [
    { cores: Math.ceil(compartments / limits.compartments), resource: 'compartments' },
    { cores: Math.ceil(memoryBits / limits.synapseMemoryBits), resource: 'synapse memory' },
    ...REGISTER_TABLES.map((table) => ({
      cores: Math.ceil(distinctRows(net, finder, table) / limits[table]),
      resource: TABLE_NAMES[table],
      remedy: TABLE_REMEDIES[table],
    })),
  ];
  return bounds.reduce((a, b) => (b.cores > a.cores ? b : a));
}

function distinctRows(net: QuantNet, finder: ReachFinder, table: RegisterTable): number {
  const all = new Set<string>();
  net.populations.forEach(({ size }, population) => {
    const neurons = Int32Array.from({ length: size }, (_, k) => k);
    for (const row of finder.registerRows.of(table, population, neurons)) all.add(row);
  });
  return all.size;
}
