import { groupDigits, InputError } from '../../support/errors.ts';
import type { NpyArray, NpyValues } from '../npy.ts';
import { eventsMax, type SteppedEvents, type TimedEvents } from './event-columns.ts';

/** Events of one or many samples as columns. */
export interface EventSet {
  readonly kind: 'events';
  readonly path: string;
  readonly clock: 'steps' | 'times_s';
  /** [events], steps or seconds. */
  readonly when: NpyValues;
  /** [events]. */
  readonly indices: NpyValues;
  /** [events]; null: 1 each. */
  readonly counts: NpyValues | null;
  /** [samples + 1]; null: all events are one sample. */
  readonly offsets: NpyValues | null;
}

const keys = ['steps', 'times_s', 'indices', 'counts', 'sample_offsets', 'labels'];

/** Whether the archive says that it holds events. */
export function isEventSet(arrays: ReadonlyMap<string, NpyArray>): boolean {
  return arrays.has('indices');
}

/**
 * The compact event set, a `.npz` of one-dimensional arrays:
 * - `indices` [events]: index into the concatenation of the network's inputs;
 * - `steps` [events], or `times_s` [events] in seconds, which are binned like any recording;
 * - `counts` [events], optional: events that a row stands for;
 * - `sample_offsets` [samples + 1], optional: sample k has the rows from sample_offsets[k] up to
 *   sample_offsets[k + 1]; without it all rows are one sample;
 * - `labels` [samples], optional: the class of each sample.
 * Rows need no order within their sample.
 * @throws InputError E_NPZ where keys or lengths do not agree.
 */
export function parseEventSet(arrays: ReadonlyMap<string, NpyArray>, path: string): EventSet {
  for (const [key, array] of arrays) {
    if (!keys.includes(key)) {
      throw setError(
        path,
        `array "${key.slice(0, 40)}" has no meaning in an event set; known are ${keys.join(', ')}.`,
      );
    }
    if (array.shape.length !== 1)
      throw setError(path, `"${key}" has ${array.shape.length} axes; expected 1.`);
  }
  const clock = arrays.has('steps') ? 'steps' : 'times_s';
  const when = arrays.get(clock)?.values;
  const indices = arrays.get('indices')!.values;
  const counts = arrays.get('counts')?.values ?? null;
  const offsets = arrays.get('sample_offsets')?.values ?? null;
  if (when === undefined || (clock === 'steps' && arrays.has('times_s'))) {
    throw setError(path, 'events need either "steps" or "times_s" beside "indices".');
  }
  for (const [key, column] of [
    [clock, when],
    ['counts', counts],
  ] as const) {
    if (column === null || column.length === indices.length) continue;
    throw setError(
      path,
      `"${key}" has ${groupDigits(column.length)} rows, "indices" ${groupDigits(indices.length)}.`,
    );
  }
  if (offsets !== null) checkOffsets(offsets, indices.length, path);
  return { kind: 'events', path, clock, when, indices, counts, offsets };
}

/**
 * The events of sample `position`: with steps, or with times that are still to be binned.
 * @throws InputError E_INPUT_VALUE, E_INPUT_SHAPE naming the row.
 */
export function sampleEvents(
  set: EventSet,
  position: number,
  inputSize: number,
):
  | { readonly kind: 'stepped'; readonly events: SteppedEvents }
  | { readonly kind: 'timed'; readonly events: TimedEvents } {
  const begin = set.offsets === null ? 0 : set.offsets[position]!;
  const end = set.offsets === null ? set.indices.length : set.offsets[position + 1]!;
  if (end - begin > eventsMax) {
    throw new InputError(
      'E_INPUT_SIZE',
      `${set.path}: a sample of ${groupDigits(end - begin)} rows; at most ${groupDigits(eventsMax)}.`,
      { path: set.path },
    );
  }
  const indices = sampleIndices(set, begin, end, inputSize);
  const counts = set.counts === null ? null : sampleCounts(set, set.counts, begin, end);
  const when = sampleTimes(set, begin, end);
  return set.clock === 'steps'
    ? { kind: 'stepped', events: { steps: when, indices, counts } }
    : { kind: 'timed', events: { timesNs: when, indices, counts } };
}

function checkOffsets(offsets: NpyValues, eventCount: number, path: string): void {
  let last = 0;
  for (let k = 0; k < offsets.length; k++) {
    const offset = offsets[k]!;
    if (!Number.isInteger(offset) || offset < last || (k === 0 && offset !== 0)) {
      throw setError(
        path,
        `"sample_offsets" is ${offset} at row ${groupDigits(k)}; it must begin with 0 and never fall.`,
      );
    }
    last = offset;
  }
  if (offsets.length < 2 || last !== eventCount) {
    throw setError(
      path,
      `"sample_offsets" has ${groupDigits(offsets.length)} rows and ends at ${groupDigits(last)}; it must have one row more than ` +
        `there are samples and end at the ${groupDigits(eventCount)} events.`,
    );
  }
}

function sampleIndices(set: EventSet, begin: number, end: number, inputSize: number): Int32Array {
  const indices = new Int32Array(end - begin);
  for (let row = begin; row < end; row++) {
    const index = set.indices[row]!;
    if (!Number.isInteger(index)) throw valueError(set, 'indices', row, index, 'a whole number');
    if (index < 0 || index >= inputSize) {
      throw new InputError(
        'E_INPUT_SHAPE',
        `${set.path}: index ${groupDigits(index)} in row ${groupDigits(row)} is outside the network's ` +
          `${groupDigits(inputSize)} inputs (0 to ${groupDigits(inputSize - 1)}).`,
        { path: set.path, row, index, inputSize },
      );
    }
    indices[row - begin] = index;
  }
  return indices;
}

function sampleCounts(set: EventSet, column: NpyValues, begin: number, end: number): Int32Array {
  const counts = new Int32Array(end - begin);
  for (let row = begin; row < end; row++) {
    const count = column[row]!;
    if (!Number.isInteger(count) || count < 0 || count >= 2 ** 31) {
      throw valueError(set, 'counts', row, count, 'a whole number from 0 to 2^31 - 1');
    }
    counts[row - begin] = count;
  }
  return counts;
}

/** Steps, or nanoseconds where the column holds seconds. */
function sampleTimes(set: EventSet, begin: number, end: number): Float64Array {
  const times = new Float64Array(end - begin);
  const inSteps = set.clock === 'steps';
  for (let row = begin; row < end; row++) {
    const value = set.when[row]!;
    const time = inSteps ? value : value * 1e9;
    if (!(time >= 0 && time <= Number.MAX_SAFE_INTEGER) || (inSteps && !Number.isInteger(time))) {
      const expected = inSteps ? 'a step from 0' : 'a time from 0 s to 104 days';
      throw valueError(set, set.clock, row, value, expected);
    }
    times[row - begin] = time;
  }
  return times;
}

function valueError(
  set: EventSet,
  key: string,
  row: number,
  value: number,
  expected: string,
): InputError {
  return new InputError(
    'E_INPUT_VALUE',
    `${set.path}: "${key}" is ${value} in row ${groupDigits(row)}; expected ${expected}.`,
    { path: set.path, key, row, value },
  );
}

function setError(path: string, text: string): InputError {
  return new InputError('E_NPZ', `${path}: ${text}`, { path });
}
