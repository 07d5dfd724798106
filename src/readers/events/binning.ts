import { groupDigits, InputError } from '../../support/errors.ts';
import { type SteppedEvents, stepsMax, type TimedEvents } from './event-columns.ts';
import type { BinOrigin, BinRounding, BinValue } from './sample.ts';

export interface BinOptions {
  readonly dtS: number;
  readonly binOrigin: BinOrigin;
  readonly binRounding: BinRounding;
}

export interface MergeOptions {
  /** null: last step + 1. */
  readonly steps: number | null;
  readonly binValue: BinValue;
}

export interface MergedEvents {
  /** Sorted by (step, index), each pair once. */
  readonly steps: Int32Array;
  readonly indices: Int32Array;
  readonly counts: Int32Array;
  readonly droppedEvents: number;
  readonly stepCount: number;
}

/**
 * The step of each event: (t - origin) / dt, rounded as asked. Where dt is a whole number of
 * nanoseconds, times are taken to the nearest nanosecond and the division is exact, so no float error
 * moves an event (microsecond clocks always take this way). For other dt, a quotient within float
 * error of a whole step counts as that step.
 */
export function binTimes(events: TimedEvents, options: BinOptions): SteppedEvents {
  const { timesNs, indices, counts } = events;
  const dtNs = options.dtS * 1e9;
  const exact = isWhole(dtNs);
  const originNs = options.binOrigin === 'zero' ? 0 : earliest(timesNs);
  const steps = exact
    ? exactSteps(timesNs, Math.round(originNs), Math.round(dtNs), options.binRounding)
    : floatSteps(timesNs, originNs, dtNs, options.binRounding);
  return { steps, indices, counts };
}

/**
 * Drops and counts events at or past `steps`, sorts the others by (step, index) and merges those of
 * the same pair: to their count, to 1 (`binary`), or to an error.
 * `inputSize` bounds the indices; `where` names the sample in messages.
 * @throws InputError E_INPUT_BIN (`error`, or a count beyond 2^31); E_INPUT_STEPS where `steps` is null
 * and the recording is empty or of absurd length.
 */
export function mergeEvents(
  events: SteppedEvents,
  inputSize: number,
  options: MergeOptions,
  where: string,
): MergedEvents {
  const stepCount = options.steps ?? recordingSteps(events, where);
  const kept = sortedKeys(events, inputSize, stepCount);
  const uniqueKeys = unique(kept);
  const counts = countKeys(events, inputSize, stepCount, uniqueKeys, kept.length);
  const steps = new Int32Array(uniqueKeys.length);
  const indices = new Int32Array(uniqueKeys.length);
  const merged = new Int32Array(uniqueKeys.length);
  for (let k = 0; k < uniqueKeys.length; k++) {
    const index = uniqueKeys[k]! % inputSize;
    indices[k] = index;
    steps[k] = (uniqueKeys[k]! - index) / inputSize;
    merged[k] = binContent(counts[k]!, steps[k]!, index, options.binValue, where);
  }
  const droppedEvents = droppedCount(events, stepCount);
  return { steps, indices, counts: merged, droppedEvents, stepCount };
}

/** In units of the float's precision: decimals of 15 digits, as files hold them, lie within. */
const floatSlack = 64;

function isWhole(value: number): boolean {
  const whole = Math.round(value);
  return whole >= 1 && Math.abs(value - whole) <= 4 * Number.EPSILON * whole;
}

function earliest(timesNs: Float64Array): number {
  let least = Infinity;
  for (const timeNs of timesNs) if (timeNs < least) least = timeNs;
  return least === Infinity ? 0 : least;
}

function exactSteps(
  timesNs: Float64Array,
  originNs: number,
  dtNs: number,
  rounding: BinRounding,
): Float64Array {
  const steps = new Float64Array(timesNs.length);
  for (let k = 0; k < steps.length; k++) {
    const sinceNs = Math.round(timesNs[k]!) - originNs;
    const restNs = sinceNs % dtNs;
    const step = (sinceNs - restNs) / dtNs;
    steps[k] = rounding === 'floor' ? step : step + halfEvenCarry(step, 2 * restNs, dtNs);
  }
  return steps;
}

