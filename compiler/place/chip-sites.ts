/** The cores of a chip as sites of a placement, with the distances of its network. */
import type { ChipProfile, ParameterSet } from '../../src/model/chip.ts';
import { chipColumns, corePosition, coresPerChip } from '../../src/model/chip.ts';
import type { ChipWays } from './chip-ways.ts';
import { chipWays } from './chip-ways.ts';
import { type AvoidedLinks, isSymmetric, routerAxis } from './router-axis.ts';
import type { Axis, Sites } from './sites.ts';
import { lineAxis } from './sites.ts';

export interface ChipSites extends Sites {
  /** Core of each site, ascending. */
  readonly cores: Int32Array;
  readonly ways: ChipWays;
}

/** Cores near the host's entry that are looked at, at most. */
const NEAR_CORES_MAX = 2048;

/**
 * Sites of `cores` (distinct, ascending). A link between chips or tiers counts as many hops as its energy holds that of
 * an east-west or north-south link (its time, where hops take no energy).
 */
export function chipSites(
  profile: ChipProfile,
  set: ParameterSet,
  chips: number,
  cores: Int32Array,
  avoidedLinks: AvoidedLinks = [],
): ChipSites {
  const ways = chipWays(profile, chips);
  const chipHops = hopsOf(set, 'hopBetweenChips');
  const { topology } = profile.network;
  const isGrid = (topology === 'mesh' || topology === 'torus') && avoidedLinks.length === 0;
  const axes = isGrid
    ? gridAxes(profile, chips, cores, chipHops)
    : [chipRouterAxis(profile, ways, cores, chipHops, avoidedLinks)];
  const tiers = tierAxis(profile, set, cores);
  return {
    count: cores.length,
    axes: tiers === null ? axes : [...axes, tiers],
    symmetric: axes.every(isSymmetric),
    ...pictureOf(profile, chips, cores),
    cores,
    ways,
  };
}

/** Hops that one link of a dear kind counts as, at least 1. */
function hopsOf(set: ParameterSet, kind: 'hopBetweenChips' | 'hopBetweenTiers'): number {
  for (const costs of [set.energyPj, set.timeNs]) {
    const hop = (costs.hopEastWest.value + costs.hopNorthSouth.value) / 2;
    const dear = costs[kind]?.value;
    if (hop > 0 && dear !== undefined && dear > 0) return Math.max(1, dear / hop);
  }
  return 1;
}

/** Columns and rows over all chips. */
function gridAxes(
  profile: ChipProfile,
  chips: number,
  cores: Int32Array,
  chipHops: number,
): Axis[] {
  const { tilesX, tilesY } = profile.grid;
  const { x, y } = gridPlaces(profile, chips, cores);
  if (profile.network.topology === 'torus') return [ringAxis(x, tilesX), ringAxis(y, tilesY)];
  const columns = chipColumns(chips);
  const rows = Math.ceil(chips / columns);
  return [
    chipLine(x, tilesX, tilesX * columns, chipHops),
    chipLine(y, tilesY, tilesY * rows, chipHops),
  ];
}

function chipLine(places: Int32Array, perChip: number, size: number, chipHops: number): Axis {
  const distances = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < size; q++) {
      const crossings = Math.abs(Math.floor(p / perChip) - Math.floor(q / perChip));
      distances[p * size + q] = Math.abs(p - q) + crossings * (chipHops - 1);
    }
  }
  const hostDistances = Float64Array.from({ length: size }, (_, p) => p % perChip);
  return { size, places, distances, hostDistances };
}

function ringAxis(places: Int32Array, size: number): Axis {
  const distances = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < size; q++) {
      const ahead = Math.abs(p - q);
      distances[p * size + q] = Math.min(ahead, size - ahead);
    }
  }
  return { size, places, distances, hostDistances: distances.slice(0, size) };
}

/** One axis of all routers with a core. */
function chipRouterAxis(
  profile: ChipProfile,
  ways: ChipWays,
  cores: Int32Array,
  chipHops: number,
  avoidedLinks: AvoidedLinks,
): Axis {
  const tiles = profile.grid.tilesX * profile.grid.tilesY;
  const isMesh = profile.network.topology === 'mesh';
  const linkHops = (a: number, b: number): number =>
    isMesh && Math.floor(a / tiles) !== Math.floor(b / tiles) ? chipHops : 1;
  const routerOf = cores.map((core) => ways.routerOf(core));
  const hosts = new Map(Array.from(cores, (core, s) => [routerOf[s]!, ways.hostRouterOf(core)]));
  return routerAxis(ways, routerOf, (router) => hosts.get(router)!, linkHops, avoidedLinks);
}

