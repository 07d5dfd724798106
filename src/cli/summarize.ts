/** From traces or reference outcomes to `summary.json`. */
import {
  ENERGY_GROUPS,
  populationEnergiesPj,
  type SampleTime,
  stepEnergiesPj,
} from '../../emulator/account.ts';
import { KIND } from '../../emulator/event-index.ts';
import { nocModelOf } from '../../emulator/noc-model.ts';
import { coresPerChip, eventKindsOf } from '../model/chip.ts';
import type { CoreUse } from '../model/mapping.ts';
import type { Assumption, NormalNetwork } from '../model/network.ts';
import type { ProgramImage } from '../model/program.ts';
import type { AnytimePoint, OutputResult, Summary } from '../model/report.ts';
import type { SampleTrace } from '../model/trace.ts';
import { type ReferenceOutcome, winner } from '../reference/outcome.ts';
import { networkSize } from '../reference/simulate.ts';
import { alternativesTo } from './alternatives.ts';
import { intervalsOf } from './intervals.ts';
import type { AccountableRun, ChipRun, RunAccount } from './run-record.ts';
import { sum } from './sum.ts';
import { summarizeComparisons } from './summarize-comparison.ts';
import { nocSummary } from './summarize-noc.ts';
import { labelWarnings } from './warnings.ts';

/** What a run was asked to do and what surrounds its results. */
export interface RunFacts {
  readonly command: string;
  readonly seed: string;
  readonly version: string;
  readonly assumptions: readonly Assumption[];
  readonly warnings: readonly string[];
  /** Wall time of the emulation or simulation itself. */
  readonly wallMs: number;
}

export function summarizeRun(
  run: ChipRun,
  account: RunAccount,
  study: Pick<Summary, 'instances' | 'study'>,
  facts: RunFacts,
): Summary {
  const { image, traces } = run;
  const { header } = image;
  const neurons = header.populations.filter(({ input }) => !input);
  const outputs = traces.map((trace) => outputOf(image.header.populations, trace));
  const energy = energyOf(run, account);
  const alternatives = alternativesTo(run, account);
  const elapsedNs = sum(account.times, ({ elapsedNs: ns }) => ns);
  return {
    schema: 'spikeloom/summary/1',
    version: facts.version,
    command: facts.command,
    seed: facts.seed,
    network: {
      name: header.networkName,
      populations: header.populations.length,
      neurons: sum(neurons, ({ size }) => size),
      synapses: sum(header.projections, ({ synapses }) => synapses),
    },
    chip: chipOf(run),
    mapping: {
      partitioner: header.partitioner,
      placer: header.placer,
      wallMs: header.mappingWallMs,
      interCoreConnections: interCoreRoutes(image),
      meanHops: meanHops(traces),
    },
    totals: totalsOf(traces),
    time: timeOf(run, account),
    energy,
    power: { meanMw: elapsedNs > 0 ? energy.totalPj / elapsedNs : 0 },
    ...nocOf(run),
    ...(alternatives ? { alternatives } : {}),
    ...study,
    outputs,
    accuracy: accuracyOf(outputs),
    anytime: anytimeOf(run, account),
    ...(run.comparisons.length > 0 ? { compare: summarizeComparisons(run) } : {}),
    assumptions: facts.assumptions,
    warnings: [...facts.warnings, ...labelWarnings(outputs)],
    host: hostOf(facts, traces),
  };
}

function nocOf({ image, set, traces }: ChipRun): Pick<Summary, 'noc'> {
  const routed = traces.flatMap(({ noc }) => (noc ? [noc] : []));
  if (routed.length === 0) return {};
  return {
    noc: nocSummary(routed, nocModelOf(image.header.profile, set, image.header.chipsUsed)),
  };
}

