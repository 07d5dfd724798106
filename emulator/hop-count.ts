/** How many links of each kind a packet crosses on an idle way: what is counted and priced per packet. */
import type { ChipProfile } from '../src/model/chip.ts';
import { chipColumns, corePosition } from '../src/model/chip.ts';
import { fabricOf, hostNodeOf } from './noc/profile-fabric.ts';
import { countLinks } from './noc/route-walk.ts';

export interface Hops {
  readonly eastWest: number;
  readonly northSouth: number;
  readonly betweenChips: number;
}

export interface HopCounter {
  readonly betweenCores: (from: number, to: number) => Hops;
  /** From tile (0, 0) of the chip that the core is on, where the host's spikes enter. */
  readonly fromHost: (to: number) => Hops;
}

/**
 * Links between cores of `chips` chips. A mesh has its closed form; in other networks the way is followed. Throws
 * InputError E_NOC_* for a network that cannot be built.
 */
export function createHopCounter(profile: ChipProfile, chips: number): HopCounter {
  return profile.network.topology === 'mesh'
    ? meshCounter(profile, chips)
    : walkingCounter(profile, chips);
}

function meshCounter(profile: ChipProfile, chips: number): HopCounter {
  const { tilesX, tilesY } = profile.grid;
  const columns = chipColumns(chips);
  return {
    betweenCores: (a, b) => {
      const [from, to] = [corePosition(profile, a), corePosition(profile, b)];
      const chipsX = (to.chip % columns) - (from.chip % columns);
      const chipsY = Math.floor(to.chip / columns) - Math.floor(from.chip / columns);
      return {
        eastWest: Math.abs(chipsX * tilesX + to.x - from.x) - Math.abs(chipsX),
        northSouth: Math.abs(chipsY * tilesY + to.y - from.y) - Math.abs(chipsY),
        betweenChips: Math.abs(chipsX) + Math.abs(chipsY),
      };
    },
    fromHost: (core) => {
      const { x, y } = corePosition(profile, core);
      return { eastWest: x, northSouth: y, betweenChips: 0 };
    },
  };
}

function walkingCounter(profile: ChipProfile, chips: number): HopCounter {
  const fabric = fabricOf(profile, chips);
  const walk = (from: number, to: number) => {
    const links = countLinks(fabric, from, to);
    const northSouth = links.get('northSouth') ?? 0;
    const betweenChips = links.get('chip') ?? 0;
    const all = [...links.values()].reduce((sum, count) => sum + count, 0);
    return { eastWest: all - northSouth - betweenChips, northSouth, betweenChips };
  };
  return {
    betweenCores: walk,
    fromHost: (core) => walk(hostNodeOf(profile, chips, core), core),
  };
}
