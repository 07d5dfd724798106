import type { ChipNetwork, ChipProfile, HopLink } from '../../src/model/chip.ts';
import { chipColumns, coresPerChip } from '../../src/model/chip.ts';
import { InputError } from '../../src/support/errors.ts';
import type { Fabric } from './fabric.ts';
import { buildFabric } from './topology/index.ts';
import type { TopologySpec } from './topology/spec.ts';

/**
 * The network of `chipsUsed` chips: nodes are all their cores by number, then one host per chip at its tile (0, 0)
 * (of a tree: at the root). Chips lie row by row in a near-square grid. Throws InputError E_NOC_* where it is too large
 * or cannot be built.
 */
export function fabricOf(profile: ChipProfile, chipsUsed: number): Fabric {
  return buildFabric(topologyOf(profile, chipsUsed));
}

/** Node of the host for spikes to `core` (which may be any core of its chip). */
export function hostNodeOf(profile: ChipProfile, chipsUsed: number, core: number): number {
  const cores = coresPerChip(profile);
  return chipsUsed * cores + Math.floor(core / cores);
}

/** What a link is timed and priced as; `local` links join a router and its nodes. */
export function hopLinkOf(linkKind: string): HopLink {
  if (linkKind === 'local') return 'withinTile';
  return linkKind === 'northSouth' || linkKind === 'chip' ? linkKind : 'eastWest';
}

/** The topology that a profile describes, as `fabricOf` builds it. */
function topologyOf(profile: ChipProfile, chipsUsed: number): TopologySpec {
  const { grid, network } = profile;
  if (network.topology !== 'mesh' && chipsUsed > 1) throw manyChips(network, chipsUsed);
  const planes = network.planes.value;
  const size = {
    columns: grid.tilesX,
    rows: grid.tilesY,
    concentration: grid.coresPerTile,
    planes,
  };
  switch (network.topology) {
    case 'mesh': {
      const columns = chipColumns(chipsUsed);
      const chips = { chipColumns: columns, chipRows: Math.ceil(chipsUsed / columns) };
      return { kind: 'chips', ...chips, chipCount: chipsUsed, ...size, extraNodesPerChip: [0] };
    }
    case 'torus':
      return { kind: 'torus', ...size, extraNodes: [0] };
    case 'hex-mesh':
    case 'hex-torus':
      return {
        kind: 'hex-mesh',
        ...size,
        wrap: network.topology === 'hex-torus',
        extraNodes: [0],
      };
    case 'tree':
      return {
        kind: 'tree',
        fanOut: [...(network.fanOut ?? []), grid.coresPerTile],
        planes,
        extraNodeLevels: [0],
      };
    case 'graph':
      return graphOf(profile, planes);
  }
}

function graphOf({ grid, network }: ChipProfile, planes: number): TopologySpec {
  const tiles = grid.tilesX * grid.tilesY;
  const cores = tiles * grid.coresPerTile;
  return {
    kind: 'graph',
    routers: tiles,
    links: (network.links ?? []).map(([a, b]) => ({ a, b })),
    nodes: [...Array.from({ length: cores }, (_, core) => Math.floor(core / grid.coresPerTile)), 0],
    routing: network.routing === 'up-down' ? 'up-down' : 'shortest',
    places: Array.from({ length: tiles }, (_, tile) => [
      tile % grid.tilesX,
      Math.floor(tile / grid.tilesX),
    ]),
    planes,
  };
}

function manyChips({ topology }: ChipNetwork, chipsUsed: number): InputError {
  return new InputError(
    'E_NOC_CHIPS',
    `${chipsUsed} chips are used, but only a mesh extends over several chips and this profile's network is a ${topology}; use one chip, or a profile with a mesh.`,
    { topology, chipsUsed },
  );
}
