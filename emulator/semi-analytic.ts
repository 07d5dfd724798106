/**
 * Length of a step by the semi-analytic model of SANA-FE 2.2.1 (`detailed`; Boyle et al. 2025,
 * doi:10.1109/TCAD.2025.3537971): packets in the order in which they are sent; each packet on its way adds
 * 1 / (hops + 2) to the density of every link of its route, from the link of its core on. A packet sees c, the sum of the
 * densities on its route, and m, the mean service time of all packets on their way:
 *   where c is beyond (hops + 1) linkPackets, it leaves (c - (hops + 1) linkPackets) m later;
 *   it arrives after max(flight, c m / (hops + 1)), and not before its destination has done its earlier packets;
 *   the next packet of its core leaves its gap later.
 * SANA-FE looks at every packet on its way for each event; here those of a destination arrive in the order in which they
 * were sent, so that only the first of each is looked at. Times are doubles of seconds as there: events of equal time
 * are parted by their rounding, and what is left by the heap.
 */
import { EventHeap } from './event-heap.ts';

/** Ways of packets, as columns by number of the way. */
export interface PacketWays {
  readonly destination: Int32Array;
  readonly serviceS: Float64Array;
  readonly route: Int32Array;
}

/** Routes from a core to a tile, as columns by number of the route. */
export interface PacketRoutes {
  /** [routeCount + 1] into `links`. A route has one link more than it has hops. */
  readonly offsets: Int32Array;
  readonly links: Int32Array;
  readonly flightS: Float64Array;
  readonly linkCount: number;
}

/** Packets of a step by source: those of source s are [begin[s], begin[s + 1]). */
export interface SentPackets {
  readonly begin: Int32Array;
  /** Time that the source works until it sends the packet, from the packet before. Second, as all times here. */
  readonly gapS: Float64Array;
  readonly way: Int32Array;
  /** Work of each source behind its last packet. */
  readonly trailingS: Float64Array;
}

export interface SemiAnalytic {
  /** Time at which the last packet is served and the last core has done its own work, second. */
  readonly run: (packets: SentPackets) => number;
}

