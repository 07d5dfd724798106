import { describe, expect, it } from 'vitest';
import { normalize } from '../../compiler/normalize.ts';
import type { Network } from '../../src/model/network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const fault = (code: string, message: string) =>
  expect.objectContaining({ code, message, exitCode: 2 });

describe('normalize', () => {
  it('fuses stages to one map and keeps names, delays and registers', () => {
    const registers = { weightExp: 1, weightBits: 8, signMode: 'mixed' as const };
    const network = networkOf(
      [inputOf('in', 2), ifOf('out', 2)],
      [
        {
          pre: 'in',
          post: 'out',
          stages: [
            { kind: 'one-to-one', size: 2, weights: 3 },
            denseOf(2, 2, [1, 2, 3, 4]),
            { kind: 'one-to-one', size: 2, weights: Float64Array.of(1, -1) },
          ],
          delayS: 0.002,
          registers,
        },
      ],
    );
    const [link] = normalize(network).links;
    expect(link).toEqual({
      name: 'in -> out',
      pre: 0,
      post: 1,
      map: denseOf(2, 2, [3, 6, -9, -12]),
      delayS: 0.002,
      registers,
    });
  });

  it('refuses a network without populations', () => {
    const empty: Network = { ...networkOf([], []), outputs: [] };
    expect(() => normalize(empty)).toThrow(
      fault('E_NETWORK', 'network "small" has no populations.'),
    );
  });

  it('refuses a shape that is not the size', () => {
    const network = networkOf([inputOf('in', 2, 3)], []);
    const wrong = { ...network, populations: [{ ...network.populations[0]!, size: 7 }] };
    expect(() => normalize(wrong)).toThrow(
      fault('E_NETWORK', 'population "in": shape [2, 3] does not give 7 neurons.'),
    );
  });

  it('refuses a projection whose ends do not fit', () => {
    const network = networkOf(
      [inputOf('in', 2), ifOf('out', 3)],
      [{ pre: 'in', post: 'out', stages: [denseOf(4, 3, 1)] }],
    );
    expect(() => normalize(network)).toThrow(
      fault('E_NETWORK', 'projection "in -> out" maps 4 to 3 neurons, but "in" has 2 and "out" 3.'),
    );
  });

  it('refuses stages that do not fit each other', () => {
    const network = networkOf(
      [inputOf('in', 2), ifOf('out', 3)],
      [{ pre: 'in', post: 'out', stages: [denseOf(2, 4, 1), denseOf(5, 3, 1)] }],
    );
    expect(() => normalize(network)).toThrow(
      fault(
        'E_NETWORK',
        'projection "in -> out": stage 0 (dense) gives 4 values, stage 1 (dense) takes 5.',
      ),
    );
  });

  it('refuses a projection to nowhere', () => {
    const network = networkOf(
      [inputOf('in', 1)],
      [{ pre: 'in', post: 'none', stages: [denseOf(1, 1, 1)] }],
    );
    expect(() => normalize(network)).toThrow(
      fault('E_NETWORK', 'projection "in -> none" names a population that does not exist.'),
    );
  });

  it('refuses weights that are no numbers, also where one stands for all', () => {
    const withStage = (
      stage: ReturnType<typeof denseOf> | { kind: 'one-to-one'; size: number; weights: number },
    ) =>
      networkOf([inputOf('in', 2), ifOf('out', 2)], [{ pre: 'in', post: 'out', stages: [stage] }]);
    expect(() => normalize(withStage(denseOf(2, 2, [1, 2, Number.NaN, 4])))).toThrow(
      fault('E_WEIGHT', 'projection "in -> out": weight 2 is NaN.'),
    );
    expect(() => normalize(withStage({ kind: 'one-to-one', size: 2, weights: Infinity }))).toThrow(
      fault('E_WEIGHT', 'projection "in -> out": its weight is Infinity.'),
    );
  });
});
