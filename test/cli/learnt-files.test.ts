import { describe, expect, it } from 'vitest';
import { learntFiles } from '../../src/cli/learnt-files.ts';
import type { Connectivity } from '../../src/model/network.ts';
import { readNpy } from '../../src/readers/npy.ts';
import { compileOn, emulate, LOIHI } from '../properties/run-network.ts';
import { ALL_TO_ALL, inputOf, learningNetwork } from '../support/learning-network.ts';

const LEARNING = { rule: 'dw = 3*x0', epochSteps: 1, traces: {} };

function filesOf(map: Connectivity) {
  const network = learningNetwork({ preSize: 2, postSize: 3, map, learning: LEARNING });
  const { image } = compileOn(LOIHI, network);
  const samples = [inputOf([[0, 0]], 'first'), inputOf([[0, 1]], 'second')];
  return learntFiles(image, emulate(image, samples, { steps: 3 }));
}

describe('learnt weights as files', () => {
  it('are a matrix where every source reaches every target, of the last sample', () => {
    const [file, ...others] = filesOf(ALL_TO_ALL(2, 3, [1, 2, 3, 4, 5, 6]));
    expect(others).toEqual([]);
    const { shape, values, dtype } = readNpy(file!.npy, 'weights.npy');
    // Weights stand by target before ([post][pre]) and by source here; source 1 sent.
    expect({ shape, dtype, values: Array.from(values) }).toEqual({
      shape: [2, 3],
      dtype: 'i2',
      values: [1, 3, 5, 5, 7, 9],
    });
    expect(file!.axes).toMatchObject({
      sample: 'second',
      projection: 'plastic',
      pre: 'pre',
      post: 'post',
      axes: ['pre', 'post'],
      unit: 'mantissa',
    });
  });

  it('are a list of synapses elsewhere', () => {
    const [file] = filesOf({
      kind: 'sparse',
      preSize: 2,
      postSize: 3,
      offsets: Int32Array.of(0, 1, 3),
      targets: Int32Array.of(2, 0, 1),
      weights: Float64Array.of(10, 20, -30),
      delaysS: Float32Array.of(0, 1e-3, 0),
    });
    const { shape, values } = readNpy(file!.npy, 'weights.npy');
    expect(shape).toEqual([3, 4]);
    expect(Array.from(values)).toEqual([0, 2, 0, 10, 1, 0, 1, 23, 1, 1, 0, -27]);
    expect(file!.axes).toMatchObject({
      axes: ['synapse', ['pre', 'post', 'delaySteps', 'weight']],
    });
  });

  it('are none where nothing learns', () => {
    const { image } = compileOn(
      LOIHI,
      learningNetwork({
        preSize: 1,
        postSize: 1,
        map: ALL_TO_ALL(1, 1, [1]),
        learning: LEARNING,
        projection: { learning: undefined as never },
      }),
    );
    expect(learntFiles(image, emulate(image, [inputOf([])], { steps: 2 }))).toEqual([]);
  });
});
