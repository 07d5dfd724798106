/** The best tiers of few blocks: depth-first over blocks, the largest first, cut where the cost so far is no better. */
import { LOAD_SLACK, linkCost, type TierAssignment, type TierProblem } from './tier-problem.ts';

/** Steps after which the search stops with what it has. */
const VISITS_MAX = 400_000;

export interface TierSearch {
  readonly assignment: TierAssignment;
  /** True where no assignment is better. */
  readonly exact: boolean;
}

/** `start` is any legal assignment with its cost. */
export function searchExactly(
  problem: TierProblem,
  start: { readonly assignment: TierAssignment; readonly cost: number },
): TierSearch {
  const count = problem.loads.length;
  const order = problem.loads
    .map((_, block) => block)
    .sort((a, b) => problem.loads[b]! - problem.loads[a]! || a - b);
  const neighbours = neighboursOf(problem);
  const placed = new Array<number>(count).fill(-1);
  const free = new Float64Array(problem.tiers).fill(1 + LOAD_SLACK);
  const evenly = problem.loads.reduce((sum, load) => sum + load, 0) / problem.tiers;
  let best = start;
  let visits = 0;
  const visit = (depth: number, cost: number): void => {
    const fullest = 1 + LOAD_SLACK - free.reduce((least, each) => Math.min(least, each), Infinity);
    const withLinks = cost + linkCost(problem, Math.max(fullest, evenly));
    // Equal sums in another order differ by rounding alone.
    if (withLinks >= best.cost * (1 - 1e-12) || visits > VISITS_MAX) return;
    if (depth === count) {
      best = { assignment: [...placed], cost: withLinks };
      return;
    }
    const block = order[depth]!;
    for (let tier = 0; tier < problem.tiers; tier++) {
      if (free[tier]! < problem.loads[block]!) continue;
      visits++;
      const before = knownCost(problem, placed, neighbours[block]!);
      placed[block] = tier;
      free[tier]! -= problem.loads[block]!;
      const after = knownCost(problem, placed, neighbours[block]!);
      visit(depth + 1, cost + after - before + placeCost(problem, placed, block));
      free[tier]! += problem.loads[block]!;
      placed[block] = -1;
    }
  };
  visit(0, 0);
  return { assignment: best.assignment, exact: visits <= VISITS_MAX };
}

/** A block and those that it reaches: whose spans it can change. */
function neighboursOf({ loads, sources }: TierProblem): number[][] {
  const touched = loads.map((_, block) => [block]);
  sources.forEach((list, block) => {
    for (const source of list) touched[source]!.push(block);
  });
  return touched;
}

/** Cost of the spans between the placed ones alone, which more blocks only raise. */
function knownCost(
  { sources, spanCosts }: TierProblem,
  placed: readonly number[],
  blocks: readonly number[],
): number {
  let cost = 0;
  for (const block of blocks) {
    let [low, high] = [Infinity, -Infinity];
    const see = (at: number): void => {
      if (placed[at]! < 0) return;
      low = Math.min(low, placed[at]!);
      high = Math.max(high, placed[at]!);
    };
    see(block);
    for (const source of sources[block]!) see(source);
    if (high >= low) cost += spanCosts[block]![high - low]!;
  }
  return cost;
}

/** Of a block's way from the host and of its pairs with those placed before it. */
function placeCost(
  { pairs, hostCosts, costPerLinkPj }: TierProblem,
  placed: readonly number[],
  block: number,
): number {
  let cost = hostCosts[block]! * placed[block]!;
  for (const { from, to, cost: each, sameTierPj } of pairs) {
    const other = from === block ? to : to === block ? from : -1;
    if (other < 0 || other === block || placed[other]! < 0) continue;
    const span = Math.abs(placed[block]! - placed[other]!);
    cost += each * span + (span === 0 ? costPerLinkPj * sameTierPj : 0);
  }
  return cost;
}
