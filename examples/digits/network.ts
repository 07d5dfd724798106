import {
  type Connectivity,
  type FloatArray,
  type Network,
  type NeuronParameters,
  type Population,
  shapeSize,
} from '../../src/model/network.ts';
import type { Layer, LayerShape } from './layer.ts';
import { THRESHOLD } from './spiking-run.ts';

/** The trained layers as a chip-free network: input [1, 28, 28], then a population per layer. */
export function networkOf(layers: readonly Layer[]): Network {
  const first = layers[0]!.shape;
  const input = population('input', [first.inputChannels, first.inputSide, first.inputSide], {
    model: 'input',
  });
  const populations = [input, ...layers.map(({ shape }, k) => layerPopulation(shape, k))];
  return {
    name: 'digits',
    units: 'dimensionless',
    populations,
    projections: layers.map((layer, k) => ({
      name: `${populations[k]!.name}->${populations[k + 1]!.name}`,
      pre: k,
      post: k + 1,
      stages: [connectivityOf(layer)],
      delayS: 0,
    })),
    outputs: [layers.length],
    assumptions: [],
  };
}

function layerPopulation(shape: LayerShape, index: number): Population {
  const neurons = { model: 'if', r: 1, vThreshold: THRESHOLD, vReset: 0 } as const;
  if (shape.outputSide === 1) return population('output', [shape.outputChannels], neurons);
  const extents = [shape.outputChannels, shape.outputSide, shape.outputSide];
  return population(`features${index + 1}`, extents, neurons);
}

function population(name: string, shape: number[], parameters: NeuronParameters): Population {
  return { name, shape, size: shapeSize(shape), parameters, bias: 0 };
}

function connectivityOf(layer: Layer): Connectivity & { readonly weights: FloatArray } {
  const { shape } = layer;
  const weights = channelsFirst(layer);
  if (shape.outputSide === 1) {
    return { kind: 'dense', preSize: layer.inputSize, postSize: layer.outputSize, weights };
  }
  return {
    kind: 'conv',
    inputShape: [shape.inputChannels, shape.inputSide, shape.inputSide],
    inputExtent: [shape.inputSide, shape.inputSide],
    outputShape: [shape.outputChannels, shape.outputSide, shape.outputSide],
    kernel: [shape.kernel, shape.kernel],
    stride: [shape.stride, shape.stride],
    dilation: [1, 1],
    padding: [0, 0],
    groups: 1,
    weights,
  };
}

/** Weights as [outputChannels][inputChannels][kernel][kernel]; for a kernel as large as its input these are a dense layer's rows. */
function channelsFirst({ shape, weights }: Layer): Float32Array {
  const { inputChannels, outputChannels, kernel } = shape;
  const fanIn = inputChannels * kernel ** 2;
  const turned = new Float32Array(weights.length);
  for (let row = 0; row < fanIn; row++) {
    for (let o = 0; o < outputChannels; o++) {
      turned[o * fanIn + row] = weights[row * outputChannels + o]!;
    }
  }
  return turned;
}
