/** From parts and their traffic to cores of a chip. */
import type { ChipProfile, ParameterSet } from '../../src/model/chip.ts';
import type { Partition, Placement, QuantNet } from '../../src/model/mapping.ts';
import { CompileError } from '../../src/support/errors.ts';
import type { Effort } from '../hypergraph/problem.ts';
import { candidateCores, chipSites } from './chip-sites.ts';
import { flowsOf } from './flows.ts';
import { type PlaceGoal, type Placer, placeParts } from './place-parts.ts';
import type { AvoidedLinks } from './router-axis.ts';
import type { Shortage, SiteRules } from './rules.ts';
import { SiteLinks } from './site-links.ts';
import type { Traffic } from './traffic.ts';

export { PLACE_GOALS, PLACERS, type PlaceGoal, type Placer } from './place-parts.ts';

/** Cores that may be used, and by which parts. */
export interface PlaceLimits {
  readonly avoidedCores: ReadonlySet<number>;
  /** Pairs of routers, see `chipWays`. */
  readonly avoidedLinks: AvoidedLinks;
  /** Cores that each part may have, null where any; [partCount]. */
  readonly coresOfPart: readonly (ReadonlySet<number> | null)[];
}

export interface ChipPlaceOptions {
  readonly set: ParameterSet;
  readonly chips: number;
  readonly effort: Effort;
  readonly goal: PlaceGoal;
  /** An integer. */
  readonly seed: number;
  readonly limits?: PlaceLimits;
  /** Makes the error of parts that have too few cores. */
  readonly shortageError?: (parts: readonly number[], cores: readonly number[]) => Error;
}

/** Gives each part a core of its own. Throws CompileError E_CONSTRAINTS where limits leave too few. */
export function placeOnChip(
  placer: Placer,
  net: QuantNet,
  partition: Partition,
  traffic: Traffic,
  profile: ChipProfile,
  options: ChipPlaceOptions,
): Placement {
  const { set, chips, limits, effort, goal, seed } = options;
  const parts = partition.parts.length;
  const wanted = limits?.coresOfPart.flatMap((cores) => (cores === null ? [] : [...cores])) ?? [];
  const avoided = limits?.avoidedCores ?? new Set<number>();
  const cores = candidateCores(profile, chips, parts, avoided, new Set(wanted));
  if (cores.length < parts) throw tooFew(parts, cores.length, avoided.size);
  const sites = chipSites(profile, set, chips, cores, limits?.avoidedLinks ?? []);
  const routers = cores.map((core) => sites.ways.routerOf(core));
  const placed = placeParts(
    placer,
    {
      flows: flowsOf(traffic.messages),
      sites,
      links: new SiteLinks(sites.ways, routers),
      rules: limits ? siteRules(limits.coresOfPart, cores) : null,
      partOrder: byLevel(net, partition),
      castGroups: traffic.castGroups,
    },
    { effort, goal, seed },
  );
  if (!(placed instanceof Int32Array)) throw shortageOf(placed, cores, options);
  return { placer: placer.name, coreOfPart: placed.map((site) => cores[site]!) };
}

/** Null where no part is bound; equal sets are one rule. */
export function siteRules(
  coresOfPart: readonly (ReadonlySet<number> | null)[],
  cores: Int32Array,
): SiteRules | null {
  const ruleOf = new Int32Array(coresOfPart.length).fill(-1);
  const numbers = new Map<ReadonlySet<number>, number>();
  coresOfPart.forEach((allowed, part) => {
    if (allowed === null) return;
    if (!numbers.has(allowed)) numbers.set(allowed, numbers.size);
    ruleOf[part] = numbers.get(allowed)!;
  });
  if (numbers.size === 0) return null;
  const allowed = Array.from(numbers.keys(), (set) =>
    Uint8Array.from(cores, (core) => (set.has(core) ? 1 : 0)),
  );
  return { ruleOf, allowed };
}

/** Parts by level, the part that was made last first (it is nearest to the inputs). */
function byLevel(net: QuantNet, { parts }: Partition): Int32Array {
  const levels = parts.map((slices) =>
    Math.min(...slices.map(({ population }) => net.populations[population]!.level)),
  );
  return Int32Array.from(levels.keys()).sort((a, b) => levels[a]! - levels[b]! || b - a);
}

function shortageOf(
  { parts, sites }: Shortage,
  cores: Int32Array,
  { shortageError }: ChipPlaceOptions,
): Error {
  const allowed = sites.map((site) => cores[site]!);
  if (shortageError) return shortageError(parts, allowed);
  return new CompileError(
    'E_CONSTRAINTS',
    `${parts.length} parts of the network may only be on ${allowed.length} cores (${parts.length - allowed.length} too few). Allow more cores.`,
    { parts, cores: allowed },
  );
}

function tooFew(parts: number, available: number, avoided: number): CompileError {
  return new CompileError(
    'E_CONSTRAINTS',
    `the network takes ${parts} cores and ${available} are left (${parts - available} too few)${avoided > 0 ? `: ${avoided} are to be avoided` : ''}. Avoid fewer cores, or give more chips.`,
    { parts, available, avoided },
  );
}
