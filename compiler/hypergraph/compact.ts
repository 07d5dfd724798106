import { attractionsOf } from './attractions.ts';
import { fitsCore, memoryBytesOf } from './fits.ts';
import type { PartitionState } from './state.ts';

/** Work for each pin of the level that all attempts together may take. */
const WORK_PER_PIN = 60;
const WORK_MIN = 20_000_000;

/**
 * Empties cores one after the other, the least full first, where the others can take all of its vertices.
 * Returns how many cores became free.
 */
export function compactCores(state: PartitionState, isCancelled: () => boolean): number {
  const workEnd = state.work + Math.max(WORK_MIN, state.level.pins.length * WORK_PER_PIN);
  const row = new Float64Array(state.cores);
  const hasFailed = new Uint8Array(state.cores);
  let freed = 0;
  while (state.work < workEnd && !isCancelled()) {
    const core = leastFull(state, hasFailed);
    if (core < 0) break;
    if (dissolve(state, core, row)) freed++;
    hasFailed[core] = 1;
  }
  return freed;
}

function leastFull(state: PartitionState, hasFailed: Uint8Array): number {
  let best = -1;
  for (let core = 0; core < state.cores; core++) {
    if (state.neurons[core] === 0 || hasFailed[core] === 1) continue;
    if (best < 0 || fullness(state, core) < fullness(state, best)) best = core;
  }
  return best;
}

function fullness(state: PartitionState, core: number): number {
  const { limits } = state;
  return Math.max(
    state.neurons[core]! / limits.neurons,
    state.inputAxons[core]! / limits.inputAxons,
    memoryBytesOf(state, core) / limits.memoryBytes,
  );
}

function dissolve(state: PartitionState, core: number, row: Float64Array): boolean {
  const vertices: number[] = [];
  for (let v = state.first[core]!; v >= 0; v = state.next[v]!) vertices.push(v);
  const { synapses } = state.level;
  vertices.sort((a, b) => synapses[b]! - synapses[a]! || a - b);
  let moved = 0;
  for (const v of vertices) {
    const to = bestTaker(state, v, core, row);
    if (to < 0) break;
    state.move(v, to);
    moved++;
  }
  if (moved === vertices.length) return true;
  for (let n = moved - 1; n >= 0; n--) state.move(vertices[n]!, core);
  return false;
}

function bestTaker(state: PartitionState, v: number, from: number, row: Float64Array): number {
  row.fill(0);
  attractionsOf(state, v, row, 0);
  for (;;) {
    let best = -1;
    for (let core = 0; core < state.cores; core++) {
      if (core === from || row[core]! < 0 || state.neurons[core] === 0) continue;
      if (best < 0 || row[core]! > row[best]!) best = core;
    }
    if (best < 0 || fitsCore(state, v, best)) return best;
    row[best] = -1;
  }
}
