/**
 * k-way refinement in the manner of Fiduccia and Mattheyses (1982, doi:10.1145/800263.809204) on km1: the
 * best move first, uphill too, then back to the best state seen. Searches start from a few border vertices
 * and spread to what their moves touch. No state in between breaks a limit: where the best core of a
 * vertex is full, it changes places with a vertex there.
 */

import type { Draws } from './draws.ts';
import { shuffle } from './draws.ts';
import { fitsCore, overloadOf, totalOverload } from './fits.ts';
import type { PartitionState } from './state.ts';
import { lowestBit } from './state.ts';
import { VertexQueue } from './vertex-queue.ts';

export interface FmOptions {
  /** Border vertices that a search starts from; Infinity for one search from all. */
  readonly seeds: number;
  /** A search ends after so many moves without a new best. */
  readonly fruitlessMax: number;
  /** A round ends after so much work (table entries changed or looked at). */
  readonly workMax: number;
  /** A round ends too where so much work has saved less than this share of all messages. */
  readonly window: { readonly work: number; readonly gainMin: number };
  readonly draws: Draws;
  readonly isCancelled: () => boolean;
}

/** Work arrays of searches on one level. */
export class FmSearch {
  private readonly state: PartitionState;
  private readonly queue: VertexQueue;
  /** Vertices moved in this search (mark) and how often one went back to the queue. */
  private readonly movedMark: Int32Array;
  private readonly retries: Uint8Array;
  private mark = 0;
  private readonly logVertices: Int32Array;
  private readonly logCores: Int32Array;
  private logLength = 0;
  private readonly targets: Int32Array;
  private readonly partners: Int32Array;

  constructor(state: PartitionState) {
    const { vertexCount } = state.level;
    this.state = state;
    this.queue = new VertexQueue(vertexCount);
    this.movedMark = new Int32Array(vertexCount);
    this.retries = new Uint8Array(vertexCount);
    this.logVertices = new Int32Array(vertexCount * 2 + 4);
    this.logCores = new Int32Array(vertexCount * 2 + 4);
    this.targets = new Int32Array(vertexCount);
    this.partners = new Int32Array(vertexCount);
  }

  /** One round of searches over all border vertices; returns how much km1 fell. */
  round(options: FmOptions): number {
    const { state } = this;
    const before = state.km1;
    const workEnd = state.work + options.workMax;
    const border = this.borderVertices();
    shuffle(border, border.length, options.draws);
    const seeds = Math.min(options.seeds, Math.max(1, border.length));
    let [windowEnd, windowKm1] = [state.work + options.window.work, before];
    for (let begin = 0; begin < border.length; begin += seeds) {
      const end = Math.min(border.length, begin + seeds);
      this.search(border, begin, end, options.fruitlessMax, workEnd);
      if (state.work > workEnd || options.isCancelled()) break;
      if (state.work < windowEnd) continue;
      if (windowKm1 - state.km1 < windowKm1 * options.window.gainMin) break;
      [windowEnd, windowKm1] = [state.work + options.window.work, state.km1];
    }
    return before - state.km1;
  }

  private borderVertices(): Int32Array {
    const { state } = this;
    const found: number[] = [];
    for (let v = 0; v < state.level.vertexCount; v++) if (this.isBorder(v)) found.push(v);
    return Int32Array.from(found);
  }

  /** Whether a net of v reaches another core. */
  private isBorder(v: number): boolean {
    const { attraction, presence, presenceWords, cores, part } = this.state;
    const home = part[v]!;
    const row = v * cores;
    for (let word = 0; word < presenceWords; word++) {
      for (let bits = presence[v * presenceWords + word]!; bits !== 0; bits &= bits - 1) {
        const core = word * 32 + lowestBit(bits);
        if (core !== home && attraction[row + core]! > 0) return true;
      }
    }
    return false;
  }

  private search(
    seeds: Int32Array,
    begin: number,
    end: number,
    fruitlessMax: number,
    workEnd: number,
  ): void {
    const { state, queue } = this;
    this.mark++;
    this.logLength = 0;
    for (let n = begin; n < end; n++) this.enqueue(seeds[n]!);
    let [bestKm1, bestLength, fruitless] = [state.km1, 0, 0];
    while (queue.size > 0 && fruitless < fruitlessMax && state.work < workEnd) {
      const v = queue.peek();
      if (!this.moveBest(v)) continue;
      if (state.km1 < bestKm1) {
        bestKm1 = state.km1;
        bestLength = this.logLength;
        fruitless = 0;
      } else {
        fruitless++;
      }
    }
    this.rollBack(bestLength);
    queue.clear();
  }

  private rollBack(length: number): void {
    while (this.logLength > length) {
      this.logLength--;
      this.state.move(this.logVertices[this.logLength]!, this.logCores[this.logLength]!);
    }
  }

  private enqueue(v: number): void {
    const { state, queue } = this;
    if (this.movedMark[v] === this.mark) return;
    const core = this.bestCore(v, false);
    if (core < 0) {
      queue.remove(v);
      return;
    }
    this.targets[v] = core;
    this.partners[v] = -1;
    this.retries[v] = 0;
    queue.set(v, state.gain(v, core));
  }

