/** Placers of parts on sites, the same for chips and for bare meshes. */
import { createDraws } from '../hypergraph/draws.ts';
import type { Effort } from '../hypergraph/problem.ts';
import { placeBisected } from './bisect.ts';
import type { CastGroups } from './cast-trees.ts';
import { TreeJudge } from './cast-trees.ts';
import type { Flows } from './flows.ts';
import { LinkJudge, worstLinkLoad } from './link-loads.ts';
import type { Shortage, SiteRules } from './rules.ts';
import { withinRules } from './rules.ts';
import { type SiteGrid, siteGrid } from './site-grid.ts';
import type { SiteLinks } from './site-links.ts';
import { placementCost, SiteState } from './site-state.ts';
import type { Sites } from './sites.ts';
import { placeSpectral } from './spectral.ts';
import { hilbertOrder, placeInOrder, siteNumbers, snakeOrder } from './starts.ts';
import type { SwapJudge } from './swap-search.ts';
import { anneal, descend } from './swap-search.ts';

/** What a placement is good for: few hops, a light busiest link, or few links of multicast trees. */
export const PLACE_GOALS = ['hops', 'worst-link', 'multicast'] as const;

export type PlaceGoal = (typeof PLACE_GOALS)[number];

export interface PlaceProblem {
  readonly flows: Flows;
  readonly sites: Sites;
  /** Links on ways between sites. */
  readonly links: SiteLinks;
  readonly rules: SiteRules | null;
  /** Parts in the order in which snake and Hilbert starts take them; by number where it is absent. */
  readonly partOrder?: Int32Array;
  /** Asked for where the goal is `multicast`. */
  readonly castGroups?: () => CastGroups;
}

export interface PlaceOptions {
  readonly effort: Effort;
  readonly seed: number;
  readonly goal: PlaceGoal;
  /** Times the work that the effort allows; default: 1. */
  readonly patience?: number;
  readonly isCancelled?: () => boolean;
}

export interface Placer {
  readonly name: string;
  readonly description: string;
  readonly start: (problem: PlaceProblem, seed: number) => Int32Array;
  /** Whether a search follows. */
  readonly searches: boolean;
}

/** All placers, the default first; command-line help is made of this list. */
export const PLACERS: readonly Placer[] = [
  {
    name: 'anneal',
    description: 'the best of all starts, then annealing by swaps; never worse than row-major',
    start: placeRowMajor,
    searches: true,
  },
  {
    name: 'bisect',
    description: 'recursive bisection of chip and traffic alone',
    start: (problem) => placeBisected(problem.flows, problem.sites, snakeOrder(problem.sites)),
    searches: false,
  },
  {
    name: 'spectral',
    description: 'columns and rows by the two slowest patterns of the traffic',
    start: ({ flows, sites }, seed) =>
      placeSpectral(
        flows,
        sites,
        siteNumbers(sites).subarray(0, flows.partCount),
        createDraws(seed),
      ),
    searches: false,
  },
  {
    name: 'row-major',
    description: 'part after part on core after core',
    start: placeRowMajor,
    searches: false,
  },
  {
    name: 'snake',
    description: 'parts by level along a snake over the tiles',
    start: (problem) => placeInOrder(partOrder(problem), snakeOrder(problem.sites)),
    searches: false,
  },
];

/** A site for each part, or the parts that have too few. There are at least as many sites as parts. */
export function placeParts(
  placer: Placer,
  problem: PlaceProblem,
  options: PlaceOptions,
): Int32Array | Shortage {
  const { sites, rules } = problem;
  const within = withinRules(placer.start(problem, options.seed), sites.count, rules);
  if (!(within instanceof Int32Array) || !placer.searches) return within;
  return search(problem, within, options);
}

function placeRowMajor({ flows, sites }: PlaceProblem): Int32Array {
  return siteNumbers(sites).slice(0, flows.partCount);
}

function partOrder({ flows, partOrder: order }: PlaceProblem): Int32Array {
  return order ?? Int32Array.from({ length: flows.partCount }, (_, part) => part);
}

/** Steps of work of the search, before and per square of parts. */
const WORK: Readonly<Record<Effort, { readonly most: number; readonly perPair: number }>> = {
  fast: { most: 6e6, perPair: 300 },
  normal: { most: 5e7, perPair: 6000 },
  best: { most: 5e8, perPair: 20_000 },
};

/** A hot run that forgets its start, and a cool one that mends it; each with its share of the work. */
const HEATS = [
  { heat: 1.5, share: 0.7 },
  { heat: 0.4, share: 0.3 },
] as const;

interface Search {
  readonly problem: PlaceProblem;
  readonly grid: SiteGrid;
  readonly options: PlaceOptions;
  readonly isCancelled: () => boolean;
  readonly work: number;
}

function search(problem: PlaceProblem, rowMajor: Int32Array, options: PlaceOptions): Int32Array {
  const parts = problem.flows.partCount;
  if (parts === 0) return rowMajor;
  const { most, perPair } = WORK[options.effort];
  const run: Search = {
    problem,
    grid: siteGrid(problem.sites),
    options,
    isCancelled: options.isCancelled ?? ((): boolean => false),
    work: Math.min(most, perPair * parts * parts + 100_000) * (options.patience ?? 1),
  };
  const forHops = searchHops(run, rowMajor);
  if (options.goal === 'hops') return relieve(run, forHops);
  const secondary = searchFor(run, options.goal, forHops);
  return options.goal === 'multicast' ? relieveTrees(run, secondary) : secondary;
}

