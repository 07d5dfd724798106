import { writeEventSet } from '../event-set.ts';
import type { LabelledSpikes } from './evaluate.ts';

/** The digits as a compact event set, a `.npz` file. */
export function digitEventSet(samples: readonly LabelledSpikes[]): Uint8Array {
  return writeEventSet(
    samples.map(({ spikes: { offsets, indices }, label }) => {
      const steps = new Uint8Array(indices.length);
      for (let step = 0; step < offsets.length - 1; step++) {
        steps.fill(step, offsets[step]!, offsets[step + 1]!);
      }
      return { steps, indices, label };
    }),
  );
}
