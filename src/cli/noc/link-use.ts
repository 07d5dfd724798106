import type { Fabric } from '../../../emulator/noc/fabric.ts';
import type { LoadRun } from '../../../emulator/noc/measure-load.ts';
import type { NocNetwork } from './network.ts';

/** One output of a router, over a whole run. */
export interface LinkUse {
  readonly output: number;
  /** `router 3` or `node 3`. */
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly flits: number;
  /** Fraction of the run in which the link was sending. */
  readonly utilization: number;
  /** Fraction of the run in which a flit waited for the link and could not be sent. */
  readonly blocked: number;
  /** Most flits ever in the buffer that the link feeds; null for a link to a node. */
  readonly bufferHighWater: number | null;
}

/** Links that join routers and those to nodes, in the order of their numbers. */
export function linkUse({ fabric, linkTicks }: NocNetwork, run: LoadRun): LinkUse[] {
  const { outputFlits, outputBlockedTicks, bufferHighWater } = run.counts;
  const endTick = Math.max(1, run.endTick);
  const links: LinkUse[] = [];
  for (let output = 0; output < outputFlits.length; output++) {
    const to = targetName(fabric, output);
    if (to === null) continue;
    const kind = fabric.outputLinkKind[output]!;
    const input = fabric.outputTarget[output]!;
    links.push({
      output,
      from: `router ${fabric.outputRouter[output]}`,
      to,
      kind: fabric.linkKinds[kind]!,
      flits: outputFlits[output]!,
      utilization: Math.min(1, (outputFlits[output]! * linkTicks[kind]!) / endTick),
      blocked: Math.min(1, outputBlockedTicks[output]! / endTick),
      bufferHighWater: input >= 0 ? bufferHighWater[input]! : null,
    });
  }
  return links;
}

/** Null for an output at the rim of a grid, which leads nowhere. */
function targetName(fabric: Fabric, output: number): string | null {
  const input = fabric.outputTarget[output]!;
  if (input >= 0) return `router ${fabric.inputRouter[input]}`;
  const node = -1 - input;
  return node < fabric.nodeCount ? `node ${node}` : null;
}

/** The links most in use, ties by number. */
export function busiestLinks(links: readonly LinkUse[], most: number): LinkUse[] {
  return [...links]
    .sort((a, b) => b.utilization - a.utilization || b.blocked - a.blocked || a.output - b.output)
    .slice(0, most);
}
