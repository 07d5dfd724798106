import type { Fabric } from '../fabric.ts';
import { assembleFabric, type PlanLink } from './fabric-plan.ts';
import { checkedCount, checkedPlanes, checkedSide, checkPorts, checkSize } from './limits.ts';
import { EAST, GRID_PORTS, gridPlaces, NORTH, SOUTH, WEST } from './mesh.ts';
import { attachNodes } from './node-ports.ts';
import type { RingSpec, TorusSpec } from './spec.ts';

/**
 * A k-ary 2-cube: ports as in a mesh, x first then y, each the shorter way round and to + where both are equal. On the
 * link that closes a ring packets change to class 1 (dateline), which keeps it free of deadlock. A side of 1 has no
 * ring. Throws InputError E_NOC_SIZE, E_NOC_PORTS and E_NOC_ROUTER.
 */
export function buildTorus(spec: TorusSpec): Fabric {
  return buildNamedTorus(spec, `torus ${spec.columns} x ${spec.rows}`);
}

/** A torus of one row. */
export function buildRing({ routers, ...rest }: RingSpec): Fabric {
  const spec = { ...rest, kind: 'torus', columns: routers, rows: 1 } as const;
  return buildNamedTorus(spec, `ring ${routers}`);
}

function buildNamedTorus(spec: TorusSpec, name: string): Fabric {
  const columns = checkedSide('columns', spec.columns);
  const rows = checkedSide('rows', spec.rows);
  const concentration = checkedCount('concentration', spec.concentration, 65_536, 1);
  const planeCount = checkedPlanes(spec.planes);
  const extraNodes = spec.extraNodes ?? [];
  checkPorts('each router', GRID_PORTS + concentration);
  const routerCount = columns * rows;
  checkSize(routerCount, routerCount * concentration + extraNodes.length, planeCount);
  const dateline = spec.dateline ?? true;
  return assembleFabric({
    name,
    planeCount,
    classCount: dateline ? 2 : 1,
    routerCount,
    ...attachNodes(routerCount, GRID_PORTS, concentration, extraNodes),
    links: torusLinks(columns, rows, dateline),
    places: gridPlaces(columns, rows),
    nextPort: (router, to) => {
      const x = router % columns;
      if (to % columns !== x) return goesForward(x, to % columns, columns) ? EAST : WEST;
      const y = Math.floor(router / columns);
      return goesForward(y, Math.floor(to / columns), rows) ? SOUTH : NORTH;
    },
  });
}

/** Whether the way from one place of a ring to another is not longer towards + than towards -. */
function goesForward(from: number, to: number, size: number): boolean {
  const ahead = (to - from + size) % size;
  return ahead <= size - ahead;
}

function torusLinks(columns: number, rows: number, dateline: boolean): PlanLink[] {
  const links: PlanLink[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const here = y * columns + x;
      const east = y * columns + ((x + 1) % columns);
      const south = ((y + 1) % rows) * columns + x;
      const closesX = dateline && x + 1 === columns;
      const closesY = dateline && y + 1 === rows;
      if (columns > 1) {
        links.push(...ringPair(here, EAST, east, WEST, { kind: 'eastWest', ring: 0 }, closesX));
      }
      if (rows > 1) {
        links.push(
          ...ringPair(here, SOUTH, south, NORTH, { kind: 'northSouth', ring: 1 }, closesY),
        );
      }
    }
  }
  return links;
}

/** Both directions of a link in a ring; each direction is a ring of its own, closed by the same link. */
export function ringPair(
  a: number,
  portA: number,
  b: number,
  portB: number,
  { kind, ring }: { readonly kind: string; readonly ring: number },
  dateline: boolean,
): PlanLink[] {
  return [
    { fromRouter: a, fromPort: portA, toRouter: b, toPort: portB, kind, ring, dateline },
    { fromRouter: b, fromPort: portB, toRouter: a, toPort: portA, kind, ring, dateline },
  ];
}
