import type { AsyncTiming } from './async-options.ts';
import { WakeQueue } from './async-queue.ts';
import { type Fabric, NONE } from './fabric.ts';

/**
 * All of an asynchronous network that is not the load. Three kinds of part decide something and are numbered in one
 * series: outputs, then the source of each node, then the destination of each node. Behind them in that series stand
 * the FIFOs (of router inputs, channel innermost, then of ejection, plane innermost), which only wake when a flit
 * arrives, and the outputs once more: they wake for their link, and apart from it for a slot. So a pending wake is
 * never later than one that is asked for.
 */
export interface AsyncState {
  readonly fabric: Fabric;
  readonly timing: AsyncTiming;
  /** Where sources, destinations, FIFOs and the outputs that wait for slots begin in the series of entities. */
  readonly sourceBase: number;
  readonly destinationBase: number;
  readonly fifoBase: number;
  readonly slotBase: number;
  /** The first ejection FIFO. */
  readonly ejectBase: number;
  readonly bufferFlits: number;
  readonly vcCount: number;
  readonly acknowledgeTicks: number;
  /** The fabric's routing table. */
  readonly nextOutput: Uint8Array;
  readonly queue: WakeQueue;
  /** The tick in hand, the queue's own. [1] */
  readonly clock: Float64Array;
  /** Decision makers that have something to decide at the tick in hand. */
  readonly marks: MarkList;
  /** Per FIFO: its first slot, the slot of its front flit, flits held (those on their way included), the most ever. */
  readonly firstSlot: Int32Array;
  readonly front: Int32Array;
  readonly held: Int32Array;
  readonly mostHeld: Int32Array;
  /** Flits at the front, of one packet, that have arrived and ask for outputs; those that have left already. */
  readonly seen: Int32Array;
  readonly left: Int32Array;
  /** Output of the front packet and FIFO behind it, or -1 where the packet branches. */
  readonly wanted: Int32Array;
  readonly next: Int32Array;
  /** FIFO whose packet is on its way into this one, or -1. */
  readonly owner: Int32Array;
  /** Decision maker that fills this FIFO, and the time of the link between. */
  readonly feeder: Int32Array;
  readonly linkTicks: Float64Array;
  /** Per router FIFO: input, where the router's routes and outputs begin, and place in the arbiters' order. */
  readonly fifoInput: Int32Array;
  readonly firstRoute: Int32Array;
  readonly firstOutput: Int32Array;
  readonly turn: Int32Array;
  /** Per FIFO of ejection: the destination, as a decision maker. */
  readonly ejectMaker: Int32Array;
  /**
   * Slots of all FIFOs. What stands in each: a packet, packetCount + a leg, or (in ejection) a delivery. And when
   * it arrives, at the front since when it asks, or since when the slot is free.
   */
  readonly slotContent: Int32Array;
  readonly slotTicks: Float64Array;
  /** Per output: first FIFO behind it or -1, and the packet that was sent last. */
  readonly behind: Int32Array;
  readonly lastPacket: Int32Array;
  /** Times of the link, when it may send again, and since when it is blocked, or -1. */
  readonly forwardTicks: Float64Array;
  readonly cycleTicks: Float64Array;
  readonly freeTicks: Float64Array;
  readonly blockedSince: Float64Array;
  /** FIFOs that ask, where their bits stand, whose turn is next, FIFO of turn 0, and number of turns. */
  readonly askers: Int32Array;
  readonly askBegin: Int32Array;
  readonly askTurn: Int32Array;
  readonly askFifo: Int32Array;
  readonly turnCount: Int32Array;
  /** FIFOs that ask for each output, one bit each in the order of arbitration. */
  readonly askBits: Int32Array;
  /** When what an output (a slot) or a source (its packet) waits for is there. [1] */
  readonly waitTicks: Float64Array;
  /** Per node: packet that its source works on or -1, its flits sent, and whether it waits for a full FIFO. */
  readonly sourcePacket: Int32Array;
  readonly sourceSent: Int32Array;
  readonly sourceBlocked: Uint8Array;
  /** Per node and plane: when injection may send again. */
  readonly injectFreeTicks: Float64Array;
  /** Per node: end of its service, and the ejection FIFO that it takes a packet from, or -1. */
  readonly busyTicks: Float64Array;
  readonly taking: Int32Array;
  readonly outputFlits: Float64Array;
  readonly outputBlockedTicks: Float64Array;
  readonly bufferHighWater: Int32Array;
}

