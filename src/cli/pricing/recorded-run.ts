/** A run to be priced: a run folder, or a trace file alone. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { SampleTrace } from '../../model/trace.ts';
import { expandCounts, type RecordedRun } from '../../program-file/recorded-run.ts';
import { decodeTrace } from '../../program-file/trace-file.ts';
import { InputError } from '../../support/errors.ts';
import { readWholeFile } from '../files.ts';

export interface PriceableRun extends RecordedRun {
  /** Of all samples, without spikes, probes and packets between cores. */
  readonly traces: readonly SampleTrace[];
}

/** What pricing reads of it. */
export type Recording = Pick<
  PriceableRun,
  'header' | 'cores' | 'timing' | 'pace' | 'resets' | 'traces'
>;

const TRACE_FILE = 'trace.loomtrace';

/** Throws InputError `E_FILE`, `E_TRACE*`, or `E_PRICE` for a folder without a trace or a run without samples. */
export function readPriceableRun(path: string): PriceableRun {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isFolder ? join(path, TRACE_FILE) : path;
  if (isFolder && !statSync(file, { throwIfNoEntry: false })) {
    throw new InputError(
      'E_PRICE',
      `${path} holds no ${TRACE_FILE}: it is not the folder of a run on a chip (spikeloom run ... --out DIR writes one).`,
    );
  }
  const run = decodeTrace(readWholeFile(file, 'a trace or run folder'), file);
  if (run.samples.length === 0) throw new InputError('E_PRICE', `${file} holds no sample.`);
  const traces = run.samples.map((sample) => expandCounts(sample, run.cores.length));
  return { ...run, traces };
}
