/** Runs a job over samples, in this thread or over workers; results are the same bytes either way. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { NormalNetwork } from '../model/network.ts';
import type { ProgramImage } from '../model/program.ts';
import type { ReadOptions, SampleRef } from '../readers/events/sample.ts';
import { networkSize } from '../reference/simulate.ts';
import { SpikeloomError } from '../support/errors.ts';
import { type Interrupt, letEventsIn } from './interrupt.ts';
import { createProgress, type Progress } from './progress.ts';
import { readTask } from './read-task.ts';
import { createSampleFeed, type SampleJob, type SampleResult } from './sample-job.ts';
import type { WorkerMessage, WorkerTask } from './worker.ts';

export interface SampleTask {
  /** Null for a run without any input. */
  readonly ref: SampleRef | null;
  readonly label: number | null;
}

interface RunSamplesOptions {
  readonly reading: ReadOptions;
  readonly workers: number;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
}

export interface RunSamplesResult {
  /** By position; shorter than the tasks where the run was interrupted. */
  readonly results: readonly SampleResult[];
  readonly warnings: readonly string[];
  readonly interrupted: boolean;
}

/** What to run over: the samples, how they are read, and on how many threads. */
export interface SampleInputs {
  readonly tasks: readonly SampleTask[];
  readonly reading: ReadOptions;
  readonly workers: number;
}

/**
 * Runs all samples with a progress line titled `title`. Throws what the first failing sample throws. An
 * interrupt keeps the samples that are finished.
 */
export async function runSamples(
  title: string,
  job: SampleJob,
  { tasks, reading, workers }: SampleInputs,
  interrupt: Interrupt,
): Promise<RunSamplesResult> {
  const progress = createProgress(title, tasks.length, 'samples');
  const options = { reading, workers, progress, interrupt };
  return collectSamples(job, tasks, options).finally(progress.done);
}

async function collectSamples(
  job: SampleJob,
  tasks: readonly SampleTask[],
  options: RunSamplesOptions,
): Promise<RunSamplesResult> {
  const results: SampleResult[] = [];
  const warnings = new Set<string>();
  const accept = (result: SampleResult): void => {
    results.push(result);
    options.progress.advance();
  };
  const positioned = tasks.map((task, position) => ({ ...task, position }));
  const workers = Math.min(options.workers, tasks.length);
  if (workers <= 1 && !isLong(job)) await runHere(job, positioned, options, accept, warnings);
  else await runInWorkers(job, positioned, workers, options, accept, warnings);
  results.sort((a, b) => a.position - b.position);
  return {
    results,
    warnings: [...warnings].sort(),
    interrupted: options.interrupt.requested() && results.length < tasks.length,
  };
}

/** Work of a sample, in compartments and synapses to pass, above which this thread would be deaf to Ctrl-C. */
const LONG_SAMPLE = 2e8;
const SYNAPSES_AS_NEURON = 32;

function isLong(job: SampleJob): boolean {
  const [steps, neurons, synapses] =
    job.kind === 'simulate'
      ? [job.steps, ...networkLoad(job.normal)]
      : [job.emulation.steps, ...imageLoad(job.image)];
  return steps * (neurons + synapses / SYNAPSES_AS_NEURON) > LONG_SAMPLE;
}

function networkLoad(network: NormalNetwork): [number, number] {
  const { neurons, synapses } = networkSize(network);
  return [neurons, synapses];
}

function imageLoad({ header, cores }: ProgramImage): [number, number] {
  const neurons = cores.reduce((all, core) => all + core.neurons.length, 0);
  return [neurons, header.projections.reduce((all, { synapses }) => all + synapses, 0)];
}

type Positioned = SampleTask & { readonly position: number };

async function runHere(
  job: SampleJob,
  tasks: readonly Positioned[],
  options: RunSamplesOptions,
  accept: (result: SampleResult) => void,
  warnings: Set<string>,
): Promise<void> {
  const feed = createSampleFeed(job, accept);
  for (const [k, { ref, label, position }] of tasks.entries()) {
    if (options.interrupt.requested()) return;
    const { input, warnings: noted } = readTask(ref, label, options.reading);
    for (const warning of noted) warnings.add(warning);
    feed(position, input, k === tasks.length - 1);
    await letEventsIn();
  }
}

async function runInWorkers(
  job: SampleJob,
  tasks: readonly Positioned[],
  workers: number,
  options: RunSamplesOptions,
  accept: (result: SampleResult) => void,
  warnings: Set<string>,
): Promise<void> {
  const shares = Array.from({ length: workers }, (_, w) =>
    tasks.filter((_, k) => k % workers === w),
  );
  const failure = new AbortController();
  await Promise.all(
    shares.map((refs) => {
      const task: WorkerTask = { job, refs, reading: options.reading };
      const work = runWorker(task, options.interrupt, failure.signal, (message) => {
        for (const warning of message.warnings) warnings.add(warning);
        accept(message.result);
      });
      return work.catch((error) => {
        failure.abort();
        throw error;
      });
    }),
  );
}

/** Ends with the worker: early on an interrupt, or where another worker failed. */
function runWorker(
  task: WorkerTask,
  interrupt: Interrupt,
  failure: AbortSignal,
  onResult: (message: Extract<WorkerMessage, { result: SampleResult }>) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), { workerData: task });
    const end = (): void => {
      void worker.terminate();
    };
    const stop = interrupt.onRequest(end);
    failure.addEventListener('abort', end);
    worker.on('message', (message: WorkerMessage) => {
      if ('result' in message) onResult(message);
      else {
        const { code, message: text, exitCode } = message.error;
        reject(new SpikeloomError(code, text, exitCode as 1 | 2 | 70));
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      stop();
      resolve();
    });
  });
}

/** The bundled worker: this file is two folders below the root in the source tree and in dist/chunks alike. */
function workerFile(): string {
  return fileURLToPath(new URL('../../dist/worker.js', import.meta.url));
}

/** Workers are worth their start-up (about 0.1 s each) from this many samples on each. */
const SAMPLES_PER_WORKER = 6;

export function defaultWorkers(sampleCount: number, parallelism: number): number {
  return Math.max(1, Math.min(parallelism, Math.floor(sampleCount / SAMPLES_PER_WORKER)));
}
