import { expect, it } from 'vitest';
import { explainCompilation } from '../../src/cli/explain-compilation.ts';
import { compileOn, LOIHI } from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const range = (begin: number, end: number): Int32Array =>
  Int32Array.from({ length: end - begin }, (_, k) => begin + k);

it('names a population once for a core that holds several pieces of it', () => {
  const network = networkOf(
    [inputOf('in', 3), ifOf('a', 10), ifOf('b', 4)],
    [
      { pre: 'in', post: 'a', stages: [denseOf(3, 10, 1)] },
      { pre: 'a', post: 'b', stages: [denseOf(10, 4, 1)] },
    ],
  );
  const pieces = [
    { population: 1, neurons: range(0, 6) },
    { population: 2, neurons: range(0, 4) },
    { population: 1, neurons: range(6, 10) },
  ];
  const partition = { partitioner: 'given', parts: [pieces] };
  const { cores, facts } = explainCompilation(compileOn(LOIHI, network, { partition }));
  expect(cores.map(({ holds }) => holds)).toEqual(['a ×10, b ×4']);
  expect(new Map(facts).get('cores')).toBe('1; fewer than 1 is impossible (compartments)');
});
