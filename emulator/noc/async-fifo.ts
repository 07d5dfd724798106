import type { AsyncLoad } from './async-load.ts';
import { mark, wakeAt } from './async-marks.ts';
import { nextFifo } from './async-route.ts';
import type { AsyncState } from './async-state.ts';
import type { AsyncUse } from './async-use.ts';

/** What the kernels of FIFOs, routers and nodes work on. */
export interface AsyncRun {
  readonly state: AsyncState;
  readonly load: AsyncLoad;
  readonly counts: { flitHops: number; events: number };
  readonly use: AsyncUse | null;
  /** Told of each delivery when its end is known; null where loads are carried to their end at once. */
  readonly sink: DeliverySink | null;
}

/** `load.times.consumedTicks` of the delivery is the tick in hand or later. */
export interface DeliverySink {
  readonly deliver: (delivery: number) => void;
}

/** The first slot behind those in use; only of meaning where the FIFO is not full. */
export function tailSlot(state: AsyncState, fifo: number): number {
  return slotAt(state, fifo, state.held[fifo]!);
}

/** Slot of flit `k`, counted from the front and less than `bufferFlits`. */
export function slotAt(state: AsyncState, fifo: number, k: number): number {
  const { bufferFlits } = state;
  const slot = state.front[fifo]! + k;
  return slot >= state.firstSlot[fifo]! + bufferFlits ? slot - bufferFlits : slot;
}

/** Packet of what stands, or stood, in a slot of `fifo`. */
export function packetIn(run: AsyncRun, fifo: number, content: number): number {
  const { load } = run;
  if (fifo >= run.state.ejectBase) return load.deliveryPacket[content]!;
  if (content < load.packetCount) return content;
  return load.trees.legPacket[content - load.packetCount]!;
}

/** Puts a flit into the last slot of a router FIFO, where it arrives after the time of its link. */
export function enter(run: AsyncRun, fifo: number, content: number): void {
  const { state, load } = run;
  const slot = tailSlot(state, fifo);
  const arrivalTicks = state.clock[0]! + state.linkTicks[fifo]!;
  state.slotContent[slot] = content;
  state.slotTicks[slot] = arrivalTicks;
  const held = state.held[fifo]! + 1;
  state.held[fifo] = held;
  if (held > state.mostHeld[fifo]!) raiseHighWater(state, fifo, held);
  if (held > 1 && (content < load.packetCount || !followsSeen(state, fifo, content))) return;
  if (arrivalTicks > state.clock[0]!) wakeFifo(state, fifo, slot);
  else showFront(run, fifo);
}

function raiseHighWater(state: AsyncState, fifo: number, held: number): void {
  const input = state.fifoInput[fifo]!;
  state.mostHeld[fifo] = held;
  if (held > state.bufferHighWater[input]!) state.bufferHighWater[input] = held;
}

/** True where the last flit is of the front packet, and all before it have been seen: only legs need to see it. */
function followsSeen(state: AsyncState, fifo: number, content: number): boolean {
  return (
    state.seen[fifo] === state.held[fifo]! - 1 && state.slotContent[state.front[fifo]!] === content
  );
}

/** Takes the front flit out of a FIFO; what feeds it knows of the slot after the acknowledge. */
export function freeFront(state: AsyncState, fifo: number): void {
  const slot = state.front[fifo]!;
  state.slotTicks[slot] = state.clock[0]! + state.acknowledgeTicks;
  state.front[fifo] = slotAt(state, fifo, 1);
  state.held[fifo]!--;
  wakeFeeder(state, state.feeder[fifo]!, slot);
}

/** Lets what fills a FIFO know of a slot, if it waits for one: now, or when the slot can be used. */
function wakeFeeder(state: AsyncState, feeder: number, slot: number): void {
  const isNow = state.slotTicks[slot]! <= state.clock[0]!;
  if (feeder < state.sourceBase) {
    if (state.blockedSince[feeder]! < 0) return;
    if (isNow) mark(state, feeder);
    else wakeAt(state, state.slotBase + feeder, state.slotTicks, slot);
    return;
  }
  const node = feeder - state.sourceBase;
  if (state.sourceBlocked[node] === 0) return;
  state.sourceBlocked[node] = 0;
  if (isNow) mark(state, feeder);
  else wakeAt(state, feeder, state.slotTicks, slot);
}

