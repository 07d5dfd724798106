import type { PathFinder } from './async-path.ts';
import type { MulticastTrees } from './async-tree.ts';
import type { PacketLoad, PacketTimes } from './packet-load.ts';

/** The load in hand: its own columns, what is worked out from them, and the results. Columns grow and stay. */
export interface AsyncLoad {
  packets: PacketLoad;
  packetCount: number;
  deliveryCount: number;
  /** Deliveries not yet consumed. */
  remaining: number;
  /** True where destinations take time: arrivals then wait in ejection FIFOs. */
  serves: boolean;
  times: GrowingTimes;
  /** Flits of each packet, as given. */
  flits: Int32Array;
  /** Per packet: its destination, if it has one, and its first delivery. */
  goal: Int32Array;
  firstDelivery: Int32Array;
  /** Per packet: node and plane by which it enters, and the FIFO that it enters. */
  port: Int32Array;
  entry: Int32Array;
  /** What a packet is at its first router: itself, or packetCount + a leg of a tree. */
  root: Int32Array;
  /** Next packet of the same source, or -1. */
  following: Int32Array;
  /** Packet of each delivery. [deliveryCount] */
  deliveryPacket: Int32Array;
  longestWait: Float64Array;
  /** Nodes that send, in order of their first packet. */
  sources: Int32Array;
  sourceCount: number;
  trees: MulticastTrees;
  /** Tick 0 of this load on the engine's clock, and the last arrival or end of service on it. [1] */
  readonly baseTicks: Float64Array;
  readonly lastTicks: Float64Array;
  readonly path: PathFinder;
  /** Per node, between loads -1 and 0: its last packet so far, and how many it has. */
  readonly lastOfSource: Int32Array;
  readonly countOfSource: Int32Array;
}

type GrowingTimes = { -readonly [K in keyof PacketTimes]: PacketTimes[K] };
