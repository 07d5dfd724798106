/**
 * lava's learning vectors (oracle folder `loihi`) through compile, image and emulator: `pre` feeds the vector's
 * source spikes into the learning projection, and `teacher` makes each target fire in the vector's steps, by
 * weights that the learning ones cannot reach. The numbers that lava drew are supplied.
 */
import { describe, expect, it } from 'vitest';
import { createSuppliedDraws } from '../../src/learning/draws.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Network } from '../../src/model/network.ts';
import type { LearningCase } from '../golden/suites/loihi-learning.ts';
import { compileOn, emulate, LOIHI } from '../properties/run-network.ts';
import { spikeRows } from '../support/on-chip.ts';
import { findFiles, oracleFolder, readJsonLines } from '../support/oracle-files.ts';

const folder = oracleFolder('loihi');
const files = folder === null ? [] : findFiles(folder, /^learning_bit_approx.*\.jsonl(\.gz)?$/);
const vectors = files.flatMap((file) => readJsonLines<LearningCase>(file));

/**
 * Epochs to wait before the vector begins: a target cannot fire in the very first step, since a teacher's
 * spike takes one.
 */
function epochsBefore({ post_spikes }: LearningCase): number {
  return post_spikes.some(([step]) => step === 1) ? 1 : 0;
}

/** A rule with u acts in the epochs before it begins, too. */
function isExpressible(vector: LearningCase): boolean {
  return epochsBefore(vector) === 0 || !vector.dw.includes('u');
}

function networkOf(vector: LearningCase): Network {
  const { n_pre: pre, n_post: post, sign_mode } = vector;
  const signMode = (['mixed', 'excitatory', 'inhibitory'] as const)[sign_mode - 1]!;
  const input = { model: 'input' } as const;
  const registers = {
    du: 4095,
    dv: 4096,
    vthMant: 20_000,
    biasMant: 0,
    biasExp: 0,
    refractorySteps: 0,
    v0: 0,
    reset: 'zero',
    spiking: true,
  } as const;
  return {
    name: vector.id,
    units: 'dimensionless',
    populations: [
      { name: 'pre', shape: [pre], size: pre, parameters: input, bias: 0 },
      { name: 'teacher', shape: [post], size: post, parameters: input, bias: 0 },
      {
        name: 'post',
        shape: [post],
        size: post,
        parameters: { model: 'loihi-lif', registers },
        bias: 0,
      },
    ],
    projections: [
      {
        name: 'learning',
        pre: 0,
        post: 2,
        stages: [
          {
            kind: 'dense',
            preSize: pre,
            postSize: post,
            weights: Float64Array.from(vector.weights0.flat()),
          },
        ],
        delayS: 0,
        registers: { weightExp: -8, weightBits: 8, signMode },
        learning: {
          rule: `dw = ${vector.dw}`,
          epochSteps: vector.t_epoch,
          traces: {
            x1: { impulse: vector.x1_impulse, tauSteps: vector.x1_tau },
            y1: { impulse: vector.y1_impulse, tauSteps: vector.y1_tau },
            y2: { impulse: vector.y2_impulse, tauSteps: vector.y2_tau },
          },
        },
      },
      {
        name: 'teaching',
        pre: 1,
        post: 2,
        stages: [{ kind: 'one-to-one', size: post, weights: 254 }],
        delayS: 0,
        registers: { weightExp: 7, weightBits: 8, signMode: 'excitatory' },
      },
    ],
    outputs: [2],
    assumptions: [],
  };
}

/** A run shows the weights at its end alone: some epochs, and the last. */
function shownEpochs(count: number): number[] {
  const stride = Math.ceil(count / 10);
  return Array.from({ length: count }, (_, k) => k).filter(
    (epoch) => epoch % stride === 0 || epoch === count - 1,
  );
}

/** A source spikes in lava's step t where the host sends it for step t - 1; a taught target one step later. */
function inputOf(vector: LearningCase): SpikeInput {
  const wait = epochsBefore(vector) * vector.t_epoch;
  const rows = [
    ...vector.pre_spikes.map(([step, neuron]) => [wait + step - 1, neuron] as const),
    ...vector.post_spikes.map(
      ([step, neuron]) => [wait + step - 2, vector.n_pre + neuron] as const,
    ),
  ].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    sample: vector.id,
    steps: Int32Array.from(rows, ([step]) => step),
    indices: Int32Array.from(rows, ([, index]) => index),
    counts: new Int32Array(rows.length).fill(1),
    droppedEvents: 0,
  };
}

function drawsOf(vector: LearningCase): ReturnType<typeof createSuppliedDraws> {
  const epochs = epochsBefore(vector);
  const wait = epochs * vector.t_epoch;
  return createSuppliedDraws({
    epochSteps: vector.t_epoch,
    steps: [...Array.from({ length: wait }, () => [0, 0, 0, 0]), ...vector.rand_step],
    repeatsY: [...new Array<number>(wait).fill(0), ...vector.rand_post_multi],
    epochs: [...new Array<number>(epochs).fill(0), ...vector.rand_epoch],
  });
}

describe("lava's learning vectors on a chip", () => {
  if (vectors.length === 0) {
    it.skip('(no such files; set SPIKELOOM_ORACLES)', () => undefined);
  }
  for (const vector of vectors) {
    if (!isExpressible(vector)) {
      it.skip(`${vector.id}: a target fires in the first step, and its rule acts before it`, () =>
        undefined);
      continue;
    }
    it(`${vector.id}: dw = ${vector.dw}, epochs of ${vector.t_epoch}`, () => {
      const { image } = compileOn(LOIHI, networkOf(vector));
      const input = inputOf(vector);
      const draws = drawsOf(vector);
      const wait = epochsBefore(vector) * vector.t_epoch;
      for (const epoch of shownEpochs(vector.weights.length)) {
        const steps = wait + (epoch + 1) * vector.t_epoch;
        const [trace] = emulate(image, [input], { steps, learningDraws: () => draws });
        const [learnt] = trace!.learnt!;
        const byTarget = Array.from({ length: vector.n_post }, (_, post) =>
          Array.from(learnt!.weights.filter((_, k) => learnt!.post[k] === post)),
        );
        expect(byTarget, `after epoch ${epoch}`).toEqual(vector.weights[epoch]);
        const fired = spikeRows(trace!, 2).filter(([step]) => step < steps);
        expect(fired).toEqual(taughtSpikes(vector, steps));
      }
    });
  }
});

/** [step, neuron] from 0, as the emulator counts, of the steps before `steps`. */
function taughtSpikes(vector: LearningCase, steps: number): [number, number][] {
  const wait = epochsBefore(vector) * vector.t_epoch;
  return vector.post_spikes
    .map(([step, neuron]): [number, number] => [wait + step - 1, neuron])
    .filter(([step]) => step < steps)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}
