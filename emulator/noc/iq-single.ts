/**
 * Routers with one virtual channel. An output channel has one owner at a time, so switch allocation never meets two
 * bidders, and VC allocation is a round robin over a mask of the inputs that ask. Blocked inputs cost nothing:
 * they are looked at again when a credit comes or the owner's tail has gone.
 */

import { TickRing } from './iq-ring.ts';
import type { IqParts, IqRouters } from './iq-routers.ts';
import { routeOutput } from './iq-routers.ts';
import { FLIT_HEAD, FLIT_PACKET_SHIFT, FLIT_TAIL } from './iq-wires.ts';
import type { PacketLoad } from './packet-load.ts';
import type { NocWait } from './stall.ts';

const IDLE = 0;
const ASKING = 1;
const ACTIVE = 2;

export function createSingleRouters(parts: IqParts): IqRouters {
  const { fabric, options, wires, sources, sinks, times, counts, waits } = parts;
  const { bufferFlits, routingDelay } = options;
  const { inputRouter, inputBegin, outputRouter } = fabric;
  const { flits, credits, flitTo, flitDelay, creditTo, creditDelay } = wires;
  const { outputFlits, bufferHighWater } = counts;
  const inputCount = inputRouter.length;
  const outputCount = outputRouter.length;

  /** Per input: its buffer as a ring, its state, and the output that its first packet takes. */
  const shift = Math.ceil(Math.log2(bufferFlits));
  const wrap = (1 << shift) - 1;
  const buffer = new Int32Array(inputCount << shift);
  const first = new Int32Array(inputCount);
  const held = new Int32Array(inputCount);
  const state = new Uint8Array(inputCount);
  const outputOf = new Int32Array(inputCount);
  const inputBit = Int32Array.from(
    { length: inputCount },
    (_, i) => i - inputBegin[inputRouter[i]!]!,
  );

  /** Per output: its owner or -1, the inputs that ask for it, where the round robin stands, free places behind it. */
  const owner = new Int32Array(outputCount).fill(-1);
  const asking = new Int32Array(outputCount);
  const pointer = new Uint8Array(outputCount);
  const credit = new Int32Array(outputCount).fill(bufferFlits);
  const waitsForCredit = new Uint8Array(outputCount);
  const outputInputs = Int32Array.from(outputRouter, (r) => inputBegin[r]!);
  const outputPorts = Int32Array.from(outputRouter, (r) => inputBegin[r + 1]! - inputBegin[r]!);

  /** Outputs to allocate and inputs to bid, in this cycle and the next. */
  let outputsNow = new Int32Array(outputCount);
  let outputsNext = new Int32Array(outputCount);
  const isListed = new Uint8Array(outputCount);
  let outputsNowCount = 0;
  let outputsNextCount = 0;
  let biddersNow = new Int32Array(inputCount);
  let biddersNext = new Int32Array(inputCount);
  let biddersNowCount = 0;
  let biddersNextCount = 0;
  /** Inputs by the cycle in which their new head asks. */
  const heads = new TickRing(routingDelay + 1);
  let load: PacketLoad | null = null;
  let destination: Int32Array = new Int32Array(0);
  let routersVisited: Int32Array = new Int32Array(0);
  /** Per input: the packet that stands first or whose rest is to come. */
  const packetOf = new Int32Array(inputCount);
  /** Per place in the buffers: when its flit came; kept for waits only. */
  const arrivedTick = new Float64Array(waits ? buffer.length : 0);

  function receive(tick: number): void {
    const slot = tick & flits.mask;
    const list = flits.slots[slot]!;
    const length = flits.lengths[slot]!;
    for (let k = 0; k < length; k += 2) {
      const input = list[k]!;
      if (input >= 0) arrive(input, list[k + 1]!, tick);
      else sinks.arrive(-1 - input, list[k + 1]!, tick);
    }
    const returned = credits.slots[slot]!;
    const returnedLength = credits.lengths[slot]!;
    for (let k = 0; k < returnedLength; k += 2) {
      const output = returned[k]!;
      if (output < 0) {
        sources.credit(-1 - output);
        continue;
      }
      credit[output]!++;
      if (waitsForCredit[output] === 1) {
        waitsForCredit[output] = 0;
        biddersNow[biddersNowCount++] = owner[output]!;
      }
    }
    counts.events += flits.take(tick) + credits.take(tick);
  }

  function arrive(input: number, flit: number, tick: number): void {
    const count = held[input]!;
    const place = (input << shift) + ((first[input]! + count) & wrap);
    buffer[place] = flit;
    held[input] = count + 1;
    if (count + 1 > bufferHighWater[input]!) bufferHighWater[input] = count + 1;
    if (waits) arrivedTick[place] = tick;
    if (count > 0) return;
    if (state[input] === ACTIVE) {
      biddersNow[biddersNowCount++] = input;
      if (waits) waits.ready(outputOf[input]!, tick);
    } else if (routingDelay === 0) ask(input, tick);
    else heads.push(tick + routingDelay, input, 0);
    if (state[input] === IDLE) state[input] = ASKING;
  }

  /** The head that stands first asks for the output towards its destination. */
  function ask(input: number, tick: number): void {
    const packet = buffer[(input << shift) + first[input]!]! >> FLIT_PACKET_SHIFT;
    const output = routeOutput(fabric, inputRouter[input]!, destination[packet]!);
    packetOf[input] = packet;
    outputOf[input] = output;
    state[input] = ASKING;
    asking[output]! |= 1 << inputBit[input]!;
    if (owner[output]! < 0 && isListed[output] === 0) {
      isListed[output] = 1;
      outputsNow[outputsNowCount++] = output;
    }
    if (waits) {
      waits.ready(output, tick + 1);
      waits.open(input, tick, owner[output]! < 0 ? -1 : packetOf[owner[output]!]!);
    }
  }

  function allocate(tick: number): void {
    const slot = tick & heads.mask;
    const list = heads.slots[slot]!;
    const length = heads.lengths[slot]!;
    for (let k = 0; k < length; k += 2) ask(list[k]!, tick);
    counts.events += heads.take(tick) + outputsNowCount + biddersNowCount;
    grantOutputs(tick);
    sendFlits(tick);
    // Plain swaps: destructuring goes through iterators until it is optimised.
    const outputs = outputsNow;
    outputsNow = outputsNext;
    outputsNext = outputs;
    outputsNowCount = outputsNextCount;
    outputsNextCount = 0;
    const bidders = biddersNow;
    biddersNow = biddersNext;
    biddersNext = bidders;
    biddersNowCount = biddersNextCount;
    biddersNextCount = 0;
  }

  /** VC allocation: each free output goes to the first input that asks at or after its pointer. */
  function grantOutputs(tick: number): void {
    for (let k = 0; k < outputsNowCount; k++) {
      const output = outputsNow[k]!;
      const mask = asking[output]!;
      const from = mask & (-1 << pointer[output]!);
      const lowest = from !== 0 ? from & -from : mask & -mask;
      const port = 31 - Math.clz32(lowest);
      const input = outputInputs[output]! + port;
      isListed[output] = 0;
      asking[output] = mask ^ lowest;
      pointer[output] = port + 1 === outputPorts[output] ? 0 : port + 1;
      owner[output] = input;
      state[input] = ACTIVE;
      biddersNext[biddersNextCount++] = input;
      if (waits) {
        waits.close(input, packetOf[input]!, tick);
        waits.open(input, tick + 1, -1);
        for (let rest = mask ^ lowest; rest !== 0; rest &= rest - 1) {
          const loser = outputInputs[output]! + 31 - Math.clz32(rest & -rest);
          waits.blame(loser, packetOf[input]!);
        }
      }
    }
  }

  /** Switch allocation: every bidder has its output to itself and leaves if there is room behind it. */
  function sendFlits(tick: number): void {
    let hops = 0;
    for (let k = 0; k < biddersNowCount; k++) {
      const input = biddersNow[k]!;
      const output = outputOf[input]!;
      if (credit[output] === 0) {
        waitsForCredit[output] = 1;
        if (waits) waits.blame(input, firstBehind(output));
        continue;
      }
      const at = first[input]!;
      const flit = buffer[(input << shift) + at]!;
      const left = held[input]! - 1;
      credit[output]!--;
      first[input] = (at + 1) & wrap;
      held[input] = left;
      outputFlits[output]!++;
      const target = flitTo[output]!;
      flits.push(tick + flitDelay[output]!, target, flit);
      credits.push(tick + creditDelay[input]!, creditTo[input]!, 0);
      if (target >= 0) hops++;
      if (flit & FLIT_HEAD) routersVisited[flit >> FLIT_PACKET_SHIFT]!++;
      if (waits) {
        if (flit & FLIT_HEAD) waits.close(input, flit >> FLIT_PACKET_SHIFT, tick);
        waits.leave(output, flit >> FLIT_PACKET_SHIFT, tick);
      }
      if (flit & FLIT_TAIL) {
        owner[output] = -1;
        if (asking[output] !== 0) {
          isListed[output] = 1;
          outputsNext[outputsNextCount++] = output;
        }
        if (left === 0) state[input] = IDLE;
        else {
          state[input] = ASKING;
          heads.push(tick + 1 + routingDelay, input, 0);
          if (waits) bookQueueWait(input, flit >> FLIT_PACKET_SHIFT, tick);
        }
      } else if (left > 0) {
        biddersNext[biddersNextCount++] = input;
        if (waits) waits.ready(output, tick + 1);
      }
    }
    counts.flitHops += hops;
  }

  /** The head that comes first now has waited in the buffer for the packet that has just left. */
  function bookQueueWait(input: number, before: number, tick: number): void {
    const place = (input << shift) + first[input]!;
    waits!.book(buffer[place]! >> FLIT_PACKET_SHIFT, tick + 1 - arrivedTick[place]!, before);
  }

  /** The packet that stands first behind `output`, or the last that went there. */
  function firstBehind(output: number): number {
    const input = flitTo[output]!;
    if (input < 0 || held[input] === 0) return waits ? waits.lastOf(output) : -1;
    return buffer[(input << shift) + first[input]!]! >> FLIT_PACKET_SHIFT;
  }

  function standstill(): NocWait[] {
    const found: NocWait[] = [];
    for (let input = 0; input < inputCount; input++) {
      if (held[input] === 0) continue;
      const packet = packetOf[input]!;
      const output = outputOf[input]!;
      const isOwner = owner[output] === input;
      const router = inputRouter[input]!;
      found.push({
        packet,
        source: load!.source[packet]!,
        destination: destination[packet]!,
        place: `router ${router} input ${inputBit[input]}`,
        need: `output ${output - fabric.outputBegin[router]!}`,
        reason: isOwner ? 'full' : 'held',
        holder: isOwner ? firstBehind(output) : packetOf[owner[output]!]!,
      });
    }
    return found;
  }

  return {
    begin: (next) => {
      load = next;
      destination = next.destination;
      routersVisited = times.routersVisited;
      waits?.begin(next.packetCount);
    },
    receive,
    allocate,
    isBusy: () => outputsNowCount > 0 || biddersNowCount > 0,
    nextTick: (tick) => heads.nextTick(tick),
    standstill,
    clear: () => {
      held.fill(0);
      state.fill(IDLE);
      owner.fill(-1);
      asking.fill(0);
      credit.fill(bufferFlits);
      waitsForCredit.fill(0);
      isListed.fill(0);
      heads.clear();
      outputsNowCount = 0;
      biddersNowCount = 0;
    },
  };
}
