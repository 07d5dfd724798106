import { InputError } from '../../../src/support/errors.ts';
import { assertDeadlockFree } from '../deadlock.ts';
import type { Fabric } from '../fabric.ts';
import { buildChips } from './chips.ts';
import { buildGraph } from './graph.ts';
import { buildHexMesh } from './hex-mesh.ts';
import { buildMesh } from './mesh.ts';
import type { TopologySpec } from './spec.ts';
import { buildRing, buildTorus } from './torus.ts';
import { buildTree, buildTreeMesh } from './tree.ts';

export { buildMesh } from './mesh.ts';
export type * from './spec.ts';

/** Names of all topologies: what `kind` of a spec may be. */
export const TOPOLOGY_KINDS: readonly TopologySpec['kind'][] = [
  'mesh',
  'torus',
  'ring',
  'hex-mesh',
  'tree',
  'tree-mesh',
  'graph',
  'chips',
];

/**
 * The fabric that a spec describes. Throws InputError E_NOC_* for one that cannot be built, and E_NOC_CYCLE where its
 * packets could wait in a circle (a graph with shortest routes, a ring without dateline).
 */
export function buildFabric(spec: TopologySpec): Fabric {
  const fabric = buildUnchecked(spec);
  if (!isFreeByDesign(spec)) assertDeadlockFree(fabric);
  return fabric;
}

/** As `buildFabric`, but lets pass what can stand still: for routers that drop packets instead of waiting. */
export function buildUnchecked(spec: TopologySpec): Fabric {
  switch (spec.kind) {
    case 'mesh':
      return buildMesh(spec);
    case 'torus':
      return buildTorus(spec);
    case 'ring':
      return buildRing(spec);
    case 'hex-mesh':
      return buildHexMesh(spec);
    case 'tree':
      return buildTree(spec);
    case 'tree-mesh':
      return buildTreeMesh(spec);
    case 'graph':
      return buildGraph(spec);
    case 'chips':
      return buildChips(spec);
    default:
      throw unknownKind(spec);
  }
}

/** Topologies whose routes are free of cycles at any size (the tests check this up to some); others are looked at. */
function isFreeByDesign(spec: TopologySpec): boolean {
  if (spec.kind === 'graph') return spec.routing === 'up-down';
  return !('dateline' in spec) || spec.dateline !== false;
}

function unknownKind(spec: never): InputError {
  const { kind } = spec as { readonly kind?: unknown };
  return new InputError(
    'E_NOC_TOPOLOGY',
    `no topology is called ${JSON.stringify(kind)}; there are ${TOPOLOGY_KINDS.join(', ')}.`,
    { kind },
  );
}
