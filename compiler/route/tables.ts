/**
 * What routing takes of the tables of cores and routers. A multicast tree is named by its source core and its set of
 * destination cores: neurons of a core that reach the same cores share one, whatever their number.
 */
import type { ChipProfile } from '../../src/model/chip.ts';
import { UNLIMITED } from '../../src/model/chip.ts';
import type { Partition, Placement, QuantNet, Routes } from '../../src/model/mapping.ts';
import { CompileError, groupDigits } from '../../src/support/errors.ts';
import type { ChipWays } from '../place/chip-ways.ts';
import { chipWays } from '../place/chip-ways.ts';

export interface RoutingTables {
  /** Per part: distinct sets of destination cores of its neurons, other cores than its own. */
  readonly treesOfPart: Int32Array;
  /** Trees of the host's spikes, by the chip that they enter. */
  readonly hostTrees: number;
  /** Entries of each router, one for each tree that passes; null where packets carry their destination. */
  readonly entriesOfRouter: Int32Array | null;
}

/** Counts trees and, on chips that cast to many, the entries of every router. */
export function routingTables(
  net: QuantNet,
  partition: Partition,
  { coreOfPart }: Placement,
  routes: Routes,
  profile: ChipProfile,
  chips: number,
): RoutingTables {
  const trees = treesOf(net, partition, routes);
  const treesOfPart = Int32Array.from(partition.parts, (_, part) => trees.get(part)?.size ?? 0);
  const hostTrees = trees.get(HOST)?.size ?? 0;
  if (profile.network.cast === 'unicast') return { treesOfPart, hostTrees, entriesOfRouter: null };
  const ways = chipWays(profile, chips);
  const entries = new Int32Array(ways.routerCount);
  const stamp = new Int32Array(ways.routerCount).fill(-1);
  let number = 0;
  for (const [home, sets] of trees) {
    for (const ends of sets.values()) {
      const cores = ends.map((part) => coreOfPart[part]!);
      for (const [root, group] of rootsOf(home, cores, coreOfPart, ways)) {
        markTree(ways, root, group, entries, stamp, number++);
      }
    }
  }
  return { treesOfPart, hostTrees, entriesOfRouter: entries };
}

const HOST = -1;

/** Distinct destination sets by source part, the host's under HOST. */
function treesOf(
  net: QuantNet,
  partition: Partition,
  { neuronBegin, offsets, parts }: Routes,
): Map<number, Map<string, readonly number[]>> {
  const homeOf = new Int32Array(neuronBegin[net.populations.length]!).fill(HOST);
  partition.parts.forEach((slices, part) => {
    for (const { population, neurons } of slices) {
      for (const neuron of neurons) homeOf[neuronBegin[population]! + neuron] = part;
    }
  });
  const trees = new Map<number, Map<string, readonly number[]>>();
  homeOf.forEach((home, neuron) => {
    const ends: number[] = [];
    for (let k = offsets[neuron]!; k < offsets[neuron + 1]!; k++) {
      if (parts[k] !== home) ends.push(parts[k]!);
    }
    if (ends.length === 0) return;
    const own = trees.get(home) ?? new Map<string, readonly number[]>();
    trees.set(home, own.set(ends.join(), ends));
  });
  return trees;
}

/** Where a tree begins: at its part's router, or at the host's router of each chip that it enters. */
function rootsOf(
  home: number,
  cores: readonly number[],
  coreOfPart: Int32Array,
  ways: ChipWays,
): Map<number, number[]> {
  const roots = new Map<number, number[]>();
  for (const core of cores) {
    const root = home === HOST ? ways.hostRouterOf(core) : ways.routerOf(coreOfPart[home]!);
    roots.set(root, [...(roots.get(root) ?? []), ways.routerOf(core)]);
  }
  return roots;
}

/** One entry in each router of the union of the ways. */
function markTree(
  ways: ChipWays,
  root: number,
  ends: readonly number[],
  entries: Int32Array,
  stamp: Int32Array,
  number: number,
): void {
  for (const end of ends) {
    for (let router = root; ; router = ways.next(router, end)) {
      if (stamp[router] !== number) {
        stamp[router] = number;
        entries[router]!++;
      }
      if (router === end) break;
    }
  }
}

const SHOWN_MAX = 3;

/** Throws CompileError E_ROUTER_TABLE with the fullest routers where one has more entries than the profile states. */
export function checkRoutingTables({ entriesOfRouter }: RoutingTables, profile: ChipProfile): void {
  const limit = profile.network.routerTableEntries?.value ?? UNLIMITED;
  if (entriesOfRouter === null) return;
  const over = Array.from(entriesOfRouter, (entries, router) => ({ entries, router }))
    .filter(({ entries }) => entries > limit)
    .sort((a, b) => b.entries - a.entries || a.router - b.router);
  if (over.length === 0) return;
  const shown = over
    .slice(0, SHOWN_MAX)
    .map(({ router, entries }) => `router ${router} needs ${groupDigits(entries)}`);
  const more = over.length > SHOWN_MAX ? ` and ${groupDigits(over.length - SHOWN_MAX)} more` : '';
  const { entries } = over[0]!;
  throw new CompileError(
    'E_ROUTER_TABLE',
    `the mapping does not fit the routing tables of ${profile.name}: ${shown.join(', ')}${more}; a table has ${groupDigits(limit)} entries (+${groupDigits(entries - limit)}, ${Math.round((entries / limit - 1) * 100)}% over). An entry is taken by each set of destination cores that neurons of one core share, in every router on its way. Not proved for other mappings: use fewer, fuller cores, another placer (--placer), or more chips.`,
    { resource: 'routerTableEntries', needed: entries, available: limit, routers: over.length },
  );
}
