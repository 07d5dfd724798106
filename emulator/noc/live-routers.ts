import type { LiveNetwork } from '../live-network.ts';
import { multicastError } from './async-check.ts';
import type { AsyncRun } from './async-fifo.ts';
import { wakeAt } from './async-marks.ts';
import { createAsyncLoad } from './async-open.ts';
import { longestTicks, resolveAsyncOptions } from './async-options.ts';
import { settle, wakeAll } from './async-run.ts';
import { asyncWaits } from './async-stall.ts';
import { clearAsyncState, createAsyncState } from './async-state.ts';
import type { Fabric } from './fabric.ts';
import { ArrivalQueue } from './live-arrivals.ts';
import { checkFlits, checkSend, type LiveOptions, sendError, timeError } from './live-options.ts';
import {
  clearPackets,
  createLivePackets,
  freeRow,
  type LivePackets,
  takeRow,
} from './live-packets.ts';
import type { FabricCounts } from './packet-load.ts';
import { type NocStall, nocStall } from './stall.ts';

/** The asynchronous routers of async.ts, fed while they run. Its own clock runs `offsetPs` ahead of the caller's. */
interface LiveRouters {
  readonly fabric: Fabric;
  readonly options: LiveOptions;
  readonly run: AsyncRun;
  readonly packets: LivePackets;
  readonly arrivals: ArrivalQueue;
  readonly counts: FabricCounts;
  /** Packets of each node so far, modulo the turns over planes and lanes. */
  readonly turn: Int32Array;
  readonly turnCount: number;
  /** Last packet in the line of each node that has one. */
  readonly lastInLine: Int32Array;
  readonly marginTicks: number;
  /** Caller's time to the network's clock; time worked off last, by the caller's. */
  offsetPs: number;
  workedPs: number;
  sent: number;
  isWorking: boolean;
}

/** Throws InputError E_NOC_OPTION. */
export function createLiveRouters(
  fabric: Fabric,
  options: LiveOptions,
): LiveNetwork & { readonly counts: FabricCounts } {
  const timing = resolveAsyncOptions(fabric, options.routers);
  const state = createAsyncState(fabric, timing);
  const packets = createLivePackets(
    createAsyncLoad(state),
    options.destinations,
    options.servicePs,
  );
  const { outputFlits, outputBlockedTicks, bufferHighWater } = state;
  const counts = { outputFlits, outputBlockedTicks, bufferHighWater, flitHops: 0, events: 0 };
  const deliver = (delivery: number): void => addArrival(live, delivery);
  const live: LiveRouters = {
    fabric,
    options,
    run: { state, load: packets.load, counts, use: null, sink: { deliver } },
    packets,
    arrivals: new ArrivalQueue(),
    counts,
    turn: new Int32Array(fabric.nodeCount),
    turnCount: fabric.planeCount * Math.floor(timing.vcCount / fabric.classCount),
    lastInLine: new Int32Array(fabric.nodeCount),
    marginTicks: longestTicks(timing),
    offsetPs: 0,
    workedPs: 0,
    sent: 0,
    isWorking: false,
  };
  return {
    send: (ps, node, packet, begin, end, flits = options.flits) =>
      send(live, ps, node, packet, begin, end, flits),
    nextPs: () => Math.min(nextWakePs(live), live.arrivals.firstPs()),
    advance: (untilPs) => advance(live, untilPs),
    rebase: (originPs) => rebase(live, originPs),
    reset: () => reset(live),
    inFlight: () => packets.load.remaining + live.arrivals.size,
    counts,
  };
}

function send(
  live: LiveRouters,
  ps: number,
  node: number,
  packet: number,
  begin: number,
  end: number,
  flits: number,
): void {
  const { run, packets, turn } = live;
  const { state, load } = run;
  checkSend(live.fabric, live.options, live.workedPs, ps, node, begin, end);
  checkFlits(flits, 'flits of a packet');
  if (end > begin + 1 && flits > state.bufferFlits) throw multicastError(state, packet, flits);
  const tick = tickOf(live, ps);
  const last = state.sourcePacket[node]! < 0 ? -1 : live.lastInLine[node]!;
  if (last >= 0 && load.times.createTicks[last]! > tick) {
    const before = load.times.createTicks[last]! - live.offsetPs;
    throw sendError(`node ${node} sends at ${ps} ps, before its packet in front (${before} ps)`);
  }
  const row = takeRow(state, packets, node, turn[node]!, begin, end, flits);
  turn[node] = turn[node]! + 1 === live.turnCount ? 0 : turn[node]! + 1;
  packets.id[row] = packet;
  packets.order[row] = live.sent++;
  packets.load.packets.createTicks[row] = tick;
  if (last >= 0) load.following[last] = row;
  else state.sourcePacket[node] = row;
  live.lastInLine[node] = row;
  if (last < 0) wakeAt(state, state.sourceBase + node, load.times.createTicks, row);
}

