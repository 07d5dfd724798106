import { describe, expect, it } from 'vitest';
import { GrowingColumns } from '../../src/support/growing-columns.ts';
import { sortSpikes } from '../../src/support/sort-spikes.ts';
import { checkCases, drawStream } from '../properties/draw.ts';

describe('GrowingColumns', () => {
  it('keep all rows past their first capacity', () => {
    for (const count of [3, 4]) {
      const columns = new GrowingColumns(count);
      for (let k = 0; k < 3000; k++) columns.add(k, -k, 7, 2 * k);
      const all = columns.columns();
      expect(all.map((column) => column.length)).toEqual(new Array(count).fill(3000));
      expect(all.map((column) => column[2999])).toEqual([2999, -2999, 7, 5998].slice(0, count));
      expect(all[1]![1025]).toBe(-1025);
    }
  });

  it('leave room for rows that the caller fills', () => {
    const columns = new GrowingColumns(3);
    columns.add(1, 2, 3);
    const begin = columns.extend(5000);
    for (const k of [0, 1, 2]) columns.column(k).fill(k, begin, begin + 5000);
    columns.add(4, 5, 6);
    expect(begin).toBe(1);
    expect(columns.columns().map((column) => [column.length, column[0], column[1]])).toEqual([
      [5002, 1, 0],
      [5002, 2, 1],
      [5002, 3, 2],
    ]);
    expect(columns.columns().map((column) => [column[5000], column[5001]])).toEqual([
      [0, 4],
      [1, 5],
      [2, 6],
    ]);
  });
});

describe('sortSpikes', () => {
  it('orders by step, then population, then index, repeats included', () => {
    checkCases(60, (draw) => {
      const random = drawStream(draw);
      const column = (most: number, length: number) =>
        Int32Array.from({ length }, () => Math.floor(random() * most));
      const length = draw(0, 60);
      const spans = [draw(1, 2_000_000), draw(1, 1000), draw(1, 4_000_000)];
      const [steps, populations, indices] = spans.map((span) => column(span, length));
      const order = Array.from({ length }, (_, k) => k).sort(
        (a, b) =>
          steps![a]! - steps![b]! ||
          populations![a]! - populations![b]! ||
          indices![a]! - indices![b]!,
      );
      expect(sortSpikes(steps!, populations!, indices!)).toEqual({
        steps: Int32Array.from(order, (k) => steps![k]!),
        populations: Int32Array.from(order, (k) => populations![k]!),
        indices: Int32Array.from(order, (k) => indices![k]!),
      });
    });
  });

  it('refuses what one number cannot order', () => {
    const huge = Int32Array.of(2 ** 31 - 1, 0);
    expect(() => sortSpikes(huge, Int32Array.of(1000, 0), huge)).toThrow(RangeError);
  });
});
