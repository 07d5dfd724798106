/** Searches over atoms by the hypergraph engine: from nothing, from a plane cut into tiles, or from a mapping. */
import type { Partition, Slice } from '../../src/model/mapping.ts';
import { createDraws } from '../hypergraph/draws.ts';
import { growCores } from '../hypergraph/grow.ts';
import type { Level } from '../hypergraph/level.ts';
import type { MappingLimits } from '../hypergraph/limits.ts';
import { multilevelSteps } from '../hypergraph/multilevel.ts';
import type { Effort } from '../hypergraph/problem.ts';
import { alignAtoms } from './aligned.ts';
import type { Atoms } from './atoms.ts';
import { type CoreCaps, capped, evenCaps, lowerCaps } from './balance-limits.ts';
import type { Candidate, NetworkSearch } from './network-search.ts';

/** What one search starts from and may use. */
interface Attempt {
  readonly origin: string;
  readonly cores: number;
  readonly caps: CoreCaps;
  readonly seed: number;
  readonly start: Int32Array | null;
}

/** What is tried from nothing, and how long. */
interface Breadth {
  /** Pairs: cores over the least known count, and how far over its even share one may work. */
  readonly ways: readonly (readonly [growth: number, slack: number])[];
  readonly seeds: number;
  /** Effort of each single search. */
  readonly each: Effort;
  /** Attempts of which the real cost is counted, those first that the engine finds best. */
  readonly counted: number;
}

const BREADTHS: Readonly<Record<Effort, Breadth>> = {
  fast: { ways: [[1, 1.5]], seeds: 1, each: 'fast', counted: 2 },
  normal: {
    ways: [
      [1, Infinity],
      [1.25, 1.5],
      [1.5, 1.15],
    ],
    seeds: 1,
    each: 'fast',
    counted: 4,
  },
  best: {
    ways: [0.9, 1, 1.1, 1.25, 1.5, 2].flatMap((growth) =>
      [Infinity, 1.5, 1.25, 1.1].map((slack) => [growth, slack] as const),
    ),
    seeds: 4,
    each: 'normal',
    counted: 40,
  },
};

/** Pins above which the first way alone is tried, and the structured mapping refined once. */
const LARGE_PINS = 200_000;

/** How far over its even share a core may work where a search starts from tiles. */
const TILES_SLACK = 1.15;
/** Shares of the most that a core of the structured mapping does, under which searches from it stay. */
const LOWER_SHARES = [1, 0.9, 0.7];

/** Legal outcomes of searches around `cores` cores; `begun` is a partition to start from as well. */
export function searchCandidates(
  search: NetworkSearch,
  cores: number,
  begun: Partition['parts'] | null,
): Candidate[] {
  return candidatesOf(search, attemptsOf(search, cores, begun));
}

/** Legal outcomes of refining `parts` on their cores: for packets alone, and without a core doing more than now. */
export function refinedCandidates(search: NetworkSearch, parts: Partition['parts']): Candidate[] {
  const { atoms, level, workNs, goal } = search;
  const start = startFrom(atoms, parts);
  const cores = parts.length;
  const base = { origin: 'refined', cores, seed: goal.seed, start };
  return candidatesOf(search, [
    { ...base, caps: evenCaps(level, workNs, 1, Infinity) },
    { ...base, caps: lowerCaps(level, workNs, start, cores, 1) },
  ]);
}

function candidatesOf(search: NetworkSearch, attempts: readonly Attempt[]): Candidate[] {
  const { effort } = search.goal;
  const outcomes = attempts.map((attempt) => ({ attempt, ...outcomeOf(search, attempt) }));
  outcomes.sort((a, b) => a.score - b.score);
  const distinct = outcomes.filter(({ score }, k) => k === 0 || score !== outcomes[k - 1]!.score);
  return distinct.slice(0, BREADTHS[effort].counted).flatMap(({ attempt, part }) => {
    const found = search.candidateOfAtoms(part, attempt.cores, attempt.origin);
    return found === null ? [] : [found];
  });
}

