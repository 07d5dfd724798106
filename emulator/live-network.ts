/**
 * A network that is fed while it runs: packets are added as their sources make them, and arrivals are reported in the
 * order of time. Neurons whose spikes travel over it and the network itself take turns (see `nextPs`).
 *
 * Times are whole picoseconds. Nodes are those of the fabric. A packet's destinations are entries of one column of
 * nodes, handed over when the network is made; an arrival names its entry, so that the caller can keep what belongs
 * to it (core, axon) in columns of the same length.
 */
export interface LiveNetwork {
  /**
   * Adds a packet that exists from `ps` on, for the nodes `destinations[begin .. end)`. `ps` is not before the time
   * that was worked off last, nor before the packet that the same source sent before. A packet of the very time that
   * was worked off last is decided on after all that was decided then. `packet` is any 32-bit integer of the caller.
   * `flits` is the options' number where left out. Throws InputError E_NOC_LOAD, E_NOC_ROUTE,
   * E_NOC_MULTICAST_BUFFER, and EmulationError E_NOC_BACKLOG where too many packets wait.
   */
  readonly send: (
    ps: number,
    sourceNode: number,
    packet: number,
    begin: number,
    end: number,
    flits?: number,
  ) => void;
  /** When something happens next (an arrival, or a step on the way of a packet); Infinity where nothing can. */
  readonly nextPs: () => number;
  /**
   * Works off all that happens up to and at `untilPs`, and reports arrivals. Throws NocStall E_NOC_STALL where packets
   * remain that can never move.
   */
  readonly advance: (untilPs: number) => void;
  /** Counts all further times from `originPs`, which is not behind the time that was worked off last: for long runs. */
  readonly rebase: (originPs: number) => void;
  /** Drops all packets and starts again at 0 ps; counts and the turns of arbiters go on. */
  readonly reset: () => void;
  /** Arrivals still to come: one for each destination of each packet. */
  readonly inFlight: () => number;
}

/**
 * One arrival: the caller's number of the packet, the index of the entry of `destinations`, and the time at which the
 * destination has taken it all. Arrivals of one time come in the order in which packets were sent, then of entries.
 * It may send packets (from `ps` on), and must not advance the network.
 */
export type OnArrival = (packet: number, destinationIndex: number, ps: number) => void;

/**
 * How packets travel. `ideal`: they are there at once. `zero-load`: each takes the time that it takes alone in the
 * network. `routers`: they wait for each other in asynchronous routers.
 */
export type LiveNetworkKind = 'ideal' | 'zero-load' | 'routers';
