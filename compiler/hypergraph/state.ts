import { invariant } from '../../src/support/errors.ts';
import type { Level } from './level.ts';
import type { MappingLimits } from './limits.ts';

/** Above this many entries the table of attractions is not kept; gains are then counted from the nets. */
const ATTRACTION_ENTRIES_MAX = 40_000_000;

/** Index of the lowest bit that is set; `bits` must not be 0. */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/**
 * A partition of a level that changes by moves of single vertices. Pins per (net, core), the use of each
 * core and km1 are exact after every move. `attraction[v * cores + c]` is the weight of v's nets present on
 * core c, and `release[v]` that of its nets which only v holds on its own core, so that moving v to c
 * lowers km1 by `release[v] - total[v] + attraction[v, c]`.
 */
export class PartitionState {
  readonly level: Level;
  readonly limits: MappingLimits;
  /** Cores that may be used. */
  readonly cores: number;
  readonly part: Int32Array;
  readonly neurons: Int32Array;
  readonly synapses: Float64Array;
  readonly inputAxons: Int32Array;
  readonly outputAxons: Int32Array;
  km1 = 0;
  /** Table entries that moves have changed so far: a clock that is equal on every machine. */
  work = 0;
  /** Whether `attraction` and `release` are kept. */
  readonly keepsGains: boolean;
  readonly attraction: Int32Array;
  /**
   * Bit c % 32 of presence[v * presenceWords + floor(c / 32)] is set wherever core c attracts v. Bits outlive
   * what set them, so the attraction itself decides; they only spare looks at the many cores that never did.
   */
  readonly presence: Int32Array;
  readonly presenceWords: number;
  readonly release: Int32Array;
  /** Weight of all nets of a vertex. */
  readonly total: Int32Array;
  /** What `gather` found last. */
  gatheredRelease = 0;
  /** Vertices whose gains the last move changed: touched[0 .. touchedCount). */
  readonly touched: Int32Array;
  touchedCount = 0;
  /** Vertices of each core as doubly linked lists. */
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly countsInputAxons: boolean;
  readonly countsOutputAxons: boolean;
  /** Pins of net e by core: cores slotCores[slotBegins[e] ..+ spread[e]), counts beside them. */
  readonly slotBegins: Int32Array;
  readonly slotCores: Int32Array;
  readonly slotCounts: Int32Array;
  readonly spread: Int32Array;
  private readonly touchStamp: Int32Array;
  private touchMark = 0;
  readonly outputGrowth: Int32Array;
  readonly outputTouched: Int32Array;

  constructor(
    level: Level,
    limits: MappingLimits,
    cores: number,
    part: Int32Array,
    gains: boolean,
  ) {
    this.level = level;
    this.limits = limits;
    this.cores = cores;
    this.part = part;
    const { vertexCount, netCount, pinBegins } = level;
    this.neurons = new Int32Array(cores);
    this.synapses = new Float64Array(cores);
    this.inputAxons = new Int32Array(cores);
    this.outputAxons = new Int32Array(cores);
    this.keepsGains = gains && vertexCount * cores <= ATTRACTION_ENTRIES_MAX;
    const kept = this.keepsGains ? vertexCount : 0;
    this.attraction = new Int32Array(kept * cores);
    this.presenceWords = (cores + 31) >> 5;
    this.presence = new Int32Array(kept * this.presenceWords);
    this.release = new Int32Array(kept);
    this.total = new Int32Array(vertexCount);
    this.touched = new Int32Array(kept);
    this.touchStamp = new Int32Array(kept);
    this.first = new Int32Array(cores).fill(-1);
    this.next = new Int32Array(vertexCount);
    this.previous = new Int32Array(vertexCount);
    this.countsOutputAxons = Number.isFinite(limits.outputAxons);
    this.countsInputAxons =
      Number.isFinite(limits.inputAxons) ||
      (Number.isFinite(limits.memoryBytes) && limits.bytesPerInputAxon > 0);
    this.outputGrowth = new Int32Array(cores);
    this.outputTouched = new Int32Array(cores + 2);
    this.slotBegins = new Int32Array(netCount + 1);
    for (let e = 0; e < netCount; e++) {
      const pins = pinBegins[e + 1]! - pinBegins[e]!;
      this.slotBegins[e + 1] = this.slotBegins[e]! + Math.min(cores, pins);
    }
    this.slotCores = new Int32Array(this.slotBegins[netCount]!);
    this.slotCounts = new Int32Array(this.slotBegins[netCount]!);
    this.spread = new Int32Array(netCount);
    this.countAll();
  }

  private countAll(): void {
    const { level, part } = this;
    for (let v = 0; v < level.vertexCount; v++) {
      const core = part[v]!;
      this.neurons[core]! += level.sizes[v]!;
      this.synapses[core]! += level.synapses[v]!;
      this.inputAxons[core]! += level.innerAxons[v]!;
      this.outputAxons[core]! += level.innerAxons[v]!;
    }
    for (let v = level.vertexCount - 1; v >= 0; v--) this.link(v, part[v]!);
    for (let e = 0; e < level.netCount; e++) {
      this.countNet(e);
      if (this.keepsGains) this.countGains(e);
    }
  }

