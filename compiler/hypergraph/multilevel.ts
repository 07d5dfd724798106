/**
 * Multilevel k-way partitioning: clusters of vertices that share nets, a partition of the coarsest level,
 * and refinement on each finer level. With a partition to start from, clusters stay inside its cores and
 * the refinement begins there (a V-cycle), so that it never gets worse.
 */

import type { CoarserLevel } from './coarsen.ts';
import { coarsen, collapseTwins } from './coarsen.ts';
import type { Draws } from './draws.ts';
import { totalOverload } from './fits.ts';
import { FmSearch } from './fm.ts';
import { growCores } from './grow.ts';
import type { Level } from './level.ts';
import type { MappingLimits } from './limits.ts';
import type { Effort } from './problem.ts';
import { repairOverload } from './repair.ts';
import { packSequential } from './sequential.ts';
import { PartitionState } from './state.ts';
import { sweepMoves } from './sweep.ts';

export interface MultilevelOptions {
  readonly effort: Effort;
  /** Cores that may be used. */
  readonly cores: number;
  /** Where to start from, [neuronCount]; clusters then stay inside of its cores. */
  readonly start: Int32Array | null;
  readonly draws: Draws;
  readonly isCancelled: () => boolean;
}

interface Tuning {
  /** Vertices of the coarsest level for each core. */
  readonly verticesPerCore: number;
  /** The same in a V-cycle: coarser levels find little that its start lacks. */
  readonly cycleVerticesPerCore: number;
  readonly verticesMin: number;
  readonly visitsMax: number;
  readonly starts: number;
  readonly seeds: number;
  readonly fruitlessMax: number;
  readonly rounds: number;
  /** Work of one refinement for each pin of its level. */
  readonly workPerPin: number;
  /** Work for each pin that has to save something. */
  readonly windowPerPin: number;
}

const TUNINGS: Readonly<Record<Effort, Tuning>> = {
  fast: {
    verticesPerCore: 24,
    cycleVerticesPerCore: 24,
    verticesMin: 200,
    visitsMax: 256,
    starts: 2,
    seeds: 50,
    fruitlessMax: 30,
    rounds: 1,
    workPerPin: 10,
    windowPerPin: 5,
  },
  normal: {
    verticesPerCore: 24,
    cycleVerticesPerCore: 36,
    verticesMin: 200,
    visitsMax: 1024,
    starts: 4,
    seeds: 25,
    fruitlessMax: 60,
    rounds: 2,
    workPerPin: 40,
    windowPerPin: 8,
  },
  best: {
    verticesPerCore: 32,
    cycleVerticesPerCore: 32,
    verticesMin: 300,
    visitsMax: 4096,
    starts: 6,
    seeds: 8,
    fruitlessMax: 120,
    rounds: 6,
    workPerPin: 45,
    windowPerPin: Infinity,
  },
};

/** Networks of so many synapses look at fewer pins for each vertex as they are coarsened. */
const LARGE_PINS = 4_000_000;
const LARGE_VISITS_MAX = 256;
/** On coarsest levels of so many pins starts differ little, so one is enough. */
const LARGE_COARSE_PINS = 500_000;
const LARGE_STARTS = [2] as const;

/** Levels of so many pins are refined for half the work: what more finds is less there. */
const LARGE_WORK_PINS = 1_000_000;

/** A refinement ends where a window of work saves less than this share. */
const WINDOW_GAIN_MIN = 0.0005;

/** What every refinement may take, however small the level. */
const WORK_MIN = 2_000_000;

