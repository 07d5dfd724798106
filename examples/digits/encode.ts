import { PIXEL_COUNT } from './digits.ts';

export interface CodeOptions {
  /** Steps for which a digit is shown. */
  readonly stepCount: number;
  /** Spikes of a white pixel. */
  readonly spikesMax: number;
}

/** The spikes of one digit: `indices[offsets[step] .. offsets[step + 1]]` are the pixels that fire in `step`. */
export interface DigitSpikes {
  /** [stepCount + 1]. */
  readonly offsets: Int32Array;
  /** Pixel indices, ascending within a step. */
  readonly indices: Int32Array;
}

/** Fractions of the golden ratio's multiples fill [0, 1) evenly. */
const GOLDEN_RATIO = 0.6180339887498949;

/**
 * Regular rate code: a pixel of intensity x fires round(x * spikesMax) times at equal distances.
 * Each pixel has its own fixed phase, so that the spikes of a white area do not all fall on one step.
 */
export function encodeDigit(pixels: Float32Array, options: CodeOptions): DigitSpikes {
  const bySteps: number[][] = Array.from({ length: options.stepCount }, () => []);
  for (let index = 0; index < PIXEL_COUNT; index++) {
    const spikeCount = Math.round(pixels[index]! * options.spikesMax);
    const phase = (index * GOLDEN_RATIO) % 1;
    for (let k = 0; k < spikeCount; k++) {
      bySteps[Math.floor(((k + phase) * options.stepCount) / spikeCount)]!.push(index);
    }
  }
  const offsets = new Int32Array(options.stepCount + 1);
  for (const [step, fired] of bySteps.entries()) offsets[step + 1] = offsets[step]! + fired.length;
  return { offsets, indices: Int32Array.from(bySteps.flat()) };
}
