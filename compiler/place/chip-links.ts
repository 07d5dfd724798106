/** Which tiles of a chip a link joins, and which ways lead over links that are to be avoided. */
import type { ChipProfile } from '../../src/model/chip.ts';
import { chipColumns } from '../../src/model/chip.ts';
import type { TilePlace } from '../../src/model/constraints.ts';
import { chipWays } from './chip-ways.ts';
import { walkWay } from './ways.ts';

/** The routers of two tiles where a link joins them, else null; tiles of a tree are joined by none. */
export function linkFinder(
  profile: ChipProfile,
  chips: number,
): (from: TilePlace, to: TilePlace) => readonly [number, number] | null {
  const { tilesX, tilesY } = profile.grid;
  const tiles = tilesX * tilesY;
  const routerOf = ({ chip, x, y }: TilePlace): number => chip * tiles + y * tilesX + x;
  return (from, to) => {
    const ends = [routerOf(from), routerOf(to)] as const;
    return areJoined(profile, chips, from, to) ? ends : null;
  };
}

function areJoined(profile: ChipProfile, chips: number, from: TilePlace, to: TilePlace): boolean {
  const { tilesX, tilesY } = profile.grid;
  const { topology, links = [] } = profile.network;
  const columns = chipColumns(chips);
  const x = (tile: TilePlace): number => (tile.chip % columns) * tilesX + tile.x;
  const y = (tile: TilePlace): number => Math.floor(tile.chip / columns) * tilesY + tile.y;
  const [dx, dy] = [x(to) - x(from), y(to) - y(from)];
  const round = (d: number, size: number): number => (d === size - 1 ? -1 : d === 1 - size ? 1 : d);
  const [ringX, ringY] = [round(dx, tilesX), round(dy, tilesY)];
  switch (topology) {
    case 'mesh':
      return Math.abs(dx) + Math.abs(dy) === 1;
    case 'torus':
      return Math.abs(ringX) + Math.abs(ringY) === 1;
    case 'hex-mesh':
      return isHexStep(dx, dy);
    case 'hex-torus':
      return isHexStep(ringX, ringY);
    case 'graph': {
      const number = (tile: TilePlace): number => tile.y * tilesX + tile.x;
      const [a, b] = [number(from), number(to)];
      return links.some(([p, q]) => (p === a && q === b) || (p === b && q === a));
    }
    case 'tree':
      return false;
  }
}

function isHexStep(dx: number, dy: number): boolean {
  return Math.abs(dx) + Math.abs(dy) === 1 || (dx === dy && Math.abs(dx) === 1);
}

/** A way from core to core (from the host where `from` is null) over an avoided link. */
export interface BadWay {
  readonly from: number | null;
  readonly to: number;
  /** Index in the list of avoided links. */
  readonly link: number;
}

/** Ways over avoided links, pairs of cores in their order. */
export function badWays(
  profile: ChipProfile,
  chips: number,
  avoided: readonly (readonly [number, number])[],
  pairs: Iterable<readonly [number | null, number]>,
): BadWay[] {
  if (avoided.length === 0) return [];
  const ways = chipWays(profile, chips);
  const numbers = new Map<string, number>();
  avoided.forEach(([a, b], link) => {
    numbers.set(`${a}-${b}`, link);
    numbers.set(`${b}-${a}`, link);
  });
  const found: BadWay[] = [];
  for (const [from, to] of pairs) {
    const begin = from === null ? ways.hostRouterOf(to) : ways.routerOf(from);
    let bad = -1;
    walkWay(ways, begin, ways.routerOf(to), (router, next) => {
      if (bad < 0) bad = numbers.get(`${router}-${next}`) ?? -1;
    });
    if (bad >= 0) found.push({ from, to, link: bad });
  }
  return found;
}
