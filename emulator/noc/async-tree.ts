import { InputError } from '../../src/support/errors.ts';
import type { AsyncLoad } from './async-load.ts';
import { nextFifo } from './async-route.ts';
import type { AsyncState } from './async-state.ts';

/**
 * Where packets with several destinations branch, as columns that are used again. A *leg* is a packet in one
 * router; its branches are the outputs that it takes there, in ascending order.
 */
export interface MulticastTrees {
  legCount: number;
  branchCount: number;
  legPacket: Int32Array;
  /** FIFO that the leg's flits stand in. */
  legFifo: Int32Array;
  /** Branches of leg k: [legBranch[k], legBranch[k + 1]). */
  legBranch: Int32Array;
  /** The leg's destinations among `pending`. */
  legBegin: Int32Array;
  legEnd: Int32Array;
  branchOutput: Int32Array;
  /** FIFO behind the branch's output. */
  branchNext: Int32Array;
  /** What arrives there: packetCount + the leg beyond, or a delivery at a node. */
  branchContent: Int32Array;
  branchSent: Int32Array;
  branchSince: Float64Array;
  /** Deliveries of the packet in hand, grouped by output as its tree grows, and a copy to group from. */
  pending: Int32Array;
  grouped: Int32Array;
}

export function createTrees(): MulticastTrees {
  const none = new Int32Array(0);
  return {
    legCount: 0,
    branchCount: 0,
    legPacket: none,
    legFifo: none,
    legBranch: new Int32Array(1),
    legBegin: none,
    legEnd: none,
    branchOutput: none,
    branchNext: none,
    branchContent: none,
    branchSent: none,
    branchSince: new Float64Array(0),
    pending: none,
    grouped: none,
  };
}

/** Makes room for the deliveries of one packet. */
export function reserveTree(trees: MulticastTrees, deliveries: number): void {
  if (trees.pending.length >= deliveries) return;
  trees.pending = new Int32Array(deliveries * 2);
  trees.grouped = new Int32Array(deliveries * 2);
}

/**
 * Grows the tree of packet `p`, whose deliveries are `count` from `begin` on, along the routing table. Returns its
 * root as a slot's content. Throws InputError E_NOC_LOAD where it names a destination twice.
 */
export function addTree(
  state: AsyncState,
  load: AsyncLoad,
  p: number,
  begin: number,
  count: number,
): number {
  const { trees } = load;
  for (let k = 0; k < count; k++) trees.pending[k] = begin + k;
  const root = addLeg(trees, p, load.entry[p]!, 0, count);
  for (let leg = root; leg < trees.legCount; leg++) branchOut(state, load, leg);
  return load.packetCount + root;
}

function addLeg(
  trees: MulticastTrees,
  packet: number,
  fifo: number,
  begin: number,
  end: number,
): number {
  if (trees.legCount === trees.legPacket.length) growLegs(trees);
  const leg = trees.legCount++;
  trees.legPacket[leg] = packet;
  trees.legFifo[leg] = fifo;
  trees.legBegin[leg] = begin;
  trees.legEnd[leg] = end;
  return leg;
}

/** Gives a leg one branch for each output that leads to some of its destinations. */
function branchOut(state: AsyncState, load: AsyncLoad, leg: number): void {
  const { trees } = load;
  const fifo = trees.legFifo[leg]!;
  const begin = trees.legBegin[leg]!;
  const end = trees.legEnd[leg]!;
  trees.legBranch[leg] = trees.branchCount;
  trees.grouped.set(trees.pending.subarray(begin, end), begin);
  let done = begin;
  while (done < end) {
    const port = lowestPort(state, load, fifo, begin, end);
    const groupBegin = done;
    done = takeGroup(state, load, fifo, port, begin, end, done);
    addBranch(state, load, leg, state.firstOutput[fifo]! + port, groupBegin, done);
  }
  trees.legBranch[leg + 1] = trees.branchCount;
}

const TAKEN = -1;

/** The lowest output that a destination not yet taken asks for. */
function lowestPort(
  state: AsyncState,
  load: AsyncLoad,
  fifo: number,
  begin: number,
  end: number,
): number {
  const { grouped } = load.trees;
  let lowest = 256;
  for (let k = begin; k < end; k++) {
    if (grouped[k] !== TAKEN) lowest = Math.min(lowest, portOf(state, load, fifo, grouped[k]!));
  }
  return lowest;
}

/** Moves the destinations behind `port` from the copy into `pending` at `done`; returns where they end. */
function takeGroup(
  state: AsyncState,
  load: AsyncLoad,
  fifo: number,
  port: number,
  begin: number,
  end: number,
  done: number,
): number {
  const { grouped, pending } = load.trees;
  let place = done;
  for (let k = begin; k < end; k++) {
    const delivery = grouped[k]!;
    if (delivery === TAKEN || portOf(state, load, fifo, delivery) !== port) continue;
    pending[place++] = delivery;
    grouped[k] = TAKEN;
  }
  return place;
}

function portOf(state: AsyncState, load: AsyncLoad, fifo: number, delivery: number): number {
  const node = load.packets.destination[delivery]!;
  return state.fabric.nextOutput[state.firstRoute[fifo]! + node]!;
}

function addBranch(
  state: AsyncState,
  load: AsyncLoad,
  leg: number,
  output: number,
  begin: number,
  end: number,
): void {
  const { trees } = load;
  if (trees.branchCount === trees.branchOutput.length) growBranches(trees);
  const branch = trees.branchCount++;
  const next = nextFifo(state, trees.legFifo[leg]!, output);
  trees.branchOutput[branch] = output;
  trees.branchNext[branch] = next;
  trees.branchSent[branch] = 0;
  if (next < state.ejectBase) {
    const beyond = addLeg(trees, trees.legPacket[leg]!, next, begin, end);
    trees.branchContent[branch] = load.packetCount + beyond;
    return;
  }
  if (end > begin + 1) throw twiceError(load, trees.legPacket[leg]!, trees.pending[begin]!);
  trees.branchContent[branch] = trees.pending[begin]!;
}

function twiceError(load: AsyncLoad, packet: number, delivery: number): InputError {
  const node = load.packets.destination[delivery]!;
  return new InputError(
    'E_NOC_LOAD',
    `packet load: packet ${packet} names destination ${node} more than once; a packet reaches a node once.`,
    { packet, node },
  );
}

function growLegs(trees: MulticastTrees): void {
  const length = Math.max(1024, trees.legPacket.length * 2);
  trees.legPacket = grown(trees.legPacket, length);
  trees.legFifo = grown(trees.legFifo, length);
  trees.legBegin = grown(trees.legBegin, length);
  trees.legEnd = grown(trees.legEnd, length);
  trees.legBranch = grown(trees.legBranch, length + 1);
}

function growBranches(trees: MulticastTrees): void {
  const length = Math.max(1024, trees.branchOutput.length * 2);
  trees.branchOutput = grown(trees.branchOutput, length);
  trees.branchNext = grown(trees.branchNext, length);
  trees.branchContent = grown(trees.branchContent, length);
  trees.branchSent = grown(trees.branchSent, length);
  const since = new Float64Array(length);
  since.set(trees.branchSince);
  trees.branchSince = since;
}

function grown(column: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(column);
  return longer;
}
