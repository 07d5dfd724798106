/** Events before binning: `timesNs` from the clock of the recording, in the order of the file. */
export interface TimedEvents {
  readonly timesNs: Float64Array;
  readonly indices: Int32Array;
  /** Events that each row stands for; null: 1 each. */
  readonly counts: Int32Array | null;
}

/** Events with a step each, unsorted; steps may lie past the end of the run. */
export interface SteppedEvents {
  readonly steps: Float64Array;
  readonly indices: Int32Array;
  readonly counts: Int32Array | null;
}

/** Bound on the events of one sample, so that no file can ask for more memory than a machine has. */
export const eventsMax = 50_000_000;
/** Bound on the steps of one sample. */
export const stepsMax = 100_000_000;
