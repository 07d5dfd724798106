import type { CoreType } from '../../src/model/chip.ts';
import type { Partition, QuantNet } from '../../src/model/mapping.ts';
import { populationGrid } from '../population-grid.ts';
import type { ReachFinder } from '../reach.ts';
import { useLimits } from './core-load.ts';
import { splitsInto } from './split.ts';

/**
 * A number of cores that no mapping can go below: all compartments over a core's, or the memory of
 * populations kept whole (cutting one never needs less) over a core's.
 */
export function coresAtLeast(
  net: QuantNet,
  partition: Partition,
  core: CoreType,
  finder: ReachFinder,
): { cores: number; resource: string } {
  const limits = useLimits(core.limits);
  const compartments = partition.parts.flat().reduce((sum, slice) => sum + slice.neurons.length, 0);
  const memoryBits = net.projections.reduce((sum, projection) => {
    const [whole] = splitsInto(populationGrid(net, projection.post), 1);
    return sum + finder.find(projection, whole![0]!).memoryBits;
  }, 0);
  const byCompartments = Math.ceil(compartments / limits.compartments);
  const byMemory = Math.ceil(memoryBits / limits.synapseMemoryBits);
  return byMemory > byCompartments
    ? { cores: byMemory, resource: 'synapse memory' }
    : { cores: byCompartments, resource: 'compartments' };
}
