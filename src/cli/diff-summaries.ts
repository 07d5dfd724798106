/** Where two summaries differ, number by number, held against tolerances. */
import type { Summary } from '../model/report.ts';
import { InputError, nearestWord } from '../support/errors.ts';
import { stableSummary } from './summarize.ts';

export interface SummaryDifference {
  /** Dotted path of the field; what names samples or assumptions goes by name, not by place. */
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
  /** (b - a) / |a| for numbers; null for others and where a is 0. */
  readonly relative: number | null;
  /** How the runs were made (command, seed, assumptions, warnings) never counts as a result. */
  readonly beyond: boolean;
}

/** How far fields whose path begins with `prefix` may be apart: either bound will do. */
export interface Tolerance {
  readonly prefix: string;
  /** Of |a|. */
  readonly relative: number;
  /** In the unit of the field. */
  readonly absolute: number;
  /** Any difference will do, of values that are no numbers too. */
  readonly ignored: boolean;
}

export type Tolerances = readonly Tolerance[];

/** `energy=2%,time=0.01,accuracy=0.005abs,mapping=ignore`. Throws InputError E_USAGE. */
export function parseTolerances(text: string): Tolerances {
  return text.split(',').map((entry) => {
    const match = /^\s*([^\s=]+)\s*=\s*(?:([0-9.eE+-]+?)\s*(%|abs|)|(ignore))\s*$/.exec(entry);
    const [, prefix = '', number, unit, word] = match ?? [];
    const value = word === undefined ? Number(number ?? Number.NaN) : 0;
    if (!match || !Number.isFinite(value) || value < 0) {
      throw new InputError(
        'E_USAGE',
        `--tolerance "${entry}": write FIELD=FRACTION, FIELD=PERCENT%, FIELD=NUMBERabs in the field's own unit, or FIELD=ignore, e.g. energy=2%,time.stepNs=0.01,accuracy=0.005abs,mapping=ignore.`,
      );
    }
    return {
      prefix,
      relative: unit === 'abs' ? 0 : unit === '%' ? value / 100 : value,
      absolute: unit === 'abs' ? value : 0,
      ignored: word !== undefined,
    };
  });
}

const CONTEXT = /^(command|seed|assumptions|warnings)(\.|\[|$)/;

/**
 * All differing fields but those that differ between any two runs; sorted by path. The tolerance of the
 * longest matching prefix holds. Throws InputError E_USAGE for a tolerance of a field that neither summary has.
 */
export function diffSummaries(a: Summary, b: Summary, tolerances: Tolerances): SummaryDifference[] {
  const [fieldsA, fieldsB] = [fieldsOf(a), fieldsOf(b)];
  const paths = [...new Set([...fieldsA.keys(), ...fieldsB.keys()])].sort();
  for (const { prefix } of tolerances) checkField(prefix, paths);
  return paths.flatMap((path) => {
    const [left, right] = [fieldsA.get(path), fieldsB.get(path)];
    if (left === right) return [];
    const relative = relativeChange(left, right);
    const within = isWithin(left, right, relative, toleranceOf(path, tolerances));
    const beyond = !within && !CONTEXT.test(path);
    return [{ path, a: left, b: right, relative, beyond }];
  });
}

function checkField(prefix: string, paths: readonly string[]): void {
  if (paths.some((path) => isUnder(path, prefix))) return;
  const fields = [...new Set(paths.flatMap(prefixesOf))].filter((path) => !CONTEXT.test(path));
  const near = nearestWord(prefix, fields);
  const groups = fields.filter((path) => !path.includes('.'));
  throw new InputError(
    'E_USAGE',
    `--tolerance ${prefix}: neither summary has this field${near === undefined ? '.' : `; did you mean ${near}?`} There are ${groups.join(', ')} and the fields in them.`,
  );
}

/** `time.stepNs.mean` as `time`, `time.stepNs`, `time.stepNs.mean`; list places are left out. */
function prefixesOf(path: string): string[] {
  const words = path.replace(/\[.*$/, '').split('.');
  return words.map((_, k) => words.slice(0, k + 1).join('.'));
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`);
}

function isWithin(
  a: unknown,
  b: unknown,
  relative: number | null,
  tolerance: Tolerance | undefined,
): boolean {
  if (tolerance === undefined) return false;
  if (tolerance.ignored || (relative !== null && Math.abs(relative) <= tolerance.relative))
    return true;
  return typeof a === 'number' && typeof b === 'number' && Math.abs(b - a) <= tolerance.absolute;
}

function toleranceOf(path: string, tolerances: Tolerances): Tolerance | undefined {
  const [longest] = tolerances
    .filter(({ prefix }) => isUnder(path, prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  return longest;
}

function relativeChange(a: unknown, b: unknown): number | null {
  if (typeof a !== 'number' || typeof b !== 'number' || a === 0) return null;
  return (b - a) / Math.abs(a);
}

/** Leaves by path: samples by name, assumptions by code, warnings by text, so that one more shifts none. */
function fieldsOf(summary: Summary): Map<string, unknown> {
  const { outputs = [], assumptions = [], warnings = [], ...rest } = stableSummary(summary);
  const fields = flatten(rest);
  for (const { sample, ...output } of outputs) flatten(output, `outputs[${sample}]`, fields);
  for (const { code, text } of assumptions) fields.set(`assumptions[${code}]`, text);
  for (const warning of warnings) fields.set(`warnings[${warning}]`, true);
  return fields;
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
