import { alg, Graph } from '@dagrejs/graphlib';
import { InputError } from '../../../src/support/errors.ts';
import { type Fabric, NO_ROUTE } from '../fabric.ts';
import { assembleFabric, type PlanLink } from './fabric-plan.ts';
import { checkedCount, checkedPlanes, checkPorts, checkRouter, checkSize } from './limits.ts';
import { linkPair } from './mesh.ts';
import { withPorts } from './node-ports.ts';
import type { GraphLink, GraphSpec } from './spec.ts';

/** All shortest ways take about 2 s to find at this size; regular networks have topologies of their own. */
const GRAPH_ROUTERS_MAX = 1024;

const LINK_KINDS_MAX = 200;

/** A way out of a router. */
interface Neighbour {
  readonly router: number;
  readonly port: number;
}

/** Hops from `router` towards one router, or Infinity. */
type Distances = (router: number) => number;

/**
 * Any routers and links, in both directions. Ports of a router are in the order of the list of links, then its nodes.
 * `shortest` routes may close a cycle of waiting packets: `assertDeadlockFree` says so. `up-down` routes never do: a
 * packet goes up towards router 0 (fewer hops from it, then lower number) as long as it must and then down only
 * (Schroeder et al. 1991, doi:10.1109/49.105178). Throws InputError E_NOC_SIZE, E_NOC_PORTS, E_NOC_ROUTER, E_NOC_LINK
 * and E_NOC_ROUTE.
 */
export function buildGraph(spec: GraphSpec): Fabric {
  const routerCount = checkedCount('routers', spec.routers, GRAPH_ROUTERS_MAX);
  const planeCount = checkedPlanes(spec.planes);
  checkLinks(spec.links, routerCount);
  const nodes = spec.nodes ?? Array.from({ length: routerCount }, (_, router) => router);
  checkedCount('nodes', nodes.length, 2 ** 24);
  checkSize(routerCount, nodes.length, planeCount);
  for (const [node, router] of nodes.entries()) checkRouter(`nodes[${node}]`, router, routerCount);
  const neighbours = neighboursOf(spec.links, routerCount);
  neighbours.forEach((ways, router) => {
    checkPorts(`router ${router}`, ways.length);
  });
  const graph = graphOf(spec.links, routerCount);
  checkConnected(graph, nodes);
  const tables = tablesOf(spec, graph, neighbours, [...new Set(nodes)]);
  return assembleFabric({
    name: `graph of ${routerCount} routers`,
    planeCount,
    classCount: 1,
    routerCount,
    ...withPorts(
      Int32Array.from(nodes),
      Int32Array.from(neighbours, (ways) => ways.length),
    ),
    links: planLinks(spec.links),
    places: placesOf(spec, routerCount),
    nextPort: (router, to) => tables.get(to)?.[router] ?? NO_ROUTE,
  });
}

function checkLinks(links: readonly GraphLink[], routerCount: number): void {
  const seen = new Map<string, number>();
  for (const [k, { a, b, linkKind = 'link' }] of links.entries()) {
    checkRouter(`links[${k}]`, a, routerCount);
    checkRouter(`links[${k}]`, b, routerCount);
    if (a === b) throw linkError(k, `joins router ${a} to itself; leave it out`);
    const pair = `${Math.min(a, b)} ${Math.max(a, b)}`;
    const before = seen.get(pair);
    if (before !== undefined) {
      throw linkError(
        k,
        `joins routers ${a} and ${b} again, as links[${before}] does; leave it out`,
      );
    }
    seen.set(pair, k);
    if (!/^[A-Za-z][\w-]{0,31}$/.test(linkKind) || linkKind === 'local') {
      throw linkError(
        k,
        'has a linkKind that is not a name (a letter, then letters, digits, _ -; not "local")',
      );
    }
  }
  const kinds = new Set(links.map(({ linkKind }) => linkKind)).size;
  if (kinds > LINK_KINDS_MAX) {
    checkedCount('kinds of links', kinds, LINK_KINDS_MAX);
  }
}

function linkError(link: number, what: string): InputError {
  return new InputError('E_NOC_LINK', `links[${link}] ${what}.`, { link });
}

function graphOf(links: readonly GraphLink[], routerCount: number): Graph {
  const graph = new Graph({ directed: false });
  for (let router = 0; router < routerCount; router++) graph.setNode(String(router));
  for (const { a, b } of links) graph.setEdge(String(a), String(b));
  return graph;
}

