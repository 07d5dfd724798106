/** Tiers of many blocks: moves and swaps that lower the cost, from several starts. */
import type { Rng } from '../../src/support/rng.ts';
import { searchExactly, type TierSearch } from './tier-exact.ts';
import {
  assignmentCost,
  fillInOrder,
  fillLargestFirst,
  LOAD_SLACK,
  spreadOver,
  type TierAssignment,
  type TierProblem,
} from './tier-problem.ts';

/** Blocks up to which the search is exact, as a rule. */
const EXACT_BLOCKS = 14;
const STARTS = 7;
const ROUNDS_MAX = 40;
/** Swaps are tried with this many other blocks of each. */
const SWAPS_MAX = 64;

/** Null where the blocks find no room. */
export function assignTiers(problem: TierProblem, rng: Rng): TierSearch | null {
  const starts = [fillInOrder(problem), fillLargestFirst(problem), spreadOver(problem)].filter(
    (each) => each !== null,
  );
  const first = starts[0];
  if (first === undefined) return null;
  const found = startsFrom(problem, starts, rng).map((start) => descend(problem, start, rng));
  const best = found.reduce((a, b) => (b.cost < a.cost ? b : a));
  if (problem.loads.length > EXACT_BLOCKS) return { assignment: best.assignment, exact: false };
  return searchExactly(problem, best);
}

/** The starts given, and shuffles of the first. */
function startsFrom(
  problem: TierProblem,
  given: readonly TierAssignment[],
  rng: Rng,
): TierAssignment[] {
  const all = [...given];
  while (all.length < STARTS) {
    const shuffled = [...given[0]!];
    const free = freeOf(problem, shuffled);
    for (let block = 0; block < shuffled.length; block++) {
      const tier = rng.integer(problem.tiers);
      moveTo(problem, shuffled, free, block, tier);
    }
    all.push(shuffled);
  }
  return all;
}

function freeOf({ tiers, loads }: TierProblem, assignment: TierAssignment): Float64Array {
  const free = new Float64Array(tiers).fill(1 + LOAD_SLACK);
  assignment.forEach((tier, block) => {
    free[tier]! -= loads[block]!;
  });
  return free;
}

/** Moves the block where there is room; true where it did. */
function moveTo(
  { loads }: TierProblem,
  assignment: number[],
  free: Float64Array,
  block: number,
  tier: number,
): boolean {
  const from = assignment[block]!;
  if (from === tier || free[tier]! < loads[block]!) return false;
  free[from]! += loads[block]!;
  free[tier]! -= loads[block]!;
  assignment[block] = tier;
  return true;
}

interface Costed {
  readonly assignment: TierAssignment;
  readonly cost: number;
}

function descend(problem: TierProblem, start: TierAssignment, rng: Rng): Costed {
  const assignment = [...start];
  const free = freeOf(problem, assignment);
  let cost = assignmentCost(problem, assignment);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const before = cost;
    for (let block = 0; block < assignment.length; block++) {
      cost = bestMove(problem, assignment, free, block, cost);
      cost = bestSwap(problem, assignment, free, block, cost, rng);
    }
    if (cost >= before * (1 - 1e-12)) break;
  }
  return { assignment, cost };
}

function bestMove(
  problem: TierProblem,
  assignment: number[],
  free: Float64Array,
  block: number,
  cost: number,
): number {
  let [best, least] = [assignment[block]!, cost];
  const home = assignment[block]!;
  for (let tier = 0; tier < problem.tiers; tier++) {
    if (tier === home || free[tier]! < problem.loads[block]!) continue;
    assignment[block] = tier;
    const now = assignmentCost(problem, assignment);
    if (now < least) [best, least] = [tier, now];
    assignment[block] = home;
  }
  moveTo(problem, assignment, free, block, best);
  return least;
}

function bestSwap(
  problem: TierProblem,
  assignment: number[],
  free: Float64Array,
  block: number,
  cost: number,
  rng: Rng,
): number {
  const count = assignment.length;
  const tries = Math.min(count, SWAPS_MAX);
  const begin = count > SWAPS_MAX ? rng.integer(count) : 0;
  for (let k = 0; k < tries; k++) {
    const other = (begin + k) % count;
    const [from, to] = [assignment[block]!, assignment[other]!];
    const growth = problem.loads[block]! - problem.loads[other]!;
    if (from === to || free[to]! < growth || free[from]! < -growth) continue;
    [assignment[block], assignment[other]] = [to, from];
    const now = assignmentCost(problem, assignment);
    if (now < cost * (1 - 1e-12)) {
      free[from]! += growth;
      free[to]! -= growth;
      return now;
    }
    [assignment[block], assignment[other]] = [from, to];
  }
  return cost;
}