/** Tiers that a packet crosses in a stack; null where the chip is flat. */
function tierAxis(profile: ChipProfile, set: ParameterSet, cores: Int32Array): Axis | null {
  const tiers = profile.coreTypes[0]?.analog?.stack?.tiers ?? 1;
  if (tiers < 2) return null;
  const { coresPerTile } = profile.grid;
  const places = cores.map((core) => Math.floor(((core % coresPerTile) * tiers) / coresPerTile));
  const axis = lineAxis(places, tiers);
  const hops = hopsOf(set, 'hopBetweenTiers');
  return {
    ...axis,
    distances: axis.distances.map((distance) => distance * hops),
    // Host spikes come in from below each tile.
    hostDistances: axis.hostDistances.map((distance) => distance * hops),
  };
}

/** Columns and rows over all chips; leaves of a tree are one row, in their order. */
function pictureOf(
  profile: ChipProfile,
  chips: number,
  cores: Int32Array,
): { readonly x: Int32Array; readonly y: Int32Array } {
  if (profile.network.topology !== 'tree') return gridPlaces(profile, chips, cores);
  const { coresPerTile } = profile.grid;
  return {
    x: cores.map((core) => Math.floor(core / coresPerTile)),
    y: new Int32Array(cores.length),
  };
}

function gridPlaces(
  profile: ChipProfile,
  chips: number,
  cores: Int32Array,
): { readonly x: Int32Array; readonly y: Int32Array } {
  const { tilesX, tilesY } = profile.grid;
  const columns = chipColumns(chips);
  const places = Array.from(cores, (core) => corePosition(profile, core));
  return {
    x: Int32Array.from(places, ({ chip, x }) => (chip % columns) * tilesX + x),
    y: Int32Array.from(places, ({ chip, y }) => Math.floor(chip / columns) * tilesY + y),
  };
}

/**
 * Cores that a placement of so many parts looks at, ascending: the first by number, the first along a snake, and twice
 * as many that are nearest to the host's entry, chip by chip; `wanted` ones come in addition, avoided ones never.
 */
export function candidateCores(
  profile: ChipProfile,
  chips: number,
  parts: number,
  avoided: ReadonlySet<number>,
  wanted: Iterable<number> = [],
): Int32Array {
  const { tilesX, coresPerTile } = profile.grid;
  const perChip = coresPerChip(profile);
  const all = perChip * chips;
  const chosen = new Set<number>();
  const take = (count: number, coreAt: (k: number) => number): void => {
    for (let k = 0, taken = 0; k < all && taken < count; k++) {
      const core = coreAt(k);
      if (avoided.has(core)) continue;
      chosen.add(core);
      taken++;
    }
  };
  const tilesPerChip = perChip / coresPerTile;
  const near = Array.from({ length: tilesPerChip }, (_, tile) => tile).sort(
    (a, b) => nearness(a, tilesX) - nearness(b, tilesX) || a - b,
  );
  const coreBy =
    (tileAt: (tile: number) => number) =>
    (k: number): number => {
      const chip = Math.floor(k / perChip);
      const tile = tileAt(Math.floor((k % perChip) / coresPerTile));
      return chip * perChip + tile * coresPerTile + (k % coresPerTile);
    };
  take(parts, (k) => k);
  take(
    parts,
    coreBy((tile) => snakeTile(tile, tilesX)),
  );
  take(
    Math.min(2 * parts + coresPerTile, NEAR_CORES_MAX),
    coreBy((tile) => near[tile]!),
  );
  for (const core of wanted) if (!avoided.has(core) && core < all) chosen.add(core);
  return Int32Array.from(chosen).sort();
}

function nearness(tile: number, tilesX: number): number {
  return (tile % tilesX) + Math.floor(tile / tilesX);
}

/** Tiles row by row, every other row backwards. */
function snakeTile(step: number, tilesX: number): number {
  const y = Math.floor(step / tilesX);
  const k = step % tilesX;
  return y * tilesX + (y % 2 === 0 ? k : tilesX - 1 - k);
}
