/**
 * SANA-FE's legacy netlist, line by line: `g SIZE attributes` (groups are numbered from 0), `n GROUP.NEURON attributes`,
 * `e GROUP.NEURON->GROUP.NEURON weight=W`, `& GROUP.NEURON@TILE.CORE`, `#` for remarks. Read as bytes: a million
 * edges are a million lines.
 */
import { setAttribute } from './attributes.ts';
import type { DraftGroup, EdgeColumns, NetworkDraft } from './draft.ts';
import { addEdge, addMapping, createEdges, createGroup, createMappings } from './draft.ts';
import { DELAY_MAX } from './network-yaml.ts';
import type { SanafeSource } from './source.ts';
import { faultAt, shown } from './source.ts';
import { numberOf, readWhole, unknownName } from './values.ts';

const [LF, CR, SPACE, TAB, HASH, DOT, DASH, AT, GREATER, ZERO, NINE] = [
  10, 13, 32, 9, 35, 46, 45, 64, 62, 48, 57,
] as const;
const WEIGHT = new TextEncoder().encode('weight=');
const EDGE_ATTRIBUTES = ['weight', 'w', 'delay', 'd'];
const ENTRIES = ['g', 'n', 'e', '&', '#'];
/** Digits of a number that fits 32 bits whatever they are. */
const DIGITS_MAX = 9;

/** Where the reading is: `at` moves on, in the line that ends before `end`. */
interface Cursor {
  readonly source: SanafeSource;
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  line: number;
}

interface Reading {
  readonly cursor: Cursor;
  readonly groups: DraftGroup[];
  readonly edges: Map<number, EdgeColumns>;
}

/** Groups can come between edges, so that pairs of them are numbered with room for all. */
const GROUPS_MAX = 2 ** 16;

/** Throws InputError E_SANAFE with file and line for what is wrong in the text. */
export function readNetlist(bytes: Uint8Array, source: SanafeSource): NetworkDraft {
  const cursor: Cursor = { source, bytes, at: 0, end: 0, line: 0 };
  const reading: Reading = { cursor, groups: [], edges: new Map() };
  const mappings = createMappings();
  for (let begin = 0; begin < bytes.length; begin = cursor.end + 1) {
    const found = bytes.indexOf(LF, begin);
    cursor.end = found < 0 ? bytes.length : found;
    cursor.at = begin;
    cursor.line++;
    skipBlanks(cursor);
    if (atEnd(cursor) || bytes[cursor.at] === HASH) continue;
    const kind = String.fromCharCode(bytes[cursor.at++]!);
    if (!ENTRIES.includes(kind) || !isBlank(bytes[cursor.at])) {
      throw fault(cursor, `"${shown(lineText(cursor))}": a line begins with g, n, e, & or #.`);
    }
    skipBlanks(cursor);
    if (kind === 'e') readEdge(reading);
    else if (kind === 'n') readNeuron(reading);
    else if (kind === '&') readMapping(reading, mappings);
    else readGroup(reading);
  }
  const name = (source.file.split(/[\\/]/).at(-1) ?? '')
    .replace(/\.gz$/, '')
    .replace(/\.[^.]+$/, '');
  return { source, name, groups: reading.groups, edges: reading.edges, hyperEdges: [], mappings };
}

function readGroup({ cursor, groups }: Reading): void {
  const size = readInteger(cursor);
  if (groups.length === GROUPS_MAX) throw fault(cursor, `more than ${GROUPS_MAX} groups.`);
  const group = createGroup(cursor.source, cursor.line, String(groups.length), size);
  readAttributes(cursor, (key, value) =>
    setAttribute(cursor.source, cursor.line, group, 0, size, key, value),
  );
  groups.push(group);
}

function readNeuron({ cursor, groups }: Reading): void {
  const group = readGroupIndex(cursor, groups);
  const neuron = readNeuronIndex(cursor, groups, group);
  readAttributes(cursor, (key, value) =>
    setAttribute(cursor.source, cursor.line, groups[group]!, neuron, neuron + 1, key, value),
  );
}

function readMapping({ cursor, groups }: Reading, mappings: NetworkDraft['mappings']): void {
  const group = readGroupIndex(cursor, groups);
  const neuron = readNeuronIndex(cursor, groups, group);
  expectByte(cursor, AT);
  const tile = readInteger(cursor);
  expectByte(cursor, DOT);
  const core = readInteger(cursor);
  skipBlanks(cursor);
  if (!atEnd(cursor)) throw fault(cursor, 'nothing is expected behind the core.');
  addMapping(mappings, group, neuron, tile, core, cursor.line);
}

