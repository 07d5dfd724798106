import { mantissaGrid, passMantissas } from '../../../compiler/quantize/weights.ts';
import { createSuppliedDraws } from '../../../src/learning/draws.ts';
import { createLearning, stepLearning, traceValues } from '../../../src/learning/engine.ts';
import { parseRule } from '../../../src/learning/parse-rule.ts';
import type { LearningRule } from '../../../src/learning/rule.ts';
import type { Dense, Sparse } from '../../../src/model/network.ts';
import type { GoldenSuite, Tally } from '../../support/golden.ts';
import { goldenCase, Inexpressible } from '../../support/golden.ts';
import { findFiles, readJsonLines } from '../../support/oracle-files.ts';

export interface LearningCase {
  readonly id: string;
  readonly dw: string;
  readonly products: readonly {
    readonly dependency: string;
    readonly s_mantissa: number;
    readonly s_exp: number;
    readonly factors: readonly {
      readonly state_var: string;
      readonly const: number | null;
      readonly is_sgn: boolean;
    }[];
  }[];
  readonly decimate_exponent: number | null;
  readonly t_epoch: number;
  readonly T: number;
  /** 1 mixed, 2 excitatory, 3 inhibitory. */
  readonly sign_mode: number;
  readonly n_pre: number;
  readonly n_post: number;
  readonly x1_impulse: number;
  readonly x1_tau: number;
  readonly y1_impulse: number;
  readonly y1_tau: number;
  readonly y2_impulse: number;
  readonly y2_tau: number;
  /** [n_post][n_pre]. */
  readonly weights0: readonly (readonly number[])[];
  /** [step, neuron], steps from 1. */
  readonly pre_spikes: readonly (readonly [number, number])[];
  readonly post_spikes: readonly (readonly [number, number])[];
  readonly rand_step: readonly (readonly number[])[];
  readonly rand_post_multi: readonly number[];
  readonly rand_epoch: readonly number[];
  /** After each epoch: [n_post][n_pre]. */
  readonly weights: readonly (readonly (readonly number[])[])[];
  readonly x1: readonly (readonly number[])[];
  readonly y1: readonly (readonly number[])[];
  readonly y2: readonly (readonly number[])[];
}

const WEIGHT_BITS = 8;

/** Rules, traces and weights of lava's learning engine, with the random numbers that it drew. */
export const learningSuite: GoldenSuite = {
  name: 'learning',
  title: "traces and weights of lava's learning engine, epoch by epoch",
  files: (folder) => findFiles(folder, /^learning_bit_approx.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<LearningCase>(file)) {
      const place = (name: string) => ({ folder, file, name: `${vector.id} ${name}` });
      await goldenCase(place('rule'), report, (tally) => compareRule(vector, tally));
      for (const kind of ['dense', 'sparse'] as const) {
        await goldenCase(place(kind), report, (tally) => compareRun(vector, kind, tally));
      }
    }
  },
};

function compareRule(vector: LearningCase, tally: Tally): void {
  const rule = ruleOf(vector);
  tally.equal('decimate_exponent', vector.decimate_exponent, rule.decimateExponent);
  const products = vector.products.map((product) => ({
    dependency: product.dependency,
    sMantissa: product.s_mantissa,
    sExp: product.s_exp,
    factors: product.factors.map((factor) => ({
      kind: factor.state_var,
      constant: factor.const ?? 0,
    })),
  }));
  tally.equal('products', products, rule.products);
}

function ruleOf(vector: LearningCase): LearningRule {
  if (vector.products.some(({ factors }) => factors.some((factor) => factor.is_sgn))) {
    throw new Inexpressible('has a sgn() factor');
  }
  return parseRule(`dw = ${vector.dw}`);
}

function compareRun(vector: LearningCase, kind: 'dense' | 'sparse', tally: Tally): void {
  const signMode = (['mixed', 'excitatory', 'inhibitory'] as const)[vector.sign_mode - 1]!;
  const dense = initialMap(vector, mantissaGrid(signMode, WEIGHT_BITS));
  const map = kind === 'dense' ? dense : sparseRows(dense);
  const state = createLearning(map, {
    rule: ruleOf(vector),
    signMode,
    epochSteps: vector.t_epoch,
    traces: {
      x1: { impulse: vector.x1_impulse, tauSteps: vector.x1_tau },
      y1: { impulse: vector.y1_impulse, tauSteps: vector.y1_tau },
      y2: { impulse: vector.y2_impulse, tauSteps: vector.y2_tau },
    },
  });
  const draws = createSuppliedDraws({
    epochSteps: vector.t_epoch,
    steps: vector.rand_step,
    repeatsY: vector.rand_post_multi,
    epochs: vector.rand_epoch,
  });
  const pre = spikesByStep(vector.pre_spikes, vector.T);
  const post = spikesByStep(vector.post_spikes, vector.T);
  for (let step = 1; step <= vector.T; step++) {
    const [sources, targets] = [pre[step]!, post[step]!];
    stepLearning(state, sources, sources.length, targets, targets.length, step, draws);
    if (step % vector.t_epoch !== 0) continue;
    const epoch = step / vector.t_epoch - 1;
    const weights = kind === 'dense' ? map.weights : byTarget(map.weights, vector);
    tally.list(`weights after step ${step}`, vector.weights[epoch]!.flat(), weights);
    for (const name of ['x1', 'y1', 'y2'] as const) {
      tally.list(`${name} after step ${step}`, vector[name][epoch]!, traceValues(state, name));
    }
  }
}

function initialMap(
  vector: LearningCase,
  grid: ReturnType<typeof mantissaGrid>,
): Dense<Int16Array> {
  const weights = Float32Array.from(vector.weights0.flat());
  const { n_pre: preSize, n_post: postSize } = vector;
  const { map } = passMantissas({ kind: 'dense', preSize, postSize, weights }, grid);
  return map as Dense<Int16Array>;
}

/** All synapses of the dense map, in rows by source. */
function sparseRows(dense: Dense<Int16Array>): Sparse<Int16Array> {
  const { preSize, postSize } = dense;
  const count = preSize * postSize;
  return {
    kind: 'sparse',
    preSize,
    postSize,
    offsets: Int32Array.from({ length: preSize + 1 }, (_, pre) => pre * postSize),
    targets: Int32Array.from({ length: count }, (_, k) => k % postSize),
    weights: Int16Array.from({ length: count }, (_, k) => {
      const [pre, post] = [Math.floor(k / postSize), k % postSize];
      return dense.weights[post * preSize + pre]!;
    }),
  };
}

function byTarget(weights: Int16Array, { n_pre, n_post }: LearningCase): Int16Array {
  return Int16Array.from(weights, (_, k) => {
    const [post, pre] = [Math.floor(k / n_pre), k % n_pre];
    return weights[pre * n_post + post]!;
  });
}

/** Index: step. */
function spikesByStep(
  spikes: readonly (readonly [number, number])[],
  stepCount: number,
): Int32Array[] {
  const lists = Array.from({ length: stepCount + 1 }, (): number[] => []);
  for (const [step, neuron] of spikes) lists[step]!.push(neuron);
  return lists.map((list) => Int32Array.from(list));
}
