import type { Partition, QuantNet, Routes } from '../../src/model/mapping.ts';
import type { Activity } from '../partition/activity.ts';
import { spikeWeights } from '../partition/spike-weights.ts';
import type { CastGroups } from './cast-trees.ts';
import { CastGroupBuilder } from './cast-trees.ts';
import { flowsOf, type PartMessages } from './flows.ts';

/** What is sent between the parts of a network, as spikes where they were measured and else as routes. */
export interface Traffic {
  readonly messages: PartMessages;
  /** Per part: the parts that it talks to, with the messages of both directions. */
  readonly neighbours: readonly ReadonlyMap<number, number>[];
  /** Spikes with their destination parts, for trees of multicast. */
  readonly castGroups: () => CastGroups;
}

export function trafficBetween(
  net: QuantNet,
  partition: Partition,
  routes: Routes,
  activity?: Activity,
): Traffic {
  const partOf = partsOfNeurons(net, partition, routes.neuronBegin);
  const weights = joined(spikeWeights(net, activity).columns, partOf.length);
  const messages = messagesOf(partOf, weights, routes, partition.parts.length);
  return {
    messages,
    neighbours: neighboursOf(messages),
    castGroups: () => groupsOf(partOf, weights, routes, partition.parts.length),
  };
}

function joined(columns: readonly Int32Array[], length: number): Int32Array {
  const all = new Int32Array(length);
  let begin = 0;
  for (const column of columns) {
    all.set(column, begin);
    begin += column.length;
  }
  return all;
}

function messagesOf(
  partOf: Int32Array,
  weights: Int32Array,
  { offsets, parts }: Routes,
  partCount: number,
): PartMessages {
  const rows = Array.from({ length: partCount }, () => new Map<number, number>());
  const hostMessages = new Float64Array(partCount);
  for (let neuron = 0; neuron < partOf.length; neuron++) {
    const from = partOf[neuron]!;
    for (let k = offsets[neuron]!; k < offsets[neuron + 1]!; k++) {
      const to = parts[k]!;
      if (from < 0) hostMessages[to]! += weights[neuron]!;
      else if (to !== from) rows[from]!.set(to, (rows[from]!.get(to) ?? 0) + weights[neuron]!);
    }
  }
  const begins = new Int32Array(partCount + 1);
  rows.forEach((row, part) => {
    begins[part + 1] = begins[part]! + row.size;
  });
  return {
    offsets: begins,
    cores: Int32Array.from(rows.flatMap((row) => [...row.keys()])),
    messages: Float64Array.from(rows.flatMap((row) => [...row.values()])),
    hostMessages,
  };
}

function neighboursOf(messages: PartMessages): Map<number, number>[] {
  const { partCount, offsets, others, both } = flowsOf(messages);
  return Array.from({ length: partCount }, (_, part) => {
    const row = new Map<number, number>();
    for (let k = offsets[part]!; k < offsets[part + 1]!; k++) row.set(others[k]!, both[k]!);
    return row;
  });
}

function groupsOf(
  partOf: Int32Array,
  weights: Int32Array,
  { offsets, parts }: Routes,
  partCount: number,
): CastGroups {
  const groups = new CastGroupBuilder();
  for (let neuron = 0; neuron < partOf.length; neuron++) {
    const home = partOf[neuron]!;
    if (home < 0) continue;
    groups.add(home, parts.subarray(offsets[neuron]!, offsets[neuron + 1]!), weights[neuron]!);
  }
  return groups.build(partCount);
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
