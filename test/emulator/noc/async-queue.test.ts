import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WakeQueue } from '../../../emulator/noc/async-queue.ts';

const ENTITIES = 40;

/** Delays of all sizes: within a bucket, within the calendar, and far beyond it. */
const delay = fc.oneof(
  fc.nat(20),
  fc.nat(5000),
  fc.nat(1_000_000),
  fc.integer({ min: 1, max: 2 ** 45 }),
);

describe('the queue of wakes', () => {
  it('gives all wakes in order of time, whatever is added on the way', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 16, 1024),
        fc.array(fc.tuple(fc.nat(ENTITIES - 1), delay), { minLength: 1, maxLength: 300 }),
        (bucketTicks, adds) => {
          const queue = new WakeQueue(ENTITIES, bucketTicks);
          const pending = new Map<number, number>();
          const rest = [...adds];
          const addSome = (): void => {
            for (const [entity, ticks] of rest.splice(0, 7)) {
              if (pending.has(entity)) continue;
              const at = queue.clock[0]! + 1 + ticks;
              pending.set(entity, at);
              queue.tick[entity] = at;
              queue.add(entity);
            }
          };
          addSome();
          while (queue.advance()) {
            const now = queue.clock[0]!;
            expect(now).toBe(Math.min(...pending.values()));
            for (let entity = queue.take(); entity >= 0; entity = queue.take()) {
              expect(pending.get(entity)).toBe(now);
              pending.delete(entity);
            }
            expect([...pending.values()].every((at) => at > now)).toBe(true);
            expect(queue.size).toBe(pending.size);
            addSome();
          }
          expect(pending.size).toBe(0);
        },
      ),
    );
  });

  it('is empty again after a reset', () => {
    const queue = new WakeQueue(3, 4);
    for (const [entity, at] of [5, 1e6, 1e12].entries()) {
      queue.tick[entity] = at;
      queue.add(entity);
    }
    queue.reset();
    expect(queue.advance()).toBe(false);
    expect(queue.size).toBe(0);
  });
});
