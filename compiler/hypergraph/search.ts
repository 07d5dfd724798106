/** The search behind `multilevel` and `auto`: starts of several kinds, the best of them refined in V-cycles. */
import { arrange } from './arrange.ts';
import type { Candidate } from './candidate.ts';
import { createCandidate, isBetter } from './candidate.ts';
import type { ClusterCaps, CoarserLevel } from './coarsen.ts';
import { collapseTwins } from './coarsen.ts';
import { compactCores } from './compact.ts';
import { createDraws } from './draws.ts';
import { growCores } from './grow.ts';
import type { MappingLimits } from './limits.ts';
import { multilevelSteps } from './multilevel.ts';
import type { Effort, PartitionOptions, PreparedProblem } from './problem.ts';
import { repairOverload } from './repair.ts';
import { packSequential } from './sequential.ts';
import { PartitionState } from './state.ts';
import { sweepMoves } from './sweep.ts';
import { findPlane, type PlaneShape, tileOf, tilePlane, tilings } from './tiles.ts';

/** Synapses above which a start that costs as much as the whole of `fast` is left out. */
const LARGE_SYNAPSES = 4_000_000;
/** Synapses that the search for a legal tiling may count. */
const TILING_SYNAPSES_MAX = 60_000_000;
/** Where the tiles lie that are looked at before the whole tiling is counted, as shares of the plane. */
const TILE_SAMPLES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9] as const;
const CYCLES: Readonly<Record<Effort, number>> = { fast: 0, normal: 0, best: 4 };
/** Searches from nothing for each core count, each with its own seed. */
const FRESH_RUNS: Readonly<Record<Effort, number>> = { fast: 1, normal: 1, best: 2 };
/** Work of one repair for each pin; a quarter of it where a start only may serve. */
const WORK_PER_PIN = 30;
/** Cores that repairs may add. */
const SPARE_MAX = 64;
/** So many times the cores needed are more than a search from nothing had better spread over. */
const AMPLE = 2;
/** A V-cycle that saves less than this share is the last. */
const CYCLE_GAIN_MIN = 0.003;

export interface SearchStep {
  readonly phase: string;
  readonly done: number;
  readonly best: Candidate | null;
}

export interface SearchContext {
  readonly problem: PreparedProblem;
  readonly options: PartitionOptions;
  readonly isCancelled: () => boolean;
  /** Cores that no partition may pass; Infinity where the user gave none. */
  readonly coresMax: number;
  /** Set by the first multilevel search, for the others. */
  arranged?: { readonly level: CoarserLevel | null };
}

export function* searchSequential(
  context: SearchContext,
  spareMax: number = SPARE_MAX,
): Generator<SearchStep, Candidate> {
  const { finest, limits } = context.problem;
  yield { phase: 'sequential', done: 0, best: null };
  const { part, cores } = packSequential(finest, limits, null);
  return repaired(context, part, cores, 'sequential', spareMax);
}

/** Growth from vertices in index order and from the most enclosed, by spikes and by axons; the best of them. */
export function* searchGreedy(context: SearchContext): Generator<SearchStep, Candidate> {
  const { problem, options } = context;
  const { finest, limits } = problem;
  const isLarge = finest.pins.length > LARGE_SYNAPSES;
  const ways = [
    { worth: 'axons', start: 'index' },
    { worth: 'axons', start: 'enclosed' },
    { worth: 'spikes', start: 'index' },
    { worth: 'spikes', start: 'enclosed' },
  ] as const;
  const waysMax: Readonly<Record<Effort, number>> = { fast: 1, normal: 2, best: 4 };
  const wanted = ways.slice(0, isLarge ? 1 : waysMax[options.effort]);
  // Twins grow together: in layered networks that is most of the work.
  const twins = collapseTwins(finest, twinCaps(limits), null);
  const level = twins?.level ?? finest;
  let best: Candidate | null = null;
  for (const [n, way] of wanted.entries()) {
    yield { phase: `greedy (${way.worth}, ${way.start})`, done: n / wanted.length, best };
    if (best !== null && context.isCancelled()) break;
    const grown = growCores(level, limits, {
      ...way,
      cores: level.vertexCount,
      fill: limits.neurons,
      draws: createDraws(options.seed),
    });
    const part = twins === null ? grown.part : twins.vertexOf.map((u) => grown.part[u]!);
    const candidate = repaired(context, part, grown.cores, `greedy (${way.worth})`);
    best = better(context, best, candidate);
  }
  return best!;
}

