import type { DigitSpikes } from './encode.ts';
import type { Layer } from './layer.ts';
import { countSpikes, createRecords, runDigit } from './spiking-run.ts';

export interface LabelledSpikes {
  readonly spikes: DigitSpikes;
  readonly label: number;
}

export interface Evaluation {
  readonly correct: number;
  readonly samples: number;
  readonly accuracy: number;
  readonly inputEventsMean: number;
  /** Mean spikes per digit of each layer. */
  readonly spikesMean: readonly number[];
  /** Accuracy where the counts are read after 1, 2, ... steps. */
  readonly accuracyByStep: readonly number[];
}

/** Shows all samples to the network; the class is the output neuron with most spikes, ties to the lowest. */
export function evaluate(
  layers: readonly Layer[],
  weights: readonly Float32Array[],
  samples: readonly LabelledSpikes[],
): Evaluation {
  const stepCount = samples[0]!.spikes.offsets.length - 1;
  const records = createRecords(layers, stepCount);
  const spikeTotals = layers.map(() => 0);
  const correctByStep = new Array<number>(stepCount).fill(0);
  let inputEvents = 0;
  for (const { spikes, label } of samples) {
    runDigit(layers, weights, spikes, records);
    inputEvents += spikes.indices.length;
    for (const [k, record] of records.entries()) spikeTotals[k]! += record.offsets[stepCount]!;
    for (let step = 0; step < stepCount; step++) {
      const counts = countSpikes(records.at(-1)!, layers.at(-1)!.outputSize, step + 1);
      if (predictClass(counts) === label) correctByStep[step]!++;
    }
  }
  const correct = correctByStep.at(-1)!;
  return {
    correct,
    samples: samples.length,
    accuracy: correct / samples.length,
    inputEventsMean: inputEvents / samples.length,
    spikesMean: spikeTotals.map((total) => total / samples.length),
    accuracyByStep: correctByStep.map((count) => count / samples.length),
  };
}

/** Index of the largest count; null where nothing spiked. */
function predictClass(counts: Int32Array): number | null {
  let best = 0;
  for (let index = 1; index < counts.length; index++) {
    if (counts[index]! > counts[best]!) best = index;
  }
  return counts[best]! > 0 ? best : null;
}