/** Decision makers to be asked, each once. */
export interface MarkList {
  count: number;
  /** Two lists, used in turn: makers of the next round from `begin`, those of the round in hand in the other half. */
  readonly makers: Int32Array;
  begin: number;
  readonly isMarked: Uint8Array;
}

export function createAsyncState(fabric: Fabric, timing: AsyncTiming): AsyncState {
  const { vcCount, bufferFlits } = timing;
  const { nodeCount, planeCount } = fabric;
  const inputCount = fabric.inputRouter.length;
  const outputCount = fabric.outputRouter.length;
  const ejectBase = inputCount * vcCount;
  const fifoCount = ejectBase + nodeCount * planeCount;
  const destinationBase = outputCount + nodeCount;
  const fifoBase = destinationBase + nodeCount;
  const slotBase = fifoBase + fifoCount;
  const queue = new WakeQueue(slotBase + outputCount, bucketTicks(timing));
  const ints = (length: number): Int32Array => new Int32Array(length);
  const state: AsyncState = {
    fabric,
    timing,
    sourceBase: outputCount,
    destinationBase,
    fifoBase,
    slotBase,
    ejectBase,
    bufferFlits,
    vcCount,
    acknowledgeTicks: timing.acknowledgeTicks,
    nextOutput: fabric.nextOutput,
    queue,
    clock: queue.clock,
    marks: createMarks(fifoBase),
    firstSlot: ints(fifoCount),
    front: ints(fifoCount),
    held: ints(fifoCount),
    mostHeld: ints(fifoCount),
    seen: ints(fifoCount),
    left: ints(fifoCount),
    wanted: ints(fifoCount),
    next: ints(fifoCount),
    owner: ints(fifoCount),
    feeder: ints(fifoCount),
    fifoInput: ints(fifoCount),
    firstRoute: ints(ejectBase),
    firstOutput: ints(ejectBase),
    turn: ints(ejectBase),
    ejectMaker: ints(fifoCount),
    linkTicks: new Float64Array(fifoCount).fill(timing.localForwardTicks),
    slotContent: new Int32Array(fifoCount * bufferFlits),
    slotTicks: new Float64Array(fifoCount * bufferFlits),
    behind: ints(outputCount),
    lastPacket: ints(outputCount),
    forwardTicks: new Float64Array(outputCount),
    cycleTicks: new Float64Array(outputCount),
    freeTicks: new Float64Array(outputCount),
    blockedSince: new Float64Array(outputCount),
    askers: ints(outputCount),
    askBegin: ints(outputCount),
    askTurn: ints(outputCount),
    askFifo: ints(outputCount),
    turnCount: ints(outputCount),
    askBits: new Int32Array(askWords(fabric, vcCount)),
    waitTicks: new Float64Array(1),
    sourcePacket: new Int32Array(nodeCount),
    sourceSent: new Int32Array(nodeCount),
    sourceBlocked: new Uint8Array(nodeCount),
    injectFreeTicks: new Float64Array(nodeCount * planeCount),
    busyTicks: new Float64Array(nodeCount),
    taking: new Int32Array(nodeCount),
    outputFlits: new Float64Array(outputCount),
    outputBlockedTicks: new Float64Array(outputCount),
    bufferHighWater: new Int32Array(inputCount),
  };
  layFifos(state, fifoCount);
  layOutputs(state);
  clearAsyncState(state);
  return state;
}

