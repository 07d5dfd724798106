import { gather } from './attractions.ts';
import { fitsCore } from './fits.ts';
import type { PartitionState } from './state.ts';

/** A pass that saves less than this share is the last. */
const PASS_GAIN_MIN = 0.001;

/**
 * Passes over the vertices core by core: each goes to the core that saves most messages, where it fits.
 * Looks at those that may save some, and then at those whose neighbours have moved. Needs no table of gains, so
 * it serves the largest levels. Returns how much km1 fell.
 */
export function sweepMoves(
  state: PartitionState,
  passes: number,
  isCancelled: () => boolean,
): number {
  const before = state.km1;
  const { vertexCount } = state.level;
  const row = new Float64Array(state.cores);
  const found = new Int32Array(state.cores);
  const isActive = mayGain(state);
  const order = new Int32Array(vertexCount);
  for (let pass = 0; pass < passes && !isCancelled(); pass++) {
    const begin = state.km1;
    orderByCore(state, order);
    for (let n = 0; n < vertexCount; n++) {
      const v = order[n]!;
      if (isActive[v] === 0) continue;
      isActive[v] = 0;
      if (moveToBest(state, v, row, found)) wakeAround(state, v, isActive);
    }
    if (begin - state.km1 < begin * PASS_GAIN_MIN) break;
  }
  return before - state.km1;
}

/**
 * 1 for each vertex that some move may save messages for. A move saves at most the nets that reach the core
 * of v from outside or leave it, and costs those that touch no other core.
 */
function mayGain({ level, part, spread, slotBegins, slotCores }: PartitionState): Uint8Array {
  const { vertexCount, netCount, netSources, netWeights, pinBegins, pins } = level;
  const most = new Float64Array(vertexCount);
  for (let e = 0; e < netCount; e++) {
    const weight = netWeights[e]!;
    const [begin, end] = [pinBegins[e]!, pinBegins[e + 1]!];
    if (weight === 0 || begin === end) continue;
    const source = netSources[e]!;
    const home = part[source]!;
    const first = slotBegins[e]!;
    let reachesHome = false;
    for (let s = first; s < first + spread[e]!; s++) if (slotCores[s] === home) reachesHome = true;
    const isInside = reachesHome && spread[e] === 1;
    for (let k = begin; k < end; k++) {
      const u = pins[k]!;
      if (isInside) most[u]! -= weight;
      else if (part[u] !== home) most[u]! += weight;
    }
    if (isInside) most[source]! -= weight;
    else if (!reachesHome) most[source]! += weight;
  }
  return Uint8Array.from(most, (weight) => (weight > 0 ? 1 : 0));
}

/** Vertices of a core one after the other: they share nets, so what one needs, the next finds in the cache. */
function orderByCore(state: PartitionState, order: Int32Array): void {
  const { cores, first, next } = state;
  let count = 0;
  for (let core = 0; core < cores; core++) {
    for (let v = first[core]!; v >= 0; v = next[v]!) order[count++] = v;
  }
}

function moveToBest(
  state: PartitionState,
  v: number,
  row: Float64Array,
  found: Int32Array,
): boolean {
  const home = state.part[v]!;
  const count = gather(state, v, row, found);
  let [best, most] = [-1, state.total[v]! - state.gatheredRelease];
  for (let n = 0; n < count; n++) {
    const core = found[n]!;
    const weight = row[core]!;
    row[core] = 0;
    if (core === home || weight <= most || !fitsCore(state, v, core)) continue;
    best = core;
    most = weight;
  }
  if (best < 0) return false;
  state.move(v, best);
  return true;
}

/** Senders to v and targets of v: those that most likely gain by following it. */
function wakeAround(state: PartitionState, v: number, isActive: Uint8Array): void {
  const { inBegins, inNets, netSources, netBegins, pinBegins, pins } = state.level;
  for (let k = inBegins[v]!; k < inBegins[v + 1]!; k++) isActive[netSources[inNets[k]!]!] = 1;
  for (let k = pinBegins[netBegins[v]!]!; k < pinBegins[netBegins[v + 1]!]!; k++) {
    isActive[pins[k]!] = 1;
  }
}
