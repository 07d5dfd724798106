import { EmulationError, groupDigits, InputError } from '../../src/support/errors.ts';
import type { Fabric } from './fabric.ts';
import type { PacketLoad } from './packet-load.ts';

const PACKETS_MAX = 2 ** 29 - 1;
const FLITS_MAX = 2 ** 20;

/**
 * Throws InputError E_NOC_LOAD where a column does not hold what it should, and EmulationError E_NOC_MULTICAST for
 * packets of several destinations.
 */
export function checkIqLoad(load: PacketLoad, fabric: Fabric): void {
  const { packetCount, source, flits, destination, deliveryBegin, createTicks } = load;
  if (!Number.isInteger(packetCount) || packetCount < 0 || packetCount > PACKETS_MAX) {
    refuse(`packetCount is ${packetCount}; expected 0 to ${groupDigits(PACKETS_MAX)}.`);
  }
  checkLength('source', source, packetCount);
  checkLength('flits', flits, packetCount);
  checkLength('deliveryBegin', deliveryBegin, packetCount + 1);
  checkLength('createTicks', createTicks, packetCount);
  checkLength('destination', destination, packetCount);
  if (load.gapTicks) checkLength('gapTicks', load.gapTicks, packetCount);
  if (load.serviceTicks) checkLength('serviceTicks', load.serviceTicks, packetCount);
  for (let p = 0; p < packetCount; p++) {
    if (deliveryBegin[p] !== p) refuseMulticast(load, p);
    checkNode('source', source[p]!, p, fabric);
    checkNode('destination', destination[p]!, p, fabric);
    if (!(flits[p]! >= 1 && flits[p]! <= FLITS_MAX)) {
      refuse(`packet ${p} has ${flits[p]} flits; expected 1 to ${groupDigits(FLITS_MAX)}.`);
    }
    checkTicks('createTicks', createTicks, p);
    if (load.gapTicks) checkTicks('gapTicks', load.gapTicks, p);
    if (load.serviceTicks) checkTicks('serviceTicks', load.serviceTicks, p);
  }
  if (deliveryBegin[packetCount] !== packetCount) refuseMulticast(load, packetCount - 1);
}

function checkLength(what: string, column: ArrayLike<number>, length: number): void {
  if (column.length >= length) return;
  refuse(`${what} has ${column.length} values; expected ${length} or more.`);
}

function checkNode(what: string, node: number, p: number, { name, nodeCount }: Fabric): void {
  if (node >= 0 && node < nodeCount) return;
  refuse(`packet ${p} has ${what} ${node}, but ${name} has nodes 0 to ${nodeCount - 1}.`);
}

function checkTicks(what: string, ticks: Float64Array, p: number): void {
  const tick = ticks[p]!;
  if (Number.isSafeInteger(tick) && tick >= 0) return;
  refuse(`${what} of packet ${p} is ${tick}; expected a whole number of cycles, 0 or more.`);
}

function refuse(message: string): never {
  throw new InputError('E_NOC_LOAD', `packets of a clocked router: ${message}`);
}

function refuseMulticast({ deliveryBegin }: PacketLoad, packet: number): never {
  const p = Math.max(0, packet);
  const count = (deliveryBegin[p + 1] ?? 0) - (deliveryBegin[p] ?? 0);
  throw new EmulationError(
    'E_NOC_MULTICAST',
    `packet ${p} has ${count} destinations, but the clocked router carries packets to one each; send one packet to each destination, or use the asynchronous router.`,
    { packet: p, destinations: count },
  );
}
