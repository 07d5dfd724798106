import { groupDigits, InputError } from '../../src/support/errors.ts';
import type { AsyncLoad } from './async-load.ts';
import type { AsyncState } from './async-state.ts';
import type { PacketLoad } from './packet-load.ts';

const TICKS_MAX = 2 ** 50;

export function checkColumns(packets: PacketLoad): void {
  const { packetCount, deliveryBegin } = packets;
  if (!Number.isInteger(packetCount) || packetCount < 0 || packetCount > 2 ** 29) {
    throw loadError(`packetCount is ${String(packetCount)}; expected 0 to ${groupDigits(2 ** 29)}`);
  }
  checkLength('deliveryBegin', deliveryBegin.length, packetCount + 1);
  if (deliveryBegin[0] !== 0) throw loadError('deliveryBegin does not begin at 0');
  for (const name of ['source', 'flits', 'createTicks', 'gapTicks'] as const) {
    checkLength(name, packets[name]?.length ?? packetCount, packetCount);
  }
  for (let p = 0; p < packetCount; p++) {
    if (deliveryBegin[p + 1]! <= deliveryBegin[p]!) throw loadError(`packet ${p} has no delivery`);
  }
  const deliveries = deliveryBegin[packetCount]!;
  for (const name of ['destination', 'serviceTicks'] as const) {
    checkLength(name, packets[name]?.length ?? deliveries, deliveries);
  }
}

function checkLength(name: string, length: number, least: number): void {
  if (length >= least) return;
  throw loadError(
    `column ${name} has ${groupDigits(length)} entries, ${groupDigits(least)} needed`,
  );
}

export function checkPacket(state: AsyncState, load: AsyncLoad, p: number): void {
  const { source, flits, createTicks, gapTicks } = load.packets;
  const node = source[p]!;
  if (node < 0 || node >= state.fabric.nodeCount) throw nodeError(state, p, 'source', node);
  if (flits[p]! < 1) throw loadError(`packet ${p} has ${flits[p]} flits; expected 1 or more`);
  if (!isTick(createTicks[p]!)) throw tickError(`createTicks of packet ${p}`, createTicks[p]!);
  if (gapTicks && !isTick(gapTicks[p]!)) throw tickError(`gapTicks of packet ${p}`, gapTicks[p]!);
  const before = load.lastOfSource[node]!;
  if (before >= 0 && createTicks[before]! > createTicks[p]!) {
    throw loadError(
      `packet ${p} of node ${node} exists from tick ${createTicks[p]}, before the one in front of it (packet ${before}, tick ${createTicks[before]})`,
    );
  }
}

export function checkDelivery(state: AsyncState, load: AsyncLoad, p: number, d: number): void {
  const { destination, serviceTicks } = load.packets;
  const node = destination[d]!;
  if (node < 0 || node >= state.fabric.nodeCount) throw nodeError(state, p, 'destination', node);
  if (serviceTicks && !isTick(serviceTicks[d]!)) {
    throw tickError(`serviceTicks of packet ${p}`, serviceTicks[d]!);
  }
}

export function checkMulticast(state: AsyncState, load: AsyncLoad, p: number): void {
  const flits = load.packets.flits[p]!;
  if (flits > state.bufferFlits) throw multicastError(state, p, flits);
}

export function multicastError(state: AsyncState, p: number, flits: number): InputError {
  return new InputError(
    'E_NOC_MULTICAST_BUFFER',
    `packet ${p} has several destinations and ${groupDigits(flits)} flits, but buffers hold ${groupDigits(state.bufferFlits)} (-${groupDigits(flits - state.bufferFlits)}): its branches could wait for each other for ever. Give bufferFlits of ${groupDigits(flits)} or more, or send one packet to each destination.`,
    { packet: p, flits, bufferFlits: state.bufferFlits },
  );
}

function isTick(ticks: number): boolean {
  return ticks >= 0 && ticks <= TICKS_MAX && Math.floor(ticks) === ticks;
}

function tickError(what: string, ticks: number): InputError {
  return loadError(`${what} is ${String(ticks)}; expected a whole number from 0 to 2^50`);
}

function nodeError(state: AsyncState, p: number, what: string, node: number): InputError {
  return loadError(
    `the ${what} of packet ${p} is node ${node}; ${state.fabric.name} has nodes 0 to ${state.fabric.nodeCount - 1}`,
  );
}

function loadError(what: string): InputError {
  return new InputError('E_NOC_LOAD', `packet load: ${what}.`);
}
