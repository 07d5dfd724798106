import type { Partition, QuantNet, Routes } from '../../src/model/mapping.ts';

/** Routes between parts as sparse rows: a stand-in for spikes where none were measured. */
export interface Traffic {
  /** Per part: neighbours with the number of routes between the two, both directions added. */
  readonly neighbours: readonly ReadonlyMap<number, number>[];
}

export function trafficBetween(net: QuantNet, partition: Partition, routes: Routes): Traffic {
  const neighbours = partition.parts.map(() => new Map<number, number>());
  const partOf = partsOfNeurons(net, partition, routes.neuronBegin);
  for (let neuron = 0; neuron < partOf.length; neuron++) {
    const from = partOf[neuron]!;
    if (from < 0) continue;
    for (let k = routes.offsets[neuron]!; k < routes.offsets[neuron + 1]!; k++) {
      const to = routes.parts[k]!;
      if (to === from) continue;
      neighbours[from]!.set(to, (neighbours[from]!.get(to) ?? 0) + 1);
      neighbours[to]!.set(from, (neighbours[to]!.get(from) ?? 0) + 1);
    }
  }
  return { neighbours };
}

/** Part of each neuron over all populations, -1 for inputs. */
function partsOfNeurons(net: QuantNet, partition: Partition, neuronBegin: Int32Array): Int32Array {
  const partOf = new Int32Array(neuronBegin[net.populations.length]!).fill(-1);
  partition.parts.forEach((slices, part) => {
    for (const slice of slices) {
      for (const neuron of slice.neurons) partOf[neuronBegin[slice.population]! + neuron] = part;
    }
  });
  return partOf;
}
