import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../../model/report.ts';
import { groupDigits, InputError } from '../../support/errors.ts';
import { diffSpikes, type SpikeDifference } from '../diff-spikes.ts';
import {
  diffSummaries,
  parseTolerances,
  type SummaryDifference,
  type Tolerances,
} from '../diff-summaries.ts';
import { readWholeFile } from '../files.ts';

/** `diff RUN_A RUN_B`: two summaries or run folders, spikes included; exit 1 beyond tolerance. */
export function diffCommand(
  pathA: string,
  pathB: string,
  options: { readonly tolerance?: string; readonly json?: boolean },
): number {
  const tolerances: Tolerances =
    options.tolerance === undefined ? [] : parseTolerances(options.tolerance);
  const [summaryA, summaryB] = [readSummary(pathA), readSummary(pathB)];
  const differences = diffSummaries(summaryA, summaryB, tolerances);
  const spikes = isFolder(pathA) && isFolder(pathB) ? diffSpikes(pathA, pathB) : null;
  const equal = differences.length === 0 && spikes === null;
  const within = differences.every(({ beyond }) => !beyond) && spikes === null;
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ equal, within, differences, spikes }, null, 2)}\n`);
  } else {
    const lines = [...(spikes ? [spikeLine(spikes)] : []), ...differences.map(differenceLine)];
    process.stdout.write(`${equal ? 'no difference' : lines.join('\n')}\n`);
  }
  return within ? 0 : 1;
}

/** Lines beyond tolerance begin with `!`. */
function differenceLine({ path, a, b, relative, beyond }: SummaryDifference): string {
  const percent = relative === null ? '' : ` (${(relative * 100).toFixed(3)} %)`;
  return `${beyond ? '!' : ' '} ${path}: ${show(a)} -> ${show(b)}${percent}`;
}

function show(value: unknown): string {
  return value === undefined ? '(absent)' : JSON.stringify(value);
}

function spikeLine({ onlyInA, onlyInB, first, firstIn }: SpikeDifference): string {
  return `! spikes: ${groupDigits(onlyInA)} only in A, ${groupDigits(onlyInB)} only in B; first, in ${firstIn.toUpperCase()} alone: ${first} (sample,step,population,index)`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readSummary(path: string): Summary {
  const file = isFolder(path) ? join(path, 'summary.json') : path;
  const bytes = readWholeFile(file, 'a summary or run folder');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new InputError('E_SUMMARY', `${file} is not JSON: ${(error as Error).message}`);
  }
  if (isSummary(value)) return value;
  throw new InputError(
    'E_SUMMARY',
    `${file} is not a summary of this version (its "schema" is not "spikeloom/summary/1", or parts of it are missing).`,
  );
}

function isSummary(value: unknown): value is Summary {
  if (value === null || typeof value !== 'object') return false;
  const { schema, outputs, assumptions, warnings } = value as Partial<Summary>;
  const isList = (list: unknown, holds: (item: unknown) => boolean): boolean =>
    list === undefined || (Array.isArray(list) && list.every(holds));
  const isObject = (item: unknown): boolean => item !== null && typeof item === 'object';
  return (
    schema === 'spikeloom/summary/1' &&
    isList(outputs, isObject) &&
    isList(assumptions, isObject) &&
    isList(warnings, (item) => typeof item === 'string')
  );
}
