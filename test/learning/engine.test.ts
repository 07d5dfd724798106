import { describe, expect, it } from 'vitest';
import type { LearningDraws } from '../../src/learning/draws.ts';
import { createSeededDraws, createSuppliedDraws } from '../../src/learning/draws.ts';
import type { LearningOptions } from '../../src/learning/engine.ts';
import {
  createLearning,
  resetLearning,
  stepLearning,
  traceValues,
} from '../../src/learning/engine.ts';
import type { LearningMap, LearningState } from '../../src/learning/learning-state.ts';
import { parseRule } from '../../src/learning/parse-rule.ts';

/** Decays so slowly that a draw of 0 rounds every trace back to where it was. */
const HELD = 1e6;
/** Rounds traces and weights up whenever there is a fraction. */
const UP: LearningDraws = fixedDraws(0);
/** Rounds down, but for fractions above 0.999. */
const DOWN: LearningDraws = fixedDraws(0.999);

function fixedDraws(draw: number): LearningDraws {
  return { decay: () => draw, impulse: () => 0, repeatImpulse: () => 0, weight: () => draw };
}

interface PairOptions extends Partial<Omit<LearningOptions, 'rule'>> {
  readonly weight?: number;
}

/** One source, one target. */
function pair(dw: string, options: PairOptions = {}): LearningState {
  const { weight = 100, ...rest } = options;
  const held = { impulse: 16, tauSteps: HELD };
  return createLearning(
    { kind: 'dense', preSize: 1, postSize: 1, weights: Int16Array.of(weight) },
    {
      rule: parseRule(`dw = ${dw}`),
      signMode: 'mixed',
      epochSteps: 1,
      traces: { x1: held, y1: held },
      ...rest,
    },
  );
}

/** Steps on with one character a step: "x" and "y" spike the source and the target, "b" both. */
function play(state: LearningState, spikes: string, draws: LearningDraws = UP): number {
  const one = Int32Array.of(0);
  for (const letter of spikes) {
    const pre = letter === 'x' || letter === 'b' ? 1 : 0;
    const post = letter === 'y' || letter === 'b' ? 1 : 0;
    stepLearning(state, one, pre, one, post, state.step + 1, draws);
  }
  return state.map.weights[0]!;
}