/** Summary of a chip-free float64 simulation: no chip, time or energy. */
export function summarizeSimulation(
  network: NormalNetwork,
  steps: number,
  outcomes: readonly ReferenceOutcome[],
  facts: RunFacts,
): Summary {
  const { neurons, synapses } = networkSize(network);
  const outputs = outcomes.map(
    (outcome): OutputResult => ({
      sample: outcome.sample,
      counts: Array.from(outcome.outputCounts),
      predicted: winner(outcome.outputCounts),
      label: outcome.label,
      spikesByPopulation: spikesByName(
        network.populations.map(({ name, parameters }) => ({
          name,
          input: parameters.model === 'input',
        })),
        outcome.spikesByPopulation,
      ),
    }),
  );
  const stepsPerSecond = (steps * outcomes.length * 1000) / Math.max(facts.wallMs, 1e-6);
  const synapticEvents = sum(outcomes, (outcome) => outcome.synapticEvents);
  return {
    schema: 'spikeloom/summary/1',
    version: facts.version,
    command: facts.command,
    seed: facts.seed,
    network: { name: network.name, populations: network.populations.length, neurons, synapses },
    totals: {
      samples: outcomes.length,
      steps: steps * outcomes.length,
      drainSteps: 0,
      inputEvents: sum(outcomes, (outcome) => outcome.inputEvents),
      spikes: sum(outcomes, (outcome) => outcome.spikes.steps.length),
      neuronUpdates: sum(outcomes, (outcome) => outcome.neuronUpdates),
      synapticEvents,
      packets: 0,
      interCorePackets: 0,
      hops: 0,
      saturations: 0,
      dropped: sum(outcomes, (outcome) => outcome.droppedEvents),
    },
    outputs,
    accuracy: accuracyOf(outputs),
    anytime: anytimePoints(steps, (step) => ({
      accuracy: accuracyAt(outcomes, step),
      energyPj: 0,
      elapsedNs: 0,
    })),
    assumptions: facts.assumptions,
    warnings: [...facts.warnings, ...labelWarnings(outputs)],
    host: {
      wallMs: facts.wallMs,
      stepsPerSecond,
      synapticEventsPerSecond: (synapticEvents * 1000) / Math.max(facts.wallMs, 1e-6),
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    },
  };
}

function outputOf(
  populations: ProgramImage['header']['populations'],
  trace: SampleTrace,
): OutputResult {
  return {
    sample: trace.sample,
    counts: Array.from(trace.outputCounts),
    predicted: winner(trace.outputCounts),
    label: trace.label,
    spikesByPopulation: spikesByName(populations, trace.spikesByPopulation),
  };
}

function spikesByName(
  populations: readonly { readonly name: string; readonly input: boolean }[],
  spikes: Float64Array,
): Record<string, number> {
  return Object.fromEntries(
    populations.flatMap(({ name, input }, p) => (input ? [] : [[name, spikes[p]!]])),
  );
}

/** Fraction of labelled samples that are right, null where none has a label. */
export function accuracyOf(
  outputs: readonly { readonly predicted: number | null; readonly label: number | null }[],
): number | null {
  const labelled = outputs.filter(({ label }) => label !== null);
  if (labelled.length === 0) return null;
  return labelled.filter(({ predicted, label }) => predicted === label).length / labelled.length;
}

function chipOf(run: ChipRun): NonNullable<Summary['chip']> {
  const { header, cores } = run.image;
  const { limits } = header.profile.coreTypes[0]!;
  const most = (resource: keyof CoreUse): number =>
    cores.reduce((largest, core) => Math.max(largest, core.use[resource]), 0);
  return {
    name: header.profile.name,
    parameterSet: header.parameterSet,
    coresUsed: cores.length,
    coresAvailable: coresPerChip(header.profile) * header.chipsUsed,
    chipsUsed: header.chipsUsed,
    utilization: {
      compartments: most('compartments') / limits.compartments.value,
      synapseMemory: most('synapseMemoryBits') / limits.synapseMemoryBits.value,
      axonsIn: most('inputAxons') / limits.inputAxons.value,
      axonsOut: most('outputAxons') / limits.outputAxons.value,
    },
  };
}

