/** What brings spikes from their core to the rows of synapses: encoder, network and broadcast. */
import type { ParameterSet } from '../src/model/chip.ts';
import type { ProgramImage } from '../src/model/program.ts';
import { EmulationError } from '../src/support/errors.ts';
import { FlightQueue } from './analog/flight-queue.ts';
import type { EmulationOptions } from './emulation-options.ts';
import { createNocMeter, type NocMeter, PacketTable } from './free-running-noc.ts';
import type { ChipPlan } from './free-running-plan.ts';
import type { OnArrival } from './live-network.ts';
import type { Fabric } from './noc/fabric.ts';
import { createLiveNetwork, type LiveOptions } from './noc/live.ts';
import { createLiveRouters } from './noc/live-routers.ts';
import { fabricOf, hostNodeOf } from './noc/profile-fabric.ts';
import { asyncOptionsOf } from './noc-model.ts';

/**
 * Broadcasts to come, ordered by (time, source). A way's time in an idle chip is its own; with live routers, encoders
 * and broadcasts of a core come one after the other, and packets wait for each other.
 */
export interface Carrier {
  /** The next broadcasts; the event loop takes them. */
  readonly flights: FlightQueue;
  /** Starts the ways of a spike or a host event that happened at `ps`. */
  readonly send: (source: number, ps: number) => void;
  /** When a packet moves next in the routers, and working off what happens then. */
  readonly nextPs: () => number;
  readonly advance: (ps: number) => void;
  /** Of live routers. */
  readonly meter: NocMeter | null;
}

/** Makes carriers that start empty. Throws InputError E_NOC_*, EmulationError E_TIMING. */
export function createCarriers(
  image: ProgramImage,
  plan: ChipPlan,
  set: ParameterSet,
  options: EmulationOptions,
): () => Carrier {
  const { ways } = plan;
  if (options.idealRouter === true || options.timing === 'none') {
    return () => latencyCarrier(plan, new Float64Array(ways.cores.length));
  }
  const { profile } = image.header;
  if (profile.network.router !== 'async') {
    throw new EmulationError(
      'E_TIMING',
      `${profile.name} has clocked routers, and cores that run freely need asynchronous ones. Use --timing none, or a profile with network.router: async.`,
    );
  }
  const network = describeNetwork(image, plan, set);
  const idlePs = idleLatencies(plan, network);
  if (options.timing === 'cycle') return () => routedCarrier(image, plan, network, idlePs);
  const latencyPs = addEncoder(image, plan, idlePs);
  return () => latencyCarrier(plan, latencyPs);
}

function latencyCarrier({ ways }: ChipPlan, latencyPs: Float64Array): Carrier {
  const flights = new FlightQueue();
  const { offsets, rows } = ways;
  return {
    flights,
    send: (source, ps) => {
      const end = offsets[source + 1]!;
      for (let way = offsets[source]!; way < end; way++) {
        flights.add(ps + latencyPs[way]!, ps, source, rows[way]!);
      }
    },
    nextPs: () => Infinity,
    advance: () => {},
    meter: null,
  };
}

/** Times of all ways from their encoder on, with nothing else under way. */
function idleLatencies({ ways }: ChipPlan, { fabric, nodes, options }: NetworkPlan): Float64Array {
  const idlePs = new Float64Array(ways.cores.length);
  const onArrival: OnArrival = (_, way, ps) => {
    idlePs[way] = ps;
  };
  const network = createLiveNetwork('zero-load', fabric, { ...options, onArrival });
  for (let way = 0; way < idlePs.length; way++) {
    network.send(0, nodes[way]!, 0, way, way + 1);
    network.advance(Infinity);
    network.reset();
  }
  return idlePs;
}

/** With the encoder's time in front: a spike's packets are encoded one after the other. */
function addEncoder(
  { header }: ProgramImage,
  { ways, places, times }: ChipPlan,
  idlePs: Float64Array,
): Float64Array {
  const isMulticast = header.profile.network.cast === 'multicast';
  const latencyPs = idlePs.slice();
  for (let neuron = 0; neuron < places.neuronCount; neuron++) {
    const begin = ways.offsets[neuron]!;
    for (let way = begin; way < ways.offsets[neuron + 1]!; way++) {
      const packets = isMulticast ? 1 : way - begin + 1;
      latencyPs[way]! += times.spikePs + packets * times.encodePs;
    }
  }
  return latencyPs;
}

