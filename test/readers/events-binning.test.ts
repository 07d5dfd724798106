import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binTimes, mergeEvents } from '../../src/readers/events/binning.ts';
import { hashKey } from '../../src/readers/events/counter-hash.ts';
import { philox } from '../../src/support/philox.ts';

function steps(
  timesUs: number[],
  dtS: number,
  options: Partial<Parameters<typeof binTimes>[1]> = {},
): number[] {
  const events = {
    timesNs: Float64Array.from(timesUs, (timeUs) => timeUs * 1000),
    indices: new Int32Array(timesUs.length),
    counts: null,
  };
  return [...binTimes(events, { dtS, binOrigin: 'zero', binRounding: 'floor', ...options }).steps];
}

describe('binTimes', () => {
  it('rounds down, or to the nearest step with halves to the even one', () => {
    const timesUs = [0, 499, 500, 501, 1499, 1500, 1501, 2500, 999.9];
    expect(steps(timesUs, 1e-3)).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 0]);
    expect(steps(timesUs, 1e-3, { binRounding: 'nearest-even' })).toEqual([
      0, 0, 0, 1, 1, 2, 2, 2, 1,
    ]);
  });

  it('counts from the earliest event, wherever it stands', () => {
    expect(steps([5100, 4600, 5599, 5600], 1e-3, { binOrigin: 'first' })).toEqual([0, 0, 0, 1]);
  });

  it('is exact for microseconds: a whole number of steps is that step', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 22),
        fc.integer({ min: 1, max: 100_000 }),
        fc.nat(),
        (step, dtUs, restUs) => {
          const rest = restUs % dtUs;
          expect(steps([step * dtUs, step * dtUs + rest], dtUs / 1e6)).toEqual([step, step]);
          expect(steps([(step + 1) * dtUs - 1], dtUs / 1e6)).toEqual([step]);
        },
      ),
    );
  });

  it('takes times within float error of a step as that step where dt is no whole number of nanoseconds', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 3, max: 9999 }), (step, stepsPerSecond) => {
        const dtS = 1 / stepsPerSecond;
        expect(steps([step * dtS * 1e6], dtS)).toEqual([step]);
      }),
    );
  });
});

describe('mergeEvents', () => {
  const event = fc.tuple(fc.nat(20), fc.nat(6), fc.nat(3));
  const columns = (events: readonly (readonly number[])[], counted: boolean) => ({
    steps: Float64Array.from(events, ([step]) => step!),
    indices: Int32Array.from(events, ([, index]) => index!),
    counts: counted ? Int32Array.from(events, ([, , count]) => count!) : null,
  });

  it('conserves events: kept and dropped are all; rows are sorted and unique', () => {
    fc.assert(
      fc.property(
        fc.array(event),
        fc.boolean(),
        fc.integer({ min: 1, max: 25 }),
        (events, counted, stepCount) => {
          const merged = mergeEvents(
            columns(events, counted),
            7,
            { steps: stepCount, binValue: 'count' },
            'a',
          );
          const all = counted ? events.reduce((sum, [, , count]) => sum + count, 0) : events.length;
          expect(merged.counts.reduce((a, b) => a + b, 0) + merged.droppedEvents).toBe(all);
          const keys = Array.from(merged.steps, (step, k) => step * 7 + merged.indices[k]!);
          expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
          expect(merged.steps.every((step) => step < stepCount)).toBe(true);
          for (let k = 0; k < keys.length; k++) {
            const same = events.filter(
              ([step, index]) => step === merged.steps[k] && index === merged.indices[k],
            );
            expect(merged.counts[k]).toBe(
              counted ? same.reduce((sum, [, , count]) => sum + count, 0) : same.length,
            );
          }
        },
      ),
    );
  });

  it('makes several events of a bin one, or an error that names step and input', () => {
    const events = columns(
      [
        [3, 1],
        [3, 1],
        [4, 2],
      ],
      false,
    );
    const merge = (binValue: 'binary' | 'error') =>
      mergeEvents(events, 7, { steps: null, binValue }, 'a.bs2');
    expect([...merge('binary').counts]).toEqual([1, 1]);
    expect(() => merge('error')).toThrow(
      'a.bs2: input 1 has 2 events in step 3; use --bin-value count or binary, or a shorter --dt.',
    );
  });
});

describe('philox', () => {
  // Known answers of Philox 4x32-10 (kat_vectors of the Random123 distribution of the paper's authors).
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as [number[], [number, number], number[]][])(
    'of %j with key %j is %j',
    (counter, key, expected) => {
      const words = Uint32Array.from(counter);
      philox(words, key);
      expect([...words]).toEqual(expected);
    },
  );

  it('has a key for each list of names', () => {
    expect(hashKey('a', 'bc')).not.toEqual(hashKey('ab', 'c'));
    expect(hashKey('a', 'b')).toEqual(hashKey('a', 'b'));
  });
});
