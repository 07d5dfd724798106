/** `npm run golden -- FOLDER [--json]`: runs the golden suites of one oracle folder on every file found there. */
import type { GoldenCase, GoldenSuite } from '../support/golden.ts';
import { runGoldenSuite } from '../support/golden.ts';
import { oracleFolder } from '../support/oracle-files.ts';
import { GOLDEN_SUITES } from './suites/index.ts';

const SHOWN = 5;

interface SuiteResult {
  readonly suite: string;
  readonly title: string;
  readonly files: number;
  readonly cases: number;
  readonly checked: number;
  readonly mismatches: number;
  readonly notExpressible: number;
  readonly wallMs: number;
  readonly failures: readonly GoldenCase[];
  readonly remarks: readonly GoldenCase[];
}

async function runSuite(suite: GoldenSuite, folder: string): Promise<SuiteResult> {
  const begin = performance.now();
  const files = suite.files(folder).length;
  const cases: GoldenCase[] = [];
  await runGoldenSuite(suite, folder, (result) => cases.push(result));
  const compared = cases.filter((result) => result.expressible);
  return {
    suite: suite.name,
    title: suite.title,
    files,
    cases: compared.length,
    checked: sum(compared, (result) => result.checked),
    mismatches: sum(compared, (result) => result.mismatches),
    notExpressible: cases.length - compared.length,
    wallMs: Math.round(performance.now() - begin),
    failures: compared.filter((result) => result.mismatches > 0),
    remarks: cases.filter((result) => result.mismatches === 0 && result.detail !== ''),
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function countsText(
  result: Pick<SuiteResult, 'files' | 'cases' | 'checked' | 'mismatches' | 'notExpressible'>,
): string {
  const apart = result.notExpressible > 0 ? `, ${result.notExpressible} cases not expressible` : '';
  return `${result.files} files, ${result.cases} cases, ${result.checked} values, ${result.mismatches} mismatches${apart}`;
}

function printSuite(result: SuiteResult): void {
  console.log(`${result.suite}: ${result.title}\n  ${countsText(result)} (${result.wallMs} ms)`);
  for (const { file, name, mismatches, detail } of result.failures.slice(0, SHOWN)) {
    console.log(`  FAILED ${file} ${name}: ${mismatches} mismatches; first: ${detail}`);
  }
  const more = result.failures.length - SHOWN;
  if (more > 0) console.log(`  and ${more} more failed cases`);
  const remarks = new Map<string, string[]>();
  for (const { name, detail } of result.remarks) {
    remarks.set(detail, [...(remarks.get(detail) ?? []), name]);
  }
  for (const [detail, names] of remarks) {
    const of = names.length > SHOWN ? `${names.length} cases` : names.join(', ');
    console.log(`  ${of}: ${detail}`);
  }
}

function fail(exitCode: 1 | 2, message: string): never {
  console.error(message);
  process.exit(exitCode);
}

async function main(args: readonly string[]): Promise<void> {
  const isJson = args.includes('--json');
  const [name, ...others] = args.filter((arg) => arg !== '--json');
  const suites =
    name === undefined
      ? undefined
      : Object.entries(GOLDEN_SUITES).find(([key]) => key === name)?.[1];
  if (name === undefined || suites === undefined || others.length > 0) {
    const folders = Object.keys(GOLDEN_SUITES).join(', ');
    fail(2, `E_USAGE: npm run golden -- FOLDER [--json]; folders are ${folders}.`);
  }
  const folder = oracleFolder(name);
  const results: SuiteResult[] = [];
  for (const suite of folder === null ? [] : suites) {
    if (isJson) console.error(`${name}/${suite.name} ...`);
    const result = await runSuite(suite, folder!);
    results.push(result);
    if (!isJson) printSuite(result);
  }
  const totals = {
    files: sum(results, (result) => result.files),
    cases: sum(results, (result) => result.cases),
    checked: sum(results, (result) => result.checked),
    mismatches: sum(results, (result) => result.mismatches),
    notExpressible: sum(results, (result) => result.notExpressible),
  };
  if (isJson) console.log(JSON.stringify({ folder: name, ...totals, suites: results }, null, 2));
  else console.log(`total of ${name}: ${countsText(totals)}`);
  if (totals.cases === 0) fail(1, emptyText(name, folder, suites));
  if (totals.mismatches > 0) process.exitCode = 1;
}

function emptyText(name: string, folder: string | null, suites: readonly GoldenSuite[]): string {
  if (suites.length === 0)
    return `${name}: no golden suite reads this folder yet; zero cases were checked.`;
  const place = process.env.SPIKELOOM_ORACLES
    ? '$SPIKELOOM_ORACLES'
    : 'test/golden (SPIKELOOM_ORACLES is not set)';
  if (folder === null)
    return `${name}: there is no such folder in ${place}; zero cases were checked.`;
  return `${name}: no files of its suites in ${place}; zero cases were checked.`;
}

await main(process.argv.slice(2));
