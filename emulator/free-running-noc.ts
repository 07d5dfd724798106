/** What the routers of a free-running chip do with its packets, summed up by sample. */
import type { NocTrace } from '../src/model/noc-trace.ts';
import { LATENCY_BINS, latencyBin } from '../src/model/noc-trace.ts';
import type { FabricCounts } from './noc/packet-load.ts';

/** Bins of the timeline: enough for a slider, few enough for large fabrics. */
const BINS_MAX = 64;

/**
 * A delivery's latency runs from its spike (or host event) to the act of its synapses. Its parts: at the source, the
 * encoder with its queue; the way without other packets; the broadcast at the destination; blocked is all the rest, in
 * the network and in front of either end.
 */
export interface NocMeter {
  readonly beginSample: (stepCount: number) => void;
  readonly addPacket: () => void;
  /** `idlePs` is what the way alone takes, broadcast included. */
  readonly addDelivery: (
    way: number,
    core: number,
    spikePs: number,
    createPs: number,
    ps: number,
    idlePs: number,
  ) => void;
  readonly endWindow: (windowPs: number) => void;
  readonly finish: () => NocTrace;
}

/** `counts` go on over all samples. */
export function createNocMeter(
  counts: FabricCounts,
  wayCount: number,
  coreCount: number,
  broadcastPs: number,
): NocMeter {
  const outputCount = counts.outputFlits.length;
  const beforeFlits = new Float64Array(outputCount);
  const beforeBlocked = new Float64Array(outputCount);
  const windowFlits = new Float64Array(outputCount);
  /** Last latency of each way, NaN before its first packet; and the youngest packet that each core has. */
  const lastPs = new Float64Array(wayCount);
  const latestPs = new Float64Array(coreCount);
  let sums = emptySums();
  let timeline = emptyTimeline(1, outputCount);
  let [step, beforeHops, beforeEvents] = [0, 0, 0];
  return {
    beginSample: (stepCount) => {
      beforeFlits.set(counts.outputFlits);
      beforeBlocked.set(counts.outputBlockedTicks);
      windowFlits.set(counts.outputFlits);
      [beforeHops, beforeEvents] = [counts.flitHops, counts.events];
      lastPs.fill(Number.NaN);
      latestPs.fill(-1);
      sums = emptySums();
      timeline = emptyTimeline(stepCount, outputCount);
      step = 0;
    },
    addPacket: () => {
      sums.packets++;
    },
    addDelivery: (way, core, spikePs, createPs, ps, idlePs) => {
      const { latency, isi, split, histogram } = sums;
      const latencyPs = ps - spikePs;
      latency.count++;
      latency.sum += latencyPs;
      if (latencyPs > latency.max) latency.max = latencyPs;
      histogram[latencyBin(latencyPs)]!++;
      split.sourcePs += createPs - spikePs;
      split.wayPs += idlePs - broadcastPs;
      split.blockedPs += ps - createPs - idlePs;
      split.destinationPs += broadcastPs;
      if (createPs < latestPs[core]!) sums.outOfOrder++;
      else latestPs[core] = createPs;
      const previousPs = lastPs[way]!;
      lastPs[way] = latencyPs;
      if (Number.isNaN(previousPs)) return;
      const changePs = Math.abs(latencyPs - previousPs);
      isi.count++;
      isi.sum += changePs;
      if (changePs > isi.max) isi.max = changePs;
    },
    endWindow: (windowPs) => {
      const bin = Math.floor(step++ / timeline.binSteps);
      timeline.binPs[bin]! += windowPs;
      for (let output = 0; output < outputCount; output++) {
        const flits = counts.outputFlits[output]!;
        timeline.flits[bin * outputCount + output]! += flits - windowFlits[output]!;
        windowFlits[output] = flits;
      }
    },
    finish: () => ({
      packets: sums.packets,
      deliveries: sums.latency.count,
      flitHops: counts.flitHops - beforeHops,
      events: counts.events - beforeEvents,
      latencyPs: sums.latency,
      split: sums.split,
      latencyHistogram: sums.histogram,
      isiDistortionPs: sums.isi,
      outOfOrder: sums.outOfOrder,
      links: {
        flits: counts.outputFlits.map((flits, output) => flits - beforeFlits[output]!),
        blockedPs: counts.outputBlockedTicks.map((ps, output) => ps - beforeBlocked[output]!),
        bufferHighWater: counts.bufferHighWater.slice(),
      },
      timeline,
    }),
  };
}

interface Sums {
  packets: number;
  outOfOrder: number;
  readonly latency: { count: number; sum: number; max: number };
  readonly isi: { count: number; sum: number; max: number };
  readonly split: { sourcePs: number; wayPs: number; blockedPs: number; destinationPs: number };
  readonly histogram: Float64Array;
}

function emptySums(): Sums {
  return {
    packets: 0,
    outOfOrder: 0,
    latency: { count: 0, sum: 0, max: 0 },
    isi: { count: 0, sum: 0, max: 0 },
    split: { sourcePs: 0, wayPs: 0, blockedPs: 0, destinationPs: 0 },
    histogram: new Float64Array(LATENCY_BINS),
  };
}

function emptyTimeline(stepCount: number, outputCount: number): NocTrace['timeline'] {
  const binSteps = Math.max(1, Math.ceil(stepCount / BINS_MAX));
  const binCount = Math.ceil(stepCount / binSteps);
  return {
    binSteps,
    binPs: new Float64Array(binCount),
    flits: new Float32Array(binCount * outputCount),
  };
}

/** Packets on their way: what an arrival does not say by itself. Entries are used again. */
export class PacketTable {
  sources: Int32Array = new Int32Array(256);
  spikePs: Float64Array = new Float64Array(256);
  createPs: Float64Array = new Float64Array(256);
  /** Destinations that wait; of a free entry the next free one. */
  private left = new Int32Array(256);
  private free = -1;
  private used = 0;

  /** Number of a packet with `left` destinations. */
  add(source: number, spikePs: number, createPs: number, left: number): number {
    let packet = this.free;
    if (packet >= 0) this.free = this.left[packet]!;
    else {
      if (this.used === this.left.length) this.grow();
      packet = this.used++;
    }
    this.sources[packet] = source;
    this.spikePs[packet] = spikePs;
    this.createPs[packet] = createPs;
    this.left[packet] = left;
    return packet;
  }

  /** One destination has it; its columns stay valid until the next packet is added. */
  arrive(packet: number): void {
    if (--this.left[packet]! > 0) return;
    this.left[packet] = this.free;
    this.free = packet;
  }

  private grow(): void {
    const size = this.left.length * 2;
    const [sources, spikePs, createPs, left] = [
      this.sources,
      this.spikePs,
      this.createPs,
      this.left,
    ];
    this.sources = new Int32Array(size);
    this.spikePs = new Float64Array(size);
    this.createPs = new Float64Array(size);
    this.left = new Int32Array(size);
    this.sources.set(sources);
    this.spikePs.set(spikePs);
    this.createPs.set(createPs);
    this.left.set(left);
  }
}
