/** Scalars and attribute lists of SANA-FE's files, checked as they are read. */
import { nearestWord } from '../../support/errors.ts';
import type { Place, SanafeSource, Yaml, YamlMap } from './source.ts';
import { faultAt, isYamlMap, shown } from './source.ts';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const TRUE = /^(true|True|TRUE|1)$/;
const FALSE = /^(false|False|FALSE|0)$/;

/** A text as a number, or undefined. */
export function numberOf(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

export function readNumber(source: SanafeSource, place: Place, value: Yaml | undefined): number {
  const number = typeof value === 'string' ? numberOf(value) : undefined;
  if (number !== undefined) return number;
  throw faultAt(source, place, `${shown(value)}: a number is expected (no unit behind it).`);
}

export function readWhole(
  source: SanafeSource,
  place: Place,
  value: Yaml | undefined,
  min: number,
  max: number,
): number {
  const number = readNumber(source, place, value);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw faultAt(source, place, `${number}: a whole number from ${min} to ${max} is expected.`);
}

export function readFlag(source: SanafeSource, place: Place, value: Yaml | undefined): boolean {
  if (typeof value === 'string' && TRUE.test(value)) return true;
  if (typeof value === 'string' && FALSE.test(value)) return false;
  throw faultAt(source, place, `${shown(value)}: true or false is expected.`);
}

export function readText(source: SanafeSource, place: Place, value: Yaml | undefined): string {
  if (typeof value === 'string' && value !== '') return value;
  throw faultAt(source, place, `${shown(value)}: a text is expected.`);
}

export function readMap(source: SanafeSource, place: Place, value: Yaml | undefined): YamlMap {
  if (isYamlMap(value)) return value;
  throw faultAt(source, place, `${shown(value)}: a mapping of keys to values is expected.`);
}

/** A list, or the one item that may stand for it; places are those of the items. */
export function readItems(
  place: readonly (string | number)[],
  value: Yaml,
): { readonly item: Yaml; readonly place: readonly (string | number)[] }[] {
  if (!Array.isArray(value)) return [{ item: value, place }];
  return value.map((item: Yaml, k) => ({ item, place: [...place, k] }));
}

/** Throws for a key that is not in `known`, with the nearest that is. */
export function checkKeys(
  source: SanafeSource,
  place: readonly (string | number)[],
  map: YamlMap,
  known: readonly string[],
): void {
  for (const key of Object.keys(map)) {
    if (known.includes(key)) continue;
    throw faultAt(source, [...place, key], unknownName('attribute', key, known));
  }
}

/** The value of `key`; throws where it is not there. */
export function required(
  source: SanafeSource,
  place: readonly (string | number)[],
  map: YamlMap,
  key: string,
): Yaml {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  if (value !== undefined) return value;
  throw faultAt(source, place, `"${key}" is missing.`);
}

export function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = nearestWord(name, known);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `there is no ${what} "${name}".${hint} There are ${known.join(', ')}.`;
}

const RANGE = /^(\d{1,9})\.\.(\d{1,9})$/;

/** `7` or `3..9`, both ends included: [begin, end), or undefined where the text is neither. */
export function rangeOf(text: string): readonly [number, number] | undefined {
  if (/^\d{1,9}$/.test(text)) return [Number(text), Number(text) + 1];
  const match = RANGE.exec(text);
  if (!match || Number(match[1]) > Number(match[2])) return undefined;
  return [Number(match[1]), Number(match[2]) + 1];
}

/** `name[0..31]` or `name[3]` or `name`: the name without brackets and how often it stands. */
export function namedRange(
  source: SanafeSource,
  place: Place,
  text: string,
): {
  readonly base: string;
  readonly begin: number;
  readonly end: number;
  readonly indexed: boolean;
} {
  const bracket = text.indexOf('[');
  if (bracket < 0) return { base: text, begin: 0, end: 1, indexed: false };
  const range = text.endsWith(']') ? rangeOf(text.slice(bracket + 1, -1)) : undefined;
  if (range && bracket > 0) {
    return { base: text.slice(0, bracket), begin: range[0], end: range[1], indexed: true };
  }
  throw faultAt(source, place, `"${shown(text)}": a name such as core[0..3] is expected.`);
}
