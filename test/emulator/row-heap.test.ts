import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRowHeap, type RowHeap } from '../../emulator/row-heap.ts';
import { SPARSE_SLOT_BITS } from '../../src/model/program.ts';
import { checkCases, drawStream } from '../properties/draw.ts';

const SUMS = 50;

/** Sums after the delivery of `slots`; every row r has `lengths[r]` words. */
function sumsOn(
  heap: RowHeap,
  lengths: readonly number[],
  slots: readonly number[],
  word: (k: number) => number,
): Int32Array {
  const sums = heap.allocate(SUMS);
  const list = heap.allocate(slots.length + 3);
  const offsets = heap.allocate(lengths.length + 1);
  const words = heap.allocate(lengths.reduce((sum, length) => sum + length, 0));
  list.set(slots);
  lengths.forEach((length, row) => {
    offsets[row + 1] = offsets[row]! + length;
  });
  for (let k = 0; k < words.length; k++) words[k] = word(k);
  heap.deliver(list, slots.length, offsets, words, sums);
  heap.deliver(list, slots.length, offsets, words, sums);
  return sums.slice();
}

afterEach(() => vi.unstubAllGlobals());

describe('the heap of gathered rows', () => {
  it('sums the same with WebAssembly and without, for rows of any length', () => {
    checkCases(60, (draw) => {
      const random = drawStream(draw);
      const lengths = Array.from({ length: draw(1, 30) }, () => Math.floor(random() * 27));
      const slots = lengths.flatMap((_, row) => (random() < 0.5 ? [row] : []));
      const drawn = Array.from({ length: 1000 }, () => {
        const weight = Math.floor(random() * 512) - 256;
        return (weight << SPARSE_SLOT_BITS) | Math.floor(random() * SUMS);
      });
      const run = (): Int32Array =>
        sumsOn(createRowHeap(5000), lengths, slots, (k) => drawn[k % drawn.length]!);
      const compiled = run();
      const expected = new Int32Array(SUMS);
      let k = 0;
      lengths.forEach((length, row) => {
        for (const end = k + length; k < end; k++) {
          const word = drawn[k % drawn.length]!;
          const weight = word >> SPARSE_SLOT_BITS;
          if (slots.includes(row)) expected[word & (2 ** SPARSE_SLOT_BITS - 1)]! += 2 * weight;
        }
      });
      expect(compiled).toEqual(expected);
      vi.stubGlobal('WebAssembly', undefined);
      expect(run()).toEqual(expected);
      vi.unstubAllGlobals();
    });
  });

  it('is one memory where there is WebAssembly, and reaches its last integer', () => {
    const heap = createRowHeap(100_000);
    const lists = [heap.allocate(60_000), heap.allocate(40_000)];
    expect(new Set(lists.map(({ buffer }) => buffer)).size).toBe(1);
    expect(lists.map(({ length }) => length)).toEqual([60_000, 40_000]);
  });
});
