/** One YAML file of a profile: read with guards, parsed, and asked where things stand in it. */
import { readFileSync, statSync } from 'node:fs';
import {
  type Alias,
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { InputError, ProfileError } from '../src/support/errors.ts';
import { renderFaults, type TextFault } from '../src/support/yaml-source.ts';

const BYTES_MAX = 1_000_000;
const ALIASES_MAX = 400;
const ALIAS_COPIES_MAX = 200;
const FAULTS_SHOWN_MAX = 50;

export interface ProfileSource {
  /** Path as shown to the user. */
  readonly file: string;
  /** Top-level mapping as plain values. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** All faults in one error, in the order given. */
export function profileError(faults: readonly TextFault[]): ProfileError {
  return new ProfileError('E_PROFILE', renderFaults(faults, FAULTS_SHOWN_MAX), { faults });
}

/** Throws InputError `E_CHIP` where the file cannot be read, ProfileError `E_PROFILE` where it is no YAML mapping. */
export function readProfileSource(path: string, file: string): ProfileSource {
  return parseProfileSource(readGuarded(path, file), file);
}

function readGuarded(path: string, file: string): string {
  const bytes = readBytes(path, file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw profileError([fileFault(file, 'the file is not UTF-8 text')]);
  }
}

function readBytes(path: string, file: string): Buffer {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new InputError('E_CHIP', `chip profile "${file}" does not exist`);
  if (!stat.isFile()) throw new InputError('E_CHIP', `chip profile "${file}" is not a file`);
  if (stat.size > BYTES_MAX) {
    const message = `the file has ${stat.size} bytes, a profile at most ${BYTES_MAX}`;
    throw profileError([fileFault(file, message)]);
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new InputError('E_CHIP', `chip profile "${file}" cannot be read: ${String(error)}`);
  }
}

function fileFault(file: string, message: string): TextFault {
  return { file, line: 1, column: 1, path: '', message };
}

function parseProfileSource(text: string, file: string): ProfileSource {
  const lines = new LineCounter();
  const document = parseYaml(text, file, lines);
  const faults = [...syntaxFaults(document), ...keyFaults(document), ...aliasFaults(document)].map(
    ({ offset, message }) => {
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col, path: '', message };
    },
  );
  if (faults.length > 0) throw profileError(faults);
  return { file, value: plainMapping(document, file), document, lines };
}

function parseYaml(text: string, file: string, lineCounter: LineCounter): Document {
  const document = parseOrNull(text, lineCounter);
  const tooDeep = document?.errors.some(({ message }) => message.includes('call stack'));
  if (document === null || tooDeep) throw profileError([fileFault(file, 'nested too deep')]);
  return document;
}

/** Null where the parser runs out of stack, the only thing that makes it throw. */
function parseOrNull(text: string, lineCounter: LineCounter): Document | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false });
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
        ? 'a second document starts here; a profile is one'
        : `not YAML: ${message.split('\n')[0]}`,
  }));
}

/** Keys that stand twice in a mapping. The parser's own check takes time with the square of the keys. */
function keyFaults(document: Document): OffsetFault[] {
  const faults: OffsetFault[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) {
          faults.push({ offset: key.range?.[0] ?? 0, message: `the key "${name}" stands twice` });
        }
        seen.add(name);
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
  return aliases
    .filter((alias) => alias.resolve(document) === undefined)
    .map((alias) => ({
      offset: alias.range?.[0] ?? 0,
      message: `no anchor "&${alias.source}" stands before`,
    }));
}

function plainMapping(document: Document, file: string): Readonly<Record<string, unknown>> {
  if (!isMap(document.contents)) {
    throw profileError([fileFault(file, 'a profile is a mapping of keys to values')]);
  }
  try {
    return document.toJS({ maxAliasCount: ALIAS_COPIES_MAX }) as Record<string, unknown>;
  } catch {
    const message = `the file's aliases stand for more than ${ALIAS_COPIES_MAX} copies`;
    throw profileError([fileFault(file, message)]);
  }
}

/** Whether the file itself says something at this path. */
export function mentions(source: ProfileSource, path: readonly PropertyKey[]): boolean {
  return source.document.hasIn(path);
}

/** Where the value at `path` stands, or the nearest thing around it that the file has. */
export function locate(
  source: ProfileSource,
  path: readonly PropertyKey[],
): { readonly line: number; readonly column: number } {
  for (let depth = path.length; depth > 0; depth--) {
    const node = keyNode(source.document, path.slice(0, depth));
    if (node?.range) return position(source, node.range[0]);
  }
  return { line: 1, column: 1 };
}

/** The key of a mapping's entry, or the item of a list. */
function keyNode(document: Document, path: readonly PropertyKey[]): Node | undefined {
  const last = path.at(-1)!;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isCollection(parent)) return undefined;
  if (!isMap(parent)) return parent.items[Number(last)] as Node | undefined;
  const pair = parent.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(last),
  );
  return pair?.key as Node | undefined;
}

function position(source: ProfileSource, offset: number): { line: number; column: number } {
  const { line, col } = source.lines.linePos(offset);
  return { line, column: col };
}
