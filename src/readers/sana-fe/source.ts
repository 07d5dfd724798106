/** A file of SANA-FE as text, and errors that say where in it something is wrong. */
import { gunzipSync } from 'node:zlib';
import { FAILSAFE_SCHEMA, load, YAMLException } from 'js-yaml';
import { isCollection, isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { groupDigits, InputError } from '../../support/errors.ts';

/** Where a thing stands: keys and indices from the top of a YAML text, or the line of a netlist. */
export type Place = readonly (string | number)[] | number;

/** What YAML holds, all scalars as the text that stands there. */
export type Yaml = string | null | readonly Yaml[] | { readonly [key: string]: Yaml };

export type YamlMap = Readonly<Record<string, Yaml>>;

export interface SanafeSource {
  /** Path as shown to the user. */
  readonly file: string;
  readonly text: () => string;
}

/** Unpacked texts; 26 MB is a million synapses. */
const TEXT_BYTES_MAX = 2 ** 30 - 1;
const SHOWN_TEXT = 60;

/** Bytes of the text: gunzipped where they are packed. Throws InputError E_SANAFE. */
export function unpacked(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_MAX });
  } catch (error) {
    const code = (error as { code?: string }).code;
    throw code === 'ERR_BUFFER_TOO_LARGE'
      ? new InputError(
          'E_SANAFE',
          `${file}: unpacks to more than ${groupDigits(TEXT_BYTES_MAX)} bytes, which is the most that is read.`,
        )
      : new InputError('E_SANAFE', `${file}: the gzip data is damaged or cut off (${code}).`);
  }
}

export function sourceOf(bytes: Uint8Array, file: string): SanafeSource {
  let text: string | undefined;
  return {
    file,
    text: () => {
      text ??= decode(bytes, file);
      return text;
    },
  };
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('E_SANAFE', `${file}: the file is not UTF-8 text.`);
  }
}

/** The top-level mapping of a YAML text. Throws InputError E_SANAFE with line and column where it is no YAML. */
export function parseForeignYaml(source: SanafeSource): YamlMap {
  const value = parseScalarsAsText(source);
  if (isYamlMap(value)) return value;
  throw placedError(source, 1, 1, 'a mapping of keys to values is expected at the top');
}

/**
 * By js-yaml, which nests 100 deep at most: `yaml`, which says where things stand, takes five times as long for
 * megabytes.
 */
function parseScalarsAsText(source: SanafeSource): Yaml {
  const text = source.text();
  try {
    const value = load(text, { schema: FAILSAFE_SCHEMA, json: true });
    if (text.includes('&')) refuseAliases(source);
    return (value ?? null) as Yaml;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // A text of several documents is refused as a whole, without a mark.
    const { mark, reason } = error as { mark?: YAMLException['mark']; reason: string };
    const [line, column] = [(mark?.line ?? 0) + 1, (mark?.column ?? 0) + 1];
    throw placedError(source, line, column, `not YAML that is read here: ${reason}`);
  }
}

/** A few aliases can stand for far more than memory holds. Throws InputError E_SANAFE at the first one. */
function refuseAliases(source: SanafeSource): void {
  const lines = new LineCounter();
  const document = parseDocument(source.text(), { lineCounter: lines, schema: 'failsafe' });
  visit(document, {
    Alias: (_key, { range }) => {
      const { line, col } = lines.linePos(range?.[0] ?? 0);
      throw placedError(
        source,
        line,
        col,
        'aliases (*name) are not read; write out what they stand for.',
      );
    },
  });
}

export function isYamlMap(value: Yaml | undefined): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An error at a place of the file; the text is read again to find its line. */
export function faultAt(source: SanafeSource, place: Place, message: string): InputError {
  if (typeof place === 'number') {
    return new InputError('E_SANAFE', `${source.file}:${place}: ${message}`, { line: place });
  }
  const { line, column } = locate(source, place);
  const path = place.join('.');
  return placedError(source, line, column, `${path === '' ? '' : `${path}: `}${message}`);
}

function placedError(
  { file }: SanafeSource,
  line: number,
  column: number,
  message: string,
): InputError {
  return new InputError('E_SANAFE', `${file}:${line}:${column}: ${message}`, { line, column });
}

/** Line and column of the value at `path`, or of the nearest thing around it. */
function locate(
  source: SanafeSource,
  path: readonly (string | number)[],
): { line: number; column: number } {
  const lines = new LineCounter();
  const document = parseDocument(source.text(), { lineCounter: lines, schema: 'failsafe' });
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    const found = childAt(node, key);
    if (!found) break;
    node = found.value;
    offset = found.offset;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function childAt(
  node: unknown,
  key: string | number,
): { value: unknown; offset: number } | undefined {
  if (!isCollection(node)) return undefined;
  if (!isMap(node)) {
    const item = node.items[Number(key)] as { range?: [number] } | undefined;
    return item && { value: item, offset: item.range?.[0] ?? 0 };
  }
  const pair = node.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key),
  );
  if (!pair || !isScalar(pair.key)) return undefined;
  return { value: pair.value, offset: pair.key.range?.[0] ?? 0 };
}

/** What stands there, short enough for a message. */
export function shown(value: Yaml | undefined): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}...` : text;
}