function interCoreRoutes(image: ProgramImage): number {
  return sum(image.cores, (core) => {
    const self = image.cores.indexOf(core);
    return core.routeCores.reduce((count, to) => count + (to === self ? 0 : 1), 0);
  });
}

function meanHops(traces: readonly SampleTrace[]): number {
  const packets = sum(traces, (trace) => total(trace.steps.packets));
  return packets === 0 ? 0 : sum(traces, (trace) => total(trace.steps.hops)) / packets;
}

function totalsOf(traces: readonly SampleTrace[]): Summary['totals'] {
  return {
    samples: traces.length,
    steps: sum(traces, (trace) => Math.min(trace.stepsRun, trace.inputSteps)),
    drainSteps: sum(traces, (trace) => Math.max(0, trace.stepsRun - trace.inputSteps)),
    inputEvents: sum(traces, (trace) => trace.inputEvents),
    spikes: sum(traces, (trace) => trace.spikeTotal),
    neuronUpdates: sum(traces, (trace) => total(trace.steps.updated)),
    synapticEvents: sum(traces, (trace) => total(trace.steps.synapticEvents)),
    packets: sum(traces, (trace) => total(trace.steps.packets)),
    interCorePackets: sum(traces, (trace) => total(trace.steps.interCorePackets)),
    hops: sum(traces, (trace) => total(trace.steps.hops)),
    saturations: sum(traces, (trace) => trace.saturations),
    dropped: sum(traces, (trace) => trace.droppedEvents),
  };
}

export function timeOf(run: AccountableRun, account: RunAccount): NonNullable<Summary['time']> {
  const { times, context } = account;
  const intervals = intervalsOf(run.traces, context);
  const stepsNs = run.traces
    .flatMap((trace) => Array.from(trace.steps.stepPs, (ps) => ps / 1000))
    .sort((a, b) => a - b);
  const at = (fraction: number): number =>
    stepsNs[Math.min(stepsNs.length - 1, Math.floor(fraction * stepsNs.length))] ?? 0;
  const firsts = run.traces.flatMap((trace, k) =>
    trace.firstOutputStep >= 0 ? [firstSpikeNs(trace, times[k]!)] : [],
  );
  return {
    model: run.timing,
    pace: run.pace,
    chipTimeNs: sum(times, ({ chipTimeNs }) => chipTimeNs),
    hostTimeNs: sum(times, ({ hostTimeNs }) => hostTimeNs),
    elapsedNs: sum(times, ({ elapsedNs }) => elapsedNs),
    intervalsNs: { hostTime: intervals.hostTimeNs, elapsed: intervals.elapsedNs },
    stepNs: { mean: mean(stepsNs), p50: at(0.5), p99: at(0.99), max: stepsNs.at(-1) ?? 0 },
    sampleNs: {
      mean: mean(times.map(({ elapsedNs }) => elapsedNs)),
      max: times.reduce((most, { elapsedNs }) => Math.max(most, elapsedNs), 0),
    },
    firstOutputSpikeNs: { mean: firsts.length > 0 ? mean(firsts) : null },
    overruns: sum(times, ({ overruns }) => overruns),
  };
}

/** Stopwatch at the end of the step of the first output spike; a streamed one may lie in the next sample. */
function firstSpikeNs(trace: SampleTrace, time: SampleTime): number {
  return time.elapsedByStepNs[Math.min(trace.firstOutputStep, trace.stepsRun - 1)] ?? 0;
}