/** Yields the phase it is about to begin; returns the core of each vertex of `finest`. */
export function* multilevelSteps(
  finest: Level,
  limits: MappingLimits,
  options: MultilevelOptions,
): Generator<string, Int32Array> {
  const tuning = TUNINGS[options.effort];
  yield 'coarsen';
  const stack: CoarserLevel[] = [];
  let part = options.start;
  let level = finest;
  const perCore = part === null ? tuning.verticesPerCore : tuning.cycleVerticesPerCore;
  const wanted = Math.max(tuning.verticesMin, perCore * options.cores);
  const visitsMax = finest.pins.length > LARGE_PINS ? LARGE_VISITS_MAX : tuning.visitsMax;
  for (let depth = 0; level.vertexCount > wanted && !options.isCancelled(); depth++) {
    const caps = capsFor(finest, limits, options.cores, wanted);
    const coarser: CoarserLevel | null =
      (depth === 0 ? collapseTwins(level, caps, part) : null) ??
      coarsen(level, caps, part, visitsMax, options.draws);
    if (coarser === null) break;
    if (part !== null) part = projectUp(part, coarser);
    stack.push(coarser);
    level = coarser.level;
    yield 'coarsen';
  }
  yield 'initial partition';
  part ??= initialPartition(level, limits, options, tuning);
  for (let depth = stack.length; depth >= 0; depth--) {
    yield `refine level ${depth}`;
    level = depth === 0 ? finest : stack[depth - 1]!.level;
    if (depth < stack.length) part = projectDown(part, stack[depth]!.vertexOf);
    if (options.isCancelled() && options.start !== null && depth > 0) continue;
    part = refine(level, limits, options, tuning, part, depth === 0 || options.start !== null);
  }
  return part;
}

function capsFor(
  finest: Level,
  limits: MappingLimits,
  cores: number,
  wanted: number,
): { readonly neurons: number; readonly synapses: number } {
  const synapses = finest.pins.length;
  return {
    neurons: Math.max(
      1,
      Math.floor(Math.min(limits.neurons / 8, (finest.vertexCount * 1.6) / wanted)),
    ),
    synapses: Math.max(
      1,
      Math.min(
        limits.bytesPerSynapse > 0 ? limits.memoryBytes / limits.bytesPerSynapse / 8 : Infinity,
        (synapses / Math.max(1, cores)) * 0.5,
      ),
    ),
  };
}

function projectUp(part: Int32Array, coarser: CoarserLevel): Int32Array {
  const up = new Int32Array(coarser.level.vertexCount);
  for (let v = 0; v < part.length; v++) up[coarser.vertexOf[v]!] = part[v]!;
  return up;
}

function projectDown(part: Int32Array, vertexOf: Int32Array): Int32Array {
  const down = new Int32Array(vertexOf.length);
  for (let v = 0; v < down.length; v++) down[v] = part[vertexOf[v]!]!;
  return down;
}

/** Clusters cannot fill cores exactly; what they overfill is repaired on finer levels. */
function relaxed(level: Level, limits: MappingLimits, cores: number): MappingLimits {
  let [size, neurons] = [1, 0];
  for (let v = 0; v < level.vertexCount; v++) {
    neurons += level.sizes[v]!;
    if (level.sizes[v]! > size) size = level.sizes[v]!;
  }
  if (size === 1) return limits;
  const room = limits.neurons * cores - neurons;
  const slack = Math.max(0, Math.ceil(size - room / cores / 2));
  return { ...limits, neurons: limits.neurons + slack };
}

function refine(
  level: Level,
  exact: MappingLimits,
  options: MultilevelOptions,
  tuning: Tuning,
  part: Int32Array,
  isExact: boolean,
): Int32Array {
  const limits = isExact ? exact : relaxed(level, exact, options.cores);
  const state = new PartitionState(level, limits, options.cores, part.slice(), true);
  repairOverload(state);
  improve(state, options, tuning);
  return state.part;
}

