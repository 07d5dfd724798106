/** Sums up what the router engine did with the packets of each step of a sample. */
import type { NocTrace, PacketRows } from '../src/model/noc-trace.ts';
import { LATENCY_BINS, latencyBin } from '../src/model/noc-trace.ts';
import type { Fabric } from './noc/fabric.ts';
import type { NocEngine } from './noc/packet-load.ts';
import type { StepPackets } from './step-packets.ts';

/** Bins of the timeline: enough for a slider, few enough for large fabrics. */
const BINS_MAX = 64;

export interface NocRecorder {
  /** Books the packets of a step that began at `beginPs` of the sample and took `stepPs`. */
  readonly bookStep: (
    engine: NocEngine,
    packets: StepPackets,
    step: number,
    beginPs: number,
    stepPs: number,
  ) => void;
  readonly finish: (engine: NocEngine) => NocTrace;
}

/** `cores` is the physical core of each node, -1 for hosts. Rows of packets are kept where `keepsRows`. */
export function createNocRecorder(
  fabric: Fabric,
  routeCount: number,
  stepCount: number,
  cores: Int32Array,
  keepsRows: boolean,
): NocRecorder {
  const outputCount = fabric.outputRouter.length;
  const binSteps = Math.max(1, Math.ceil(stepCount / BINS_MAX));
  const binCount = Math.ceil(stepCount / binSteps);
  const timeline = {
    binSteps,
    binPs: new Float64Array(binCount),
    flits: new Float32Array(binCount * outputCount),
  };
  const before = new Float64Array(outputCount);
  const latency = { count: 0, sum: 0, max: 0 };
  const isi = { count: 0, sum: 0, max: 0 };
  const split = { sourcePs: 0, wayPs: 0, blockedPs: 0, destinationPs: 0 };
  const latencyHistogram = new Float64Array(LATENCY_BINS);
  /** Last latency of each route: NaN before its first packet. */
  const lastPs = new Float64Array(routeCount).fill(Number.NaN);
  const order = createOrderCount(fabric.nodeCount);
  const rows = keepsRows ? createRows(cores) : null;
  let [packetCount, outOfOrder] = [0, 0];

  function bookDeliveries(engine: NocEngine, packets: StepPackets): void {
    const { times } = engine;
    for (let p = 0; p < packets.packetCount; p++) {
      const createPs = times.createTicks[p]!;
      const injectPs = times.injectTicks[p]!;
      for (let d = packets.deliveryBegin[p]!; d < packets.deliveryBegin[p + 1]!; d++) {
        const ejectPs = times.ejectTailTicks[d]!;
        const consumedPs = times.consumedTicks[d]!;
        const wayPs = times.zeroLoadTicks[d]!;
        const latencyPs = consumedPs - createPs;
        latency.count++;
        latency.sum += latencyPs;
        if (latencyPs > latency.max) latency.max = latencyPs;
        latencyHistogram[latencyBin(latencyPs)]!++;
        split.sourcePs += injectPs - createPs;
        split.wayPs += wayPs;
        split.blockedPs += ejectPs - injectPs - wayPs;
        split.destinationPs += consumedPs - ejectPs;
        bookInterval(packets.route[d]!, latencyPs);
      }
    }
  }

  function bookInterval(route: number, latencyPs: number): void {
    const previousPs = lastPs[route]!;
    lastPs[route] = latencyPs;
    if (Number.isNaN(previousPs)) return;
    const changePs = Math.abs(latencyPs - previousPs);
    isi.count++;
    isi.sum += changePs;
    if (changePs > isi.max) isi.max = changePs;
  }

  return {
    bookStep: (engine, packets, step, beginPs, stepPs) => {
      const bin = Math.floor(step / binSteps);
      timeline.binPs[bin]! += stepPs;
      if (packets.packetCount === 0) return;
      packetCount += packets.packetCount;
      bookDeliveries(engine, packets);
      outOfOrder += order.count(engine, packets);
      rows?.add(engine, packets, step, beginPs);
      const { outputFlits } = engine.counts;
      for (let o = 0; o < outputCount; o++) {
        timeline.flits[bin * outputCount + o]! += outputFlits[o]! - before[o]!;
        before[o] = outputFlits[o]!;
      }
    },
    finish: ({ counts }) => ({
      packets: packetCount,
      deliveries: latency.count,
      flitHops: counts.flitHops,
      events: counts.events,
      latencyPs: latency,
      split,
      latencyHistogram,
      isiDistortionPs: isi,
      outOfOrder,
      links: {
        flits: counts.outputFlits.slice(),
        blockedPs: counts.outputBlockedTicks.slice(),
        bufferHighWater: counts.bufferHighWater.slice(),
      },
      timeline,
      ...(rows ? { packetRows: rows.finish() } : {}),
    }),
  };
}

/** Counts deliveries that reach their node after one that was made later. */
function createOrderCount(nodeCount: number): {
  count: (engine: NocEngine, packets: StepPackets) => number;
} {
  const latestPs = new Float64Array(nodeCount);
  return {
    count: ({ times }, packets) => {
      const { deliveryCount } = packets;
      const createPs = new Float64Array(deliveryCount);
      for (let p = 0; p < packets.packetCount; p++) {
        createPs.fill(
          times.createTicks[p]!,
          packets.deliveryBegin[p]!,
          packets.deliveryBegin[p + 1]!,
        );
      }
      const ejectPs = times.ejectTailTicks;
      const byArrival = Uint32Array.from({ length: deliveryCount }, (_, d) => d).sort(
        (a, b) => ejectPs[a]! - ejectPs[b]! || a - b,
      );
      latestPs.fill(-1);
      let late = 0;
      for (const d of byArrival) {
        const node = packets.destination[d]!;
        if (createPs[d]! < latestPs[node]!) late++;
        else latestPs[node] = createPs[d]!;
      }
      return late;
    },
  };
}

interface Rows {
  readonly add: (engine: NocEngine, packets: StepPackets, step: number, beginPs: number) => void;
  readonly finish: () => PacketRows;
}

function createRows(cores: Int32Array): Rows {
  const columns: number[][] = Array.from({ length: 9 }, () => []);
  let rowCount = 0;
  return {
    add: ({ times }, packets, step, beginPs) => {
      const firstRow = rowCount;
      for (let p = 0; p < packets.packetCount; p++) {
        for (
          let d = packets.deliveryBegin[p]!;
          d < packets.deliveryBegin[p + 1]!;
          d++, rowCount++
        ) {
          const waited = times.waitedFor[p]!;
          const values = [
            step,
            cores[packets.source[p]!]!,
            cores[packets.destination[d]!]!,
            beginPs + times.createTicks[p]!,
            beginPs + times.injectTicks[p]!,
            beginPs + times.ejectTailTicks[d]!,
            beginPs + times.consumedTicks[d]!,
            times.routersVisited[d]!,
            waited < 0 ? -1 : firstRow + packets.deliveryBegin[waited]!,
          ];
          for (let k = 0; k < values.length; k++) columns[k]!.push(values[k]!);
        }
      }
    },
    finish: () => ({
      step: Int32Array.from(columns[0]!),
      source: Int32Array.from(columns[1]!),
      destination: Int32Array.from(columns[2]!),
      createPs: Float64Array.from(columns[3]!),
      injectPs: Float64Array.from(columns[4]!),
      ejectPs: Float64Array.from(columns[5]!),
      consumedPs: Float64Array.from(columns[6]!),
      routers: Int32Array.from(columns[7]!),
      waitedFor: Int32Array.from(columns[8]!),
    }),
  };
}