/** Single moves alone, on the neurons themselves. */
function swept(context: SearchContext, best: Candidate): Candidate {
  const { graph, limits, finest } = context.problem;
  const state = new PartitionState(finest, limits, best.cores, best.part.slice(), false);
  sweepMoves(state, 2, context.isCancelled);
  return createCandidate(graph, limits, state.part, best.cores, `${best.origin}, swept`);
}

function twinCaps(limits: MappingLimits): ClusterCaps {
  const bytes = limits.bytesPerSynapse > 0 ? limits.memoryBytes / limits.bytesPerSynapse : Infinity;
  return { neurons: Math.max(1, Math.floor(limits.neurons / 64)), synapses: bytes / 16 };
}

/** All starts, then multilevel search and V-cycles on the best. */
export function* searchAll(context: SearchContext): Generator<SearchStep, Candidate> {
  const { problem, options } = context;
  // Index order that repairs do not make legal at once is left until nothing else is legal.
  let best: Candidate = yield* searchSequential(context, 0);
  const bound = Math.max(1, problem.bounds[0]?.cores ?? 1);
  const isLarge = problem.finest.pins.length > LARGE_SYNAPSES;
  const isBoundByAxons = limitsAxons(problem);
  let grown: Candidate | null = null;
  if (isBoundByAxons) {
    grown = yield* withinShare(searchGreedy(context), 0.2);
    best = better(context, best, grown);
  }
  const axonsDecide = isBoundByAxons && best.metrics.legal && best.cores > bound * 1.3;
  yield { phase: 'tiles', done: 0.2, best };
  best = better(context, best, tiled(context, best));
  // A tiling that fits shows the best cut of a plane, and where axons decide growth by axons is the better
  // start: a search from nothing would only come near them.
  const isSettled = best.origin === 'tiles' && (isLarge || options.effort !== 'best');
  if (isSettled && options.effort === 'fast') return better(context, best, swept(context, best));
  if (!isSettled && !(axonsDecide && options.effort !== 'best')) {
    for (const [n, cores] of coreCounts(context, best, bound).entries()) {
      for (let run = 0; run < FRESH_RUNS[options.effort]; run++) {
        if (context.isCancelled() && best.metrics.legal) break;
        const done = 0.25 + 0.1 * n + 0.05 * run;
        // The first run is that of a lower effort, so that more effort never ends with more messages.
        const effort = run === 0 && FRESH_RUNS[options.effort] > 1 ? 'normal' : options.effort;
        best = better(
          context,
          best,
          yield* multilevel(context, cores, null, best, done, 20 * run, effort),
        );
      }
    }
  }
  if (axonsDecide && grown?.metrics.legal) {
    const fewer = yield* withFewerCores(context, yield* refined(context, grown), bound);
    // Where growth came out ahead, only the highest effort looks further at what it beat.
    if (options.effort === 'best' && grown.part !== best.part) {
      best = yield* refined(context, best);
    }
    best = better(context, best, fewer);
  }
  if (!best.metrics.legal) best = better(context, best, yield* searchSequential(context));
  if (mustRefine(best, 0) || (options.effort === 'best' && !axonsDecide)) {
    best = yield* refined(context, best);
  }
  return options.objective === 'cores' ? yield* withFewerCores(context, best, bound) : best;
}

/** The steps of a search that is the first `share` of a longer one. */
function* withinShare(
  steps: Generator<SearchStep, Candidate>,
  share: number,
): Generator<SearchStep, Candidate> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    yield { ...step.value, done: step.value.done * share };
  }
}

/** V-cycles while they save something; a start that no refinement has seen gets one at any effort. */
function* refined(context: SearchContext, start: Candidate): Generator<SearchStep, Candidate> {
  const { effort } = context.options;
  let best = start;
  for (let cycle = 0; cycle < CYCLES[effort] || mustRefine(best, cycle); cycle++) {
    if (context.isCancelled()) break;
    const before = best.metrics.km1;
    const done = 0.5 + (0.4 * cycle) / (CYCLES[effort] + 1);
    // What a lower effort does first is done here too, so that more effort never ends with more messages.
    const level = mustRefine(best, cycle) && effort === 'best' ? 'normal' : effort;
    const next = yield* multilevel(context, best.cores, best, best, done, cycle, level);
    best = better(context, best, next);
    if (level === effort && before - best.metrics.km1 < before * CYCLE_GAIN_MIN) break;
  }
  return best;
}

