import { InputError } from '../../../src/support/errors.ts';
import type { Fabric } from '../fabric.ts';
import { assembleFabric, type FabricPlan, type PlanLink } from './fabric-plan.ts';
import { checkedCount, checkedPlanes, checkedSide, checkPorts, checkSize } from './limits.ts';
import { GRID_PORTS, linkPair, meshLinks, portXThenY } from './mesh.ts';
import { withPorts } from './node-ports.ts';
import type { TreeMeshSpec, TreeSpec } from './spec.ts';

const LEVELS_MAX = 16;

/** Trees side by side, numbered level by level: the roots, then all their children, and so on. */
interface Forest {
  /** Routers below each router of level l; of the last level, its nodes. */
  readonly fanOut: readonly number[];
  /** First router of each level, and the router count at the end. */
  readonly levelBegin: readonly number[];
  /** Columns of the mesh that joins the roots, and ports of a root in it: 0 where there is one root alone. */
  readonly columns: number;
  readonly rootPorts: number;
}

/**
 * A tree of routers with nodes below its last level. Port 0 of a router leads up (the root has none) and the others
 * down. Packets go up to the first router above both ends, then down, which is free of deadlock with one class.
 * Throws InputError E_NOC_SIZE, E_NOC_PORTS and E_NOC_LEVEL.
 */
export function buildTree(spec: TreeSpec): Fabric {
  const planeCount = checkedPlanes(spec.planes);
  const forest = checkedForest(spec.fanOut, 1, 1, 0, planeCount);
  const extraNodes = (spec.extraNodeLevels ?? []).map((level) => firstOfLevel(forest, level));
  const name = `tree ${spec.fanOut.join(' x ')}`;
  return assembleFabric({
    name,
    planeCount,
    ...forestPlan(forest, extraNodes),
    links: downLinks(forest),
  });
}

/**
 * A mesh of roots with a tree below each. A root has the four ports of a mesh first. Packets go up, over the mesh
 * with x first then y, and down. Throws InputError E_NOC_SIZE and E_NOC_PORTS.
 */
export function buildTreeMesh(spec: TreeMeshSpec): Fabric {
  const columns = checkedSide('columns', spec.columns);
  const rows = checkedSide('rows', spec.rows);
  const planeCount = checkedPlanes(spec.planes);
  const forest = checkedForest(spec.fanOut, columns, rows, GRID_PORTS, planeCount);
  return assembleFabric({
    name: `mesh ${columns} x ${rows} of trees ${spec.fanOut.join(' x ')}`,
    planeCount,
    ...forestPlan(forest, []),
    links: [...meshLinks(columns, rows), ...downLinks(forest)],
  });
}

function checkedForest(
  fanOut: readonly number[],
  columns: number,
  rows: number,
  rootPorts: number,
  planes: number,
): Forest {
  checkedCount('levels of the tree', fanOut.length, LEVELS_MAX);
  const levelBegin = [0];
  let width = columns * rows;
  fanOut.forEach((below, level) => {
    checkedCount(`fanOut[${level}]`, below, 65_536);
    checkPorts(`a router of level ${level}`, below + (level === 0 ? rootPorts : 1));
    levelBegin.push(levelBegin[level]! + width);
    checkSize(levelBegin[level + 1]!, width * below, planes);
    checkedSide(`routers of level ${level}`, width);
    width *= below;
  });
  checkSize(levelBegin.at(-1)!, width, planes);
  return { fanOut, levelBegin, columns, rootPorts };
}

function firstOfLevel({ levelBegin }: Forest, level: number): number {
  const levels = levelBegin.length - 1;
  if (Number.isInteger(level) && level >= 0 && level < levels) return levelBegin[level]!;
  throw new InputError(
    'E_NOC_LEVEL',
    `extraNodeLevels names level ${String(level)}; the tree has ${levels}, numbered from 0 at the root.`,
    { level, levels },
  );
}

