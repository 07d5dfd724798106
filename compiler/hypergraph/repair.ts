import { gather } from './attractions.ts';
import { fitsCore, memoryBytesOf, newInputAxons, overloadOf, totalOverload } from './fits.ts';
import type { PartitionState } from './state.ts';

const PASSES_MAX = 10;
const ROUNDS_MAX = 12;
/** Vertices of another core, and other cores, that are tried as partners of an exchange. */
const PARTNERS_MAX = 16;
const PARTNER_CORES_MAX = 6;
/** Cores with room that are offered to each vertex beside those around it. */
const ROOMY_MAX = 8;
/** Work of one repair for each pin of the level, and what any may take. */
const WORK_PER_PIN = 30;
const WORK_MIN = 3_000_000;

/**
 * Makes a partition legal by moves: vertices leave overloaded cores, those first that cost least messages
 * for what they free, for cores that stay legal (empty ones too). Where none has room, vertices change
 * places if the overload of all cores together falls. `workPerPin` bounds the effort. False where some core stays over a limit.
 */
export function repairOverload(state: PartitionState, workPerPin: number = WORK_PER_PIN): boolean {
  const row = new Float64Array(state.cores);
  const found = new Int32Array(state.cores + ROOMY_MAX);
  const workEnd = state.work + Math.max(WORK_MIN, state.level.pins.length * workPerPin);
  let overload = totalOverload(state);
  for (let pass = 0; pass < PASSES_MAX && overload > 0; pass++) {
    for (let core = 0; core < state.cores && state.work < workEnd; core++) {
      if (overloadOf(state, core) === 0) continue;
      relieve(state, core, row, found, false);
      if (overloadOf(state, core) > 0) relieve(state, core, row, found, true);
      if (overloadOf(state, core) > 0) exchangeOff(state, core, workEnd);
    }
    const left = totalOverload(state);
    if (left >= overload * (1 - 1e-9)) return left === 0;
    overload = left;
  }
  return totalOverload(state) === 0;
}

/** Moves off one core; `isLenient` allows cores that are over another limit, if all in all it helps. */
function relieve(
  state: PartitionState,
  core: number,
  row: Float64Array,
  found: Int32Array,
  isLenient: boolean,
): void {
  for (let round = 0; round < ROUNDS_MAX && overloadOf(state, core) > 0; round++) {
    const takers = { row, found, roomy: findRoomy(state) };
    const ranked = rank(state, core, takers, isLenient);
    let moved = 0;
    for (const { v, to } of ranked) {
      if (overloadOf(state, core) === 0) return;
      if (!isLenient && !fitsCore(state, v, to)) continue;
      if (moveIfBetter(state, v, to)) moved++;
      // Costs of the others have changed by then.
      if (moved * 8 > ranked.length) break;
    }
    if (moved === 0) return;
  }
}

/** Moves v where that lowers the overload of the two cores, and on output axons of all. */
function moveIfBetter(state: PartitionState, v: number, to: number): boolean {
  const from = state.part[v]!;
  const before = overloadAround(state, from, to);
  state.move(v, to);
  if (overloadAround(state, from, to) < before) return true;
  state.move(v, from);
  return false;
}

function overloadAround(state: PartitionState, a: number, b: number): number {
  return state.countsOutputAxons
    ? totalOverload(state)
    : overloadOf(state, a) + overloadOf(state, b);
}

interface Candidate {
  readonly v: number;
  readonly to: number;
  /** Messages lost for each unit that is freed. */
  readonly cost: number;
}

function rank(
  state: PartitionState,
  core: number,
  takers: Takers,
  isLenient: boolean,
): Candidate[] {
  const { row } = takers;
  const candidates: Candidate[] = [];
  for (let v = state.first[core]!; v >= 0; v = state.next[v]!) {
    const freed = freedBy(state, v, core);
    if (freed <= 0) continue;
    const around = gather(state, v, row, takers.found);
    const to = bestTaker(state, v, core, takers, around, isLenient);
    const gain = to < 0 ? 0 : state.gatheredRelease - state.total[v]! + row[to]!;
    const met = Math.min(takers.found.length, around + takers.roomy.length);
    for (let n = 0; n < met; n++) row[takers.found[n]!] = 0;
    if (to < 0) continue;
    candidates.push({ v, to, cost: gain > 0 ? -gain * freed : -gain / freed });
  }
  return candidates.sort((a, b) => a.cost - b.cost || a.v - b.v);
}

/** The core that keeps most messages of v among those around it and a few with room; -1 where none can take it. */
function bestTaker(
  state: PartitionState,
  v: number,
  from: number,
  takers: Takers,
  around: number,
  isLenient: boolean,
): number {
  const { row, found, roomy } = takers;
  let count = around;
  for (let n = 0; n < roomy.length && count < found.length; n++) found[count++] = roomy[n]!;
  for (;;) {
    let best = -1;
    for (let n = 0; n < count; n++) {
      if (best < 0 || row[found[n]!]! > row[found[best]!]!) best = n;
    }
    if (best < 0) return -1;
    const core = found[best]!;
    const isOther = core !== from;
    if (isOther && (isLenient ? wouldHelp(state, v, core) : fitsCore(state, v, core))) return core;
    found[best] = found[--count]!;
    found[count] = core;
  }
}

