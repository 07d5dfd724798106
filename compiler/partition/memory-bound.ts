/** Synapse memory that no cut of a network can go below. */
import type { QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import type { Conv } from '../../src/model/network.ts';
import type { ReachFinder } from '../reach.ts';
import { axonBits } from '../synapse-memory.ts';

/**
 * All synapses that some core has to hold, each at its share of the list that wastes least. Lists of whole populations
 * are no bound: shorter ones may fill their words better.
 */
export function leastMemoryBits(net: QuantNet, finder: ReachFinder): number {
  return net.projections.reduce((sum, projection) => sum + leastBitsOf(projection, finder), 0);
}

function leastBitsOf(projection: QuantProjection, finder: ReachFinder): number {
  const map = projection.connectivity;
  if (map.kind === 'dense') {
    return map.preSize * map.postSize * bitsPerSynapse(projection, finder, map.postSize);
  }
  if (map.kind === 'conv' && finder.core.synapseMemory.sharesConvKernels) {
    const outputs = map.outputShape[0] / map.groups;
    const taps = usedTaps(map, 0) * usedTaps(map, 1);
    const synapses = map.inputShape[0] * outputs * taps;
    const longest = outputs * map.kernel[0] * map.kernel[1];
    return synapses * bitsPerSynapse(projection, finder, longest);
  }
  const synapses = finder.columnsOf(projection).sources.length;
  return synapses * bitsPerSynapse(projection, finder, synapses);
}

/** Taps of a kernel along one axis that some output sees an input through; a core may leave out the others. */
function usedTaps(map: Conv<unknown>, axis: 0 | 1): number {
  const extent = map.inputExtent[axis];
  let used = 0;
  for (let tap = 0; tap < map.kernel[axis]; tap++) {
    const offset = tap * map.dilation[axis] - map.padding[axis];
    const first = Math.max(0, Math.ceil(-offset / map.stride[axis]));
    const isSeen = first < map.outputShape[(axis + 1) as 1 | 2];
    if (isSeen && first * map.stride[axis] + offset < extent) used++;
  }
  return used;
}

/** Of all lists of up to `longest` synapses, the least bits for each. */
function bitsPerSynapse(projection: QuantProjection, finder: ReachFinder, longest: number): number {
  const { synapseMemory } = finder.core;
  const widths = finder.widths(projection, projection.connectivity.kind !== 'dense');
  // Longer lists are made of whole blocks and one of these.
  const most = Math.min(longest, synapseMemory.blockSynapses);
  let least = Infinity;
  for (let n = 1; n <= most; n++) {
    least = Math.min(least, axonBits(n, widths, synapseMemory) / n);
  }
  return most === 0 ? 0 : least;
}
