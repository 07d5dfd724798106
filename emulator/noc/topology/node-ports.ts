import { checkRouter } from './limits.ts';

/** Where nodes are attached: columns by node, and the ports that every router then has. */
export interface NodePorts {
  readonly nodeRouter: Int32Array;
  readonly nodePort: Int32Array;
  readonly portCounts: Int32Array;
}

/**
 * Attaches `concentration` nodes to each of the first `populated` routers in turn and then the extra ones, after
 * the `linkPorts` that every router has. Throws InputError E_NOC_ROUTER for an extra node at no router.
 */
export function attachNodes(
  routerCount: number,
  linkPorts: number,
  concentration: number,
  extraNodes: readonly number[],
  populated: number = routerCount,
): NodePorts {
  for (const router of extraNodes) checkRouter('extraNodes', router, routerCount);
  const regular = populated * concentration;
  const nodeRouter = new Int32Array(regular + extraNodes.length);
  for (let node = 0; node < regular; node++) nodeRouter[node] = Math.floor(node / concentration);
  nodeRouter.set(extraNodes, regular);
  return withPorts(nodeRouter, new Int32Array(routerCount).fill(linkPorts));
}

/** Gives each node the next free port of its router. `linkPorts` become the counts of all ports. */
export function withPorts(nodeRouter: Int32Array, linkPorts: Int32Array): NodePorts {
  const portCounts = linkPorts.slice();
  const nodePort = nodeRouter.map((router) => portCounts[router]!++);
  return { nodeRouter, nodePort, portCounts };
}
