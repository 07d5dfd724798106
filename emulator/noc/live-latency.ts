/**
 * Networks in which packets do not wait for each other: each takes the time that it takes alone (`zero-load`), or none
 * at all (`ideal`). What is lost in the routers is measured against them.
 */
import type { LiveNetwork } from '../live-network.ts';
import type { Fabric } from './fabric.ts';
import { ArrivalQueue } from './live-arrivals.ts';
import { checkFlits, checkSend, type LiveOptions, timeError } from './live-options.ts';

/** Time on the way from `node` to an entry of the destinations, picosecond. */
type Latency = (node: number, index: number, flits: number) => number;

export function createLatencyNetwork(
  fabric: Fabric,
  options: LiveOptions,
  latency: Latency,
): LiveNetwork {
  const arrivals = new ArrivalQueue();
  let workedPs = 0;
  let sent = 0;
  return {
    send: (ps, node, packet, begin, end, flits = options.flits) => {
      checkSend(fabric, options, workedPs, ps, node, begin, end);
      checkFlits(flits, 'flits of a packet');
      for (let k = begin; k < end; k++) {
        arrivals.add(ps + latency(node, k, flits), sent, packet, k);
      }
      sent++;
    },
    nextPs: () => arrivals.firstPs(),
    advance: (untilPs) => {
      if (!(untilPs >= workedPs)) throw timeError('advance', untilPs, workedPs);
      while (arrivals.size > 0 && arrivals.firstPs() <= untilPs) {
        arrivals.take();
        workedPs = arrivals.takenPs[0]!;
        options.onArrival(arrivals.takenTag, arrivals.takenIndex, workedPs);
      }
      if (untilPs < Infinity) workedPs = untilPs;
    },
    rebase: (originPs) => {
      if (!(originPs >= 0 && originPs <= workedPs)) throw timeError('rebase', originPs, workedPs);
      arrivals.rebase(originPs);
      workedPs -= originPs;
    },
    reset: () => {
      arrivals.size = 0;
      workedPs = 0;
    },
    inFlight: () => arrivals.size,
  };
}
