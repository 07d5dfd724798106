/** Input of one sample: spikes as columns, sorted by step. */
export interface SpikeInput {
  /** The file's base name without extension. */
  readonly sample: string;
  /** Step of each event, ascending, each in [0, steps). */
  readonly steps: Int32Array;
  /** Index into the concatenation of the network's input populations, in their order. */
  readonly indices: Int32Array;
  /**
   * Events in the same step of the same input; 1 where each event stands alone. On a chip whose spikes
   * carry a payload a count is the payload of one event (0 sends none) and may be negative; others
   * refuse a count below 0.
   */
  readonly counts: Int32Array;
  /** Constant current of each input in every step, for dense frames coded as current; usually absent. */
  readonly currents?: Float64Array;
  readonly droppedEvents: number;
  readonly label?: number;
}
