import type { Fabric } from './fabric.ts';
import { createIqEngine } from './iq.ts';
import type { IqOptions } from './iq-options.ts';
import type { NocEngine, PacketLoad, PacketTimes } from './packet-load.ts';

/**
 * A clocked router for loads in picoseconds: what does not fall on an edge of the clock waits for the next one.
 * Zero-load times, counts of blocked time and all packet times come back in picoseconds.
 */
export function createClockedEngine(
  fabric: Fabric,
  options: IqOptions,
  clockPs: number,
): NocEngine {
  const engine = createIqEngine(fabric, options);
  let times = engine.times;
  let counts = engine.counts;
  return {
    run: (load) => {
      const end = engine.run(inCycles(load, clockPs));
      times = timesIn(engine.times, clockPs);
      counts = {
        ...engine.counts,
        outputBlockedTicks: scaled(engine.counts.outputBlockedTicks, clockPs),
      };
      return end * clockPs;
    },
    get times() {
      return times;
    },
    get counts() {
      return counts;
    },
  };
}

function timesIn(times: PacketTimes, clockPs: number): PacketTimes {
  return {
    createTicks: scaled(times.createTicks, clockPs),
    injectTicks: scaled(times.injectTicks, clockPs),
    ejectHeadTicks: scaled(times.ejectHeadTicks, clockPs),
    ejectTailTicks: scaled(times.ejectTailTicks, clockPs),
    consumedTicks: scaled(times.consumedTicks, clockPs),
    zeroLoadTicks: scaled(times.zeroLoadTicks, clockPs),
    routersVisited: times.routersVisited,
    waitedFor: times.waitedFor,
  };
}

function inCycles(load: PacketLoad, clockPs: number): PacketLoad {
  const cycles = (column: Float64Array): Float64Array =>
    column.map((ps) => Math.ceil(ps / clockPs));
  return {
    packetCount: load.packetCount,
    source: load.source,
    flits: load.flits,
    deliveryBegin: load.deliveryBegin,
    destination: load.destination,
    createTicks: cycles(load.createTicks),
    gapTicks: load.gapTicks && cycles(load.gapTicks),
    serviceTicks: load.serviceTicks && cycles(load.serviceTicks),
  };
}

function scaled(column: Float64Array, factor: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(column, (value) => value * factor);
}
