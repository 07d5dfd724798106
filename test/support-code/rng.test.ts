import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/support/rng.ts';

const draw = (rng: ReturnType<typeof createRng>, count: number): number[] =>
  Array.from({ length: count }, () => rng.next());

describe('createRng', () => {
  it('gives the same stream for the same seed, another for another', () => {
    expect(draw(createRng('a'), 5)).toEqual(draw(createRng('a'), 5));
    expect(draw(createRng('a'), 5)).not.toEqual(draw(createRng('b'), 5));
  });

  it('forks by name: a child does not depend on what its parent has drawn', () => {
    const parent = createRng('a');
    const early = draw(parent.fork('place'), 3);
    draw(parent, 100);
    expect(draw(parent.fork('place'), 3)).toEqual(early);
    expect(draw(parent.fork('input'), 3)).not.toEqual(early);
    expect(draw(createRng('a'), 3)).not.toEqual(early);
  });

  it('draws evenly below a bound', () => {
    const rng = createRng('even');
    const counts = new Array<number>(7).fill(0);
    for (let k = 0; k < 7000; k++) counts[rng.integer(7)]!++;
    // Six standard deviations of a binomial count around 1000.
    for (const count of counts)
      expect(Math.abs(count - 1000)).toBeLessThan(6 * Math.sqrt(1000 * (6 / 7)));
    expect(draw(rng, 1000).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
