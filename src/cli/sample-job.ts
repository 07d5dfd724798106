/** One sample's work, the same in the main thread and in a worker: emulate, refer, compare. */
import { createEmulator, type EmulationOptions } from '../../emulator/emulate.ts';
import { windowPs } from '../../emulator/free-running.ts';
import { type TimingDamage, timingDamage } from '../../emulator/timing-damage.ts';
import type { ParameterSet } from '../model/chip.ts';
import type { SpikeInput } from '../model/events.ts';
import type { QuantNet, Schedule } from '../model/mapping.ts';
import type { NormalNetwork } from '../model/network.ts';
import type { ProgramImage } from '../model/program.ts';
import type { SimulationOptions } from '../model/simulation.ts';
import type { SampleTrace, SpikeColumns } from '../model/trace.ts';
import { alignByLevel, compareRasters, type RasterDifference } from '../reference/compare.ts';
import { type ReferenceOutcome, winner } from '../reference/outcome.ts';
import { createFloatSimulator } from '../reference/simulate.ts';
import { createIntegerSimulator } from '../reference/simulate-quant.ts';

/** A chip run; `reference` is present where `--compare` was asked for. */
export interface EmulateJob {
  readonly kind: 'emulate';
  readonly image: ProgramImage;
  readonly set: ParameterSet;
  readonly emulation: EmulationOptions;
  readonly keepSpikes: 'all' | 'first' | 'none';
  /** Keep the spikes of each neuron, which needs `recordSpikes`. */
  readonly keepNeuronCounts?: boolean;
  readonly reference: ReferenceJob | null;
}

export interface ReferenceJob {
  readonly quantNet: QuantNet;
  /** Null where the network is already in registers and has no real-valued equations. */
  readonly float: {
    readonly normal: NormalNetwork;
    readonly schedule: Schedule;
    readonly simulation: SimulationOptions;
  } | null;
}

/** A chip-free float64 run. */
export interface SimulateJob {
  readonly kind: 'simulate';
  readonly normal: NormalNetwork;
  readonly schedule: Schedule;
  readonly simulation: SimulationOptions;
  readonly steps: number;
  readonly carryState: boolean;
}

export type SampleJob = EmulateJob | SimulateJob;

export interface SampleComparison {
  /** Null where the chip runs freely: its spikes have no steps that an integer reference could tell. */
  readonly mapping: RasterDifference | null;
  /** Against the same circuits with an ideal router; present where `mapping` is null. */
  readonly timing: TimingDamage | null;
  readonly quantization: RasterDifference | null;
  readonly floatPredicted: number | null;
  readonly integerPredicted: number | null;
}

export interface SampleResult {
  /** Position in the list of samples. */
  readonly position: number;
  /** What was fed in, kept beside recorded spikes. */
  readonly input: SpikeInput | null;
  readonly trace: SampleTrace | null;
  /** Spikes of each neuron, populations one after the other; where they were asked for. */
  readonly neuronCounts?: Int32Array;
  readonly outcome: ReferenceOutcome | null;
  readonly comparison: SampleComparison | null;
}

/** Feeds one sample; results come out in order through `onResult`, a streamed one only when its spikes are through. */
export type SampleFeed = (position: number, input: SpikeInput, last: boolean) => void;

export function createSampleFeed(
  job: SampleJob,
  onResult: (result: SampleResult) => void,
): SampleFeed {
  return job.kind === 'simulate' ? simulateFeed(job, onResult) : emulateFeed(job, onResult);
}

function simulateFeed(job: SimulateJob, onResult: (result: SampleResult) => void): SampleFeed {
  const simulator = createFloatSimulator(job.normal, job.schedule, job.simulation);
  let first = true;
  return (position, input) => {
    const outcome = simulator.run(input, job.steps, { carryState: job.carryState && !first });
    first = false;
    onResult({ position, input: null, trace: null, outcome, comparison: null });
  };
}