/** Wakes a FIFO when what is on its way into `slot` arrives. */
function wakeFifo(state: AsyncState, fifo: number, slot: number): void {
  wakeAt(state, state.fifoBase + fifo, state.slotTicks, slot);
}

/** Shows the front flit of a router FIFO, now or when it arrives. */
export function awaitFront(run: AsyncRun, fifo: number): void {
  const { state } = run;
  const front = state.front[fifo]!;
  if (state.slotTicks[front]! > state.clock[0]!) wakeFifo(state, fifo, front);
  else showFront(run, fifo);
}

/** Has a node look at the front of an ejection FIFO as soon as it has arrived. */
export function awaitDelivery(state: AsyncState, fifo: number): void {
  const front = state.front[fifo]!;
  if (state.slotTicks[front]! > state.clock[0]!) wakeFifo(state, fifo, front);
  else mark(state, state.ejectMaker[fifo]!);
}

/** The flit at the front (or, where it branches, the next behind it) has arrived: it asks for its output. */
export function showFront(run: AsyncRun, fifo: number): void {
  const { state, load } = run;
  const front = state.front[fifo]!;
  const content = state.slotContent[front]!;
  if (content >= load.packetCount) {
    showBranching(run, fifo, content);
    return;
  }
  if (state.left[fifo] === 0) {
    const route = state.firstRoute[fifo]! + load.goal[content]!;
    const output = state.firstOutput[fifo]! + state.nextOutput[route]!;
    state.wanted[fifo] = output;
    state.next[fifo] = nextFifo(state, fifo, output);
  }
  state.seen[fifo] = 1;
  state.slotTicks[front] = state.clock[0]!;
  ask(state, state.wanted[fifo]!, fifo);
}

/** All flits of the front leg that have arrived become visible; branches that had sent the others ask again. */
function showBranching(run: AsyncRun, fifo: number, content: number): void {
  const { state, load } = run;
  const { trees } = load;
  const now = state.clock[0]!;
  const seenBefore = state.seen[fifo]!;
  const sentAll = state.left[fifo]! + seenBefore;
  const hidden = firstHidden(state, fifo, content, seenBefore);
  state.next[fifo] = -1;
  state.seen[fifo] = hidden;
  if (hidden < state.held[fifo]!) {
    const slot = slotAt(state, fifo, hidden);
    if (state.slotContent[slot] === content) wakeFifo(state, fifo, slot);
  }
  if (hidden === seenBefore) return;
  const leg = content - load.packetCount;
  for (let b = trees.legBranch[leg]!; b < trees.legBranch[leg + 1]!; b++) {
    if (trees.branchSent[b] !== sentAll) continue;
    trees.branchSince[b] = now;
    ask(state, trees.branchOutput[b]!, fifo);
  }
}

/** First flit from `k` on that has not arrived or is of another packet. */
function firstHidden(state: AsyncState, fifo: number, content: number, k: number): number {
  const held = state.held[fifo]!;
  for (; k < held; k++) {
    const slot = slotAt(state, fifo, k);
    const hasArrived = state.slotTicks[slot]! <= state.clock[0]!;
    if (state.slotContent[slot] !== content || !hasArrived) break;
  }
  return k;
}

function ask(state: AsyncState, output: number, fifo: number): void {
  const turn = state.turn[fifo]!;
  state.askBits[state.askBegin[output]! + (turn >>> 5)]! |= 1 << (turn & 31);
  state.askers[output]!++;
  if (state.freeTicks[output]! <= state.clock[0]!) mark(state, output);
  else wakeAt(state, output, state.freeTicks, output);
}

export function endAsking(state: AsyncState, output: number, fifo: number): void {
  const turn = state.turn[fifo]!;
  state.askBits[state.askBegin[output]! + (turn >>> 5)]! &= ~(1 << (turn & 31));
  state.askers[output]!--;
}
