import { invariant } from '../../src/support/errors.ts';
import type { Level } from './level.ts';
import type { MappingLimits } from './limits.ts';

/** Above this many entries the table of attractions is not kept; gains are then counted from the nets. */
const ATTRACTION_ENTRIES_MAX = 40_000_000;

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
  private readonly slotBegins: Int32Array;
  private readonly slotCores: Int32Array;
  private readonly slotCounts: Int32Array;
  private readonly spread: Int32Array;
  private readonly touchStamp: Int32Array;
  private touchMark = 0;
  private readonly outputGrowth: Int32Array;
  private readonly outputTouched: Int32Array;

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
    for (let e = 0; e < level.netCount; e++) this.countNet(e);
    if (!this.keepsGains) return;
    for (let v = 0; v < level.vertexCount; v++) {
      this.release[v] = this.attractionsOf(v, this.attraction, v * this.cores);
    }
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

  /**
   * Adds the attraction of each core to v at `row[at + core]`, which must be zeros; returns the release of v.
   */
  attractionsOf(v: number, row: Int32Array | Float64Array, at: number): number {
    const { level, part } = this;
    const home = part[v]!;
    let release = 0;
    this.work += 8 * (level.inBegins[v + 1]! - level.inBegins[v]!);
    for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
      const e = level.inNets[k]!;
      const weight = level.netWeights[e]!;
      const sender = part[level.netSources[e]!]!;
      const begin = this.slotBegins[e]!;
      const end = begin + this.spread[e]!;
      let reachesSender = false;
      for (let s = begin; s < end; s++) {
        const core = this.slotCores[s]!;
        row[at + core]! += weight;
        if (core === sender) reachesSender = true;
        else if (core === home && this.slotCounts[s] === 1) release += weight;
      }
      if (!reachesSender) row[at + sender]! += weight;
    }
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
      if (level.pinBegins[e] === level.pinBegins[e + 1]) continue;
      const weight = level.netWeights[e]!;
      const begin = this.slotBegins[e]!;
      const end = begin + this.spread[e]!;
      let reachesHome = false;
      for (let s = begin; s < end; s++) {
        const core = this.slotCores[s]!;
        row[at + core]! += weight;
        if (core === home) reachesHome = true;
      }
      if (!reachesHome) {
        row[at + home]! += weight;
        release += weight;
      }
    }
    return release;
  }

  /**
   * Attractions of v at `row`, which must be zeros, and the cores where they are not zero at `found`; returns
   * how many those are, and leaves the release of v in `gatheredRelease`.
   */
  gather(v: number, row: Float64Array, found: Int32Array): number {
    const { level, part, slotCores, slotCounts, slotBegins, spread } = this;
    const { netSources, netWeights, inNets } = level;
    const home = part[v]!;
    const inEnd = level.inBegins[v + 1]!;
    this.work += 8 * (inEnd - level.inBegins[v]!);
    let [release, count] = [0, 0];
    for (let k = level.inBegins[v]!; k < inEnd; k++) {
      const e = inNets[k]!;
      const weight = netWeights[e]!;
      if (weight === 0) continue;
      const sender = part[netSources[e]!]!;
      const begin = slotBegins[e]!;
      const end = begin + spread[e]!;
      let reachesSender = false;
      for (let s = begin; s < end; s++) {
        const core = slotCores[s]!;
        if (row[core] === 0) found[count++] = core;
        row[core]! += weight;
        if (core === sender) reachesSender = true;
        else if (core === home && slotCounts[s] === 1) release += weight;
      }
      if (reachesSender) continue;
      if (row[sender] === 0) found[count++] = sender;
      row[sender]! += weight;
    }
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
      const weight = netWeights[e]!;
      if (weight === 0) continue;
      const begin = slotBegins[e]!;
      const end = begin + spread[e]!;
      let reachesHome = begin === end;
      for (let s = begin; s < end; s++) {
        const core = slotCores[s]!;
        if (row[core] === 0) found[count++] = core;
        row[core]! += weight;
        if (core === home) reachesHome = true;
      }
      if (reachesHome) continue;
      if (row[home] === 0) found[count++] = home;
      row[home]! += weight;
      release += weight;
    }
    this.gatheredRelease = release;
    return count;
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
        this.touch(level.pins[k]!);
      }
      attraction[source * cores + from]! -= down;
      attraction[source * cores + to]! += up;
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

  memoryBytes(core: number): number {
    const { bytesPerSynapse, bytesPerInputAxon } = this.limits;
    return this.synapses[core]! * bytesPerSynapse + this.inputAxons[core]! * bytesPerInputAxon;
  }

  /** Whether v fits on `core` by neurons and synapse bytes alone: cheap, and necessary. */
  hasRoom(v: number, core: number): boolean {
    const { limits, level } = this;
    return (
      this.neurons[core]! + level.sizes[v]! <= limits.neurons &&
      this.memoryBytes(core) + level.synapses[v]! * limits.bytesPerSynapse <= limits.memoryBytes
    );
  }

  /** Whether all limits of all cores hold after v moves to `core`, where they held before. */
  fits(v: number, core: number): boolean {
    if (!this.hasRoom(v, core)) return false;
    if (this.countsInputAxons && !this.fitsInputAxons(v, core)) return false;
    return !this.countsOutputAxons || this.fitsOutputAxons(v, core);
  }

  /** Input axons that v adds to a core that it is not on. */
  newInputAxons(v: number, core: number): number {
    const { level, part } = this;
    this.work += 8 * (level.inBegins[v + 1]! - level.inBegins[v]!);
    let added = level.innerAxons[v]!;
    for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
      const e = level.inNets[k]!;
      if (this.pinsOn(e, core) > 0) continue;
      if (level.netReturns[e] === 1 && part[level.netSources[e]!] === core) continue;
      added += level.netAxons[e]!;
    }
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
      if (level.netReturns[e] === 1 && this.pinsOn(e, core) === 0) added += level.netAxons[e]!;
    }
    return added;
  }

  private fitsInputAxons(v: number, core: number): boolean {
    const { limits, level } = this;
    const axons = this.inputAxons[core]! + this.newInputAxons(v, core);
    if (axons > limits.inputAxons) return false;
    const synapses = this.synapses[core]! + level.synapses[v]!;
    return (
      synapses * limits.bytesPerSynapse + axons * limits.bytesPerInputAxon <= limits.memoryBytes
    );
  }

  /** Output axons of the cores of v's sources grow too where v opens a new core to them. */
  private fitsOutputAxons(v: number, to: number): boolean {
    const { level, part, outputGrowth: growth, outputTouched: grown } = this;
    const from = part[v]!;
    this.work += 8 * (level.inBegins[v + 1]! - level.inBegins[v]!);
    let [leaving, arriving] = [level.innerAxons[v]!, level.innerAxons[v]!];
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++) {
      const axons = level.netAxons[e]!;
      leaving += axons * this.spread[e]!;
      arriving += axons * this.spread[e]!;
      if (level.netReturns[e] === 0) continue;
      if (this.pinsOn(e, from) === 0) leaving += axons;
      if (this.pinsOn(e, to) === 0) arriving += axons;
    }
    growth[from] = -leaving;
    growth[to] = arriving;
    grown[0] = from;
    grown[1] = to;
    let count = 2;
    for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
      const e = level.inNets[k]!;
      const home = part[level.netSources[e]!]!;
      const returns = level.netReturns[e] === 1;
      if (this.pinsOn(e, to) > 0 || (returns && to === home)) continue;
      if (this.pinsOn(e, from) === 1 && !(returns && from === home)) continue;
      if (growth[home] === 0 && home !== to && home !== from) grown[count++] = home;
      growth[home]! += level.netAxons[e]!;
    }
    let fits = true;
    for (let n = 0; n < count; n++) {
      const core = grown[n]!;
      const axons = growth[core]!;
      if (axons > 0 && this.outputAxons[core]! + axons > this.limits.outputAxons) fits = false;
      growth[core] = 0;
    }
    return fits;
  }

  /** How far a core is over its limits, as a sum of shares of each; 0 where it is legal. */
  overload(core: number): number {
    const { limits } = this;
    return (
      excess(this.neurons[core]!, limits.neurons) +
      excess(this.inputAxons[core]!, limits.inputAxons) +
      excess(this.outputAxons[core]!, limits.outputAxons) +
      excess(this.memoryBytes(core), limits.memoryBytes)
    );
  }

  /** Sum of the overloads of all cores. */
  totalOverload(): number {
    let sum = 0;
    for (let core = 0; core < this.cores; core++) sum += this.overload(core);
    return sum;
  }
}

function excess(used: number, limit: number): number {
  return used > limit ? (used - limit) / limit : 0;
}
