/** From what the schema objects to, to sentences that stand beside a line of the user's file. */

import type { z } from 'zod';
import type { ChipProfile } from '../src/model/chip.ts';
import { nearestWord } from '../src/support/errors.ts';
import { shown, typeName } from '../src/support/found-text.ts';
import { pathText, type TextFault } from '../src/support/yaml-source.ts';
import { analogFaults } from './analog-faults.ts';
import { validKeys } from './json-schema.ts';
import { networkFaults } from './network-faults.ts';
import { locate, mentions, type ProfileSource } from './profile-source.ts';

/** Beyond these the keys of one mapping are counted only. */
const UNKNOWN_KEYS_MAX = 20;

/** A fault before it is placed in a file. */
export interface PathFault {
  readonly path: readonly PropertyKey[];
  /** True where nothing stands at the path. */
  readonly missing?: boolean;
  readonly message: string;
}

export function schemaFaults(issues: readonly z.core.$ZodIssue[], value: unknown): PathFault[] {
  return issues.flatMap((issue) => issueFaults(issue, value));
}

function issueFaults(issue: z.core.$ZodIssue, value: unknown): PathFault[] {
  if (issue.code === 'unrecognized_keys') return unknownKeyFaults(issue.path, issue.keys);
  const found = valueAtPath(value, issue.path);
  if (found === undefined && issue.code !== 'custom') {
    return [{ path: issue.path, message: 'missing', missing: true }];
  }
  return [{ path: issue.path, message: issueMessage(issue, found) }];
}

function unknownKeyFaults(path: readonly PropertyKey[], keys: readonly string[]): PathFault[] {
  // Where a mapping may be of several kinds, a key of the others is known, but not here.
  const valid = validKeys(path).filter((key) => !keys.includes(key));
  const faults = keys.slice(0, UNKNOWN_KEYS_MAX).map((key) => {
    const nearest = nearestWord(key.slice(0, 60), valid);
    const hint =
      nearest === undefined ? `valid are ${valid.join(', ')}` : `did you mean "${nearest}"?`;
    return { path: [...path, key], message: `unknown key; ${hint}` };
  });
  if (keys.length <= UNKNOWN_KEYS_MAX) return faults;
  return [...faults, { path, message: `${keys.length - UNKNOWN_KEYS_MAX} more unknown keys` }];
}

function issueMessage(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeName(issue.expected)}, found ${shown(found)}`;
    case 'invalid_value':
      return notAmong(found, issue.values.map(String));
    case 'too_small':
      return `${measured(issue, found)} is too small: ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `${measured(issue, found)} is too big: ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
    case 'invalid_key':
      return 'the key is not a name: a letter, then letters, digits, . _ -';
    case 'invalid_union':
      return `${issue.message}, found ${shown(found)}`;
    default:
      return issue.message;
  }
}

function measured(issue: { readonly origin: string }, found: unknown): string {
  if (Array.isArray(found)) return `a list of ${found.length}`;
  return issue.origin === 'string' ? `a text of ${String(found).length} characters` : shown(found);
}

function notAmong(found: unknown, values: readonly string[]): string {
  const nearest = typeof found === 'string' ? nearestWord(found, values) : undefined;
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return `${shown(found)} is not one of ${values.join(', ')}${hint}`;
}

function valueAtPath(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

/** What the schema cannot say about one field alone. */
export function crossFaults(profile: ChipProfile): PathFault[] {
  return [
    ...parameterSetFaults(profile),
    ...tileFaults(profile),
    ...barrierFaults(profile),
    ...networkFaults(profile),
    ...analogFaults(profile),
  ];
}

function parameterSetFaults({ defaultParameterSet, parameterSets }: ChipProfile): PathFault[] {
  const names = Object.keys(parameterSets);
  if (names.includes(defaultParameterSet)) return [];
  const has = names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
  return [
    {
      path: ['defaultParameterSet'],
      message: `no parameter set is called "${defaultParameterSet}"; ${has}`,
    },
  ];
}

function tileFaults(profile: ChipProfile): PathFault[] {
  const everywhere = profile.coreTypes.findIndex(({ tiles }) => tiles === 'all');
  if (everywhere < 0) return listedTileFaults(profile);
  if (profile.coreTypes.length === 1) return [];
  const message = '"all" leaves no tile for the other core types; list the tiles of each';
  return [{ path: ['coreTypes', everywhere, 'tiles'], message }];
}

function listedTileFaults({ grid: { tilesX, tilesY }, coreTypes }: ChipProfile): PathFault[] {
  const owners = new Map<number, string>();
  const faults: PathFault[] = [];
  for (const { name, type, item, x, y } of listedTiles(coreTypes)) {
    const owner = owners.get(y * tilesX + x);
    const path = ['coreTypes', type, 'tiles', item];
    if (x >= tilesX || y >= tilesY) {
      const message = `tile [${x}, ${y}] lies outside the grid of ${tilesX} by ${tilesY}`;
      faults.push({ path, message });
    } else if (owner !== undefined) {
      faults.push({ path, message: `tile [${x}, ${y}] is already filled with "${owner}"` });
    } else owners.set(y * tilesX + x, name);
  }
  const bare = tilesX * tilesY - owners.size;
  if (bare > 0 && faults.length === 0) {
    const message = `${bare} of ${tilesX * tilesY} tiles have no core type`;
    faults.push({ path: ['coreTypes'], message });
  }
  return faults;
}

function listedTiles(coreTypes: ChipProfile['coreTypes']): {
  readonly name: string;
  readonly type: number;
  readonly item: number;
  readonly x: number;
  readonly y: number;
}[] {
  return coreTypes.flatMap(({ name, tiles }, type) =>
    tiles === 'all' ? [] : tiles.map(([x, y], item) => ({ name, type, item, x, y })),
  );
}

function barrierFaults({ grid, parameterSets }: ChipProfile): PathFault[] {
  const tiles = grid.tilesX * grid.tilesY;
  return Object.entries(parameterSets).flatMap(([name, { barrierNs }]) => {
    const last = barrierNs.length - 1;
    const { tilesMax } = barrierNs[last]!;
    if (tilesMax >= tiles) return [];
    const message = `the last row ends at ${tilesMax} tiles, the grid has ${tiles} (write "unlimited" for any number)`;
    return [{ path: ['parameterSets', name, 'barrierNs', last, 'tilesMax'], message }];
  });
}

/** Faults in the order of their files (the user's own first) and lines. `sources`: the profile first, then what it extends. */
export function placeFaults(
  faults: readonly PathFault[],
  sources: readonly ProfileSource[],
): TextFault[] {
  const order = new Map(sources.map(({ file }, i) => [file, i]));
  return faults
    .map((fault) => placeFault(fault, sources))
    .sort(
      (a, b) => order.get(a.file)! - order.get(b.file)! || a.line - b.line || a.column - b.column,
    );
}

function placeFault(fault: PathFault, sources: readonly ProfileSource[]): TextFault {
  const { path, message } = fault;
  // What is missing from a mapping is the fault of the file that wrote the mapping last.
  const seen = fault.missing ? path.slice(0, -1) : path;
  const source = sources.find((candidate) => mentions(candidate, seen)) ?? sources[0]!;
  return { file: source.file, ...locate(source, path), path: pathText(path), message };
}
