/** A small text file in YAML (or JSON, which is YAML too): parsed with guards, and asked where things stand in it. */
import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

/** The parser takes seconds and gigabytes for a few megabytes of text. */
const BYTES_MAX = 1_000_000;
const ALIASES_MAX = 400;
const ALIAS_COPIES_MAX = 200;
const FAULTS_SHOWN_MAX = 20;

export interface YamlSource {
  /** Path as shown to the user. */
  readonly file: string;
  /** Top-level mapping as plain values, without cycles. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** One thing wrong in a file. `line` and `column` count from 1. */
export interface TextFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Dotted path from the top; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What a kind of file makes of its faults, at least one. */
export type FaultsError = (faults: readonly TextFault[]) => Error;

/** `file:line:column: path: what`, one a line, in the order given; the rest beyond `most` are counted. */
export function renderFaults(
  faults: readonly TextFault[],
  most: number = FAULTS_SHOWN_MAX,
): string {
  const shown = faults
    .slice(0, most)
    .map(
      ({ file, line, column, path, message }) =>
        `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`,
    );
  if (faults.length > shown.length) shown.push(`and ${faults.length - shown.length} more`);
  return shown.join('\n');
}

/**
 * Throws what `failed` makes of: more than a megabyte, no UTF-8, no YAML, several documents, keys that stand
 * twice or are no texts, aliases that are many, stand for much or contain themselves, no mapping at the top.
 */
export function parseYamlSource(bytes: Uint8Array, file: string, failed: FaultsError): YamlSource {
  const whole = (message: string): Error =>
    failed([{ file, line: 1, column: 1, path: '', message }]);
  const text = decodeText(bytes, whole);
  const lines = new LineCounter();
  const document = parseOrNull(text, lines);
  if (document === null) throw whole('nested too deep');
  const faults = [syntaxFaults, keyFaults, aliasFaults].flatMap((find) => find(document));
  if (faults.length > 0) {
    throw failed(
      faults.map(({ offset, message }) => {
        const { line, col } = lines.linePos(offset);
        return { file, line, column: col, path: '', message };
      }),
    );
  }
  return { file, value: plainMapping(document, whole), document, lines };
}

function decodeText(bytes: Uint8Array, whole: (message: string) => Error): string {
  if (bytes.length > BYTES_MAX) {
    throw whole(`the file has ${bytes.length} bytes of text, at most ${BYTES_MAX} are read`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw whole('the file is not UTF-8 text');
  }
}

/** Null where the parser runs out of stack, the only thing that makes it throw. */
function parseOrNull(text: string, lineCounter: LineCounter): Document | null {
  try {
    const options = { lineCounter, prettyErrors: false, uniqueKeys: false };
    const document = parseDocument(text, options);
    return document.errors.some(({ message }) => message.includes('call stack')) ? null : document;
  } catch {
    return null;
  }
}

interface OffsetFault {
  readonly offset: number;
  readonly message: string;
}

function syntaxFaults(document: Document): OffsetFault[] {
  return document.errors.map(({ code, pos, message }) => ({
    offset: pos[0],
    message:
      code === 'MULTIPLE_DOCS'
        ? 'a second document starts here; a file is one'
        : `not YAML: ${message.split('\n')[0]}`,
  }));
}

/** The parser's own check of keys that stand twice takes time with the square of the keys. */
function keyFaults(document: Document): OffsetFault[] {
  const faults: OffsetFault[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        const offset = (key as Node | null)?.range?.[0] ?? 0;
        const name = isScalar(key) ? String(key.value) : null;
        if (name === null) faults.push({ offset, message: 'a key is a text' });
        else if (seen.has(name)) faults.push({ offset, message: `the key "${name}" stands twice` });
        else seen.add(name);
      }
    },
  });
  return faults;
}

function aliasFaults(document: Document): OffsetFault[] {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, node) => void aliases.push(node) });
  if (aliases.length > ALIASES_MAX) {
    // Each alias is found by a walk over the document, so their number is bounded before any is followed.
    return [{ offset: 0, message: `more than ${ALIASES_MAX} aliases` }];
  }
  return aliases.flatMap((alias) => {
    const offset = alias.range?.[0] ?? 0;
    const anchored = alias.resolve(document);
    if (anchored === undefined) {
      return [{ offset, message: `no anchor "&${alias.source}" stands before` }];
    }
    const [begin, end] = anchored.range ?? [0, 0];
    if (isAlias(anchored) || offset < begin || offset >= end) return [];
    return [{ offset, message: `the alias "*${alias.source}" stands inside what it stands for` }];
  });
}

function plainMapping(
  document: Document,
  whole: (message: string) => Error,
): Readonly<Record<string, unknown>> {
  if (!isMap(document.contents)) throw whole('the file is no mapping of keys to values');
  try {
    return document.toJS({ maxAliasCount: ALIAS_COPIES_MAX }) as Record<string, unknown>;
  } catch {
    throw whole(`the file's aliases stand for more than ${ALIAS_COPIES_MAX} copies`);
  }
}

/** Where the value at `path` stands, or the nearest thing around it that the file has. */
export function locate(
  source: YamlSource,
  path: readonly PropertyKey[],
): { readonly line: number; readonly column: number } {
  let node: unknown = source.document.contents;
  let offset = 0;
  for (const step of path) {
    const { key, value } = entryOf(resolved(node, source.document), step);
    if (!key?.range) break;
    offset = key.range[0];
    node = value;
  }
  const { line, col } = source.lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The key of a mapping's entry, or the item of a list, with what stands behind it. */
function entryOf(
  parent: unknown,
  step: PropertyKey,
): { readonly key?: Node | undefined; readonly value?: unknown } {
  if (!isCollection(parent)) return {};
  if (!isMap(parent)) {
    const item = parent.items[Number(step)] as Node | undefined;
    return { key: item, value: item };
  }
  const pair = parent.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
  );
  return { key: pair?.key as Node | undefined, value: pair?.value };
}

/** `populations[2].registers.du`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) =>
      typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}
