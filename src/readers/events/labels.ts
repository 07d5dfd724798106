import { extname } from 'node:path';
import { groupDigits, InputError } from '../../support/errors.ts';
import { csvError, parseCsv, parseNumber } from './csv.ts';
import { readSampleFile } from './sample-file.ts';

const labelsBytesMax = 2 ** 26;
const labelsMax = 10_000_000;

/**
 * Class of each sample by name: a JSON object `{ "sample": class }`, or a CSV `sample,label` whose
 * header is optional (every extension but `.json` is read as CSV).
 * @throws InputError E_LABELS (not JSON, no class, a sample twice), E_INPUT_CSV, and those of `readSampleFile`.
 */
export function readLabels(path: string): Map<string, number> {
  const bytes = readSampleFile(path, labelsBytesMax);
  return extname(path).toLowerCase() === '.json'
    ? parseJsonLabels(new TextDecoder().decode(bytes), path)
    : parseCsvLabels(bytes, path);
}

/**
 * The label of each sample, in the samples' order. Labels of absent samples are fine: a run may read a subset.
 * @throws InputError E_LABELS where a sample has no label.
 */
export function matchLabels(
  labels: ReadonlyMap<string, number>,
  sampleNames: readonly string[],
): number[] {
  const missing = sampleNames.filter((sample) => !labels.has(sample));
  if (missing.length === 0) return sampleNames.map((sample) => labels.get(sample)!);
  const example = labels.keys().next().value;
  const known =
    example === undefined
      ? 'the file holds no label'
      : `the file's ${groupDigits(labels.size)} labels have names such as "${example.slice(0, 80)}"`;
  const howMany = missing.length === sampleNames.length ? 'none' : 'not all';
  throw new InputError(
    'E_LABELS',
    `${howMany} of the ${groupDigits(sampleNames.length)} samples have labels: ${groupDigits(missing.length)} are without, ` +
      `such as "${missing[0]!}"; ${known}. Samples are named by their file without extension.`,
    { missing: missing.slice(0, 10), missingCount: missing.length, labelCount: labels.size },
  );
}

function parseJsonLabels(text: string, path: string): Map<string, number> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw labelsError(
      path,
      `not JSON: ${(error as Error).message.replace(/\s+/g, ' ').slice(0, 200)}.`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw labelsError(path, 'expected a JSON object of sample names and classes.');
  }
  const labels = new Map<string, number>();
  for (const [sample, label] of Object.entries(value)) {
    if (!isClass(label)) {
      throw labelsError(
        path,
        `sample "${sample.slice(0, 80)}" has the label ${labelText(label)}; labels are classes, whole numbers from 0.`,
      );
    }
    labels.set(sample, label);
  }
  return labels;
}

function parseCsvLabels(bytes: Uint8Array, path: string): Map<string, number> {
  const table = parseCsv(bytes, path, {
    rowsMax: labelsMax,
    isHeader: (row) => row.fields.join(',').toLowerCase() === 'sample,label',
  });
  const labels = new Map<string, number>();
  for (const { fields, line } of table.rows) {
    if (fields.length !== 2 || fields[0] === '') {
      throw csvError(path, line, `expected two columns, sample,label; found ${fields.length}.`);
    }
    const label = parseNumber(fields[1]!);
    if (!isClass(label)) {
      throw csvError(
        path,
        line,
        `label "${fields[1]!.slice(0, 40)}" is not a class, a whole number from 0.`,
      );
    }
    if (labels.has(fields[0]!))
      throw csvError(path, line, `sample "${fields[0]!.slice(0, 80)}" has a label already.`);
    labels.set(fields[0]!, label);
  }
  return labels;
}

function labelText(label: unknown): string {
  return typeof label === 'object' && label !== null
    ? 'of a list or object'
    : JSON.stringify(label).slice(0, 40);
}

function isClass(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function labelsError(path: string, text: string): InputError {
  return new InputError('E_LABELS', `${path}: ${text}`, { path });
}
