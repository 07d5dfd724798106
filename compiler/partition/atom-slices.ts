/** Atoms of a core as slices: boxes are joined to larger boxes, so that each keeps one shared kernel. */
import type { Slice } from '../../src/model/mapping.ts';
import { boxNeurons } from '../box.ts';
import type { AtomShape, Atoms } from './atoms.ts';
import { boxAt } from './atoms.ts';

/** Slices of each of `cores` cores; `part` is the core of each atom. */
export function slicesOfAtoms(atoms: Atoms, part: Int32Array, cores: number): Slice[][] {
  const parts: Slice[][] = Array.from({ length: cores }, () => []);
  atoms.shapes.forEach((shape, population) => {
    if (shape === null) return;
    const members: number[][] = Array.from({ length: cores }, () => []);
    for (let atom = atoms.begins[population]!; atom < atoms.begins[population + 1]!; atom++) {
      members[part[atom]!]!.push(atom - atoms.begins[population]!);
    }
    members.forEach((own, core) => {
      if (own.length === 0) return;
      for (const neurons of joined(atoms, population, shape, own)) {
        parts[core]!.push({ population, neurons });
      }
    });
  });
  return parts;
}

function joined(
  { begins, neurons }: Atoms,
  population: number,
  shape: AtomShape,
  own: readonly number[],
): Int32Array[] {
  if (shape.kind === 'boxes') return joinBoxes(shape, own);
  const all = own.flatMap((atom) => Array.from(neurons[begins[population]! + atom]!));
  return [Int32Array.from(all)];
}

/** Covers tiles with boxes: from each first free tile on, the largest that begins there. */
function joinBoxes(
  { edges, grid }: Extract<AtomShape, { kind: 'boxes' }>,
  own: readonly number[],
): Int32Array[] {
  const extents = edges.map(({ length }) => length - 1) as [number, number, number];
  const [, rows, columns] = extents;
  const free = new Uint8Array(extents[0] * rows * columns);
  for (const tile of own) free[tile] = 1;
  const found: Int32Array[] = [];
  for (const tile of own) {
    if (free[tile] === 0) continue;
    const at = [
      Math.floor(tile / (rows * columns)),
      Math.floor(tile / columns) % rows,
      tile % columns,
    ] as const;
    const end = largestFrom(free, extents, at);
    for (let c = at[0]; c < end[0]; c++) {
      for (let y = at[1]; y < end[1]; y++) {
        for (let x = at[2]; x < end[2]; x++) free[(c * rows + y) * columns + x] = 0;
      }
    }
    found.push(boxNeurons(grid, boxAt(edges, at[0], at[1], at[2], end[0], end[1], end[2])));
  }
  return found;
}

/** End of the box with most tiles among those that grow from `at` along one axis after the other. */
function largestFrom(
  free: Uint8Array,
  extents: readonly [number, number, number],
  at: readonly [number, number, number],
): [number, number, number] {
  let best: [number, number, number] = [at[0] + 1, at[1] + 1, at[2] + 1];
  let most = 1;
  for (const order of AXIS_ORDERS) {
    const end: [number, number, number] = [at[0] + 1, at[1] + 1, at[2] + 1];
    for (const axis of order) {
      while (end[axis]! < extents[axis]! && isFreeLayer(free, extents, at, end, axis)) end[axis]!++;
    }
    const tiles = (end[0] - at[0]) * (end[1] - at[1]) * (end[2] - at[2]);
    if (tiles > most) {
      most = tiles;
      best = end;
    }
  }
  return best;
}

const AXIS_ORDERS: readonly (readonly number[])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 2, 0],
  [2, 1, 0],
];

/** Whether the box could be one tile longer along `axis`. */
function isFreeLayer(
  free: Uint8Array,
  [, rows, columns]: readonly [number, number, number],
  at: readonly number[],
  end: readonly number[],
  axis: number,
): boolean {
  const from = at.slice();
  const to = end.slice();
  from[axis] = end[axis]!;
  to[axis] = end[axis]! + 1;
  for (let c = from[0]!; c < to[0]!; c++) {
    for (let y = from[1]!; y < to[1]!; y++) {
      for (let x = from[2]!; x < to[2]!; x++) {
        if (free[(c * rows + y) * columns + x] === 0) return false;
      }
    }
  }
  return true;
}
