/**
 * The asynchronous event router: clockless routers whose flits wait in FIFOs, with ticks of one picosecond.
 *
 * - A router input has a FIFO of `bufferFlits` per virtual channel. The flit at its front asks for the output that
 *   `fabric.nextOutput` names. An output serves the (input, channel) pairs that ask in turn, round robin: the next
 *   after the one served last that can go.
 * - A packet owns the FIFO behind its output from its head to its tail (wormhole). A flit needs a free slot there,
 *   taken when it is sent and free again when it leaves that FIFO; the sender knows after the acknowledge's time.
 * - An output sends a flit every `cycleTicks` at best. It arrives after `forwardTicks`.
 * - Channels: packets of a source take turns over the planes, then over the lanes of `classCount` channels, counted
 *   from 0 in each load; the class within a lane follows `nextClass`.
 * - A packet with several destinations branches where the routing table parts them. Each branch sends at its own
 *   pace; a flit leaves the FIFO when all have sent it. Packets must fit into one buffer for that: a branch then
 *   never waits for another.
 * - A source sends one packet after the other over `local` links. In a closed loop its work on a packet begins when
 *   the tail before has left it, so it stands still while injection is full.
 * - A destination takes packets one at a time in the order in which their heads arrived, lower planes first where
 *   equal: flits of the packet as they come, then `serviceTicks` of work. Others wait in the ejection FIFOs. With
 *   `serviceTicks` null it takes everything at once. Work always ends: a destination never waits for its own
 *   source, so deadlock through cores is no part of this model.
 * - Order at one tick: first flits arrive, links get ready, packets come to exist and work ends (none of these sees
 *   the others). Then decisions are taken in rounds, each of the outputs, then sources, then destinations that
 *   have one to take, in order of their ids, competing FIFOs by turn; what becomes possible by a decision is
 *   decided in the next round of the same tick. So events are ordered by time, kind, target and source.
 *
 * The network is idle between loads; only its counts and the turns of its arbiters go on.
 */
import type { AsyncRun } from './async-fifo.ts';
import type { AsyncLoad } from './async-load.ts';
import { createAsyncLoad, openLoad } from './async-open.ts';
import { type AsyncOptions, longestTicks, resolveAsyncOptions } from './async-options.ts';
import { carryLoad } from './async-run.ts';
import { type AsyncState, clearAsyncState, createAsyncState } from './async-state.ts';
import { type AsyncUse, clearUse, createUse } from './async-use.ts';
import type { Fabric } from './fabric.ts';
import type { FabricCounts, NocEngine, PacketLoad } from './packet-load.ts';

export type { AsyncOptions } from './async-options.ts';
export type { AsyncUse } from './async-use.ts';

export interface AsyncEngine extends NocEngine {
  /** Flits per output and time bin in the last load, where the options ask for them. */
  readonly linkUse: Readonly<AsyncUse> | null;
}

/**
 * An engine of asynchronous routers on `fabric`. Throws InputError E_NOC_OPTION; its `run` throws InputError
 * E_NOC_LOAD, E_NOC_ROUTE and E_NOC_MULTICAST_BUFFER, and NocStall E_NOC_STALL.
 */
export function createAsyncEngine(fabric: Fabric, options: AsyncOptions): AsyncEngine {
  const timing = resolveAsyncOptions(fabric, options);
  const state = createAsyncState(fabric, timing);
  const load = createAsyncLoad(state);
  const { outputFlits, outputBlockedTicks, bufferHighWater } = state;
  const counts: FabricCounts = {
    outputFlits,
    outputBlockedTicks,
    bufferHighWater,
    flitHops: 0,
    events: 0,
  };
  const use = options.linkUse ? createUse(outputFlits.length, options.linkUse) : null;
  const run: AsyncRun = { state, load, counts, use, sink: null };
  const marginTicks = longestTicks(timing);
  let isClean = true;
  const carry = (packets: PacketLoad): number => {
    if (!isClean || load.baseTicks[0]! > REBASE_TICKS) restart(state, load);
    isClean = false;
    if (use) clearUse(use, options.linkUse!.binTicks);
    openLoad(state, load, packets);
    const lastTicks = carryLoad(run);
    load.baseTicks[0] = Math.max(load.lastTicks[0]!, state.clock[0]!) + marginTicks;
    isClean = true;
    return lastTicks;
  };
  return { run: carry, times: load.times, counts, linkUse: use };
}

/** Well below 2^53, from which on picoseconds are no longer exact. */
const REBASE_TICKS = 2 ** 51;

function restart(state: AsyncState, load: AsyncLoad): void {
  clearAsyncState(state);
  load.baseTicks[0] = 0;
}