/** Back to an empty network at tick 0; arbiters and counts keep their state. */
export function clearAsyncState(state: AsyncState): void {
  state.queue.reset();
  state.marks.count = 0;
  state.marks.isMarked.fill(0);
  state.front.set(state.firstSlot);
  for (const column of [state.held, state.seen, state.left, state.askers]) column.fill(0);
  for (const column of [state.owner, state.lastPacket, state.sourcePacket, state.taking]) {
    column.fill(-1);
  }
  state.freeTicks.fill(0);
  state.blockedSince.fill(-1);
  state.slotTicks.fill(0);
  state.askBits.fill(0);
  state.sourceSent.fill(0);
  state.sourceBlocked.fill(0);
  state.injectFreeTicks.fill(0);
  state.busyTicks.fill(0);
}

function createMarks(makerCount: number): MarkList {
  return {
    count: 0,
    makers: new Int32Array(2 * makerCount),
    begin: 0,
    isMarked: new Uint8Array(makerCount),
  };
}

/** A fraction of the shortest cycle: parts of the network seldom share a bucket, and few buckets stand empty. */
function bucketTicks(timing: AsyncTiming): number {
  const shortest = Math.min(timing.localCycleTicks, ...timing.cycleTicks);
  return 2 ** Math.max(0, Math.floor(Math.log2(shortest / 64)));
}

function layFifos(state: AsyncState, fifoCount: number): void {
  const { fabric, ejectBase } = state;
  for (let fifo = 0; fifo < fifoCount; fifo++) {
    const port = fifo - ejectBase;
    state.firstSlot[fifo] = fifo * state.bufferFlits;
    if (port < 0) {
      layRouterFifo(state, fifo);
    } else {
      state.fifoInput[fifo] = -1;
      state.feeder[fifo] = fabric.nodeOutput[port]!;
      state.ejectMaker[fifo] = state.destinationBase + Math.floor(port / fabric.planeCount);
    }
  }
}

function layRouterFifo(state: AsyncState, fifo: number): void {
  const { fabric, timing, vcCount } = state;
  const input = Math.floor(fifo / vcCount);
  const router = fabric.inputRouter[input]!;
  const source = fabric.inputSource[input]!;
  state.fifoInput[fifo] = input;
  state.firstRoute[fifo] = router * fabric.nodeCount;
  state.firstOutput[fifo] = fabric.outputBegin[router]!;
  state.turn[fifo] = fifo - fabric.inputBegin[router]! * vcCount;
  if (source === NONE) state.feeder[fifo] = -1;
  else state.feeder[fifo] = source >= 0 ? source : state.sourceBase - 1 - source;
  if (source >= 0) state.linkTicks[fifo] = timing.forwardTicks[fabric.outputLinkKind[source]!]!;
}

function layOutputs(state: AsyncState): void {
  const { fabric, timing, vcCount } = state;
  const { outputTarget, outputRouter, outputLinkKind, inputBegin, nodeOutput } = fabric;
  let askBegin = 0;
  for (let output = 0; output < outputRouter.length; output++) {
    const router = outputRouter[output]!;
    const target = outputTarget[output]!;
    const turnCount = (inputBegin[router + 1]! - inputBegin[router]!) * vcCount;
    state.behind[output] = target >= 0 ? target * vcCount : -1;
    state.askBegin[output] = askBegin;
    state.askFifo[output] = inputBegin[router]! * vcCount;
    state.turnCount[output] = turnCount;
    state.forwardTicks[output] = timing.forwardTicks[outputLinkKind[output]!]!;
    state.cycleTicks[output] = timing.cycleTicks[outputLinkKind[output]!]!;
    askBegin += Math.ceil(turnCount / 32);
  }
  for (let port = 0; port < nodeOutput.length; port++) {
    const output = nodeOutput[port]!;
    state.behind[output] = state.ejectBase + port;
    state.forwardTicks[output] = timing.localForwardTicks;
    state.cycleTicks[output] = timing.localCycleTicks;
  }
}

function askWords(fabric: Fabric, vcCount: number): number {
  const { outputRouter, inputBegin } = fabric;
  let words = 0;
  for (const router of outputRouter) {
    words += Math.ceil(((inputBegin[router + 1]! - inputBegin[router]!) * vcCount) / 32);
  }
  return words;
}