function floatSteps(
  timesNs: Float64Array,
  originNs: number,
  dtNs: number,
  rounding: BinRounding,
): Float64Array {
  const steps = new Float64Array(timesNs.length);
  for (let k = 0; k < steps.length; k++) {
    const quotient = (timesNs[k]! - originNs) / dtNs;
    const slack = (floatSlack * Number.EPSILON * (timesNs[k]! + originNs)) / dtNs;
    const nearest = Math.round(quotient);
    const step = Math.abs(quotient - nearest) <= slack ? nearest : Math.floor(quotient);
    const rest = Math.max(0, quotient - step);
    steps[k] = rounding === 'floor' ? step : step + halfEvenCarry(step, 2 * rest, 1);
  }
  return steps;
}

/** 1 where a step with a rest of `twiceRest / 2` of `whole` rounds up, halves to the even step. */
function halfEvenCarry(step: number, twiceRest: number, whole: number): 0 | 1 {
  if (twiceRest === whole) return step % 2 === 0 ? 0 : 1;
  return twiceRest > whole ? 1 : 0;
}

function recordingSteps(events: SteppedEvents, where: string): number {
  let last = -1;
  for (const step of events.steps) if (step > last) last = step;
  if (last < 0) {
    throw new InputError(
      'E_INPUT_STEPS',
      `${where}: no event, so the length of the recording is unknown; give --steps.`,
      { where },
    );
  }
  if (last >= stepsMax) {
    throw new InputError(
      'E_INPUT_STEPS',
      `${where}: the last event falls in step ${groupDigits(last)}; at most ${groupDigits(stepsMax)} steps are run. ` +
        'Check the unit of the times and --dt, or cut the run with --steps.',
      { where, last, stepsMax },
    );
  }
  return last + 1;
}

/** step * inputSize + index of each event that is kept, ascending; below 2^53 for every real network. */
function sortedKeys(events: SteppedEvents, inputSize: number, stepCount: number): Float64Array {
  const keys = new Float64Array(events.steps.length);
  let size = 0;
  let ascending = true;
  for (let k = 0; k < keys.length; k++) {
    if (events.steps[k]! >= stepCount) continue;
    const key = events.steps[k]! * inputSize + events.indices[k]!;
    if (size > 0 && key < keys[size - 1]!) ascending = false;
    keys[size++] = key;
  }
  const kept = keys.subarray(0, size);
  return ascending ? kept : kept.sort();
}

function unique(sorted: Float64Array): Float64Array {
  const values = new Float64Array(sorted.length);
  let size = 0;
  for (const value of sorted) if (size === 0 || value !== values[size - 1]) values[size++] = value;
  return values.slice(0, size);
}

function countKeys(
  events: SteppedEvents,
  inputSize: number,
  stepCount: number,
  uniqueKeys: Float64Array,
  keptCount: number,
): Float64Array {
  const counts = new Float64Array(uniqueKeys.length);
  if (events.counts === null && uniqueKeys.length === keptCount) return counts.fill(1);
  for (let k = 0; k < events.steps.length; k++) {
    if (events.steps[k]! >= stepCount) continue;
    const slot = lowerBound(uniqueKeys, events.steps[k]! * inputSize + events.indices[k]!);
    counts[slot]! += events.counts === null ? 1 : events.counts[k]!;
  }
  return counts;
}

function lowerBound(sorted: Float64Array, key: number): number {
  let begin = 0;
  let end = sorted.length;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (sorted[middle]! < key) begin = middle + 1;
    else end = middle;
  }
  return begin;
}

function binContent(
  count: number,
  step: number,
  index: number,
  binValue: BinValue,
  where: string,
): number {
  if (binValue === 'binary') return 1;
  if (binValue === 'error' && count > 1) {
    throw new InputError(
      'E_INPUT_BIN',
      `${where}: input ${groupDigits(index)} has ${groupDigits(count)} events in step ${groupDigits(step)}; ` +
        'use --bin-value count or binary, or a shorter --dt.',
      { where, step, index, count },
    );
  }
  if (count >= 2 ** 31) {
    throw new InputError(
      'E_INPUT_BIN',
      `${where}: input ${groupDigits(index)} counts ${groupDigits(count)} events in step ${groupDigits(step)}, beyond 2^31.`,
      { where, step, index, count },
    );
  }
  return count;
}

function droppedCount(events: SteppedEvents, stepCount: number): number {
  let dropped = 0;
  for (let k = 0; k < events.steps.length; k++) {
    if (events.steps[k]! >= stepCount) dropped += events.counts === null ? 1 : events.counts[k]!;
  }
  return dropped;
}
