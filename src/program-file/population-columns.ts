/** PopulationCounts as varints: each key as the gap to the one before, then its count. */
import { EVENT_KINDS } from '../model/chip.ts';
import type { PopulationCounts } from '../model/trace.ts';
import type { DataFault } from './read-fields.ts';
import { VarintReader, VarintWriter, varintCount } from './varint.ts';

const KINDS = EVENT_KINDS.length;

/** `columns` must be sorted by core, population and kind. */
export function encodePopulationCounts(
  { cores, populations, kinds, counts }: PopulationCounts,
  populationCount: number,
): Uint8Array {
  const writer = new VarintWriter();
  let expected = 0;
  for (let e = 0; e < counts.length; e++) {
    const key = (cores[e]! * populationCount + populations[e]!) * KINDS + kinds[e]!;
    writer.write(key - expected);
    writer.write(counts[e]!);
    expected = key + 1;
  }
  return writer.finish();
}

/** Fails where a key leaves the cores and populations or a count is 0. */
export function populationCountsOf(
  bytes: Uint8Array,
  coreCount: number,
  populationCount: number,
  fail: DataFault,
): PopulationCounts {
  const reader = new VarintReader(bytes, 'its counts by population', fail);
  const numbers = varintCount(bytes);
  if (numbers % 2 !== 0) fail('its counts by population end early');
  const length = numbers / 2;
  const columns = {
    cores: new Int16Array(length),
    populations: new Int32Array(length),
    kinds: new Int8Array(length),
    counts: new Float64Array(length),
  };
  let key = -1;
  for (let e = 0; e < length; e++) {
    key += reader.read() + 1;
    if (key >= coreCount * populationCount * KINDS) {
      fail(`its counts by population pass its ${coreCount} cores`);
    }
    const row = Math.floor(key / KINDS);
    columns.kinds[e] = key % KINDS;
    columns.populations[e] = row % populationCount;
    columns.cores[e] = Math.floor(row / populationCount);
    columns.counts[e] = reader.read();
    if (columns.counts[e] === 0) fail('a count by population is 0');
  }
  return columns;
}
