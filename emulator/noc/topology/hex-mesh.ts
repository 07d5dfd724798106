import type { Fabric } from '../fabric.ts';
import { assembleFabric, type PlanLink } from './fabric-plan.ts';
import { checkedCount, checkedPlanes, checkedSide, checkPorts, checkSize } from './limits.ts';
import { gridPlaces } from './mesh.ts';
import { attachNodes } from './node-ports.ts';
import type { HexMeshSpec } from './spec.ts';
import { ringPair } from './torus.ts';

/** Ports, in SpiNNaker's order and with its sense of north (y + 1): E, NE, N, W, SW, S; nodes follow. */
const HEX_PORTS = 6;
const OPPOSITE = 3;

/** Steps of ports 0 to 2; ports 3 to 5 go back. */
const DIRECTIONS = [
  { dx: 1, dy: 0, kind: 'eastWest', ring: 0 },
  { dx: 1, dy: 1, kind: 'diagonal', ring: 1 },
  { dx: 0, dy: 1, kind: 'northSouth', ring: 2 },
] as const;

const [EAST, NORTH_EAST, NORTH] = [0, 1, 2];

/**
 * Triangular mesh or torus with minimal routes: diagonal first, then x, then y. Of equally short ways round a torus the
 * one that crosses fewer columns and rows is taken, then the one towards + x, then + y. Datelines stand where x closes
 * (for links along x) and where y closes (for all others): a minimal route crosses each of them once at most, so
 * that both classes are free of cycles. Throws InputError E_NOC_SIZE, E_NOC_PORTS and E_NOC_ROUTER.
 */
export function buildHexMesh(spec: HexMeshSpec): Fabric {
  const columns = checkedSide('columns', spec.columns);
  const rows = checkedSide('rows', spec.rows);
  const concentration = checkedCount('concentration', spec.concentration, 65_536, 1);
  const planeCount = checkedPlanes(spec.planes);
  const extraNodes = spec.extraNodes ?? [];
  checkPorts('each router', HEX_PORTS + concentration);
  const routerCount = columns * rows;
  checkSize(routerCount, routerCount * concentration + extraNodes.length, planeCount);
  const wrap = spec.wrap ?? false;
  const dateline = wrap && (spec.dateline ?? true);
  return assembleFabric({
    name: `hex-${wrap ? 'torus' : 'mesh'} ${columns} x ${rows}`,
    planeCount,
    classCount: dateline ? 2 : 1,
    routerCount,
    ...attachNodes(routerCount, HEX_PORTS, concentration, extraNodes),
    links: hexLinks(columns, rows, wrap, dateline),
    places: gridPlaces(columns, rows),
    nextPort: wrap ? torusPort(columns, rows) : meshPort(columns),
  });
}

function hexLinks(columns: number, rows: number, wrap: boolean, dateline: boolean): PlanLink[] {
  const links: PlanLink[] = [];
  for (let here = 0; here < columns * rows; here++) {
    DIRECTIONS.forEach(({ dx, dy, kind, ring }, port) => {
      const [x, y] = [(here % columns) + dx, Math.floor(here / columns) + dy];
      const closes = x === columns || y === rows;
      const there = (y % rows) * columns + (x % columns);
      // A ring of one router would be a link from a router to itself.
      if (there === here || (closes && !wrap)) return;
      const isDateline = dateline && (dy === 0 ? x === columns : y === rows);
      links.push(...ringPair(here, port, there, port + OPPOSITE, { kind, ring }, isDateline));
    });
  }
  return links;
}

type NextPort = (router: number, to: number) => number;

function meshPort(columns: number): NextPort {
  return (router, to) =>
    hexPort(
      (to % columns) - (router % columns),
      Math.floor(to / columns) - Math.floor(router / columns),
    );
}

function torusPort(columns: number, rows: number): NextPort {
  return (router, to) => {
    const ahead = ((to % columns) - (router % columns) + columns) % columns;
    const up = (Math.floor(to / columns) - Math.floor(router / columns) + rows) % rows;
    let [bestX, bestY] = [ahead, up];
    for (const dx of [ahead, ahead - columns]) {
      for (const dy of [up, up - rows]) {
        if (isShorter(dx, dy, bestX, bestY)) [bestX, bestY] = [dx, dy];
      }
    }
    return hexPort(bestX, bestY);
  };
}

function isShorter(dx: number, dy: number, bestX: number, bestY: number): boolean {
  const gain = hexHops(bestX, bestY) - hexHops(dx, dy);
  if (gain !== 0) return gain > 0;
  return Math.abs(dx) + Math.abs(dy) < Math.abs(bestX) + Math.abs(bestY);
}

/** Hops over `dx` columns and `dy` rows: the diagonal serves both where they have one sign. */
export function hexHops(dx: number, dy: number): number {
  return dx * dy > 0 ? Math.max(Math.abs(dx), Math.abs(dy)) : Math.abs(dx) + Math.abs(dy);
}

function hexPort(dx: number, dy: number): number {
  const forward = dx * dy > 0 ? NORTH_EAST : dx !== 0 ? EAST : NORTH;
  const isForward = dx !== 0 ? dx > 0 : dy > 0;
  return isForward ? forward : forward + OPPOSITE;
}
