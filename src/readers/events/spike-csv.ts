import type { SpikeInput } from '../../model/events.ts';
import { groupDigits, InputError } from '../../support/errors.ts';
import { type CsvRow, csvError, parseCsv, parseNumber } from './csv.ts';
import { eventsMax, type TimedEvents } from './event-columns.ts';

const countNames = ['count', 'value'];

/**
 * Events of a CSV `time_s,index`, with a third column `count` (or `value`) where an event stands for
 * several; a header is optional. `inputSize` bounds the indices.
 * @throws InputError E_INPUT_CSV and E_INPUT_SHAPE with file and line, E_INPUT_SIZE.
 */
export function readSpikeCsv(bytes: Uint8Array, path: string, inputSize: number): TimedEvents {
  const rows = parseCsv(bytes, path, { rowsMax: eventsMax, isHeader });
  const timesNs = new Float64Array(rows.capacity);
  const indices = new Int32Array(rows.capacity);
  const counts = new Int32Array(rows.capacity);
  let size = 0;
  let columns = 0;
  for (const row of rows.rows) {
    if (columns === 0) columns = row.fields.length;
    checkColumns(row, columns, path);
    timesNs[size] = eventTimeNs(row, path);
    indices[size] = eventIndex(row, path, inputSize);
    counts[size] = columns === 3 ? eventCount(row, path) : 1;
    size++;
  }
  return {
    timesNs: timesNs.subarray(0, size),
    indices: indices.subarray(0, size),
    counts: columns === 3 ? counts.subarray(0, size) : null,
  };
}

/**
 * `time_s,index` of every event of `input`, a row for each event of a count. Reading it again with
 * the same dt, origin `zero` and `floor` gives the same input.
 */
export function writeEventsCsv(input: SpikeInput, dtS: number): string {
  const lines = ['time_s,index'];
  for (let k = 0; k < input.steps.length; k++) {
    const line = `${stepTimeText(input.steps[k]!, dtS)},${input.indices[k]}`;
    for (let event = 0; event < input.counts[k]!; event++) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

/** The time of a step without the noise of a float product: 3 steps of 0.1 s are 0.3 s. */
function stepTimeText(step: number, dtS: number): string {
  return String(Number((step * dtS).toPrecision(15)));
}

function isHeader(row: CsvRow, path: string): boolean {
  if (parseNumber(row.fields[0]!) !== null || row.fields[0] === '') return false;
  const [time, index, count, ...more] = row.fields;
  const known = count === undefined || countNames.includes(count);
  if (time === 'time_s' && index === 'index' && known && more.length === 0) return true;
  // A word that only looks like a bad number ("nan", "1,5 s") is the fault of a row, not a header.
  if (/^[a-z_]+$/i.test(time!) && !/^[+-]?(nan|inf(inity)?)$/i.test(time!)) {
    throw csvError(
      path,
      row.line,
      `header "${row.fields.join(',').slice(0, 80)}"; expected "time_s,index" (times in seconds) or "time_s,index,count".`,
    );
  }
  return false;
}

function checkColumns(row: CsvRow, columns: number, path: string): void {
  const found = row.fields.length;
  if (found < 2 || found > 3) {
    throw csvError(
      path,
      row.line,
      `${found} ${found === 1 ? 'column' : 'columns'}; expected time_s,index.`,
    );
  }
  if (found !== columns)
    throw csvError(path, row.line, `${found} columns; the rows before have ${columns}.`);
}

function eventTimeNs(row: CsvRow, path: string): number {
  const timeS = parseNumber(row.fields[0]!);
  if (timeS === null || !Number.isFinite(timeS)) {
    throw csvError(path, row.line, `time "${row.fields[0]!.slice(0, 40)}" is not a finite number.`);
  }
  if (timeS < 0)
    throw csvError(path, row.line, `time ${row.fields[0]} s is negative; times count from 0.`);
  if (timeS * 1e9 > Number.MAX_SAFE_INTEGER) {
    throw csvError(
      path,
      row.line,
      `time ${row.fields[0]} s is beyond 104 days; are the times in seconds?`,
    );
  }
  return timeS * 1e9;
}

function eventIndex(row: CsvRow, path: string, inputSize: number): number {
  const index = parseNumber(row.fields[1]!);
  if (index === null || !Number.isInteger(index)) {
    throw csvError(path, row.line, `index "${row.fields[1]!.slice(0, 40)}" is not a whole number.`);
  }
  if (index < 0 || index >= inputSize) {
    throw new InputError(
      'E_INPUT_SHAPE',
      `${path}:${row.line}: index ${groupDigits(index)} is outside the network's ${groupDigits(inputSize)} inputs (0 to ${groupDigits(inputSize - 1)}).`,
      { path, line: row.line, index, inputSize },
    );
  }
  return index;
}

function eventCount(row: CsvRow, path: string): number {
  const count = parseNumber(row.fields[2]!);
  if (count === null || !Number.isInteger(count) || count < 0 || count >= 2 ** 31) {
    throw csvError(
      path,
      row.line,
      `count "${row.fields[2]!.slice(0, 40)}" is not a whole number from 0 to 2^31 - 1.`,
    );
  }
  return count;
}
