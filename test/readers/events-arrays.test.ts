import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listSamples } from '../../src/readers/events/list-samples.ts';
import { readSample } from '../../src/readers/events/read-sample.ts';
import type { SampleReading } from '../../src/readers/events/sample.ts';
import { type NpyValues, writeNpy } from '../../src/readers/npy.ts';
import { writeNpz } from '../../src/readers/npz.ts';
import { defaults, failure, put, readAll, readOne, rows } from './events-fixture.ts';

describe('dense arrays', () => {
  const npy = (values: NpyValues, ...shape: number[]): Uint8Array => writeNpy(values, shape);
  const options = { inputShapes: [[2]] };

  it('[steps, inputs] of whole numbers are spike counts', () => {
    const reading = readOne('a.npy', npy(Float64Array.of(0, 1, 0, 0, 2, 0), 3, 2), {
      ...options,
      steps: null,
    });
    expect(rows(reading)).toEqual([
      [0, 1, 1],
      [2, 0, 2],
    ]);
    expect(reading.stepCount).toBe(3);
    expect(reading.input.sample).toBe('a');
  });

  it('[steps, ...shape of the input] too, and rows past the run are dropped and counted', () => {
    const bytes = npy(Uint8Array.of(1, 0, 0, 1, 0, 3, 0, 0), 2, 2, 2);
    const reading = readOne('a.npy', bytes, { inputShapes: [[2, 2]], steps: 1 });
    expect(rows(reading)).toEqual([
      [0, 0, 1],
      [0, 3, 1],
    ]);
    expect(reading.input.droppedEvents).toBe(3);
  });

  it('[samples, steps, inputs] are many samples', () => {
    const readings = readAll(
      'set.npy',
      npy(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1), 2, 2, 2),
      options,
    );
    expect(readings.map((reading) => reading.input.sample)).toEqual(['set-0', 'set-1']);
    expect(readings.map(rows)).toEqual([[[0, 0, 1]], [[1, 1, 1]]]);
  });

  it('are refused where they are no counts or no input', () => {
    expect(
      failure(() => readOne('a.npy', npy(Int8Array.of(0, 1, -1, 0), 2, 2), options)),
    ).toContain('E_INPUT_VALUE: a.npy: -1 at step 1, input 0');
    expect(
      failure(() => readOne('a.npy', npy(Float32Array.of(0, 0.5, 0, 0), 1, 2, 2), options)),
    ).toContain('0.5 at step 0, input 1');
    expect(failure(() => readOne('a.npy', npy(Int8Array.of(0, 1, 2), 1, 3), options))).toContain(
      "E_INPUT_SHAPE: a.npy: shape [1, 3] does not end in the network's 2 inputs ([2])",
    );
    expect(failure(() => readOne('a.npy', npy(new Int8Array(0), 0, 2), options))).toContain(
      'E_INPUT_EMPTY',
    );
    expect(
      failure(() => readOne('a.npy', npy(new Int8Array(0), 10 ** 12, 0, 2), options)),
    ).toContain('E_INPUT_EMPTY');
  });

  it('of floats between are frames: rate spikes with the stated probability, fixed by seed and sample', () => {
    const bytes = npy(Float32Array.of(0.25, 1, 0, 0.5), 2, 2);
    const read = (seed: string): SampleReading[] =>
      readAll('f.npy', bytes, { ...options, seed, steps: 4000 });
    const [first, second] = read('1');
    const countOf = (reading: SampleReading, index: number): number =>
      reading.input.indices.filter((value) => value === index).length;
    expect(countOf(first!, 1)).toBe(4000);
    expect(countOf(second!, 0)).toBe(0);
    // Four standard deviations of the binomial distribution.
    expect(Math.abs(countOf(first!, 0) - 1000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25 * 0.75));
    expect(Math.abs(countOf(second!, 1) - 2000)).toBeLessThan(4 * Math.sqrt(4000 * 0.25));
    expect(read('1').map(rows)).toEqual([first!, second!].map(rows));
    expect(read('2').map(rows)).not.toEqual([first!, second!].map(rows));
  });

  it('rate coding of fewer steps is the beginning of that of more', () => {
    const bytes = npy(Float32Array.of(0.3, 0.7), 2);
    const long = rows(readOne('f.npy', bytes, { ...options, steps: 50 }));
    const short = rows(readOne('f.npy', bytes, { ...options, steps: 21 }));
    expect(short).toEqual(long.filter(([step]) => step! < 21));
  });

  it('latency coding spikes once, early for large values, never for 0', () => {
    const bytes = npy(Float32Array.of(0, 1, 0.5, 0.25), 4);
    const reading = readOne('f.npy', bytes, {
      inputShapes: [[4]],
      steps: 11,
      coding: { kind: 'latency' },
    });
    expect(rows(reading)).toEqual([
      [0, 1, 1],
      [5, 2, 1],
      [8, 3, 1],
    ]);
  });

  it('current coding gives constant currents and no spike', () => {
    const bytes = npy(Float32Array.of(-0.5, 2), 2);
    const { input } = readOne('f.npy', bytes, { ...options, coding: { kind: 'current', gain: 3 } });
    expect(input.currents).toEqual(Float64Array.of(-1.5, 6));
    expect(input.steps.length).toBe(0);
  });

  it('of bytes above 15 are frames of brightness, scaled by 255, and say so', () => {
    const path = put('b.npy', npy(Uint8Array.of(255, 0, 51, 0), 2, 2));
    const { samples, warnings } = listSamples(path, [[2]]);
    expect(warnings[0]).toContain('read as 2 frames of brightness');
    const { input } = readSample(samples[1]!, {
      ...defaults,
      ...options,
      coding: { kind: 'current' },
    });
    expect(input.currents).toEqual(Float64Array.of(0.2, 0));
  });

  it('of frames need a step count and finite values; clipping is told', () => {
    const frame = npy(Float32Array.of(0.5, 2), 2);
    expect(failure(() => readOne('f.npy', frame, { ...options, steps: null }))).toContain(
      'E_INPUT_STEPS: f: a frame has no length',
    );
    expect(failure(() => readOne('f.npy', npy(Float32Array.of(NaN, 1), 2), options))).toContain(
      'input 0 of the frame is NaN',
    );
    expect(readOne('f.npy', frame, options).warnings[0]).toContain(
      '1 of 2 values lie outside 0 to 1',
    );
  });
});