function forestPlan(
  forest: Forest,
  extraNodes: readonly number[],
): Omit<FabricPlan, 'name' | 'planeCount' | 'links'> {
  const { fanOut, levelBegin } = forest;
  const routerCount = levelBegin.at(-1)!;
  const last = fanOut.length - 1;
  const linkPorts = new Int32Array(routerCount);
  fanOut.forEach((below, level) => {
    const ports = firstDownPort(forest, level) + (level === last ? 0 : below);
    linkPorts.fill(ports, levelBegin[level]!, levelBegin[level + 1]!);
  });
  const leaves = routerCount - levelBegin[last]!;
  const nodeRouter = new Int32Array(leaves * fanOut[last]! + extraNodes.length);
  for (let node = 0; node < leaves * fanOut[last]!; node++) {
    nodeRouter[node] = levelBegin[last]! + Math.floor(node / fanOut[last]!);
  }
  nodeRouter.set(extraNodes, leaves * fanOut[last]!);
  return {
    classCount: 1,
    routerCount,
    ...withPorts(nodeRouter, linkPorts),
    places: forestPlaces(forest),
    nextPort: (router, to) => forestPort(forest, router, to),
  };
}

function firstDownPort({ rootPorts }: Forest, level: number): number {
  return level === 0 ? rootPorts : 1;
}

function downLinks(forest: Forest): PlanLink[] {
  const { fanOut, levelBegin } = forest;
  const links: PlanLink[] = [];
  for (let level = 0; level + 1 < fanOut.length; level++) {
    const below = fanOut[level]!;
    for (let r = levelBegin[level + 1]!; r < levelBegin[level + 2]!; r++) {
      const index = r - levelBegin[level + 1]!;
      const parent = levelBegin[level]! + Math.floor(index / below);
      const port = firstDownPort(forest, level) + (index % below);
      const [down, up] = linkPair(parent, port, r, 0, 'down');
      links.push(down!, { ...up!, kind: 'up' });
    }
  }
  return links;
}

function forestPort(forest: Forest, router: number, to: number): number {
  const level = levelOf(forest, router);
  const place = { level: levelOf(forest, to), index: 0 };
  place.index = to - forest.levelBegin[place.level]!;
  const index = router - forest.levelBegin[level]!;
  if (place.level > level) {
    const child = ancestor(forest, place, level + 1);
    const below = forest.fanOut[level]!;
    if (Math.floor(child / below) === index) return firstDownPort(forest, level) + (child % below);
  }
  if (level > 0) return 0;
  const root = ancestor(forest, place, 0);
  const { columns } = forest;
  return portXThenY(
    (root % columns) - (index % columns),
    Math.floor(root / columns) - Math.floor(index / columns),
  );
}

function levelOf({ levelBegin }: Forest, router: number): number {
  let level = 0;
  while (router >= levelBegin[level + 1]!) level++;
  return level;
}

/** Index, within its level, of the router above `place` at `level` (or the place itself). */
function ancestor(
  { fanOut }: Forest,
  place: { readonly level: number; readonly index: number },
  level: number,
): number {
  let { index } = place;
  for (let l = place.level; l > level; l--) index = Math.floor(index / fanOut[l - 1]!);
  return index;
}

/** x: above the middle of the leaves below; y: the level; chip: the root. */
function forestPlaces(forest: Forest): Int16Array {
  const { fanOut, levelBegin } = forest;
  const places = new Int16Array(levelBegin.at(-1)! * 3);
  const leaves = levelBegin.at(-1)! - levelBegin[fanOut.length - 1]!;
  const roots = levelBegin[1]!;
  fanOut.forEach((_, level) => {
    const width = levelBegin[level + 1]! - levelBegin[level]!;
    for (let index = 0; index < width; index++) {
      const at = (levelBegin[level]! + index) * 3;
      places[at] = Math.floor(((index + 0.5) * leaves) / width);
      places[at + 1] = level;
      places[at + 2] = Math.floor((index * roots) / width);
    }
  });
  return places;
}