/** Empties cores, and refines again: the moves that empty them leave work to do. */
function* withFewerCores(
  context: SearchContext,
  best: Candidate,
  bound: number,
): Generator<SearchStep, Candidate> {
  yield { phase: 'empty cores', done: 0.92, best };
  const fewer = compacted(context, best, bound);
  if (fewer.cores === best.cores || context.isCancelled()) return better(context, best, fewer);
  const cycled = yield* multilevel(context, fewer.cores, fewer, fewer, 0.95, 7);
  return better(context, fewer, cycled);
}

/** A start that no refinement has seen yet gets one cycle at any effort. */
function mustRefine(best: Candidate, cycle: number): boolean {
  return cycle === 0 && !best.origin.includes('multilevel');
}

function limitsAxons({ limits, finest, bounds }: PreparedProblem): boolean {
  if (Number.isFinite(limits.inputAxons)) {
    const cores = bounds[0]?.cores ?? 1;
    const share =
      (finest.pins.length / Math.max(1, finest.vertexCount)) * (finest.vertexCount / cores);
    return Math.min(share, finest.vertexCount) > limits.inputAxons;
  }
  return false;
}

/**
 * Core counts for searches from nothing. Far from the bound it is axons that ask for cores: searching below
 * what growth needed is in vain, a little above it there is room to move.
 */
function coreCounts(context: SearchContext, best: Candidate, bound: number): number[] {
  const { coresMax, options, problem } = context;
  const most = Math.min(coresMax, problem.finest.vertexCount);
  const needed = best.metrics.legal && best.cores > bound * 1.3 ? best.cores : bound;
  if (options.objective === 'cores') return [Math.min(needed, most)];
  const isFar = needed > bound;
  const loose = Math.min(most, Math.ceil(needed * (isFar ? 1.15 : 1)) + Math.floor(needed * 0.03));
  if (Number.isFinite(coresMax) && (!isFar || needed >= most)) {
    // Where far more cores are allowed than needed, few may still do better.
    return most >= loose * AMPLE ? [loose, most] : [most];
  }
  return isFar && options.effort !== 'fast' ? [needed, loose] : [loose];
}

function* multilevel(
  context: SearchContext,
  cores: number,
  start: Candidate | null,
  best: Candidate,
  done: number,
  cycle = 0,
  effort: Effort = context.options.effort,
): Generator<SearchStep, Candidate> {
  const { problem, options, isCancelled } = context;
  const arranged = arrangedOf(context);
  const steps = multilevelSteps(arranged?.level ?? problem.finest, problem.limits, {
    effort,
    cores,
    start: start === null ? null : partUp(start.part, arranged),
    draws: createDraws(options.seed + 101 * cycle),
    isCancelled,
  });
  for (let step = steps.next(); ; step = steps.next()) {
    if (!step.done) {
      yield { phase: step.value, done, best };
      continue;
    }
    const origin = start === null ? 'multilevel' : withCycle(start.origin);
    // It was repaired on the way; where something legal is known, trying harder seldom beats that.
    const spareMax = best.metrics.legal && effort !== 'best' ? -1 : SPARE_MAX;
    return repaired(context, partDown(step.value, arranged), cores, origin, spareMax);
  }
}

/** The finest level in an order that caches like, worked out once for each search. */
function arrangedOf(context: SearchContext): CoarserLevel | null {
  context.arranged ??= { level: arrange(context.problem.finest) };
  return context.arranged.level;
}

function partUp(part: Int32Array, arranged: CoarserLevel | null): Int32Array {
  if (arranged === null) return part;
  const up = new Int32Array(part.length);
  for (let v = 0; v < part.length; v++) up[arranged.vertexOf[v]!] = part[v]!;
  return up;
}

function partDown(part: Int32Array, arranged: CoarserLevel | null): Int32Array {
  return arranged === null ? part : arranged.vertexOf.map((u) => part[u]!);
}

function withCycle(origin: string): string {
  return origin.endsWith('multilevel') || origin.endsWith('cycles')
    ? origin
    : `${origin} + multilevel`;
}

