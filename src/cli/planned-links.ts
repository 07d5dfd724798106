/** Links that the packets of a run cross, where packets were counted and not timed one by one. */

import { outputsOnWay } from '../../emulator/noc/route-walk.ts';
import { nocModelOf } from '../../emulator/noc-model.ts';
import type { ReportNoc } from '../model/report.ts';
import type { ChipRun } from './run-record.ts';
import { linksOfOutputs, routerPlaces } from './summarize-noc.ts';

/**
 * Each packet from core to core on the way that the routing gives it, events of the host left out. Null where spikes
 * branch in the routers, where no time was worked out, or where no packet left its router.
 */
export function plannedLinks({ image, set, traces }: ChipRun): ReportNoc | null {
  const { profile, chipsUsed } = image.header;
  const chipPs = traces.reduce(
    (all, { steps }) => all + steps.stepPs.reduce((a, b) => a + b, 0),
    0,
  );
  if (profile.network.cast === 'multicast' || chipPs === 0) return null;
  const noc = nocModelOf(profile, set, chipsUsed);
  const { fabric, flitsPerPacket } = noc;
  const flits = new Float64Array(fabric.outputRouter.length);
  const nodes = image.cores.map(({ core }) => noc.nodeOfCore(core));
  nodes.forEach((from, a) => {
    nodes.forEach((to, b) => {
      let packets = 0;
      for (const { packetsBetweenCores } of traces) {
        packets += packetsBetweenCores[a * nodes.length + b]!;
      }
      if (packets === 0) return;
      const way = outputsOnWay(fabric, from, to) ?? [];
      for (const output of way.slice(0, -1)) flits[output]! += packets * flitsPerPacket;
    });
  });
  if (!flits.some((count) => count > 0)) return null;
  const stepCount = traces.reduce((most, { stepsRun }) => Math.max(most, stepsRun), 0);
  const links = linksOfOutputs(noc, {
    flits: (output) => flits[output]!,
    blockedPs: () => 0,
    binPs: [chipPs],
    binFlits: (_, output) => flits[output]!,
  });
  return {
    planned: true,
    routers: routerPlaces(fabric),
    links,
    bins: [{ begin: 0, end: stepCount }],
    latency: [],
  };
}
