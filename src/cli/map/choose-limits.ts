/** `--chip` of `map`: a named set of limits, a file of them, or a chip profile's core. */
import { existsSync } from 'node:fs';
import { listProfiles, loadProfile } from '../../../chip-profiles/load.ts';
import type { ChipProfile } from '../../model/chip.ts';
import { UNLIMITED } from '../../model/chip.ts';
import { InputError, nearestWord } from '../../support/errors.ts';
import {
  FREE_LIMITS,
  LIMIT_SETS,
  type LimitSet,
  limitsOfSource,
  limitsSource,
  namedLimits,
  readLimits,
} from './limit-sets.ts';

export interface LimitOptions {
  readonly chip?: string;
  readonly chipLimits?: string;
  readonly limits?: string;
}

/** Default: the set `loihi`. Throws InputError E_USAGE, E_FILE and E_LIMITS, and what `loadProfile` throws. */
export function chooseLimits({ chip, chipLimits, limits }: LimitOptions): LimitSet {
  const given = [
    chip === undefined ? null : '--chip',
    chipLimits === undefined ? null : '--chip-limits',
    limits === undefined ? null : '--limits',
  ].filter((option) => option !== null);
  if (given.length > 1) {
    throw new InputError('E_USAGE', `${given.join(' and ')} are ways to say one thing.`);
  }
  if (limits !== undefined) return readLimits(limits);
  if (chip === undefined) return namedLimits(chipLimits ?? 'loihi');
  if (LIMIT_SETS.some(({ name }) => name === chip)) return namedLimits(chip);
  if (listProfiles().includes(chip)) return limitsOfProfile(loadProfile(chip).profile);
  if (!existsSync(chip)) throw unknownChip(chip);
  const source = limitsSource(chip);
  const isProfile =
    typeof source.value === 'object' &&
    source.value !== null &&
    ('coreTypes' in source.value || 'extends' in source.value);
  return isProfile ? limitsOfProfile(loadProfile(chip).profile) : limitsOfSource(source, chip);
}

function unknownChip(chip: string): InputError {
  const names = [...LIMIT_SETS.map(({ name }) => name), ...listProfiles()];
  const near = nearestWord(chip, names);
  return new InputError(
    'E_USAGE',
    `--chip ${chip}: there is no such file or set of limits${near ? ` (did you mean ${near}?)` : ''}; there are ${names.join(', ')}, or a YAML file.`,
  );
}

/**
 * The first core type of a profile as plain limits. A synapse is counted as 8 bits and the largest index, a list with
 * its header and half a word of rounding: `compile` knows the exact size of each list.
 */
function limitsOfProfile({ name, coreTypes }: ChipProfile): LimitSet {
  const { limits, synapseMemory } = coreTypes[0]!;
  const finite = ({ value }: { readonly value: number }): number =>
    value >= UNLIMITED ? Infinity : value;
  const synapseBits = 8 + Math.max(...synapseMemory.indexBits);
  const axonBits = synapseMemory.headerBits + (synapseMemory.wordBits - 1) / 2;
  return {
    ...FREE_LIMITS,
    name,
    neurons: finite(limits.compartments),
    inputAxons: finite(limits.inputAxons),
    outputAxons: finite(limits.outputAxons),
    memoryBytes: finite(limits.synapseMemoryBits) / 8,
    bytesPerSynapse: synapseBits / 8,
    bytesPerInputAxon: axonBits / 8,
    source: `profile ${name}; bytes of a synapse and of a list: estimated`,
  };
}
