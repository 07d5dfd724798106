import {
  type AsyncRun,
  awaitDelivery,
  awaitFront,
  endAsking,
  enter,
  freeFront,
  packetIn,
  slotAt,
  tailSlot,
} from './async-fifo.ts';
import { wakeAt } from './async-marks.ts';
import { countUse } from './async-use.ts';

/**
 * Lets an output send one flit, if it is free and any FIFO that asks may be served: the next in turn whose packet
 * owns the FIFO behind or finds it without owner, and finds a free slot there.
 */
export function decideOutput(run: AsyncRun, output: number): void {
  const { state } = run;
  const now = state.clock[0]!;
  if (state.askers[output] === 0 || state.freeTicks[output]! > now) return;
  const blockedSince = state.blockedSince[output]!;
  const fifo = fifoInTurn(run, output);
  if (fifo < 0) {
    if (blockedSince < 0) state.blockedSince[output] = now;
    if (state.waitTicks[0]! < Infinity) wakeAt(state, state.slotBase + output, state.waitTicks, 0);
    return;
  }
  if (blockedSince >= 0) {
    state.outputBlockedTicks[output]! += now - blockedSince;
    state.blockedSince[output] = -1;
  }
  if (state.next[fifo]! >= 0) sendFront(run, output, fifo);
  else sendBranch(run, output, fifo);
  if (state.askers[output]! > 0) wakeAt(state, output, state.freeTicks, output);
}

/** The FIFO to serve, or -1; `waitTicks` is then when a slot becomes free that an owner waits for. */
function fifoInTurn(run: AsyncRun, output: number): number {
  const { state } = run;
  const { askBits, waitTicks } = state;
  const begin = state.askBegin[output]!;
  const words = (state.turnCount[output]! + 31) >>> 5;
  const base = state.askFifo[output]!;
  const turn = state.askTurn[output]!;
  let word = turn >>> 5;
  let bits = askBits[begin + word]! & (-1 << (turn & 31));
  waitTicks[0] = Infinity;
  // The word that the turn stands in is looked at again at the end: for the bits below the turn.
  for (let k = 0; k <= words; k++) {
    for (; bits !== 0; bits &= bits - 1) {
      const place = (word << 5) + 31 - Math.clz32(bits & -bits);
      const fifo = base + place;
      if (maySend(run, output, fifo)) return fifo;
    }
    word = word + 1 === words ? 0 : word + 1;
    bits = askBits[begin + word]!;
  }
  return -1;
}

function maySend(run: AsyncRun, output: number, fifo: number): boolean {
  const { state } = run;
  const { waitTicks } = state;
  let next = state.next[fifo]!;
  if (next < 0) next = run.load.trees.branchNext[branchOf(run, output, fifo)]!;
  const owner = state.owner[next]!;
  if (owner !== -1 && owner !== fifo) return false;
  if (state.held[next] === state.bufferFlits) return false;
  const freedTicks = state.slotTicks[tailSlot(state, next)]!;
  if (freedTicks <= state.clock[0]!) return true;
  if (freedTicks < waitTicks[0]!) waitTicks[0] = freedTicks;
  return false;
}

/** Sends the front flit of a packet with one destination, which frees its slot. */
function sendFront(run: AsyncRun, output: number, fifo: number): void {
  const { state, load } = run;
  const front = state.front[fifo]!;
  const packet = state.slotContent[front]!;
  const next = state.next[fifo]!;
  const flit = state.left[fifo]!;
  const isTail = flit + 1 === load.flits[packet]!;
  if (state.slotTicks[front]! < state.clock[0]!) {
    blame(run, packet, output, next, state.slotTicks, front);
  }
  endAsking(state, output, fifo);
  pass(run, packet, output, fifo, next, isTail);
  const content = next < state.ejectBase ? packet : load.firstDelivery[packet]!;
  forward(run, next, content, flit === 0, isTail);
  state.seen[fifo] = 0;
  state.left[fifo] = isTail ? 0 : flit + 1;
  freeFront(state, fifo);
  if (state.held[fifo]! > 0) awaitFront(run, fifo);
}

/** Sends the next flit of one branch; flits leave the FIFO when all branches have sent them. */
function sendBranch(run: AsyncRun, output: number, fifo: number): void {
  const { state, load } = run;
  const { trees } = load;
  const branch = branchOf(run, output, fifo);
  const leg = frontLeg(run, fifo);
  const packet = trees.legPacket[leg]!;
  const next = trees.branchNext[branch]!;
  const flit = trees.branchSent[branch]!;
  const isTail = flit + 1 === load.flits[packet]!;
  trees.branchSent[branch] = flit + 1;
  if (trees.branchSince[branch]! < state.clock[0]!) {
    blame(run, packet, output, next, trees.branchSince, branch);
  }
  trees.branchSince[branch] = state.clock[0]!;
  if (flit + 1 === state.left[fifo]! + state.seen[fifo]!) endAsking(state, output, fifo);
  pass(run, packet, output, fifo, next, isTail);
  forward(run, next, trees.branchContent[branch]!, flit === 0, isTail);
  freeSent(run, fifo, leg);
}

