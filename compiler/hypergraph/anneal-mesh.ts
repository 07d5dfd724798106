import type { Draws } from './draws.ts';
import type { Mesh } from './mesh.ts';
import type { CoreTraffic } from './metrics.ts';

/** Messages between pairs of cores, both directions added, as symmetric rows. */
export interface CorePairs {
  readonly offsets: Int32Array;
  readonly cores: Int32Array;
  readonly messages: Float64Array;
}

export function pairsOf(traffic: CoreTraffic): CorePairs {
  const count = traffic.offsets.length - 1;
  const reverse = reversed(traffic);
  const row = new Float64Array(count);
  const offsets = new Int32Array(count + 1);
  const cores = new Int32Array(2 * traffic.cores.length);
  const messages = new Float64Array(2 * traffic.cores.length);
  let next = 0;
  for (let a = 0; a < count; a++) {
    const begin = next;
    for (const { offsets: begins, cores: ends, messages: amounts } of [traffic, reverse]) {
      for (let k = begins[a]!; k < begins[a + 1]!; k++) {
        const b = ends[k]!;
        if (b === a || amounts[k] === 0) continue;
        if (row[b] === 0) cores[next++] = b;
        row[b]! += amounts[k]!;
      }
    }
    cores.subarray(begin, next).sort();
    for (let k = begin; k < next; k++) {
      messages[k] = row[cores[k]!]!;
      row[cores[k]!] = 0;
    }
    offsets[a + 1] = next;
  }
  return { offsets, cores: cores.slice(0, next), messages: messages.slice(0, next) };
}

function reversed({ offsets, cores, messages }: CoreTraffic): CoreTraffic {
  const count = offsets.length - 1;
  const begins = new Int32Array(count + 1);
  for (const core of cores) begins[core + 1]!++;
  for (let c = 0; c < count; c++) begins[c + 1]! += begins[c]!;
  const next = begins.slice(0, count);
  const sources = new Int32Array(cores.length);
  const amounts = new Float64Array(cores.length);
  for (let a = 0; a < count; a++) {
    for (let k = offsets[a]!; k < offsets[a + 1]!; k++) {
      const at = next[cores[k]!]!++;
      sources[at] = a;
      amounts[at] = messages[k]!;
    }
  }
  return { offsets: begins, cores: sources, messages: amounts };
}

/** Slots of cores on a mesh that change by swaps, with the exact change in hops of each. */
export class MeshState {
  readonly slots: Int32Array;
  /** Core at each slot, -1 where it is free. */
  readonly coreAt: Int32Array;
  readonly mesh: Mesh;
  /** Pairs of cores looked up so far: a clock that is equal on every machine. */
  lookups = 0;
  private readonly pairs: CorePairs;
  private readonly x: Int32Array;
  private readonly y: Int32Array;

  constructor(pairs: CorePairs, slots: Int32Array, mesh: Mesh) {
    this.pairs = pairs;
    this.slots = slots;
    this.mesh = mesh;
    const slotCount = mesh.width * mesh.height;
    this.coreAt = new Int32Array(slotCount).fill(-1);
    slots.forEach((slot, core) => {
      this.coreAt[slot] = core;
    });
    this.x = Int32Array.from({ length: slotCount }, (_, s) => s % mesh.width);
    this.y = Int32Array.from({ length: slotCount }, (_, s) => Math.floor(s / mesh.width));
  }

  /** Hops that are saved when core a goes to `slot` and the core there, if any, to its place. */
  gain(a: number, slot: number): number {
    const home = this.slots[a]!;
    const b = this.coreAt[slot]!;
    return this.moveGain(a, home, slot, b) + (b < 0 ? 0 : this.moveGain(b, slot, home, a));
  }

  swap(a: number, slot: number): void {
    const home = this.slots[a]!;
    const b = this.coreAt[slot]!;
    this.slots[a] = slot;
    this.coreAt[slot] = a;
    this.coreAt[home] = b;
    if (b >= 0) this.slots[b] = home;
  }

  private moveGain(a: number, from: number, to: number, except: number): number {
    const { pairs, slots, x, y } = this;
    const [fromX, fromY, toX, toY] = [x[from]!, y[from]!, x[to]!, y[to]!];
    this.lookups += pairs.offsets[a + 1]! - pairs.offsets[a]!;
    let gain = 0;
    for (let k = pairs.offsets[a]!; k < pairs.offsets[a + 1]!; k++) {
      const b = pairs.cores[k]!;
      if (b === except) continue;
      const [bx, by] = [x[slots[b]!]!, y[slots[b]!]!];
      const near = Math.abs(bx - toX) + Math.abs(by - toY);
      gain += pairs.messages[k]! * (Math.abs(bx - fromX) + Math.abs(by - fromY) - near);
    }
    return gain;
  }

  /** The slot at the middle of a core's neighbours, weighted by messages. */
  middleOf(a: number): number {
    const { pairs, slots, x, y, mesh } = this;
    let [sumX, sumY, sum] = [0, 0, 0];
    for (let k = pairs.offsets[a]!; k < pairs.offsets[a + 1]!; k++) {
      const slot = slots[pairs.cores[k]!]!;
      sumX += pairs.messages[k]! * x[slot]!;
      sumY += pairs.messages[k]! * y[slot]!;
      sum += pairs.messages[k]!;
    }
    if (sum === 0) return slots[a]!;
    return Math.round(sumY / sum) * mesh.width + Math.round(sumX / sum);
  }
}