describe('.npz event sets', () => {
  type Columns = Record<string, NpyValues>;
  const npz = (columns: Columns): Uint8Array =>
    writeNpz(
      Object.entries(columns).map(
        ([key, values]) => [key, { values, shape: [values.length] }] as const,
      ),
    );

  it('hold samples by offsets, with labels', () => {
    const bytes = npz({
      steps: Int32Array.of(2, 0, 0, 1),
      indices: Uint8Array.of(1, 3, 0, 2),
      counts: Uint8Array.of(1, 2, 1, 1),
      sample_offsets: Int32Array.of(0, 2, 2, 4),
      labels: Uint8Array.of(7, 8, 9),
    });
    const readings = readAll('set.npz', bytes);
    expect(readings.map((reading) => reading.input.sample)).toEqual(['set-0', 'set-1', 'set-2']);
    expect(readings.map((reading) => reading.input.label)).toEqual([7, 8, 9]);
    expect(readings.map(rows)).toEqual([
      [
        [0, 3, 2],
        [2, 1, 1],
      ],
      [],
      [
        [0, 0, 1],
        [1, 2, 1],
      ],
    ]);
  });

  it('hold one sample of times in seconds, which are binned', () => {
    const bytes = npz({ times_s: Float64Array.of(0.0035, 0.001), indices: Int32Array.of(0, 1) });
    const reading = readOne('one.npz', bytes, { binRounding: 'nearest-even' });
    expect(reading.input.sample).toBe('one');
    expect(rows(reading)).toEqual([
      [1, 1, 1],
      [4, 0, 1],
    ]);
  });

  it('or one dense array with labels; its key may say what it is', () => {
    const values = Float32Array.of(1, 0, 0, 1);
    const archive = (key: string): Uint8Array =>
      writeNpz([
        [key, { values, shape: [2, 2] }],
        ...(key === 'x' ? [] : [['labels', { values: Int8Array.of(4, 5), shape: [2] }] as const]),
      ]);
    const options = { inputShapes: [[2]] };
    expect(readAll('d.npz', archive('x'), options)).toHaveLength(1);
    const frames = readAll('d.npz', archive('frames'), options);
    expect(frames.map((reading) => reading.input.label)).toEqual([4, 5]);
    expect(failure(() => readAll('d.npz', archive('spikes'), options))).toContain(
      'E_LABELS: d.npz:spikes: 2 labels for 1 samples.',
    );
  });

  it.each<[string, Columns, string]>([
    [
      'no clock',
      { indices: Int8Array.of(1) },
      'E_NPZ: a.npz: events need either "steps" or "times_s"',
    ],
    [
      'lengths',
      { indices: Int8Array.of(1), steps: Int8Array.of(1, 2) },
      '"steps" has 2 rows, "indices" 1',
    ],
    [
      'unknown key',
      { indices: Int8Array.of(1), steps: Int8Array.of(1), polarity: Int8Array.of(1) },
      'array "polarity" has no meaning',
    ],
    [
      'offsets',
      { indices: Int8Array.of(1), steps: Int8Array.of(1), sample_offsets: Int8Array.of(0, 2) },
      'ends at 2',
    ],
    [
      'falling offsets',
      { indices: Int8Array.of(1), steps: Int8Array.of(1), sample_offsets: Int8Array.of(0, 1, 0) },
      'is 0 at row 2',
    ],
    [
      'index',
      { indices: Int8Array.of(4), steps: Int8Array.of(1) },
      "E_INPUT_SHAPE: a.npz: index 4 in row 0 is outside the network's 4 inputs",
    ],
    [
      'step',
      { indices: Int8Array.of(1), steps: Int8Array.of(-1) },
      'E_INPUT_VALUE: a.npz: "steps" is -1 in row 0; expected a step from 0.',
    ],
    [
      'time',
      { indices: Int8Array.of(1), times_s: Float64Array.of(NaN) },
      '"times_s" is NaN in row 0',
    ],
    [
      'count',
      { indices: Int8Array.of(1), steps: Int8Array.of(1), counts: Float32Array.of(0.5) },
      '"counts" is 0.5 in row 0',
    ],
    [
      'label',
      { indices: Int8Array.of(1), steps: Int8Array.of(1), labels: Int8Array.of(-1) },
      'E_LABELS: a.npz: label 0 is -1',
    ],
    [
      'two arrays',
      { a: Int8Array.of(1), b: Int8Array.of(1) },
      'E_NPZ: a.npz: holds the arrays a, b',
    ],
  ])('are refused by name: %s', (_name, columns, message) => {
    expect(failure(() => readOne('a.npz', npz(columns)))).toContain(message);
  });

  it('written from any events give them back', () => {
    const rowsOf = fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(3)), {
      selector: ([step, index]) => step * 4 + index,
    });
    fc.assert(
      fc.property(rowsOf, (events) => {
        const bytes = npz({
          steps: Uint16Array.from(events, ([step]) => step),
          indices: Uint16Array.from(events, ([, index]) => index),
        });
        const sorted = events
          .map(([step, index]) => [step, index, 1])
          .sort(([a, b], [c, d]) => a! - c! || b! - d!);
        expect(rows(readOne('a.npz', bytes))).toEqual(sorted);
      }),
    );
  });
});
