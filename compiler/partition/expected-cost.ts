/** What a partition is expected to cost: packets between cores, and the time of its slowest core. */
import type { Partition, QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import type { RoutePlan } from '../route/axons.ts';
import { synapseKind } from './balance-cost.ts';
import type { PartitionGoal } from './goal.ts';
import type { SpikeWeights } from './spike-weights.ts';

export interface ExpectedCost {
  /** Packets to other cores, those from the host included, each neuron counted by its weight. */
  readonly packets: number;
  /** Energy of these packets, and of synapses, which lists cost more than shared kernels: picojoule. */
  readonly energyPj: number;
  /** Of the slowest core, with the barrier, over the steps of the weights: nanosecond. */
  readonly timeNs: number;
}

/** Cost of `partition` with the routes it really has; `events` are those of `synapticEvents`. */
export function expectedCost(
  net: QuantNet,
  { parts }: Pick<Partition, 'parts'>,
  plan: RoutePlan,
  weights: SpikeWeights,
  events: readonly Float64Array[],
  { set, profile }: Pick<PartitionGoal, 'set' | 'profile'>,
): ExpectedCost {
  const { energyPj, timeNs } = set;
  const { packets, serviceNs, walkNs } = packetWork(net, parts, plan, weights, timeNs);
  let synapsePj = 0;
  parts.forEach((slices, part) => {
    slices.forEach(({ population, neurons }, s) => {
      walkNs[part]! +=
        neurons.length * weights.steps * (timeNs.neuronAccess.value + timeNs.neuronUpdate.value);
      net.projections.forEach((projection, index) => {
        if (projection.post !== population) return;
        const kind = kindOf(projection, plan.formats[part]![s]![index]);
        let count = 0;
        for (const neuron of neurons) count += events[index]![neuron]!;
        serviceNs[part]! += count * timeNs[kind].value;
        synapsePj += count * energyPj[kind].value;
      });
    });
  });
  const tiles = Math.ceil(parts.length / profile.grid.coresPerTile);
  const slowestNs = parts.reduce(
    (most, _, part) => Math.max(most, walkNs[part]!, serviceNs[part]!),
    0,
  );
  const packetPj =
    energyPj.axonOut.value +
    energyPj.axonIn.value +
    (Math.sqrt(tiles) * (energyPj.hopEastWest.value + energyPj.hopNorthSouth.value)) / 3;
  return {
    packets,
    energyPj: packets * packetPj + synapsePj,
    timeNs: slowestNs + weights.steps * barrierTimeNs(tiles, set),
  };
}

/** Barrier of a step over so many tiles, nanosecond. */
export function barrierTimeNs(tiles: number, { barrierNs }: PartitionGoal['set']): number {
  const row = barrierNs.find(({ tilesMax }) => tiles <= tilesMax) ?? barrierNs.at(-1);
  return row?.timeNs.value ?? 0;
}

/** A convolution that is stored as lists is priced as them, unless its network says how it is priced. */
function kindOf(
  projection: QuantProjection,
  format: 'dense' | 'sparse' | 'conv' | undefined,
): 'synapseDense' | 'synapseSparse' | 'synapseConv' {
  const asLists = projection.pricedAs === undefined && format === 'sparse';
  return asLists ? 'synapseSparse' : synapseKind(projection);
}

interface PacketWork {
  readonly packets: number;
  /** By part: taking packets in, and sending spikes. */
  readonly serviceNs: Float64Array;
  readonly walkNs: Float64Array;
}

function packetWork(
  net: QuantNet,
  parts: Partition['parts'],
  { routes }: RoutePlan,
  { columns }: SpikeWeights,
  timeNs: PartitionGoal['set']['timeNs'],
): PacketWork {
  const { neuronBegin, offsets } = routes;
  const partOf = partOfNeurons(net, parts, neuronBegin);
  const serviceNs = new Float64Array(parts.length);
  const walkNs = new Float64Array(parts.length);
  let packets = 0;
  columns.forEach((column, population) => {
    const begin = neuronBegin[population]!;
    for (let neuron = 0; neuron < column.length; neuron++) {
      const home = partOf[begin + neuron]!;
      const weight = column[neuron]!;
      const [first, end] = [offsets[begin + neuron]!, offsets[begin + neuron + 1]!];
      for (let k = first; k < end; k++) {
        const part = routes.parts[k]!;
        if (part !== home) packets += weight;
        serviceNs[part]! += weight * timeNs.axonIn.value;
      }
      if (home < 0) continue;
      walkNs[home]! += weight * (timeNs.neuronSpike.value + (end - first) * timeNs.axonOut.value);
    }
  });
  return { packets, serviceNs, walkNs };
}

/** Part of each neuron over all populations, -1 for inputs; `neuronBegin` as in `Routes`. */
function partOfNeurons(
  net: QuantNet,
  parts: Partition['parts'],
  neuronBegin: Int32Array,
): Int32Array {
  const partOf = new Int32Array(neuronBegin[net.populations.length]!).fill(-1);
  parts.forEach((slices, part) => {
    for (const { population, neurons } of slices) {
      for (const neuron of neurons) partOf[neuronBegin[population]! + neuron] = part;
    }
  });
  return partOf;
}
