import type { ChipProfile } from '../../src/model/chip.ts';
import { coresPerChip } from '../../src/model/chip.ts';
import type { Partition, Placement, QuantNet } from '../../src/model/mapping.ts';
import { SwapState, swapWhileShorter } from './swaps.ts';
import type { Traffic } from './traffic.ts';

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
  const candidates = candidateCores(profile, chips, partition.parts.length);
  const coreOfPart = alongSnake(net, partition, candidates);
  swapWhileShorter(new SwapState(coreOfPart, traffic, profile), candidates);
  return { placer: 'snake+swap', coreOfPart };
}

/** Parts by level, the part that was made last first (it is nearest to the inputs), on successive cores. */
function alongSnake(net: QuantNet, partition: Partition, snake: readonly number[]): Int32Array {
  const order = partition.parts
    .map((slices, part) => ({
      part,
      level: Math.min(...slices.map((slice) => net.populations[slice.population]!.level)),
    }))
    .sort((a, b) => a.level - b.level || b.part - a.part);
  const coreOfPart = new Int32Array(partition.parts.length);
  order.forEach(({ part }, k) => {
    coreOfPart[part] = snake[k]!;
  });
  return coreOfPart;
}

/** The first cores of a snake over the tiles: twice as many as there are parts, so that swaps find room. */
export function candidateCores(profile: ChipProfile, chips: number, parts: number): number[] {
  const { tilesX, tilesY, coresPerTile } = profile.grid;
  const wanted = Math.min(coresPerChip(profile) * chips, parts * 2);
  const order: number[] = [];
  for (let tileStep = 0; order.length < wanted; tileStep++) {
    const chip = Math.floor(tileStep / (tilesX * tilesY));
    const y = Math.floor(tileStep / tilesX) % tilesY;
    const k = tileStep % tilesX;
    const tile = y * tilesX + (y % 2 === 0 ? k : tilesX - 1 - k);
    for (let c = 0; c < coresPerTile && order.length < wanted; c++) {
      order.push(chip * coresPerChip(profile) + tile * coresPerTile + c);
    }
  }
  return order;
}
