/**
 * FlightColumns as varints, five numbers an entry: the rows (step * cores + core) since the entry before, 0 for
 * another way of the same row, then the links of each kind.
 */
import type { FlightColumns } from '../model/trace.ts';
import type { DataFault } from './read-fields.ts';
import { VarintReader, VarintWriter, varintCount } from './varint.ts';

const NUMBERS = 5;
const INT32_MAX = 0x7fffffff;

/** `flights` must be sorted by step and core. */
export function encodeFlights(flights: FlightColumns, coreCount: number): Uint8Array {
  const writer = new VarintWriter();
  let last = -1;
  for (let e = 0; e < flights.steps.length; e++) {
    const row = flights.steps[e]! * coreCount + flights.cores[e]!;
    writer.write(row - last);
    writer.write(flights.withinTile[e]!);
    writer.write(flights.eastWest[e]!);
    writer.write(flights.northSouth[e]!);
    writer.write(flights.betweenChips[e]!);
    last = row;
  }
  return writer.finish();
}

/** Fails where the numbers leave the `stepCount` steps and `coreCount` cores, or no way is long enough to be one. */
export function flightsOf(
  bytes: Uint8Array,
  stepCount: number,
  coreCount: number,
  fail: DataFault,
): FlightColumns {
  const reader = new VarintReader(bytes, 'its flights', fail);
  const numbers = varintCount(bytes);
  if (numbers % NUMBERS !== 0) fail('its flights end early');
  const length = numbers / NUMBERS;
  const column = (): Int32Array => new Int32Array(length);
  const [steps, withinTile, eastWest] = [column(), column(), column()];
  const [northSouth, betweenChips, cores] = [column(), column(), new Int16Array(length)];
  const links = [withinTile, eastWest, northSouth, betweenChips];
  let row = -1;
  for (let e = 0; e < length; e++) {
    row += reader.read();
    if (row < 0 || row >= stepCount * coreCount) fail(`its flights pass its ${stepCount} steps`);
    cores[e] = row % coreCount;
    steps[e] = (row - cores[e]!) / coreCount;
    for (const each of links) {
      const count = reader.read();
      if (count > INT32_MAX) fail(`flight ${e} crosses ${count} links`);
      each[e] = count;
    }
  }
  return { steps, cores, withinTile, eastWest, northSouth, betweenChips };
}
