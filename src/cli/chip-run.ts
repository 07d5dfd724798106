/** The part that `run` and `emulate` share: feed an image, account, report, write, judge. */
import type { EmulationOptions } from '../../emulator/emulate.ts';
import type { ParameterSet } from '../model/chip.ts';
import type { Assumption } from '../model/network.ts';
import type { ProgramImage } from '../model/program.ts';
import type { Summary } from '../model/report.ts';
import { groupDigits, InputError } from '../support/errors.ts';
import { chipAssumptions, inputAssumptions } from './assumptions.ts';
import { budgetBreaches, contributorsOf } from './budget.ts';
import { checkProbes } from './check-probes.ts';
import { checkAnalog, checkVariants } from './chip-variants.ts';
import { inPieces } from './csv.ts';
import { checkWritable, writeWhole } from './files.ts';
import { checkStepCount, prepareInputs, type RunInputs } from './inputs.ts';
import { listenForInterrupt } from './interrupt.ts';
import { chipConfig, type ResolvedConfig } from './resolved-config.ts';
import type { RunOptions } from './run-options.ts';
import { accountRun, type ChipRun, type RunAccount } from './run-record.ts';
import { runSamples } from './run-samples.ts';
import type { EmulateJob, ReferenceJob } from './sample-job.ts';
import { studyInstances } from './study-instances.ts';
import { stableSummary, summarizeRun } from './summarize.ts';
import { VERSION } from './version.ts';
import {
  interruptWarnings,
  printWarnings,
  runWarnings,
  studyWarnings,
  withCode,
} from './warnings.ts';

/** What `run` knows of an image's making; `emulate` only what the image says. */
export interface ImageOrigin {
  readonly modelNotes: readonly Assumption[];
  readonly warnings: readonly string[];
  /** Samples that were calibrated on; null without. */
  readonly calibrationInputs: RunInputs | null;
}

/** Exit code of the command. */
export async function runOnChip(
  command: 'run' | 'emulate',
  image: ProgramImage,
  set: ParameterSet,
  reference: ReferenceJob | null,
  origin: ImageOrigin,
  options: RunOptions,
): Promise<number> {
  checkOutputs(options);
  checkAnalogOptions(image, options);
  checkProbes(image, options.probes);
  const fed = image.inputs.map(({ population }) => image.header.populations[population]!);
  const inputs = await prepareInputs(fed, image.header.dtS, options);
  checkStepCount(inputs.steps);
  const job = emulateJob(image, set, reference, inputs.steps, options);
  const started = performance.now();
  const interrupt = listenForInterrupt();
  try {
    const { results, warnings, interrupted } = await runSamples(
      'emulating',
      job,
      inputs,
      interrupt,
    );
    if (results.length === 0) return nothingFinished();
    const study = await studyInstances(job, results, inputs, options, interrupt);
    const traces = results.map(({ trace }) => trace!);
    const run: ChipRun = {
      image,
      set,
      timing: job.emulation.timing,
      pace: options.pace,
      resets: options.betweenSamples === 'reset',
      traces,
      shownInput: results[0]!.input,
      comparisons: results.flatMap(({ comparison }) => (comparison ? [comparison] : [])),
    };
    const account = accountRun(run);
    const summary = summarizeRun(run, account, study, {
      command,
      seed: options.seed,
      version: VERSION,
      assumptions: [
        ...origin.modelNotes,
        ...inputAssumptions(options),
        ...chipAssumptions(set, image.header.parameterSet, image.header.profile, options),
        ...image.header.assumptions,
      ],
      warnings: [
        ...origin.warnings,
        ...withCode('W_MAPPING', image.header.warnings),
        ...withCode('W_INPUT', [...inputs.warnings, ...warnings]),
        ...runWarnings(run),
        ...interruptWarnings(interrupted, results.length, inputs.tasks.length),
        ...studyWarnings(options, study),
      ],
      wallMs: performance.now() - started,
    });
    const config = chipConfig(command, image, inputs, origin.calibrationInputs, options);
    await writeResults(run, account, summary, config, options);
    return judge(run, summary, options);
  } finally {
    interrupt.dispose();
  }
}

/** Throws InputError E_USAGE for analog options where the chip has no such circuits, and for a pace where it has no steps. */
function checkAnalogOptions({ header }: ProgramImage, options: RunOptions): void {
  const { instance, instances, temperatureK, vias } = options;
  const asked = Object.entries({ instance, instances, temperature: temperatureK, vias });
  for (const [name, value] of asked) if (value !== null) checkAnalog(header.profile, `--${name}`);
  checkVariants(header.profile, options);
  if (header.profile.sync !== 'free-running' || options.pace !== 'realtime') return;
  throw new InputError(
    'E_USAGE',
    `--pace realtime: ${header.profile.name} has no steps that could wait; its inputs come at their own times, and --time-scale real (when the network is compiled) lets them pass in real time. Leave it out.`,
  );
}

