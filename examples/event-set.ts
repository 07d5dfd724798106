/** Labelled spike patterns as one file. */
import { writeNpz } from '../src/readers/npz.ts';

export interface LabelledEvents {
  /** Step of each event, ascending, below 256. */
  readonly steps: ArrayLike<number>;
  /** Input of each event, below 65,536. */
  readonly indices: ArrayLike<number>;
  readonly label: number;
}

/** The samples as a compact event set (`steps`, `indices`, `sample_offsets`, `labels`), a `.npz` file. */
export function writeEventSet(samples: readonly LabelledEvents[]): Uint8Array {
  const offsets = new Int32Array(samples.length + 1);
  samples.forEach((sample, k) => {
    offsets[k + 1] = offsets[k]! + sample.indices.length;
  });
  const steps = new Uint8Array(offsets.at(-1)!);
  const indices = new Uint16Array(offsets.at(-1)!);
  samples.forEach((sample, k) => {
    steps.set(sample.steps, offsets[k]!);
    indices.set(sample.indices, offsets[k]!);
  });
  const labels = Uint8Array.from(samples, ({ label }) => label);
  return writeNpz([
    ['steps', { values: steps, shape: [steps.length] }],
    ['indices', { values: indices, shape: [indices.length] }],
    ['sample_offsets', { values: offsets, shape: [offsets.length] }],
    ['labels', { values: labels, shape: [labels.length] }],
  ]);
}
