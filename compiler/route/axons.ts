import type { Partition, QuantNet, Routes } from '../../src/model/mapping.ts';
import type { Reach, ReachFinder } from '../reach.ts';

/** Input axons of one part that come from one source population. */
export interface PortPlan {
  readonly population: number;
  /** Source neurons, ascending; axon k of the port is source k. */
  readonly sources: Int32Array;
}

export interface RoutePlan {
  readonly routes: Routes;
  /** Per part, ports ordered by source population. */
  readonly ports: readonly (readonly PortPlan[])[];
  /** Per part: synapse memory in bits. */
  readonly memoryBits: Float64Array;
  /** Per part and slice: format of the synapses of each projection into it, by the projection's index. */
  readonly formats: readonly (readonly Readonly<Record<number, Reach['format']>>[])[];
}

/**
 * One way per (source neuron, destination part): a spike is one packet to each core that holds a
 * target. Axons of a part are numbered port by port, sources ascending. Needs no placement, because
 * unicast routes are pairs of cores.
 */
export function planRoutes(net: QuantNet, partition: Partition, finder: ReachFinder): RoutePlan {
  const formats = partition.parts.map((slices) =>
    slices.map((): Record<number, Reach['format']> => ({})),
  );
  const memoryBits = new Float64Array(partition.parts.length);
  const ports = partition.parts.map((slices, part) => {
    const masks = new Map<number, Uint8Array>();
    for (const [s, slice] of slices.entries()) {
      for (const [index, projection] of net.projections.entries()) {
        if (projection.post !== slice.population) continue;
        const reach = finder.find(projection, slice.neurons);
        memoryBits[part]! += reach.memoryBits;
        formats[part]![s]![index] = reach.format;
        const mask =
          masks.get(projection.pre) ?? new Uint8Array(net.populations[projection.pre]!.size);
        for (const source of reach.sources) mask[source] = 1;
        masks.set(projection.pre, mask);
      }
    }
    return [...masks]
      .sort(([a], [b]) => a - b)
      .map(([population, mask]) => ({ population, sources: setBits(mask) }))
      .filter((port) => port.sources.length > 0);
  });
  return { routes: collectRoutes(net, ports), ports, memoryBits, formats };
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
