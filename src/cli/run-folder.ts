/** A run folder: summary, resolved configuration, spikes, per-step table, energy by core and population, trace, probes and learnt weights. */
import { stepEnergiesPj } from '../../emulator/account.ts';
import type { Summary } from '../model/report.ts';
import type { AnalogProbeTrace, ProbeTrace, SampleTrace } from '../model/trace.ts';
import { encodeTrace } from '../program-file/trace-file.ts';
import { writeNpy } from '../readers/npy.ts';
import type { ReferenceOutcome } from '../reference/outcome.ts';
import { csvField, inPieces } from './csv.ts';
import { energyLines } from './energy-lines.ts';
import { type Content, writeFolder } from './files.ts';
import { learntFiles } from './learnt-files.ts';
import type { ChipRun, RunAccount } from './run-record.ts';

const MARKER = 'summary.json';
const OWN_FILE =
  /^(summary\.json|config\.resolved\.json|spikes\.csv|perf\.csv|energy\.csv|trace\.loomtrace|(probe|weights)-.*\.(npy|json))$/;

type NamedContent = readonly [name: string, content: Content];

/** The folder of a run on a chip; `summary.json` appears last, so that its presence means a whole folder. */
export function writeRunFolder(
  folder: string,
  run: ChipRun,
  account: RunAccount,
  summary: Summary,
  config: unknown,
): void {
  writeOwnFolder(folder, runFiles(run, account, summary, config));
}

function* runFiles(
  run: ChipRun,
  account: RunAccount,
  summary: Summary,
  config: unknown,
): Generator<NamedContent> {
  yield ['config.resolved.json', jsonText(config)];
  yield ['spikes.csv', inPieces(spikeLines(run))];
  yield ['perf.csv', inPieces(perfLines(run, account))];
  yield ['energy.csv', inPieces(energyLines(run, account))];
  yield ['trace.loomtrace', encodeTrace(run.image, run.traces, run)];
  yield* probeFiles(run);
  yield* weightFiles(run);
  yield [MARKER, jsonText(summary)];
}

/** The folder of a chip-free simulation: what a chip run's holds, without what only a chip has. */
export function writeSimulationFolder(
  folder: string,
  populations: readonly string[],
  dtS: number,
  outcomes: readonly ReferenceOutcome[],
  summary: Summary,
  config: unknown,
): void {
  writeOwnFolder(folder, [
    ['config.resolved.json', jsonText(config)],
    ['spikes.csv', inPieces(simulatedSpikeLines(populations, dtS, outcomes))],
    [MARKER, jsonText(summary)],
  ]);
}

function writeOwnFolder(folder: string, files: Iterable<NamedContent>): void {
  writeFolder(folder, files, MARKER, (name) => OWN_FILE.test(name));
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const SPIKE_HEADER = 'sample,step,time_ps,population,index';

/** Chip time of a spike: its own on a free-running chip, else the end of its step, 0 without a time model. */
function* spikeLines(run: ChipRun): Generator<string> {
  const names = run.image.header.populations.map(({ name }) => csvField(name));
  yield SPIKE_HEADER;
  for (const trace of run.traces) {
    const sample = csvField(trace.sample);
    const ends = cumulative(trace.steps.stepPs);
    const { steps, populations, indices, timesPs } = trace.spikes!;
    for (let k = 0; k < steps.length; k++) {
      const step = steps[k]!;
      const timePs = timesPs ? timesPs[k] : ends[step];
      yield `${sample},${step},${timePs},${names[populations[k]!]},${indices[k]}`;
    }
  }
}

/** Time of a spike is the end of its step in the network's own time, since there is no chip. */
function* simulatedSpikeLines(
  populations: readonly string[],
  dtS: number,
  outcomes: readonly ReferenceOutcome[],
): Generator<string> {
  const names = populations.map(csvField);
  yield SPIKE_HEADER;
  for (const { sample, spikes } of outcomes) {
    for (let k = 0; k < spikes.steps.length; k++) {
      const step = spikes.steps[k]!;
      const timePs = Math.round((step + 1) * dtS * 1e12);
      yield `${csvField(sample)},${step},${timePs},${names[spikes.populations[k]!]},${spikes.indices[k]}`;
    }
  }
}

/** Energies are those of the steps; what reading the outputs and the reset after the last one cost is in no line. */
function* perfLines(run: ChipRun, account: RunAccount): Generator<string> {
  yield 'sample,step,fired,updated,packets,hops,synaptic_events,step_ns,energy_pj';
  for (const [k, trace] of run.traces.entries()) {
    const sample = csvField(trace.sample);
    const energiesPj = stepEnergiesPj(trace, account.times[k]!, account.context);
    const { fired, updated, packets, hops, synapticEvents, stepPs } = trace.steps;
    for (let step = 0; step < trace.stepsRun; step++) {
      yield `${sample},${step},${fired[step]},${updated[step]},${packets[step]},${hops[step]},${synapticEvents[step]},${stepPs[step]! / 1000},${energiesPj[step]}`;
    }
  }
}

function* probeFiles(run: ChipRun): Generator<NamedContent> {
  const taken = new Set<string>();
  for (const trace of run.traces) {
    for (const probe of [...(trace.probes ?? []), ...(trace.analogProbes ?? [])]) {
      const { name, size } = run.image.header.populations[probe.population]!;
      const base = `probe-${fileName(trace.sample)}-${fileName(name)}-${probe.variable}`;
      const file = freeName(base, taken);
      yield [`${file}.npy`, writeNpy(probe.values, [trace.stepsRun, size])];
      yield [`${file}.json`, jsonText(probeAxes(run, trace, probe))];
    }
  }
}

function* weightFiles(run: ChipRun): Generator<NamedContent> {
  const taken = new Set<string>();
  for (const { projection, npy, axes } of learntFiles(run.image, run.traces)) {
    const file = freeName(`weights-${fileName(projection)}`, taken);
    yield [`${file}.npy`, npy];
    yield [`${file}.json`, jsonText(axes)];
  }
}

function probeAxes(
  run: ChipRun,
  trace: SampleTrace,
  probe: ProbeTrace | AnalogProbeTrace,
): unknown {
  const { name, size, scale, offset, level } = run.image.header.populations[probe.population]!;
  return {
    sample: trace.sample,
    population: name,
    variable: probe.variable,
    axes: ['chip step', 'neuron'],
    shape: [trace.stepsRun, size],
    // A membrane is read at the end of each step, in its own unit.
    ...('unit' in probe ? { unit: probe.unit } : { unit: 'register', scale, offset }),
    level,
  };
}

/** Two names that differ only in characters that a file name cannot have get numbers. */
function freeName(base: string, taken: Set<string>): string {
  let name = base;
  for (let k = 2; taken.has(name.toLowerCase()); k++) name = `${base}-${k}`;
  taken.add(name.toLowerCase());
  return name;
}

function cumulative(stepPs: Float64Array): Float64Array {
  let sum = 0;
  return stepPs.map((ps) => (sum += ps));
}

const NAME_CHARACTERS_MAX = 80;

function fileName(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, NAME_CHARACTERS_MAX);
}
