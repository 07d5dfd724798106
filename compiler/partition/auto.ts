/** The default: the best of the structured mapping, index order, and searches where there is something to find. */
import type { CoreType } from '../../src/model/chip.ts';
import type { Partition, QuantNet } from '../../src/model/mapping.ts';
import { CompileError } from '../../src/support/errors.ts';
import type { Effort } from '../hypergraph/problem.ts';
import { isStructureless } from '../hypergraph/structure.ts';
import type { ReachFinder } from '../reach.ts';
import { synapseCountOf } from './atoms.ts';
import { coresAtLeast } from './bounds.ts';
import { barrierTimeNs } from './expected-cost.ts';
import type { PartitionGoal } from './goal.ts';
import { greedyCandidate, searchCandidates } from './multilevel.ts';
import { type Candidate, NetworkSearch } from './network-search.ts';
import { sequentialParts } from './sequential.ts';
import { partitionStructured } from './structured.ts';

/** Synapses other than dense ones, up to which they are walked one by one for what a search and a count need. */
const WALKED_SYNAPSES_MAX = 20_000_000;
/** Cores that a mapping may take over the fewest that are known, for less time. */
const GROWTH_MAX: Readonly<Record<Effort, number>> = { fast: 1.5, normal: 1.5, best: 2 };
/** Pins up to which a search takes no time to speak of. */
const SURE_PINS = 100_000;
/** Index order is not followed to its end where even its first pass, limits aside, sends so many times more. */
const HOPELESS = 2;
/** Above this share of the bound's time a mapping is hardly quicker, and its cost counts so many times. */
const QUICK_SHARE = 0.97;
const DOUBT = 1.25;
/** Shares of a core's compartments that structured mappings are tried with beside all of them. */
const FINER = [0.7];

/**
 * Takes the candidate of least packets x time x root of cores among those that send no more than index order does,
 * and of these those that are quicker where there are any. Costs are those of the profile's own parameter set, so that
 * another one prices the same mapping. Networks of one core, and those with more synapses than can be
 * walked, keep the structured mapping.
 */
export function partitionAuto(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  goal: PartitionGoal,
): Partition {
  const search = new NetworkSearch(net, core, finder, withOwnCosts(goal));
  const structured = structuredOrError(search);
  if (!(structured instanceof CompileError)) {
    if (structured.length <= 1 || walkedSynapses(net) > WALKED_SYNAPSES_MAX) {
      return { partitioner: 'structured', parts: structured };
    }
  } else if (structured.code === 'E_FANIN' || structured.data.neuron !== undefined) {
    throw structured;
  }
  const parts = structured instanceof CompileError ? null : structured;
  if (parts && isProvedShort(search, parts)) return { partitioner: 'structured', parts };
  const first = parts && search.candidateOfLegal(parts, 'structured');
  const { sequential, bounds } = sequentialCandidate(search, first);
  const simple = [first, sequential].filter((each): each is Candidate => each !== null);
  const cores = Math.min(...simple.map((each) => each.parts.length), search.coresMax);
  const coresMost = Math.ceil(cores * GROWTH_MAX[goal.effort]);
  const found =
    isLeast(search, simple) || isHopeless(search)
      ? []
      : [...finerCandidates(search), ...searchCandidates(search, Math.max(2, cores), parts)].filter(
          (each) => each.parts.length <= coresMost,
        );
  const best = bestOf(search, [...simple, ...found], bounds);
  if (best === null) {
    if (structured instanceof CompileError) throw structured;
    return { partitioner: 'structured', parts: structured };
  }
  return { partitioner: `auto (${best.origin})`, parts: best.parts };
}

/** The best outcome of searches alone. Throws as the structured partitioner where nothing is legal. */
export function partitionMultilevel(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  goal: PartitionGoal,
): Partition {
  const search = new NetworkSearch(net, core, finder, withOwnCosts(goal));
  const { parts } = partitionStructured(net, core, finder);
  if (parts.length <= 1 || isProvedShort(search, parts)) {
    return { partitioner: 'multilevel', parts };
  }
  const found = searchCandidates(search, parts.length, parts);
  const best = bestOf(search, found, NO_BOUNDS);
  return { partitioner: 'multilevel', parts: best?.parts ?? parts };
}

/** Growth around shared sources. Throws as the structured partitioner where nothing is legal. */
export function partitionGreedy(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  goal: PartitionGoal,
): Partition {
  const found = greedyCandidate(new NetworkSearch(net, core, finder, goal));
  const parts = found?.parts ?? partitionStructured(net, core, finder).parts;
  return { partitioner: 'greedy', parts };
}

/** The goal at the costs of the profile's own parameter set. */
export function withOwnCosts(goal: PartitionGoal): PartitionGoal {
  const { parameterSets, defaultParameterSet } = goal.profile;
  return { ...goal, set: parameterSets[defaultParameterSet] ?? goal.set };
}

