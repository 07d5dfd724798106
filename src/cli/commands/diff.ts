import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Summary } from '../../model/report.ts';
import { InputError } from '../../support/errors.ts';
import { diffSummaries, parseTolerances } from '../diff-summaries.ts';
import { readWholeFile } from '../files.ts';

/** `diff RUN_A RUN_B`: two summaries or run folders; exit 1 beyond tolerance. */
export function diffCommand(
  pathA: string,
  pathB: string,
  options: { readonly tolerance?: string; readonly json?: boolean },
): number {
  const tolerances = parseTolerances(options.tolerance ?? '');
  const rows = diffSummaries(readSummary(pathA), readSummary(pathB), tolerances);
  const beyond = rows.filter((row) => row.beyond);
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ equal: rows.length === 0, within: beyond.length === 0, differences: rows }, null, 2)}\n`,
    );
  } else if (rows.length === 0) process.stdout.write('no difference\n');
  else
    for (const row of rows)
      process.stdout.write(
        `${row.beyond ? '!' : ' '} ${row.path}: ${row.a} -> ${row.b}${row.relative === null ? '' : ` (${(row.relative * 100).toFixed(3)} %)`}\n`,
      );
  return beyond.length > 0 ? 1 : 0;
}

function readSummary(path: string): Summary {
  let file = path;
  try {
    if (statSync(path).isDirectory()) file = join(path, 'summary.json');
  } catch {
    throw new InputError('E_FILE', `${path}: there is no such file or run folder.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(readWholeFile(file, 'a summary')));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('E_SUMMARY', `${file} is not JSON: ${(error as Error).message}`);
  }
  if (
    value === null ||
    typeof value !== 'object' ||
    (value as Summary).schema !== 'spikeloom/summary/1'
  ) {
    throw new InputError(
      'E_SUMMARY',
      `${file} is not a summary (its "schema" is not "spikeloom/summary/1").`,
    );
  }
  return value as Summary;
}
