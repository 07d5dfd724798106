/** From parts to cores of the chip. */
import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import type { Placement } from '../src/model/mapping.ts';
import { seatOnTiers } from './analog/tier-cores.ts';
import { choose } from './choose.ts';
import type { CompileOptions } from './compile-options.ts';
import type { CutNetwork } from './cut.ts';
import { countMoved, keepPlaces, type WarmReport } from './partition/warm.ts';
import { checkConstraints } from './place/check-constraints.ts';
import { PLACERS, placeOnChip } from './place/index.ts';
import { trafficBetween } from './place/traffic.ts';
import { withinTiers } from './place/within-tiers.ts';
import type { RoutePlan } from './route/axons.ts';
import { searchSeed } from './search-seed.ts';

/** Cores as they came with the network, near those of an earlier image, or as the placer finds them. */
export function seatParts(
  cut: CutNetwork,
  plan: RoutePlan,
  profile: ChipProfile,
  core: CoreType,
  options: CompileOptions,
): Placement {
  if (options.given) return options.given.placement;
  const { quantNet, partition, before, bound } = cut;
  const { chips } = options;
  const placement =
    before && !bound
      ? keepPlaces(
          quantNet,
          partition,
          before,
          trafficBetween(quantNet, partition, plan.routes),
          profile,
          chips,
        )
      : place(cut, plan, profile, options);
  return seatOnTiers(quantNet, partition, placement, profile, core, chips);
}

function place(
  { quantNet, partition, activity, bound }: CutNetwork,
  plan: RoutePlan,
  profile: ChipProfile,
  options: CompileOptions,
): Placement {
  const { chips } = options;
  const traffic = trafficBetween(quantNet, partition, plan.routes, activity);
  const placer = choose(PLACERS, options.placer, '--placer');
  const limits = withinTiers(quantNet, partition, profile, chips, bound?.limits);
  const placement = placeOnChip(placer, quantNet, partition, traffic, profile, {
    set: profile.parameterSets[options.parameterSet]!,
    chips,
    effort: options.effort,
    goal: options.placeFor ?? 'hops',
    seed: searchSeed(options.seed, 'place'),
    ...(limits ? { limits } : {}),
  });
  if (bound) {
    const { rules } = bound;
    checkConstraints(quantNet, partition, placement, rules, traffic.messages, profile, chips);
  }
  return placement;
}

/** What changed against an earlier image; null where none was given. */
export function warmReport(
  { quantNet, partition, before, refined }: CutNetwork,
  placement: Placement,
): WarmReport | null {
  if (!before) return null;
  const packets = refined?.packets ?? { packetsBefore: null, packetsAfter: null };
  return { ...countMoved(quantNet, before, { partition, placement }), ...packets };
}
