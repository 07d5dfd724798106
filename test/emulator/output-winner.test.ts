import { describe, expect, it } from 'vitest';
import { OutputWinner } from '../../emulator/output-winner.ts';

describe('the winner of the outputs', () => {
  it('is the most active one so far, the lowest where several are', () => {
    const winner = new OutputWinner(3, 6, true);
    for (const [step, output] of [
      [1, 2],
      [2, 1],
      [2, 0],
      [4, 1],
    ] as const) {
      winner.add(step, output);
    }
    expect(Array.from(winner.finish())).toEqual([-1, 2, 0, 0, 1, 1]);
  });

  it('does not depend on the order in which spikes of several levels come', () => {
    const winner = new OutputWinner(2, 4, false);
    for (const [step, output] of [
      [2, 1],
      [0, 0],
      [3, 1],
      [1, 0],
    ] as const) {
      winner.add(step, output);
    }
    expect(Array.from(winner.finish())).toEqual([0, 0, 0, 0]);
  });
});