/** Frees the slots of flits that all branches of the front leg have sent. */
function freeSent(run: AsyncRun, fifo: number, leg: number): void {
  const { state, load } = run;
  const { trees } = load;
  let sent = Infinity;
  for (let b = trees.legBranch[leg]!; b < trees.legBranch[leg + 1]!; b++) {
    sent = Math.min(sent, trees.branchSent[b]!);
  }
  while (state.left[fifo]! < sent) {
    state.left[fifo]!++;
    state.seen[fifo]!--;
    freeFront(state, fifo);
  }
  if (sent < load.flits[trees.legPacket[leg]!]!) return;
  state.left[fifo] = 0;
  if (state.held[fifo]! > 0) awaitFront(run, fifo);
}

function frontLeg(run: AsyncRun, fifo: number): number {
  const { state, load } = run;
  return state.slotContent[state.front[fifo]!]! - load.packetCount;
}

/** Branch of the front leg by an output that it takes. */
function branchOf(run: AsyncRun, output: number, fifo: number): number {
  const { trees } = run.load;
  let branch = trees.legBranch[frontLeg(run, fifo)]!;
  while (trees.branchOutput[branch] !== output) branch++;
  return branch;
}

/** Keeps the packet that this one lost its longest wait to: it held the slot, or else the link, until last. */
function blame(
  run: AsyncRun,
  packet: number,
  output: number,
  next: number,
  sinceTicks: Float64Array,
  place: number,
): void {
  const { state, load } = run;
  const waited = state.clock[0]! - sinceTicks[place]!;
  if (waited <= load.longestWait[packet]!) return;
  const slot = tailSlot(state, next);
  const other =
    state.slotTicks[slot]! > state.freeTicks[output]!
      ? packetIn(run, next, state.slotContent[slot]!)
      : state.lastPacket[output]!;
  if (other === packet) return;
  load.longestWait[packet] = waited;
  load.times.waitedFor[packet] = other;
}

/** Occupies the output for one cycle, and the FIFO behind it until the tail has passed. */
function pass(
  run: AsyncRun,
  packet: number,
  output: number,
  fifo: number,
  next: number,
  isTail: boolean,
): void {
  const { state } = run;
  const turn = state.turn[fifo]! + 1;
  state.askTurn[output] = turn === state.turnCount[output]! ? 0 : turn;
  state.lastPacket[output] = packet;
  state.freeTicks[output] = state.clock[0]! + state.cycleTicks[output]!;
  state.owner[next] = isTail ? -1 : fifo;
  state.outputFlits[output]!++;
  if (run.use) countUse(run.use, output, state.clock[0]! - run.load.baseTicks[0]!);
}

/** Puts a flit on its way into the FIFO behind an output. */
function forward(
  run: AsyncRun,
  next: number,
  content: number,
  isHead: boolean,
  isTail: boolean,
): void {
  if (next >= run.state.ejectBase) {
    eject(run, next, content, isHead, isTail);
  } else {
    run.counts.flitHops++;
    enter(run, next, content);
  }
}

/** Puts a flit on its way to a node: into its ejection FIFO, or straight through where nodes take no time. */
function eject(
  run: AsyncRun,
  fifo: number,
  delivery: number,
  isHead: boolean,
  isTail: boolean,
): void {
  const { state, load } = run;
  const { times } = load;
  const slot = tailSlot(state, fifo);
  const arrivalTicks = state.clock[0]! + state.timing.localForwardTicks;
  const ticks = arrivalTicks - load.baseTicks[0]!;
  if (isHead) times.ejectHeadTicks[delivery] = ticks;
  if (isTail) times.ejectTailTicks[delivery] = ticks;
  state.slotContent[slot] = delivery;
  if (load.serves) {
    state.slotTicks[slot] = arrivalTicks;
    if (++state.held[fifo]! === 1) awaitDelivery(state, fifo);
    return;
  }
  state.slotTicks[slot] = arrivalTicks + state.acknowledgeTicks;
  state.front[fifo] = slotAt(state, fifo, 1);
  if (!isTail) return;
  times.consumedTicks[delivery] = ticks;
  load.remaining--;
  if (run.sink) run.sink.deliver(delivery);
  if (arrivalTicks > load.lastTicks[0]!) load.lastTicks[0] = arrivalTicks;
}