/** Whether it is proved that no mapping has cores enough, so that a search would be in vain. */
function isProvedShort(
  { net, core, finder, coresMax }: NetworkSearch,
  parts: Partition['parts'],
): boolean {
  return parts.length > coresMax && coresAtLeast(net, core, finder).cores > coresMax;
}

/** Whether a network is large and a search would find nothing to hold on to in it. */
function isHopeless({ goal, level }: NetworkSearch): boolean {
  return goal.effort !== 'best' && level.pins.length > SURE_PINS && isStructureless(level);
}

function structuredOrError({
  net,
  core,
  finder,
}: NetworkSearch): Partition['parts'] | CompileError {
  try {
    return partitionStructured(net, core, finder).parts;
  } catch (error) {
    if (error instanceof CompileError) return error;
    throw error;
  }
}

/** Structured mappings on cores that hold fewer compartments: sooner done, with more packets. */
function finerCandidates(search: NetworkSearch): Candidate[] {
  const { net, core, finder } = search;
  return FINER.flatMap((share) => {
    const compartments = Math.max(1, Math.floor(core.limits.compartments.value * share));
    const limits = {
      ...core.limits,
      compartments: { ...core.limits.compartments, value: compartments },
    };
    try {
      const { parts } = partitionStructured(net, { ...core, limits }, finder);
      return [search.candidateOfLegal(parts, 'structured, finer') ?? []].flat();
    } catch (error) {
      if (error instanceof CompileError) return [];
      throw error;
    }
  });
}

function walkedSynapses({ projections }: QuantNet): number {
  return projections
    .filter(({ connectivity }) => connectivity.kind !== 'dense')
    .reduce((sum, projection) => sum + synapseCountOf(projection), 0);
}

/** What index order sends and takes: no mapping is to be worse. */
export interface CostBounds {
  readonly packets: number;
  readonly timeNs: number;
}

const NO_BOUNDS: CostBounds = { packets: Infinity, timeNs: Infinity };

function sequentialCandidate(
  search: NetworkSearch,
  best: Candidate | null,
): { readonly sequential: Candidate | null; readonly bounds: CostBounds } {
  const { net, core, finder, weights, goal } = search;
  const packetsMax = best === null ? Infinity : best.cost.packets * HOPELESS;
  const found = sequentialParts(net, core, finder, weights, packetsMax);
  const sequential = found.parts && search.candidateOfLegal(found.parts, 'sequential');
  if (sequential) return { sequential, bounds: sequential.cost };
  // Not followed to its end: it sends more than any other, and its fullest core is passed at least.
  const { neuronAccess, neuronUpdate } = goal.set.timeNs;
  const stepNs =
    found.fullest * (neuronAccess.value + neuronUpdate.value) +
    barrierTimeNs(Math.ceil(found.cores / goal.profile.grid.coresPerTile), goal.set);
  return { sequential, bounds: { packets: Infinity, timeNs: weights.steps * stepNs } };
}

/** Whether a candidate sends nothing between cores, but what comes from the host once. */
function isLeast({ net, weights }: NetworkSearch, candidates: readonly Candidate[]): boolean {
  const fromHost = weights.columns.reduce((sum, column, population) => {
    if (net.populations[population]!.registers !== null) return sum;
    return sum + column.reduce((all, weight) => all + weight, 0);
  }, 0);
  return candidates.some(({ cost }) => cost.packets === 0 || cost.packets < fromHost);
}

/**
 * The one of least packets x time x root of cores that is allowed, null where there is none: on the cores that there
 * are, with no more packets than the bound, and no slower than it where some are. One that is hardly quicker has to be
 * better by more: expected times are rough.
 */
export function bestOf(
  { coresMax }: NetworkSearch,
  all: readonly Candidate[],
  bounds: CostBounds,
): Candidate | null {
  const fitting = all.filter(({ parts }) => parts.length <= coresMax);
  if (fitting.length === 0) return least(all, ({ parts }) => parts.length);
  const few = fitting.filter(({ cost }) => cost.packets <= bounds.packets);
  const allowed = few.length > 0 ? few : fitting;
  const quick = allowed.filter(({ cost }) => cost.timeNs <= bounds.timeNs);
  return least(quick.length > 0 ? quick : allowed, ({ cost, parts }) => {
    const doubt = cost.timeNs > bounds.timeNs * QUICK_SHARE ? DOUBT : 1;
    return (1 + cost.packets) * (1 + cost.timeNs) * Math.sqrt(parts.length) * doubt;
  });
}

function least(all: readonly Candidate[], scoreOf: (each: Candidate) => number): Candidate | null {
  let [best, score]: [Candidate | null, number] = [null, Infinity];
  for (const each of all) {
    const own = scoreOf(each);
    if (own < score) [best, score] = [each, own];
  }
  return best;
}
