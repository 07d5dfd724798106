/**
 * Routers with any number of virtual channels. A head asks for every free channel of its class at its output; VC
 * allocation matches lanes of inputs with lanes of outputs, switch allocation inputs with outputs, where an input
 * puts forward for each output the channel that is next in its own round robin. Speculative heads bid for the
 * switch in the cycle in which they ask for a channel, behind channels of their input that have one; the grant is
 * void if no channel with room came with it. Lanes without anything to ask for sleep until it is given back.
 */
import { nextClass } from './fabric.ts';
import { Islip } from './iq-islip.ts';
import { LaneList } from './iq-lane-list.ts';
import { TickRing } from './iq-ring.ts';
import type { IqParts, IqRouters } from './iq-routers.ts';
import { routeOutput } from './iq-routers.ts';
import { FLIT_HEAD, FLIT_PACKET_SHIFT, FLIT_TAIL } from './iq-wires.ts';
import type { PacketLoad } from './packet-load.ts';
import type { NocWait } from './stall.ts';

const IDLE = 0;
const ASKING = 1;
const ACTIVE = 2;

export function createLaneRouters(parts: IqParts): IqRouters {
  const { fabric, options, wires, sources, sinks, times, counts, waits } = parts;
  const { vcCount, bufferFlits, routingDelay, speculative } = options;
  const { inputRouter, inputBegin, inputSource, outputRouter, outputBegin } = fabric;
  const { flits, credits, flitTo, flitDelay, creditTo, creditDelay } = wires;
  const { outputFlits, bufferHighWater } = counts;
  const inputLanes = inputRouter.length * vcCount;
  const outputLanes = outputRouter.length * vcCount;
  const vcsPerClass = vcCount / fabric.classCount;

  /** Per lane of an input: its buffer as a ring, its state, its packet, its output, and the lane of it that it owns. */
  const shift = Math.ceil(Math.log2(bufferFlits));
  const wrap = (1 << shift) - 1;
  const buffer = new Int32Array(inputLanes << shift);
  const arrivedTick = new Float64Array(waits ? buffer.length : 0);
  const first = new Int32Array(inputLanes);
  const held = new Int32Array(inputLanes);
  const state = new Uint8Array(inputLanes);
  const packetOf = new Int32Array(inputLanes);
  const outputOf = new Int32Array(inputLanes);
  const ownLane = new Int32Array(inputLanes);
  const inputOf = Int32Array.from({ length: inputLanes }, (_, lane) => Math.floor(lane / vcCount));
  /** Lanes of its output that a head may have: from, and how many. */
  const laneBegin = new Int32Array(inputLanes);
  const laneCount = new Int32Array(inputLanes);
  /** Per input: flits in all its lanes, and the channel that is first in its round robin. */
  const heldByInput = new Int32Array(inputRouter.length);
  const vcPointer = new Int32Array(inputRouter.length);
  /** Per lane of an output: its owner or -1, free places behind it, and whether its owner waits for one. */
  const owner = new Int32Array(outputLanes).fill(-1);
  const credit = new Int32Array(outputLanes).fill(bufferFlits);
  const waitsForCredit = new Uint8Array(outputLanes);
  /** Per output: the lanes that sleep until one of its channels is free, as a chain. */
  const sleepers = new Int32Array(outputRouter.length).fill(-1);
  const nextSleeper = new Int32Array(inputLanes);

  const inputPlace = placesOf(inputRouter, inputBegin);
  const outputPlace = placesOf(outputRouter, outputBegin);
  const inputPorts = portsOf(inputRouter, inputBegin);
  const outputPorts = portsOf(outputRouter, outputBegin);
  // An input of a router has as many outputs to ask for as the router has, and the other way round.
  const switches = new Islip(inputPlace, inputPorts, outputPlace, outputPorts, 2 * vcCount);
  const channels = new Islip(
    lanesOf(inputPlace, vcCount),
    spread(inputPorts, vcCount),
    lanesOf(outputPlace, vcCount),
    spread(outputPorts, vcCount),
    1,
  );
  const askers = new LaneList(inputLanes);
  const bidders = new LaneList(inputLanes);
  const heads = new TickRing(routingDelay + 1);
  let load: PacketLoad | null = null;

  function receive(tick: number): void {
    const slot = tick & flits.mask;
    const list = flits.slots[slot]!;
    const length = flits.lengths[slot]!;
    for (let k = 0; k < length; k += 2) {
      const lane = list[k]!;
      if (lane >= 0) arrive(lane, list[k + 1]!, tick);
      else sinks.arrive(-1 - lane, list[k + 1]!, tick);
    }
    const returned = credits.slots[slot]!;
    const returnedLength = credits.lengths[slot]!;
    for (let k = 0; k < returnedLength; k += 2) {
      const lane = returned[k]!;
      if (lane < 0) {
        sources.credit(-1 - lane);
        continue;
      }
      credit[lane]!++;
      if (waitsForCredit[lane] === 1) {
        waitsForCredit[lane] = 0;
        bidders.addNow(owner[lane]!);
      }
    }
    counts.events += flits.take(tick) + credits.take(tick);
  }

  function arrive(lane: number, flit: number, tick: number): void {
    const count = held[lane]!;
    const input = inputOf[lane]!;
    const place = (lane << shift) + ((first[lane]! + count) & wrap);
    buffer[place] = flit;
    held[lane] = count + 1;
    const total = ++heldByInput[input]!;
    if (total > bufferHighWater[input]!) bufferHighWater[input] = total;
    if (waits) arrivedTick[place] = tick;
    if (count > 0) return;
    if (state[lane] === ACTIVE) {
      bidders.addNow(lane);
      if (waits) waits.ready(outputOf[lane]!, tick);
    } else if (routingDelay === 0) ask(lane, tick);
    else heads.push(tick + routingDelay, lane, 0);
    if (state[lane] === IDLE) state[lane] = ASKING;
  }

  /** The head that stands first will ask for channels of the output towards its destination. */
  function ask(lane: number, tick: number): void {
    const packet = buffer[(lane << shift) + first[lane]!]! >> FLIT_PACKET_SHIFT;
    const input = inputOf[lane]!;
    const output = routeOutput(fabric, inputRouter[input]!, load!.destination[packet]!);
    packetOf[lane] = packet;
    outputOf[lane] = output;
    state[lane] = ASKING;
    laneBegin[lane] = output * vcCount;
    laneCount[lane] = vcCount;
    // Nothing waits behind an ejection, so any channel will do there.
    if (vcsPerClass < vcCount && flitTo[output]! >= 0) {
      const fromClass = Math.floor((lane - input * vcCount) / vcsPerClass);
      const toClass = nextClass(fabric, Math.max(-1, inputSource[input]!), fromClass, output);
      laneBegin[lane]! += toClass * vcsPerClass;
      laneCount[lane] = vcsPerClass;
    }
    askers.addNow(lane);
    if (waits) {
      waits.ready(output, speculative ? tick : tick + 1);
      waits.open(lane, tick, -1);
    }
  }

  function allocate(tick: number): void {
    const slot = tick & heads.mask;
    const list = heads.slots[slot]!;
    const length = heads.lengths[slot]!;
    for (let k = 0; k < length; k += 2) ask(list[k]!, tick);
    counts.events += heads.take(tick) + askers.count + bidders.count;
    // All requests of the cycle are made before any of its grants takes effect.
    requestChannels();
    requestSwitch();
    channels.match();
    switches.match();
    takeChannels(tick);
    sendFlits(tick);
    askers.turn();
    bidders.turn();
  }

  function requestChannels(): void {
    let kept = 0;
    for (let k = 0; k < askers.count; k++) {
      const lane = askers.now[k]!;
      const begin = laneBegin[lane]!;
      const end = begin + laneCount[lane]!;
      let isFree = false;
      let hasRoom = false;
      for (let target = begin; target < end; target++) {
        if (owner[target]! >= 0) continue;
        isFree = true;
        if (credit[target]! > 0) hasRoom = true;
        channels.request(lane, target, 0, lane);
      }
      if (isFree) {
        askers.now[kept++] = lane;
        if (speculative && hasRoom) bid(lane, vcCount);
      } else sleep(lane);
    }
    askers.count = kept;
  }

  function sleep(lane: number): void {
    const output = outputOf[lane]!;
    nextSleeper[lane] = sleepers[output]!;
    sleepers[output] = lane;
    if (waits) waits.blame(lane, packetOf[owner[laneBegin[lane]!]!]!);
  }

  function requestSwitch(): void {
    let kept = 0;
    for (let k = 0; k < bidders.count; k++) {
      const lane = bidders.now[k]!;
      const own = ownLane[lane]!;
      if (credit[own]! > 0) {
        bidders.now[kept++] = lane;
        bid(lane, 0);
      } else {
        waitsForCredit[own] = 1;
        if (waits) waits.blame(lane, firstBehind(own));
      }
    }
    bidders.count = kept;
  }

  function bid(lane: number, rankBegin: number): void {
    const input = inputOf[lane]!;
    let turn = lane - input * vcCount - vcPointer[input]!;
    if (turn < 0) turn += vcCount;
    switches.request(input, outputOf[lane]!, rankBegin + turn, lane);
  }

  /** Gives channels to the askers that were matched; the others ask again. */
  function takeChannels(tick: number): void {
    for (let k = 0; k < askers.count; k++) {
      const lane = askers.now[k]!;
      const target = channels.outputOf[lane]!;
      if (target < 0) {
        askers.addNext(lane);
        if (waits) waits.blame(lane, packetOf[channels.labelOf[laneBegin[lane]!]!]!);
        continue;
      }
      owner[target] = lane;
      ownLane[lane] = target;
      state[lane] = ACTIVE;
      if (speculative) bidders.addNow(lane);
      else bidders.addNext(lane);
      if (waits) {
        waits.close(lane, packetOf[lane]!, tick);
        waits.open(lane, tick + 1, -1);
      }
    }
  }

  /** Sends a flit of each lane that has the switch; the others bid again. */
  function sendFlits(tick: number): void {
    for (let k = 0; k < switches.matchedCount; k++) {
      const input = switches.matched[k]!;
      const winner = switches.labelOf[switches.outputOf[input]!]!;
      const vc = winner - input * vcCount;
      vcPointer[input] = vc + 1 === vcCount ? 0 : vc + 1;
    }
    for (let k = 0; k < bidders.count; k++) {
      const lane = bidders.now[k]!;
      const output = outputOf[lane]!;
      const isMatched = switches.outputOf[inputOf[lane]!] === output;
      if (isMatched && switches.labelOf[output] === lane && credit[ownLane[lane]!]! > 0) {
        send(lane, tick);
      } else {
        bidders.addNext(lane);
        if (waits) waits.blame(lane, winnerOver(lane));
      }
    }
  }

  /** The packet that has the switch instead: of the same input, or else at the same output. */
  function winnerOver(lane: number): number {
    const matched = switches.outputOf[inputOf[lane]!]!;
    return packetOf[switches.labelOf[matched < 0 ? outputOf[lane]! : matched]!]!;
  }

  function send(lane: number, tick: number): void {
    const input = inputOf[lane]!;
    const output = outputOf[lane]!;
    const own = ownLane[lane]!;
    const flit = buffer[(lane << shift) + first[lane]!]!;
    const packet = flit >> FLIT_PACKET_SHIFT;
    const vc = lane - input * vcCount;
    credit[own]!--;
    first[lane] = (first[lane]! + 1) & wrap;
    const left = --held[lane]!;
    heldByInput[input]!--;
    outputFlits[output]!++;
    const ownVc = own - output * vcCount;
    const target = flitTo[output]!;
    flits.push(tick + flitDelay[output]!, target >= 0 ? target + ownVc : target - ownVc, flit);
    const upstream = creditTo[input]!;
    credits.push(tick + creditDelay[input]!, upstream >= 0 ? upstream + vc : upstream - vc, 0);
    if (target >= 0) counts.flitHops++;
    if (flit & FLIT_HEAD) times.routersVisited[packet]!++;
    if (waits) {
      if (flit & FLIT_HEAD) waits.close(lane, packet, tick);
      waits.leave(output, packet, tick);
    }
    if (flit & FLIT_TAIL) {
      release(own, output);
      if (left === 0) state[lane] = IDLE;
      else {
        state[lane] = ASKING;
        heads.push(tick + 1 + routingDelay, lane, 0);
        if (waits) bookQueueWait(lane, packet, tick);
      }
    } else if (left > 0) {
      bidders.addNext(lane);
      if (waits) waits.ready(output, tick + 1);
    }
  }

  /** Frees a channel; those that sleep for one of this output ask in the next cycle. */
  function release(target: number, output: number): void {
    owner[target] = -1;
    for (let lane = sleepers[output]!; lane >= 0; lane = nextSleeper[lane]!) askers.addNext(lane);
    sleepers[output] = -1;
  }

  function bookQueueWait(lane: number, before: number, tick: number): void {
    const place = (lane << shift) + first[lane]!;
    waits!.book(buffer[place]! >> FLIT_PACKET_SHIFT, tick + 1 - arrivedTick[place]!, before);
  }

  /** The packet that stands first behind a lane of an output, or the last that left by the output. */
  function firstBehind(own: number): number {
    const output = Math.floor(own / vcCount);
    const lane = flitTo[output]! + own - output * vcCount;
    if (flitTo[output]! < 0 || held[lane] === 0) return waits ? waits.lastOf(output) : -1;
    return buffer[(lane << shift) + first[lane]!]! >> FLIT_PACKET_SHIFT;
  }

  function standstill(): NocWait[] {
    const found: NocWait[] = [];
    for (let lane = 0; lane < inputLanes; lane++) {
      if (held[lane] === 0) continue;
      const packet = packetOf[lane]!;
      const input = inputOf[lane]!;
      const isOwner = state[lane] === ACTIVE;
      found.push({
        packet,
        source: load!.source[packet]!,
        destination: load!.destination[packet]!,
        place: `router ${inputRouter[input]} input ${inputPlace[input]} channel ${lane - input * vcCount}`,
        need: `output ${outputPlace[outputOf[lane]!]}`,
        reason: isOwner ? 'full' : 'held',
        holder: isOwner ? firstBehind(ownLane[lane]!) : packetOf[owner[laneBegin[lane]!]!]!,
      });
    }
    return found;
  }

  return {
    begin: (next) => {
      load = next;
      waits?.begin(next.packetCount);
    },
    receive,
    allocate,
    isBusy: () => askers.count > 0 || bidders.count > 0,
    nextTick: (tick) => heads.nextTick(tick),
    standstill,
    clear: () => {
      held.fill(0);
      heldByInput.fill(0);
      state.fill(IDLE);
      owner.fill(-1);
      credit.fill(bufferFlits);
      waitsForCredit.fill(0);
      sleepers.fill(-1);
      heads.clear();
      askers.clear();
      bidders.clear();
      channels.clear();
      switches.clear();
    },
  };
}

/** Place of each port within its router. */
function placesOf(router: Int32Array, begin: Int32Array): Int32Array {
  return router.map((r, port) => port - begin[r]!);
}

/** Ports of the router of each port. */
function portsOf(router: Int32Array, begin: Int32Array): Int32Array {
  return router.map((r) => begin[r + 1]! - begin[r]!);
}

/** Places of the lanes of ports that have places. */
function lanesOf(places: Int32Array, vcCount: number): Int32Array {
  return Int32Array.from(
    { length: places.length * vcCount },
    (_, lane) => places[Math.floor(lane / vcCount)]! * vcCount + (lane % vcCount),
  );
}

/** Counts of ports as counts of lanes, for each lane. */
function spread(ports: Int32Array, vcCount: number): Int32Array {
  return Int32Array.from(
    { length: ports.length * vcCount },
    (_, lane) => ports[Math.floor(lane / vcCount)]! * vcCount,
  );
}
