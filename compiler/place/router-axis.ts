import { CompileError, groupDigits } from '../../src/support/errors.ts';
import type { Axis, Sites } from './sites.ts';
import { meshSites } from './sites.ts';
import type { Ways } from './ways.ts';

/** Links that no packet may take, by the routers at their ends; both directions are meant. */
export type AvoidedLinks = readonly (readonly [number, number])[];

/** A way over an avoided link counts as so many hops: more than any placement without one can save. */
export const AVOIDED_LINK_HOPS = 1e6;

/** Routers up to which distances between all of them are kept. */
const ROUTERS_MAX = 4096;

/**
 * One axis whose places are the routers of sites, with distances counted along the ways. Throws CompileError E_PLACE
 * where there are too many for a table.
 */
export function routerAxis(
  ways: Ways,
  routerOf: Int32Array,
  hostRouterOf: (router: number) => number,
  linkHops: (a: number, b: number) => number,
  avoidedLinks: AvoidedLinks,
): Axis {
  const routers = [...new Set(routerOf)].sort((a, b) => a - b);
  const size = routers.length;
  if (size > ROUTERS_MAX) {
    throw new CompileError(
      'E_PLACE',
      `cores at ${groupDigits(size)} routers are to be placed on, and distances are kept between ${groupDigits(ROUTERS_MAX)} at most where they are no plain mesh or torus without avoided links. Use a smaller chip, or avoid cores and tiles instead of links.`,
      { routers: size },
    );
  }
  const avoided = new Set(
    avoidedLinks.flatMap(([a, b]) => [a * ways.routerCount + b, b * ways.routerCount + a]),
  );
  const priced = (a: number, b: number): number =>
    linkHops(a, b) + (avoided.has(a * ways.routerCount + b) ? AVOIDED_LINK_HOPS : 0);
  const distances = new Float64Array(size * size);
  const hostDistances = new Float64Array(size);
  const known = new Float64Array(ways.routerCount);
  routers.forEach((end, q) => {
    known.fill(-1);
    known[end] = 0;
    for (let p = 0; p < size; p++) {
      distances[p * size + q] = hopsTo(ways, routers[p]!, end, known, priced);
    }
    hostDistances[q] = hopsTo(ways, hostRouterOf(end), end, known, priced);
  });
  const placeOf = new Map(routers.map((router, place) => [router, place]));
  return { size, places: routerOf.map((router) => placeOf.get(router)!), distances, hostDistances };
}

/** Follows the way until a router whose rest is known, and notes what is known now. */
function hopsTo(
  ways: Ways,
  from: number,
  end: number,
  known: Float64Array,
  linkHops: (a: number, b: number) => number,
): number {
  const passed: number[] = [];
  let router = from;
  while (known[router]! < 0) {
    passed.push(router);
    router = ways.next(router, end);
  }
  let hops = known[router]!;
  for (const before of passed.reverse()) {
    hops += linkHops(before, router);
    known[before] = hops;
    router = before;
  }
  return hops;
}

/** A mesh of one core a router, some of whose links are to be avoided; `ways` are those of the mesh. */
export function meshSitesAvoiding(
  width: number,
  height: number,
  ways: Ways,
  avoidedLinks: AvoidedLinks,
): Sites {
  const sites = meshSites(width, height);
  if (avoidedLinks.length === 0) return sites;
  const routers = Int32Array.from({ length: sites.count }, (_, s) => s);
  const axis = routerAxis(
    ways,
    routers,
    () => 0,
    () => 1,
    avoidedLinks,
  );
  return { ...sites, axes: [axis], symmetric: isSymmetric(axis) };
}

export function isSymmetric({ size, distances }: Axis): boolean {
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < p; q++) {
      if (distances[p * size + q] !== distances[q * size + p]) return false;
    }
  }
  return true;
}