describe('weights', () => {
  it('gain the trace where the rule is x1*y0', () => {
    // 128 * 100 + (16 << 7) = 128 * 116.
    expect(play(pair('x1*y0'), 'b')).toBe(116);
    expect(play(pair('x1*y0'), 'x')).toBe(100);
    expect(play(pair('x1*y0'), 'x.y')).toBe(116);
    expect(play(pair('x1*y0'), '.y')).toBe(100);
  });

  it('shift wide products to 15 bits before the scale, rounding down', () => {
    // 7 + 9 + 4 - 15 = 5 bits: 16 * 36 >> 5 = 18; 16 * -4 >> 5 = -2; 16 * -1 >> 5 = -1.
    expect(play(pair('x1*(w - 64)*y0'), 'b')).toBe(118);
    expect(play(pair('x1*(w - 64)*y0', { weight: 60 }), 'b')).toBe(58);
    expect(play(pair('x1*(w - 64)*y0', { weight: 63 }), 'b')).toBe(62);
  });

  it('round fractions of 1/128 by the draw', () => {
    // 3 << 6 is one and a half weights.
    const traces = { x1: { impulse: 3, tauSteps: HELD } };
    expect(play(pair('2^-1*x1*y0', { traces }), 'b', UP)).toBe(102);
    expect(play(pair('2^-1*x1*y0', { traces }), 'b', DOWN)).toBe(101);
    expect(play(pair('-2^-1*x1*y0', { traces }), 'b', UP)).toBe(99);
    expect(play(pair('-2^-1*x1*y0', { traces }), 'b', DOWN)).toBe(98);
  });

  it('saturate each product and the sum, then the sign mode', () => {
    expect(play(pair('7*2^8*x1*y0'), 'b')).toBe(255);
    expect(play(pair('-7*2^8*x1*y0'), 'b')).toBe(-156);
    expect(play(pair('-7*2^8*x1*y0 - 7*2^8*x1*y0'), 'b')).toBe(-256);
    expect(play(pair('-8*2^4*x1*y0', { signMode: 'excitatory' }), 'b')).toBe(0);
    const inhibitory = { signMode: 'inhibitory', weight: -100 } as const;
    expect(play(pair('8*2^4*x1*y0', inhibitory), 'b')).toBe(0);
    expect(play(pair('-8*2^4*x1*y0', inhibitory), 'b')).toBe(-255);
  });

  it('read the other trace at the last spike of the gate', () => {
    const rule = 'x0*y1';
    expect(play(pair(rule, { epochSteps: 4 }), '.xy.')).toBe(100);
    expect(play(pair(rule, { epochSteps: 4 }), '..b.')).toBe(116);
    expect(play(pair(rule, { epochSteps: 4 }), '.yx.')).toBe(116);
    expect(play(pair(rule, { epochSteps: 4 }), 'x.yx')).toBe(116);
    expect(play(pair(rule, { epochSteps: 4 }), '..y.')).toBe(100);
  });

  it('read traces at the end of the epoch under u, in every 2^k-th epoch', () => {
    expect(play(pair('u0*x1', { epochSteps: 2 }), 'x.')).toBe(116);
    const decimated = pair('u1*x1', { epochSteps: 2 });
    expect(play(decimated, 'x.')).toBe(100);
    expect(play(decimated, '..')).toBe(116);
    expect(play(decimated, '..')).toBe(116);
    expect(play(decimated, '..')).toBe(132);
  });

  it('take delays and tags as factors', () => {
    const given = { delays: Int16Array.of(5), tags: Int16Array.of(-3) };
    expect(play(pair('x0*d', given), 'x')).toBe(105);
    expect(play(pair('x0*t', given), 'x')).toBe(97);
    expect(play(pair('x0*(t + 4)'), 'x')).toBe(104);
  });

  it('stay where the rule is zero', () => {
    for (const rule of ['0', '0*x0*y1', '0*u0*w']) {
      expect(play(pair(rule), 'xybb.b')).toBe(100);
    }
  });

  it('count the synapses whose sums were computed', () => {
    const weights = new Int16Array(6);
    const state = createLearning(
      { kind: 'dense', preSize: 3, postSize: 2, weights },
      { rule: parseRule('dw = x0*y1'), signMode: 'mixed', epochSteps: 1, traces: {} },
    );
    const [none, one] = [new Int32Array(0), Int32Array.of(1)];
    expect(stepLearning(state, none, 0, none, 0, 1, UP)).toBe(0);
    expect(stepLearning(state, one, 1, none, 0, 2, UP)).toBe(2);
    expect(stepLearning(state, none, 0, one, 1, 3, UP)).toBe(3);
    expect(stepLearning(state, one, 1, one, 1, 4, UP)).toBe(4);
  });
});

describe('traces', () => {
  const x1 = (state: LearningState) => traceValues(state, 'x1')[0];

  it('decay by exp(-1/tau), rounded by the draw', () => {
    // 16 exp(-1) = 5.886; 5 exp(-1) = 1.839; 6 exp(-1) = 2.207.
    const traces = { x1: { impulse: 16, tauSteps: 1 } };
    for (const [draws, values] of [
      [UP, [16, 6, 3]],
      [DOWN, [16, 5, 1]],
    ] as const) {
      const state = pair('0', { traces });
      const seen = [...'x..'].map((letter) => {
        play(state, letter, draws);
        return x1(state);
      });
      expect(seen).toEqual(values);
    }
  });

  it('stop at 127, and clear at once where tau is 0', () => {
    const state = pair('0', { traces: { x1: { impulse: 100, tauSteps: HELD } } });
    play(state, 'xx');
    expect(x1(state)).toBe(127);
    const cleared = pair('0', { traces: { x1: { impulse: 100, tauSteps: 0 } } });
    play(cleared, 'x.');
    expect(x1(cleared)).toBe(0);
  });

  it('add the fraction of an impulse where its draw is below', () => {
    const traces = { x1: { impulse: 10.25, tauSteps: HELD } };
    const state = pair('0', { traces });
    play(state, 'x', { ...UP, impulse: () => 63 });
    expect(x1(state)).toBe(11);
    play(state, 'x', { ...UP, impulse: () => 64 });
    expect(x1(state)).toBe(21);
  });

  it('add a second spike of an epoch to its start', () => {
    // tau 1: 16 is added before the first decay, then 6, 3, 2, and 16 at the last spike.
    const traces = { x1: { impulse: 16, tauSteps: 1 } };
    const state = pair('0', { epochSteps: 3, traces });
    play(state, 'x.x');
    expect(x1(state)).toBe(2 + 16);
  });

  it('start again after a reset, with the weights as learnt', () => {
    const state = pair('x1*y0');
    play(state, 'xb');
    resetLearning(state);
    expect(x1(state)).toBe(0);
    expect(play(state, '.y')).toBe(132);
  });
});

