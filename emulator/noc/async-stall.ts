import { type AsyncRun, packetIn, slotAt } from './async-fifo.ts';
import { type NocStall, type NocWait, nocStall } from './stall.ts';

/** The error of a load whose packets can never all arrive: who waits for whom. */
export function asyncStall(run: AsyncRun): NocStall {
  const { state, load } = run;
  const ticks = state.clock[0]! - load.baseTicks[0]!;
  return nocStall(state.fabric.name, ticks, packetsLeft(run), asyncWaits(run));
}

/** What each packet waits for that stands first in a router's FIFO. */
export function asyncWaits(run: AsyncRun): NocWait[] {
  const waits: NocWait[] = [];
  for (let fifo = 0; fifo < run.state.ejectBase; fifo++) {
    if (run.state.seen[fifo]! > 0) addWaits(run, fifo, waits);
  }
  return waits;
}

function packetsLeft(run: AsyncRun): number {
  const { state, load } = run;
  let open = 0;
  const isOpen = new Uint8Array(load.packetCount);
  for (let k = 0; k < load.sourceCount; k++) {
    for (let p = state.sourcePacket[load.sources[k]!]!; p >= 0; p = load.following[p]!) {
      isOpen[p] = 1;
    }
  }
  for (let fifo = 0; fifo < state.held.length; fifo++) {
    for (let k = 0; k < state.held[fifo]!; k++) isOpen[packetAt(run, fifo, k)] = 1;
  }
  for (const flag of isOpen) open += flag;
  return open;
}

/** Waits of the front packet for the outputs that it still has to take; its own flits in front are no reason. */
function addWaits(run: AsyncRun, fifo: number, waits: NocWait[]): void {
  const { state, load } = run;
  if (state.next[fifo]! >= 0) {
    addWait(run, fifo, state.wanted[fifo]!, state.next[fifo]!, waits);
    return;
  }
  const { trees } = load;
  const leg = state.slotContent[state.front[fifo]!]! - load.packetCount;
  for (let b = trees.legBranch[leg]!; b < trees.legBranch[leg + 1]!; b++) {
    if (trees.branchSent[b]! < state.left[fifo]! + state.seen[fifo]!) {
      addWait(run, fifo, trees.branchOutput[b]!, trees.branchNext[b]!, waits);
    }
  }
}

function addWait(
  run: AsyncRun,
  fifo: number,
  output: number,
  next: number,
  waits: NocWait[],
): void {
  const { state, load } = run;
  const { fabric, vcCount } = state;
  const packet = packetAt(run, fifo, 0);
  const owner = state.owner[next]!;
  const isHeld = owner !== -1 && owner !== fifo;
  const holder = packetAt(run, next, isHeld ? state.held[next]! - 1 : 0);
  if (holder === packet) return;
  const input = state.fifoInput[fifo]!;
  const router = fabric.inputRouter[input]!;
  const channel = vcCount > 1 ? ` channel ${state.turn[fifo]! % vcCount}` : '';
  waits.push({
    packet,
    source: load.packets.source[packet]!,
    destination: load.goal[packet]!,
    place: `router ${router} input ${input - fabric.inputBegin[router]!}${channel}`,
    need: `output ${output - fabric.outputBegin[router]!}`,
    reason: isHeld ? 'held' : 'full',
    holder,
  });
}

/** Packet of flit `k` of a FIFO; -1 is the one that entered or passed last. */
function packetAt(run: AsyncRun, fifo: number, k: number): number {
  const { state } = run;
  const slot = slotAt(state, fifo, k < 0 ? state.bufferFlits - 1 : k);
  return packetIn(run, fifo, state.slotContent[slot]!);
}