  /** The core with the largest gain, full ones too or only where v fits; -1 where none attracts. */
  private bestCore(v: number, mustFit: boolean): number {
    const { state } = this;
    const { attraction, presence, presenceWords, cores, part } = state;
    const home = part[v]!;
    const row = v * cores;
    let best = -1;
    let most = 0;
    state.work += cores;
    for (let word = 0; word < presenceWords; word++) {
      for (let bits = presence[v * presenceWords + word]!; bits !== 0; bits &= bits - 1) {
        const core = word * 32 + lowestBit(bits);
        const weight = attraction[row + core]!;
        if (weight <= most || core === home) continue;
        if (mustFit && !fitsCore(state, v, core)) continue;
        best = core;
        most = weight;
      }
    }
    return best;
  }

  /** Moves v as queued if that is legal, else queues the best that is; returns whether something moved. */
  private moveBest(v: number): boolean {
    const { state, queue } = this;
    const wanted = this.targets[v]!;
    const partner = this.partners[v]!;
    if (partner >= 0) return this.exchange(v, wanted, partner);
    if (fitsCore(state, v, wanted)) {
      queue.remove(v);
      this.apply(v, wanted);
      return true;
    }
    if (this.retries[v]! >= 3) {
      queue.remove(v);
      return false;
    }
    this.retries[v]!++;
    this.queueLegal(v, wanted);
    return false;
  }

  /** Queues v again with its best legal move or exchange. */
  private queueLegal(v: number, wanted: number): void {
    const { state, queue } = this;
    const core = this.bestCore(v, true);
    const alone = core < 0 ? -Infinity : state.gain(v, core);
    const partner = this.findPartner(v, wanted);
    const both =
      partner < 0 ? -Infinity : state.gain(v, wanted) + state.gain(partner, state.part[v]!);
    if (alone === -Infinity && both === -Infinity) {
      queue.remove(v);
      return;
    }
    if (alone >= both) {
      this.targets[v] = core;
      this.partners[v] = -1;
      queue.set(v, alone);
    } else {
      this.partners[v] = partner;
      queue.set(v, both);
    }
  }

  /** The vertex on `core` that loses least by taking the place of v; -1 where none has a fitting size. */
  private findPartner(v: number, core: number): number {
    const { state } = this;
    const { attraction, release, total, cores, first, next, part, neurons, limits } = state;
    const { sizes } = state.level;
    const home = part[v]!;
    const smallest = neurons[core]! + sizes[v]! - limits.neurons;
    const largest = limits.neurons - neurons[home]! + sizes[v]!;
    let [best, most] = [-1, -Infinity];
    for (let u = first[core]!; u >= 0; u = next[u]!) {
      state.work++;
      if (sizes[u]! < smallest || sizes[u]! > largest || this.movedMark[u] === this.mark) continue;
      const gain = release[u]! - total[u]! + attraction[u * cores + home]!;
      if (gain > most || (gain === most && u < best)) {
        best = u;
        most = gain;
      }
    }
    return best;
  }

  /** Puts the partner on the core of v and v on its own; undone where a limit breaks. */
  private exchange(v: number, core: number, partner: number): boolean {
    const { state, queue } = this;
    const home = state.part[v]!;
    queue.remove(v);
    if (state.part[partner] !== core || this.movedMark[partner] === this.mark) {
      if (this.retries[v]! >= 3) return false;
      this.retries[v]!++;
      this.queueLegal(v, core);
      return false;
    }
    const overload = overloadOf(state, home) + overloadOf(state, core);
    state.move(partner, home);
    if (!fitsCore(state, v, core) || this.breaksAfter(v, core, home, overload)) {
      if (state.part[v] !== home) state.move(v, home);
      state.move(partner, core);
      return false;
    }
    queue.remove(partner);
    this.log(partner, core);
    this.log(v, home);
    this.movedMark[partner] = this.mark;
    this.movedMark[v] = this.mark;
    this.wake();
    this.wakeAround(partner);
    return true;
  }

  private breaksAfter(v: number, core: number, home: number, overload: number): boolean {
    const { state } = this;
    state.move(v, core);
    if (overloadOf(state, home) + overloadOf(state, core) > overload) return true;
    return state.countsOutputAxons && totalOverload(state) > overload;
  }

  private apply(v: number, core: number): void {
    this.log(v, this.state.part[v]!);
    this.movedMark[v] = this.mark;
    this.state.move(v, core);
    this.wake();
  }

  private log(v: number, core: number): void {
    this.logVertices[this.logLength] = v;
    this.logCores[this.logLength++] = core;
  }

  /** Queues what the last move touched. */
  private wake(): void {
    const { state } = this;
    for (let n = 0; n < state.touchedCount; n++) this.enqueue(state.touched[n]!);
  }

  /** The gains of queued neighbours changed by the move before the last one. */
  private wakeAround(v: number): void {
    const { level } = this.state;
    for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
      const u = level.netSources[level.inNets[k]!]!;
      if (this.queue.has(u)) this.enqueue(u);
    }
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
      for (let k = level.pinBegins[e]!; k < level.pinBegins[e + 1]!; k++) {
        if (this.queue.has(level.pins[k]!)) this.enqueue(level.pins[k]!);
      }
    }
  }
}
