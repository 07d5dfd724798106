import type { Draws } from './draws.ts';
import type { Level } from './level.ts';
import type { MappingLimits } from './limits.ts';
import { VertexQueue } from './vertex-queue.ts';

export interface GrowOptions {
  /** Cores that may be opened. */
  readonly cores: number;
  /** Neurons at which a core counts as full, at most the limit. */
  readonly fill: number;
  /** What a shared net is worth: the spikes it saves, or the axons. */
  readonly worth: 'spikes' | 'axons';
  /** First vertex of a core: the lowest free one, the one most enclosed by earlier cores, or any. */
  readonly start: 'index' | 'enclosed' | 'random';
  readonly draws: Draws;
}

/** Candidates of a core that may fail to fit one after the other before it is closed. */
const MISSES_MAX = 64;

/**
 * Grows one core after the other from a first vertex: always next the vertex whose nets are on the core
 * already rather than new to it, while it fits neurons, input axons and memory. What no core takes is left
 * at -1.
 */
export function growCores(
  level: Level,
  limits: MappingLimits,
  options: GrowOptions,
): { readonly part: Int32Array; readonly cores: number } {
  const growth = new Growth(level, limits, options);
  let core = 0;
  for (; core < options.cores && growth.left > 0; core++) growth.fillCore(core);
  return { part: growth.part, cores: core };
}

class Growth {
  readonly part: Int32Array;
  left: number;
  private readonly level: Level;
  private readonly limits: MappingLimits;
  private readonly options: GrowOptions;
  private readonly queue: VertexQueue;
  /** Core on which a net was last made present. */
  private readonly reached: Int32Array;
  /** Core on which a net's targets were last counted as an axon. */
  private readonly axonAt: Int32Array;
  /** Members of a net without a core. */
  private readonly freeMembers: Int32Array;
  private readonly worth: Int32Array;
  /** Worth of all nets of a vertex, of those on some core, and of those on the present core. */
  private readonly total: Float64Array;
  private readonly enclosed: Float64Array;
  private readonly shared: Float64Array;
  /** Nets that would end with this vertex. */
  private readonly last: Float64Array;
  private readonly isEverReached: Uint8Array;
  private lowest = 0;
  private neurons = 0;
  private synapses = 0;
  private axons = 0;

  constructor(level: Level, limits: MappingLimits, options: GrowOptions) {
    const { vertexCount, netCount } = level;
    this.level = level;
    this.limits = limits;
    this.options = options;
    this.part = new Int32Array(vertexCount).fill(-1);
    this.left = vertexCount;
    this.queue = new VertexQueue(vertexCount);
    this.reached = new Int32Array(netCount).fill(-1);
    this.axonAt = new Int32Array(netCount).fill(-1);
    this.freeMembers = new Int32Array(netCount);
    this.isEverReached = new Uint8Array(netCount);
    this.worth = options.worth === 'spikes' ? level.netWeights : level.netAxons;
    this.total = new Float64Array(vertexCount);
    this.enclosed = new Float64Array(vertexCount);
    this.shared = new Float64Array(vertexCount);
    this.last = new Float64Array(vertexCount);
    for (let e = 0; e < netCount; e++) {
      const begin = level.pinBegins[e]!;
      const end = level.pinBegins[e + 1]!;
      this.freeMembers[e] = end - begin + 1;
      for (let k = begin; k < end; k++) this.total[level.pins[k]!]! += this.worth[e]!;
      if (end > begin) this.total[level.netSources[e]!]! += this.worth[e]!;
    }
  }

  fillCore(core: number): void {
    this.neurons = this.synapses = this.axons = 0;
    this.shared.fill(0);
    this.queue.clear();
    let misses = 0;
    while (this.left > 0 && misses < MISSES_MAX) {
      const v = this.queue.size > 0 ? this.queue.peek() : this.nextStart(core);
      if (v < 0) return;
      this.queue.remove(v);
      if (this.neurons > 0 && !this.fits(v, core)) {
        if (this.neurons >= this.options.fill) return;
        misses++;
        continue;
      }
      misses = 0;
      this.take(v, core);
    }
  }

  /** -1 where nothing is left to start from on this core. */
  private nextStart(core: number): number {
    const { vertexCount } = this.level;
    while (this.lowest < vertexCount && this.part[this.lowest]! >= 0) this.lowest++;
    const { start, draws } = this.options;
    if (this.neurons > 0) {
      // An island ended: fill up in index order, if the very next vertex fits.
      return this.fits(this.lowest, core) ? this.lowest : -1;
    }
    if (start === 'random') return this.freeFrom(draws.below(vertexCount));
    if (start === 'index' || this.left === vertexCount) return this.lowest;
    let [best, share] = [this.lowest, -1];
    for (let v = this.lowest; v < vertexCount; v++) {
      if (this.part[v]! >= 0 || this.total[v] === 0) continue;
      const ratio = this.enclosed[v]! / this.total[v]!;
      if (ratio > share) {
        best = v;
        share = ratio;
      }
    }
    return best;
  }

  private freeFrom(begin: number): number {
    const { vertexCount } = this.level;
    for (let n = 0; n < vertexCount; n++) {
      const v = (begin + n) % vertexCount;
      if (this.part[v]! < 0) return v;
    }
    return -1;
  }

  private fits(v: number, core: number): boolean {
    const { level, limits, options } = this;
    if (this.neurons + level.sizes[v]! > Math.min(limits.neurons, options.fill)) return false;
    const axons = this.axons + this.newAxons(v, core);
    if (axons > limits.inputAxons) return false;
    const bytes =
      (this.synapses + level.synapses[v]!) * limits.bytesPerSynapse +
      axons * limits.bytesPerInputAxon;
    return bytes <= limits.memoryBytes;
  }

  private newAxons(v: number, core: number): number {
    const { level, axonAt } = this;
    let added = level.innerAxons[v]!;
    for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
      const e = level.inNets[k]!;
      if (axonAt[e] !== core) added += level.netAxons[e]!;
    }
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
      if (level.netReturns[e] === 1 && axonAt[e] !== core) added += level.netAxons[e]!;
    }
    return added;
  }

  private take(v: number, core: number): void {
    const { level, axonAt } = this;
    this.axons += this.newAxons(v, core);
    this.neurons += level.sizes[v]!;
    this.synapses += level.synapses[v]!;
    this.part[v] = core;
    this.left--;
    for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
      const e = level.inNets[k]!;
      axonAt[e] = core;
      this.reach(e, core);
    }
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
      if (level.netReturns[e] === 1) axonAt[e] = core;
      this.reach(e, core);
    }
  }

  /** A member of net e came to the core: its others are drawn there. */
  private reach(e: number, core: number): void {
    const free = --this.freeMembers[e]!;
    if (free === 0) return;
    const isNew = this.reached[e] !== core;
    if (!isNew && free > 1) return;
    const isFirst = isNew && this.isEverReached[e] === 0;
    this.reached[e] = core;
    this.isEverReached[e] = 1;
    const { level, part, shared, enclosed, last } = this;
    const worth = this.worth[e]!;
    const end = level.pinBegins[e + 1]!;
    for (let k = level.pinBegins[e]!; k <= end; k++) {
      const u = k < end ? level.pins[k]! : level.netSources[e]!;
      if (part[u]! >= 0) continue;
      if (isNew) shared[u]! += worth;
      if (isFirst) enclosed[u]! += worth;
      if (free === 1) last[u]! += worth;
      this.requeue(u);
    }
  }

  private requeue(u: number): void {
    this.queue.set(u, 2 * this.shared[u]! + this.last[u]! - this.total[u]!);
  }
}
