/** Finds and reads the files of oracle folders; free of any test runner. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const COPIES = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden');

/** The oracle folder `name`: from SPIKELOOM_ORACLES, else our own copies in test/golden; null where neither has it. */
export function oracleFolder(name: string): string | null {
  const folder = join(process.env.SPIKELOOM_ORACLES || COPIES, name);
  return existsSync(folder) ? folder : null;
}

/** Files anywhere under `folder` whose base names match, as full paths in natural order. */
export function findFiles(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return findFiles(path, pattern);
      return pattern.test(entry.name) ? [path] : [];
    })
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The one file under `folder` whose base name matches; throws where there is none. */
export function findFile(folder: string, pattern: RegExp): string {
  const [found] = findFiles(folder, pattern);
  if (found === undefined) throw new Error(`no file ${pattern.source} under ${folder}`);
  return found;
}

/** The network file whose base name is the longest beginning of `stem`, or else begins with it. */
export function networkFileOf(folder: string, stem: string): string {
  const files = findFiles(folder, /\.nir$/);
  const whole = files
    .filter((file) => stem.startsWith(baseOf(file)))
    .sort((a, b) => baseOf(b).length - baseOf(a).length)[0];
  const begun = files.find((file) => baseOf(file).startsWith(stem));
  const found = whole ?? begun;
  if (found === undefined) throw new Error(`no .nir file for "${stem}" under ${folder}`);
  return found;
}

/** Base name without extension. */
export function baseOf(path: string): string {
  return basename(path, extname(path));
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

/** Whether the file's JSON is an array, by its first character: it need not be sound. */
export function isJsonArray(path: string): boolean {
  return readFileSync(path, 'utf8').trimStart().startsWith('[');
}

/** One JSON value a line; `.gz` is unpacked. */
export function readJsonLines<T>(path: string): T[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Rows of numbers of a text file parted by blanks or commas; `#` lines are comments. */
export function readNumberRows(path: string): number[][] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(Number),
    );
}