  /** Adds what net e, once counted, gives to the gains of its members. */
  private countGains(e: number): void {
    const { level, part, slotCores, slotCounts, attraction, release, cores } = this;
    const weight = level.netWeights[e]!;
    const pinBegin = level.pinBegins[e]!;
    const pinEnd = level.pinBegins[e + 1]!;
    if (weight === 0 || pinBegin === pinEnd) return;
    const source = level.netSources[e]!;
    const sender = part[source]!;
    const begin = this.slotBegins[e]!;
    const end = begin + this.spread[e]!;
    let reachesSender = false;
    for (let s = begin; s < end; s++) if (slotCores[s] === sender) reachesSender = true;
    for (let k = pinBegin; k <= pinEnd; k++) {
      const u = k < pinEnd ? level.pins[k]! : source;
      const home = part[u]!;
      for (let s = begin; s < end; s++) {
        const core = slotCores[s]!;
        if (attraction[u * cores + core] === 0) this.markPresent(u, core);
        attraction[u * cores + core]! += weight;
        if (core === home && core !== sender && slotCounts[s] === 1) release[u]! += weight;
      }
      if (reachesSender) continue;
      if (attraction[u * cores + sender] === 0) this.markPresent(u, sender);
      attraction[u * cores + sender]! += weight;
    }
    if (!reachesSender) release[source]! += weight;
  }

  private markPresent(v: number, core: number): void {
    this.presence[v * this.presenceWords + (core >> 5)]! |= 1 << (core & 31);
  }

  private countNet(e: number): void {
    const { level, part, total } = this;
    const source = level.netSources[e]!;
    const home = part[source]!;
    const weight = level.netWeights[e]!;
    const begin = this.slotBegins[e]!;
    for (let k = level.pinBegins[e]!; k < level.pinBegins[e + 1]!; k++) {
      const u = level.pins[k]!;
      total[u]! += weight;
      this.addPin(e, begin, part[u]!);
    }
    if (level.pinBegins[e + 1]! > level.pinBegins[e]!) total[source]! += weight;
    const axons = level.netAxons[e]!;
    let isHome = false;
    for (let s = 0; s < this.spread[e]!; s++) {
      const core = this.slotCores[begin + s]!;
      this.inputAxons[core]! += axons;
      if (core === home) isHome = true;
      else this.km1 += weight;
    }
    let fan = this.spread[e]!;
    if (!isHome && level.netReturns[e] === 1) {
      this.inputAxons[home]! += axons;
      fan++;
    }
    this.outputAxons[home]! += axons * fan;
  }

  /** Counts a pin on a core; returns how many there were before. */
  private addPin(e: number, begin: number, core: number): number {
    const end = begin + this.spread[e]!;
    for (let s = begin; s < end; s++) {
      if (this.slotCores[s] === core) return this.slotCounts[s]!++;
    }
    this.slotCores[end] = core;
    this.slotCounts[end] = 1;
    this.spread[e]!++;
    return 0;
  }

  /** Takes a pin off a core; returns how many are left. */
  private removePin(e: number, begin: number, core: number): number {
    let s = begin;
    while (this.slotCores[s] !== core) s++;
    const left = --this.slotCounts[s]!;
    if (left === 0) {
      const last = begin + --this.spread[e]!;
      this.slotCores[s] = this.slotCores[last]!;
      this.slotCounts[s] = this.slotCounts[last]!;
    }
    return left;
  }

  /** Targets of net e on a core. */
  pinsOn(e: number, core: number): number {
    const begin = this.slotBegins[e]!;
    const end = begin + this.spread[e]!;
    for (let s = begin; s < end; s++) if (this.slotCores[s] === core) return this.slotCounts[s]!;
    return 0;
  }

  /** Cores with targets of net e. */
  spreadOf(e: number): number {
    return this.spread[e]!;
  }

  private link(v: number, core: number): void {
    const head = this.first[core]!;
    this.next[v] = head;
    this.previous[v] = -1;
    if (head >= 0) this.previous[head] = v;
    this.first[core] = v;
  }

  private unlink(v: number, core: number): void {
    const [before, after] = [this.previous[v]!, this.next[v]!];
    if (before >= 0) this.next[before] = after;
    else this.first[core] = after;
    if (after >= 0) this.previous[after] = before;
  }

  /** How much km1 falls when v moves to `core`; needs kept gains. */
  gain(v: number, core: number): number {
    return this.release[v]! - this.total[v]! + this.attraction[v * this.cores + core]!;
  }

