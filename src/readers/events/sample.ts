import type { SpikeInput } from '../../model/events.ts';
import type { ArrayContent } from './array-content.ts';

export type SampleFormat = 'bs1' | 'bs2' | 'csv' | 'npy' | 'npz';

/** One sample that can be read: a file, or one of the samples inside a file of arrays. */
export interface SampleRef {
  /** The file's base name without extension; `${base}-${k}` (from 0) where a file has a sample axis. */
  readonly sample: string;
  readonly path: string;
  readonly format: SampleFormat;
  /** Which sample of the file. */
  readonly position: number;
  /** Content of a file of many samples, shared by all of them; absent where it is read when needed. */
  readonly content?: ArrayContent;
}

export interface SampleList {
  readonly samples: readonly SampleRef[];
  readonly warnings: readonly string[];
}

/** `first`: the earliest event of the sample is time 0. `zero`: times count from 0 as they are. */
export type BinOrigin = 'first' | 'zero';
/** Half steps go up or down to the even step in `nearest-even`. */
export type BinRounding = 'floor' | 'nearest-even';
/** What several events of one input in one step become: their count, 1, or an error. */
export type BinValue = 'count' | 'binary' | 'error';

/**
 * How a frame of real values drives its inputs over the steps; x = gain * value / full scale.
 * `rate`: a spike in each step with probability x. `latency`: one spike at step
 * round((1 - x) (steps - 1)), none for x = 0. `current`: the constant current x in every step.
 */
export interface FrameCoding {
  readonly kind: 'rate' | 'latency' | 'current';
  /** Default 1. */
  readonly gain?: number;
}

export interface ReadOptions {
  /** null: as long as the recording. */
  readonly steps: number | null;
  readonly dtS: number;
  /** Shape of each input population of the network, in order. */
  readonly inputShapes: readonly (readonly number[])[];
  readonly binOrigin: BinOrigin;
  readonly binRounding: BinRounding;
  readonly binValue: BinValue;
  readonly coding: FrameCoding;
  readonly seed: string;
}

export interface SampleReading {
  readonly input: SpikeInput;
  /** `options.steps`, or the length of the recording: its last step + 1, or the rows of a dense array. */
  readonly stepCount: number;
  readonly warnings: readonly string[];
}
