import type { EventKind } from './chip.ts';

/** Integer count of each kind of event. */
export type EventCounts = Record<EventKind, number>;

/** Spikes as columns, sorted by (step, population, index). Steps are chip steps of the sample. */
export interface SpikeColumns {
  readonly steps: Int32Array;
  readonly populations: Int32Array;
  readonly indices: Int32Array;
}

/** Totals of one step over all cores. Arrays are [stepCount]. */
export interface StepColumns {
  readonly fired: Int32Array;
  readonly updated: Int32Array;
  readonly packets: Int32Array;
  readonly interCorePackets: Int32Array;
  readonly hops: Int32Array;
  readonly synapticEvents: Int32Array;
  readonly inputEvents: Int32Array;
  /** Length of the step on the chip, picosecond; 0 with `--timing none`. */
  readonly stepPs: Float64Array;
  /** Events of each kind over all cores, [stepCount * EVENT_KINDS.length]. */
  readonly kinds: Int32Array;
}

/**
 * Counts per step, core and kind as sparse columns: entry e says that in `steps[e]` core index
 * `cores[e]` (into ProgramImage.cores) saw `counts[e]` events of EVENT_KINDS[`kinds[e]`]. Zero counts are absent.
 */
export interface CountColumns {
  readonly steps: Int32Array;
  readonly cores: Int16Array;
  readonly kinds: Int8Array;
  readonly counts: Int32Array;
}

/** Values of one variable of one population after each step: [steps][size]. */
export interface ProbeTrace {
  readonly population: number;
  /** A state variable of the population's neuron model, e.g. u or v. */
  readonly variable: string;
  readonly values: Int32Array;
}

/** All that happened in one sample. Energy and time are derived from it, never stored beside it. */
export interface SampleTrace {
  readonly sample: string;
  readonly label: number | null;
  /** Input steps; the emulator ran `inputSteps + drainSteps`, or fewer where it left early. */
  readonly inputSteps: number;
  readonly drainSteps: number;
  readonly stepsRun: number;
  readonly inputEvents: number;
  readonly droppedEvents: number;
  /** Spikes of each population inside its own window of input steps (chip step - level); events of inputs. */
  readonly spikesByPopulation: Float64Array;
  /** Spikes of each neuron of the output populations inside the window, concatenated. */
  readonly outputCounts: Int32Array;
  /** Cumulative winner of the outputs after each network step, -1 while none has spiked: [inputSteps]. */
  readonly predictedByStep: Int32Array;
  /** Chip step of the first output spike, -1 where none. */
  readonly firstOutputStep: number;
  /** All spikes of the run, drain steps included. */
  readonly spikeTotal: number;
  /** Per core index: counts of each kind, [coreCount * EVENT_KINDS.length]. */
  readonly coreCounts: Float64Array;
  readonly steps: StepColumns;
  /** u wraps and v saturations. */
  readonly saturations: number;
  /** Present where asked for. */
  readonly spikes?: SpikeColumns;
  readonly counts?: CountColumns;
  readonly probes?: readonly ProbeTrace[];
  /** Packets from core index a to b: [coreCount * coreCount]; inputs are not in it. */
  readonly packetsBetweenCores: Float64Array;
}
