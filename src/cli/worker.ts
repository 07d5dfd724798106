/** Worker thread: the same sample work as the main thread, over its own share of the samples. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ReadOptions, SampleRef } from '../readers/events/sample.ts';
import { SpikeloomError } from '../support/errors.ts';
import { asMemoryError } from './memory-error.ts';
import { readTask } from './read-task.ts';
import { createSampleFeed, type SampleJob, type SampleResult } from './sample-job.ts';

/** What a worker is started with. */
export interface WorkerTask {
  readonly job: SampleJob;
  readonly refs: readonly {
    readonly position: number;
    readonly ref: SampleRef | null;
    readonly label: number | null;
  }[];
  readonly reading: ReadOptions;
}

/** What a worker sends: one result after the other, or the error that ended it. */
export type WorkerMessage =
  | { readonly result: SampleResult; readonly warnings: readonly string[] }
  | {
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly exitCode: number;
      };
    };

function work(task: WorkerTask, post: (message: WorkerMessage) => void): void {
  let warnings: string[] = [];
  const feed = createSampleFeed(task.job, (result) => {
    post({ result, warnings });
    warnings = [];
  });
  task.refs.forEach(({ position, ref, label }, k) => {
    const read = readTask(ref, label, task.reading);
    warnings.push(...read.warnings); // of a streamed sample they wait for its result
    feed(position, read.input, k === task.refs.length - 1);
  });
}

if (parentPort) {
  const port = parentPort;
  try {
    work(workerData as WorkerTask, (message) => port.postMessage(message));
  } catch (thrown) {
    const error = asMemoryError(thrown) ?? thrown;
    const { code, message, exitCode } =
      error instanceof SpikeloomError
        ? error
        : { code: 'E_INTERNAL', message: stackOf(error), exitCode: 70 };
    port.postMessage({ error: { code, message, exitCode } });
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
