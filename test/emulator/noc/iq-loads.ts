/** Loads for tests of the clocked router, written as rows. */
import type { PacketLoad } from '../../../emulator/noc/packet-load.ts';

export interface PacketRow {
  readonly source: number;
  readonly destination: number;
  readonly flits?: number;
  readonly createTick?: number;
  readonly gapTicks?: number;
  readonly serviceTicks?: number;
}

/** Gaps and service times are columns only where a row has one. */
export function loadOf(rows: readonly PacketRow[]): PacketLoad {
  const hasGaps = rows.some(({ gapTicks }) => gapTicks !== undefined);
  const hasService = rows.some(({ serviceTicks }) => serviceTicks !== undefined);
  return {
    packetCount: rows.length,
    source: Int32Array.from(rows, ({ source }) => source),
    destination: Int32Array.from(rows, ({ destination }) => destination),
    flits: Int32Array.from(rows, ({ flits }) => flits ?? 1),
    createTicks: Float64Array.from(rows, ({ createTick }) => createTick ?? 0),
    deliveryBegin: Int32Array.from({ length: rows.length + 1 }, (_, p) => p),
    gapTicks: hasGaps ? Float64Array.from(rows, ({ gapTicks }) => gapTicks ?? 0) : null,
    serviceTicks: hasService
      ? Float64Array.from(rows, ({ serviceTicks }) => serviceTicks ?? 0)
      : null,
  };
}
