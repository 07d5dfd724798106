/** A run as its .loomtrace file holds it: all that pricing needs, and nothing that can be derived. */
import { EVENT_KINDS } from '../model/chip.ts';
import type { ImageHeader } from '../model/program.ts';
import type {
  CountColumns,
  FlightColumns,
  PopulationCounts,
  SampleTrace,
  StepColumns,
} from '../model/trace.ts';
import { groupDigits, InputError } from '../support/errors.ts';

/** How a run was made, beyond its image. */
export interface RunChoices {
  readonly pace: 'fast' | 'realtime';
  readonly timing: 'none' | 'analytic' | 'detailed' | 'cycle';
  /** Whether the host resets the chip between samples. */
  readonly resets: boolean;
}

/** Packets from core index `sources[k]` to `targets[k]`, sorted by (source, target); pairs without any are absent. */
export interface PacketPairs {
  readonly sources: Int32Array;
  readonly targets: Int32Array;
  readonly packets: Float64Array;
}

/** Fields have the meaning that they have in SampleTrace; `ByStep` arrays of the chip are [stepsRun]. */
export interface RecordedSample {
  readonly sample: string;
  readonly label: number | null;
  readonly inputSteps: number;
  readonly drainSteps: number;
  readonly stepsRun: number;
  /** The barrier is not in it: it closes once a step. */
  readonly counts: CountColumns;
  readonly flights: FlightColumns;
  readonly populationCounts: PopulationCounts;
  readonly stepPs: Float64Array;
  readonly inputEventsByStep: Int32Array;
  /** Hops of the packets of cores; the hops of inputs are in `counts` only. */
  readonly hopsByStep: Int32Array;
  readonly interCorePacketsByStep: Int32Array;
  readonly packetsBetweenCores: PacketPairs;
  readonly saturations: number;
  readonly droppedEvents: number;
  readonly outputCounts: Int32Array;
  readonly spikesByPopulation: Float64Array;
  /** [inputSteps] */
  readonly predictedByStep: Int32Array;
  readonly firstOutputStep: number;
}

export interface RecordedRun extends RunChoices {
  /** Of the image that was run; `parameterSet` is the one that the run was priced and timed with. */
  readonly header: ImageHeader;
  /** Physical core of each core index. */
  readonly cores: Int32Array;
  /** Neurons whose counts the host reads at the end of a sample. */
  readonly outputNeurons: number;
  readonly samples: readonly RecordedSample[];
}

const KINDS = EVENT_KINDS.length;
const SYNAPSE_KINDS: readonly number[] = (
  ['synapseDense', 'synapseSparse', 'synapseConv'] as const
).map((kind) => EVENT_KINDS.indexOf(kind));

/** Core pairs that are spread out at most: 1 GiB. */
const PAIRS_MAX = 2 ** 27;

export function outputNeuronsOf({ outputs, populations }: ImageHeader): number {
  return outputs.reduce((sum, p) => sum + populations[p]!.size, 0);
}

/**
 * The trace that the emulator gave for this sample, without spikes and probes, so that it can be
 * accounted for again. Throws InputError `E_TRACE_SIZE` where the cores are too many to spread out.
 */
export function expandSample(recorded: RecordedSample, coreCount: number): SampleTrace {
  checkPairCount(recorded, coreCount);
  const pairs = expandPairs(recorded.packetsBetweenCores, coreCount);
  return { ...expandCounts(recorded, coreCount), packetsBetweenCores: pairs };
}

function checkPairCount(recorded: RecordedSample, coreCount: number): void {
  if (coreCount ** 2 > PAIRS_MAX) {
    throw new InputError(
      'E_TRACE_SIZE',
      `sample "${recorded.sample}": ${groupDigits(coreCount)} cores have ${groupDigits(coreCount ** 2)} pairs, ` +
        `at most ${groupDigits(PAIRS_MAX)} are spread out; use the sparse columns`,
    );
  }
}

/** The same without the packets between cores, which no account reads: the field is empty. */
export function expandCounts(recorded: RecordedSample, coreCount: number): SampleTrace {
  const steps = expandSteps(recorded);
  return {
    sample: recorded.sample,
    label: recorded.label,
    inputSteps: recorded.inputSteps,
    drainSteps: recorded.drainSteps,
    stepsRun: recorded.stepsRun,
    inputEvents: total(steps.inputEvents),
    droppedEvents: recorded.droppedEvents,
    spikesByPopulation: recorded.spikesByPopulation,
    outputCounts: recorded.outputCounts,
    predictedByStep: recorded.predictedByStep,
    firstOutputStep: recorded.firstOutputStep,
    spikeTotal: total(steps.fired),
    coreCounts: coreCountsOf(recorded.counts, coreCount),
    steps,
    saturations: recorded.saturations,
    counts: recorded.counts,
    flights: recorded.flights,
    populationCounts: recorded.populationCounts,
    packetsBetweenCores: new Float64Array(0),
  };
}

function expandSteps(recorded: RecordedSample): StepColumns {
  const { stepsRun, counts } = recorded;
  const kinds = new Int32Array(stepsRun * KINDS);
  for (let e = 0; e < counts.counts.length; e++) {
    kinds[counts.steps[e]! * KINDS + counts.kinds[e]!]! += counts.counts[e]!;
  }
  const column = (kind: number): Int32Array =>
    Int32Array.from({ length: stepsRun }, (_, step) => kinds[step * KINDS + kind]!);
  const synapses = SYNAPSE_KINDS.map(column);
  return {
    fired: column(EVENT_KINDS.indexOf('neuronSpike')),
    updated: column(EVENT_KINDS.indexOf('neuronUpdate')),
    packets: column(EVENT_KINDS.indexOf('axonOut')),
    interCorePackets: recorded.interCorePacketsByStep,
    hops: recorded.hopsByStep,
    synapticEvents: synapses[0]!.map(
      (events, step) => events + synapses[1]![step]! + synapses[2]![step]!,
    ),
    inputEvents: recorded.inputEventsByStep,
    stepPs: recorded.stepPs,
    kinds,
  };
}

function coreCountsOf(counts: CountColumns, coreCount: number): Float64Array {
  const coreCounts = new Float64Array(coreCount * KINDS);
  for (let e = 0; e < counts.counts.length; e++) {
    coreCounts[counts.cores[e]! * KINDS + counts.kinds[e]!]! += counts.counts[e]!;
  }
  return coreCounts;
}

function expandPairs(pairs: PacketPairs, coreCount: number): Float64Array {
  const dense = new Float64Array(coreCount * coreCount);
  for (let k = 0; k < pairs.packets.length; k++) {
    dense[pairs.sources[k]! * coreCount + pairs.targets[k]!] = pairs.packets[k]!;
  }
  return dense;
}

function total(values: Int32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
