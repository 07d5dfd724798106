/**
 * Packets to send, as columns. A packet has one destination, or several in a multicast network; each arrival at
 * one of them is a *delivery*. Time is in ticks: cycles of a clocked router, picoseconds of an asynchronous one.
 */
export interface PacketLoad {
  readonly packetCount: number;
  /** Node that sends; packets of one node leave in the order of their index. [packetCount] */
  readonly source: Int32Array;
  /** Flits of each packet, 1 or more. [packetCount] */
  readonly flits: Int32Array;
  /** Deliveries of packet p: [deliveryBegin[p], deliveryBegin[p + 1]). [packetCount + 1]; p itself where all are unicast. */
  readonly deliveryBegin: Int32Array;
  /** Node of each delivery. */
  readonly destination: Int32Array;
  /** A packet does not exist before this time; not decreasing per source. [packetCount] */
  readonly createTicks: Float64Array;
  /**
   * Time that its source works on a packet after the one before has left, or null: packets then wait in an
   * endless source queue (open loop). With gaps a source makes one packet at a time and stands still while the
   * network takes none (closed loop). [packetCount]
   */
  readonly gapTicks: Float64Array | null;
  /**
   * Time that a destination is busy with each delivery, one after the other; null where packets are taken at
   * once. While it is busy, arrivals wait in the network's buffers. [deliveryCount]
   */
  readonly serviceTicks: Float64Array | null;
}

/** What became of each packet and delivery: columns that grow and are used again by the next run. */
export interface PacketTimes {
  /** When the packet existed, and when its first flit left the source. [packetCount] */
  readonly createTicks: Float64Array;
  readonly injectTicks: Float64Array;
  /** First and last flit at the destination node, and the end of the destination's work. [deliveryCount] */
  readonly ejectHeadTicks: Float64Array;
  readonly ejectTailTicks: Float64Array;
  readonly consumedTicks: Float64Array;
  /** Routers on the way. [deliveryCount] */
  readonly routersVisited: Int32Array;
  /** Time from injection to tail ejection without any other packet. [deliveryCount] */
  readonly zeroLoadTicks: Float64Array;
  /** Packet that this one lost its longest wait in the network to (index of the packet), or -1. [packetCount] */
  readonly waitedFor: Int32Array;
}

/** Sums of one or more runs. */
export interface FabricCounts {
  /** Flits that crossed each output (links and ejections). [outputCount] */
  readonly outputFlits: Float64Array;
  /** Time that each output could not send though a flit was waiting for it. [outputCount] */
  readonly outputBlockedTicks: Float64Array;
  /** Most flits ever held by each input buffer. [inputCount] */
  readonly bufferHighWater: Int32Array;
  /** Router-to-router crossings of flits. */
  flitHops: number;
  /** Work of the engine: events handled (a measure of cost, 0 for an idle network). */
  events: number;
}

/** A network that carries one load after the other; its arbiters keep their state between loads. */
export interface NocEngine {
  /**
   * Carries `load` to its end, starting at tick 0 with an empty network. Returns the tick of the last event.
   * Throws NocStall (E_NOC_STALL) where packets remain that can never move.
   */
  readonly run: (load: PacketLoad) => number;
  /** Of the last load. Columns are valid up to its packet and delivery counts. */
  readonly times: PacketTimes;
  /** Since the engine was made. */
  readonly counts: FabricCounts;
}
