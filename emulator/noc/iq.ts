/**
 * Clocked input-queued router with credits, cycle by cycle as BookSim2's `iq` router (Jiang et al., ISPASS 2013,
 * doi:10.1109/ISPASS.2013.6557149). One cycle, in this order: flits and credits arrive, nodes take and send flits,
 * heads are routed, virtual channels are allocated, the switch is allocated and flits leave. All decisions of a
 * cycle follow from the state at its beginning, so the order of routers does not matter; within a router, ports
 * are looked at in the order of their ids from a round-robin pointer on. Cycles in which nothing can happen are
 * skipped.
 */
import type { Fabric } from './fabric.ts';
import { createLaneRouters } from './iq-lanes.ts';
import { checkIqLoad } from './iq-load.ts';
import { carry, createParts, empty } from './iq-network.ts';
import { checkIqOptions, type IqOptions } from './iq-options.ts';
import { createSingleRouters } from './iq-single.ts';
import type { NocEngine } from './packet-load.ts';

/**
 * An engine whose ticks are cycles; `run` returns the end of the last delivery. Throws InputError E_NOC_OPTIONS;
 * `run` throws InputError E_NOC_LOAD, EmulationError E_NOC_MULTICAST and E_NOC_ROUTE, and NocStall.
 */
export function createIqEngine(fabric: Fabric, options: IqOptions): NocEngine {
  checkIqOptions(options, fabric);
  const parts = createParts(fabric, options);
  const { times, counts } = parts;
  const isSingle = options.vcCount === 1 && !options.speculative;
  const routers = isSingle ? createSingleRouters(parts) : createLaneRouters(parts);
  return {
    times,
    counts,
    run: (load) => {
      checkIqLoad(load, fabric);
      try {
        return carry(load, parts, routers);
      } catch (error) {
        empty(parts, routers);
        throw error;
      }
    },
  };
}
