/** Constants through linear maps: what the biases of affine nodes add to the neurons behind them. */
import type { Connectivity, Conv, Dense, FloatArray, Pool } from '../model/network.ts';

/** The output of one linear map for a constant input. Delays do not matter to a constant. */
export function applyConnectivity(map: Connectivity, input: Float64Array): Float64Array {
  switch (map.kind) {
    case 'dense':
      return applyDense(map, input);
    case 'conv':
      return applyConv(map, input);
    case 'pool':
      return applyPool(map, input);
    case 'one-to-one': {
      const { weights } = map;
      return input.map((x, k) => x * (typeof weights === 'number' ? weights : weights[k]!));
    }
    case 'sparse': {
      const output = new Float64Array(map.postSize);
      for (let pre = 0; pre < map.preSize; pre++) {
        for (let s = map.offsets[pre]!; s < map.offsets[pre + 1]!; s++) {
          output[map.targets[s]!]! += map.weights[s]! * input[pre]!;
        }
      }
      return output;
    }
  }
}

function applyDense(map: Dense<FloatArray>, input: Float64Array): Float64Array {
  const output = new Float64Array(map.postSize);
  for (let post = 0; post < map.postSize; post++) {
    let sum = 0;
    const row = post * map.preSize;
    for (let pre = 0; pre < map.preSize; pre++) sum += map.weights[row + pre]! * input[pre]!;
    output[post] = sum;
  }
  return output;
}

function applyConv(map: Conv<FloatArray>, input: Float64Array): Float64Array {
  const [channelsOut, heightOut, widthOut] = map.outputShape;
  const [channelsIn, heightIn, widthIn] = map.inputShape;
  const output = new Float64Array(channelsOut * heightOut * widthOut);
  const groupIn = channelsIn / map.groups;
  const groupOut = channelsOut / map.groups;
  const area = map.kernel[0] * map.kernel[1];
  for (let o = 0, at = 0; o < channelsOut; o++) {
    const channelBegin = Math.floor(o / groupOut) * groupIn;
    for (let oy = 0; oy < heightOut; oy++) {
      for (let ox = 0; ox < widthOut; ox++, at++) {
        let sum = 0;
        eachTap(map, map.dilation, map.inputExtent, oy, ox, (tap, y, x) => {
          for (let c = 0; c < groupIn; c++) {
            const value = input[((channelBegin + c) * heightIn + y) * widthIn + x]!;
            sum += map.weights[(o * groupIn + c) * area + tap]! * value;
          }
        });
        output[at] = sum;
      }
    }
  }
  return output;
}

function applyPool(map: Pool, input: Float64Array): Float64Array {
  const [channels, heightOut, widthOut] = map.outputShape;
  const [, heightIn, widthIn] = map.inputShape;
  const output = new Float64Array(channels * heightOut * widthOut);
  const weight = map.reduce === 'sum' ? 1 : 1 / (map.kernel[0] * map.kernel[1]);
  for (let c = 0, at = 0; c < channels; c++) {
    for (let oy = 0; oy < heightOut; oy++) {
      for (let ox = 0; ox < widthOut; ox++, at++) {
        let sum = 0;
        eachTap(map, [1, 1], [heightIn, widthIn], oy, ox, (_, y, x) => {
          sum += input[(c * heightIn + y) * widthIn + x]!;
        });
        output[at] = sum * weight;
      }
    }
  }
  return output;
}

/** Calls `visit` for each position of the window at (oy, ox) that lies inside the input. */
function eachTap(
  window: Pick<Pool, 'kernel' | 'stride' | 'padding'>,
  dilation: readonly [number, number],
  extent: readonly [number, number],
  oy: number,
  ox: number,
  visit: (tap: number, y: number, x: number) => void,
): void {
  const [kernelHeight, kernelWidth] = window.kernel;
  for (let ky = 0; ky < kernelHeight; ky++) {
    const y = oy * window.stride[0] - window.padding[0] + ky * dilation[0];
    if (y < 0 || y >= extent[0]) continue;
    for (let kx = 0; kx < kernelWidth; kx++) {
      const x = ox * window.stride[1] - window.padding[1] + kx * dilation[1];
      if (x >= 0 && x < extent[1]) visit(ky * kernelWidth + kx, y, x);
    }
  }
}
