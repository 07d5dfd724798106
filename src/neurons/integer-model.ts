/**
 * What every register-level neuron model offers to the integer reference and the emulator. One file per
 * model; the list stands in integer-models.ts, and the conformance suite runs over it.
 */
import type { Registers } from '../model/network.ts';

export type { Registers };

/** One register of a compartment: its field's range and the value it has where a network says nothing. */
export interface RegisterField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly description: string;
}

/** Spikes of one step, written by kernels in ascending order of compartments. */
export interface SpikeBuffer {
  /** Compartments that spiked, [count of the core]; entries from `length` on are stale. */
  readonly fired: Int32Array;
  /** What each spike carries; 1 for binary spikes. */
  readonly payloads: Int32Array;
  /** Written by kernels that `marksUpdates`: 1 for each compartment that counts as updated, else 0, [count]. */
  readonly updates?: Uint8Array;
  length: number;
}

/** What a kernel counted in one call. */
export interface UpdateCounts {
  /** Compartments that had anything to compute. */
  updated: number;
  /** Registers that reached the end of their range (wraps and clips). */
  saturations: number;
}

/** The compartments of one slice or population: registers, state and kernel in one place. */
export interface Compartments {
  readonly count: number;
  /** Back to the initial state. */
  readonly reset: () => void;
  /**
   * One step of all compartments. `inputs` holds, per input channel of the model, the scaled synaptic
   * sum of each compartment, [count]; it is cleared. `step` counts from 1, as the chip's clock does.
   * Appends to `spikes`; adds to `counts`.
   */
  readonly step: (
    inputs: readonly Int32Array[],
    step: number,
    spikes: SpikeBuffer,
    counts: UpdateCounts,
  ) => void;
  /** Values of a state variable now, [count]: a view, valid until the next step. */
  readonly read: (variable: string) => Int32Array;
}

export interface IntegerNeuronModel {
  readonly name: string;
  readonly description: string;
  readonly fields: readonly RegisterField[];
  /** Input channels; most models have one, resonators have a real and an imaginary one. */
  readonly inputs: readonly string[];
  /**
   * True where kernels ask which compartments any event reached, even where the weights add up to 0. Behind the
   * channels `step` is then given one more array, not 0 where an event arrived; kernels clear it.
   */
  readonly arrivals?: boolean;
  /** True for kernels that say which compartments they counted as updated. */
  readonly marksUpdates?: boolean;
  /** State variables that probes may read. */
  readonly variables: readonly string[];
  /** Closed range that a state variable never leaves; where it is absent, that of Int32. */
  readonly ranges?: Readonly<Record<string, readonly [number, number]>>;
  /** True where spikes carry a payload. */
  readonly graded: boolean;
  readonly create: (registers: Registers, count: number) => Compartments;
}
