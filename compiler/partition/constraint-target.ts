/** What constraints speak of, and how their names and places are found there. */
import type {
  AvoidedLink,
  CorePlaces,
  MappingConstraints,
  NeuronRange,
  PinRule,
  TilePlace,
} from '../../src/model/constraints.ts';
import { groupDigits, nearestWord } from '../../src/support/errors.ts';
import { contradiction, coreList, unknown } from './constraint-text.ts';

/** Neurons with names, and cores with places. */
export interface ConstraintTarget {
  /** Populations by index; a bare network is one without a name. */
  readonly populations: readonly {
    readonly name: string | null;
    readonly size: number;
    /** False for inputs, which take no core. */
    readonly isPlaced: boolean;
  }[];
  /** How many cores there are, and in words: `loihi1 has 128 cores on one chip`. */
  readonly coreCount: number;
  readonly coresInWords: string;
  readonly chips: number;
  readonly tilesX: number;
  readonly tilesY: number;
  readonly tiers: number;
  readonly coresOfTile: (tile: TilePlace) => readonly number[];
  readonly tierOfCore: (core: number) => number;
  /** Routers of two tiles that a link joins; null where none does. */
  readonly linkBetween: (from: TilePlace, to: TilePlace) => readonly [number, number] | null;
}

/** Where a range lies. */
export function located(
  range: NeuronRange,
  origin: string,
  { populations }: ConstraintTarget,
): { readonly population: number; readonly begin: number; readonly end: number } {
  const population = populationOf(range.population, origin, populations);
  const { name, size, isPlaced } = populations[population]!;
  const what = name === null ? 'the network' : `population "${name}"`;
  if (!isPlaced) {
    throw unknown(origin, `${what} is an input: its neurons take no core. Name what it feeds.`);
  }
  const end = range.end ?? size;
  if (end > size) {
    throw unknown(
      origin,
      `neuron ${groupDigits(end - 1)} does not exist: ${what} has ${groupDigits(size)}, numbered from 0.`,
    );
  }
  return { population, begin: range.begin, end };
}

function populationOf(
  name: string | null,
  origin: string,
  populations: ConstraintTarget['populations'],
): number {
  const found = populations.findIndex((population) => population.name === name);
  if (found >= 0) return found;
  const names = populations.flatMap((population) =>
    population.name === null ? [] : [population.name],
  );
  if (name === null) {
    throw unknown(origin, 'a range of neurons needs the name of its population here.');
  }
  if (names.length === 0) {
    throw unknown(
      origin,
      `population "${name}": a bare network has none; give ranges of neurons alone.`,
    );
  }
  const near = nearestWord(name, names);
  throw unknown(
    origin,
    `there is no population "${name}"${near ? `; did you mean "${near}"?` : `; there are ${names.join(', ')}.`}`,
  );
}

export function avoidedOf(
  { avoidCores, avoidTiles }: MappingConstraints,
  target: ConstraintTarget,
): ReadonlySet<number> {
  const avoided = new Set<number>();
  for (const { core, origin } of avoidCores) {
    checkCore(core, origin, target);
    avoided.add(core);
  }
  for (const { tile, origin } of avoidTiles) {
    checkTile(tile, origin, target);
    for (const core of target.coresOfTile(tile)) avoided.add(core);
  }
  return avoided;
}

export function coresOf(
  { places, origin }: PinRule,
  target: ConstraintTarget,
  avoided: ReadonlySet<number>,
): ReadonlySet<number> {
  const named = namedCores(places, origin, target);
  const cores = new Set(named.filter((core) => !avoided.has(core)));
  if (cores.size > 0) return cores;
  throw contradiction(
    origin,
    `pinned to ${coreList(new Set(named))}, and ${named.length === 1 ? 'that is' : `all ${groupDigits(named.length)} are`} to be avoided. Pin to another core, or avoid fewer.`,
  );
}

function namedCores(places: CorePlaces, origin: string, target: ConstraintTarget): number[] {
  if (places.kind === 'cores') {
    for (const core of places.cores) checkCore(core, origin, target);
    return [...new Set(places.cores)];
  }
  const { x0, y0, x1, y1, chip, tier } = places;
  checkTile({ chip, x: x1, y: y1 }, origin, target);
  if (tier !== null && tier >= target.tiers) {
    throw unknown(
      origin,
      `tier ${tier} does not exist: ${target.tiers === 1 ? 'the chip is flat' : `there are ${target.tiers}, numbered from 0`}.`,
    );
  }
  const cores: number[] = [];
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) cores.push(...target.coresOfTile({ chip, x, y }));
  }
  return tier === null ? cores : cores.filter((core) => target.tierOfCore(core) === tier);
}

function checkCore(core: number, origin: string, target: ConstraintTarget): void {
  if (core < target.coreCount) return;
  throw unknown(
    origin,
    `core ${groupDigits(core)} does not exist: ${target.coresInWords}, numbered from 0.`,
  );
}

function checkTile({ chip, x, y }: TilePlace, origin: string, target: ConstraintTarget): void {
  const { tilesX, tilesY, chips } = target;
  if (chip >= chips) {
    throw unknown(
      origin,
      `chip ${chip} does not exist: ${chips === 1 ? 'one may be used' : `${chips} may be used`}, numbered from 0 (--chips).`,
    );
  }
  if (x < tilesX && y < tilesY) return;
  throw unknown(
    origin,
    `tile [${x}, ${y}] lies outside the grid of ${tilesX} by ${tilesY}, numbered from 0.`,
  );
}

export function linkOf(
  { from, to, origin }: AvoidedLink,
  target: ConstraintTarget,
): readonly [number, number] {
  checkTile(from, origin, target);
  checkTile(to, origin, target);
  const link = target.linkBetween(from, to);
  if (link) return link;
  throw unknown(
    origin,
    `no link joins tiles [${from.x}, ${from.y}] and [${to.x}, ${to.y}]: name two neighbours.`,
  );
}
