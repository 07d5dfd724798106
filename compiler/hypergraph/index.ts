/** Partitioners of spiking networks by name, behind one interface. */

import type { Candidate } from './candidate.ts';
import { checkGraph, sourcesOf } from './graph.ts';
import { finestLevel } from './level.ts';
import { coreBounds, findImpossible } from './limits.ts';
import type {
  MappingProblem,
  PartitionOptions,
  PartitionProgress,
  PartitionReport,
  PartitionResult,
  PreparedProblem,
} from './problem.ts';
import type { SearchContext, SearchStep } from './search.ts';
import { searchAll, searchGreedy, searchSequential } from './search.ts';
import { isStructureless } from './structure.ts';

export interface GraphPartitioner {
  readonly name: string;
  readonly description: string;
}

type Search = (context: SearchContext) => Generator<SearchStep, Candidate>;

interface SearchByName extends GraphPartitioner {
  readonly search: Search;
  /** Networks without structure get the two simple orders only. */
  readonly looksForStructure: boolean;
}

const SEARCHES: readonly SearchByName[] = [
  {
    name: 'auto',
    description: 'multilevel, or the simple orders where a network has no structure to find',
    search: searchAll,
    looksForStructure: true,
  },
  {
    name: 'multilevel',
    description: 'all starts, clusters of neurons that share nets, k-way refinement in V-cycles',
    search: searchAll,
    looksForStructure: false,
  },
  {
    name: 'greedy',
    description: 'grows one core after the other by the sources that its neurons share',
    search: searchGreedy,
    looksForStructure: false,
  },
  {
    name: 'sequential',
    description: 'fills one core after the other in index order',
    search: searchSequential,
    looksForStructure: false,
  },
];

/** All partitioners of bare networks, the default first; command-line help is made of this list. */
export const GRAPH_PARTITIONERS: readonly GraphPartitioner[] = SEARCHES.map(
  ({ name, description }) => ({ name, description }),
);

/** Columns and bounds that a search needs. Throws InputError E_GRAPH for columns that disagree. */
function prepareProblem(problem: MappingProblem): PreparedProblem {
  checkGraph(problem.graph);
  const sources = sourcesOf(problem.graph);
  return {
    ...problem,
    sources,
    finest: finestLevel(problem.graph, sources),
    bounds: coreBounds(problem.graph, sources, problem.limits),
  };
}

/** Partitions in one go. `name` must be one of GRAPH_PARTITIONERS. Legal where `report.legal` says so. */
export function partitionGraph(
  name: string,
  problem: MappingProblem,
  options: PartitionOptions,
): PartitionResult {
  const steps = partitionSteps(name, problem, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    options.onProgress?.(step.value);
  }
}

/** The same step by step, so that a caller can look at a clock or an interrupt in between. */
export function* partitionSteps(
  name: string,
  problem: MappingProblem,
  options: PartitionOptions,
): Generator<PartitionProgress, PartitionResult> {
  const chosen = SEARCHES.find((candidate) => candidate.name === name) ?? SEARCHES[0]!;
  yield { phase: 'prepare', km1: null, cores: null, done: 0 };
  const prepared = prepareProblem(problem);
  const impossible = findImpossible(problem.graph, problem.limits);
  let cancelled = false;
  const context: SearchContext = {
    problem: prepared,
    options,
    coresMax: options.cores ?? Infinity,
    isCancelled: () => {
      cancelled ||= options.isCancelled?.() ?? false;
      return cancelled;
    },
  };
  const structureless = chosen.looksForStructure && isStructureless(prepared.finest);
  const isShort = (prepared.bounds[0]?.cores ?? 0) > context.coresMax;
  const steps = chooseSearch(chosen, structureless || isShort, impossible.length > 0)(context);
  for (;;) {
    const step = steps.next();
    if (step.done) {
      const { part, cores, metrics, origin } = step.value;
      const report: PartitionReport = {
        partitioner: chosen.name,
        legal: metrics.legal,
        metrics,
        bounds: prepared.bounds,
        impossible,
        structureless,
        cancelled,
        origin,
      };
      return { part, cores, report };
    }
    yield progressOf(step.value);
  }
}

/** Cores to spare for repairs: none are made. */
const NO_REPAIR = -1;

/** What no search makes legal is shown in index order; where a search is in vain, the simple orders have to do. */
function chooseSearch({ search }: SearchByName, isVain: boolean, isLost: boolean): Search {
  if (isLost) return (context) => searchSequential(context, NO_REPAIR);
  return isVain && search === searchAll ? searchSimple : search;
}

/** Index order, and growth where that is not legal. */
function* searchSimple(context: SearchContext): Generator<SearchStep, Candidate> {
  const sequential = yield* searchSequential(context);
  if (sequential.metrics.legal && sequential.cores <= context.coresMax) return sequential;
  const greedy = yield* searchGreedy(context);
  return greedy.metrics.legal || !sequential.metrics.legal ? greedy : sequential;
}

function progressOf({ phase, done, best }: SearchStep): PartitionProgress {
  return { phase, km1: best?.metrics.km1 ?? null, cores: best?.cores ?? null, done };
}
