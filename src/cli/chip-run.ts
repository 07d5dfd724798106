/** The part that `run` and `emulate` share: feed an image, account, report, write, judge. */
import type { EmulationOptions } from '../../emulator/emulate.ts';
import type { ParameterSet } from '../model/chip.ts';
import type { Assumption } from '../model/network.ts';
import type { ProgramImage } from '../model/program.ts';
import type { Summary } from '../model/report.ts';
import { chipAssumptions, inputAssumptions } from './assumptions.ts';
import { budgetBreaches } from './budget.ts';
import { writeWhole } from './files.ts';
import { prepareInputs } from './inputs.ts';
import { listenForInterrupt } from './interrupt.ts';
import { createProgress } from './progress.ts';
import type { RunOptions } from './run-options.ts';
import { accountRun, type ChipRun, type RunAccount } from './run-record.ts';
import { runSamples } from './run-samples.ts';
import type { EmulateJob, ReferenceJob } from './sample-job.ts';
import { stableSummary, summarizeRun } from './summarize.ts';
import { VERSION } from './version.ts';

/** Exit code of the command. */
export async function runOnChip(
  command: string,
  image: ProgramImage,
  set: ParameterSet,
  reference: ReferenceJob | null,
  modelNotes: readonly Assumption[],
  options: RunOptions,
): Promise<number> {
  const shapes = image.inputs.map(({ population }) => image.header.populations[population]!.shape);
  const inputs = prepareInputs(shapes, image.header.dtS, options);
  const job = emulateJob(image, set, reference, inputs.steps, options);
  const started = performance.now();
  const interrupt = listenForInterrupt();
  const progress = createProgress('emulating', inputs.tasks.length, 'samples');
  const { results, warnings, interrupted } = await runSamples(job, inputs.tasks, {
    reading: inputs.reading,
    workers: inputs.workers,
    progress,
    interrupt,
  }).finally(() => {
    progress.done();
    interrupt.dispose();
  });
  if (results.length === 0) {
    process.stderr.write(
      'interrupted before the first sample was finished; nothing was written.\n',
    );
    return 130;
  }
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
  const summary = summarizeRun(run, account, {
    command,
    seed: options.seed,
    version: VERSION,
    assumptions: [
      ...modelNotes,
      ...inputAssumptions(options),
      ...chipAssumptions(set, image.header.parameterSet, options),
      ...image.header.assumptions,
    ],
    warnings: [
      ...image.header.warnings,
      ...inputs.warnings,
      ...warnings,
      ...runWarnings(run),
      ...(interrupted
        ? [`interrupted: ${results.length} of ${inputs.tasks.length} samples were run.`]
        : []),
    ],
    wallMs: performance.now() - started,
  });
  await writeResults(run, account, summary, command, options);
  return judge(summary, options);
}

function emulateJob(
  image: ProgramImage,
  set: ParameterSet,
  reference: ReferenceJob | null,
  steps: number,
  options: RunOptions,
): EmulateJob {
  const folder = options.out !== undefined;
  const emulation: EmulationOptions = {
    steps,
    timing: options.timing === 'none' ? 'none' : 'analytic',
    betweenSamples: options.betweenSamples,
    earlyExitMargin: options.earlyExitMargin,
    recordSpikes: folder || options.report !== undefined || reference !== null,
    recordCounts: folder,
    probes: options.probes,
  };
  const keepSpikes = folder ? 'all' : options.report === undefined ? 'none' : 'first';
  return { kind: 'emulate', image, set, emulation, keepSpikes, reference };
}

function runWarnings(run: ChipRun): string[] {
  const dropped = run.traces.reduce((all, { droppedEvents }) => all + droppedEvents, 0);
  const saturations = run.traces.reduce((all, trace) => all + trace.saturations, 0);
  const silent = run.traces.every(({ outputCounts }) => outputCounts.every((count) => count === 0));
  const spiking = run.image.header.outputs.some((p) => run.image.header.populations[p]!.spiking);
  return [
    ...(dropped > 0 ? [`${dropped} input events lie past the last step and were dropped.`] : []),
    ...(saturations > 0
      ? [
          `registers reached the end of their range ${saturations} times (current wraps, voltage is clipped).`,
        ]
      : []),
    ...(silent && spiking ? ['no output neuron spiked in any sample.'] : []),
    ...(spiking
      ? []
      : [
          'the output population does not spike: there is no class; probe its v instead (--probe).',
        ]),
  ];
}

async function writeResults(
  run: ChipRun,
  account: RunAccount,
  summary: Summary,
  command: string,
  options: RunOptions,
): Promise<void> {
  if (options.report !== undefined) {
    const { renderReport } = await import('../report/html.ts');
    const { reportData } = await import('./report-data.ts');
    writeWhole(options.report, renderReport(reportData(run, account, summary)));
  }
  if (options.out !== undefined) {
    const { resolvedConfig, writeRunFolder } = await import('./run-folder.ts');
    writeRunFolder(options.out, run, account, summary, resolvedConfig(run, command, options));
  }
  await printSummary(summary, options);
}

/** JSON alone on stdout, or the table for people. */
export async function printSummary(
  summary: Summary,
  options: Pick<RunOptions, 'json' | 'stable'>,
): Promise<void> {
  if (options.json) {
    const shown = options.stable ? stableSummary(summary) : summary;
    process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    return;
  }
  const { renderSummaryText } = await import('../report/table.ts');
  process.stdout.write(`${renderSummaryText(summary, process.stdout.isTTY ?? false)}\n`);
}

/** 1 where the mapping differs from its reference or a budget is broken; each is named on stderr. */
function judge(summary: Summary, options: RunOptions): number {
  const faults: string[] = [];
  const mapping = summary.compare?.mapping;
  if (mapping && !mapping.equal) {
    const { first } = mapping;
    faults.push(
      `E_COMPARE: the emulated mapping differs from the integer reference in ${mapping.mismatches} spikes; first in sample "${first?.sample}" at step ${first?.step}, population "${first?.population}", neuron ${first?.neuron} (core ${first?.core}, compartment ${first?.compartment}).`,
    );
  }
  for (const breach of budgetBreaches(summary, options.budget))
    faults.push(`E_BUDGET: ${breach.text}`);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  return faults.length > 0 ? 1 : 0;
}
