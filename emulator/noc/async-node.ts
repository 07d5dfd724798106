import { type AsyncRun, awaitDelivery, enter, freeFront, tailSlot } from './async-fifo.ts';
import { wakeAt } from './async-marks.ts';

/** Lets the source of a node send what it can: flits of packets that exist, while injection is free and has slots. */
export function decideSource(run: AsyncRun, node: number): void {
  while (sendFromSource(run, node)) {
    // Goes on with the next flit: it may leave at once, over another plane.
  }
}

/** Sends one flit; false, with what it waits for arranged, where none can leave now. */
function sendFromSource(run: AsyncRun, node: number): boolean {
  const { state, load } = run;
  const packet = state.sourcePacket[node]!;
  if (packet < 0) return false;
  const now = state.clock[0]!;
  const maker = state.sourceBase + node;
  const port = load.port[packet]!;
  const fifo = load.entry[packet]!;
  const createTicks = load.times.createTicks[packet]! + load.baseTicks[0]!;
  const readyTicks = Math.max(createTicks, state.injectFreeTicks[port]!);
  state.sourceBlocked[node] = 0;
  if (readyTicks > now) {
    state.waitTicks[0] = readyTicks;
    wakeAt(state, maker, state.waitTicks, 0);
    return false;
  }
  if (state.held[fifo] === state.bufferFlits) {
    state.sourceBlocked[node] = 1;
    return false;
  }
  const slot = tailSlot(state, fifo);
  if (state.slotTicks[slot]! > now) {
    wakeAt(state, maker, state.slotTicks, slot);
    return false;
  }
  if (state.sourceSent[node] === 0) load.times.injectTicks[packet] = now - load.baseTicks[0]!;
  state.injectFreeTicks[port] = now + state.timing.localCycleTicks;
  if (++state.sourceSent[node]! === load.flits[packet]!) turnToNext(run, node, packet);
  enter(run, fifo, load.root[packet]!);
  return true;
}

/** The tail has left: in a closed loop the source now begins its work on the next packet. */
function turnToNext(run: AsyncRun, node: number, packet: number): void {
  const { state, load } = run;
  const following = load.following[packet]!;
  state.sourceSent[node] = 0;
  state.sourcePacket[node] = following;
  if (following >= 0) setCreation(run, following, state.clock[0]! - load.baseTicks[0]!);
}

/** When a packet exists whose source turns to it at `ticks` (of the load). */
export function setCreation(run: AsyncRun, packet: number, ticks: number): void {
  const { packets, times } = run.load;
  const gapTicks = packets.gapTicks;
  const earliest = packets.createTicks[packet]!;
  times.createTicks[packet] = gapTicks ? Math.max(earliest, ticks + gapTicks[packet]!) : earliest;
}

/** Lets a node take flits of its deliveries: one packet after the other, in the order in which their heads came. */
export function decideDestination(run: AsyncRun, node: number): void {
  const { state } = run;
  const now = state.clock[0]!;
  for (;;) {
    if (state.busyTicks[node]! > now) {
      if (hasArrivals(run, node)) {
        wakeAt(state, state.destinationBase + node, state.busyTicks, node);
      }
      return;
    }
    if (state.taking[node]! < 0) state.taking[node] = earliestArrival(run, node);
    const fifo = state.taking[node]!;
    if (fifo < 0) return;
    if (state.held[fifo] === 0) return;
    if (state.slotTicks[state.front[fifo]!]! > now) {
      awaitDelivery(state, fifo);
      return;
    }
    takeFlit(run, node, fifo);
  }
}

/** Takes the front flit of an ejection FIFO; with the tail, the node's work on the delivery begins. */
function takeFlit(run: AsyncRun, node: number, fifo: number): void {
  const { state, load } = run;
  const { packets, times } = load;
  const delivery = state.slotContent[state.front[fifo]!]!;
  const flitCount = load.flits[load.deliveryPacket[delivery]!]!;
  freeFront(state, fifo);
  if (++state.left[fifo]! < flitCount) return;
  const endTicks = state.clock[0]! + packets.serviceTicks![delivery]!;
  state.left[fifo] = 0;
  state.taking[node] = -1;
  state.busyTicks[node] = endTicks;
  times.consumedTicks[delivery] = endTicks - load.baseTicks[0]!;
  load.remaining--;
  if (run.sink) run.sink.deliver(delivery);
  if (endTicks > load.lastTicks[0]!) load.lastTicks[0] = endTicks;
}

/** The ejection FIFO of a node whose front flit came first, planes in order where equal; -1 where none has come. */
function earliestArrival(run: AsyncRun, node: number): number {
  const { state } = run;
  const { planeCount } = state.fabric;
  const first = state.ejectBase + node * planeCount;
  const end = first + planeCount;
  let earliest = -1;
  let earliestTicks = Infinity;
  for (let fifo = first; fifo < end; fifo++) {
    if (state.held[fifo] === 0) continue;
    const ticks = state.slotTicks[state.front[fifo]!]!;
    if (ticks > state.clock[0]!) awaitDelivery(state, fifo);
    else if (ticks < earliestTicks) {
      earliest = fifo;
      earliestTicks = ticks;
    }
  }
  return earliest;
}

function hasArrivals(run: AsyncRun, node: number): boolean {
  const { state } = run;
  const { planeCount } = state.fabric;
  const first = state.ejectBase + node * planeCount;
  const end = first + planeCount;
  for (let fifo = first; fifo < end; fifo++) {
    if (state.held[fifo]! > 0) return true;
  }
  return false;
}
