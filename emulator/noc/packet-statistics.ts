import type { PacketLoad, PacketTimes } from './packet-load.ts';

/** A stretch of time, half open. */
export interface TickWindow {
  readonly beginTick: number;
  readonly endTick: number;
}

/** Spread of a latency. */
export interface LatencyFigures {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly min: number;
  readonly max: number;
}

/** What the packets that were made within a window took, in ticks. Latencies end with the last flit. */
export interface PacketStatistics {
  /** Packets made within the window. */
  readonly packets: number;
  /** From creation, waiting at the source included; null without packets, as are the others. */
  readonly packetTicks: LatencyFigures | null;
  /** From the first flit's entry into the network. */
  readonly networkTicksMean: number | null;
  /** Mean time waited at the source, on the way without others, and lost to others on the way. */
  readonly sourceWaitTicksMean: number | null;
  readonly zeroLoadTicksMean: number | null;
  readonly blockedTicksMean: number | null;
  /** Routers that a packet passes. */
  readonly routersMean: number | null;
}

/** Flits that crossed the rim of the network within a window, per node and tick. */
export interface FlitRates {
  readonly offered: number;
  readonly injected: number;
  readonly accepted: number;
  /** Of the destination that took fewest. */
  readonly acceptedMin: number;
}

/** Latencies of the packets of `load` that were made within `window`; `times` are those of a run of `load`. */
export function packetStatistics(
  load: PacketLoad,
  times: PacketTimes,
  window: TickWindow,
): PacketStatistics {
  const latencies = packetLatencies(load, times, window);
  const { length } = latencies;
  if (length === 0) return NO_PACKETS;
  let [network, source, zeroLoad, routers] = [0, 0, 0, 0];
  forEachDelivery(load, window, (p, d) => {
    source += times.injectTicks[p]! - load.createTicks[p]!;
    network += times.ejectTailTicks[d]! - times.injectTicks[p]!;
    zeroLoad += times.zeroLoadTicks[d]!;
    routers += times.routersVisited[d]!;
  });
  return {
    packets: length,
    packetTicks: latencyFigures(latencies),
    networkTicksMean: network / length,
    sourceWaitTicksMean: source / length,
    zeroLoadTicksMean: zeroLoad / length,
    blockedTicksMean: (network - zeroLoad) / length,
    routersMean: routers / length,
  };
}

const NO_PACKETS: PacketStatistics = {
  packets: 0,
  packetTicks: null,
  networkTicksMean: null,
  sourceWaitTicksMean: null,
  zeroLoadTicksMean: null,
  blockedTicksMean: null,
  routersMean: null,
};

/** From creation to the last flit's arrival of each delivery made within `window`. */
function packetLatencies(load: PacketLoad, times: PacketTimes, window: TickWindow): Float64Array {
  let count = 0;
  forEachDelivery(load, window, () => count++);
  const latencies = new Float64Array(count);
  let at = 0;
  forEachDelivery(load, window, (p, d) => {
    latencies[at++] = times.ejectTailTicks[d]! - load.createTicks[p]!;
  });
  return latencies;
}

function forEachDelivery(
  { packetCount, createTicks, deliveryBegin }: PacketLoad,
  { beginTick, endTick }: TickWindow,
  visit: (packet: number, delivery: number) => void,
): void {
  for (let p = 0; p < packetCount; p++) {
    if (createTicks[p]! < beginTick || createTicks[p]! >= endTick) continue;
    for (let d = deliveryBegin[p]!; d < deliveryBegin[p + 1]!; d++) visit(p, d);
  }
}

/** Percentiles are the nearest rank; `values`, at least one, are put in order. */
function latencyFigures(values: Float64Array): LatencyFigures {
  const { length } = values;
  let sum = 0;
  for (let k = 0; k < length; k++) sum += values[k]!;
  values.sort();
  const rank = (fraction: number): number => values[Math.ceil(fraction * length) - 1]!;
  return {
    mean: sum / length,
    p50: rank(0.5),
    p99: rank(0.99),
    min: values[0]!,
    max: values[length - 1]!,
  };
}

/**
 * Rates over `nodeCount` nodes. The flits of a packet count when its last one arrives, which over a window is the same
 * as one by one but for the packets at its ends.
 */
export function flitRates(
  load: PacketLoad,
  times: PacketTimes,
  window: TickWindow,
  nodeCount: number,
): FlitRates {
  const { beginTick, endTick } = window;
  const isInside = (tick: number): boolean => tick >= beginTick && tick < endTick;
  const acceptedBy = new Float64Array(nodeCount);
  let [offered, injected, accepted] = [0, 0, 0];
  for (let p = 0; p < load.packetCount; p++) {
    const flits = load.flits[p]!;
    if (isInside(load.createTicks[p]!)) offered += flits;
    if (isInside(times.injectTicks[p]!)) injected += flits;
    for (let d = load.deliveryBegin[p]!; d < load.deliveryBegin[p + 1]!; d++) {
      if (!isInside(times.ejectTailTicks[d]!)) continue;
      accepted += flits;
      const node = load.destination[d]!;
      if (node < nodeCount) acceptedBy[node]! += flits;
    }
  }
  const share = 1 / ((endTick - beginTick) * nodeCount);
  return {
    offered: offered * share,
    injected: injected * share,
    accepted: accepted * share,
    acceptedMin:
      acceptedBy.reduce((least, flits) => Math.min(least, flits)) / (endTick - beginTick),
  };
}

/**
 * Mean latency of the packets made in the first 1, 2, ... of `count` equal parts of `window`, in ticks; NaN where there
 * are none yet.
 */
export function runningMeans(
  load: PacketLoad,
  times: PacketTimes,
  { beginTick, endTick }: TickWindow,
  count: number,
): Float64Array {
  const sums = new Float64Array(count);
  const packets = new Float64Array(count);
  const partTicks = (endTick - beginTick) / count;
  forEachDelivery(load, { beginTick, endTick }, (p, d) => {
    const part = Math.min(count - 1, Math.floor((load.createTicks[p]! - beginTick) / partTicks));
    sums[part]! += times.ejectTailTicks[d]! - load.createTicks[p]!;
    packets[part]!++;
  });
  let [sum, made] = [0, 0];
  return sums.map((part, k) => {
    sum += part;
    made += packets[k]!;
    return sum / made;
  });
}