export function energyOf(run: AccountableRun, account: RunAccount): NonNullable<Summary['energy']> {
  const { energies, context } = account;
  const { populations } = run.image.header;
  const byKindPj: Record<string, number> = {};
  for (const kind of eventKindsOf(run.set)) {
    const group = ENERGY_GROUPS[kind];
    byKindPj[group] =
      (byKindPj[group] ?? 0) + sum(energies, ({ byEventPj }) => byEventPj[KIND[kind]]!);
  }
  const dynamicPj = Object.values(byKindPj).reduce((all, pj) => all + pj, 0);
  const staticPj = sum(energies, (energy) => energy.staticPj);
  const hostPj = sum(energies, (energy) => energy.hostPj);
  const totalPj = dynamicPj + staticPj + hostPj;
  const intervals = intervalsOf(run.traces, context);
  return {
    totalPj,
    dynamicPj,
    staticPj,
    hostPj,
    byKindPj: { ...byKindPj, static: staticPj, host: hostPj },
    byPopulationPj: Object.fromEntries(
      Array.from(populationEnergiesPj(run.traces, run.set, populations.length), (pj, p) => [
        populations[p]!.name,
        pj,
      ]),
    ),
    perSamplePj: energies.length > 0 ? totalPj / energies.length : 0,
    intervalPj: intervals.totalPj,
    intervalsPj: {
      dynamic: intervals.dynamicPj,
      static: intervals.staticPj,
      host: intervals.hostPj,
      byKind: intervals.byKindPj,
    },
  };
}

/** Accuracy, energy and time of cutting every sample after some input steps, pipeline drained. */
export function anytimeOf(run: AccountableRun, account: RunAccount): AnytimePoint[] {
  const { traces } = run;
  const inputSteps = traces[0]?.inputSteps ?? 0;
  const depth = run.image.header.depth;
  const cumulative = traces.map((trace, k) => {
    let sumPj = 0;
    return stepEnergiesPj(trace, account.times[k]!, account.context).map((pj) => (sumPj += pj));
  });
  return anytimePoints(inputSteps, (step) => {
    const at = (k: number): number => Math.min(step + depth, traces[k]!.stepsRun) - 1;
    return {
      accuracy: accuracyAt(traces, step),
      energyPj: mean(cumulative.map((energies, k) => energies[at(k)] ?? 0)),
      elapsedNs: mean(account.times.map((time, k) => time.elapsedByStepNs[at(k)] ?? 0)),
    };
  });
}

const ANYTIME_POINTS = 60;

function anytimePoints(
  steps: number,
  measure: (step: number) => Omit<AnytimePoint, 'step'>,
): AnytimePoint[] {
  const stride = Math.max(1, Math.ceil(steps / ANYTIME_POINTS));
  const marks: number[] = [];
  for (let step = stride; step < steps; step += stride) marks.push(step);
  if (steps > 0) marks.push(steps);
  return marks.map((step) => ({ step, ...measure(step) }));
}

function accuracyAt(
  samples: readonly { readonly label: number | null; readonly predictedByStep: Int32Array }[],
  step: number,
): number | null {
  return accuracyOf(
    samples.map(({ label, predictedByStep }) => {
      const predicted = predictedByStep[step - 1] ?? -1;
      return { label, predicted: predicted < 0 ? null : predicted };
    }),
  );
}

function hostOf(facts: RunFacts, traces: readonly SampleTrace[]): NonNullable<Summary['host']> {
  const seconds = Math.max(facts.wallMs, 1e-6) / 1000;
  return {
    wallMs: facts.wallMs,
    stepsPerSecond: sum(traces, ({ stepsRun }) => stepsRun) / seconds,
    synapticEventsPerSecond: sum(traces, (trace) => total(trace.steps.synapticEvents)) / seconds,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** Leaves out what differs between two runs of the same input and seed. */
export function stableSummary(summary: Summary): Summary {
  const { host: _, version: __, ...rest } = summary;
  if (!rest.mapping) return rest;
  const { wallMs: ___, ...mapping } = rest.mapping;
  return { ...rest, mapping };
}

function total(column: Int32Array): number {
  let all = 0;
  for (let k = 0; k < column.length; k++) all += column[k]!;
  return all;
}

function mean(values: readonly number[]): number {
  return values.length > 0 ? values.reduce((all, value) => all + value, 0) / values.length : 0;
}
