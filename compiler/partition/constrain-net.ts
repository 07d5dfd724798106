/** Constraints on networks that are compiled for a chip. */
import type { ChipProfile, CoreType } from '../../src/model/chip.ts';
import { coresPerChip } from '../../src/model/chip.ts';
import type { MappingConstraints, TilePlace } from '../../src/model/constraints.ts';
import type { CoreUse, Partition, QuantNet } from '../../src/model/mapping.ts';
import { InputError } from '../../src/support/errors.ts';
import { linkFinder } from '../place/chip-links.ts';
import type { PlaceLimits } from '../place/index.ts';
import type { ReachFinder } from '../reach.ts';
import type { ResolvedConstraints } from './constraint-rules.ts';
import { resolveConstraints } from './constraint-rules.ts';
import type { ConstraintTarget } from './constraint-target.ts';
import type { PartLoads } from './constraints.ts';
import { constrainParts } from './constraints.ts';
import { CoreLoads, demandOf } from './core-load.ts';

export interface ConstrainedPartition {
  readonly partition: Partition;
  readonly limits: PlaceLimits;
  readonly rules: ResolvedConstraints;
}

/**
 * The partition, changed where constraints ask for it, and what they leave to the placement. Throws InputError and
 * CompileError E_CONSTRAINTS.
 */
export function constrainToChip(
  net: QuantNet,
  partition: Partition,
  constraints: MappingConstraints,
  profile: ChipProfile,
  core: CoreType,
  finder: ReachFinder,
  chips: number,
): ConstrainedPartition {
  const target = chipTarget(net, constraints, profile, core, chips);
  const rules = resolveConstraints(constraints, target);
  const { parts, coresOfPart } = constrainParts(partition.parts, rules, {
    names: target.populations.map(({ name }) => name),
    coreCount: target.coreCount,
    coresInWords: target.coresInWords,
    createLoads: () => netLoads(net, core, finder),
  });
  return {
    partition: parts === partition.parts ? partition : { ...partition, parts },
    limits: {
      avoidedCores: rules.avoidedCores,
      avoidedLinks: rules.avoidedLinks.map(({ routers }) => routers),
      coresOfPart,
    },
    rules,
  };
}

/** Throws InputError and CompileError E_CONSTRAINTS for rules that no partition can keep, before one is searched for. */
export function checkChipConstraints(
  net: QuantNet,
  constraints: MappingConstraints,
  profile: ChipProfile,
  core: CoreType,
  chips: number,
): void {
  resolveConstraints(constraints, chipTarget(net, constraints, profile, core, chips));
}

const IN_WORDS: Readonly<Record<keyof CoreUse, string>> = {
  compartments: 'compartments',
  inputAxons: 'input axons',
  outputAxons: 'output axons',
  synapseMemoryBits: 'bits of synapse memory',
  compartmentProfiles: 'compartment profiles',
  thresholdProfiles: 'threshold profiles',
  voltageRanges: 'voltage ranges',
  synapseFormats: 'synapse formats',
};

function netLoads(net: QuantNet, core: CoreType, finder: ReachFinder): PartLoads {
  const loads = new CoreLoads(net, core);
  return {
    open: () => loads.openCore(),
    tryAdd: (part, slice) => {
      const violation = loads.tryAdd(part, demandOf(net, finder, slice));
      return violation && { ...violation, resource: IN_WORDS[violation.resource] };
    },
  };
}

function chipTarget(
  net: QuantNet,
  { avoidLinks }: MappingConstraints,
  profile: ChipProfile,
  core: CoreType,
  chips: number,
): ConstraintTarget {
  const { tilesX, tilesY, coresPerTile } = profile.grid;
  const perChip = coresPerChip(profile);
  const tiers = core.analog?.stack?.tiers ?? 1;
  const [first] = avoidLinks;
  if (first && profile.network.topology === 'tree') {
    throw new InputError(
      'E_CONSTRAINTS',
      `${first.origin}: tiles of ${profile.name} are leaves of a tree; no link joins two of them. Avoid their tiles instead.`,
    );
  }
  const firstCore = ({ chip, x, y }: TilePlace): number =>
    chip * perChip + (y * tilesX + x) * coresPerTile;
  return {
    populations: net.populations.map(({ name, size, registers }) => ({
      name,
      size,
      isPlaced: registers !== null,
    })),
    coreCount: perChip * chips,
    coresInWords: `${profile.name} has ${perChip * chips} cores on ${chips === 1 ? 'one chip' : `${chips} chips`}`,
    chips,
    tilesX,
    tilesY,
    tiers,
    coresOfTile: (tile) => Array.from({ length: coresPerTile }, (_, k) => firstCore(tile) + k),
    tierOfCore: (at) => Math.floor(((at % coresPerTile) * tiers) / coresPerTile),
    linkBetween: linkFinder(profile, chips),
  };
}
