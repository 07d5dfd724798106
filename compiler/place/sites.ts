/**
 * Where parts can go, and how far it is from site to site: a sum over axes, each with a table of the distances
 * between its places. A mesh has an axis of columns and one of rows; networks without such a form have one axis whose
 * places are routers.
 */
export interface Axis {
  readonly size: number;
  /** Place of each site on the axis, [siteCount]. */
  readonly places: Int32Array;
  /** Distance from place p to place q at [p * size + q]; 0 from a place to itself. */
  readonly distances: Float64Array;
  /** Distance from the host's entry to each place, [size]. */
  readonly hostDistances: Float64Array;
}

export interface Sites {
  readonly count: number;
  /** One to three. */
  readonly axes: readonly Axis[];
  /** False where the way back may be longer or shorter than the way there. */
  readonly symmetric: boolean;
  /** Column and row of each site, for starts that need a picture of the chip; tiers and cores of a tile share theirs. */
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Hops from site to site, links that cost more counted as more. */
export function siteDistance(sites: Sites, from: number, to: number): number {
  let sum = 0;
  for (const { size, places, distances } of sites.axes) {
    sum += distances[places[from]! * size + places[to]!]!;
  }
  return sum;
}

/** Hops from where the host's messages enter. */
export function hostDistance(sites: Sites, to: number): number {
  let sum = 0;
  for (const { places, hostDistances } of sites.axes) sum += hostDistances[places[to]!]!;
  return sum;
}

/** A mesh of one core a router; site s is at column s mod width, row floor(s / width). */
export function meshSites(width: number, height: number): Sites {
  const count = width * height;
  const x = Int32Array.from({ length: count }, (_, s) => s % width);
  const y = Int32Array.from({ length: count }, (_, s) => Math.floor(s / width));
  return {
    count,
    axes: [lineAxis(x, width), lineAxis(y, height)],
    symmetric: true,
    x,
    y,
  };
}

/** Places in a row, one hop apart; the host stands at the first. */
export function lineAxis(places: Int32Array, size: number): Axis {
  const distances = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < size; q++) distances[p * size + q] = Math.abs(p - q);
  }
  return { size, places, distances, hostDistances: distances.slice(0, size) };
}
