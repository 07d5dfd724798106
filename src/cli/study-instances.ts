/** Monte-Carlo over chip instances: the samples of a run again on chips whose devices differ. */

import type { ProgramImage } from '../model/program.ts';
import type { AnalogStudy, InstanceStudy, StudyPoint, Summary } from '../model/report.ts';
import { winner } from '../reference/outcome.ts';
import { spreadOf } from '../support/spread.ts';
import { withMismatch, withMoreVias } from './chip-variants.ts';
import type { Interrupt } from './interrupt.ts';
import { runSamples, type SampleInputs } from './run-samples.ts';
import type { EmulateJob, SampleResult } from './sample-job.ts';
import { accuracyOf } from './summarize.ts';

export interface StudyRequest {
  /** Chips 0 .. instances - 1 of the image's seed; null for none. */
  readonly instances: number | null;
  /** Vias to add to each membrane, ascending; null for no such study. */
  readonly vias: readonly number[] | null;
  /** Multiples of the profile's mismatch, ascending; null for no such study. */
  readonly mismatch: readonly number[] | null;
}

/** What is kept of the samples on one chip. */
interface ChipOutcome {
  readonly accuracy: number | null;
  readonly spikes: number;
  /** Spikes of each neuron over all samples. */
  readonly counts: Int32Array;
}

/**
 * Runs all that was asked for after the run itself, whose results are `nominal`. An interrupt keeps the chips that are
 * finished; `interrupted` says so.
 */
export async function studyInstances(
  job: EmulateJob,
  nominal: readonly SampleResult[],
  inputs: SampleInputs,
  request: StudyRequest,
  interrupt: Interrupt,
): Promise<Pick<Summary, 'instances' | 'study'>> {
  const { instances, vias, mismatch } = request;
  if (instances === null && vias === null) return {};
  const without = outcomeOf(nominal);
  const bench: Bench = { job, inputs, interrupt };
  const study =
    instances === null ? null : await runInstances(bench, job.image, instances, without, 'chip');
  const byVias = vias === null ? null : await sweepVias(bench, vias, instances, without, study);
  const byMismatch =
    mismatch === null || instances === null
      ? null
      : await sweepMismatch(bench, mismatch, instances, without, study);
  const sweeps: AnalogStudy = {
    ...(byVias ? { vias: byVias } : {}),
    ...(byMismatch ? { mismatch: byMismatch } : {}),
  };
  return {
    ...(study ? { instances: study } : {}),
    ...(byVias || byMismatch ? { study: sweeps } : {}),
  };
}

interface Bench {
  readonly job: EmulateJob;
  readonly inputs: SampleInputs;
  readonly interrupt: Interrupt;
}

async function sweepVias(
  bench: Bench,
  values: readonly number[],
  instances: number | null,
  without: ChipOutcome,
  study: InstanceStudy | null,
): Promise<StudyPoint[]> {
  const points: StudyPoint[] = [];
  for (const value of values) {
    if (bench.interrupt.requested()) break;
    const image = withMoreVias(bench.job.image, value);
    const nominal =
      value === 0 ? without : await runChip(bench, image, null, `chip with ${value} more vias`);
    if (nominal === null) break;
    const spread =
      value === 0 || instances === null
        ? study
        : await runInstances(bench, image, instances, nominal, `${value} more vias, chip`);
    points.push({ value, accuracy: nominal.accuracy, spikes: nominal.spikes, instances: spread });
  }
  return points;
}

async function sweepMismatch(
  bench: Bench,
  values: readonly number[],
  instances: number,
  without: ChipOutcome,
  study: InstanceStudy | null,
): Promise<StudyPoint[]> {
  const points: StudyPoint[] = [];
  for (const value of values) {
    if (bench.interrupt.requested()) break;
    if (value === 0) {
      points.push({ value, accuracy: without.accuracy, spikes: without.spikes, instances: null });
      continue;
    }
    const image = withMismatch(bench.job.image, value);
    const spread =
      value === 1
        ? study
        : await runInstances(bench, image, instances, without, `${value} x mismatch, chip`);
    points.push({ value, accuracy: null, spikes: null, instances: spread });
  }
  return points;
}

/** Null where an interrupt came before the first chip was finished. */
async function runInstances(
  bench: Bench,
  image: ProgramImage,
  instances: number,
  without: ChipOutcome,
  title: string,
): Promise<InstanceStudy | null> {
  const chips: ChipOutcome[] = [];
  for (let instance = 0; instance < instances; instance++) {
    const chip = await runChip(bench, image, instance, `${title} ${instance + 1} of ${instances}`);
    if (chip === null) break;
    chips.push(chip);
  }
  return chips.length === 0 ? null : summarizeChips(chips, without);
}

/** Null where it was interrupted. */
async function runChip(
  { job, inputs, interrupt }: Bench,
  image: ProgramImage,
  instance: number | null,
  title: string,
): Promise<ChipOutcome | null> {
  if (interrupt.requested()) return null;
  const emulation = {
    ...job.emulation,
    instance,
    recordSpikes: true,
    recordCounts: false,
    recordPackets: false,
    probes: [],
  };
  const again: EmulateJob = {
    ...job,
    image,
    emulation,
    keepSpikes: 'none',
    keepNeuronCounts: true,
    reference: null,
  };
  const { results, interrupted } = await runSamples(title, again, inputs, interrupt);
  return interrupted ? null : outcomeOf(results);
}

function outcomeOf(results: readonly SampleResult[]): ChipOutcome {
  const counts = new Int32Array(results[0]!.neuronCounts!.length);
  let spikes = 0;
  for (const { neuronCounts, trace } of results) {
    spikes += trace!.spikeTotal;
    neuronCounts!.forEach((count, neuron) => {
      counts[neuron]! += count;
    });
  }
  const outputs = results.map(({ trace }) => ({
    predicted: winner(trace!.outputCounts),
    label: trace!.label,
  }));
  return { accuracy: accuracyOf(outputs), spikes, counts };
}

/** Exported for tests. */
export function summarizeChips(chips: readonly ChipOutcome[], without: ChipOutcome): InstanceStudy {
  const active = [...without.counts.keys()].filter((neuron) => without.counts[neuron]! > 0);
  const accuracies = chips.flatMap(({ accuracy }) => (accuracy === null ? [] : [accuracy]));
  const silentOf = ({ counts }: ChipOutcome): number =>
    active.length === 0
      ? 0
      : active.filter((neuron) => counts[neuron] === 0).length / active.length;
  const variations = active.flatMap((neuron) => {
    const { mean, std } = spreadOf(chips.map(({ counts }) => counts[neuron]!));
    return mean > 0 ? [std / mean] : [];
  });
  const mean = (values: readonly number[]): number =>
    values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
  const byInstance = chips.map((chip, instance) => ({
    instance,
    accuracy: chip.accuracy,
    spikes: chip.spikes,
    silentFraction: silentOf(chip),
  }));
  return {
    instances: chips.length,
    accuracy: accuracies.length === 0 ? null : spreadOf(accuracies),
    spikes: spreadOf(chips.map(({ spikes }) => spikes)),
    rateCv: mean(variations),
    silentFraction: mean(byInstance.map(({ silentFraction }) => silentFraction)),
    byInstance,
  };
}
