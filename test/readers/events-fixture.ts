import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { listSamples } from '../../src/readers/events/list-samples.ts';
import { readSample } from '../../src/readers/events/read-sample.ts';
import type { ReadOptions, SampleReading } from '../../src/readers/events/sample.ts';
import { InputError } from '../../src/support/errors.ts';

/** A folder of the test file's own. */
export const folder: string = mkdtempSync(join(tmpdir(), 'spikeloom-events-'));
afterAll(() => rmSync(folder, { recursive: true }));

export const defaults: ReadOptions = {
  steps: 10,
  dtS: 1e-3,
  inputShapes: [[4]],
  binOrigin: 'zero',
  binRounding: 'floor',
  binValue: 'count',
  coding: { kind: 'rate' },
  seed: '1',
};

export function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export function readAll(
  name: string,
  content: string | Uint8Array,
  options: Partial<ReadOptions> = {},
): SampleReading[] {
  const merged = { ...defaults, ...options };
  const { samples } = listSamples(put(name, content), merged.inputShapes);
  return samples.map((ref) => readSample(ref, merged));
}

export const readOne = (
  name: string,
  content: string | Uint8Array,
  options: Partial<ReadOptions> = {},
): SampleReading => readAll(name, content, options)[0]!;

/** [step, index, count] of each row. */
export const rows = ({ input }: SampleReading): number[][] =>
  Array.from(input.steps, (step, k) => [step, input.indices[k]!, input.counts[k]!]);

export function failure(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return `${(error as InputError).code}: ${(error as InputError).message.replaceAll(`${folder}/`, '')}`;
  }
  throw new Error('was read');
}