function routedCarrier(
  image: ProgramImage,
  { ways, places, times }: ChipPlan,
  { fabric, nodes, options }: NetworkPlan,
  idlePs: Float64Array,
): Carrier {
  const { offsets, rows, cores } = ways;
  const { neuronCount } = places;
  const coreCount = image.cores.length;
  const isMulticast = image.header.profile.network.cast === 'multicast';
  const flights = new FlightQueue();
  const packets = new PacketTable();
  const onArrival: OnArrival = (packet, way, ps) => {
    const { sources, spikePs, createPs } = packets;
    flights.add(ps, ps, sources[packet]!, rows[way]!);
    const [spikedPs, createdPs] = [spikePs[packet]!, createPs[packet]!];
    meter.addDelivery(way, cores[way]!, spikedPs, createdPs, ps, idlePs[way]!);
    packets.arrive(packet);
  };
  const network = createLiveRouters(fabric, { ...options, onArrival });
  const meter = createNocMeter(network.counts, cores.length, coreCount, times.broadcastPs);
  /** Of each core: when its encoder is done with all spikes so far. */
  const encodedPs = new Float64Array(coreCount);
  return {
    flights,
    send: (source, ps) => {
      const end = offsets[source + 1]!;
      const isNeuron = source < neuronCount;
      const core = isNeuron ? places.cores[source]! : 0;
      const encodePs = isNeuron ? times.encodePs : 0;
      let atPs = isNeuron ? Math.max(ps + times.spikePs, encodedPs[core]!) : ps;
      for (let way = offsets[source]!; way < end; ) {
        let next = way + 1;
        while (isMulticast && next < end && nodes[next] === nodes[way]) next++;
        atPs += encodePs;
        const packet = packets.add(source, ps, atPs, next - way);
        network.send(atPs, nodes[way]!, packet, way, next);
        meter.addPacket();
        way = next;
      }
      if (isNeuron) encodedPs[core] = atPs;
    },
    nextPs: network.nextPs,
    advance: network.advance,
    meter,
  };
}

/** Node at which the packet of each way enters: its source's core, or the host of the chip that it is for. */
function sourceNodes({ header, cores }: ProgramImage, { ways, places }: ChipPlan): Int32Array {
  const { profile, chipsUsed } = header;
  const nodes = new Int32Array(ways.cores.length);
  for (let neuron = 0; neuron < places.neuronCount; neuron++) {
    nodes.fill(
      cores[places.cores[neuron]!]!.core,
      ways.offsets[neuron]!,
      ways.offsets[neuron + 1]!,
    );
  }
  for (let way = ways.offsets[places.neuronCount]!; way < nodes.length; way++) {
    nodes[way] = hostNodeOf(profile, chipsUsed, cores[ways.cores[way]!]!.core);
  }
  return nodes;
}

/** What all networks of an image share. */
interface NetworkPlan {
  readonly fabric: Fabric;
  /** Node at which the packet of each way enters. */
  readonly nodes: Int32Array;
  readonly options: Omit<LiveOptions, 'onArrival'>;
}

function describeNetwork(image: ProgramImage, plan: ChipPlan, set: ParameterSet): NetworkPlan {
  const { profile, chipsUsed } = image.header;
  const { ways, times } = plan;
  const fabric = fabricOf(profile, chipsUsed);
  return {
    fabric,
    nodes: sourceNodes(image, plan),
    options: {
      routers: asyncOptionsOf(profile, set, fabric),
      flits: profile.network.flitsPerPacket.value,
      destinations: ways.cores.map((core) => image.cores[core]!.core),
      servicePs: new Float64Array(ways.cores.length).fill(times.broadcastPs),
      extraPs: Float64Array.from(ways.betweenTiers, (tiers) => tiers * times.tierPs),
    },
  };
}
