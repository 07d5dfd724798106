import { writeNpz } from '../../src/readers/npz.ts';
import type { LabelledSpikes } from './evaluate.ts';

/** The samples as a compact event set (`steps`, `indices`, `sample_offsets`, `labels`), a `.npz` file. */
export function writeEventSet(samples: readonly LabelledSpikes[]): Uint8Array {
  const offsets = new Int32Array(samples.length + 1);
  for (const [k, { spikes }] of samples.entries()) {
    offsets[k + 1] = offsets[k]! + spikes.indices.length;
  }
  const steps = new Uint8Array(offsets.at(-1)!);
  const indices = new Uint16Array(offsets.at(-1)!);
  for (const [k, { spikes }] of samples.entries()) {
    indices.set(spikes.indices, offsets[k]!);
    for (let step = 0; step < spikes.offsets.length - 1; step++) {
      steps.fill(
        step,
        offsets[k]! + spikes.offsets[step]!,
        offsets[k]! + spikes.offsets[step + 1]!,
      );
    }
  }
  const labels = Uint8Array.from(samples, ({ label }) => label);
  return writeNpz([
    ['steps', { values: steps, shape: [steps.length] }],
    ['indices', { values: indices, shape: [indices.length] }],
    ['sample_offsets', { values: offsets, shape: [offsets.length] }],
    ['labels', { values: labels, shape: [labels.length] }],
  ]);
}
