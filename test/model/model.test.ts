import { describe, expect, it } from 'vitest';
import { corePosition, coresPerChip } from '../../src/model/chip.ts';
import { forEachTarget, postSize, preSize } from '../../src/model/fan-out.ts';
import type { Conv, LinearMap } from '../../src/model/network.ts';
import { shapeSize, synapseCount, valueAt } from '../../src/model/network.ts';
import { accumulate } from '../../src/reference/accumulate.ts';
import { checkCases, drawOne, drawStream } from '../properties/draw.ts';
import {
  randomConv,
  randomDense,
  randomOneToOne,
  randomPool,
  randomSparse,
} from '../properties/random-maps.ts';
import { LOIHI } from '../properties/run-network.ts';

const CONV: Conv<Float64Array> = {
  kind: 'conv',
  inputShape: [2, 1, 5],
  inputExtent: [1, 4],
  outputShape: [2, 1, 2],
  kernel: [1, 3],
  stride: [1, 2],
  dilation: [1, 1],
  padding: [0, 1],
  groups: 2,
  weights: Float64Array.of(1, 2, 3, 4, 5, 6),
};

function targetsOf(map: LinearMap<unknown>, pre: number): [number, number][] {
  const found: [number, number][] = [];
  forEachTarget(map, pre, (post, k) => found.push([post, k]));
  return found.sort(([a], [b]) => a - b);
}

describe('fan-out of a convolution, by hand', () => {
  // out[o, x] = w[0] in[2x - 1] + w[1] in[2x] + w[2] in[2x + 1] within its own channel; in[4] is beyond the extent.
  it('lists targets with their kernel taps', () => {
    expect(targetsOf(CONV, 0)).toEqual([[0, 1]]);
    expect(targetsOf(CONV, 1)).toEqual([
      [0, 2],
      [1, 0],
    ]);
    expect(targetsOf(CONV, 3)).toEqual([[1, 2]]);
    expect(targetsOf(CONV, 4)).toEqual([]);
    expect(targetsOf(CONV, 6)).toEqual([
      [2, 5],
      [3, 3],
    ]);
  });

  it('has sizes and a count of synapses', () => {
    expect([preSize(CONV), postSize(CONV), synapseCount(CONV)]).toEqual([10, 4, 10]);
  });
});

describe('connectivity of every kind', () => {
  it('counts as many synapses as it lists, and adds what they weigh', () => {
    checkCases(200, (draw) => {
      const random = drawStream(draw);
      const weight = () => random() - 0.5;
      const make = drawOne(draw, [
        () => randomConv(draw, [draw(1, 3), draw(1, 5), draw(1, 5)], weight),
        () => randomDense(draw(1, 5), draw(1, 5), weight),
        () => randomSparse(draw, draw(1, 6), draw(1, 6), weight),
        () => randomOneToOne(draw, draw(1, 6), weight),
      ]);
      const map = make() as LinearMap<Float64Array>;
      let synapses = 0;
      const direct = new Float64Array(postSize(map));
      const listed = new Float64Array(postSize(map));
      for (let pre = 0; pre < preSize(map); pre++) {
        accumulate(map, pre, pre + 1, direct);
        forEachTarget(map, pre, (post, k) => {
          synapses++;
          listed[post]! +=
            (pre + 1) * (typeof map.weights === 'number' ? map.weights : map.weights[k]!);
        });
      }
      expect(synapseCount(map)).toBe(synapses);
      direct.forEach((value, k) => {
        expect(value).toBeCloseTo(listed[k]!, 10);
      });
    });
  });

  it('counts the windows of a pool inside its input', () => {
    const pool = {
      kind: 'pool' as const,
      reduce: 'sum' as const,
      inputShape: [3, 4, 4] as const,
      outputShape: [3, 2, 3] as const,
      kernel: [2, 2] as const,
      stride: [2, 2] as const,
      padding: [0, 1] as const,
    };
    // Rows 2 + 2; columns 1 + 2 + 1 because the padding is cut off on both sides.
    expect(synapseCount(pool)).toBe(3 * 4 * 4);
    checkCases(50, (draw) => {
      const random = randomPool(draw, [1, draw(3, 8), draw(3, 8)]);
      expect(synapseCount(random)).toBeLessThanOrEqual(
        shapeSize(random.outputShape) * shapeSize(random.kernel),
      );
    });
  });
});

describe('small things of the model', () => {
  it('values stand for one or for all', () => {
    expect([
      valueAt(3, 9),
      valueAt(Int32Array.of(4, 5), 1),
      shapeSize([]),
      shapeSize([2, 3]),
    ]).toEqual([3, 5, 1, 6]);
  });

  it('cores are numbered tile by tile, tiles row by row, chip by chip', () => {
    expect(coresPerChip(LOIHI)).toBe(128);
    expect(corePosition(LOIHI, 0)).toEqual({ chip: 0, tile: 0, x: 0, y: 0 });
    expect(corePosition(LOIHI, 39)).toEqual({ chip: 0, tile: 9, x: 1, y: 1 });
    expect(corePosition(LOIHI, 128 + 127)).toEqual({ chip: 1, tile: 31, x: 7, y: 3 });
  });
});
