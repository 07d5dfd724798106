/**
 * A network on chip as flat columns: routers, their inputs and outputs, what joins them, and where the nodes
 * (cores, hosts) attach. It holds structure only; times stand in the router model that runs on it.
 *
 * Inputs and outputs have ids of their own, numbered router by router; a router's ports in the order of their
 * ids are the order in which its arbiters look at them. `planeCount` physical networks side by side are that
 * many copies of the routers, tied only at the nodes.
 */
export interface Fabric {
  readonly name: string;
  readonly routerCount: number;
  readonly nodeCount: number;
  readonly planeCount: number;
  /** Inputs of router r: [inputBegin[r], inputBegin[r + 1]). [routerCount + 1] */
  readonly inputBegin: Int32Array;
  /** Outputs of router r: [outputBegin[r], outputBegin[r + 1]). [routerCount + 1] */
  readonly outputBegin: Int32Array;
  /** Router of each input and output. */
  readonly inputRouter: Int32Array;
  readonly outputRouter: Int32Array;
  /** Per output: the input that it feeds, -1 - node where packets leave to that node, or NONE at a rim. */
  readonly outputTarget: Int32Array;
  /** Per input: the output that feeds it, -1 - node where that node's packets enter, or NONE at a rim. */
  readonly inputSource: Int32Array;
  /** Input and output of each node in each plane, [nodeCount * planeCount], plane innermost. */
  readonly nodeInput: Int32Array;
  readonly nodeOutput: Int32Array;
  /** Kinds of links, such as east-west or chip to chip; `outputLinkKind` indexes them. */
  readonly linkKinds: readonly string[];
  readonly outputLinkKind: Uint8Array;
  /** Virtual-channel classes that routing needs to be free of deadlock: 1, or 2 with dateline links. */
  readonly classCount: 1 | 2;
  /** Per output: the ring that it is part of (a dimension of a torus), or -1. Turning into a ring starts in class 0. */
  readonly outputRing: Int8Array;
  /** Per output: 1 where a packet that takes it goes on in class 1 of its ring. */
  readonly outputDateline: Uint8Array;
  /**
   * Deterministic routing: nextOutput[router * nodeCount + node] is the output to take at `router` towards `node`,
   * as a number within the router (0 = its first output), or NO_ROUTE.
   */
  readonly nextOutput: Uint8Array;
  /** Places of routers for pictures, [routerCount * 3]: x, y, chip. */
  readonly routerPlace: Int16Array;
}

export const NO_ROUTE = 255;

/** Nothing is joined to this input or output: a port that stands at a rim to keep the order of arbitration. */
export const NONE: number = -(2 ** 31);

/** Class of a packet that came over `fromOutput` (-1: it enters here) in class `from` and leaves by `output`. */
export function nextClass(
  fabric: Fabric,
  fromOutput: number,
  fromClass: number,
  output: number,
): number {
  if (fabric.classCount === 1) return 0;
  if (fabric.outputDateline[output] === 1) return 1;
  const ring = fabric.outputRing[output]!;
  return ring >= 0 && fromOutput >= 0 && fabric.outputRing[fromOutput] === ring ? fromClass : 0;
}
