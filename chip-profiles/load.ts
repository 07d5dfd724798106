/** Chip profiles by name or path. A user's file takes the same way as one that ships with Spikeloom. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChipProfile } from '../src/model/chip.ts';
import { InputError, invariant, nearestWord } from '../src/support/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { crossFaults, type PathFault, placeFaults, schemaFaults } from './faults.ts';
import { mergeProfiles } from './merge.ts';
import { locate, type ProfileSource, profileError, readProfileSource } from './profile-source.ts';
import { profileSchema } from './schema.ts';

const EXTENDS_MAX = 8;

export interface LoadedProfile {
  /** Frozen, with `extends` followed. */
  readonly profile: ChipProfile;
  /** SHA-256 of the profile in canonical JSON, hexadecimal. */
  readonly sha256: string;
  /** Absolute path of the file. */
  readonly file: string;
}

/** Names of the profiles that ship with Spikeloom, in alphabetical order. */
export function listProfiles(): string[] {
  return readdirSync(profileFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * A built-in profile by name, or any file by path (anything with a slash or the ending .yaml or .yml).
 * Throws InputError `E_CHIP` for an unknown name or missing file, ProfileError `E_PROFILE` with every
 * fault of the file as `file:line:column: path: what`.
 */
export function loadProfile(nameOrPath: string): LoadedProfile {
  const file = findProfile(nameOrPath);
  const sources = readChain(file);
  const profile = checkedProfile(sources);
  const sha256 = createHash('sha256').update(canonicalJson(profile)).digest('hex');
  return { profile: deepFreeze(profile), sha256, file };
}

function findProfile(nameOrPath: string): string {
  if (isPath(nameOrPath)) return resolve(nameOrPath);
  if (listProfiles().includes(nameOrPath)) return builtInFile(nameOrPath);
  throw new InputError('E_CHIP', unknownChip(nameOrPath), { chip: nameOrPath });
}

function isPath(nameOrPath: string): boolean {
  return /[\\/]|\.ya?ml$/i.test(nameOrPath);
}

function unknownChip(name: string): string {
  const names = listProfiles();
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  return `no chip profile is called "${name}".${hint} There are ${names.join(', ')}; a profile of your own is given by its path (./chip.yaml).`;
}

/** The profile's file, then those that it extends. */
function readChain(file: string): ProfileSource[] {
  const sources: ProfileSource[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = file; next !== undefined; ) {
    seen.add(next);
    const source = readProfileSource(next, shownPath(next));
    sources.push(source);
    next = baseFile(source, next);
    if (next === undefined) break;
    const chain = [...sources.map((each) => each.file), shownPath(next)].join(' -> ');
    if (seen.has(next)) throw extendsError(source, `extends itself: ${chain}`);
    if (sources.length > EXTENDS_MAX) {
      throw extendsError(source, `more than ${EXTENDS_MAX} profiles extend one another: ${chain}`);
    }
  }
  return sources;
}

function baseFile(source: ProfileSource, file: string): string | undefined {
  const base = source.value.extends;
  if (base === undefined) return undefined;
  if (typeof base !== 'string' || base === '') {
    throw extendsError(source, 'expected the name of a profile or a path from this file');
  }
  if (!isPath(base)) {
    if (listProfiles().includes(base)) return builtInFile(base);
    throw extendsError(source, unknownChip(base));
  }
  const path = resolve(dirname(file), base);
  if (!existsSync(path)) throw extendsError(source, `"${base}" does not exist`);
  return path;
}

function extendsError(source: ProfileSource, message: string): Error {
  const { line, column } = locate(source, ['extends']);
  return profileError([{ file: source.file, line, column, path: 'extends', message }]);
}

function checkedProfile(sources: readonly ProfileSource[]): ChipProfile {
  const { extends: _, ...merged } = sources
    .map((source) => source.value as unknown)
    .reduceRight((base, over) => mergeProfiles(base, over)) as Record<string, unknown>;
  const parsed = profileSchema.safeParse(merged);
  const faults: PathFault[] = parsed.success
    ? crossFaults(parsed.data)
    : schemaFaults(parsed.error.issues, merged);
  if (faults.length > 0) throw profileError(placeFaults(faults, sources));
  invariant(parsed.success, 'a profile without faults has parsed');
  return parsed.data;
}

/** Freezes in place and returns its argument. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}

function builtInFile(name: string): string {
  return join(profileFolder(), `${name}.yaml`);
}

/** Relative to the working folder where the file lies in it, else as it is. */
function shownPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short.startsWith('..') || isAbsolute(short) ? file : short;
}

/** The folder of YAML files, beside this module in the sources or above the bundle in a package. */
function profileFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'chip-profiles');
    if (existsSync(join(candidate, 'loihi1.yaml'))) return candidate;
    const parent = dirname(folder);
    invariant(parent !== folder, 'the folder chip-profiles lies beside or above the program');
    folder = parent;
  }
}