function emulateFeed(job: EmulateJob, onResult: (result: SampleResult) => void): SampleFeed {
  const inputs: { position: number; input: SpikeInput }[] = [];
  const compare = job.reference ? createComparer(job, job.reference) : null;
  const emulator = createEmulator(job.image, job.set, job.emulation, (trace) => {
    const { position, input } = inputs.shift()!;
    const comparison = compare ? compare(input, trace) : null;
    const keep = job.keepSpikes === 'all' || (job.keepSpikes === 'first' && position === 0);
    onResult({
      position,
      input: keep ? input : null,
      trace: keep ? trace : withoutSpikes(trace),
      ...(job.keepNeuronCounts ? { neuronCounts: neuronCounts(job.image, trace) } : {}),
      outcome: null,
      comparison,
    });
  });
  return (position, input, last) => {
    inputs.push({ position, input });
    emulator.feed(input, last);
  };
}

function neuronCounts({ header }: ProgramImage, { spikes }: SampleTrace): Int32Array {
  const begins: number[] = [];
  let neurons = 0;
  for (const { size } of header.populations) {
    begins.push(neurons);
    neurons += size;
  }
  const counts = new Int32Array(neurons);
  spikes!.populations.forEach((population, k) => {
    counts[begins[population]! + spikes!.indices[k]!]!++;
  });
  return counts;
}

function withoutSpikes(trace: SampleTrace): SampleTrace {
  const { spikes: _, ...rest } = trace;
  return rest;
}

/** Without the spikes of parts and copies of split neurons, which the real-valued network does not have. */
function firstPopulations(spikes: SpikeColumns, count: number): SpikeColumns {
  const kept = spikes.populations.map((population) => (population < count ? 1 : 0));
  const filter = (column: Int32Array): Int32Array => column.filter((_, k) => kept[k] === 1);
  return {
    steps: filter(spikes.steps),
    populations: filter(spikes.populations),
    indices: filter(spikes.indices),
  };
}

type Compare = (input: SpikeInput, trace: SampleTrace) => SampleComparison;

function createComparer(job: EmulateJob, reference: ReferenceJob): Compare {
  return job.image.header.profile.sync === 'free-running'
    ? createTimingComparer(job, reference)
    : createSpikeComparer(job.image, reference, job.emulation.steps);
}

/** Spike times against an ideal router, and spike counts against the network's real-valued equations. */
function createTimingComparer(
  { image, set, emulation }: EmulateJob,
  reference: ReferenceJob,
): Compare {
  const { populations } = image.header;
  const levels = populations.map(({ level }) => level);
  const float = floatSimulator(reference);
  const known = reference.float?.normal.populations.length ?? 0;
  let ideal: SampleTrace | null = null;
  const options: EmulationOptions = {
    ...emulation,
    idealRouter: true,
    recordSpikes: true,
    recordCounts: false,
    probes: [],
  };
  const emulator = createEmulator(image, set, options, (trace) => {
    ideal = trace;
  });
  return (input, trace) => {
    emulator.feed(input, false);
    const outcome = float?.run(input, emulation.steps) ?? null;
    const actual = alignByLevel(firstPopulations(trace.spikes!, known), levels, emulation.steps);
    return {
      mapping: null,
      timing: timingDamage(ideal!.spikes!, trace.spikes!, windowPs(image)),
      quantization: outcome ? compareRasters(outcome.spikes, actual, populations.length) : null,
      floatPredicted: outcome ? winner(outcome.outputCounts) : null,
      integerPredicted: winner(trace.outputCounts),
    };
  };
}

function floatSimulator({ float }: ReferenceJob): ReturnType<typeof createFloatSimulator> | null {
  return float ? createFloatSimulator(float.normal, float.schedule, float.simulation) : null;
}

function createSpikeComparer(image: ProgramImage, reference: ReferenceJob, steps: number): Compare {
  const integer = createIntegerSimulator(reference.quantNet);
  const float = floatSimulator(reference);
  const { populations } = image.header;
  const levels = populations.map(({ level }) => level);
  return (input, trace) => {
    const expected = integer.run(input, steps);
    const outcome = float?.run(input, steps) ?? null;
    const known = reference.float ? reference.float.normal.populations.length : 0;
    const aligned = alignByLevel(firstPopulations(expected, known), levels, steps);
    return {
      mapping: compareRasters(expected, trace.spikes!, populations.length),
      timing: null,
      quantization: outcome ? compareRasters(outcome.spikes, aligned, populations.length) : null,
      floatPredicted: outcome ? winner(outcome.outputCounts) : null,
      integerPredicted: winner(trace.outputCounts),
    };
  };
}