export interface AnnealOptions {
  /** Swaps that are looked at. */
  readonly trials: number;
  /** First temperature as a share of the usual size of a change: low where the start is good. */
  readonly heat: number;
  /** Pairs of cores that the descent at the end may look up. */
  readonly descentLookupsMax: number;
  readonly draws: Draws;
  readonly isCancelled: () => boolean;
}

const STAGES = 60;
/** The last temperature as a share of the first. */
const COOLED = 0.002;

/**
 * Anneals (Kirkpatrick et al. 1983, doi:10.1126/science.220.4598.671) with swaps inside a window that
 * shrinks as it cools, around a core's place or the middle of its neighbours; then takes every swap that
 * saves hops until none does. Keeps the best placement seen.
 */
export function annealMesh(state: MeshState, options: AnnealOptions): void {
  const { draws } = options;
  const { mesh, slots } = state;
  const count = slots.length;
  if (count < 2) return;
  const best = slots.slice();
  let [saved, most] = [0, 0];
  const first = startTemperature(state, draws) * options.heat;
  const perStage = Math.max(1, Math.floor(options.trials / STAGES));
  for (let stage = 0; stage < STAGES && !options.isCancelled(); stage++) {
    const temperature = first * COOLED ** (stage / (STAGES - 1));
    const reach = Math.max(
      1,
      Math.round(Math.max(mesh.width, mesh.height) * (1 - stage / STAGES) ** 1.5),
    );
    for (let n = 0; n < perStage; n++) {
      const a = draws.below(count);
      const around = draws.below(4) === 0 ? state.middleOf(a) : slots[a]!;
      const slot = nearSlot(around, reach, mesh, draws);
      if (slot === slots[a]) continue;
      const gain = state.gain(a, slot);
      if (gain < 0 && draws.below(1 << 30) >= chance(gain / temperature) * (1 << 30)) continue;
      state.swap(a, slot);
      saved += gain;
      if (saved > most) {
        most = saved;
        best.set(slots);
      }
    }
  }
  restore(state, best);
  descend(state, state.lookups + options.descentLookupsMax, options.isCancelled);
}

/** exp(x) for x <= 0 by the limit (1 + x/1024)^1024: only multiplications, so equal on every machine. */
function chance(x: number): number {
  if (x < -20) return 0;
  let base = 1 + x / 1024;
  for (let n = 0; n < 10; n++) base *= base;
  return base;
}

function nearSlot(around: number, reach: number, mesh: Mesh, draws: Draws): number {
  const x = (around % mesh.width) + draws.below(2 * reach + 1) - reach;
  const y = Math.floor(around / mesh.width) + draws.below(2 * reach + 1) - reach;
  const inX = Math.min(mesh.width - 1, Math.max(0, x));
  const inY = Math.min(mesh.height - 1, Math.max(0, y));
  return inY * mesh.width + inX;
}

function restore(state: MeshState, best: Int32Array): void {
  state.slots.set(best);
  state.coreAt.fill(-1);
  best.forEach((slot, core) => {
    state.coreAt[slot] = core;
  });
}

/** The usual size of a change by a short move. */
function startTemperature(state: MeshState, draws: Draws): number {
  const trials = 200;
  let sum = 0;
  for (let n = 0; n < trials; n++) {
    const a = draws.below(state.slots.length);
    const slot = nearSlot(state.slots[a]!, 2, state.mesh, draws);
    if (slot !== state.slots[a]) sum += Math.abs(state.gain(a, slot));
  }
  return Math.max(1, sum / trials);
}

/** Cores up to which each is tried on every slot. */
const ALL_SLOTS_MAX = 256;
const PASSES_MAX = 12;

/** Takes swaps that save hops until a pass finds none: with all slots, or with near ones on a large mesh. */
function descend(state: MeshState, lookupsEnd: number, isCancelled: () => boolean): void {
  const { mesh, slots } = state;
  const isSmall = slots.length <= ALL_SLOTS_MAX;
  for (let pass = 0; pass < PASSES_MAX && !isCancelled(); pass++) {
    let improved = false;
    for (let a = 0; a < slots.length && state.lookups < lookupsEnd; a++) {
      const middle = isSmall ? 0 : state.middleOf(a);
      const centres = isSmall ? [0] : [middle, slots[a]!];
      for (const centre of centres) {
        const reach = isSmall ? Math.max(mesh.width, mesh.height) : 2;
        if (improveWithin(state, a, centre, reach)) improved = true;
      }
    }
    if (!improved || state.lookups >= lookupsEnd) return;
  }
}

function improveWithin(state: MeshState, a: number, centre: number, reach: number): boolean {
  const { mesh } = state;
  const [cx, cy] = [centre % mesh.width, Math.floor(centre / mesh.width)];
  let [best, most] = [-1, 0];
  for (let y = Math.max(0, cy - reach); y <= Math.min(mesh.height - 1, cy + reach); y++) {
    for (let x = Math.max(0, cx - reach); x <= Math.min(mesh.width - 1, cx + reach); x++) {
      const slot = y * mesh.width + x;
      if (slot === state.slots[a]) continue;
      const gain = state.gain(a, slot);
      if (gain > most) [best, most] = [slot, gain];
    }
  }
  if (best < 0) return false;
  state.swap(a, best);
  return true;
}
