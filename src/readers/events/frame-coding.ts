import { groupDigits, InputError } from '../../support/errors.ts';
import { philox } from '../../support/philox.ts';
import type { Frames } from './array-content.ts';
import { hashKey } from './counter-hash.ts';
import { eventsMax, type SteppedEvents } from './event-columns.ts';
import type { FrameCoding } from './sample.ts';

export interface CodedFrame {
  readonly events: SteppedEvents;
  /** [inputs], for the coding `current`. */
  readonly currents: Float64Array | null;
  readonly warnings: readonly string[];
}

export interface FrameOptions {
  readonly coding: FrameCoding;
  /** null is refused: a frame has no length of its own. */
  readonly steps: number | null;
  readonly seed: string;
}

/** Draws of one hash: one input in four steps that follow one another. */
const drawsPerHash = 4;

/**
 * Turns frame `position` into input, with x = gain * value / full scale:
 * - `rate`: a spike in each step with probability clip(x, 0, 1); the draw of (input, step) is word
 *   step mod 4 of Philox keyed by (seed, sample) at counter (input, floor(step / 4)), so it depends on
 *   nothing else;
 * - `latency`: one spike at step round((1 - clip(x, 0, 1)) * (steps - 1)), halves up; none for x <= 0;
 * - `current`: x as it is, in every step.
 * @throws InputError E_INPUT_STEPS, E_INPUT_VALUE (NaN, infinity), E_INPUT_SIZE.
 */
export function codeFrame(
  data: Frames,
  position: number,
  options: FrameOptions,
  sample: string,
): CodedFrame {
  const { steps } = options;
  if (steps === null) {
    throw new InputError(
      'E_INPUT_STEPS',
      `${sample}: a frame has no length of its own; give --steps.`,
      { sample },
    );
  }
  const drive = frameDrive(data, position, options.coding.gain ?? 1, sample);
  if (options.coding.kind === 'current')
    return { events: noEvents(), currents: drive, warnings: [] };
  const warnings = clip(drive, sample);
  const events =
    options.coding.kind === 'rate'
      ? rateEvents(drive, steps, options.seed, sample)
      : latencyEvents(drive, steps);
  return { events, currents: null, warnings };
}

function frameDrive(data: Frames, position: number, gain: number, sample: string): Float64Array {
  const drive = new Float64Array(data.inputSize);
  for (let index = 0; index < drive.length; index++) {
    const value = data.values[position * data.inputSize + index]!;
    drive[index] = (gain * value) / data.fullScale;
    if (!Number.isFinite(drive[index])) {
      throw new InputError(
        'E_INPUT_VALUE',
        `${sample}: input ${groupDigits(index)} of the frame is ${value} (gain ${gain}); expected finite numbers.`,
        { sample, index, value, gain },
      );
    }
  }
  return drive;
}

function clip(drive: Float64Array, sample: string): string[] {
  let clipped = 0;
  for (let index = 0; index < drive.length; index++) {
    const x = drive[index]!;
    if (x >= 0 && x <= 1) continue;
    drive[index] = x < 0 ? 0 : 1;
    clipped++;
  }
  if (clipped === 0) return [];
  return [
    `${sample}: ${groupDigits(clipped)} of ${groupDigits(drive.length)} values lie outside 0 to 1 after scaling and were clipped.`,
  ];
}

function rateEvents(
  drive: Float64Array,
  stepCount: number,
  seed: string,
  sample: string,
): SteppedEvents {
  const active = activeInputs(drive);
  if (active.length * stepCount > eventsMax) {
    throw new InputError(
      'E_INPUT_SIZE',
      `${sample}: ${groupDigits(active.length)} active inputs over ${groupDigits(stepCount)} steps may spike more than ` +
        `${groupDigits(eventsMax)} times; run fewer steps.`,
      { sample, active: active.length, stepCount, eventsMax },
    );
  }
  const steps = new Float64Array(active.length * stepCount);
  const indices = new Int32Array(active.length * stepCount);
  const key = hashKey('rate coding', seed, sample);
  const words = new Uint32Array(drawsPerHash);
  let size = 0;
  for (const index of active) {
    const threshold = drive[index]! * 2 ** 32;
    for (let step = 0; step < stepCount; step++) {
      const draw = step % drawsPerHash;
      if (draw === 0) {
        words.set([index, step / drawsPerHash, 0, 0]);
        philox(words, key);
      }
      if (words[draw]! >= threshold) continue;
      steps[size] = step;
      indices[size++] = index;
    }
  }
  return { steps: steps.slice(0, size), indices: indices.slice(0, size), counts: null };
}

function latencyEvents(drive: Float64Array, stepCount: number): SteppedEvents {
  const indices = activeInputs(drive);
  const steps = Float64Array.from(indices, (index) =>
    Math.round((1 - drive[index]!) * (stepCount - 1)),
  );
  return { steps, indices, counts: null };
}

function activeInputs(drive: Float64Array): Int32Array {
  const active: number[] = [];
  for (let index = 0; index < drive.length; index++) if (drive[index]! > 0) active.push(index);
  return Int32Array.from(active);
}

function noEvents(): SteppedEvents {
  return { steps: new Float64Array(0), indices: new Int32Array(0), counts: null };
}
