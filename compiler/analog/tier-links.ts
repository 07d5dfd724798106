/**
 * What the links between tiles cost, guessed before anything is placed: cores of a tile on other tiers stay empty where
 * one tier is fuller than the rest, and the more tiles a network takes, the farther its packets go; blocks on different
 * tiers can share tiles, those on one tier stand side by side. Placement brings partners near as far as others let it: the
 * guess is half way between anywhere and as near as can be.
 */

export interface TierLinks {
  /** Packets between cores, and of inputs from the host, where every neuron and input spikes once. */
  readonly packets: number;
  readonly hostPackets: number;
  /** Tiles that a full tier takes. */
  readonly tilesMax: number;
  /** Of a hop to a next tile, and of a packet that stays in its tile. */
  readonly hopPj: number;
  readonly withinTilePj: number;
}

/** Anywhere in a square of side s = sqrt(tiles): the mean Manhattan distance of two of its places, (2 / 3) (s - 1 / s). */
function meanHops(tiles: number): number {
  const side = Math.sqrt(Math.max(1, tiles));
  return (2 / 3) * (side - 1 / side);
}

/**
 * What a packet costs less where its blocks, of so many tiles each, stand on different tiers and share tiles than where
 * they fill two parts of one square.
 */
export function sharedTilesPj(
  { hopPj, withinTilePj }: Pick<TierLinks, 'hopPj' | 'withinTilePj'>,
  from: number,
  to: number,
): number {
  const [a, b] = [from / (from + to), to / (from + to)];
  const within = a * a * meanHops(from) + b * b * meanHops(to);
  const apart = (meanHops(from + to) - within) / (2 * a * b);
  const larger = Math.max(1, from, to);
  // Blocks that fit on one tile share it anyway.
  const stays = from + to <= 1 ? 0 : withinTilePj / larger;
  return Math.max(0, (hopPj * (apart - meanHops(larger)) - stays) / 2);
}

/**
 * Energy in picojoule where the fullest tier is filled to `fullest` in [0, 1], rising with it, and no blocks that talk
 * share a tier: one packet in `tiles` stays in its tile, the host is at a corner, (s - 1) hops away. Chips are taken as
 * one square.
 */
export function linkEnergyPj(links: TierLinks, fullest: number): number {
  const tiles = Math.max(1, fullest * links.tilesMax);
  const side = Math.sqrt(tiles);
  const between = links.hopPj * meanHops(tiles) + links.withinTilePj / tiles;
  const fromHost = links.hopPj * (side - 1) + links.withinTilePj / tiles;
  return links.packets * between + links.hostPackets * fromHost;
}
