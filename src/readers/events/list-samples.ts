import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { groupDigits, InputError } from '../../support/errors.ts';
import { readArrayContent } from './array-content.ts';
import type { SampleFormat, SampleList, SampleRef } from './sample.ts';
import { attempt } from './sample-file.ts';

const formats: Readonly<Record<string, SampleFormat>> = {
  '.bin': 'bs2',
  '.bs2': 'bs2',
  '.bs1': 'bs1',
  '.csv': 'csv',
  '.npy': 'npy',
  '.npz': 'npz',
};
const knownExtensions = Object.keys(formats).join(', ');
const ignoredShown = 5;
const samplesMax = 1_000_000;

/**
 * The samples of a file or of a folder, a folder's sorted by base name with numbers by value. Hidden
 * files and `labels.*` are no samples; other files of unknown kind, and folders in the folder, are
 * named in a warning. Files of arrays are opened to see how many samples they hold for inputs of `inputShapes`.
 * @throws InputError E_INPUT_NOT_FOUND, E_INPUT_READ, E_INPUT_FORMAT (nothing readable),
 * E_INPUT_DUPLICATE (two samples of one name), and those of `readArrayContent`.
 */
export function listSamples(path: string, inputShapes: readonly (readonly number[])[]): SampleList {
  const stat = attempt(path, () => statSync(path));
  if (!stat.isDirectory()) return listFile(path, inputShapes);
  const names = attempt(path, () => readdirSync(path))
    .filter((name) => !name.startsWith('.') && !/^labels\./i.test(name))
    .sort(byNaturalOrder);
  const readable = names.filter((name) => {
    const file = join(path, name);
    return formatOf(name) !== null && !attempt(file, () => statSync(file)).isDirectory();
  });
  const ignored = names.filter((name) => !readable.includes(name));
  if (readable.length === 0) throw nothingReadable(path, ignored);
  const lists = readable.map((name) => listFile(join(path, name), inputShapes));
  const samples = lists.flatMap((list) => list.samples);
  refuseDuplicates(samples);
  const warnings = lists.flatMap((list) => list.warnings);
  if (ignored.length > 0) warnings.push(`${path}: ignored ${namesText(ignored)}.`);
  return { samples, warnings };
}

function listFile(path: string, inputShapes: readonly (readonly number[])[]): SampleList {
  const format = formatOf(path);
  if (format === null) {
    throw new InputError(
      'E_INPUT_FORMAT',
      `${path}: files of this kind are not read as input; known are ${knownExtensions}.`,
      { path },
    );
  }
  const base = basename(path, extname(path));
  const single: SampleRef = { sample: base, path, format, position: 0 };
  if (format !== 'npy' && format !== 'npz') return { samples: [single], warnings: [] };
  const content = readArrayContent(path, format, inputShapes);
  const { warnings, sampleCount } = content;
  if (sampleCount === null) return { samples: [single], warnings };
  if (sampleCount > samplesMax) {
    throw new InputError(
      'E_INPUT_SIZE',
      `${path}: ${groupDigits(sampleCount)} samples; at most ${groupDigits(samplesMax)} in one file. Split it.`,
      { path, sampleCount, samplesMax },
    );
  }
  const samples = Array.from({ length: sampleCount }, (_, position) => ({
    sample: `${base}-${position}`,
    path,
    format,
    position,
    content,
  }));
  return { samples, warnings };
}

function formatOf(name: string): SampleFormat | null {
  return formats[extname(name).toLowerCase()] ?? null;
}

function byNaturalOrder(a: string, b: string): number {
  const order = a.localeCompare(b, 'en', { numeric: true });
  if (order !== 0) return order;
  return a < b ? -1 : 1;
}

function refuseDuplicates(samples: readonly SampleRef[]): void {
  const paths = new Map<string, string>();
  for (const { sample, path } of samples) {
    const other = paths.get(sample);
    if (other !== undefined) {
      throw new InputError(
        'E_INPUT_DUPLICATE',
        `${other} and ${path} both hold a sample "${sample}"; labels and results could not tell them apart. Rename or move one.`,
        { sample, paths: [other, path] },
      );
    }
    paths.set(sample, path);
  }
}

function nothingReadable(path: string, ignored: readonly string[]): InputError {
  const holds = ignored.length === 0 ? 'the folder is empty' : `it holds ${namesText(ignored)}`;
  return new InputError(
    'E_INPUT_FORMAT',
    `${path}: no samples; ${holds}. Read are ${knownExtensions} directly in the folder.`,
    { path },
  );
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, ignoredShown).join(', ');
  const more = names.length - ignoredShown;
  return more > 0 ? `${shown} and ${groupDigits(more)} more` : shown;
}