  /** Moves v; every count follows. */
  move(v: number, to: number): void {
    const { level, part } = this;
    const from = part[v]!;
    if (from === to) return;
    this.work += 8 * (level.inBegins[v + 1]! - level.inBegins[v]!);
    this.touchedCount = 0;
    this.touchMark++;
    if (this.keepsGains) this.touch(v);
    this.unlink(v, from);
    this.link(v, to);
    this.neurons[from]! -= level.sizes[v]!;
    this.neurons[to]! += level.sizes[v]!;
    this.synapses[from]! -= level.synapses[v]!;
    this.synapses[to]! += level.synapses[v]!;
    const inner = level.innerAxons[v]!;
    this.inputAxons[from]! -= inner;
    this.inputAxons[to]! += inner;
    this.outputAxons[from]! -= inner;
    this.outputAxons[to]! += inner;
    let release = 0;
    for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
      release += this.movePin(level.inNets[k]!, v, from, to);
    }
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
      if (level.pinBegins[e] !== level.pinBegins[e + 1]) {
        release += this.moveSource(e, v, from, to);
      }
    }
    part[v] = to;
    if (this.keepsGains) this.release[v] = release;
  }

  /** A target of net e moves; returns what e adds to the release of v. */
  private movePin(e: number, v: number, from: number, to: number): number {
    const { level, part } = this;
    const begin = this.slotBegins[e]!;
    const source = level.netSources[e]!;
    const home = part[source]!;
    const weight = level.netWeights[e]!;
    const axons = level.netAxons[e]!;
    const left = this.removePin(e, begin, from);
    const before = this.addPin(e, begin, to);
    const returns = level.netReturns[e] === 1;
    if (left === 0 && !(returns && from === home)) {
      this.inputAxons[from]! -= axons;
      this.outputAxons[home]! -= axons;
    }
    if (before === 0 && !(returns && to === home)) {
      this.inputAxons[to]! += axons;
      this.outputAxons[home]! += axons;
    }
    const presentFrom = left + (home === from ? 1 : 0);
    const presentTo = before + (home === to ? 1 : 0);
    if (presentFrom === 0) this.km1 -= weight;
    if (presentTo === 0) this.km1 += weight;
    if (this.keepsGains) this.updateGains(e, v, from, to, presentFrom, presentTo);
    return presentTo === 0 ? weight : 0;
  }

  /** The source of net e moves; returns what e adds to its release. */
  private moveSource(e: number, v: number, from: number, to: number): number {
    const { level } = this;
    const weight = level.netWeights[e]!;
    const axons = level.netAxons[e]!;
    const onFrom = this.pinsOn(e, from);
    const onTo = this.pinsOn(e, to);
    const returns = level.netReturns[e] === 1;
    const spread = this.spread[e]!;
    this.outputAxons[from]! -= axons * (spread + (returns && onFrom === 0 ? 1 : 0));
    this.outputAxons[to]! += axons * (spread + (returns && onTo === 0 ? 1 : 0));
    if (returns && onFrom === 0) this.inputAxons[from]! -= axons;
    if (returns && onTo === 0) this.inputAxons[to]! += axons;
    if (onFrom > 0) this.km1 += weight;
    if (onTo > 0) this.km1 -= weight;
    if (this.keepsGains) this.updateGains(e, v, from, to, onFrom, onTo);
    return onTo === 0 ? weight : 0;
  }

  /**
   * Net e has one member (target or source) less on `from`, where `left` stay, and one more on `to`, where
   * `before` were. v is the member that moved; its release is set by the caller.
   */
  private updateGains(
    e: number,
    v: number,
    from: number,
    to: number,
    left: number,
    before: number,
  ): void {
    if (left > 1 && before > 1) return;
    const { level, part, cores, attraction } = this;
    const weight = level.netWeights[e]!;
    if (weight === 0) return;
    const source = level.netSources[e]!;
    const begin = level.pinBegins[e]!;
    const end = level.pinBegins[e + 1]!;
    this.work += end - begin;
    if (left === 0 || before === 0) {
      const down = left === 0 ? weight : 0;
      const up = before === 0 ? weight : 0;
      for (let k = begin; k < end; k++) {
        const row = level.pins[k]! * cores;
        attraction[row + from]! -= down;
        attraction[row + to]! += up;
        if (attraction[row + to] === up) this.markPresent(level.pins[k]!, to);
        this.touch(level.pins[k]!);
      }
      attraction[source * cores + from]! -= down;
      attraction[source * cores + to]! += up;
      if (attraction[source * cores + to] === up) this.markPresent(source, to);
      this.touch(source);
    }
    if (left === 1) this.changeLoneRelease(e, v, from, weight, part, source, begin, end);
    if (before === 1) this.changeLoneRelease(e, v, to, -weight, part, source, begin, end);
  }

  private changeLoneRelease(
    e: number,
    v: number,
    core: number,
    change: number,
    part: Int32Array,
    source: number,
    begin: number,
    end: number,
  ): void {
    if (source !== v && part[source] === core) {
      this.release[source]! += change;
      this.touch(source);
      return;
    }
    const { pins } = this.level;
    for (let k = begin; k < end; k++) {
      const u = pins[k]!;
      if (u === v || part[u] !== core) continue;
      this.release[u]! += change;
      this.touch(u);
      return;
    }
    invariant(false, `net ${e} has no member on core ${core}`);
  }

  private touch(u: number): void {
    if (this.touchStamp[u] === this.touchMark) return;
    this.touchStamp[u] = this.touchMark;
    this.touched[this.touchedCount++] = u;
  }
}
