import type { Rng } from '../../src/support/rng.ts';

/** A square convolution without padding; a kernel that covers its whole input is a dense layer. */
export interface LayerShape {
  readonly inputChannels: number;
  readonly inputSide: number;
  readonly outputChannels: number;
  readonly outputSide: number;
  readonly kernel: number;
  readonly stride: number;
}

/**
 * Weights into one population of IF neurons. Inside the training code channels come last: neuron
 * (y * side + x) * channels + c, weight ((c * kernel + ky) * kernel + kx) * outputChannels + o, so
 * that the inner loops run over neighbouring numbers.
 */
export interface Layer {
  readonly shape: LayerShape;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly weights: Float32Array;
  /** Compressed rows by input position (y * inputSide + x): the windows that see it. */
  readonly offsets: Int32Array;
  /** First neuron of the window's output position. */
  readonly targets: Int32Array;
  /** First weight of the kernel position, for input channel 0. */
  readonly taps: Int32Array;
}

/** A layer with normal weights of deviation gain / sqrt(fan-in). */
export function createLayer(shape: LayerShape, gain: number, rng: Rng): Layer {
  const fanIn = shape.inputChannels * shape.kernel ** 2;
  const weights = new Float32Array(fanIn * shape.outputChannels);
  for (let k = 0; k < weights.length; k++) {
    weights[k] = (gain / Math.sqrt(fanIn)) * normal(rng);
  }
  return {
    shape,
    inputSize: shape.inputChannels * shape.inputSide ** 2,
    outputSize: shape.outputChannels * shape.outputSide ** 2,
    weights,
    ...windowsByPosition(shape),
  };
}

/** Box-Muller. */
function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}

function windowsByPosition(shape: LayerShape): Pick<Layer, 'offsets' | 'targets' | 'taps'> {
  const offsets = [0];
  const targets: number[] = [];
  const taps: number[] = [];
  for (let y = 0; y < shape.inputSide; y++) {
    for (let x = 0; x < shape.inputSide; x++) {
      for (const [outY, kernelY] of windowsAlong(shape, y)) {
        for (const [outX, kernelX] of windowsAlong(shape, x)) {
          targets.push((outY * shape.outputSide + outX) * shape.outputChannels);
          taps.push((kernelY * shape.kernel + kernelX) * shape.outputChannels);
        }
      }
      offsets.push(targets.length);
    }
  }
  return {
    offsets: Int32Array.from(offsets),
    targets: Int32Array.from(targets),
    taps: Int32Array.from(taps),
  };
}

/** Pairs of (output position, kernel position) that see input `position` along one axis. */
function windowsAlong(shape: LayerShape, position: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let out = 0; out < shape.outputSide; out++) {
    const kernelPosition = position - out * shape.stride;
    if (kernelPosition >= 0 && kernelPosition < shape.kernel) pairs.push([out, kernelPosition]);
  }
  return pairs;
}

/** Adds the weights of spiking input `index` to the neurons that it reaches. */
export function scatterSpike(
  layer: Layer,
  weights: Float32Array,
  index: number,
  potentials: Float64Array,
): void {
  const { inputChannels, outputChannels, kernel } = layer.shape;
  const position = Math.trunc(index / inputChannels);
  const base = (index - position * inputChannels) * kernel * kernel * outputChannels;
  const end = layer.offsets[position + 1]!;
  for (let k = layer.offsets[position]!; k < end; k++) {
    const target = layer.targets[k]!;
    const tap = base + layer.taps[k]!;
    for (let o = 0; o < outputChannels; o++) potentials[target + o]! += weights[tap + o]!;
  }
}

/** Adds what spiking input `index` contributes to the gradient of the weights. */
export function scatterGradient(
  layer: Layer,
  gradient: Float32Array,
  index: number,
  errors: Float64Array,
): void {
  const { inputChannels, outputChannels, kernel } = layer.shape;
  const position = Math.trunc(index / inputChannels);
  const base = (index - position * inputChannels) * kernel * kernel * outputChannels;
  const end = layer.offsets[position + 1]!;
  for (let k = layer.offsets[position]!; k < end; k++) {
    const target = layer.targets[k]!;
    const tap = base + layer.taps[k]!;
    for (let o = 0; o < outputChannels; o++) gradient[tap + o]! += errors[target + o]!;
  }
}

/** How the loss changes with a spike of input `index`, given the errors of the neurons that it reaches. */
export function gatherError(
  layer: Layer,
  weights: Float32Array,
  index: number,
  errors: Float64Array,
): number {
  const { inputChannels, outputChannels, kernel } = layer.shape;
  const position = Math.trunc(index / inputChannels);
  const base = (index - position * inputChannels) * kernel * kernel * outputChannels;
  const end = layer.offsets[position + 1]!;
  let sum = 0;
  for (let k = layer.offsets[position]!; k < end; k++) {
    const target = layer.targets[k]!;
    const tap = base + layer.taps[k]!;
    for (let o = 0; o < outputChannels; o++) sum += weights[tap + o]! * errors[target + o]!;
  }
  return sum;
}
