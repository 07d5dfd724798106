import { statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { isNetworkFile } from '../../readers/network-file.ts';
import { sanafeKind } from '../../readers/sana-fe/detect.ts';
import { InputError } from '../../support/errors.ts';
import { readWholeFile } from '../files.ts';
import {
  type Explanation,
  explainArray,
  explainArrays,
  explainEvents,
  explainFolder,
  explainImage,
  explainJson,
  explainNetwork,
  explainNocConfig,
  explainProfile,
  explainSanafe,
  explainTable,
  explainTrace,
  isNocConfig,
} from '../inspect/index.ts';

/** `inspect FILE`: what is in it, by its ending, or by its first bytes where the ending says nothing. */
export async function inspectCommand(
  path: string,
  options: { readonly json?: boolean },
): Promise<number> {
  const { kind, json, text } = await explain(path);
  const shown = options.json ? JSON.stringify({ file: path, kind, ...json }, null, 2) : text;
  process.stdout.write(`${shown}\n`);
  return 0;
}

type Explainer = (bytes: Uint8Array, path: string) => Promise<Explanation> | Explanation;

/** Texts that are told by their `format`, not by their ending. */
const TEXT_ENDINGS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

const EXPLAINERS: Readonly<Record<string, Explainer>> = {
  '.nir': explainNetwork,
  '.net': explainNetwork,
  '.loom': explainImage,
  '.loomtrace': explainTrace,
  '.yaml': explainProfile,
  '.yml': explainProfile,
  '.npy': explainArray,
  '.npz': explainArrays,
  '.json': explainJson,
  '.csv': explainTable,
  '.cfg': explainNocConfig,
  '.bin': explainEvents,
  '.bs1': explainEvents,
  '.bs2': explainEvents,
};

/** First bytes of kinds that carry a mark, for files of another ending. */
const MARKS: readonly (readonly [mark: string, ending: string])[] = [
  ['\x89HDF\r\n', '.nir'],
  ['LOOM', '.loom'],
  ['LOMT', '.loomtrace'],
  ['\x93NUMPY', '.npy'],
  ['PK\x03\x04', '.npz'],
];

async function explain(path: string): Promise<Explanation> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    const summary = join(path, 'summary.json');
    const isRun = statSync(summary, { throwIfNoEntry: false })?.isFile() ?? false;
    return isRun ? explainJson(readWholeFile(summary, 'a summary'), summary) : explainFolder(path);
  }
  const bytes = readWholeFile(path, 'a file to explain');
  const ending = extname(path).toLowerCase();
  if (sanafeKind(bytes) !== null) return explainSanafe(bytes, path);
  if (TEXT_ENDINGS.has(ending)) {
    if (isNetworkFile(bytes)) return explainNetwork(bytes, path);
    if (isNocConfig(bytes)) return explainNocConfig(bytes, path);
  }
  const explainer = EXPLAINERS[ending] ?? EXPLAINERS[markedAs(bytes)];
  if (explainer) return explainer(bytes, path);
  throw new InputError(
    'E_FILE',
    `${path}: ${ending === '' ? 'files without an ending' : `files that end in "${ending}"`} are not known. Known are ${Object.keys(EXPLAINERS).join(', ')}, files of SANA-FE (also gzipped) and folders of samples or of a run.`,
  );
}

function markedAs(bytes: Uint8Array): string {
  const first = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  return MARKS.find(([mark]) => first.startsWith(mark))?.[1] ?? '';
}
