import type { Fabric } from './fabric.ts';
import { createIqEngine } from './iq.ts';
import type { IqOptions } from './iq-options.ts';
import type { NocEngine, PacketLoad } from './packet-load.ts';

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
  const { times, counts } = engine;
  let blockedTicks = new Float64Array(counts.outputBlockedTicks.length);
  return {
    run: (load) => {
      const end = engine.run(inCycles(load, clockPs));
      blockedTicks = scaled(counts.outputBlockedTicks, clockPs);
      return end * clockPs;
    },
    get times() {
      const { createTicks, injectTicks, ejectHeadTicks, ejectTailTicks } = engine.times;
      return {
        ...times,
        createTicks: scaled(createTicks, clockPs),
        injectTicks: scaled(injectTicks, clockPs),
        ejectHeadTicks: scaled(ejectHeadTicks, clockPs),
        ejectTailTicks: scaled(ejectTailTicks, clockPs),
        consumedTicks: scaled(engine.times.consumedTicks, clockPs),
        zeroLoadTicks: scaled(engine.times.zeroLoadTicks, clockPs),
        routersVisited: engine.times.routersVisited,
        waitedFor: engine.times.waitedFor,
      };
    },
    get counts() {
      return { ...engine.counts, outputBlockedTicks: blockedTicks };
    },
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
