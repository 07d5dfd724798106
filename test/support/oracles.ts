import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const COPIES = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden');

/** The oracle folder `name`: from SPIKELOOM_ORACLES, else our own copies in test/golden; null where neither has it. */
export function oracleFolder(name: string): string | null {
  const folder = join(process.env.SPIKELOOM_ORACLES ?? COPIES, name);
  return existsSync(folder) ? folder : null;
}

/** Files of an oracle folder whose names match, as full paths in natural order. */
export function oracleFiles(name: string, pattern: RegExp): string[] {
  const folder = oracleFolder(name);
  if (folder === null) return [];
  return readdirSync(folder)
    .filter((file) => pattern.test(file))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((file) => join(folder, file));
}

/** A suite that needs oracle folder `name`; where it is missing, its tests are skipped by name. */
export function describeWithOracle(name: string, title: string, body: (folder: string) => void): void {
  const folder = oracleFolder(name);
  if (folder !== null) describe(title, () => body(folder));
  else describe.skip(`${title} (no $SPIKELOOM_ORACLES/${name} here)`, () => body(''));
}
