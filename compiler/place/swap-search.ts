import type { Draws } from '../hypergraph/draws.ts';
import type { SiteRules } from './rules.ts';
import { allowsSite } from './rules.ts';
import type { SiteGrid } from './site-grid.ts';
import { drawNear, forEachNear } from './site-grid.ts';

/** A cost of a placement that knows what a swap of two sites saves. */
export interface SwapJudge {
  readonly siteOf: Int32Array;
  readonly partAt: Int32Array;
  /** Steps of work so far: a clock that is equal on every machine. */
  readonly work: number;
  /** What is saved when part a goes to `site` and the part there, if any, to its place. */
  readonly gain: (a: number, site: number) => number;
  readonly swap: (a: number, site: number) => void;
  /** Puts every part where `siteOf` says. */
  readonly restore: (siteOf: Int32Array) => void;
}

export interface AnnealOptions {
  /** Steps of work that it may take. */
  readonly work: number;
  /** First temperature over the usual change by a swap with a neighbour: low where the start is good. */
  readonly heat: number;
  readonly draws: Draws;
  readonly rules: SiteRules | null;
  readonly isCancelled: () => boolean;
}

/** The last temperature as a share of the first. */
const COOLED = 0.05;
/** Columns and rows that a swap spans at most at the beginning; at the end it is one. */
const REACH = 4;
const TRIALS_A_STAGE = 256;

/**
 * Anneals (Kirkpatrick et al. 1983, doi:10.1126/science.220.4598.671) with swaps of near sites and leaves the best
 * placement seen. Returns what was saved.
 */
export function anneal(judge: SwapJudge, grid: SiteGrid, options: AnnealOptions): number {
  const { draws, rules, work } = options;
  const { siteOf } = judge;
  const partCount = siteOf.length;
  if (partCount === 0 || grid.sites.length < 2) return 0;
  const first = usualChange(judge, grid, draws) * options.heat;
  if (first <= 0) return 0;
  const best = siteOf.slice();
  let [saved, most] = [0, 0];
  const begin = judge.work;
  for (let done = 0; done < 1 && !options.isCancelled(); ) {
    const temperature = first * COOLED ** done;
    const reach = 1 + Math.round((REACH - 1) * (1 - done));
    const hopeless = -20 * temperature;
    for (let n = 0; n < TRIALS_A_STAGE; n++) {
      const a = draws.below(partCount);
      const site = drawNear(grid, siteOf[a]!, reach, draws);
      if (site < 0 || site === siteOf[a] || !allowsSwap(judge, rules, a, site)) continue;
      const gain = judge.gain(a, site);
      if (gain < hopeless) continue;
      if (gain < 0 && draws.below(1 << 30) >= chance(gain / temperature) * (1 << 30)) continue;
      judge.swap(a, site);
      saved += gain;
      if (saved <= most) continue;
      most = saved;
      best.set(siteOf);
    }
    // Draws that find no swap to judge still bring the end nearer.
    done = Math.max(done + TRIALS_A_STAGE / (32 * work), (judge.work - begin) / work);
  }
  judge.restore(best);
  return most;
}

function allowsSwap(judge: SwapJudge, rules: SiteRules | null, a: number, site: number): boolean {
  if (rules === null) return true;
  const other = judge.partAt[site]!;
  return allowsSite(rules, a, site) && (other < 0 || allowsSite(rules, other, judge.siteOf[a]!));
}

/** exp(x) for -20 <= x <= 0 by the limit (1 + x/1024)^1024: only multiplications, so equal on every machine. */
function chance(x: number): number {
  let base = 1 + x / 1024;
  for (let n = 0; n < 10; n++) base *= base;
  return base;
}

/** Mean size of a change by a swap with a neighbouring place. */
function usualChange(judge: SwapJudge, grid: SiteGrid, draws: Draws): number {
  let [sum, count] = [0, 0];
  for (let n = 0; n < 500; n++) {
    const a = draws.below(judge.siteOf.length);
    const site = drawNear(grid, judge.siteOf[a]!, 1, draws);
    if (site < 0 || site === judge.siteOf[a]) continue;
    sum += Math.abs(judge.gain(a, site));
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Pairs of part and site up to which a descent looks at all of them. */
const ALL_PAIRS_MAX = 4_000_000;
const NEAR_REACH = 3;
const PASSES_MAX = 30;

export interface DescentOptions {
  readonly work: number;
  readonly rules: SiteRules | null;
  readonly isCancelled: () => boolean;
}

/** Takes for each part the swap that saves most, with any site or on large chips with near ones, until none saves. */
export function descend(judge: SwapJudge, grid: SiteGrid, options: DescentOptions): void {
  const { siteOf } = judge;
  const { rules } = options;
  const all = siteOf.length * grid.sites.length <= ALL_PAIRS_MAX;
  const reach = all ? Math.max(grid.width, grid.height) : NEAR_REACH;
  const end = judge.work + options.work;
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let improved = false;
    for (let a = 0; a < siteOf.length; a++) {
      if (judge.work >= end || options.isCancelled()) return;
      let [best, most] = [-1, 1e-6];
      forEachNear(grid, siteOf[a]!, reach, (site) => {
        if (site === siteOf[a] || !allowsSwap(judge, rules, a, site)) return;
        const gain = judge.gain(a, site);
        if (gain > most) [best, most] = [site, gain];
      });
      if (best < 0) continue;
      judge.swap(a, best);
      improved = true;
    }
    if (!improved) return;
  }
}
