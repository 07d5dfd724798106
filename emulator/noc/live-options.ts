import { groupDigits, InputError } from '../../src/support/errors.ts';
import type { OnArrival } from '../live-network.ts';
import type { AsyncOptions } from './async-options.ts';
import type { Fabric } from './fabric.ts';

export interface LiveOptions {
  /** Times and buffers of routers and links; of `zero-load` networks, the times alone count. */
  readonly routers: AsyncOptions;
  /** Flits of packets that say nothing else, 1 or more. */
  readonly flits: number;
  /** Nodes that packets go to: each packet names a range of them. */
  readonly destinations: Int32Array;
  readonly onArrival: OnArrival;
  /**
   * Time that a node works on a packet before it takes the next, by entry of `destinations`, in whole picoseconds; null
   * where nodes take everything at once. Arrivals are reported at its end. In `zero-load` and `ideal` networks
   * packets do not wait for each other here either; in `ideal` ones it takes no time.
   */
  readonly servicePs: Float64Array | null;
  /**
   * Time from there to the circuits, by entry of `destinations`, whole picoseconds, or null: crossings of tiers of a
   * stack. Packets do not wait for each other on it; none in `ideal` networks.
   */
  readonly extraPs: Float64Array | null;
}

const TICKS_MAX = 2 ** 50;

/** Throws InputError E_NOC_OPTION where a column is too short or holds what cannot be. */
export function checkLiveOptions(fabric: Fabric, options: LiveOptions): void {
  const { destinations, flits } = options;
  checkFlits(flits, 'option flits');
  for (let k = 0; k < destinations.length; k++) {
    const node = destinations[k]!;
    if (node >= 0 && node < fabric.nodeCount) continue;
    throw optionError(
      `destinations[${k}] is node ${node}; ${fabric.name} has nodes 0 to ${fabric.nodeCount - 1}`,
    );
  }
  checkTimes('servicePs', options.servicePs, destinations.length);
  checkTimes('extraPs', options.extraPs, destinations.length);
}

function checkTimes(name: string, column: Float64Array | null, length: number): void {
  if (!column) return;
  if (column.length < length) {
    throw optionError(
      `${name} has ${groupDigits(column.length)} entries, ${groupDigits(length)} needed`,
    );
  }
  for (let k = 0; k < length; k++) {
    const ps = column[k]!;
    if (Number.isInteger(ps) && ps >= 0 && ps <= TICKS_MAX) continue;
    throw optionError(`${name}[${k}] is ${String(ps)}; expected a whole number from 0 to 2^50`);
  }
}

export function checkFlits(flits: number, what: string): void {
  if (Number.isInteger(flits) && flits >= 1 && flits < 2 ** 31) return;
  throw optionError(`${what} is ${String(flits)}; expected a whole number of 1 or more`);
}

/** Checks what `send` is given against the network; `workedPs` is the time worked off last. */
export function checkSend(
  fabric: Fabric,
  options: LiveOptions,
  workedPs: number,
  ps: number,
  node: number,
  begin: number,
  end: number,
): void {
  if (!(Number.isSafeInteger(ps) && ps >= workedPs)) throw timeError('send', ps, workedPs);
  if (!(Number.isInteger(node) && node >= 0 && node < fabric.nodeCount)) {
    throw sendError(
      `source ${String(node)} is no node; ${fabric.name} has nodes 0 to ${fabric.nodeCount - 1}`,
    );
  }
  const { length } = options.destinations;
  const isRange = Number.isInteger(begin) && Number.isInteger(end);
  if (!(isRange && begin >= 0 && begin < end && end <= length)) {
    throw sendError(
      `destinations [${String(begin)}, ${String(end)}) are no range of one or more of ${groupDigits(length)} entries`,
    );
  }
}

/** The error of a time that lies behind what is worked off, or is no whole number. */
export function timeError(what: string, ps: number, workedPs: number): InputError {
  return sendError(
    `${what} at ${String(ps)} ps; expected a whole number of picoseconds, not before ${groupDigits(workedPs)} ps (worked off already) and below 2^53`,
  );
}

export function sendError(what: string): InputError {
  return new InputError('E_NOC_LOAD', `live network: ${what}.`);
}

function optionError(what: string): InputError {
  return new InputError('E_NOC_OPTION', `live network: ${what}.`);
}
