import { invariant } from '../../../src/support/errors.ts';
import { type Fabric, NO_ROUTE, NONE } from '../fabric.ts';
import { checkPorts, checkSize } from './limits.ts';

/** One plane of a network before it is laid out in columns. Port p of a router is its input p and its output p. */
export interface FabricPlan {
  readonly name: string;
  readonly planeCount: number;
  readonly classCount: 1 | 2;
  /** Routers of one plane. */
  readonly routerCount: number;
  /** Ports of each router; those that no link and no node takes stay unconnected. [routerCount] */
  readonly portCounts: Int32Array;
  readonly links: readonly PlanLink[];
  /** Where each node is attached. [nodeCount] */
  readonly nodeRouter: Int32Array;
  readonly nodePort: Int32Array;
  /** x, y and chip of each router. [routerCount * 3] */
  readonly places: Int16Array;
  /** Port to take at `router` towards another router, or NO_ROUTE. */
  readonly nextPort: (router: number, toRouter: number) => number;
}

/** One direction of a link: out of a port of one router, into a port of another. */
export interface PlanLink {
  readonly fromRouter: number;
  readonly fromPort: number;
  readonly toRouter: number;
  readonly toPort: number;
  readonly kind: string;
  /** Ring that the link is part of (a dimension), or -1. */
  readonly ring: number;
  /** True on the link where packets of its ring go on in class 1. */
  readonly dateline: boolean;
}

const LOCAL = 'local';

/**
 * Lays a plan out as a Fabric, plane after plane. Inputs and outputs have the same ids. Throws InputError
 * E_NOC_SIZE and E_NOC_PORTS where it is too large.
 */
export function assembleFabric(plan: FabricPlan): Fabric {
  const { planeCount, routerCount, nodeRouter } = plan;
  const nodeCount = nodeRouter.length;
  checkSize(routerCount, nodeCount, planeCount);
  for (let r = 0; r < routerCount; r++) checkPorts(`router ${r}`, plan.portCounts[r]!);
  const portBegin = prefix(plan.portCounts, planeCount);
  const portRouter = owners(portBegin);
  const nodePorts = nodePortIds(plan, portBegin);
  const { outputTarget, inputSource } = endsOf(plan, portBegin, nodePorts);
  return {
    name: plan.name,
    routerCount: routerCount * planeCount,
    nodeCount,
    planeCount,
    inputBegin: portBegin,
    outputBegin: portBegin,
    inputRouter: portRouter,
    outputRouter: portRouter,
    outputTarget,
    inputSource,
    nodeInput: nodePorts,
    nodeOutput: nodePorts,
    classCount: plan.classCount,
    ...linkColumns(plan, portBegin),
    nextOutput: routesOf(plan),
    routerPlace: repeated(plan.places, planeCount),
  };
}

function endsOf(
  plan: FabricPlan,
  portBegin: Int32Array,
  nodePorts: Int32Array,
): Pick<Fabric, 'outputTarget' | 'inputSource'> {
  const ports = portBegin.at(-1)!;
  const outputTarget = new Int32Array(ports).fill(NONE);
  const inputSource = new Int32Array(ports).fill(NONE);
  forEachLink(plan, portBegin, (_, output, input) => {
    invariant(
      outputTarget[output] === NONE && inputSource[input] === NONE,
      `port ${output} has one link`,
    );
    outputTarget[output] = input;
    inputSource[input] = output;
  });
  for (let k = 0; k < nodePorts.length; k++) {
    const port = nodePorts[k]!;
    invariant(outputTarget[port] === NONE, `port ${port} has one node and no link`);
    outputTarget[port] = inputSource[port] = -1 - Math.floor(k / plan.planeCount);
  }
  return { outputTarget, inputSource };
}

function linkColumns(
  plan: FabricPlan,
  portBegin: Int32Array,
): Pick<Fabric, 'linkKinds' | 'outputLinkKind' | 'outputRing' | 'outputDateline'> {
  const ports = portBegin.at(-1)!;
  const linkKinds = [LOCAL, ...new Set(plan.links.map(({ kind }) => kind))];
  const kindIndex = new Map(linkKinds.map((kind, k) => [kind, k]));
  const outputLinkKind = new Uint8Array(ports);
  const outputRing = new Int8Array(ports).fill(-1);
  const outputDateline = new Uint8Array(ports);
  forEachLink(plan, portBegin, (link, output) => {
    outputLinkKind[output] = kindIndex.get(link.kind)!;
    outputRing[output] = link.ring;
    outputDateline[output] = link.dateline ? 1 : 0;
  });
  return { linkKinds, outputLinkKind, outputRing, outputDateline };
}

function forEachLink(
  plan: FabricPlan,
  portBegin: Int32Array,
  visit: (link: PlanLink, output: number, input: number) => void,
): void {
  for (let plane = 0; plane < plan.planeCount; plane++) {
    const first = plane * plan.routerCount;
    for (const link of plan.links) {
      const output = portBegin[first + link.fromRouter]! + link.fromPort;
      visit(link, output, portBegin[first + link.toRouter]! + link.toPort);
    }
  }
}

function nodePortIds(plan: FabricPlan, portBegin: Int32Array): Int32Array {
  const { planeCount, routerCount, nodeRouter, nodePort } = plan;
  return Int32Array.from({ length: nodeRouter.length * planeCount }, (_, k) => {
    const node = Math.floor(k / planeCount);
    return portBegin[(k % planeCount) * routerCount + nodeRouter[node]!]! + nodePort[node]!;
  });
}

function routesOf(plan: FabricPlan): Uint8Array {
  const { planeCount, routerCount, nodeRouter, nodePort } = plan;
  const nodeCount = nodeRouter.length;
  const planeSize = routerCount * nodeCount;
  const routes = new Uint8Array(planeSize * planeCount);
  const ends = [...new Set(nodeRouter)];
  const portTo = new Uint8Array(routerCount).fill(NO_ROUTE);
  for (let router = 0; router < routerCount; router++) {
    for (const end of ends) portTo[end] = end === router ? NO_ROUTE : plan.nextPort(router, end);
    const row = router * nodeCount;
    for (let node = 0; node < nodeCount; node++) {
      const end = nodeRouter[node]!;
      routes[row + node] = end === router ? nodePort[node]! : portTo[end]!;
    }
  }
  for (let plane = 1; plane < planeCount; plane++) {
    routes.copyWithin(plane * planeSize, 0, planeSize);
  }
  return routes;
}

/** Where each router's ports begin, over all planes. */
function prefix(counts: Int32Array, planeCount: number): Int32Array {
  const begin = new Int32Array(counts.length * planeCount + 1);
  for (let r = 0; r < begin.length - 1; r++) begin[r + 1] = begin[r]! + counts[r % counts.length]!;
  return begin;
}

function owners(begin: Int32Array): Int32Array {
  const owner = new Int32Array(begin.at(-1)!);
  for (let r = 0; r < begin.length - 1; r++) owner.fill(r, begin[r]!, begin[r + 1]!);
  return owner;
}

function repeated(values: Int16Array, times: number): Int16Array {
  const all = new Int16Array(values.length * times);
  for (let k = 0; k < times; k++) all.set(values, k * values.length);
  return all;
}
