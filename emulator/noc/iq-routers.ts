import { EmulationError } from '../../src/support/errors.ts';
import type { Fabric } from './fabric.ts';
import { NO_ROUTE } from './fabric.ts';
import type { IqOptions } from './iq-options.ts';
import type { IqSinks } from './iq-sinks.ts';
import type { IqSources } from './iq-sources.ts';
import type { IqTimes } from './iq-times.ts';
import type { IqWaits } from './iq-waits.ts';
import type { IqWires } from './iq-wires.ts';
import type { FabricCounts, PacketLoad } from './packet-load.ts';
import type { NocWait } from './stall.ts';

/** What the routers of a network work with. */
export interface IqParts {
  readonly fabric: Fabric;
  readonly options: IqOptions;
  readonly wires: IqWires;
  readonly sources: IqSources;
  readonly sinks: IqSinks;
  readonly times: IqTimes;
  readonly counts: FabricCounts;
  /** Null where waits are not kept. */
  readonly waits: IqWaits | null;
}

/** All routers of a network, a cycle at a time. */
export interface IqRouters {
  readonly begin: (load: PacketLoad) => void;
  /** Takes the flits and credits that arrive in this cycle. */
  readonly receive: (tick: number) => void;
  /** VC allocation, switch allocation and departures of this cycle. */
  readonly allocate: (tick: number) => void;
  /** Whether there is something to do in the next cycle. */
  readonly isBusy: () => boolean;
  /** Next cycle in which a head has been routed; Infinity where there is none. */
  readonly nextTick: (tick: number) => number;
  /** What packets inside wait for when nothing moves any more. */
  readonly standstill: () => NocWait[];
  /** Empties the routers; arbiters keep their pointers. */
  readonly clear: () => void;
}

/** Output that leads from `router` to `node`. Throws EmulationError E_NOC_ROUTE where there is none. */
export function routeOutput(fabric: Fabric, router: number, node: number): number {
  const local = fabric.nextOutput[router * fabric.nodeCount + node]!;
  const output = fabric.outputBegin[router]! + local;
  if (local !== NO_ROUTE && output < fabric.outputBegin[router + 1]!) return output;
  throw new EmulationError(
    'E_NOC_ROUTE',
    `${fabric.name} has no route from router ${router} to node ${node}; send to nodes that are joined, or add links.`,
    { router, node },
  );
}
