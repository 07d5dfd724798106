/**
 * What the spike router did in one sample (`--timing cycle`). A *delivery* is a packet at one of its
 * destinations. Times are picoseconds; outputs are those of the fabric that the profile describes.
 */
export interface NocTrace {
  readonly packets: number;
  readonly deliveries: number;
  /** Router-to-router crossings of flits. */
  readonly flitHops: number;
  /** Events that the router engine handled. */
  readonly events: number;
  /** From the birth of a packet until its destination core has done its work, summed and at most. */
  readonly latencyPs: Spread;
  /** The parts of that latency, summed over deliveries. */
  readonly split: LatencySplit;
  /** Deliveries by latency: see `latencyBin`. [LATENCY_BINS] */
  readonly latencyHistogram: Float64Array;
  /**
   * How much the interval between two spikes of one neuron changed on its way to one core; `count` pairs. A
   * barrier hides it from the neurons of the chip; a reader of raw packets sees it.
   */
  readonly isiDistortionPs: Spread;
  /** Deliveries that reached their core after one that was made later. */
  readonly outOfOrder: number;
  readonly links: LinkCounts;
  readonly timeline: LinkTimeline;
  /** Present where asked for. */
  readonly packetRows?: PacketRows;
}

export interface Spread {
  readonly count: number;
  readonly sum: number;
  readonly max: number;
}

export interface LatencySplit {
  /** Waiting at the source for the network to take the packet. */
  readonly sourcePs: number;
  /** What the way takes with no other packet about. */
  readonly wayPs: number;
  /** Waiting in the network for other packets. */
  readonly blockedPs: number;
  /** Waiting for the destination core to finish earlier packets, and its work on this one. */
  readonly destinationPs: number;
}

/** Per output of the fabric. */
export interface LinkCounts {
  readonly flits: Float64Array;
  /** Time during which a flit stood ready and could not leave. */
  readonly blockedPs: Float64Array;
  /** Most flits held by the buffer of each *input*. [inputCount] */
  readonly bufferHighWater: Int32Array;
}

/** Flits over time, in bins of `binSteps` steps. */
export interface LinkTimeline {
  readonly binSteps: number;
  /** Chip time of each bin. [binCount] */
  readonly binPs: Float64Array;
  /** [binCount][outputCount] */
  readonly flits: Float32Array;
}

/** One row a delivery, in the order of their steps and sources. Times count from the start of the sample. */
export interface PacketRows {
  readonly step: Int32Array;
  /** Physical core, or -1 for the host. */
  readonly source: Int32Array;
  readonly destination: Int32Array;
  readonly createPs: Float64Array;
  readonly injectPs: Float64Array;
  readonly ejectPs: Float64Array;
  readonly consumedPs: Float64Array;
  readonly routers: Int32Array;
  /** Row of the packet that it waited longest for, or -1. */
  readonly waitedFor: Int32Array;
}

/** Sixteen bins an octave, from 1 ps. */
const BINS_PER_OCTAVE = 16;

export const LATENCY_BINS: number = 40 * BINS_PER_OCTAVE;

/** Bin of a latency; each is 4.4 % wide. Bin 0 also holds 0. */
export function latencyBin(latencyPs: number): number {
  if (latencyPs <= 1) return 0;
  return Math.min(LATENCY_BINS - 1, Math.floor(Math.log2(latencyPs) * BINS_PER_OCTAVE));
}

/** Lower end of a bin, picosecond. */
export function latencyBinPs(bin: number): number {
  return bin === 0 ? 0 : 2 ** (bin / BINS_PER_OCTAVE);
}

/** The latency that `fraction` of all deliveries do not exceed, to the width of a bin; 0 where there are none. */
export function latencyQuantilePs(histogram: Float64Array, fraction: number): number {
  let total = 0;
  for (const count of histogram) total += count;
  let below = 0;
  for (let bin = 0; bin < histogram.length; bin++) {
    below += histogram[bin]!;
    if (total > 0 && below >= fraction * total) return 2 ** ((bin + 0.5) / BINS_PER_OCTAVE);
  }
  return 0;
}
