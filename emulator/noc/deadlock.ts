/**
 * Whether packets of a fabric can wait for one another in a circle. A packet that holds the buffers of one channel
 * waits for those of the next one on its way; without a cycle among these dependences some packet can always move
 * (Dally and Seitz 1987, doi:10.1109/TC.1987.1676939). Multicast packets follow the same channels: each branch is a
 * dependence of its own, which holds as long as a router's buffers take the whole packet.
 */
import { InputError } from '../../src/support/errors.ts';
import { type Fabric, nextClass } from './fabric.ts';

/** A link in one virtual-channel class. */
export interface Channel {
  readonly output: number;
  readonly class: number;
}

const LISTED_MAX = 16;

/** Throws InputError E_NOC_CYCLE, which names the routers of a cycle, where packets can wait in a circle. */
export function assertDeadlockFree(fabric: Fabric): void {
  const cycle = findDependenceCycle(fabric);
  if (cycle === null) return;
  const shown = cycle.slice(0, LISTED_MAX).map((channel) => channelInWords(fabric, channel));
  const more = cycle.length > LISTED_MAX ? ` -> ${cycle.length - LISTED_MAX} more` : '';
  throw new InputError(
    'E_NOC_CYCLE',
    `packets in ${fabric.name} can wait for one another in a circle of ${cycle.length} links and never move: ${shown.join(' -> ')}${more} -> back to the first. Use datelines, up-down routing, or a mesh.`,
    { cycle },
  );
}

/** `router (3,0) to (0,0) by eastWest, class 0`. */
function channelInWords(fabric: Fabric, channel: Channel): string {
  const { output } = channel;
  const from = routerInWords(fabric, fabric.outputRouter[output]!);
  const to = routerInWords(fabric, fabric.inputRouter[fabric.outputTarget[output]!]!);
  const kind = fabric.linkKinds[fabric.outputLinkKind[output]!]!;
  return `router ${from} to ${to} by ${kind}, class ${channel.class}`;
}

function routerInWords({ routerPlace }: Fabric, router: number): string {
  return `(${routerPlace[router * 3]},${routerPlace[router * 3 + 1]})`;
}

/**
 * A cycle of channels that packets between the fabric's nodes can close, in the order in which they wait for one
 * another, or null. The same fabric gives the same cycle. Routes that never arrive are a cycle too.
 */
export function findDependenceCycle(fabric: Fabric): readonly Channel[] | null {
  return findCycle(fabric, dependences(fabric));
}

/**
 * Bit o of word `channel * classCount + c`: a packet in the channel may wait for output o, class c, of the router that
 * the channel leads to. A router has 32 outputs at most. Channel = output * classCount + class.
 */
function dependences(fabric: Fabric): Int32Array {
  const { nodeCount, classCount, outputTarget, outputBegin, inputRouter, nextOutput } = fabric;
  const bits = new Int32Array(outputTarget.length * classCount * classCount);
  // Towards a node all ways from one channel are one, so that each is followed once per node.
  const seen = new Int32Array(outputTarget.length * classCount).fill(-1);
  const entries = [...new Set(fabric.nodeInput.map((input) => inputRouter[input]!))];
  for (let node = 0; node < nodeCount; node++) {
    for (const entry of entries) {
      let output = outputBegin[entry]! + nextOutput[entry * nodeCount + node]!;
      let level = nextClass(fabric, -1, 0, output);
      let router = routerBehind(fabric, entry, output);
      while (router >= 0) {
        const channel = output * classCount + level;
        if (seen[channel] === node) break;
        seen[channel] = node;
        const turn = nextOutput[router * nodeCount + node]!;
        const next = outputBegin[router]! + turn;
        const beyond = routerBehind(fabric, router, next);
        const nextLevel = nextClass(fabric, output, level, next);
        // An ejection waits for the node alone, which always takes its packets.
        if (beyond >= 0) bits[channel * classCount + nextLevel]! |= 1 << turn;
        [output, level, router] = [next, nextLevel, beyond];
      }
    }
  }
  return bits;
}

/** Router that an output of `router` leads to, or -1 for ejections, rims and where no way leads on. */
function routerBehind(fabric: Fabric, router: number, output: number): number {
  if (output >= fabric.outputBegin[router + 1]!) return -1;
  const target = fabric.outputTarget[output]!;
  return target < 0 ? -1 : fabric.inputRouter[target]!;
}

const [NEW, OPEN, DONE] = [0, 1, 2];

/** Depth-first search without recursion; `rest` holds the dependences of each channel not yet followed. */
function findCycle(fabric: Fabric, rest: Int32Array): Channel[] | null {
  const { classCount } = fabric;
  const channelCount = rest.length / classCount;
  const state = new Uint8Array(channelCount);
  const stack = new Int32Array(channelCount);
  for (let start = 0; start < channelCount; start++) {
    if (state[start] !== NEW) continue;
    let depth = 1;
    stack[0] = start;
    state[start] = OPEN;
    while (depth > 0) {
      const channel = stack[depth - 1]!;
      const next = takeDependence(fabric, rest, channel);
      if (next < 0) {
        state[channel] = DONE;
        depth--;
      } else if (state[next] === OPEN) {
        const begin = stack.lastIndexOf(next, depth - 1);
        return Array.from(stack.subarray(begin, depth), (each) => ({
          output: Math.floor(each / classCount),
          class: each % classCount,
        }));
      } else if (state[next] === NEW) {
        state[next] = OPEN;
        stack[depth++] = next;
      }
    }
  }
  return null;
}

/** Takes one dependence of a channel out of `rest`; -1 where none is left. */
function takeDependence(fabric: Fabric, rest: Int32Array, channel: number): number {
  const { classCount, outputTarget, outputBegin, inputRouter } = fabric;
  for (let level = 0; level < classCount; level++) {
    const word = rest[channel * classCount + level]!;
    if (word === 0) continue;
    const turn = 31 - Math.clz32(word);
    rest[channel * classCount + level] = word & ~(1 << turn);
    const router = inputRouter[outputTarget[Math.floor(channel / classCount)]!]!;
    return (outputBegin[router]! + turn) * classCount + level;
  }
  return -1;
}
