import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchLabels, readLabels } from '../../src/readers/events/labels.ts';
import { InputError } from '../../src/support/errors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spikeloom-labels-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(name: string, text: string): Map<string, number> {
  writeFileSync(join(folder, name), text);
  return readLabels(join(folder, name));
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return `${(error as InputError).code}: ${(error as InputError).message.replaceAll(`${folder}/`, '')}`;
  }
  throw new Error('was read');
}

describe('readLabels', () => {
  it('reads a JSON object, or a CSV with or without header', () => {
    const expected = new Map([
      ['60001', 7],
      ['b', 0],
    ]);
    expect(read('l.json', '{"60001": 7, "b": 0}')).toEqual(expected);
    expect(read('l.csv', 'sample,label\n60001,7\nb,0\n')).toEqual(expected);
    expect(read('l.csv', '60001,7\nb,0')).toEqual(expected);
  });

  it.each([
    ['l.json', '{"a": }', 'E_LABELS: l.json: not JSON'],
    ['l.json', '[1, 2]', 'E_LABELS: l.json: expected a JSON object'],
    ['l.json', '{"a": 1.5}', 'sample "a" has the label 1.5;'],
    ['l.json', '{"a": "7"}', 'sample "a" has the label "7";'],
    ['l.json', `{"a": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'of a list or object'],
    ['l.csv', 'a,1\nb\n', 'E_INPUT_CSV: l.csv:2: expected two columns'],
    ['l.csv', 'a,1\nb,x\n', 'l.csv:2: label "x" is not a class'],
    ['l.csv', 'a,1\na,2\n', 'l.csv:2: sample "a" has a label already'],
    ['l.csv', '', 'E_INPUT_EMPTY'],
  ])('refuses %s', (name, text, message) => {
    expect(failure(() => read(name, text))).toContain(message);
  });
});

describe('matchLabels', () => {
  const labels = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);

  it('gives the label of each sample; labels of absent samples are fine', () => {
    expect(matchLabels(labels, ['c', 'a'])).toEqual([3, 1]);
  });

  it('refuses samples without label, saying how many, with examples', () => {
    expect(failure(() => matchLabels(labels, ['a', 'x', 'y']))).toBe(
      'E_LABELS: not all of the 3 samples have labels: 2 are without, such as "x"; the file\'s 3 labels have names ' +
        'such as "a". Samples are named by their file without extension.',
    );
    expect(failure(() => matchLabels(labels, ['x']))).toContain(
      'none of the 1 samples have labels',
    );
    expect(failure(() => matchLabels(new Map(), ['x']))).toContain('the file holds no label');
  });
});