/** Repairs what is over a limit: on the cores there are, then on more and more, up to `spareMax`; not at all below 0. */
function repaired(
  context: SearchContext,
  part: Int32Array,
  cores: number,
  origin: string,
  spareMax: number = SPARE_MAX,
): Candidate {
  const { graph, limits, finest } = context.problem;
  const first = createCandidate(graph, limits, part, cores, origin);
  if (first.metrics.legal || cores === 0) return first;
  let best = first;
  for (let spare = 0; spare <= spareMax && !best.metrics.legal; spare = spare * 2 + 1) {
    const room = Math.min(best.cores + spare, Math.max(context.coresMax, best.cores));
    const state = new PartitionState(finest, limits, room, best.part.slice(), false);
    repairOverload(state, spareMax > 0 ? WORK_PER_PIN : WORK_PER_PIN / 4);
    sweepMoves(state, 1, context.isCancelled);
    const next = createCandidate(graph, limits, state.part, room, `${origin}, repaired`);
    if (isBetter(next, best, context.options.objective, context.coresMax)) best = next;
    if (context.isCancelled() || room >= context.coresMax) break;
  }
  return best;
}

function tiled(context: SearchContext, best: Candidate): Candidate | null {
  const { graph, limits, finest } = context.problem;
  const plane = findPlane(graph);
  if (plane === null) return null;
  const coresMax = Math.min(
    context.coresMax,
    best.metrics.legal ? best.cores * 1.5 : finest.vertexCount,
  );
  const all = tilings(plane, limits, coresMax);
  const tries = Math.max(8, Math.floor(TILING_SYNAPSES_MAX / Math.max(1, finest.pins.length)));
  const step = Math.max(1, Math.ceil(all.length / tries));
  let found: Candidate | null = null;
  for (let n = 0; n < all.length; n += step) {
    const { columns, rows } = all[n]!;
    if (!sampledTilesFit(context, plane, columns, rows)) continue;
    const part = tilePlane(plane, columns, rows);
    const candidate = createCandidate(graph, limits, part, columns * rows, 'tiles');
    if (!candidate.metrics.legal) continue;
    found = candidate;
    break;
  }
  return found;
}

/** Whether tiles on the diagonal of a plane, from its middle outwards, keep to the limits. */
function sampledTilesFit(
  context: SearchContext,
  plane: PlaneShape,
  columns: number,
  rows: number,
): boolean {
  for (const share of TILE_SAMPLES) {
    const tile = tileOf(
      plane,
      columns,
      rows,
      Math.floor(columns * share),
      Math.floor(rows * share),
    );
    if (!tileFits(context, tile)) return false;
  }
  return true;
}

/** Whether a tile keeps to the limits of neurons, input axons and memory. */
function tileFits({ problem }: SearchContext, tile: ArrayLike<number>): boolean {
  const { limits, sources } = problem;
  const found = new Set<number>();
  let synapses = 0;
  for (let n = 0; n < tile.length; n++) {
    const v = tile[n]!;
    for (let k = sources.offsets[v]!; k < sources.offsets[v + 1]!; k++) {
      found.add(sources.sources[k]!);
      synapses++;
    }
  }
  const bytes = synapses * limits.bytesPerSynapse + found.size * limits.bytesPerInputAxon;
  return (
    tile.length <= limits.neurons && found.size <= limits.inputAxons && bytes <= limits.memoryBytes
  );
}

/** Empties cores while the rest can take their neurons, with a round of moves in between. */
function compacted(context: SearchContext, best: Candidate, bound: number): Candidate {
  const { graph, limits, finest } = context.problem;
  if (!best.metrics.legal || best.cores <= bound) return best;
  const state = new PartitionState(finest, limits, best.cores, best.part.slice(), false);
  if (compactCores(state, context.isCancelled) === 0) return best;
  sweepMoves(state, 2, context.isCancelled);
  const next = createCandidate(graph, limits, state.part, state.cores, `${best.origin}, compacted`);
  return isBetter(next, best, context.options.objective, context.coresMax) ? next : best;
}

function better(context: SearchContext, best: Candidate | null, next: Candidate | null): Candidate {
  if (best === null) return next!;
  if (next === null) return best;
  return isBetter(next, best, context.options.objective, context.coresMax) ? next : best;
}