/** Cores to which vertices may go, and work arrays [cores]. */
interface Takers {
  readonly row: Float64Array;
  readonly found: Int32Array;
  /** The emptiest cores, by the fuller of neurons and memory. */
  readonly roomy: Int32Array;
}

function findRoomy(state: PartitionState): Int32Array {
  const { limits } = state;
  const use = (core: number): number =>
    Math.max(
      state.neurons[core]! / limits.neurons,
      memoryBytesOf(state, core) / limits.memoryBytes,
      state.inputAxons[core]! / limits.inputAxons,
    );
  const order = Int32Array.from({ length: state.cores }, (_, core) => core);
  return order.sort((a, b) => use(a) - use(b) || a - b).slice(0, ROOMY_MAX);
}

/** Whether what v brings in neurons and synapses breaks no limit that `core` keeps. */
function wouldHelp(state: PartitionState, v: number, core: number): boolean {
  const { limits, level } = state;
  const isFree = (used: number, added: number, limit: number): boolean =>
    added === 0 || used + added <= limit;
  return (
    isFree(state.neurons[core]!, level.sizes[v]!, limits.neurons) &&
    isFree(
      memoryBytesOf(state, core),
      level.synapses[v]! * limits.bytesPerSynapse,
      limits.memoryBytes,
    ) &&
    isFree(state.inputAxons[core]!, newInputAxons(state, v, core), limits.inputAxons)
  );
}

/** Changes places of the vertices that weigh most on `core` with light ones elsewhere; of no use for axons. */
function exchangeOff(state: PartitionState, core: number, workEnd: number): void {
  const { limits } = state;
  const bytes = memoryBytesOf(state, core) > limits.memoryBytes;
  if (!bytes && state.neurons[core]! <= limits.neurons) return;
  const others = Array.from({ length: state.cores }, (_, other) => other)
    .filter((other) => other !== core && overloadOf(state, other) === 0)
    .sort((a, b) => useOf(state, a, bytes) - useOf(state, b, bytes) || a - b)
    .slice(0, PARTNER_CORES_MAX);
  const heavy = byWeight(state, core, bytes).reverse();
  for (const v of heavy.slice(0, PARTNERS_MAX * 4)) {
    if (overloadOf(state, core) === 0 || state.work > workEnd) return;
    if (state.part[v] === core) exchangeOne(state, v, core, others, bytes);
  }
}

function useOf(state: PartitionState, core: number, bytes: boolean): number {
  return bytes ? memoryBytesOf(state, core) : state.neurons[core]!;
}

function exchangeOne(
  state: PartitionState,
  v: number,
  core: number,
  others: readonly number[],
  bytes: boolean,
): void {
  for (const other of others) {
    const before = overloadAround(state, core, other);
    for (const u of byWeight(state, other, bytes).slice(0, PARTNERS_MAX)) {
      state.move(v, other);
      state.move(u, core);
      if (overloadAround(state, core, other) < before) return;
      state.move(u, other);
      state.move(v, core);
    }
  }
}

/** Vertices of a core by synapses or neurons, the least first. */
function byWeight(state: PartitionState, core: number, bytes: boolean): number[] {
  const { synapses, sizes } = state.level;
  const found: number[] = [];
  for (let v = state.first[core]!; v >= 0; v = state.next[v]!) found.push(v);
  const weights = bytes ? synapses : sizes;
  return found.sort((a, b) => weights[a]! - weights[b]! || a - b);
}

/** How much of what `core` has too much v takes along, each limit as a share of its overload. */
function freedBy(state: PartitionState, v: number, core: number): number {
  const { limits, level } = state;
  let freed = 0;
  const over = (used: number, limit: number, own: number): void => {
    if (used > limit) freed += Math.min(1, own / (used - limit));
  };
  over(state.neurons[core]!, limits.neurons, level.sizes[v]!);
  const axons = state.countsInputAxons ? inputAxonsOf(state, v, core) : 0;
  over(state.inputAxons[core]!, limits.inputAxons, axons);
  const bytes = level.synapses[v]! * limits.bytesPerSynapse + axons * limits.bytesPerInputAxon;
  over(memoryBytesOf(state, core), limits.memoryBytes, bytes);
  if (state.outputAxons[core]! > limits.outputAxons) {
    over(state.outputAxons[core]!, limits.outputAxons, outputAxonsOf(state, v));
  }
  return freed;
}

/** Input axons by v's share of them: one that others use too counts in part. */
function inputAxonsOf(state: PartitionState, v: number, core: number): number {
  const { level } = state;
  let axons = level.innerAxons[v]!;
  for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
    const e = level.inNets[k]!;
    axons += level.netAxons[e]! / state.pinsOn(e, core);
  }
  return axons;
}

function outputAxonsOf(state: PartitionState, v: number): number {
  const { level } = state;
  let axons = level.innerAxons[v]!;
  for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
    axons += level.netAxons[e]! * state.spreadOf(e);
  }
  return axons;
}
