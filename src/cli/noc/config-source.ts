/** A configuration file of `noc`: read with guards, and asked where things stand in it. */
import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { locate } from '../../../chip-profiles/profile-source.ts';
import { InputError } from '../../support/errors.ts';
import { readWholeFile } from '../files.ts';

const BYTES_MAX = 1_000_000;
const FAULTS_SHOWN_MAX = 20;

/** A value from a file, and where each of its parts stands there. Lines and columns count from 1. */
export interface ConfigSource {
  readonly file: string;
  readonly value: unknown;
  readonly locate: (path: readonly PropertyKey[]) => {
    readonly line: number;
    readonly column: number;
  };
}

export interface ConfigFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** All faults in one error, in the order of the file: `file:line:column: path: what`, one a line. */
export function configError(
  source: Pick<ConfigSource, 'file' | 'locate'>,
  faults: readonly ConfigFault[],
  code = 'E_NOC_CONFIG',
): InputError {
  const placed = faults
    .filter((fault, k) => faults.findIndex(({ path }) => isSamePath(path, fault.path)) === k)
    .map((fault) => ({ ...fault, ...source.locate(fault.path) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const shown = placed.slice(0, FAULTS_SHOWN_MAX).map(({ path, line, column, message }) => {
    const name = pathText(path);
    return `${source.file}:${line}:${column}: ${name === '' ? '' : `${name}: `}${message}`;
  });
  if (placed.length > shown.length) shown.push(`and ${placed.length - shown.length} more`);
  return new InputError(code, shown.join('\n'), { faults: placed });
}

/** A value that breaks two rules at once, such as 1e300 where a count stands, is one fault. */
function isSamePath(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  return a.length === b.length && a.every((key, k) => key === b[k]);
}

/** Runs `build`, and puts the place of `path` before the message of an InputError that it throws. */
export function placed<T>(source: ConfigSource, path: readonly PropertyKey[], build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw configError(source, [{ path, message: error.message }], error.code);
  }
}

/** The text of a configuration file. Throws InputError E_FILE and E_NOC_CONFIG. */
export function readConfigText(file: string): string {
  const bytes = readWholeFile(file, 'a network configuration');
  if (bytes.length > BYTES_MAX) {
    throw topError(
      file,
      `the file has ${bytes.length} bytes, a configuration at most ${BYTES_MAX}`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw topError(file, 'the file is not UTF-8 text');
  }
}

/** Throws InputError E_NOC_CONFIG where the text is no YAML mapping. */
export function parseYamlConfig(text: string, file: string): ConfigSource {
  const lines = new LineCounter();
  const document = parseOrNull(text, lines);
  if (document === null) throw topError(file, 'nested too deep');
  const position = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [fault] = document.errors;
  if (fault) {
    const message = `not YAML: ${fault.message.split('\n')[0]}`;
    throw configError({ file, locate: () => position(fault.pos[0]) }, [{ path: [], message }]);
  }
  refuseRepeats(document, (offset, message) => {
    throw configError({ file, locate: () => position(offset) }, [{ path: [], message }]);
  });
  if (!isMap(document.contents)) {
    throw topError(file, 'a configuration is a mapping of keys to values');
  }
  const value = document.toJS() as Readonly<Record<string, unknown>>;
  const place = { file, value, document, lines };
  return { file, value, locate: (path) => locate(place, path) };
}

/** Null where the parser runs out of stack. */
function parseOrNull(text: string, lineCounter: LineCounter): Document | null {
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
    return document.errors.some(({ message }) => message.includes('call stack')) ? null : document;
  } catch {
    return null;
  }
}

/** Keys that stand twice, and aliases: copies of copies can fill any memory, and a configuration has none to make. */
function refuseRepeats(
  document: Document,
  refuse: (offset: number, message: string) => never,
): void {
  visit(document, {
    Alias: (_, alias) =>
      refuse(
        alias.range?.[0] ?? 0,
        `"*${alias.source}" refers to another place; write the value out`,
      ),
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) refuse(key.range?.[0] ?? 0, `the key "${name}" stands twice`);
        seen.add(name);
      }
    },
  });
}

function topError(file: string, message: string): InputError {
  return configError({ file, locate: () => ({ line: 1, column: 1 }) }, [{ path: [], message }]);
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, k) =>
      typeof step === 'number' ? `[${step}]` : `${k === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}
