import type { SpikeInput } from '../../model/events.ts';
import { groupDigits, InputError } from '../../support/errors.ts';
import { type ArrayContent, readArrayContent } from './array-content.ts';
import { binTimes, mergeEvents } from './binning.ts';
import { denseEvents } from './dense-array.ts';
import { type SteppedEvents, stepsMax, type TimedEvents } from './event-columns.ts';
import { sampleEvents } from './event-set.ts';
import { codeFrame } from './frame-coding.ts';
import { readRecording1d, readRecording2d } from './recording.ts';
import type { ReadOptions, SampleReading, SampleRef } from './sample.ts';
import { readSampleFile } from './sample-file.ts';
import { readSpikeCsv } from './spike-csv.ts';

/** A sample's events by step, and what else its file says. */
interface RawSample {
  readonly events: SteppedEvents;
  /** Rows of a dense array; null where the last event ends the recording. */
  readonly length: number | null;
  readonly currents: Float64Array | null;
  readonly label: number | null;
  readonly warnings: readonly string[];
}

const plain = { length: null, currents: null, label: null, warnings: [] };

/**
 * Reads one sample as the input of a run: events binned to steps, merged and sorted by (step, index).
 * Indices count through the concatenation of the network's inputs.
 * @throws InputError of the sample's format; E_INPUT_BIN, E_INPUT_SHAPE, E_INPUT_STEPS.
 */
export function readSample(ref: SampleRef, options: ReadOptions): SampleReading {
  checkOptions(options);
  const inputSize = options.inputShapes.reduce(
    (sum, shape) => sum + shape.reduce((product, extent) => product * extent, 1),
    0,
  );
  const raw = readRaw(ref, options, inputSize);
  const mergeOptions = { steps: options.steps ?? raw.length, binValue: options.binValue };
  const merged = mergeEvents(raw.events, inputSize, mergeOptions, placeOf(ref));
  const input: SpikeInput = {
    sample: ref.sample,
    steps: merged.steps,
    indices: merged.indices,
    counts: merged.counts,
    droppedEvents: merged.droppedEvents,
    ...(raw.currents === null ? {} : { currents: raw.currents }),
    ...(raw.label === null ? {} : { label: raw.label }),
  };
  return { input, stepCount: merged.stepCount, warnings: raw.warnings };
}

function checkOptions({ steps, dtS }: ReadOptions): void {
  if (steps !== null && !(Number.isInteger(steps) && steps >= 1 && steps <= stepsMax)) {
    throw new InputError(
      'E_INPUT_STEPS',
      `${steps} steps; expected a whole number from 1 to ${groupDigits(stepsMax)}.`,
      { steps, stepsMax },
    );
  }
  if (!(dtS > 0 && Number.isFinite(dtS))) {
    throw new InputError('E_INPUT_STEPS', `a step of ${dtS} s; expected a time above 0.`, { dtS });
  }
}

function readRaw(ref: SampleRef, options: ReadOptions, inputSize: number): RawSample {
  const { path, format } = ref;
  if (format === 'npy' || format === 'npz') {
    const content = ref.content ?? readArrayContent(path, format, options.inputShapes);
    return { ...readArrays(content, ref, options, inputSize), label: labelOf(content, ref) };
  }
  const bytes = readSampleFile(path);
  if (format === 'csv') return timed(readSpikeCsv(bytes, path, inputSize), ref, options);
  const read = format === 'bs1' ? readRecording1d : readRecording2d;
  const { events, warnings } = read(bytes, path, options.inputShapes);
  return { ...plain, events: binTimes(events, options), warnings };
}

function readArrays(
  content: ArrayContent,
  ref: SampleRef,
  options: ReadOptions,
  inputSize: number,
): RawSample {
  const { data } = content;
  if (data.kind === 'counts') {
    const events = denseEvents(data, ref.position, placeOf(ref));
    return { ...plain, events, length: data.steps };
  }
  if (data.kind === 'frames')
    return { ...plain, ...codeFrame(data, ref.position, options, ref.sample) };
  const set = sampleEvents(data, ref.position, inputSize);
  return set.kind === 'timed' ? timed(set.events, ref, options) : { ...plain, events: set.events };
}

/** Events whose times a user wrote: unlike a camera's clock, their distance from 0 may be meant. */
function timed(events: TimedEvents, ref: SampleRef, options: ReadOptions): RawSample {
  const stepped = binTimes(events, options);
  const shiftSteps = options.binOrigin === 'zero' ? 0 : firstStep(events, options);
  if (shiftSteps === 0) return { ...plain, events: stepped };
  const warning =
    `${ref.sample}: the first event is in step ${groupDigits(shiftSteps)} by its time and was moved to step 0 ` +
    '(--bin-origin first); --bin-origin zero keeps the times.';
  return { ...plain, events: stepped, warnings: [warning] };
}

function firstStep(events: TimedEvents, options: ReadOptions): number {
  const { steps } = binTimes(events, { ...options, binOrigin: 'zero' });
  let first = Infinity;
  for (const step of steps) if (step < first) first = step;
  return Number.isFinite(first) ? first : 0;
}

function labelOf(content: ArrayContent, ref: SampleRef): number | null {
  return content.labels?.[ref.position] ?? null;
}

/** The file, and the sample where it holds many. */
function placeOf({ path, sample, content }: SampleRef): string {
  return content === undefined ? path : `${path}, sample ${sample}`;
}
