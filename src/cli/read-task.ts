import type { SpikeInput } from '../model/events.ts';
import { readSample } from '../readers/events/read-sample.ts';
import type { ReadOptions, SampleRef } from '../readers/events/sample.ts';

const SILENCE: SpikeInput = {
  sample: 'run',
  steps: new Int32Array(0),
  indices: new Int32Array(0),
  counts: new Int32Array(0),
  droppedEvents: 0,
};

/** The input of one sample with its label; silence where there is nothing to read. */
export function readTask(
  ref: SampleRef | null,
  label: number | null,
  reading: ReadOptions,
): { readonly input: SpikeInput; readonly warnings: readonly string[] } {
  const { input, warnings } =
    ref === null ? { input: SILENCE, warnings: [] } : readSample(ref, reading);
  return { input: label === null ? input : { ...input, label }, warnings };
}
