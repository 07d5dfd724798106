import type { ChipProfile } from '../../src/model/chip.ts';
import { corePosition, coresPerChip } from '../../src/model/chip.ts';
import type { Partition, Placement, QuantNet } from '../../src/model/mapping.ts';
import type { Traffic } from './traffic.ts';

/** Crossing to another chip counts as this many hops. */
const CHIP_CROSSING_HOPS = 64;
const PASSES_MAX = 20;

/**
 * Places parts level by level along a snake over the tiles, so that neighbours in the network are
 * neighbours on the mesh, then swaps pairs of cores (free ones included) while hops x routes fall.
 */
export function placeSnake(
  net: QuantNet,
  partition: Partition,
  traffic: Traffic,
  profile: ChipProfile,
  chips: number,
): Placement {
  const coreCount = coresPerChip(profile) * chips;
  const order = partition.parts
    .map((slices, part) => ({
      part,
      level: Math.min(...slices.map((slice) => net.populations[slice.population]!.level)),
    }))
    .sort((a, b) => a.level - b.level || b.part - a.part);
  const snake = snakeOrder(profile, chips);
  const coreOfPart = new Int32Array(partition.parts.length);
  order.forEach(({ part }, k) => {
    coreOfPart[part] = snake[k]!;
  });
  refine(coreOfPart, traffic, profile, Math.min(coreCount, partition.parts.length * 2), snake);
  return { placer: 'snake+swap', coreOfPart };
}

/** Cores tile by tile, rows of tiles in alternating direction. */
function snakeOrder(profile: ChipProfile, chips: number): number[] {
  const { tilesX, tilesY, coresPerTile } = profile.grid;
  const order: number[] = [];
  for (let chip = 0; chip < chips; chip++) {
    for (let y = 0; y < tilesY; y++) {
      for (let k = 0; k < tilesX; k++) {
        const x = y % 2 === 0 ? k : tilesX - 1 - k;
        const tile = y * tilesX + x;
        for (let c = 0; c < coresPerTile; c++) {
          order.push(chip * coresPerChip(profile) + tile * coresPerTile + c);
        }
      }
    }
  }
  return order;
}

function refine(
  coreOfPart: Int32Array,
  traffic: Traffic,
  profile: ChipProfile,
  window: number,
  snake: readonly number[],
): void {
  const candidates = snake.slice(0, window);
  const partAt = new Map<number, number>();
  coreOfPart.forEach((core, part) => {
    partAt.set(core, part);
  });
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    let improved = false;
    for (let part = 0; part < coreOfPart.length; part++) {
      for (const target of candidates) {
        const home = coreOfPart[part]!;
        if (target === home) continue;
        const other = partAt.get(target);
        if (swapGain(part, other, target, home, coreOfPart, traffic, profile) <= 0) continue;
        coreOfPart[part] = target;
        partAt.set(target, part);
        if (other === undefined) partAt.delete(home);
        else {
          coreOfPart[other] = home;
          partAt.set(home, other);
        }
        improved = true;
      }
    }
    if (!improved) return;
  }
}

/** Hops x routes saved by moving `part` to `target` and the part there (if any) to `home`. */
function swapGain(
  part: number,
  other: number | undefined,
  target: number,
  home: number,
  coreOfPart: Int32Array,
  traffic: Traffic,
  profile: ChipProfile,
): number {
  let gain = 0;
  for (const [neighbour, routes] of traffic.neighbours[part]!) {
    if (neighbour === other) continue;
    const core = coreOfPart[neighbour]!;
    gain += routes * (hopDistance(profile, home, core) - hopDistance(profile, target, core));
  }
  if (other === undefined) return gain;
  for (const [neighbour, routes] of traffic.neighbours[other]!) {
    if (neighbour === part) continue;
    const core = coreOfPart[neighbour]!;
    gain += routes * (hopDistance(profile, target, core) - hopDistance(profile, home, core));
  }
  return gain;
}

/** Router-to-router links between two cores. */
function hopDistance(profile: ChipProfile, a: number, b: number): number {
  const [from, to] = [corePosition(profile, a), corePosition(profile, b)];
  const crossing = from.chip === to.chip ? 0 : CHIP_CROSSING_HOPS;
  return Math.abs(from.x - to.x) + Math.abs(from.y - to.y) + crossing;
}
