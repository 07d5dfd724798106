/**
 * Sparse counts as two columns of varints. Entries of one step and core form a row. `keys` has one number
 * for each row: the rows (step * cores + core) skipped since the row before, times 2^kinds, plus the set of
 * kinds (one bit each) xor the set of the same core's last row, so that a core that goes on as before
 * costs one byte. `counts` has one number for each entry: the difference to the last count of the same
 * core and kind.
 */
import { EVENT_KINDS } from '../model/chip.ts';
import type { CountColumns } from '../model/trace.ts';
import type { DataFault } from './read-fields.ts';
import { VarintReader, VarintWriter, varintCount } from './varint.ts';

const KINDS = EVENT_KINDS.length;
const KIND_SETS = 2 ** KINDS;
const INT32_MAX = 0x7fffffff;

/** Rows of a sample: a key must stay below 2^53. */
export const ROWS_MAX: number = 2 ** (53 - KINDS);

export interface CountBytes {
  readonly keys: Uint8Array;
  readonly counts: Uint8Array;
}

/** `columns` must be sorted by step, core and kind. */
export function encodeCounts(columns: CountColumns, coreCount: number): CountBytes {
  const { steps, cores, kinds, counts } = columns;
  const keyWriter = new VarintWriter();
  const countWriter = new VarintWriter();
  const lastSets = new Int32Array(coreCount);
  const lastCounts = new Int32Array(coreCount * KINDS);
  let expected = 0;
  for (let e = 0; e < counts.length; ) {
    const core = cores[e]!;
    const row = steps[e]! * coreCount + core;
    let set = 0;
    for (; e < counts.length && steps[e]! * coreCount + cores[e]! === row; e++) {
      const cell = core * KINDS + kinds[e]!;
      set |= 1 << kinds[e]!;
      countWriter.writeSigned(counts[e]! - lastCounts[cell]!);
      lastCounts[cell] = counts[e]!;
    }
    keyWriter.write((row - expected) * KIND_SETS + (set ^ lastSets[core]!));
    lastSets[core] = set;
    expected = row + 1;
  }
  return { keys: keyWriter.finish(), counts: countWriter.finish() };
}

/** Fails where the columns disagree or leave the `stepCount` steps and `coreCount` cores. */
export function countsOf(
  bytes: CountBytes,
  stepCount: number,
  coreCount: number,
  fail: DataFault,
): CountColumns {
  const keyReader = new VarintReader(bytes.keys, 'its count keys', fail);
  const countReader = new VarintReader(bytes.counts, 'its counts', fail);
  const columns = emptyColumns(varintCount(bytes.counts));
  const { steps, cores, kinds, counts } = columns;
  const lastSets = new Int32Array(coreCount);
  const lastCounts = new Int32Array(coreCount * KINDS);
  let [row, e] = [-1, 0];
  while (!keyReader.ended) {
    const key = keyReader.read();
    row += Math.floor(key / KIND_SETS) + 1;
    if (row >= stepCount * coreCount) fail(`its counts pass its ${stepCount} steps`);
    const core = row % coreCount;
    const set = (key % KIND_SETS) ^ lastSets[core]!;
    if (set === 0) fail(`core index ${core} has no counts where some are stated`);
    lastSets[core] = set;
    for (let kind = 0; kind < KINDS; kind++) {
      if ((set & (1 << kind)) === 0) continue;
      if (e >= counts.length) fail('its counts end early');
      const cell = core * KINDS + kind;
      const count = lastCounts[cell]! + countReader.readSigned();
      if (count < 1 || count > INT32_MAX)
        fail(`core index ${core} has ${count} ${EVENT_KINDS[kind]} events`);
      lastCounts[cell] = count;
      steps[e] = (row - core) / coreCount;
      cores[e] = core;
      kinds[e] = kind;
      counts[e++] = count;
    }
  }
  if (!countReader.ended) fail(`it has ${counts.length} counts, its keys are of ${e}`);
  return columns;
}

function emptyColumns(length: number): CountColumns {
  return {
    steps: new Int32Array(length),
    cores: new Int16Array(length),
    kinds: new Int8Array(length),
    counts: new Int32Array(length),
  };
}