/** Refuses outputs that could not be written before any work is done for them. */
export function checkOutputs(
  options: Pick<RunOptions, 'out' | 'report' | 'spikesNir' | 'tracePackets'>,
): void {
  if (options.out !== undefined) checkWritable(options.out, 'folder');
  if (options.report !== undefined) checkWritable(options.report, 'file');
  if (options.spikesNir !== undefined) checkWritable(options.spikesNir, 'file');
  if (options.tracePackets !== undefined) checkWritable(options.tracePackets, 'file');
}

/** Exit code of a run that was interrupted before it had anything to show. */
export function nothingFinished(): number {
  process.stderr.write(
    'E_INTERRUPTED: interrupted before the first sample was finished; nothing was written.\n',
  );
  return 130;
}

function emulateJob(
  image: ProgramImage,
  set: ParameterSet,
  reference: ReferenceJob | null,
  steps: number,
  options: RunOptions,
): EmulateJob {
  const folder = options.out !== undefined;
  const keepsAll = folder || options.spikesNir !== undefined;
  const studied = options.instances !== null || options.vias !== null;
  const emulation: EmulationOptions = {
    steps,
    timing: options.timing,
    betweenSamples: options.betweenSamples,
    earlyExitMargin: options.earlyExitMargin,
    recordSpikes: keepsAll || options.report !== undefined || reference !== null || studied,
    // The report varies constants, and with some of them the length of a step.
    recordCounts: folder || options.report !== undefined,
    recordPackets: options.tracePackets !== undefined,
    probes: options.probes,
    instance: options.instance,
    temperatureK: options.temperatureK,
  };
  const keepSpikes = keepsAll ? 'all' : options.report === undefined ? 'none' : 'first';
  return {
    kind: 'emulate',
    image,
    set,
    emulation,
    keepSpikes,
    keepNeuronCounts: studied,
    reference,
  };
}

async function writeResults(
  run: ChipRun,
  account: RunAccount,
  summary: Summary,
  config: ResolvedConfig,
  options: RunOptions,
): Promise<void> {
  if (options.report !== undefined) {
    const { renderReport } = await import('../report/html.ts');
    const { reportData } = await import('./report-data.ts');
    const data = reportData(run, account, shownSummary(summary, options));
    writeWhole(options.report, renderReport(data));
  }
  if (options.out !== undefined) {
    const { writeRunFolder } = await import('./run-folder.ts');
    writeRunFolder(options.out, run, account, shownSummary(summary, options), config);
  }
  if (options.spikesNir !== undefined) {
    const { exportChipSpikes } = await import('./export-spikes.ts');
    await exportChipSpikes(options.spikesNir, run);
  }
  if (options.tracePackets !== undefined) {
    const { packetLines } = await import('./packet-lines.ts');
    writeWhole(options.tracePackets, inPieces(packetLines(run.traces)));
  }
  await printSummary(summary, options);
}

/** The summary as it is printed and written: both are the same document. */
export function shownSummary(summary: Summary, { stable }: Pick<RunOptions, 'stable'>): Summary {
  return stable ? stableSummary(summary) : summary;
}

/** JSON alone on stdout, or the table for people. */
export async function printSummary(
  summary: Summary,
  options: Pick<RunOptions, 'json' | 'stable'>,
): Promise<void> {
  if (options.json) {
    printWarnings(summary.warnings);
    const shown = JSON.stringify(shownSummary(summary, options), null, 2);
    process.stdout.write(`${shown}\n`);
    return;
  }
  const { renderSummaryText } = await import('../report/table.ts');
  process.stdout.write(`${renderSummaryText(summary, process.stdout.isTTY ?? false)}\n`);
}

/** 1 where the mapping differs from its reference or a budget is broken; each is named on stderr. */
function judge(run: ChipRun, summary: Summary, options: RunOptions): number {
  const faults: string[] = [];
  const mapping = summary.compare?.mapping;
  if (mapping && !mapping.equal) {
    const { first } = mapping;
    faults.push(
      `E_COMPARE: the emulated mapping differs from the integer reference in ${groupDigits(mapping.mismatches)} spikes; first in sample "${first?.sample}" at step ${first?.step}, population "${first?.population}", neuron ${first?.neuron} (core ${first?.core}, compartment ${first?.compartment}).`,
    );
  }
  for (const { text } of budgetBreaches(summary, options.budget, contributorsOf(run)))
    faults.push(`E_BUDGET: ${text}`);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  return faults.length > 0 ? 1 : 0;
}
