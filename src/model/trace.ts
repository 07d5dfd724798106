import type { EventKind } from './chip.ts';
import type { NocTrace } from './noc-trace.ts';

/** Integer count of each kind of event. */
export type EventCounts = Record<EventKind, number>;

/**
 * Spikes as columns, sorted by (step, population, index), of a free-running chip then by time. Steps are chip steps of
 * the sample.
 */
export interface SpikeColumns {
  readonly steps: Int32Array;
  readonly populations: Int32Array;
  readonly indices: Int32Array;
  /** Whole picoseconds from the begin of the sample, rounded down; present where the chip runs freely. */
  readonly timesPs?: Float64Array;
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

/**
 * The slowest ways of spikes per step and core, as sparse columns: in `steps[e]` core index `cores[e]` sent a packet
 * over so many links of each kind. Ways that cross no more links of any kind than another one of that step and core are
 * left out: whatever a link costs, the slowest way is among the rest. Sorted by step and core.
 */
export interface FlightColumns {
  readonly steps: Int32Array;
  readonly cores: Int16Array;
  readonly withinTile: Int32Array;
  readonly eastWest: Int32Array;
  readonly northSouth: Int32Array;
  readonly betweenChips: Int32Array;
}

/**
 * Counts of a sample per core, population and kind as sparse columns, sorted in that order: over the populations of a
 * core they add up to its counts. Zero counts are absent.
 */
export interface PopulationCounts {
  readonly cores: Int16Array;
  readonly populations: Int32Array;
  readonly kinds: Int8Array;
  readonly counts: Float64Array;
}

/** Values of one variable of one population after each step: [steps][size]. */
export interface ProbeTrace {
  readonly population: number;
  /** A state variable of the population's neuron model, e.g. u or v. */
  readonly variable: string;
  readonly values: Int32Array;
}

/** Membrane voltages or currents of one analog population at the end of each step: [steps][size]. */
export interface AnalogProbeTrace {
  readonly population: number;
  /** `v` in V, or `i` in A of a log-domain membrane. */
  readonly variable: 'v' | 'i';
  readonly unit: 'V' | 'A';
  readonly values: Float64Array;
}

/** What a free-running chip of analog neurons did in a sample that its network does not ask for. */
export interface ChipArtefacts {
  /** Charge packets that came, from begin to end, while a reset or a comparator's decision held the membrane: lost. */
  readonly heldPackets: number;
  /** Charge packets that came then and flowed on after: a part of each was lost. */
  readonly cutPackets: number;
  /** Threshold crossings that had to wait for the comparator's bandwidth. */
  readonly rateLimited: number;
  /** Neurons that cannot fire on this chip instance, whatever they get. */
  readonly deadNeurons: number;
  /** Packets that were under way when the sample ended: lost where the chip is reset. */
  readonly lateSpikes: number;
}

/** Weights of one learning projection as a sample left them: mantissas, as the chip holds them. */
export interface LearntWeights {
  /** Index into the header's projections. */
  readonly projection: number;
  /** Sorted by (source, target, delay): one entry a synapse. */
  readonly pre: Int32Array;
  readonly post: Int32Array;
  readonly delaySteps: Uint16Array;
  readonly weights: Int16Array;
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
  readonly populationCounts: PopulationCounts;
  readonly steps: StepColumns;
  /** u wraps and v saturations. */
  readonly saturations: number;
  /** Present where asked for. */
  readonly spikes?: SpikeColumns;
  readonly counts?: CountColumns;
  /** Present with `counts`. */
  readonly flights?: FlightColumns;
  readonly probes?: readonly ProbeTrace[];
  readonly analogProbes?: readonly AnalogProbeTrace[];
  /** Present where packets were timed one by one. */
  readonly noc?: NocTrace;
  /** Present where the chip runs freely. */
  readonly artefacts?: ChipArtefacts;
  /** Of the last sample. */
  readonly learnt?: readonly LearntWeights[];
  /** Packets from core index a to b: [coreCount * coreCount]; inputs are not in it. */
  readonly packetsBetweenCores: Float64Array;
}