function readEdge(reading: Reading): void {
  const { cursor, groups } = reading;
  const pre = readGroupIndex(cursor, groups);
  const source = readNeuronIndex(cursor, groups, pre);
  expectByte(cursor, DASH);
  expectByte(cursor, GREATER);
  const post = readGroupIndex(cursor, groups);
  const target = readNeuronIndex(cursor, groups, post);
  let [weight, delay] = [0, 0];
  const plain = readPlainWeight(cursor);
  if (plain !== null) weight = plain;
  else {
    readAttributes(cursor, (key, text) => {
      if (key === 'weight' || key === 'w') weight = readWeight(cursor, text);
      else if (key === 'delay' || key === 'd') {
        delay = readWhole(cursor.source, cursor.line, text, 0, DELAY_MAX);
      } else throw fault(cursor, unknownName('edge attribute', key, EDGE_ATTRIBUTES));
    });
  }
  addEdge(edgesBetween(reading, pre, post), source, target, weight, delay);
}

function edgesBetween({ edges }: Reading, pre: number, post: number): EdgeColumns {
  const key = pre * GROUPS_MAX + post;
  const known = edges.get(key);
  if (known) return known;
  const created = createEdges(pre, post);
  edges.set(key, created);
  return created;
}

/** `weight=` and a whole number alone on the rest of the line, which most lines have; null for any other rest. */
function readPlainWeight(cursor: Cursor): number | null {
  const { bytes, end } = cursor;
  let at = cursor.at;
  while (at < end && isBlank(bytes[at])) at++;
  for (let k = 0; k < WEIGHT.length; k++) if (bytes[at + k] !== WEIGHT[k]) return null;
  at += WEIGHT.length;
  const negative = bytes[at] === DASH;
  if (negative) at++;
  const first = at;
  let value = 0;
  for (; at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE; at++) {
    value = value * 10 + bytes[at]! - ZERO;
  }
  if (at === first || at - first > DIGITS_MAX) return null;
  while (at < end && isBlank(bytes[at])) at++;
  if (at < end) return null;
  cursor.at = end;
  return negative ? -value : value;
}

function readWeight(cursor: Cursor, text: string): number {
  const value = numberOf(text);
  if (value !== undefined) return value;
  throw fault(cursor, `weight=${shown(text)}: a number is expected.`);
}

/** Calls `set` for each `key=value` up to the end of the line. */
function readAttributes(cursor: Cursor, set: (key: string, value: string) => void): void {
  skipBlanks(cursor);
  while (!atEnd(cursor)) {
    const begin = cursor.at;
    while (!atEnd(cursor) && !isBlank(cursor.bytes[cursor.at])) cursor.at++;
    const field = String.fromCharCode(
      ...cursor.bytes.subarray(begin, Math.min(cursor.at, begin + 4096)),
    );
    const equals = field.indexOf('=');
    if (equals <= 0 || equals === field.length - 1) {
      throw fault(cursor, `"${shown(field)}": an attribute is written as name=value.`);
    }
    set(field.slice(0, equals), field.slice(equals + 1));
    skipBlanks(cursor);
  }
}

function readGroupIndex(cursor: Cursor, groups: readonly DraftGroup[]): number {
  const group = readInteger(cursor);
  if (group >= groups.length) {
    throw fault(cursor, `there is no group ${group}; ${groups.length} stand before this line.`);
  }
  expectByte(cursor, DOT);
  return group;
}

function readNeuronIndex(cursor: Cursor, groups: readonly DraftGroup[], group: number): number {
  const neuron = readInteger(cursor);
  const { size } = groups[group]!;
  if (neuron < size) return neuron;
  throw fault(cursor, `there is no neuron ${group}.${neuron}; the group has ${size}.`);
}

function readInteger(cursor: Cursor): number {
  const { bytes, end } = cursor;
  const first = cursor.at;
  let value = 0;
  while (cursor.at < end && bytes[cursor.at]! >= ZERO && bytes[cursor.at]! <= NINE) {
    value = value * 10 + bytes[cursor.at++]! - ZERO;
  }
  if (cursor.at > first && cursor.at - first <= DIGITS_MAX) return value;
  throw fault(
    cursor,
    `a whole number is expected at column ${columnOf(cursor, first)}, the line has "${shown(lineText(cursor))}".`,
  );
}

function expectByte(cursor: Cursor, byte: number): void {
  if (cursor.at < cursor.end && cursor.bytes[cursor.at] === byte) {
    cursor.at++;
    return;
  }
  throw fault(
    cursor,
    `"${String.fromCharCode(byte)}" is expected at column ${columnOf(cursor, cursor.at)}, the line has "${shown(lineText(cursor))}".`,
  );
}

function lineBegin({ bytes, end }: Cursor): number {
  return bytes.lastIndexOf(LF, end - 1) + 1;
}

function columnOf(cursor: Cursor, at: number): number {
  return at - (cursor.end === 0 ? 0 : lineBegin(cursor)) + 1;
}

function lineText(cursor: Cursor): string {
  return new TextDecoder().decode(
    cursor.bytes.subarray(lineBegin(cursor), Math.min(cursor.end, lineBegin(cursor) + 200)),
  );
}

function fault(cursor: Cursor, message: string): Error {
  return faultAt(cursor.source, cursor.line, message);
}

function skipBlanks(cursor: Cursor): void {
  while (!atEnd(cursor) && isBlank(cursor.bytes[cursor.at])) cursor.at++;
}

function atEnd({ at, end }: Cursor): boolean {
  return at >= end;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === CR;
}
