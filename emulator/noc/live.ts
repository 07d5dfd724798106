import type { LiveNetwork, LiveNetworkKind } from '../live-network.ts';
import { resolveAsyncOptions } from './async-options.ts';
import { PathFinder } from './async-path.ts';
import { createAsyncState } from './async-state.ts';
import type { Fabric } from './fabric.ts';
import { createLatencyNetwork } from './live-latency.ts';
import { checkLiveOptions, type LiveOptions } from './live-options.ts';
import { createLiveRouters } from './live-routers.ts';

export type { LiveOptions } from './live-options.ts';

/** A network on `fabric` that is fed while it runs. Throws InputError E_NOC_OPTION. */
export function createLiveNetwork(
  kind: LiveNetworkKind,
  fabric: Fabric,
  options: LiveOptions,
): LiveNetwork {
  checkLiveOptions(fabric, options);
  if (kind === 'routers') return createLiveRouters(fabric, options);
  if (kind === 'ideal') return createLatencyNetwork(fabric, options, () => 0);
  return zeroLoadNetwork(fabric, options);
}

function zeroLoadNetwork(fabric: Fabric, options: LiveOptions): LiveNetwork {
  const { destinations, servicePs, extraPs } = options;
  const state = createAsyncState(fabric, resolveAsyncOptions(fabric, options.routers));
  const path = new PathFinder(state);
  const { planeCount, nodeInput } = fabric;
  return createLatencyNetwork(fabric, options, (node, index, flits) => {
    path.find(nodeInput[node * planeCount]! * state.vcCount, destinations[index]!);
    const onWayPs = path.zeroLoadTicks(flits);
    return onWayPs + (servicePs?.[index] ?? 0) + (extraPs?.[index] ?? 0);
  });
}
