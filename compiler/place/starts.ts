/** Placements without a search: parts in a given order on sites in a given order. */
import type { Sites } from './sites.ts';

/** Puts the k-th part of `parts` on the k-th site of `sites`. */
export function placeInOrder(parts: Int32Array, sites: Int32Array): Int32Array {
  const siteOf = new Int32Array(parts.length);
  parts.forEach((part, k) => {
    siteOf[part] = sites[k]!;
  });
  return siteOf;
}

/** Sites as they are numbered: row by row, tile by tile. */
export function siteNumbers({ count }: Sites): Int32Array {
  return Int32Array.from({ length: count }, (_, s) => s);
}

/** Row after row, every other one backwards; sites of one place stay together. */
export function snakeOrder(sites: Sites): Int32Array {
  const { x, y } = sites;
  const forward = (s: number): number => (y[s]! % 2 === 0 ? x[s]! : -x[s]!);
  return siteNumbers(sites).sort((a, b) => y[a]! - y[b]! || forward(a) - forward(b) || a - b);
}

/** Along Hilbert's curve, which keeps what is near on it near on the chip. */
export function hilbertOrder(sites: Sites): Int32Array {
  const { x, y } = sites;
  let side = 1;
  for (let s = 0; s < sites.count; s++) while (x[s]! >= side || y[s]! >= side) side *= 2;
  const along = Float64Array.from(x, (column, s) => hilbertIndex(side, column, y[s]!));
  return siteNumbers(sites).sort((a, b) => along[a]! - along[b]! || a - b);
}

/** Steps along the curve to column x and row y of a square whose side is a power of two. */
function hilbertIndex(side: number, column: number, row: number): number {
  let [x, y, index] = [column, row, 0];
  for (let half = side / 2; half >= 1; half /= 2) {
    const right = (x & half) > 0 ? 1 : 0;
    const down = (y & half) > 0 ? 1 : 0;
    index += half * half * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) [x, y] = [side - 1 - x, side - 1 - y];
      [x, y] = [y, x];
    }
  }
  return index;
}

/** Cuts sites in columns by their x, from left to right, each from the top. */
export function columnsOf(sites: Sites, chosen: Int32Array): number[][] {
  const byColumn = new Map<number, number[]>();
  for (const site of chosen) {
    const column = sites.x[site]!;
    byColumn.set(column, [...(byColumn.get(column) ?? []), site]);
  }
  return [...byColumn]
    .sort(([a], [b]) => a - b)
    .map(([, column]) => column.sort((a, b) => sites.y[a]! - sites.y[b]! || a - b));
}
