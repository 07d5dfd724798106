/**
 * Which blocks of neurons stand on which tier of a stack, as numbers alone: what a span of tiers costs each block, what
 * each boundary between two blocks costs, and what a tier holds.
 */

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
}

export interface TierPair {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
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
  return cost;
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
