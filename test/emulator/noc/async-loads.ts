/** Loads and options for tests of the asynchronous router, written as rows. */
import type { AsyncOptions } from '../../../emulator/noc/async.ts';
import type { PacketLoad } from '../../../emulator/noc/packet-load.ts';

export interface CastRow {
  readonly source: number;
  readonly destinations: readonly number[];
  readonly flits?: number;
  readonly createTick?: number;
  readonly gapTicks?: number;
  readonly serviceTicks?: number;
}

/** Gaps and service times are columns only where a row has one. A service time holds for all deliveries of a row. */
export function castLoad(rows: readonly CastRow[]): PacketLoad {
  const hasGaps = rows.some(({ gapTicks }) => gapTicks !== undefined);
  const hasService = rows.some(({ serviceTicks }) => serviceTicks !== undefined);
  const deliveryBegin = new Int32Array(rows.length + 1);
  for (const [p, row] of rows.entries()) {
    deliveryBegin[p + 1] = deliveryBegin[p]! + row.destinations.length;
  }
  const services = rows.flatMap((row) => row.destinations.map(() => row.serviceTicks ?? 0));
  return {
    packetCount: rows.length,
    source: Int32Array.from(rows, ({ source }) => source),
    flits: Int32Array.from(rows, ({ flits }) => flits ?? 1),
    deliveryBegin,
    destination: Int32Array.from(rows.flatMap(({ destinations }) => destinations)),
    createTicks: Float64Array.from(rows, ({ createTick }) => createTick ?? 0),
    gapTicks: hasGaps ? Float64Array.from(rows, ({ gapTicks }) => gapTicks ?? 0) : null,
    serviceTicks: hasService ? Float64Array.from(services) : null,
  };
}

export function unicast(source: number, destination: number, rest: Partial<CastRow> = {}): CastRow {
  return { source, destinations: [destination], ...rest };
}

/** Times that tell kinds of links apart; the hand-derived figures of the tests are sums of them. */
export const HAND_OPTIONS: AsyncOptions = {
  links: {
    local: { forwardTicks: 2, cycleTicks: 2 },
    eastWest: { forwardTicks: 10, cycleTicks: 4 },
    northSouth: { forwardTicks: 20, cycleTicks: 6 },
  },
  bufferFlits: 4,
};
