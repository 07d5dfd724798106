import { describe, expect, it } from 'vitest';
import { boxNeurons, boxSize, findBox, gridShape } from '../../compiler/box.ts';
import { ReachFinder } from '../../compiler/reach.ts';
import { axonBits, storedWidths } from '../../compiler/synapse-memory.ts';
import type { Conv, Network } from '../../src/model/network.ts';
import { compileOn, emulate, LOIHI, spikeKeys } from '../properties/run-network.ts';
import { denseOf, eventsOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const CORE = LOIHI.coreTypes[0]!;
const MEMORY = CORE.synapseMemory;

describe('synapse memory', () => {
  const widths = { weightBits: 8, delayBits: 0, tagBits: 0, indexBits: 10 };

  it('is cut into blocks of 64 synapses, each in whole words with its header', () => {
    expect(axonBits(0, widths, MEMORY)).toBe(0);
    expect(axonBits(1, widths, MEMORY)).toBe(64); // 18 + 10
    expect(axonBits(3, widths, MEMORY)).toBe(64); // 54 + 10: just full
    expect(axonBits(4, widths, MEMORY)).toBe(128); // 72 + 10
    expect(axonBits(64, widths, MEMORY)).toBe(1216); // 1152 + 10 = 1162, 19 words
    expect(axonBits(65, widths, MEMORY)).toBe(1216 + 64);
    expect(axonBits(130, widths, MEMORY)).toBe(2 * 1216 + 64); // 36 + 10
  });

  it('stores each field in the smallest code that holds it', () => {
    expect(storedWidths(MEMORY, 8, false, false, 1024)).toEqual({
      weightBits: 8,
      delayBits: 0,
      tagBits: 0,
      indexBits: 0,
    });
    expect(storedWidths(MEMORY, 7, true, true, 1024)).toEqual({
      weightBits: 8,
      delayBits: 6,
      tagBits: 0,
      indexBits: 10,
    });
    expect(storedWidths(MEMORY, 9, false, true, 1025)).toMatchObject({
      weightBits: 9,
      indexBits: 11,
    });
    expect(storedWidths(MEMORY, 4, false, true, 16)).toMatchObject({ weightBits: 4, indexBits: 6 });
  });
});

describe('boxes', () => {
  it('read shapes as [channels, rows, columns]', () => {
    expect(gridShape([7])).toEqual([1, 1, 7]);
    expect(gridShape([2, 7])).toEqual([1, 2, 7]);
    expect(gridShape([3, 2, 7])).toEqual([3, 2, 7]);
    expect(gridShape([2, 2, 2, 2])).toEqual([1, 1, 16]);
    expect(gridShape([])).toEqual([1, 1, 1]);
  });

  it('list their neurons row by row with channels innermost', () => {
    const box = {
      channelBegin: 0,
      channelEnd: 2,
      rowBegin: 1,
      rowEnd: 2,
      columnBegin: 0,
      columnEnd: 2,
    };
    expect(boxSize(box)).toBe(4);
    expect(Array.from(boxNeurons([2, 2, 3], box))).toEqual([3, 9, 4, 10]);
  });

  it('are found again from their neurons, and not in anything else', () => {
    const box = {
      channelBegin: 1,
      channelEnd: 3,
      rowBegin: 0,
      rowEnd: 2,
      columnBegin: 2,
      columnEnd: 4,
    };
    const neurons = boxNeurons([3, 3, 4], box);
    expect(findBox([3, 3, 4], neurons)).toEqual(box);
    expect(findBox([3, 3, 4], neurons.slice().reverse())).toBeNull();
    expect(findBox([3, 3, 4], neurons.slice(1))).toBeNull();
    expect(findBox([3, 3, 4], new Int32Array(0))).toBeNull();
  });
});

/** A convolution of one 4 x 4 channel to one, its result flattened to a row of 16 or kept as it is. */
function convNetwork(shape: readonly number[]): Network {
  const conv: Conv<Float64Array> = {
    kind: 'conv',
    inputShape: [1, 4, 4],
    inputExtent: [4, 4],
    outputShape: [1, 4, 4],
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [1, 1],
    groups: 1,
    weights: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  };
  return networkOf(
    [inputOf('in', 1, 4, 4), { ...ifOf('out', 16, 4.5), shape }],
    [{ pre: 'in', post: 'out', stages: [conv] }],
  );
}

describe('convolution kernels', () => {
  it('are stored once a core, however many positions there are', () => {
    const { quantNet, image } = compileOn(LOIHI, convNetwork([1, 4, 4]));
    const finder = new ReachFinder(quantNet, CORE);
    const all = finder.find(
      quantNet.projections[0]!,
      Int32Array.from({ length: 16 }, (_, k) => k),
    );
    // Nine taps of 8 + 10 bits and a header of 10: 172 bits, three words.
    expect(all).toMatchObject({ format: 'conv', memoryBits: 192 });
    expect(all.sources).toHaveLength(16);
    expect(image.cores[0]!.use.synapseMemoryBits).toBe(192);
    // The top left output alone sees four inputs.
    expect(Array.from(finder.find(quantNet.projections[0]!, Int32Array.of(0)).sources)).toEqual([
      0, 1, 4, 5,
    ]);
  });

  it('reach the same neurons of a flattened population as of a grid', () => {
    const input = eventsOf(Array.from({ length: 16 }, (_, k) => [k, (k * 5) % 16]));
    const runs = [[1, 4, 4], [4, 4], [16], [16, 1, 1]].map((shape) => {
      const { image } = compileOn(LOIHI, convNetwork(shape));
      return spikeKeys(emulate(image, [input], { steps: 16 })[0]!.spikes!);
    });
    expect(runs[0]!.length).toBeGreaterThan(16);
    for (const run of runs) expect(run).toEqual(runs[0]);
  });
});

describe('dense lists', () => {
  it('need no index and take a word per full axon', () => {
    const network = networkOf(
      [inputOf('in', 3), ifOf('out', 6)],
      [{ pre: 'in', post: 'out', stages: [denseOf(3, 6, 1)] }],
    );
    // Six weights of 8 bits and a header of 10: 58 bits, one word an axon.
    expect(compileOn(LOIHI, network).image.cores[0]!.use).toEqual({
      compartments: 6,
      inputAxons: 3,
      outputAxons: 0,
      synapseMemoryBits: 192,
      compartmentProfiles: 1,
      thresholdProfiles: 1,
      voltageRanges: 1,
      synapseFormats: 1,
    });
  });
});
