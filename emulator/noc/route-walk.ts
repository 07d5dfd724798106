import { type Fabric, NO_ROUTE } from './fabric.ts';

/**
 * Outputs that a packet takes from one node to another in `plane`, the last one being its ejection; null where no way
 * leads there (or it never arrives).
 */
export function outputsOnWay(
  fabric: Fabric,
  fromNode: number,
  toNode: number,
  plane = 0,
): number[] | null {
  const { nodeCount, planeCount, inputRouter, outputBegin, outputTarget, nextOutput } = fabric;
  const outputs: number[] = [];
  let router = inputRouter[fabric.nodeInput[fromNode * planeCount + plane]!]!;
  while (outputs.length <= fabric.routerCount) {
    const next = nextOutput[router * nodeCount + toNode]!;
    if (next === NO_ROUTE) return null;
    const output = outputBegin[router]! + next;
    outputs.push(output);
    const target = outputTarget[output]!;
    if (target < 0) return target === -1 - toNode ? outputs : null;
    router = inputRouter[target]!;
  }
  return null;
}

/** Links of each kind between two nodes, the ejection left out. */
export function countLinks(fabric: Fabric, fromNode: number, toNode: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const output of outputsOnWay(fabric, fromNode, toNode)?.slice(0, -1) ?? []) {
    const kind = fabric.linkKinds[fabric.outputLinkKind[output]!]!;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
