/**
 * The ways of packets over the networks that a profile can describe: from each router to the next one. Routers of
 * meshes, tori and graphs are tiles, chip by chip; those of a tree are numbered level by level from the root.
 */
import type { ChipProfile } from '../../src/model/chip.ts';
import { chipColumns, coresPerChip } from '../../src/model/chip.ts';
import { invariant } from '../../src/support/errors.ts';
import type { Ways } from './ways.ts';

export interface ChipWays extends Ways {
  /** Router of the host of the chip that a core is on. */
  readonly hostRouterOf: (core: number) => number;
  readonly routerOf: (core: number) => number;
}

/** Ways over `chips` chips of the profile; only a mesh has more than one. */
export function chipWays(profile: ChipProfile, chips: number): ChipWays {
  const { grid, network } = profile;
  const tiles = grid.tilesX * grid.tilesY;
  const tileOf = (core: number): number => Math.floor(core / grid.coresPerTile);
  const firstTile = (core: number): number => Math.floor(core / coresPerChip(profile)) * tiles;
  const onTiles = { routerOf: tileOf, hostRouterOf: firstTile };
  switch (network.topology) {
    case 'mesh':
      return { ...chipMesh(grid.tilesX, grid.tilesY, chips), ...onTiles };
    case 'torus':
      return { ...torus(grid.tilesX, grid.tilesY), ...onTiles };
    case 'hex-mesh':
    case 'hex-torus':
      return {
        ...hex(grid.tilesX, grid.tilesY, network.topology === 'hex-torus'),
        ...onTiles,
      };
    case 'graph':
      return {
        ...graph(tiles, network.links ?? [], network.routing === 'up-down'),
        ...onTiles,
      };
    case 'tree': {
      const { ways, firstLeaf } = tree(network.fanOut ?? []);
      return { ...ways, routerOf: (core) => firstLeaf + tileOf(core), hostRouterOf: () => 0 };
    }
  }
}

/** A mesh with x before y; routers row by row. */
export function meshWays(width: number, height: number): Ways {
  return chipMesh(width, height, 1);
}

/** Meshes joined at their rims, x before y over the whole; routers chip by chip. */
function chipMesh(tilesX: number, tilesY: number, chips: number): Ways {
  const columns = chipColumns(chips);
  const tiles = tilesX * tilesY;
  const rows = Math.ceil(chips / columns);
  const xOf = (r: number): number =>
    (Math.floor(r / tiles) % columns) * tilesX + ((r % tiles) % tilesX);
  const yOf = (r: number): number =>
    Math.floor(Math.floor(r / tiles) / columns) * tilesY + Math.floor((r % tiles) / tilesX);
  const at = (x: number, y: number): number =>
    (Math.floor(y / tilesY) * columns + Math.floor(x / tilesX)) * tiles +
    (y % tilesY) * tilesX +
    (x % tilesX);
  const next: Ways['next'] = (router, to) => {
    const [x, y] = [xOf(router), yOf(router)];
    const dx = xOf(to) - x;
    return dx !== 0 ? at(x + Math.sign(dx), y) : at(x, y + Math.sign(yOf(to) - y));
  };
  return { routerCount: columns * rows * tiles, next };
}

/** Steps of the shorter way round, with sign; forward where both are equal. */
function shorterWay(from: number, to: number, size: number): number {
  const ahead = (to - from + size) % size;
  return ahead <= size - ahead ? ahead : ahead - size;
}

function torus(width: number, height: number): Ways {
  const next: Ways['next'] = (router, to) => {
    const [x, y] = [router % width, Math.floor(router / width)];
    const dx = shorterWay(x, to % width, width);
    if (dx !== 0) return y * width + ((x + Math.sign(dx) + width) % width);
    const dy = shorterWay(y, Math.floor(to / width), height);
    return ((y + Math.sign(dy) + height) % height) * width + x;
  };
  return { routerCount: width * height, next };
}

/** Links also along the diagonal that climbs in x and y; diagonal first. */
function hex(width: number, height: number, isClosed: boolean): Ways {
  const next: Ways['next'] = (router, to) => {
    const [x, y] = [router % width, Math.floor(router / width)];
    const straight: readonly [number, number] = [(to % width) - x, Math.floor(to / width) - y];
    const [dx, dy] = isClosed ? fewestHexSteps(straight, width, height) : straight;
    const [stepX, stepY] =
      dx * dy > 0
        ? [Math.sign(dx), Math.sign(dy)]
        : dx !== 0
          ? [Math.sign(dx), 0]
          : [0, Math.sign(dy)];
    return ((y + stepY + height) % height) * width + ((x + stepX + width) % width);
  };
  return { routerCount: width * height, next };
}

