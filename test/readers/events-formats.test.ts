import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listSamples } from '../../src/readers/events/list-samples.ts';
import { writeEventsCsv } from '../../src/readers/events/spike-csv.ts';
import { failure, folder, put, readOne, rows } from './events-fixture.ts';

/** An event of 5 bytes; a 16-bit id stands in the place of x and y. */
function event(x: number, y: number, polarity: 0 | 1, timeUs: number): number[] {
  return [x, y, (polarity << 7) | (timeUs >> 16), (timeUs >> 8) & 255, timeUs & 255];
}

describe('.bin and .bs2 recordings', () => {
  const two = Uint8Array.of(...event(1, 2, 0, 500), ...event(0, 1, 1, 2500));

  it.each([
    ['[2, H, W]', [2, 3, 4], [9, 16]],
    ['[1, H, W], polarities merged', [1, 3, 4], [9, 4]],
    ['[H, W], polarities merged', [3, 4], [9, 4]],
    ['flat, a square sensor of two polarities', [18], [7, 12]],
  ])('index an input %s', (_name, shape, indices) => {
    expect(rows(readOne('a.bin', two, { inputShapes: [shape] }))).toEqual([
      [0, indices[0], 1],
      [2, indices[1], 1],
    ]);
  });

  it('count on at an overflow of the timer, which is no event', () => {
    const bytes = Uint8Array.of(
      ...event(1, 1, 0, 500),
      ...event(9, 240, 0, 0),
      ...event(1, 1, 0, 500),
    );
    const reading = readOne('a.bs2', bytes, { inputShapes: [[2, 3, 4]] });
    expect(rows(reading)).toEqual([
      [0, 5, 1],
      [8, 5, 1],
    ]);
  });

  it('take a time of 23 bits', () => {
    const bytes = Uint8Array.of(...event(0, 0, 1, 0x7fffff));
    const { stepCount } = readOne('a.bs2', bytes, { inputShapes: [[2, 3, 4]], steps: null });
    expect(stepCount).toBe(8389);
  });

  it('are refused with the event, the coordinate and the shape', () => {
    expect(failure(() => readOne('a.bin', two, { inputShapes: [[2, 2, 4]] }))).toBe(
      "E_INPUT_SHAPE: a.bin: event 0 (counted from 0) has y = 2, but the network's input [2, 2, 4] has height 2. " +
        'Is this a recording for another network?',
    );
    expect(failure(() => readOne('a.bin', two, { inputShapes: [[2, 3, 1]] }))).toContain('x = 1');
    expect(failure(() => readOne('a.bin', two, { inputShapes: [[784]] }))).toContain(
      "the network's input is [784]",
    );
    expect(failure(() => readOne('a.bin', two, { inputShapes: [[3, 4], [2]] }))).toContain(
      '2 inputs are [3, 4] and [2]',
    );
    expect(failure(() => readOne('a.bin', two.slice(0, 7), { inputShapes: [[3, 4]] }))).toBe(
      'E_INPUT_TRUNCATED: a.bin: 7 bytes, no multiple of the 5 bytes of an event (2 too many); the file is cut short or no recording of this kind.',
    );
    expect(failure(() => readOne('a.bin', '', { inputShapes: [[3, 4]] }))).toBe(
      'E_INPUT_EMPTY: a.bin: the file is empty.',
    );
  });
});

describe('.bs1 recordings', () => {
  const bytes = Uint8Array.of(...event(1, 4, 1, 1000), ...event(0, 3, 0, 2000));

  it('take the id as index, big-endian; two rows of inputs are the two polarities', () => {
    expect(rows(readOne('a.bs1', bytes, { inputShapes: [[300]] }))).toEqual([
      [1, 260, 1],
      [2, 3, 1],
    ]);
    expect(rows(readOne('a.bs1', bytes, { inputShapes: [[2, 300]] }))).toEqual([
      [1, 560, 1],
      [2, 3, 1],
    ]);
    expect(rows(readOne('a.bs1', bytes, { inputShapes: [[200], [100]] }))).toEqual([
      [1, 260, 1],
      [2, 3, 1],
    ]);
  });

  it('are refused where the id is no input', () => {
    expect(failure(() => readOne('a.bs1', bytes, { inputShapes: [[260]] }))).toContain(
      'event 0 (counted from 0) has id = 260',
    );
  });
});

