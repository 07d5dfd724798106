/** One sample's work, the same in the main thread and in a worker: emulate, refer, compare. */
import { createEmulator, type EmulationOptions } from '../../emulator/emulate.ts';
import type { ParameterSet } from '../model/chip.ts';
import type { SpikeInput } from '../model/events.ts';
import type { QuantNet, Schedule } from '../model/mapping.ts';
import type { NormalNetwork } from '../model/network.ts';
import type { ProgramImage } from '../model/program.ts';
import type { SimulationOptions } from '../model/simulation.ts';
import type { SampleTrace } from '../model/trace.ts';
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
  readonly mapping: RasterDifference;
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
  const compare = job.reference
    ? createComparer(job.image, job.reference, job.emulation.steps)
    : null;
  const emulator = createEmulator(job.image, job.set, job.emulation, (trace) => {
    const { position, input } = inputs.shift()!;
    const comparison = compare ? compare(input, trace) : null;
    const keep = job.keepSpikes === 'all' || (job.keepSpikes === 'first' && position === 0);
    onResult({
      position,
      input: keep ? input : null,
      trace: keep ? trace : withoutSpikes(trace),
      outcome: null,
      comparison,
    });
  });
  return (position, input, last) => {
    inputs.push({ position, input });
    emulator.feed(input, last);
  };
}

function withoutSpikes(trace: SampleTrace): SampleTrace {
  const { spikes: _, ...rest } = trace;
  return rest;
}

function createComparer(
  image: ProgramImage,
  reference: ReferenceJob,
  steps: number,
): (input: SpikeInput, trace: SampleTrace) => SampleComparison {
  const integer = createIntegerSimulator(reference.quantNet);
  const float = reference.float
    ? createFloatSimulator(
        reference.float.normal,
        reference.float.schedule,
        reference.float.simulation,
      )
    : null;
  const { populations } = image.header;
  const levels = populations.map(({ level }) => level);
  return (input, trace) => {
    const expected = integer.run(input, steps);
    const aligned = alignByLevel(expected, levels, steps);
    const outcome = float?.run(input, steps) ?? null;
    return {
      mapping: compareRasters(expected, trace.spikes!, populations.length),
      quantization: outcome ? compareRasters(outcome.spikes, aligned, populations.length) : null,
      floatPredicted: outcome ? winner(outcome.outputCounts) : null,
      integerPredicted: winner(trace.outputCounts),
    };
  };
}