/** Of the ways round, that of fewest hops, then of fewest columns and rows, then towards + x and + y. */
function fewestHexSteps(
  [x, y]: readonly [number, number],
  width: number,
  height: number,
): readonly [number, number] {
  const [ahead, up] = [(x + width) % width, (y + height) % height];
  const ways = [ahead, ahead - width].flatMap((dx) =>
    [up, up - height].map((dy): [number, number] => [dx, dy]),
  );
  const hops = ([dx, dy]: readonly [number, number]): number =>
    dx * dy > 0 ? Math.max(Math.abs(dx), Math.abs(dy)) : Math.abs(dx) + Math.abs(dy);
  const span = ([dx, dy]: readonly [number, number]): number => Math.abs(dx) + Math.abs(dy);
  return ways.reduce((best, way) =>
    hops(way) < hops(best) || (hops(way) === hops(best) && span(way) < span(best)) ? way : best,
  );
}

function tree(fanOut: readonly number[]): { readonly ways: Ways; readonly firstLeaf: number } {
  const begins = [0, 1];
  let width = 1;
  for (const below of fanOut) {
    width *= below;
    begins.push(begins.at(-1)! + width);
  }
  const levelOf = (router: number): number => {
    let level = 0;
    while (router >= begins[level + 1]!) level++;
    return level;
  };
  const parentOf = (router: number): number => {
    const level = levelOf(router);
    const index = Math.floor((router - begins[level]!) / fanOut[level - 1]!);
    return begins[level - 1]! + index;
  };
  const next: Ways['next'] = (router, to) => {
    const level = levelOf(router);
    let below = to;
    while (levelOf(below) > level + 1) below = parentOf(below);
    const isBelow = levelOf(below) === level + 1 && parentOf(below) === router;
    return isBelow ? below : parentOf(router);
  };
  return { ways: { routerCount: begins.at(-1)!, next }, firstLeaf: begins.at(-2)! };
}

function graph(
  count: number,
  links: readonly (readonly [number, number])[],
  isUpDown: boolean,
): Ways {
  const neighbours: number[][] = Array.from({ length: count }, () => []);
  for (const [a, b] of links) {
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  for (const list of neighbours) list.sort((a, b) => a - b);
  const tables = new Map<number, Int32Array>();
  const tableOf = isUpDown
    ? upDownTables(neighbours)
    : (to: number) => shortestTable(neighbours, to);
  const next: Ways['next'] = (router, to) => {
    const table = tables.get(to) ?? tableOf(to);
    tables.set(to, table);
    const after = table[router]!;
    invariant(after >= 0, `a way leads from router ${router} to router ${to}`);
    return after;
  };
  return { routerCount: count, next };
}

/** Links from each router to `end`, -1 where none lead there. */
function linksTo(neighbours: readonly (readonly number[])[], end: number): Int32Array {
  const links = new Int32Array(neighbours.length).fill(-1);
  links[end] = 0;
  const queue = [end];
  for (const router of queue) {
    for (const near of neighbours[router]!) {
      if (links[near]! >= 0) continue;
      links[near] = links[router]! + 1;
      queue.push(near);
    }
  }
  return links;
}

/** The neighbour of the lowest number that is a link nearer. */
function shortestTable(neighbours: readonly (readonly number[])[], end: number): Int32Array {
  const links = linksTo(neighbours, end);
  return Int32Array.from(
    neighbours,
    (near, router) => near.find((other) => links[other] === links[router]! - 1) ?? -1,
  );
}

/** Down where a way down leads to the end, else up towards router 0; the fewest links in either case. */
function upDownTables(neighbours: readonly (readonly number[])[]): (end: number) => Int32Array {
  const depth = linksTo(neighbours, 0);
  const order = Array.from(depth.keys())
    .filter((router) => depth[router]! >= 0)
    .sort((a, b) => depth[a]! - depth[b]! || a - b);
  const rank = new Int32Array(neighbours.length);
  order.forEach((router, k) => {
    rank[router] = k;
  });
  return (end) => {
    const next = new Int32Array(neighbours.length).fill(-1);
    const links = new Float64Array(neighbours.length).fill(Infinity);
    links[end] = 0;
    const take = (router: number, isWay: (near: number) => boolean): void => {
      for (const near of neighbours[router]!) {
        if (!isWay(near) || links[near]! + 1 >= links[router]!) continue;
        links[router] = links[near]! + 1;
        next[router] = near;
      }
    };
    for (const router of [...order].reverse()) {
      take(router, (near) => rank[near]! > rank[router]!);
    }
    // From the top: who has no way down takes an upper neighbour, whose way is known by then.
    for (const router of order) {
      if (links[router] === Infinity) take(router, (near) => rank[near]! < rank[router]!);
    }
    return next;
  };
}