function improve(state: PartitionState, options: MultilevelOptions, tuning: Tuning): void {
  const { isCancelled } = options;
  if (!state.keepsGains) {
    sweepMoves(state, options.effort === 'fast' ? 2 : 6, isCancelled);
    return;
  }
  const search = new FmSearch(state);
  const pins = state.level.pins.length;
  const perPin = pins > LARGE_WORK_PINS ? tuning.workPerPin / 2 : tuning.workPerPin;
  const workEnd = state.work + Math.max(WORK_MIN, pins * perPin);
  for (let round = 0; round < tuning.rounds && state.work < workEnd; round++) {
    const before = state.km1;
    const gained = search.round({
      seeds: tuning.seeds,
      fruitlessMax: tuning.fruitlessMax,
      workMax: workEnd - state.work,
      window: { work: pins * tuning.windowPerPin, gainMin: WINDOW_GAIN_MIN },
      draws: options.draws,
      isCancelled,
    });
    if (isCancelled() || gained < before * 0.001) return;
  }
}

/** A partition with what it leaves to wish for. */
interface Draft {
  readonly part: Int32Array;
  readonly overload: number;
  readonly km1: number;
}

/** Several ways to fill cores with the vertices of the coarsest level; each refined; the best of them. */
function initialPartition(
  level: Level,
  exact: MappingLimits,
  options: MultilevelOptions,
  tuning: Tuning,
): Int32Array {
  const limits = relaxed(level, exact, options.cores);
  const isLarge = level.pins.length > LARGE_COARSE_PINS;
  const ways = isLarge ? LARGE_STARTS : Array.from({ length: tuning.starts }, (_, n) => n);
  let best: Draft | null = null;
  for (const n of ways) {
    if (best !== null && options.isCancelled()) break;
    const part = startOf(level, limits, options, n);
    const state = new PartitionState(level, limits, options.cores, part, true);
    repairOverload(state);
    improve(state, options, tuning);
    const draft = draftOf(state);
    if (best === null || compareDrafts(draft, best) < 0) best = draft;
  }
  return best!.part;
}

function draftOf(state: PartitionState): Draft {
  return { part: state.part, overload: totalOverload(state), km1: state.km1 };
}

function compareDrafts(a: Draft, b: Draft): number {
  return a.overload - b.overload || a.km1 - b.km1;
}

/** Index order first, then growth from different vertices, to full cores and to even ones. */
function startOf(
  level: Level,
  limits: MappingLimits,
  options: MultilevelOptions,
  n: number,
): Int32Array {
  const { cores, draws } = options;
  if (n === 0) {
    const { part } = packSequential(level, limits, null);
    return part.map((core) => Math.min(core, cores - 1));
  }
  let neurons = 0;
  for (let v = 0; v < level.vertexCount; v++) neurons += level.sizes[v]!;
  const even = Math.ceil((neurons / cores) * 1.03);
  const fill = n % 2 === 1 ? limits.neurons : Math.min(limits.neurons, even);
  const start = n === 1 ? 'index' : n < 4 ? 'enclosed' : 'random';
  const worth = n % 3 === 0 ? 'axons' : 'spikes';
  const { part } = growCores(level, limits, { cores, fill, worth, start, draws });
  return placeLeft(level, limits, part, cores);
}

/** Puts what growth left over on the cores that are least full by their fullest limit. */
function placeLeft(
  level: Level,
  limits: MappingLimits,
  part: Int32Array,
  cores: number,
): Int32Array {
  const neurons = new Float64Array(cores);
  const bytes = new Float64Array(cores);
  const add = (v: number, core: number): void => {
    neurons[core]! += level.sizes[v]! / limits.neurons;
    bytes[core]! += (level.synapses[v]! * limits.bytesPerSynapse) / limits.memoryBytes;
  };
  for (let v = 0; v < part.length; v++) if (part[v]! >= 0) add(v, part[v]!);
  for (let v = 0; v < part.length; v++) {
    if (part[v]! >= 0) continue;
    const [size, heavy] = [level.sizes[v]! / limits.neurons, level.synapses[v]!];
    const byte = (heavy * limits.bytesPerSynapse) / limits.memoryBytes;
    let [emptiest, least] = [0, Infinity];
    for (let core = 0; core < cores; core++) {
      const most = Math.max(neurons[core]! + size, bytes[core]! + byte);
      if (most < least) [emptiest, least] = [core, most];
    }
    part[v] = emptiest;
    add(v, emptiest);
  }
  return part;
}
