import type { ChipProfile } from '../../src/model/chip.ts';
import { corePosition } from '../../src/model/chip.ts';
import type { Traffic } from './traffic.ts';

/** Crossing to another chip counts as this many hops. */
const CHIP_CROSSING_HOPS = 64;

/** A placement that is changed by swaps, with the exact change in hops x routes of each. */
export class SwapState {
  readonly coreOfPart: Int32Array;
  private readonly partAt = new Map<number, number>();
  private readonly traffic: Traffic;
  private readonly profile: ChipProfile;

  constructor(coreOfPart: Int32Array, traffic: Traffic, profile: ChipProfile) {
    this.coreOfPart = coreOfPart;
    this.traffic = traffic;
    this.profile = profile;
    coreOfPart.forEach((core, part) => {
      this.partAt.set(core, part);
    });
  }

  /** Hops x routes saved by moving `part` to core `target` and the part there, if any, to its place. */
  gain(part: number, target: number): number {
    const home = this.coreOfPart[part]!;
    const other = this.partAt.get(target);
    let gain = this.moveGain(part, home, target, other);
    if (other !== undefined) gain += this.moveGain(other, target, home, part);
    return gain;
  }

  swap(part: number, target: number): void {
    const home = this.coreOfPart[part]!;
    const other = this.partAt.get(target);
    this.coreOfPart[part] = target;
    this.partAt.set(target, part);
    if (other === undefined) this.partAt.delete(home);
    else {
      this.coreOfPart[other] = home;
      this.partAt.set(home, other);
    }
  }

  private moveGain(part: number, from: number, to: number, except: number | undefined): number {
    let gain = 0;
    for (const [neighbour, routes] of this.traffic.neighbours[part]!) {
      if (neighbour === except) continue;
      const core = this.coreOfPart[neighbour]!;
      gain += routes * (this.distance(from, core) - this.distance(to, core));
    }
    return gain;
  }

  /** Router-to-router links between two cores. */
  private distance(a: number, b: number): number {
    const [from, to] = [corePosition(this.profile, a), corePosition(this.profile, b)];
    const crossing = from.chip === to.chip ? 0 : CHIP_CROSSING_HOPS;
    return Math.abs(from.x - to.x) + Math.abs(from.y - to.y) + crossing;
  }
}

const PASSES_MAX = 20;

/** Takes every swap with one of `candidates` that saves hops, until none does. */
export function swapWhileShorter(state: SwapState, candidates: readonly number[]): void {
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let improved = false;
    for (let part = 0; part < state.coreOfPart.length; part++) {
      for (const target of candidates) {
        if (target === state.coreOfPart[part] || state.gain(part, target) <= 0) continue;
        state.swap(part, target);
        improved = true;
      }
    }
    if (!improved) return;
  }
}
