/** Parts of a stack on cores of their tier. */
import type { ChipProfile, CoreType } from '../../src/model/chip.ts';
import { corePosition, coresPerChip } from '../../src/model/chip.ts';
import type { Partition, Placement, QuantNet } from '../../src/model/mapping.ts';
import { valueAt } from '../../src/model/network.ts';
import { CompileError, invariant, ProfileError } from '../../src/support/errors.ts';

/** Cores of a tile stand one above the other: tier = core in the tile x tiers / cores per tile. */
export function tierOfCore(profile: ChipProfile, tiers: number, core: number): number {
  const { coresPerTile } = profile.grid;
  return Math.floor(((core % coresPerTile) * tiers) / coresPerTile);
}

/**
 * Tier of each part [partCount]. Throws ProfileError E_TIERS where a part has neurons of two: the profile does not list
 * the register `tier` among those that a core has one row of.
 */
export function tierOfParts(net: QuantNet, { parts }: Partition): Int32Array {
  return Int32Array.from(parts, (slices) => {
    const found = new Set<number>();
    for (const { population, neurons } of slices) {
      const tier = net.populations[population]!.registers?.tier ?? 0;
      for (const neuron of neurons) found.add(valueAt(tier, neuron));
    }
    if (found.size <= 1) return [...found][0] ?? 0;
    throw new ProfileError(
      'E_TIERS',
      'neurons of two tiers share a core: list "tier" in sharedRegisters.voltageRanges of the core type, with limits.voltageRanges of 1.',
    );
  });
}

/**
 * The partition where every tier has the cores for its parts, else the one that `makeCompact` gives, of as few parts as it
 * can. Throws CompileError E_TIERS where that is too many too.
 */
export function withinTierRoom(
  net: QuantNet,
  partition: Partition,
  profile: ChipProfile,
  core: CoreType,
  chips: number,
  makeCompact: () => Partition,
): Partition {
  const stack = core.analog?.stack;
  if (stack === undefined) return partition;
  const available = (coresPerChip(profile) * chips) / stack.tiers;
  if (fullTier(net, partition, stack.tiers, available) === null) return partition;
  const compact = makeCompact();
  const full = fullTier(net, compact, stack.tiers, available);
  if (full === null) return compact;
  const { tier, needed } = full;
  throw new CompileError(
    'E_TIERS',
    `tier ${tier} of ${profile.name} has ${available} cores, its neurons take ${needed} (+${needed - available}): they need more cores than neurons and synapses alone would. Use --tiers sequential, --chips, fewer weight bits (--weight-bits), or a larger profile.`,
    { tier, needed, available },
  );
}

/** The tier that is most over, null where none is. */
function fullTier(
  net: QuantNet,
  partition: Partition,
  tierCount: number,
  available: number,
): { readonly tier: number; readonly needed: number } | null {
  const counts = new Int32Array(tierCount);
  for (const tier of tierOfParts(net, partition)) counts[tier]!++;
  const needed = counts.reduce((most, count) => Math.max(most, count), 0);
  return needed > available ? { tier: counts.indexOf(needed), needed } : null;
}

/**
 * The placement with every part on a core of its tier: one that stands wrong takes the nearest such core that is free.
 * Tiers have room, see `withinTierRoom`.
 */
export function seatOnTiers(
  net: QuantNet,
  partition: Partition,
  placement: Placement,
  profile: ChipProfile,
  core: CoreType,
  chips: number,
): Placement {
  const stack = core.analog?.stack;
  if (stack === undefined) return placement;
  const tiers = tierOfParts(net, partition);
  const free = new Set<number>();
  for (let at = 0; at < coresPerChip(profile) * chips; at++) free.add(at);
  const coreOfPart = placement.coreOfPart.slice();
  const wrong: number[] = [];
  coreOfPart.forEach((at, part) => {
    if (tierOfCore(profile, stack.tiers, at) === tiers[part]) free.delete(at);
    else wrong.push(part);
  });
  for (const part of wrong) {
    const onTier = [...free].filter((at) => tierOfCore(profile, stack.tiers, at) === tiers[part]);
    invariant(onTier.length > 0, `tier ${tiers[part]} has a core for part ${part}`);
    const wished = coreOfPart[part]!;
    const seat = onTier.reduce((best, at) =>
      tileDistance(profile, at, wished) < tileDistance(profile, best, wished) ? at : best,
    );
    coreOfPart[part] = seat;
    free.delete(seat);
  }
  return { ...placement, coreOfPart };
}

function tileDistance(profile: ChipProfile, a: number, b: number): number {
  const [from, to] = [corePosition(profile, a), corePosition(profile, b)];
  const chips = from.chip === to.chip ? 0 : profile.grid.tilesX + profile.grid.tilesY;
  return chips + Math.abs(from.x - to.x) + Math.abs(from.y - to.y);
}
