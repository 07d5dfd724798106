import type { Draws } from '../hypergraph/draws.ts';
import type { Sites } from './sites.ts';

/** Sites by column and row, to find those that are near. */
export interface SiteGrid {
  readonly width: number;
  readonly height: number;
  /** [width * height + 1] into `sites`. */
  readonly offsets: Int32Array;
  readonly sites: Int32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
}

/** Columns and rows are counted from the first one with a site. */
export function siteGrid({ count, x, y }: Sites): SiteGrid {
  const column = fromFirst(x);
  const row = fromFirst(y);
  const width = last(column) + 1;
  const height = last(row) + 1;
  const offsets = new Int32Array(width * height + 1);
  for (let s = 0; s < count; s++) offsets[row[s]! * width + column[s]! + 1]!++;
  for (let cell = 0; cell < width * height; cell++) offsets[cell + 1]! += offsets[cell]!;
  const next = offsets.slice(0, width * height);
  const sites = new Int32Array(count);
  for (let s = 0; s < count; s++) sites[next[row[s]! * width + column[s]!]!++] = s;
  return { width, height, offsets, sites, x: column, y: row };
}

/** A site at most `reach` columns and rows from `site`, or -1 where the draw met an empty place. */
export function drawNear(grid: SiteGrid, site: number, reach: number, draws: Draws): number {
  const { width, height, offsets } = grid;
  const x = grid.x[site]! + draws.below(2 * reach + 1) - reach;
  const y = grid.y[site]! + draws.below(2 * reach + 1) - reach;
  const inX = x < 0 ? 0 : x >= width ? width - 1 : x;
  const inY = y < 0 ? 0 : y >= height ? height - 1 : y;
  const begin = offsets[inY * width + inX]!;
  const there = offsets[inY * width + inX + 1]! - begin;
  if (there === 0) return -1;
  return grid.sites[there === 1 ? begin : begin + draws.below(there)]!;
}

/** Calls with every site at most `reach` columns and rows from `site`. */
export function forEachNear(
  grid: SiteGrid,
  site: number,
  reach: number,
  visit: (site: number) => void,
): void {
  const { width, height, offsets } = grid;
  const [cx, cy] = [grid.x[site]!, grid.y[site]!];
  for (let y = Math.max(0, cy - reach); y <= Math.min(height - 1, cy + reach); y++) {
    const left = y * width + Math.max(0, cx - reach);
    const right = y * width + Math.min(width - 1, cx + reach);
    for (let k = offsets[left]!; k < offsets[right + 1]!; k++) visit(grid.sites[k]!);
  }
}

function fromFirst(places: Int32Array): Int32Array {
  const first = places.reduce((least, place) => Math.min(least, place), places[0] ?? 0);
  return places.map((place) => place - first);
}

function last(places: Int32Array): number {
  return places.reduce((most, place) => Math.max(most, place), 0);
}
