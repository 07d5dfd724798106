import type { ChipProfile } from '../../src/model/chip.ts';
import { coresPerChip } from '../../src/model/chip.ts';
import type { Partition, QuantNet } from '../../src/model/mapping.ts';
import { CompileError } from '../../src/support/errors.ts';
import { tierOfCore, tierOfParts } from '../analog/tier-cores.ts';
import { meet } from '../partition/constraint-rules.ts';
import type { PlaceLimits } from './index.ts';

/**
 * Limits that also keep each part on cores of its tier, where the chip is a stack. Throws CompileError E_CONSTRAINTS
 * where a part is pinned to other tiers only.
 */
export function withinTiers(
  net: QuantNet,
  partition: Partition,
  profile: ChipProfile,
  chips: number,
  limits: PlaceLimits | undefined,
): PlaceLimits | undefined {
  const tiers = profile.coreTypes[0]?.analog?.stack?.tiers ?? 1;
  if (tiers < 2) return limits;
  const avoidedCores = limits?.avoidedCores ?? new Set<number>();
  const coresOfTier: ReadonlySet<number>[] = Array.from({ length: tiers }, () => new Set());
  for (let core = 0; core < coresPerChip(profile) * chips; core++) {
    const tier = coresOfTier[tierOfCore(profile, tiers, core)] as Set<number>;
    if (!avoidedCores.has(core)) tier.add(core);
  }
  const joined = new Map<string, ReadonlySet<number>>();
  const coresOfPart = Array.from(tierOfParts(net, partition), (tier, part) => {
    const pinned = limits?.coresOfPart[part] ?? null;
    const both = meet(pinned, coresOfTier[tier]!);
    if (both.size === 0) throw wrongTier(part, tier);
    // Equal sets are one object, so that they count as one rule.
    const key = [...both].join();
    if (!joined.has(key)) joined.set(key, both);
    return joined.get(key)!;
  });
  return { avoidedCores, avoidedLinks: limits?.avoidedLinks ?? [], coresOfPart };
}

function wrongTier(part: number, tier: number): CompileError {
  return new CompileError(
    'E_CONSTRAINTS',
    `part ${part} of the network is pinned to cores of other tiers than tier ${tier}, where its circuits stand. Pin it to cores of that tier.`,
    { part, tier },
  );
}