/** The network's clock at the caller's time. An idle network whose clock has run far starts again at 0. */
function tickOf(live: LiveRouters, ps: number): number {
  const { state, load } = live.run;
  const tick = ps + live.offsetPs;
  if (tick <= REBASE_TICKS) return tick;
  const isIdle = load.remaining === 0 && live.arrivals.size === 0;
  if (isIdle && tick > state.clock[0]! + live.marginTicks) {
    clearAsyncState(state);
    live.offsetPs = -ps;
    return 0;
  }
  if (tick > Number.MAX_SAFE_INTEGER) {
    throw sendError(
      'packets were under way without a break for more than 2^53 ps, up to which time is exact',
    );
  }
  return tick;
}

/** Well below 2^53, from which on picoseconds are no longer exact. */
const REBASE_TICKS = 2 ** 51;

function nextWakePs(live: LiveRouters): number {
  const { queue } = live.run.state;
  return queue.peek() ? queue.coming[0]! - live.offsetPs : Infinity;
}

function advance(live: LiveRouters, untilPs: number): void {
  if (live.isWorking) throw sendError('advance was called by a receiver of arrivals');
  if (!(untilPs >= live.workedPs)) throw timeError('advance', untilPs, live.workedPs);
  live.isWorking = true;
  try {
    workOff(live, untilPs);
  } finally {
    live.isWorking = false;
  }
}

/** Routers before arrivals of the same time; then all arrivals of that time, before routers see what they sent. */
function workOff(live: LiveRouters, untilPs: number): void {
  const { run, arrivals } = live;
  const { queue } = run.state;
  for (;;) {
    const wakePs = nextWakePs(live);
    const arrivalPs = arrivals.firstPs();
    if (Math.min(wakePs, arrivalPs) > untilPs) break;
    if (wakePs <= arrivalPs) {
      if (!queue.advance()) break;
      live.workedPs = wakePs;
      wakeAll(run);
      settle(run);
    } else {
      live.workedPs = arrivalPs;
      while (arrivals.firstPs() === arrivalPs) report(live);
    }
  }
  if (untilPs < Infinity) live.workedPs = untilPs;
  if (queue.size === 0 && arrivals.size === 0 && run.load.remaining > 0) throw stall(live);
}

function report(live: LiveRouters): void {
  const { arrivals, packets } = live;
  arrivals.take();
  const row = arrivals.takenTag;
  const id = packets.id[row]!;
  if (--packets.arrivalsLeft[row]! === 0) freeRow(packets, row);
  live.options.onArrival(id, arrivals.takenIndex, live.workedPs);
}

/** A node knows when its work on a delivery ends. */
function addArrival(live: LiveRouters, delivery: number): void {
  const { packets, arrivals } = live;
  const { load } = packets;
  const row = load.deliveryPacket[delivery]!;
  const index = packets.firstIndex[row]! + delivery - load.firstDelivery[row]!;
  const extraPs = live.options.extraPs ? live.options.extraPs[index]! : 0;
  const ps = load.times.consumedTicks[delivery]! - live.offsetPs + extraPs;
  arrivals.add(ps, packets.order[row]!, row, index);
}

function rebase(live: LiveRouters, originPs: number): void {
  if (!(originPs >= 0 && originPs <= live.workedPs)) {
    throw timeError('rebase', originPs, live.workedPs);
  }
  live.arrivals.rebase(originPs);
  live.workedPs -= originPs;
  live.offsetPs += originPs;
}

function reset(live: LiveRouters): void {
  clearAsyncState(live.run.state);
  clearPackets(live.packets);
  live.arrivals.size = 0;
  live.turn.fill(0);
  live.offsetPs = 0;
  live.workedPs = 0;
}

/** Names packets by the order in which they were sent, from 0. */
function stall(live: LiveRouters): NocStall {
  const { run, packets } = live;
  const waits = asyncWaits(run).map((wait) => ({
    ...wait,
    packet: packets.order[wait.packet]!,
    holder: wait.holder < 0 ? -1 : packets.order[wait.holder]!,
  }));
  return nocStall(live.fabric.name, live.workedPs, openPackets(packets), waits);
}

/** Packets with arrivals still to come. */
function openPackets(packets: LivePackets): number {
  let open = 0;
  for (let row = 0; row < packets.rowCount; row++) {
    if (packets.arrivalsLeft[row]! > 0) open++;
  }
  return open;
}
