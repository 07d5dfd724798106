import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeededDraws } from '../../src/learning/draws.ts';
import { createLearning, stepLearning } from '../../src/learning/engine.ts';
import type { LearningMap, LearningState } from '../../src/learning/learning-state.ts';
import { parseRule } from '../../src/learning/parse-rule.ts';
import type { SignMode } from '../../src/model/network.ts';
import { ruleText, someProducts } from './random-rule.ts';

const RANGES = { mixed: [-256, 255], excitatory: [0, 255], inhibitory: [-255, 0] } as const;
const [PRE, POST, STEPS] = [4, 5, 24];

const someTrace = fc.record({
  impulse: fc.integer({ min: 0, max: 127 * 256 + 255 }).map((value) => value / 256),
  tauSteps: fc.integer({ min: 0, max: 40 }),
});

const someRun = fc.record({
  rule: fc
    .tuple(someProducts, fc.integer({ min: 0, max: 3 }))
    .map(([products, divider]) => parseRule(ruleText(products, divider))),
  signMode: fc.constantFrom<SignMode>('mixed', 'excitatory', 'inhibitory'),
  epochSteps: fc.integer({ min: 1, max: 8 }),
  traces: fc.record({
    x1: someTrace,
    x2: someTrace,
    y1: someTrace,
    y2: someTrace,
    y3: someTrace,
  }),
  levels: fc.array(fc.integer({ min: 0, max: 255 }), {
    minLength: PRE * POST,
    maxLength: PRE * POST,
  }),
  spikes: fc.array(fc.array(fc.boolean(), { minLength: PRE + POST, maxLength: PRE + POST }), {
    minLength: STEPS,
    maxLength: STEPS,
  }),
  seed: fc.string(),
});

type Run = typeof someRun extends fc.Arbitrary<infer T> ? T : never;

/** Synapses [post][pre] from targets [begin, end). */
function denseMap(run: Run, begin = 0, end = POST): LearningMap {
  const sign = run.signMode === 'inhibitory' ? -1 : 1;
  const weights = Int16Array.from(run.levels, (level) => level * sign);
  const part = weights.slice(begin * PRE, end * PRE);
  return { kind: 'dense', preSize: PRE, postSize: end - begin, weights: part };
}

/** Runs the targets [begin, end) of a run on `map`, checking state after each step. */
function learn(run: Run, map: LearningMap, begin = 0, end = POST): LearningState {
  const postIds = Int32Array.from({ length: end - begin }, (_, k) => begin + k);
  const state = createLearning(map, { ...run, postIds });
  const draws = createSeededDraws(run.seed, 'layer');
  run.spikes.forEach((row, k) => {
    const pre = placesOf(row.slice(0, PRE));
    const post = placesOf(row.slice(PRE + begin, PRE + end));
    stepLearning(state, pre, pre.length, post, post.length, k + 1, draws);
    checkState(state, run.signMode);
  });
  return state;
}

function checkState(state: LearningState, signMode: SignMode): void {
  const [min, max] = RANGES[signMode];
  expect(state.map.weights.every((weight) => weight >= min && weight <= max)).toBe(true);
  expect(state.pre.history.every((value) => value <= 127)).toBe(true);
  expect(state.post.history.every((value) => value <= 127)).toBe(true);
}

function placesOf(flags: readonly boolean[]): Int32Array {
  return Int32Array.from(flags.flatMap((flag, place) => (flag ? [place] : [])));
}

describe('any rule', () => {
  it('keeps weights and traces in range and gives the same weights split or whole', () => {
    fc.assert(
      fc.property(someRun, fc.integer({ min: 0, max: POST }), (run, cut) => {
        const whole = learn(run, denseMap(run)).map.weights;
        const low = learn(run, denseMap(run, 0, cut), 0, cut).map.weights;
        const high = learn(run, denseMap(run, cut), cut).map.weights;
        expect([...low, ...high]).toEqual([...whole]);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same weights dense or in rows', () => {
    fc.assert(
      fc.property(someRun, (run) => {
        const dense = learn(run, denseMap(run)).map.weights;
        const source = denseMap(run).weights;
        const place = (k: number) => (k % POST) * PRE + Math.floor(k / POST);
        const count = { length: PRE * POST };
        const sparse = learn(run, {
          kind: 'sparse',
          preSize: PRE,
          postSize: POST,
          offsets: Int32Array.from({ length: PRE + 1 }, (_, pre) => pre * POST),
          targets: Int32Array.from(count, (_, k) => k % POST),
          weights: Int16Array.from(count, (_, k) => source[place(k)]!),
        }).map.weights;
        expect([...sparse]).toEqual(Array.from(count, (_, k) => dense[place(k)]!));
      }),
      { numRuns: 100 },
    );
  });
});
