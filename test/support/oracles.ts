import { expect, it } from 'vitest';
import type { GoldenCase, GoldenSuite } from './golden.ts';
import { runGoldenSuite } from './golden.ts';
import { oracleFolder } from './oracle-files.ts';

const SHOWN = 5;
/** The longest suite takes 20 s alone on one core; test machines are shared. */
const TIMEOUT_MS = 300_000;

/** One test a suite: all its files, no mismatch. Where an oracle folder lacks its files, it is skipped by name. */
export function testGoldenSuites(folderName: string, suites: readonly GoldenSuite[]): void {
  const folder = oracleFolder(folderName);
  for (const suite of suites) {
    if (folder === null || suite.files(folder).length === 0) {
      const place = process.env.SPIKELOOM_ORACLES
        ? 'there'
        : 'in the copies; set SPIKELOOM_ORACLES';
      it.skip(`${suite.name}: ${suite.title} (no such files ${place})`, () => undefined);
      continue;
    }
    it(`${suite.name}: ${suite.title}`, { timeout: TIMEOUT_MS }, async () => {
      const cases: GoldenCase[] = [];
      await runGoldenSuite(suite, folder, (result) => cases.push(result));
      const failed = cases.filter((result) => result.mismatches > 0);
      expect(failed.slice(0, SHOWN)).toEqual([]);
      expect(cases.filter((result) => result.expressible).length).toBeGreaterThan(0);
    });
  }
}