/** Ways out of each router, by the number of the neighbour: the order in which ties are settled. */
function neighboursOf(links: readonly GraphLink[], routerCount: number): Neighbour[][] {
  const ways: Neighbour[][] = Array.from({ length: routerCount }, () => []);
  for (const { a, b } of links) {
    ways[a]!.push({ router: b, port: ways[a]!.length });
    ways[b]!.push({ router: a, port: ways[b]!.length });
  }
  for (const list of ways) list.sort((one, other) => one.router - other.router);
  return ways;
}

function planLinks(links: readonly GraphLink[]): PlanLink[] {
  const used = new Map<number, number>();
  const nextFree = (router: number): number => {
    const port = used.get(router) ?? 0;
    used.set(router, port + 1);
    return port;
  };
  return links.flatMap(({ a, b, linkKind = 'link' }) => {
    const portA = nextFree(a);
    return linkPair(a, portA, b, nextFree(b), linkKind);
  });
}

/** Throws E_NOC_ROUTE for the first node that the first one cannot reach. */
function checkConnected(graph: Graph, nodes: readonly number[]): void {
  const part = alg.components(graph).find((routers) => routers.includes(String(nodes[0])));
  const reached = new Set(part);
  const lost = nodes.findIndex((router) => !reached.has(String(router)));
  if (lost < 0) return;
  throw new InputError(
    'E_NOC_ROUTE',
    `no way leads from node 0 (router ${nodes[0]}) to node ${lost} (router ${nodes[lost]}): ${reached.size} of ${graph.nodeCount()} routers are joined to router ${nodes[0]}; add a link.`,
    { from: 0, to: lost },
  );
}

/** Port of each router towards each of `ends`. */
function tablesOf(
  { routing = 'shortest' }: GraphSpec,
  graph: Graph,
  neighbours: readonly Neighbour[][],
  ends: readonly number[],
): Map<number, Uint8Array> {
  const table =
    routing === 'shortest' ? shortestTable : upDownTable(neighbours, hopsFrom(graph, 0));
  return new Map(ends.map((end) => [end, table(neighbours, hopsFrom(graph, end), end)]));
}

function hopsFrom(graph: Graph, router: number): Distances {
  const paths = alg.dijkstra(graph, String(router), undefined, (v) => graph.nodeEdges(v) ?? []);
  return (other) => paths[String(other)]!.distance;
}

type Table = (neighbours: readonly Neighbour[][], hops: Distances, end: number) => Uint8Array;

const shortestTable: Table = (neighbours, hops) =>
  Uint8Array.from(neighbours, (ways, router) => {
    const next = ways.find((way) => hops(way.router) === hops(router) - 1);
    return next?.port ?? NO_ROUTE;
  });

/** Down where a way down leads to the end, over the fewest hops; else up, so that fewest hops remain. */
function upDownTable(neighbours: readonly Neighbour[][], height: Distances): Table {
  const count = neighbours.length;
  const order = Array.from({ length: count }, (_, router) => router)
    .filter((router) => Number.isFinite(height(router)))
    .sort((a, b) => height(a) - height(b) || a - b);
  const rank = new Int32Array(count).fill(count);
  order.forEach((router, k) => {
    rank[router] = k;
  });
  const ups = neighbours.map((ways, r) => ways.filter((way) => rank[way.router]! < rank[r]!));
  const downs = neighbours.map((ways, r) => ways.filter((way) => rank[way.router]! > rank[r]!));
  return (_, __, end) => {
    const table = new Uint8Array(count).fill(NO_ROUTE);
    const remaining = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
    remaining[end] = 0;
    for (const router of [...order].reverse()) takeBest(router, downs[router]!, remaining, table);
    // From the top: a router without a way down goes by an upper neighbour, whose way is known by then.
    for (const router of order) {
      if (remaining[router] === Number.POSITIVE_INFINITY) {
        takeBest(router, ups[router]!, remaining, table);
      }
    }
    return table;
  };
}

function takeBest(
  router: number,
  ways: readonly Neighbour[],
  remaining: Float64Array,
  table: Uint8Array,
): void {
  for (const way of ways) {
    if (remaining[way.router]! + 1 >= remaining[router]!) continue;
    remaining[router] = remaining[way.router]! + 1;
    table[router] = way.port;
  }
}

function placesOf({ places }: GraphSpec, routerCount: number): Int16Array {
  const columns = new Int16Array(routerCount * 3);
  for (let router = 0; router < routerCount; router++) {
    const [x, y] = places?.[router] ?? [router, 0];
    columns.set([x, y], router * 3);
  }
  return columns;
}
