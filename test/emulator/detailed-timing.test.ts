/** The parts of `--timing detailed`; whole runs are held against SANA-FE's in the golden suite. */
import { describe, expect, it } from 'vitest';
import { EventHeap } from '../../emulator/event-heap.ts';
import { createSemiAnalytic } from '../../emulator/semi-analytic.ts';
import { RAND10K, splitmixNetlist } from '../support/splitmix-netlist.ts';

describe('a heap of events', () => {
  it('gives times in order', () => {
    const times = [5, 3, 9, 1, 7, 3, 8, 2];
    const heap = new EventHeap(times.length);
    times.forEach((time, source) => {
      heap.push(source, time);
    });
    const found: number[] = [];
    while (heap.size > 0) {
      found.push(heap.time);
      expect(times[heap.source]).toBe(heap.time);
      heap.pop();
    }
    expect(found).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('the semi-analytic model', () => {
  const routes = {
    offsets: Int32Array.of(0, 2),
    links: Int32Array.of(0, 1),
    flightS: Float64Array.of(4),
    linkCount: 2,
  };
  const ways = {
    destination: Int32Array.of(0),
    serviceS: Float64Array.of(10),
    route: Int32Array.of(0),
  };

  /** Packets of one source to one destination, one hop away, with these gaps. */
  const run = (gaps: readonly number[], trailing = 0): number =>
    createSemiAnalytic(1, 1, ways, routes, 16).run({
      begin: Int32Array.of(0, gaps.length),
      gapS: Float64Array.from(gaps),
      way: new Int32Array(gaps.length),
      trailingS: Float64Array.of(trailing),
    });

  it('adds gap, flight and service of a packet alone', () => {
    expect(run([3])).toBe(3 + 4 + 10);
  });

  it('lets a destination serve one packet after the other, beside the rest of the walk', () => {
    // The second leaves at 4, where the first is on its way: c = 2/3, m = 10, c m / 2 = 3.3 < 4; it waits for the first.
    expect(run([3, 1])).toBe(3 + 4 + 10 + 10);
    expect(run([3, 1], 100)).toBe(104);
    expect(run([], 7)).toBe(7);
  });
});

describe('the generator of random netlists', () => {
  it('draws what SANA-FE was given: neuron 0 reaches 7415 with -8 first', () => {
    const lines = splitmixNetlist({ ...RAND10K, fanOut: 1 }).split('\n');
    expect(lines[10_001]).toBe('e 0.0->0.7415 weight=-8');
    expect(lines.at(-2)).toBe('& 0.9999@24.3');
  });
});
