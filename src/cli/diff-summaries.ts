/** Where two summaries differ, number by number, held against tolerances. */
import type { Summary } from '../model/report.ts';
import { InputError } from '../support/errors.ts';
import { stableSummary } from './summarize.ts';

export interface SummaryDifference {
  /** Dotted path of the field. */
  readonly path: string;
  readonly a: string;
  readonly b: string;
  /** (b - a) / |a| for numbers. */
  readonly relative: number | null;
  readonly beyond: boolean;
}

/** Relative tolerance by the beginning of a field's path. */
export type Tolerances = readonly { readonly prefix: string; readonly relative: number }[];

/** `energy=2%,time=0.01`. Throws InputError E_USAGE. */
export function parseTolerances(text: string): Tolerances {
  return text
    .split(',')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const match = /^\s*([A-Za-z0-9_.]+)\s*=\s*([0-9.eE+-]+)\s*(%?)\s*$/.exec(entry);
      const value = Number(match?.[2]);
      if (!match || !Number.isFinite(value) || value < 0) {
        throw new InputError(
          'E_USAGE',
          `--tolerance ${entry}: write FIELD=VALUE or FIELD=PERCENT%, e.g. energy=2%.`,
        );
      }
      return { prefix: match[1]!, relative: match[3] === '%' ? value / 100 : value };
    });
}

/** All differing fields but those that differ between any two runs; sorted by path. */
export function diffSummaries(a: Summary, b: Summary, tolerances: Tolerances): SummaryDifference[] {
  const [fieldsA, fieldsB] = [flatten(stableSummary(a)), flatten(stableSummary(b))];
  const paths = [...new Set([...fieldsA.keys(), ...fieldsB.keys()])].sort();
  return paths.flatMap((path) => {
    const [left, right] = [fieldsA.get(path), fieldsB.get(path)];
    if (Object.is(left, right)) return [];
    const relative = relativeChange(left, right);
    const allowed = toleranceOf(path, tolerances);
    const beyond = relative === null || Math.abs(relative) > allowed;
    return [{ path, a: show(left), b: show(right), relative, beyond }];
  });
}

function toleranceOf(path: string, tolerances: Tolerances): number {
  return tolerances
    .filter(
      ({ prefix }) =>
        path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`),
    )
    .reduce((most, { relative }) => Math.max(most, relative), 0);
}

function relativeChange(a: unknown, b: unknown): number | null {
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  return a === 0 ? Math.sign(b) * Infinity : (b - a) / Math.abs(a);
}

function show(value: unknown): string {
  return value === undefined ? '(absent)' : JSON.stringify(value);
}

function flatten(
  value: unknown,
  path = '',
  into = new Map<string, unknown>(),
): Map<string, unknown> {
  if (Array.isArray(value)) {
    value.forEach((item, k) => {
      flatten(item, `${path}[${k}]`, into);
    });
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value))
      flatten(inner, path === '' ? key : `${path}.${key}`, into);
  } else into.set(path, value);
  return into;
}
