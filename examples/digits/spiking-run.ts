import type { DigitSpikes } from './encode.ts';
import { type Layer, scatterSpike } from './layer.ts';

/** Threshold of every IF neuron: it spikes where v > 1 and then starts again at 0. */
export const THRESHOLD = 1;

/** What happened in one layer while a digit was shown; made once and used for every digit. */
export interface LayerRecord {
  /** [stepCount * size], before the reset. */
  readonly potentials: Float64Array;
  /** Spiking neurons, step after step: spikes[offsets[step] .. offsets[step + 1]]. */
  readonly spikes: Int32Array;
  /** [stepCount + 1]. */
  readonly offsets: Int32Array;
}

export function createRecords(layers: readonly Layer[], stepCount: number): LayerRecord[] {
  return layers.map(({ outputSize }) => ({
    potentials: new Float64Array(stepCount * outputSize),
    spikes: new Int32Array(stepCount * outputSize),
    offsets: new Int32Array(stepCount + 1),
  }));
}

/**
 * Shows a digit to the network. All layers work in the same step, first to last: v += sum of the
 * weights of this step's spikes; spike if v > 1; v = 0 after a spike. `weights` stands in for the
 * layers' own, so that rounded ones can be tried.
 */
export function runDigit(
  layers: readonly Layer[],
  weights: readonly Float32Array[],
  input: DigitSpikes,
  records: readonly LayerRecord[],
): void {
  const stepCount = input.offsets.length - 1;
  for (let step = 0; step < stepCount; step++) {
    let source: Pick<LayerRecord, 'spikes' | 'offsets'> = {
      spikes: input.indices,
      offsets: input.offsets,
    };
    for (const [k, layer] of layers.entries()) {
      const record = records[k]!;
      const potentials = startStep(record, step, layer.outputSize);
      const end = source.offsets[step + 1]!;
      for (let s = source.offsets[step]!; s < end; s++) {
        scatterSpike(layer, weights[k]!, source.spikes[s]!, potentials);
      }
      collectSpikes(record, step, potentials);
      source = record;
    }
  }
}

/** The step's potentials, set to what the step before left: 0 where it spiked. */
function startStep(record: LayerRecord, step: number, size: number): Float64Array {
  const potentials = record.potentials.subarray(step * size, (step + 1) * size);
  if (step === 0) return potentials.fill(0);
  potentials.set(record.potentials.subarray((step - 1) * size, step * size));
  const end = record.offsets[step]!;
  for (let s = record.offsets[step - 1]!; s < end; s++) potentials[record.spikes[s]!] = 0;
  return potentials;
}

function collectSpikes(record: LayerRecord, step: number, potentials: Float64Array): void {
  let end = record.offsets[step]!;
  for (let index = 0; index < potentials.length; index++) {
    if (potentials[index]! > THRESHOLD) record.spikes[end++] = index;
  }
  record.offsets[step + 1] = end;
}

/** Spikes of each neuron of a layer, over steps [0, stepEnd). */
export function countSpikes(record: LayerRecord, size: number, stepEnd: number): Int32Array {
  const counts = new Int32Array(size);
  const end = record.offsets[stepEnd]!;
  for (let s = 0; s < end; s++) counts[record.spikes[s]!]!++;
  return counts;
}