describe('spike CSVs', () => {
  it.each([
    ['with a header', 'time_s,index\n0.0029,1\n0.001,3\n'],
    ['without', '0.0029,1\n0.001,3'],
    [
      'with comments, a mark and Windows line ends',
      '\ufefftime_s, index\r\n# a comment\r\n\r\n0.0029 , 1\r\n1e-3,3.0\r\n',
    ],
  ])('are read %s', (_name, text) => {
    expect(rows(readOne('a.csv', text))).toEqual([
      [1, 3, 1],
      [2, 1, 1],
    ]);
  });

  it('take a third column as count', () => {
    expect(rows(readOne('a.csv', 'time_s,index,value\n0,1,3\n0.0005,1,2\n0.001,2,0\n'))).toEqual([
      [0, 1, 5],
      [1, 2, 0],
    ]);
  });

  it.each([
    ['time_s,index\n0.1,abc\n', 'E_INPUT_CSV: a.csv:2: index "abc" is not a whole number.'],
    ['time_s,index\n0.1,1.5\n', 'E_INPUT_CSV: a.csv:2: index "1.5" is not a whole number.'],
    ['0.1,1\nnan,2\n', 'E_INPUT_CSV: a.csv:2: time "nan" is not a finite number.'],
    ['nan,2\n', 'E_INPUT_CSV: a.csv:1: time "nan" is not a finite number.'],
    ['-0.1,2\n', 'E_INPUT_CSV: a.csv:1: time -0.1 s is negative; times count from 0.'],
    ['1e30,2\n', 'E_INPUT_CSV: a.csv:1: time 1e30 s is beyond 104 days; are the times in seconds?'],
    ['0.1,4\n', "E_INPUT_SHAPE: a.csv:1: index 4 is outside the network's 4 inputs (0 to 3)."],
    ['0.1,-1\n', "E_INPUT_SHAPE: a.csv:1: index -1 is outside the network's 4 inputs (0 to 3)."],
    ['0.1\n', 'E_INPUT_CSV: a.csv:1: 1 column; expected time_s,index.'],
    ['0.1,1\n0.1,1,1\n', 'E_INPUT_CSV: a.csv:2: 3 columns; the rows before have 2.'],
    ['0.1,1,-2\n', 'E_INPUT_CSV: a.csv:1: count "-2" is not a whole number from 0 to 2^31 - 1.'],
    [
      'time_ms,index\n',
      'E_INPUT_CSV: a.csv:1: header "time_ms,index"; expected "time_s,index" (times in seconds) or "time_s,index,count".',
    ],
  ])('are refused by line: %j', (text, message) => {
    expect(failure(() => readOne('a.csv', text))).toBe(message);
  });

  it('are refused where a line is no line', () => {
    expect(failure(() => readOne('a.csv', `0.1,${'1'.repeat(5000)}\n`))).toBe(
      'E_INPUT_CSV: a.csv:1: a line of 5,004 bytes; is this a CSV?',
    );
  });

  it('without events need a step count', () => {
    expect(rows(readOne('a.csv', 'time_s,index\n'))).toEqual([]);
    expect(failure(() => readOne('a.csv', 'time_s,index\n', { steps: null }))).toContain(
      'E_INPUT_STEPS: a.csv: no event',
    );
  });

  it('of absurd length are refused unless cut', () => {
    expect(failure(() => readOne('a.csv', '0,0\n1e6,0\n', { steps: null }))).toContain(
      'step 1,000,000,000; at most',
    );
    expect(readOne('a.csv', '0,0\n1e6,0\n').input.droppedEvents).toBe(1);
  });

  it('tell when the origin moves their events', () => {
    const moved = readOne('a.csv', '0.005,1\n0.007,2\n', { binOrigin: 'first' });
    expect(rows(moved)).toEqual([
      [0, 1, 1],
      [2, 2, 1],
    ]);
    expect(moved.warnings[0]).toContain('in step 5 by its time and was moved to step 0');
  });

  it('written from any input give it back', () => {
    const rowsOf = fc.uniqueArray(
      fc.tuple(fc.nat(999), fc.nat(3), fc.integer({ min: 1, max: 3 })),
      {
        selector: ([step, index]) => step * 4 + index,
      },
    );
    fc.assert(
      fc.property(rowsOf, fc.constantFrom(1e-3, 1e-4, 0.1, 1 / 3000, 7e-4), (events, dtS) => {
        events.sort(([a, b], [c, d]) => a - c || b - d);
        const input = {
          sample: 'a',
          steps: Int32Array.from(events, ([step]) => step),
          indices: Int32Array.from(events, ([, index]) => index),
          counts: Int32Array.from(events, ([, , count]) => count),
          droppedEvents: 0,
        };
        const reading = readOne('a.csv', writeEventsCsv(input, dtS), { dtS, steps: 1000 });
        expect(reading.input).toEqual(input);
      }),
    );
  });
});

describe('listSamples', () => {
  function makeFolder(name: string, files: string[]): string {
    const path = join(folder, name);
    mkdirSync(path);
    for (const file of files) writeFileSync(join(path, file), '0,0\n');
    return path;
  }

  it('sorts by number, skips hidden files and labels, and names what it ignores', () => {
    const path = makeFolder('natural', [
      's10.csv',
      's9.csv',
      '.hidden.csv',
      'labels.csv',
      'README.md',
    ]);
    mkdirSync(join(path, 'more'));
    const { samples, warnings } = listSamples(path, [[4]]);
    expect(samples.map((ref) => ref.sample)).toEqual(['s9', 's10']);
    expect(warnings).toEqual([`${path}: ignored more, README.md.`]);
  });

  it('refuses what holds no sample, and two samples of one name', () => {
    expect(failure(() => listSamples(join(folder, 'absent'), [[4]]))).toBe(
      'E_INPUT_NOT_FOUND: absent: no such file or folder.',
    );
    expect(failure(() => listSamples(makeFolder('bare', []), [[4]]))).toContain(
      'E_INPUT_FORMAT: bare: no samples; the folder is empty',
    );
    expect(failure(() => listSamples(makeFolder('texts', ['a.txt', 'b.txt']), [[4]]))).toContain(
      'it holds a.txt, b.txt.',
    );
    expect(failure(() => listSamples(put('a.txt', 'x'), [[4]]))).toContain(
      'known are .bin, .bs2, .bs1, .csv, .npy, .npz',
    );
    expect(failure(() => listSamples(makeFolder('twins', ['a.csv', 'a.bs2']), [[4]]))).toContain(
      'E_INPUT_DUPLICATE',
    );
    expect(failure(() => listSamples('/dev/zero', [[4]]))).toContain('E_INPUT_FORMAT');
    expect(failure(() => listSamples('a\0b', [[4]]))).toContain('E_INPUT_READ');
  });
});
