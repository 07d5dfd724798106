import { groupDigits, InputError } from '../../../src/support/errors.ts';

/** Ports that one router may have. */
const PORTS_MAX = 32;

const ROUTERS_MAX = 65_536;
const PLANES_MAX = 16;
const ROUTES_MAX = 2 ** 28;

/** `value` as a whole number in [1, most], or `fallback` where it is left out. Throws InputError E_NOC_SIZE. */
export function checkedCount(
  what: string,
  value: number | undefined,
  most: number,
  fallback?: number,
): number {
  const count = value ?? fallback;
  if (count !== undefined && Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new InputError(
    'E_NOC_SIZE',
    `${what} is ${String(count)}; expected a whole number from 1 to ${groupDigits(most)}.`,
    { what, value: count, most },
  );
}

/** Columns or rows of a grid. */
export function checkedSide(what: string, value: number): number {
  return checkedCount(what, value, 32_767);
}

export function checkedPlanes(value: number | undefined): number {
  return checkedCount('planes', value, PLANES_MAX, 1);
}

/**
 * Refuses networks whose tables would not fit, before anything is allocated. `routers` are those of one plane.
 * Throws InputError E_NOC_SIZE.
 */
export function checkSize(routers: number, nodes: number, planes: number): void {
  if (routers * planes > ROUTERS_MAX) {
    throw new InputError(
      'E_NOC_SIZE',
      `the network has ${groupDigits(routers * planes)} routers (${planes} planes of ${groupDigits(routers)}), over the ${groupDigits(ROUTERS_MAX)} that are modelled; use fewer or smaller chips.`,
      { routers, planes },
    );
  }
  const routes = routers * planes * nodes;
  if (routes > ROUTES_MAX) {
    throw new InputError(
      'E_NOC_SIZE',
      `the routing table has ${groupDigits(routes)} entries (${groupDigits(routers * planes)} routers towards ${groupDigits(nodes)} nodes), over the ${groupDigits(ROUTES_MAX)} that are modelled; use fewer or smaller chips, or fewer planes.`,
      { routers, planes, nodes },
    );
  }
}

/** Throws InputError E_NOC_PORTS where a router has more ports than the model allows. */
export function checkPorts(where: string, ports: number): void {
  if (ports <= PORTS_MAX) return;
  throw new InputError(
    'E_NOC_PORTS',
    `${where} has ${groupDigits(ports)} ports, more ports than the model allows (${PORTS_MAX}, nodes included; +${groupDigits(ports - PORTS_MAX)}); spread its nodes or links over more routers.`,
    { where, ports },
  );
}

/** Throws InputError E_NOC_ROUTER where `router` is not one of `routers`. */
export function checkRouter(where: string, router: number, routers: number): void {
  if (Number.isInteger(router) && router >= 0 && router < routers) return;
  throw new InputError(
    'E_NOC_ROUTER',
    `${where} names router ${String(router)}, which does not exist: there are ${groupDigits(routers)}, numbered from 0.`,
    { where, router, routers },
  );
}