describe('supplied draws', () => {
  it('say where they end', () => {
    const draws = createSuppliedDraws({ epochSteps: 2, steps: [], repeatsY: [], epochs: [0.5] });
    expect(draws.weight(3, 4, 2)).toBe(0.5);
    expect(() => draws.decay(0, 0, 1)).toThrow(
      'the supplied draws hold nothing for step 2; run fewer steps or supply more.',
    );
    expect(() => draws.weight(0, 0, 4)).toThrow('nothing for step 4');
  });
});

describe('seeded draws', () => {
  it('add the fraction of an impulse as often as it says', () => {
    const draws = createSeededDraws('7', 'layer');
    const counts = [64, 128, 192].map((fraction) => {
      let below = 0;
      for (let step = 1; step <= 4000; step++) if (draws.impulse(0, 3, step) < fraction) below++;
      return below;
    });
    // Four standard deviations of a binomial count of 4000 are at most 127.
    expect(Math.abs(counts[0]! - 1000)).toBeLessThan(127);
    expect(Math.abs(counts[1]! - 2000)).toBeLessThan(127);
    expect(Math.abs(counts[2]! - 3000)).toBeLessThan(127);
  });

  it('differ by seed, projection, trace, neuron and step', () => {
    const draws = createSeededDraws('7', 'layer');
    const all = [
      draws.decay(0, 0, 1),
      draws.decay(1, 0, 1),
      draws.decay(0, 1, 1),
      draws.decay(0, 0, 2),
      draws.weight(0, 0, 1),
      draws.weight(1, 0, 1),
      draws.weight(0, 1, 1),
      createSeededDraws('8', 'layer').decay(0, 0, 1),
      createSeededDraws('7', 'other').decay(0, 0, 1),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(draws.decay(0, 0, 1)).toBe(all[0]);
  });
});

describe('createLearning', () => {
  it.each<[string, PairOptions]>([
    ['an epoch has 1 to 63 steps, not 64', { epochSteps: 64 }],
    ['an epoch has 1 to 63 steps, not NaN', { epochSteps: Number.NaN }],
    [
      'the impulse of x2 is 128; it must be 0 or more and below 128',
      { traces: { x2: { impulse: 128, tauSteps: 1 } } },
    ],
    [
      'the impulse of y3 is NaN; it must be',
      { traces: { y3: { impulse: Number.NaN, tauSteps: 1 } } },
    ],
    [
      'the time constant of y1 is -1 steps; it must be 0 to 2147483647',
      { traces: { y1: { impulse: 1, tauSteps: -1 } } },
    ],
    ['there are 2 tags where the map needs 1', { tags: new Int16Array(2) }],
    ['there are 0 target ids where the map needs 1', { postIds: new Int32Array(0) }],
    [
      'weight 0 is 100; inhibitory weights are -255 to 0: cut them before learning',
      { signMode: 'inhibitory' },
    ],
  ])('says %s', (message, options) => {
    expect(() => pair('x0', options)).toThrow(`learning: ${message}`);
  });

  it.each<[string, LearningMap]>([
    [
      'there are 3 weights where the map needs 4',
      { kind: 'dense', preSize: 2, postSize: 2, weights: new Int16Array(3) },
    ],
    [
      'there are 1e+30 targets; an engine holds 0 to 1048576',
      { kind: 'dense', preSize: 0, postSize: 1e30, weights: new Int16Array(0) },
    ],
    [
      'row offsets must ascend from 0 to the 1 targets',
      sparse(Int32Array.of(0, 2), Int32Array.of(0)),
    ],
    ['target 1 of synapse 0 is outside 0 to 0', sparse(Int32Array.of(0, 1), Int32Array.of(1))],
  ])('says %s', (message, map) => {
    const rule = parseRule('dw = x0');
    const options = { rule, signMode: 'mixed', epochSteps: 1, traces: {} } as const;
    expect(() => createLearning(map, options)).toThrow(`learning: ${message}`);
  });

  it('refuses a step left out', () => {
    expect(() =>
      stepLearning(pair('x0'), new Int32Array(0), 0, new Int32Array(0), 0, 2, UP),
    ).toThrow('learning step 2 follows step 0');
  });
});

function sparse(offsets: Int32Array, targets: Int32Array): LearningMap {
  const weights = new Int16Array(targets.length);
  return { kind: 'sparse', preSize: 1, postSize: 1, offsets, targets, weights };
}
