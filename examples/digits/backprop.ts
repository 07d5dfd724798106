import type { DigitSpikes } from './encode.ts';
import { gatherError, type Layer, scatterGradient } from './layer.ts';
import { type LayerRecord, THRESHOLD } from './spiking-run.ts';

/** Errors of one layer while going backward in time; made once and used for every digit. */
export interface LayerErrors {
  /** dLoss/dv of the current step. */
  readonly potential: Float64Array;
  /** dLoss/dspike of the current step. */
  readonly spike: Float64Array;
}

export function createErrors(layers: readonly Layer[]): LayerErrors[] {
  return layers.map(({ outputSize }) => ({
    potential: new Float64Array(outputSize),
    spike: new Float64Array(outputSize),
  }));
}

/** Stands for the slope of the spike, a triangle of base [0, 2]: elsewhere nothing need be computed. */
function surrogateSlope(potential: number): number {
  return Math.max(0, 1 - Math.abs(potential - THRESHOLD));
}

/**
 * Adds the gradient of a digit's loss to `gradients`, backward through time and layers. The spike's
 * slope is a surrogate (Neftci et al. 2019, doi:10.1109/MSP.2019.2931595), the reset counts as constant.
 * `countErrors` is dLoss/dcount of each output neuron; `spikeCosts` what each spike of a layer costs.
 */
export function accumulateGradients(
  layers: readonly Layer[],
  weights: readonly Float32Array[],
  input: DigitSpikes,
  records: readonly LayerRecord[],
  countErrors: Float64Array,
  spikeCosts: readonly number[],
  errors: readonly LayerErrors[],
  gradients: readonly Float32Array[],
): void {
  const last = layers.length - 1;
  for (const error of errors) error.potential.fill(0);
  for (let step = input.offsets.length - 2; step >= 0; step--) {
    errors[last]!.spike.set(countErrors);
    for (let k = last; k >= 0; k--) {
      const layer = layers[k]!;
      stepBack(records[k]!, step, errors[k]!);
      if (k > 0) {
        const below = records[k - 1]!;
        errorsBelow(
          layer,
          weights[k]!,
          below,
          step,
          errors[k]!,
          errors[k - 1]!,
          spikeCosts[k - 1]!,
        );
        addGradient(layer, gradients[k]!, below.spikes, below.offsets, step, errors[k]!);
      } else {
        addGradient(layer, gradients[k]!, input.indices, input.offsets, step, errors[k]!);
      }
    }
  }
}

/** dLoss/dv of this step: through this step's spike, and through the next step's v unless a spike cleared it. */
function stepBack(record: LayerRecord, step: number, error: LayerErrors): void {
  const size = error.potential.length;
  const end = record.offsets[step + 1]!;
  for (let s = record.offsets[step]!; s < end; s++) error.potential[record.spikes[s]!] = 0;
  const base = step * size;
  for (let index = 0; index < size; index++) {
    const slope = surrogateSlope(record.potentials[base + index]!);
    if (slope > 0) error.potential[index]! += slope * error.spike[index]!;
  }
}

function errorsBelow(
  layer: Layer,
  weights: Float32Array,
  below: LayerRecord,
  step: number,
  error: LayerErrors,
  errorBelow: LayerErrors,
  spikeCost: number,
): void {
  const base = step * layer.inputSize;
  for (let index = 0; index < layer.inputSize; index++) {
    if (surrogateSlope(below.potentials[base + index]!) === 0) continue;
    errorBelow.spike[index] = spikeCost + gatherError(layer, weights, index, error.potential);
  }
}

function addGradient(
  layer: Layer,
  gradient: Float32Array,
  spikes: Int32Array,
  offsets: Int32Array,
  step: number,
  error: LayerErrors,
): void {
  const end = offsets[step + 1]!;
  for (let s = offsets[step]!; s < end; s++) {
    scatterGradient(layer, gradient, spikes[s]!, error.potential);
  }
}
