import { createAsyncEngine } from '../../../emulator/noc/async.ts';
import { type AsyncOptions, resolveAsyncOptions } from '../../../emulator/noc/async-options.ts';
import type { Fabric } from '../../../emulator/noc/fabric.ts';
import { createIqEngine } from '../../../emulator/noc/iq.ts';
import type { NocEngine } from '../../../emulator/noc/packet-load.ts';
import { buildFabric } from '../../../emulator/noc/topology/index.ts';
import type { TopologySpec } from '../../../emulator/noc/topology/spec.ts';
import { type NodeGrid, nodeGrid } from '../../../emulator/noc/traffic-grid.ts';
import type { AsyncRouter, ClockedRouter, NocConfig } from './config.ts';
import { type ConfigSource, placed } from './config-source.ts';

const PS_PER_NS = 1000;

/** A network ready to be run. */
export interface NocNetwork {
  readonly fabric: Fabric;
  /** Nodes that synthetic traffic uses: all but those of hosts. */
  readonly grid: NodeGrid;
  readonly createEngine: () => NocEngine;
  /** Ticks of a cycle: 1 of a clocked router; picoseconds of a flit's time otherwise. */
  readonly cycleTicks: number;
  /** Ticks for which one flit keeps each kind of link busy. */
  readonly linkTicks: readonly number[];
}

/** Builds what a configuration describes. Throws InputError with the place in its file. */
export function buildNetwork(config: NocConfig, source: ConfigSource): NocNetwork {
  const { topology, router, traffic } = config;
  const fabric = placed(source, ['topology'], () => buildFabric(topology));
  const grid = nodeGrid(fabric, fabric.nodeCount - hostCount(topology));
  const cycleNs = traffic.kind === 'synthetic' ? traffic.cycleNs : null;
  // Engines are made once here, so that options which the network does not allow are found before anything is run.
  return placed(source, ['router'], () =>
    router.model === 'iq'
      ? clockedNetwork(fabric, grid, router)
      : asyncNetwork(fabric, grid, router, cycleNs),
  );
}

/** Extra nodes are numbered after all others. */
function hostCount(topology: TopologySpec): number {
  switch (topology.kind) {
    case 'mesh':
    case 'torus':
    case 'ring':
    case 'hex-mesh':
      return topology.extraNodes?.length ?? 0;
    case 'tree':
      return topology.extraNodeLevels?.length ?? 0;
    case 'chips': {
      const chips = topology.chipCount ?? topology.chipColumns * topology.chipRows;
      return chips * (topology.extraNodesPerChip?.length ?? 0);
    }
    default:
      return 0;
  }
}

function clockedNetwork(fabric: Fabric, grid: NodeGrid, router: ClockedRouter): NocNetwork {
  const { vcs, bufferFlits, routingDelay, speculative, linkLatencies } = router;
  const rest = { bufferFlits, routingDelay, speculative, linkLatencies };
  const createEngine = (): NocEngine =>
    createIqEngine(fabric, { vcCount: vcs, ...rest, waits: true });
  createEngine();
  return { fabric, grid, createEngine, cycleTicks: 1, linkTicks: fabric.linkKinds.map(() => 1) };
}

function asyncNetwork(
  fabric: Fabric,
  grid: NodeGrid,
  router: AsyncRouter,
  cycleNs: number | null,
): NocNetwork {
  const options = asyncOptions(router);
  const linkTicks = [...resolveAsyncOptions(fabric, options).cycleTicks];
  const cycleTicks = cycleNs === null ? Math.max(...linkTicks) : ps(cycleNs);
  return {
    fabric,
    grid,
    createEngine: () => createAsyncEngine(fabric, options),
    cycleTicks,
    linkTicks,
  };
}

function asyncOptions({ vcs, bufferFlits, links, handshake }: AsyncRouter): AsyncOptions {
  return {
    links: Object.fromEntries(
      Object.entries(links).map(([kind, { forwardNs, cycleNs }]) => [
        kind,
        {
          forwardTicks: ps(forwardNs),
          ...(cycleNs === undefined ? {} : { cycleTicks: ps(cycleNs) }),
        },
      ]),
    ),
    bufferFlits,
    ...(vcs === null ? {} : { vcCount: vcs }),
    ...(handshake === null
      ? {}
      : {
          handshake: {
            phases: handshake.phases,
            ...inTicks('requestTicks', handshake.requestNs),
            ...inTicks('acknowledgeTicks', handshake.acknowledgeNs),
            ...inTicks('latchTicks', handshake.latchNs),
          },
        }),
  };
}

function inTicks(
  name: 'requestTicks' | 'acknowledgeTicks' | 'latchTicks',
  timeNs: number | undefined,
): Partial<Record<typeof name, number>> {
  return timeNs === undefined ? {} : { [name]: ps(timeNs) };
}

function ps(timeNs: number): number {
  return Math.round(timeNs * PS_PER_NS);
}
