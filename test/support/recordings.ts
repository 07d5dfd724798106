/** Event camera recordings of an oracle folder, read as the product reads them. */
import type { SpikeInput } from '../../src/model/events.ts';
import { readSample } from '../../src/readers/events/read-sample.ts';
import type { ReadOptions } from '../../src/readers/events/sample.ts';
import { baseOf, findFiles, readJson } from './oracle-files.ts';

/** Paths by sample name. */
export type Recordings = ReadonlyMap<string, string>;

export function findRecordings(folder: string): Recordings {
  return new Map(findFiles(folder, /\.bs2$/).map((path) => [baseOf(path), path]));
}

export function readRecording(
  recordings: Recordings,
  sample: string,
  options: Omit<ReadOptions, 'coding' | 'seed'>,
): SpikeInput {
  const path = recordings.get(sample);
  if (path === undefined) throw new Error(`no recording ${sample}.bs2`);
  const ref = { sample, path, format: 'bs2', position: 0 } as const;
  return readSample(ref, { ...options, coding: { kind: 'rate' }, seed: '1' }).input;
}

/** Labels by sample name: of `near` where it has them, else of anywhere under `folder`. */
export function readLabels(near: string, folder: string): Readonly<Record<string, number>> {
  const [file] = [...findFiles(near, /^labels\.json$/), ...findFiles(folder, /^labels\.json$/)];
  if (file === undefined) throw new Error(`no labels.json under ${folder}`);
  return readJson(file);
}
