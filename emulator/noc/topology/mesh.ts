import type { Fabric } from '../fabric.ts';
import { assembleFabric, type PlanLink } from './fabric-plan.ts';
import { checkedCount, checkedPlanes, checkedSide, checkPorts, checkSize } from './limits.ts';
import { attachNodes } from './node-ports.ts';
import type { MeshSpec } from './spec.ts';

/** Ports of a router in a grid, in the order of arbitration; nodes follow. */
export const EAST = 0;
export const WEST = 1;
export const SOUTH = 2;
export const NORTH = 3;
export const GRID_PORTS = 4;

/**
 * Rows and columns of routers, numbered row by row, with x first then y. Every router has its four link ports (0 to
 * x + 1, 1 to x - 1, 2 to y + 1, 3 to y - 1), at the rims too, and then those of its nodes. Throws InputError
 * E_NOC_SIZE, E_NOC_PORTS and E_NOC_ROUTER.
 */
export function buildMesh(spec: MeshSpec): Fabric {
  const columns = checkedSide('columns', spec.columns);
  const rows = checkedSide('rows', spec.rows);
  const concentration = checkedCount('concentration', spec.concentration, 65_536, 1);
  const planeCount = checkedPlanes(spec.planes);
  const extraNodes = spec.extraNodes ?? [];
  checkPorts('each router', GRID_PORTS + concentration);
  const routerCount = columns * rows;
  checkSize(routerCount, routerCount * concentration + extraNodes.length, planeCount);
  return assembleFabric({
    name: `mesh ${columns} x ${rows}`,
    planeCount,
    classCount: 1,
    routerCount,
    ...attachNodes(routerCount, GRID_PORTS, concentration, extraNodes),
    links: meshLinks(columns, rows),
    places: gridPlaces(columns, rows),
    nextPort: (router, to) =>
      portXThenY(
        (to % columns) - (router % columns),
        Math.floor(to / columns) - Math.floor(router / columns),
      ),
  });
}

/** Port of the first hop over `dx` columns and `dy` rows, not both 0. */
export function portXThenY(dx: number, dy: number): number {
  if (dx !== 0) return dx > 0 ? EAST : WEST;
  return dy > 0 ? SOUTH : NORTH;
}

/** x, y and chip 0 of each router of a grid. */
export function gridPlaces(columns: number, rows: number): Int16Array {
  const places = new Int16Array(columns * rows * 3);
  for (let r = 0; r < columns * rows; r++) {
    places[r * 3] = r % columns;
    places[r * 3 + 1] = Math.floor(r / columns);
  }
  return places;
}

/** Links of a grid that is not closed. */
export function meshLinks(columns: number, rows: number): PlanLink[] {
  const links: PlanLink[] = [];
  for (let r = 0; r < columns * rows; r++) {
    if ((r + 1) % columns !== 0) links.push(...linkPair(r, EAST, r + 1, WEST, 'eastWest'));
    if (r + columns < columns * rows) {
      links.push(...linkPair(r, SOUTH, r + columns, NORTH, 'northSouth'));
    }
  }
  return links;
}

/** Both directions of a link outside of any ring. */
export function linkPair(
  a: number,
  portA: number,
  b: number,
  portB: number,
  kind: string,
): PlanLink[] {
  const rest = { kind, ring: -1, dateline: false };
  return [
    { fromRouter: a, fromPort: portA, toRouter: b, toPort: portB, ...rest },
    { fromRouter: b, fromPort: portB, toRouter: a, toPort: portA, ...rest },
  ];
}
