/** What golden suites are made of: cases compared value by value against numbers of other programs. */
import { relative } from 'node:path';
import { renderError } from '../../src/support/errors.ts';

/** One comparison that stands alone: a sample, a network, a run. */
export interface GoldenCase {
  /** Relative to the oracle folder. */
  readonly file: string;
  readonly name: string;
  /** Values compared. */
  readonly checked: number;
  readonly mismatches: number;
  /** The first difference, or why the case cannot be expressed; else empty or a remark. */
  readonly detail: string;
  /** The chip has no register for something in it; it is counted apart and compares nothing. */
  readonly expressible: boolean;
}

export interface GoldenSuite {
  readonly name: string;
  /** What is held against what, for a reader of the results. */
  readonly title: string;
  /** Vector files of the suite under an oracle folder. */
  readonly files: (folder: string) => readonly string[];
  /** Runs all cases of one of `files`. */
  readonly runFile: (
    file: string,
    folder: string,
    report: (result: GoldenCase) => void,
  ) => Promise<void>;
}

/** Runs a suite on every file; a file that cannot be read or holds no case is one failed case. */
export async function runGoldenSuite(
  suite: GoldenSuite,
  folder: string,
  report: (result: GoldenCase) => void,
): Promise<void> {
  for (const path of suite.files(folder)) {
    const failed = (detail: string): void => {
      const file = relative(folder, path);
      report({ file, name: 'the file', checked: 0, mismatches: 1, detail, expressible: true });
    };
    let caseCount = 0;
    try {
      await suite.runFile(path, folder, (result) => {
        caseCount++;
        report(result);
      });
      if (caseCount === 0) failed('it holds no case');
    } catch (error) {
      failed(errorText(error));
    }
  }
}

/** Counts the values of one case as they are compared. */
export interface Tally {
  readonly equal: (what: string, expected: unknown, actual: unknown) => void;
  readonly near: (what: string, expected: number, actual: number, tolerance: number) => void;
  /** Element by element, lengths included. */
  readonly list: (
    what: string,
    expected: ArrayLike<number>,
    actual: ArrayLike<number>,
    tolerance?: number,
  ) => void;
  /** Rows such as [step, neuron] in any order: each row that only one side has is a mismatch. */
  readonly raster: (
    what: string,
    expected: readonly (readonly number[])[],
    actual: readonly (readonly number[])[],
  ) => void;
  /** Added to the detail. */
  readonly remark: (text: string) => void;
}

/** A case that the chip's registers cannot hold. */
export class Inexpressible extends Error {}

/** Runs one case; an error in it is a mismatch, never the end of the suite. */
export async function goldenCase(
  place: { readonly folder: string; readonly file: string; readonly name: string },
  report: (result: GoldenCase) => void,
  body: (tally: Tally) => void | Promise<void>,
): Promise<void> {
  const counts = { checked: 0, mismatches: 0, first: '', remark: '' };
  const file = relative(place.folder, place.file);
  const finish = (detail: string, expressible: boolean): void => {
    const { checked, mismatches } = counts;
    report({ file, name: place.name, checked, mismatches, detail, expressible });
  };
  try {
    await body(createTally(counts));
    if (counts.checked === 0) mismatch(counts, 'nothing was compared');
    finish([counts.first, counts.remark].filter((text) => text !== '').join('; '), true);
  } catch (error) {
    if (error instanceof Inexpressible) {
      counts.checked = counts.mismatches = 0;
      finish(error.message, false);
      return;
    }
    mismatch(counts, '');
    finish(errorText(error), true);
  }
}

/** A fault of the product keeps its stack; what a suite itself says needs none. */
function errorText(error: unknown): string {
  return error instanceof Error && error.constructor === Error ? error.message : renderError(error);
}

interface Counts {
  checked: number;
  mismatches: number;
  first: string;
  remark: string;
}

function mismatch(counts: Counts, text: string): void {
  counts.mismatches++;
  if (counts.first === '') counts.first = text;
}

function createTally(counts: Counts): Tally {
  const check = (isEqual: boolean, text: () => string): void => {
    counts.checked++;
    if (!isEqual) mismatch(counts, text());
  };
  const near = (what: string, expected: number, actual: number, tolerance: number): void =>
    check(Math.abs(expected - actual) <= tolerance, () => differs(what, expected, actual));
  return {
    equal: (what, expected, actual) =>
      check(JSON.stringify(expected) === JSON.stringify(actual), () =>
        differs(what, expected, actual),
      ),
    near,
    list: (what, expected, actual, tolerance = 0) => {
      check(expected.length === actual.length, () =>
        differs(`length of ${what}`, expected.length, actual.length),
      );
      const length = Math.min(expected.length, actual.length);
      for (let k = 0; k < length; k++) near(`${what}[${k}]`, expected[k]!, actual[k]!, tolerance);
    },
    raster: (what, expected, actual) => {
      const key = (row: readonly number[]): string => row.join(' ');
      const ours = new Set(actual.map(key));
      const theirs = new Set(expected.map(key));
      check(ours.size === actual.length, () => `${what}: a row occurs twice`);
      for (const row of theirs) check(ours.has(row), () => `${what}: ${row} is missing`);
      for (const row of ours)
        if (!theirs.has(row)) check(false, () => `${what}: ${row} is too much`);
    },
    remark: (text) => {
      counts.remark = text;
    },
  };
}

function differs(what: string, expected: unknown, actual: unknown): string {
  return `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}
