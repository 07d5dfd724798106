import { describe, expect, it } from 'vitest';
import { normalize } from '../../compiler/normalize.ts';
import { schedule } from '../../compiler/schedule.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

/** Levels and links of a network of one-neuron populations; names that begin with `in` are inputs. */
function scheduleOf(names: readonly string[], links: readonly [string, string][]) {
  const populations = names.map((name) =>
    name.startsWith('in') ? inputOf(name, 1) : ifOf(name, 1),
  );
  const projections = links.map(([pre, post]) => ({ pre, post, stages: [denseOf(1, 1, 1)] }));
  const { levels, backward, extraDelaySteps, depth, assumptions } = schedule(
    normalize(networkOf(populations, projections)),
  );
  return {
    levels: Object.fromEntries(names.map((name, p) => [name, levels[p]])),
    backward: links.filter((_, k) => backward[k]).map(([pre, post]) => `${pre} -> ${post}`),
    extra: Array.from(extraDelaySteps),
    depth,
    assumptions,
  };
}

describe('schedule', () => {
  it('counts levels along a chain', () => {
    const result = scheduleOf(
      ['in', 'a', 'b'],
      [
        ['in', 'a'],
        ['a', 'b'],
      ],
    );
    expect(result).toEqual({
      levels: { in: 0, a: 1, b: 2 },
      backward: [],
      extra: [0, 0],
      depth: 2,
      assumptions: [],
    });
  });

  it('takes the longest path, and lets shorter ones wait', () => {
    const result = scheduleOf(
      ['in', 'a', 'b', 'c'],
      [
        ['in', 'c'],
        ['in', 'a'],
        ['a', 'b'],
        ['b', 'c'],
        ['a', 'c'],
      ],
    );
    expect(result.levels).toEqual({ in: 0, a: 1, b: 2, c: 3 });
    expect(result.extra).toEqual([2, 0, 0, 0, 1]);
  });

  it('sets a self loop backward, without delay or assumption', () => {
    const result = scheduleOf(
      ['in', 'a'],
      [
        ['in', 'a'],
        ['a', 'a'],
      ],
    );
    expect(result).toMatchObject({
      backward: ['a -> a'],
      extra: [0, 0],
      depth: 1,
      assumptions: [],
    });
  });

  it('closes a cycle at the link that comes back to the walk from the inputs', () => {
    const result = scheduleOf(
      ['in', 'a', 'b', 'c'],
      [
        ['c', 'a'],
        ['in', 'a'],
        ['a', 'b'],
        ['b', 'c'],
      ],
    );
    expect(result.backward).toEqual(['c -> a']);
    expect(result.levels).toEqual({ in: 0, a: 1, b: 2, c: 3 });
    expect(result.assumptions).toEqual([
      {
        code: 'A_BACKWARD_DELAY',
        text: 'projection "c -> a" runs back from level 3 to 1: on the chip its spikes act 2 steps later than in a reference that computes all layers in one step.',
      },
    ]);
  });

  it('says "1 step" for a cycle of two', () => {
    const { assumptions } = scheduleOf(
      ['in', 'a', 'b'],
      [
        ['in', 'a'],
        ['a', 'b'],
        ['b', 'a'],
      ],
    );
    expect(assumptions[0]!.text).toContain('act 1 step later');
  });

  it('gives disconnected populations level 0 and walks cycles that no input reaches', () => {
    const result = scheduleOf(
      ['in', 'a', 'alone', 'x', 'y'],
      [
        ['in', 'a'],
        ['x', 'y'],
        ['y', 'x'],
      ],
    );
    expect(result.levels).toEqual({ in: 0, a: 1, alone: 0, x: 0, y: 1 });
    expect(result.backward).toEqual(['y -> x']);
  });

  it('counts parallel links once', () => {
    const result = scheduleOf(
      ['in', 'a'],
      [
        ['in', 'a'],
        ['in', 'a'],
      ],
    );
    expect(result).toMatchObject({ depth: 1, extra: [0, 0], backward: [] });
  });
});
