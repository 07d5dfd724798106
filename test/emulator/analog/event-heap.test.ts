import { describe, expect, it } from 'vitest';
import { EventHeap } from '../../../emulator/analog/event-heap.ts';
import { FlightQueue } from '../../../emulator/analog/flight-queue.ts';
import { createRng } from '../../../src/support/rng.ts';

describe('event heap', () => {
  it('gives entries by time, remainder and neuron after any sets and removals', () => {
    const rng = createRng('test/event-heap');
    const heap = new EventHeap(50);
    const entries = new Map<number, [number, number]>();
    for (let k = 0; k < 5000; k++) {
      const neuron = rng.integer(50);
      if (rng.next() < 0.3) {
        heap.remove(neuron);
        entries.delete(neuron);
      } else {
        const entry: [number, number] = [rng.integer(20), rng.integer(3) / 4];
        heap.set(neuron, ...entry);
        entries.set(neuron, entry);
      }
      const [first] = [...entries].sort(([n, a], [m, b]) => a[0] - b[0] || a[1] - b[1] || n - m);
      expect(heap.first()).toBe(first?.[0] ?? -1);
    }
  });
});

describe('flight queue', () => {
  it('gives flights by arrival, source and order of entry, beyond its first room', () => {
    const rng = createRng('test/flight-queue');
    const queue = new FlightQueue();
    const flights = Array.from({ length: 2000 }, (_, order) => {
      const [arrival, source] = [rng.integer(100), rng.integer(10)];
      queue.add(arrival, 0, source, order);
      return { arrival, source, order };
    }).sort((a, b) => a.arrival - b.arrival || a.source - b.source || a.order - b.order);
    for (const { arrival, source, order } of flights) {
      expect([queue.firstPs(), queue.firstSource(), queue.firstGroup()]).toEqual([
        arrival,
        source,
        order,
      ]);
      queue.removeFirst();
    }
    expect(queue.firstPs()).toBe(Infinity);
  });
});
