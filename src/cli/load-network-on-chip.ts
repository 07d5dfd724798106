/** A network and its chip. Files of SANA-FE are read together: the architecture says what the network's units are. */
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { canonicalJson } from '../../chip-profiles/canonical-json.ts';
import { loadProfile } from '../../chip-profiles/load.ts';
import type { ChipProfile } from '../model/chip.ts';
import type { GivenMapping } from '../model/mapping.ts';
import type { Network } from '../model/network.ts';
import { sanafeKind } from '../readers/sana-fe/detect.ts';
import { InputError } from '../support/errors.ts';
import { readWholeFile, sha256Hex } from './files.ts';
import { loadNetwork } from './load-network.ts';

export interface NetworkOnChip {
  readonly network: Network;
  /** Of the network's file. */
  readonly sha256: string;
  readonly profile: ChipProfile;
  readonly profileSha256: string;
  /** The mapping that the network came with, where it is to be kept. */
  readonly given: GivenMapping | null;
  /** The mode that the network's numbers ask for; null where the user chooses. */
  readonly arithmetic: string | null;
}

/** Throws InputError and ProfileError as `loadNetwork` and `loadProfile`, and E_SANAFE* for files of SANA-FE. */
export async function loadNetworkOnChip(
  networkPath: string,
  chip: string,
  remap: boolean,
): Promise<NetworkOnChip> {
  const isArchitecture = isSanafeArchitecture(chip);
  if (existsSync(networkPath) && isSanafeNetwork(networkPath)) {
    if (isArchitecture) return loadSanafe(networkPath, chip, remap);
    throw new InputError(
      'E_SANAFE',
      `${networkPath} is a network of SANA-FE, and --chip ${chip} is no architecture of SANA-FE: give the file that its mapping is for, such as loihi.yaml.`,
    );
  }
  if (remap) {
    throw new InputError(
      'E_USAGE',
      `--remap: ${networkPath} brings no mapping that could be replaced.`,
    );
  }
  const { profile, sha256: profileSha256 } = await loadChip(chip);
  const { network, sha256 } = await loadNetwork(networkPath);
  return { network, sha256, profile, profileSha256, given: null, arithmetic: null };
}

/** A profile by its name or file, or that of an architecture of SANA-FE. Throws as `loadProfile`, and E_SANAFE*. */
export async function loadChip(
  chip: string,
): Promise<{ readonly profile: ChipProfile; readonly sha256: string }> {
  return isSanafeArchitecture(chip) ? loadArchitecture(chip) : loadProfile(chip);
}

function isSanafeNetwork(path: string): boolean {
  const kind = sanafeKind(readWholeFile(path, 'a network'));
  return kind === 'network' || kind === 'netlist';
}

function isSanafeArchitecture(chip: string): boolean {
  if (statSync(chip, { throwIfNoEntry: false })?.isFile() !== true) return false;
  return sanafeKind(readWholeFile(chip, 'a chip profile')) === 'architecture';
}

async function loadSanafe(
  networkPath: string,
  architecturePath: string,
  remap: boolean,
): Promise<NetworkOnChip> {
  const reader = await import('../readers/sana-fe/index.ts');
  const bytes = readWholeFile(networkPath, 'a network');
  const architecture = reader.readSanafeArchitecture(
    readWholeFile(architecturePath, 'an architecture'),
    architecturePath,
  );
  const draft = reader.readSanafeNetwork(bytes, networkPath);
  const { network, profile, mapping } = reader.importSanafe(draft, architecture, { remap });
  return {
    network,
    sha256: sha256Hex(bytes),
    profile,
    profileSha256: profileHash(profile),
    given: mapping,
    arithmetic: reader.SANAFE_ARITHMETIC,
  };
}

/** A profile of an architecture whose network is not SANA-FE's: the first unit of each kind is taken. */
async function loadArchitecture(
  path: string,
): Promise<{ readonly profile: ChipProfile; readonly sha256: string }> {
  const reader = await import('../readers/sana-fe/index.ts');
  const architecture = reader.readSanafeArchitecture(readWholeFile(path, 'an architecture'), path);
  const profile = reader.profileOfSanafe(architecture);
  return { profile, sha256: profileHash(profile) };
}

function profileHash(profile: ChipProfile): string {
  return createHash('sha256').update(canonicalJson(profile)).digest('hex');
}
