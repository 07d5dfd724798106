import { describe, expect, it } from 'vitest';
import { fuseStages } from '../../compiler/fuse-stages.ts';
import type { Connectivity } from '../../src/model/network.ts';
import { shapeSize } from '../../src/model/network.ts';
import type { Draw } from './draw.ts';
import { checkCases, drawStream } from './draw.ts';
import type { Shape3 } from './random-maps.ts';
import { DT_S, randomConv, randomPool, randomShape, randomStages } from './random-maps.ts';

/** What arrives at each target, by delay in steps. */
type Arrivals = ReadonlyMap<number, Float64Array>;

describe('fuseStages', () => {
  it('equals its stages applied one after the other, for chains of every kind', () => {
    const kinds = new Set<string>();
    checkCases(400, (draw) => {
      const random = drawStream(draw);
      const shape = randomShape(draw);
      const { stages } = randomStages(draw, shape, 4, () => random() * 2 - 1);
      kinds.add(expectFused(draw, stages, shapeSize(shape)));
    });
    expect([...kinds].sort()).toEqual(['conv', 'dense', 'one-to-one', 'sparse']);
  });

  it('equals overlapping and padded pools before convolutions', () => {
    let shapesKept = 0;
    checkCases(300, (draw) => {
      const random = drawStream(draw);
      const shape: Shape3 = [draw(1, 3), draw(3, 9), draw(3, 9)];
      const pool = randomPool(draw, shape);
      const chain: Connectivity[] = [pool];
      if (draw(0, 2) === 2) chain.push(randomPool(draw, pool.outputShape));
      const { outputShape } = chain.at(-1) as typeof pool;
      chain.push(randomConv(draw, outputShape, () => random() * 2 - 1));
      if (expectFused(draw, chain, shapeSize(shape)) === 'conv') shapesKept++;
    });
    expect(shapesKept).toBeGreaterThan(100);
  });
});

/** Holds the fused map against its stages on random spikes; returns the fused map's kind. */
function expectFused(draw: Draw, stages: readonly Connectivity[], size: number): string {
  const random = drawStream(draw);
  const input = Float64Array.from({ length: size }, () => Math.floor(random() * 4));
  const start: Arrivals = new Map([[0, input]]);
  const fused = fuseStages(stages);
  const expected = stages.reduce(applyStage, start);
  const actual = applyStage(start, fused);
  const delays = new Set([...expected.keys(), ...actual.keys()]);
  for (const delay of delays) {
    const length = [...expected.values()][0]?.length ?? 0;
    const [wanted, got] = [expected, actual].map(
      (all) => all.get(delay) ?? new Float64Array(length),
    );
    wanted!.forEach((value, k) => {
      expect(Math.abs(got![k]! - value)).toBeLessThanOrEqual(1e-9 * Math.max(100, Math.abs(value)));
    });
  }
  return fused.kind;
}

function applyStage(arrivals: Arrivals, stage: Connectivity): Arrivals {
  const result = new Map<number, Float64Array>();
  for (const [delay, values] of arrivals) {
    for (const [post, own, value] of applyTo(values, stage)) {
      const at = delay + own;
      if (!result.has(at)) result.set(at, new Float64Array(sizeAfter(stage)));
      result.get(at)![post]! += value;
    }
  }
  return result;
}

function sizeAfter(stage: Connectivity): number {
  if (stage.kind === 'conv' || stage.kind === 'pool') return shapeSize(stage.outputShape);
  return stage.kind === 'one-to-one' ? stage.size : stage.postSize;
}

/** [target, delay, weighted value] of every synapse, by the definition of the kind. */
function* applyTo(values: Float64Array, stage: Connectivity): Generator<[number, number, number]> {
  if (stage.kind === 'dense') {
    for (let post = 0; post < stage.postSize; post++) {
      let sum = 0;
      for (let pre = 0; pre < stage.preSize; pre++) {
        sum += stage.weights[post * stage.preSize + pre]! * values[pre]!;
      }
      yield [post, 0, sum];
    }
  } else if (stage.kind === 'one-to-one') {
    for (let k = 0; k < stage.size; k++) {
      yield [
        k,
        0,
        values[k]! * (typeof stage.weights === 'number' ? stage.weights : stage.weights[k]!),
      ];
    }
  } else if (stage.kind === 'sparse') {
    for (let pre = 0; pre < stage.preSize; pre++) {
      for (let k = stage.offsets[pre]!; k < stage.offsets[pre + 1]!; k++) {
        const steps = Math.round((stage.delaysS?.[k] ?? 0) / DT_S);
        yield [stage.targets[k]!, steps, values[pre]! * stage.weights[k]!];
      }
    }
  } else yield* applyWindow(values, stage);
}

/** A convolution, or a pool as the sum or mean of a window whose padding holds zeros. */
function* applyWindow(
  values: Float64Array,
  stage: Extract<Connectivity, { kind: 'conv' | 'pool' }>,
): Generator<[number, number, number]> {
  const [channels, height, width] = stage.inputShape;
  const [outChannels, outHeight, outWidth] = stage.outputShape;
  const [kernelHeight, kernelWidth] = stage.kernel;
  const [dilationY, dilationX] = stage.kind === 'conv' ? stage.dilation : [1, 1];
  const [rows, columns] = stage.kind === 'conv' ? stage.inputExtent : [height, width];
  const groups = stage.kind === 'conv' ? stage.groups : channels;
  const share =
    stage.kind === 'pool' && stage.reduce === 'average' ? 1 / (kernelHeight * kernelWidth) : 1;
  const groupIn = channels / groups;
  for (let o = 0; o < outChannels; o++) {
    const group = Math.floor(o / (outChannels / groups));
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        let sum = 0;
        for (let c = 0; c < groupIn; c++) {
          for (let ky = 0; ky < kernelHeight; ky++) {
            for (let kx = 0; kx < kernelWidth; kx++) {
              const y = oy * stage.stride[0] - stage.padding[0] + ky * dilationY;
              const x = ox * stage.stride[1] - stage.padding[1] + kx * dilationX;
              if (y < 0 || y >= rows || x < 0 || x >= columns) continue;
              const kernel = ((o * groupIn + c) * kernelHeight + ky) * kernelWidth + kx;
              const weight = stage.kind === 'conv' ? stage.weights[kernel]! : share;
              sum += weight * values[((group * groupIn + c) * height + y) * width + x]!;
            }
          }
        }
        yield [(o * outHeight + oy) * outWidth + ox, 0, sum];
      }
    }
  }
}