/** The best of descents from all starts and of annealing from the best of them. */
function searchHops(run: Search, rowMajor: Int32Array): Int32Array {
  const { problem, grid, options, isCancelled } = run;
  const { flows, sites, rules } = problem;
  let best = rowMajor;
  let least = placementCost(flows, sites, best);
  const state = new SiteState(flows, sites, best.slice());
  const keepIfBetter = (): void => {
    const cost = placementCost(flows, sites, state.siteOf);
    if (cost >= least) return;
    [best, least] = [state.siteOf.slice(), cost];
  };
  for (const start of startsOf(problem, options.seed)) {
    const within = withinRules(start, sites.count, rules);
    if (!(within instanceof Int32Array) || isCancelled()) continue;
    state.restore(within);
    descend(state, grid, { work: run.work / 25, rules, isCancelled });
    keepIfBetter();
  }
  // Parts that talk to the host alone do not matter to each other: a descent ends with the best already.
  const heats = flows.others.length === 0 ? [] : HEATS;
  for (const { heat, share } of heats) {
    state.restore(best);
    const draws = createDraws(options.seed);
    anneal(state, grid, { work: run.work * share, heat, draws, rules, isCancelled });
    descend(state, grid, { work: run.work / 10, rules, isCancelled });
    keepIfBetter();
  }
  return best;
}

function startsOf(problem: PlaceProblem, seed: number): Int32Array[] {
  const { flows, sites } = problem;
  const order = partOrder(problem);
  const starts = [
    placeRowMajor(problem),
    placeInOrder(order, snakeOrder(sites)),
    placeInOrder(order, hilbertOrder(sites)),
  ];
  if (flows.partCount <= 2) return starts;
  const searched = PLACERS.filter(({ name }) => name === 'bisect' || name === 'spectral');
  return [...starts, ...searched.map(({ start }) => start(problem, seed))];
}

/** Anneals for the goal from a placement with few hops, and keeps what is better in the goal, then in hops. */
function searchFor(run: Search, goal: 'worst-link' | 'multicast', from: Int32Array): Int32Array {
  const { problem, grid, options, isCancelled } = run;
  const { flows, sites, links, rules } = problem;
  const trees = goal === 'multicast' ? problem.castGroups?.() : undefined;
  if (goal === 'multicast' && trees === undefined) return from;
  const judge = trees
    ? new TreeJudge(trees, links, from.slice(), sites.count)
    : new LinkJudge(flows, links, from.slice(), sites.count);
  const measure = (siteOf: Int32Array): readonly [number, number] => [
    judge instanceof TreeJudge ? judge.total() : worstLinkLoad(flows, links, siteOf),
    placementCost(flows, sites, siteOf),
  ];
  const before = measure(from);
  const draws = createDraws(options.seed);
  anneal(judge, grid, { work: run.work, heat: 0.3, draws, rules, isCancelled });
  descend(judge, grid, { work: run.work / 2, rules, isCancelled });
  const after = measure(judge.siteOf);
  const isBetter = after[0] < before[0] || (after[0] === before[0] && after[1] < before[1]);
  return isBetter ? judge.siteOf : from;
}

/** Among placements of equally many hops, one whose busiest links carry less. */
function relieve(run: Search, siteOf: Int32Array): Int32Array {
  const { flows, sites } = run.problem;
  const state = new SiteState(flows, sites, siteOf.slice());
  return relieveLinks(run, state, siteOf);
}

function relieveTrees(run: Search, siteOf: Int32Array): Int32Array {
  const { castGroups, links, sites } = run.problem;
  const trees = castGroups?.();
  if (trees === undefined) return siteOf;
  return relieveLinks(run, new TreeJudge(trees, links, siteOf.slice(), sites.count), siteOf);
}

const RELIEVED_PARTS_MAX = 512;

/** Takes swaps that cost `judge` nothing and lighten the busiest links. */
function relieveLinks(run: Search, judge: SwapJudge, siteOf: Int32Array): Int32Array {
  const { flows, sites, links, rules } = run.problem;
  if (flows.partCount > RELIEVED_PARTS_MAX) return siteOf;
  const loads = new LinkJudge(flows, links, siteOf.slice(), sites.count);
  const both: SwapJudge = {
    siteOf: judge.siteOf,
    partAt: judge.partAt,
    get work() {
      return loads.work;
    },
    gain: (a, site) => (judge.gain(a, site) < -1e-9 ? -1 : loads.gain(a, site)),
    swap: (a, site) => {
      judge.swap(a, site);
      loads.swap(a, site);
    },
    restore: (sites) => {
      judge.restore(sites);
      loads.restore(sites);
    },
  };
  const { grid, isCancelled } = run;
  descend(both, grid, { work: run.work / 10, rules, isCancelled });
  return both.siteOf;
}
