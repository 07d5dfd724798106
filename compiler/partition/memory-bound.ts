/** Synapse memory that no cut of a network can go below. */
import { preSize } from '../../src/model/fan-out.ts';
import type { QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import type { Conv } from '../../src/model/network.ts';
import type { ReachFinder } from '../reach.ts';
import { axonBits } from '../synapse-memory.ts';

/** Lists up to so long are priced exactly, longer ones at the share of the list that wastes least. */
const EXACT_MAX = 4096;

/**
 * All synapses that some core has to hold, in the lists that waste least for each source. Lists of whole populations
 * are no bound: shorter ones may fill their words better.
 */
export function leastMemoryBits(net: QuantNet, finder: ReachFinder): number {
  return net.projections.reduce((sum, projection) => sum + leastBitsOf(projection, finder), 0);
}

function leastBitsOf(projection: QuantProjection, finder: ReachFinder): number {
  const map = projection.connectivity;
  if (map.kind === 'dense') {
    return map.preSize * createPrices(projection, finder, map.postSize)(map.postSize);
  }
  if (map.kind === 'conv' && finder.core.synapseMemory.sharesConvKernels) {
    const outputs = map.outputShape[0] / map.groups;
    const synapses = outputs * usedTaps(map, 0) * usedTaps(map, 1);
    return map.inputShape[0] * createPrices(projection, finder, synapses)(synapses);
  }
  const fanOuts = new Int32Array(preSize(map));
  for (const source of finder.columnsOf(projection).sources) fanOuts[source]!++;
  const most = fanOuts.reduce((longest, fanOut) => Math.max(longest, fanOut), 0);
  const priceOf = createPrices(projection, finder, most);
  return fanOuts.reduce((sum, fanOut) => sum + priceOf(fanOut), 0);
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

/** Least bits of the synapses of one source, up to `most`, cut into lists in whatever way is best. */
function createPrices(
  projection: QuantProjection,
  finder: ReachFinder,
  most: number,
): (synapses: number) => number {
  const { synapseMemory } = finder.core;
  const widths = finder.widths(projection, projection.connectivity.kind !== 'dense');
  // Longer lists are made of whole blocks and one of these.
  const lists = Array.from({ length: Math.min(most, synapseMemory.blockSynapses) }, (_, k) =>
    axonBits(k + 1, widths, synapseMemory),
  );
  const share = lists.reduce((least, bits, k) => Math.min(least, bits / (k + 1)), Infinity);
  const exact = new Float64Array(Math.min(most, EXACT_MAX) + 1);
  for (let n = 1; n < exact.length; n++) {
    let least = Infinity;
    for (let k = Math.min(n, lists.length); k >= 1; k--) {
      least = Math.min(least, lists[k - 1]! + exact[n - k]!);
    }
    exact[n] = least;
  }
  return (synapses) => exact[synapses] ?? synapses * share;
}
