import type { Fabric } from './fabric.ts';
import type { IqOptions } from './iq-options.ts';
import { TickRing } from './iq-ring.ts';

/** A flit in one number: its packet, and whether it is the first and the last of it. */
export const FLIT_TAIL = 1;
export const FLIT_HEAD = 2;
export const FLIT_PACKET_SHIFT = 2;

/**
 * What joins routers and nodes: who is at the other end of each port, how long flits and credits take, and those
 * that are on their way. A *lane* is a virtual channel of a port: port * vcCount + channel. Source ports are
 * numbered node * planeCount + plane.
 */
export interface IqWires {
  /** Flits by the cycle of their arrival: lane of an input, or -1 - lane of an output that ejects; then the flit. */
  readonly flits: TickRing;
  /** Credits by the cycle of their arrival: lane of an output, or -1 - lane of a source port; then 0. */
  readonly credits: TickRing;
  /** Per output: first lane of the input it feeds, or -1 - own first lane where it ejects. */
  readonly flitTo: Int32Array;
  /** Per output: cycles from its switch allocation to the arrival of the flit. */
  readonly flitDelay: Int32Array;
  /** Per input: first lane of the output that feeds it, or -1 - first lane of the source port. */
  readonly creditTo: Int32Array;
  /** Per input: cycles from the departure of a flit to the arrival of its credit. */
  readonly creditDelay: Int32Array;
  /** Per source port: first lane of its input, and cycles until a flit arrives there. */
  readonly sourceTo: Int32Array;
  readonly sourceDelay: Int32Array;
  /** Per output that ejects: cycles until a credit of the node is back. */
  readonly ejectionCreditDelay: Int32Array;
}

export function createWires(fabric: Fabric, { vcCount, linkLatencies }: IqOptions): IqWires {
  const latencyOf = fabric.linkKinds.map((kind) => linkLatencies[kind] ?? 1);
  const latencies = Int32Array.from(fabric.outputLinkKind, (kind) => latencyOf[kind]!);
  const { nodeCount, planeCount, nodeInput, nodeOutput, inputSource, outputTarget } = fabric;
  // A channel of latency L is used L + 1 cycles later; the switch takes one more.
  const flitDelay = latencies.map((latency) => latency + 2);
  const sourcePorts = nodeCount * planeCount;
  const sourceDelay = Int32Array.from(
    { length: sourcePorts },
    (_, port) => latencies[nodeOutput[port]!]! + 1,
  );
  const creditTo = new Int32Array(inputSource.length);
  const creditDelay = new Int32Array(inputSource.length);
  for (let i = 0; i < inputSource.length; i++) {
    const output = inputSource[i]!;
    if (output < 0) continue;
    creditTo[i] = output * vcCount;
    creditDelay[i] = latencies[output]! + 1;
  }
  for (let port = 0; port < sourcePorts; port++) {
    creditTo[nodeInput[port]!] = -1 - port * vcCount;
    creditDelay[nodeInput[port]!] = sourceDelay[port]!;
  }
  const delayMax = latencyOf.reduce((most, latency) => Math.max(most, latency), 1) + 2;
  return {
    flits: new TickRing(delayMax),
    credits: new TickRing(delayMax),
    flitTo: outputTarget.map((target, o) => (target >= 0 ? target * vcCount : -1 - o * vcCount)),
    flitDelay,
    creditTo,
    creditDelay,
    sourceTo: nodeInput.map((input) => input * vcCount),
    sourceDelay,
    ejectionCreditDelay: latencies.map((latency) => latency + 1),
  };
}