function attemptsOf(
  search: NetworkSearch,
  cores: number,
  begun: Partition['parts'] | null,
): Attempt[] {
  const { net, atoms, level, workNs, coresMax, goal } = search;
  const breadth = BREADTHS[goal.effort];
  const isLarge = level.pins.length > LARGE_PINS && goal.effort !== 'best';
  const evenly = (count: number, slack: number): CoreCaps => evenCaps(level, workNs, count, slack);
  const countsMax = Math.min(coresMax, atoms.count);
  const ways = breadth.ways
    .map(([growth, slack]) => ({ count: Math.ceil(cores * growth), slack }))
    .filter(({ count }) => count >= 2 && count <= countsMax)
    .slice(0, isLarge ? 1 : Infinity);
  const found: Attempt[] = [];
  for (let n = 0; n < breadth.seeds; n++) {
    const seed = goal.seed + 7919 * n;
    for (const { count, slack } of ways) {
      const caps = evenly(count, slack);
      found.push({ origin: 'multilevel', cores: count, caps, seed, start: null });
    }
  }
  if (goal.effort === 'fast') return found;
  const { seed } = goal;
  for (const [rows, columns] of tilings(ways.slice(1).map(({ count }) => count))) {
    const tiles = rows * columns;
    if (tiles > countsMax) continue;
    const start = alignAtoms(net, atoms, rows, columns);
    const caps = evenly(tiles, TILES_SLACK);
    found.push({ origin: 'tiles + multilevel', cores: tiles, caps, seed, start });
  }
  if (begun === null || begun.length < 2) return found;
  const start = startFrom(atoms, begun);
  const origin = 'structured + multilevel';
  for (const share of isLarge ? [1] : LOWER_SHARES) {
    const cores = Math.ceil(begun.length / share);
    const caps = lowerCaps(level, workNs, start, begun.length, share);
    if (cores <= coresMax) found.push({ origin, cores, caps, seed, start });
  }
  return found;
}

/** Nearly square rows x columns for each count, at least two of each. */
function tilings(counts: readonly number[]): [number, number][] {
  const found = new Map<string, [number, number]>();
  for (const count of counts) {
    const rows = Math.max(1, Math.floor(Math.sqrt(count)));
    const columns = Math.ceil(count / rows);
    found.set(`${rows}x${columns}`, [rows, columns]);
  }
  return [...found.values()];
}

/** Core of each atom: that of most of its neurons. */
function startFrom(atoms: Atoms, parts: readonly (readonly Slice[])[]): Int32Array {
  const most = new Int32Array(atoms.count);
  const part = new Int32Array(atoms.count);
  const votes = new Int32Array(atoms.count);
  parts.forEach((slices, core) => {
    const touched: number[] = [];
    for (const { population, neurons } of slices) {
      for (const neuron of neurons) {
        const atom = atoms.atomOf[population]![neuron]!;
        if (votes[atom]!++ === 0) touched.push(atom);
      }
    }
    for (const atom of touched) {
      if (votes[atom]! > most[atom]!) {
        most[atom] = votes[atom]!;
        part[atom] = core;
      }
      votes[atom] = 0;
    }
  });
  return part;
}

/** Where the engine ends, and its own estimate of packets x time. */
function outcomeOf(
  search: NetworkSearch,
  { cores, caps, seed, start }: Attempt,
): { readonly part: Int32Array; readonly score: number } {
  const { level, limits } = capped(search.level, search.limits(), search.workNs, caps);
  const steps = multilevelSteps(level, limits, {
    effort: BREADTHS[search.goal.effort].each,
    cores,
    start,
    draws: createDraws(seed),
    isCancelled: () => false,
  });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { part: step.value, score: scoreOf(search, step.value, cores) };
  }
}

function scoreOf(search: NetworkSearch, part: Int32Array, cores: number): number {
  const { level, workNs, goal, weights } = search;
  const { neuronAccess, neuronUpdate } = goal.set.timeNs;
  const walkNs = weights.steps * (neuronAccess.value + neuronUpdate.value);
  const service = new Float64Array(cores);
  const walk = new Float64Array(cores);
  part.forEach((core, atom) => {
    service[core]! += workNs[atom]!;
    walk[core]! += level.sizes[atom]! * walkNs;
  });
  const slowest = service.reduce((most, ns, core) => Math.max(most, ns, walk[core]!), 1);
  return (1 + packetsOf(level, part, cores)) * slowest;
}

function packetsOf(level: Level, part: Int32Array, cores: number): number {
  const stamp = new Int32Array(cores).fill(-1);
  let packets = 0;
  for (let net = 0; net < level.netCount; net++) {
    const home = part[level.netSources[net]!]!;
    for (let k = level.pinBegins[net]!; k < level.pinBegins[net + 1]!; k++) {
      const core = part[level.pins[k]!]!;
      if (core === home || stamp[core] === net) continue;
      stamp[core] = net;
      packets += level.netWeights[net]!;
    }
  }
  return packets;
}

/** Cores grown one after the other around shared sources. */
export function greedyCandidate(search: NetworkSearch): Candidate | null {
  const { level, atoms, goal } = search;
  const limits: MappingLimits = search.limits();
  const { part, cores } = growCores(level, limits, {
    cores: atoms.count,
    fill: limits.neurons,
    worth: 'spikes',
    start: 'enclosed',
    draws: createDraws(goal.seed),
  });
  // A growth may leave single atoms over; each gets a core of its own, which repair then fills.
  let next = cores;
  const placed = part.map((core) => (core < 0 ? next++ : core));
  return search.candidateOfAtoms(placed, next, 'greedy');
}
