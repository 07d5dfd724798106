/**
 * Which blocks of neurons stand on which tier of a stack, as numbers alone: what a span of tiers costs each block, what
 * each boundary between two blocks costs, and what a tier holds.
 */
import { linkEnergyPj, type TierLinks } from './tier-links.ts';

export interface TierProblem {
  readonly tiers: number;
  /** Part of the cores of a tier that each block takes, [blockCount]; a tier holds 1. */
  readonly loads: readonly number[];
  /** Blocks whose spikes reach each block, itself left out. */
  readonly sources: readonly (readonly number[])[];
  /** Cost of each block by the boundaries between the tiers of itself and its sources; rises with them. */
  readonly spanCosts: readonly (readonly number[])[];
  /** Cost of each boundary between a block and tier 0, where the host is. */
  readonly hostCosts: readonly number[];
  /** Cost of each boundary between two blocks. */
  readonly pairs: readonly TierPair[];
  /** Packets between tiles, and the cost of a picojoule of theirs. */
  readonly links: TierLinks;
  readonly costPerLinkPj: number;
}

export interface TierPair {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  /** Energy of packets that the two need more where they stand on one tier. */
  readonly sameTierPj: number;
}

/** What there is and what it must hold. */
type TierRoom = Pick<TierProblem, 'tiers' | 'loads'>;

/** Tier of each block. */
export type TierAssignment = readonly number[];

/** Rounding of sums of loads. */
export const LOAD_SLACK = 1e-9;

/** Boundaries that the membranes of a block span. */
function spanOf(problem: TierProblem, assignment: TierAssignment, block: number): number {
  let [low, high] = [assignment[block]!, assignment[block]!];
  for (const source of problem.sources[block]!) {
    low = Math.min(low, assignment[source]!);
    high = Math.max(high, assignment[source]!);
  }
  return high - low;
}

export function assignmentCost(problem: TierProblem, assignment: TierAssignment): number {
  let cost = 0;
  for (let block = 0; block < problem.loads.length; block++) {
    cost += problem.spanCosts[block]![spanOf(problem, assignment, block)]!;
    cost += problem.hostCosts[block]! * assignment[block]!;
  }
  for (const { from, to, cost: each } of problem.pairs) {
    cost += each * Math.abs(assignment[from]! - assignment[to]!);
  }
  return cost + problem.costPerLinkPj * linksPj(problem, assignment);
}

/** Estimate of what the links take where every neuron and input spikes once. */
export function linksPj(problem: TierProblem, assignment: TierAssignment): number {
  let pj = linkEnergyPj(problem.links, fullestLoad(problem, assignment));
  for (const { from, to, sameTierPj } of problem.pairs) {
    if (assignment[from] === assignment[to]) pj += sameTierPj;
  }
  return pj;
}

export function linkCost(
  { links, costPerLinkPj }: Pick<TierProblem, 'links' | 'costPerLinkPj'>,
  fullest: number,
): number {
  return costPerLinkPj === 0 ? 0 : costPerLinkPj * linkEnergyPj(links, fullest);
}

/** Part of its cores that the fullest tier uses. */
function fullestLoad({ tiers, loads }: TierRoom, assignment: TierAssignment): number {
  let fullest = 0;
  for (let tier = 0; tier < tiers; tier++) {
    let used = 0;
    for (let block = 0; block < loads.length; block++) {
      if (assignment[block] === tier) used += loads[block]!;
    }
    fullest = Math.max(fullest, used);
  }
  return fullest;
}

/** Blocks in their order, each on the first tier from the last one used that has room; null where one finds none. */
export function fillInOrder({ tiers, loads }: TierRoom): TierAssignment | null {
  const free = new Float64Array(tiers).fill(1 + LOAD_SLACK);
  const assignment: number[] = [];
  let tier = 0;
  for (const load of loads) {
    while (tier < tiers && free[tier]! < load) tier++;
    if (tier === tiers) return null;
    free[tier]! -= load;
    assignment.push(tier);
  }
  return assignment;
}

/** The largest block first, each where most room is: finds room where `fillInOrder` does not. */
export function fillLargestFirst({ tiers, loads }: TierRoom): TierAssignment | null {
  const free = new Float64Array(tiers).fill(1 + LOAD_SLACK);
  const assignment = new Array<number>(loads.length).fill(0);
  const order = loads.map((_, block) => block).sort((a, b) => loads[b]! - loads[a]! || a - b);
  for (const block of order) {
    let roomiest = 0;
    for (let tier = 1; tier < tiers; tier++) if (free[tier]! > free[roomiest]!) roomiest = tier;
    if (free[roomiest]! < loads[block]!) return null;
    free[roomiest]! -= loads[block]!;
    assignment[block] = roomiest;
  }
  return assignment;
}

/** Each block on the tier after that of the last, or on the next with room; null where one finds none. */
export function spreadOver({ tiers, loads }: TierRoom): TierAssignment | null {
  const free = new Float64Array(tiers).fill(1 + LOAD_SLACK);
  const assignment: number[] = [];
  for (const load of loads) {
    const after = assignment.length > 0 ? assignment.at(-1)! + 1 : 0;
    const tier = Array.from({ length: tiers }, (_, k) => (after + k) % tiers).find(
      (each) => free[each]! >= load,
    );
    if (tier === undefined) return null;
    free[tier]! -= load;
    assignment.push(tier);
  }
  return assignment;
}
