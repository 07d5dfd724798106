import type { Fabric } from './fabric.ts';
import type { IqOptions } from './iq-options.ts';
import type { IqParts, IqRouters } from './iq-routers.ts';
import { IqSinks } from './iq-sinks.ts';
import { IqSources } from './iq-sources.ts';
import { IqTimes } from './iq-times.ts';
import { IqWaits } from './iq-waits.ts';
import { createWires } from './iq-wires.ts';
import { createZeroLoad } from './iq-zero-load.ts';
import type { FabricCounts, PacketLoad } from './packet-load.ts';
import { nocStall } from './stall.ts';

/** Nodes, wires and columns of a network whose options are sound. */
export function createParts(fabric: Fabric, options: IqOptions): IqParts {
  const { vcCount, bufferFlits } = options;
  const times = new IqTimes();
  const counts: FabricCounts = {
    outputFlits: new Float64Array(fabric.outputRouter.length),
    outputBlockedTicks: new Float64Array(fabric.outputRouter.length),
    bufferHighWater: new Int32Array(fabric.inputRouter.length),
    flitHops: 0,
    events: 0,
  };
  const wires = createWires(fabric, options);
  const zeroLoad = createZeroLoad(fabric, options, wires);
  const laneCount = fabric.inputRouter.length * vcCount;
  return {
    fabric,
    options,
    wires,
    sources: new IqSources(fabric, vcCount, bufferFlits, wires, times),
    sinks: new IqSinks(fabric, vcCount, bufferFlits, wires, times, zeroLoad),
    times,
    counts,
    waits: options.waits ? new IqWaits(times, counts.outputBlockedTicks, laneCount) : null,
  };
}

/** Runs a sound load until nothing is under way. Returns the end of the last delivery. Throws NocStall. */
export function carry(load: PacketLoad, parts: IqParts, routers: IqRouters): number {
  const { fabric, sources, sinks, times, counts } = parts;
  times.begin(load);
  sinks.begin(load);
  routers.begin(load);
  sources.begin(load);
  let tick = sources.nextTick;
  let last = 0;
  while (tick !== Number.POSITIVE_INFINITY) {
    last = tick;
    routers.receive(tick);
    if (sinks.nextTick <= tick) counts.events += sinks.step(tick);
    if (sources.isBusy || sources.nextTick <= tick) counts.events += sources.step(tick);
    routers.allocate(tick);
    tick =
      routers.isBusy() || sources.isBusy
        ? tick + 1
        : Math.min(sources.nextTick, sinks.nextTick, nextOnTheWay(tick, parts, routers));
  }
  if (sinks.remaining === 0) return sinks.lastTick;
  throw nocStall(fabric.name, last, sinks.remaining, routers.standstill());
}

/** Next cycle in which something arrives or a head has been routed; Infinity where there is none. */
function nextOnTheWay(tick: number, { wires }: IqParts, routers: IqRouters): number {
  return Math.min(wires.flits.nextTick(tick), wires.credits.nextTick(tick), routers.nextTick(tick));
}

/** Takes everything out of the network, after an error. */
export function empty({ sources, sinks, wires }: IqParts, routers: IqRouters): void {
  sources.clear();
  sinks.clear();
  wires.flits.clear();
  wires.credits.clear();
  routers.clear();
}