export function createSemiAnalytic(
  sourceCount: number,
  destinationCount: number,
  ways: PacketWays,
  routes: PacketRoutes,
  linkPackets: number,
): SemiAnalytic {
  const { offsets, links, flightS } = routes;
  const { destination: destinationOf, serviceS, route: routeOf } = ways;
  const density = new Float64Array(routes.linkCount);
  /** What a packet adds to each link of its route, by their number. */
  const shares = Float64Array.from({ length: routes.linkCount + 1 }, (_, n) => 1 / (n + 1));
  const next = new Int32Array(sourceCount);
  const sending = new EventHeap(sourceCount);
  const freeS = new Float64Array(destinationCount);
  /** First and last packet on its way to each destination. */
  const head = new Int32Array(destinationCount);
  const tail = new Int32Array(destinationCount);
  const arriving = new Arriving(destinationCount);
  /** Columns by packet, as those of its way: what one step sends is little enough to stay near. */
  let packetServiceS = new Float64Array(1024);
  let packetRoute = new Int32Array(1024);
  let packetDestination = new Int32Array(1024);
  let arrivalS = new Float64Array(1024);
  let follower = new Int32Array(1024);
  let inFlight = 0;
  /** Mean service time of the packets on their way: in an array, since a captured double is a new object each time. */
  const mean = new Float64Array(1);

  function open({ begin, way }: SentPackets): void {
    const count = begin[sourceCount]!;
    if (count > arrivalS.length) {
      packetServiceS = new Float64Array(count * 2);
      packetRoute = new Int32Array(count * 2);
      packetDestination = new Int32Array(count * 2);
      arrivalS = new Float64Array(count * 2);
      follower = new Int32Array(count * 2);
    }
    for (let packet = 0; packet < count; packet++) {
      packetServiceS[packet] = serviceS[way[packet]!]!;
      packetRoute[packet] = routeOf[way[packet]!]!;
      packetDestination[packet] = destinationOf[way[packet]!]!;
    }
  }

  /** Takes the packets off the network that have arrived by `time`, destination by destination. */
  function arrive(time: number): void {
    const { keys, least } = arriving;
    for (let block = 0; block < least.length; block++) {
      if (least[block]! > time) continue;
      const end = (block + 1) * DESTINATIONS_PER_BLOCK;
      let leastLeft = Infinity;
      for (let d = block * DESTINATIONS_PER_BLOCK; d < end; d++) {
        let key = keys[d]!;
        if (key <= time) {
          key = arriveAt(d, time);
          keys[d] = key;
        }
        leastLeft = Math.min(leastLeft, key);
      }
      least[block] = leastLeft;
    }
  }

  /** Returns when the first packet arrives of those that are left on their way to the destination. */
  function arriveAt(destination: number, time: number): number {
    let packet = head[destination]!;
    do {
      leave(packet);
      packet = follower[packet]!;
    } while (packet >= 0 && arrivalS[packet]! <= time);
    head[destination] = packet;
    return packet < 0 ? Infinity : arrivalS[packet]!;
  }

  function leave(packet: number): void {
    const route = packetRoute[packet]!;
    const begin = offsets[route]!;
    const end = offsets[route + 1]!;
    const share = shares[end - begin]!;
    for (let k = begin; k < end; k++) density[links[k]!]! -= share;
    const meanS = mean[0]!;
    mean[0] = inFlight > 1 ? meanS + (meanS - packetServiceS[packet]!) / (inFlight - 1) : 0;
    inFlight--;
  }

  /** Sends `packet` at `time`; returns the time at which it left. */
  function send(packet: number, time: number): number {
    const meanS = mean[0]!;
    const workS = packetServiceS[packet]!;
    const route = packetRoute[packet]!;
    const begin = offsets[route]!;
    const end = offsets[route + 1]!;
    const linkCount = end - begin;
    let congestion = 0;
    for (let k = begin; k < end; k++) congestion += density[links[k]!]!;
    const excess = congestion - linkCount * linkPackets;
    const sentS = excess > 0 ? time + excess * meanS : time;
    const wayS = Math.max(flightS[route]!, (congestion * meanS) / linkCount);
    const destination = packetDestination[packet]!;
    const receivedS = Math.max(freeS[destination]!, sentS + wayS);
    freeS[destination] = receivedS + workS;
    const share = shares[linkCount]!;
    for (let k = begin; k < end; k++) density[links[k]!]! += share;
    mean[0] = meanS + (workS - meanS) / (inFlight + 1);
    inFlight++;
    arrivalS[packet] = receivedS;
    follower[packet] = -1;
    if (arriving.keys[destination] === Infinity) {
      head[destination] = packet;
      arriving.add(destination, receivedS);
    } else follower[tail[destination]!] = packet;
    tail[destination] = packet;
    return sentS;
  }

  /** Sets when `source`, which sent its last packet at `time`, does its next thing: a packet, or the end of its work. */
  function schedule(source: number, time: number, packets: SentPackets): void {
    const packet = next[source]!;
    const { begin, gapS, trailingS } = packets;
    if (packet < begin[source + 1]!) sending.push(source, time + gapS[packet]!);
    else if (packet === begin[source + 1] && trailingS[source]! !== 0) {
      sending.push(source, time + trailingS[source]!);
    }
  }

  return {
    run: (packets) => {
      const { begin } = packets;
      open(packets);
      density.fill(0);
      freeS.fill(0);
      arriving.clear();
      sending.clear();
      inFlight = 0;
      mean[0] = 0;
      for (let source = 0; source < sourceCount; source++) {
        next[source] = begin[source]!;
        schedule(source, 0, packets);
      }
      let lastS = 0;
      while (sending.size > 0) {
        const { source, time } = sending;
        sending.pop();
        arrive(time);
        const packet = next[source]!++;
        const isPacket = packet < begin[source + 1]!;
        const sentS = isPacket ? send(packet, time) : time;
        lastS = Math.max(lastS, sentS);
        schedule(source, sentS, packets);
      }
      for (let d = 0; d < destinationCount; d++) lastS = Math.max(lastS, freeS[d]!);
      return lastS;
    },
  };
}

const DESTINATIONS_PER_BLOCK = 8;

/** When the first packet on its way to each destination arrives; Infinity where none is on its way. */
class Arriving {
  /** [destinations, rounded up to whole blocks]. */
  readonly keys: Float64Array;
  /** Least key of each block. */
  readonly least: Float64Array;

  constructor(count: number) {
    const blocks = Math.ceil(count / DESTINATIONS_PER_BLOCK);
    this.keys = new Float64Array(blocks * DESTINATIONS_PER_BLOCK).fill(Infinity);
    this.least = new Float64Array(blocks).fill(Infinity);
  }

  clear(): void {
    this.keys.fill(Infinity);
    this.least.fill(Infinity);
  }

  add(destination: number, time: number): void {
    this.keys[destination] = time;
    const block = Math.floor(destination / DESTINATIONS_PER_BLOCK);
    if (time < this.least[block]!) this.least[block] = time;
  }
}
