import type { Fabric } from './fabric.ts';

/** Nodes by their place, for patterns that speak of rows and columns. */
export interface NodeGrid {
  /** Nodes that send and receive, numbered from 0. */
  readonly nodeCount: number;
  /** Both 0 where the nodes form no full grid. */
  readonly columns: number;
  readonly rows: number;
  /** Nodes at each place. */
  readonly perPlace: number;
  /** Node of (x, y, slot): nodeAt[(y * columns + x) * perPlace + slot]. */
  readonly nodeAt: Int32Array;
}

/** The first `nodeCount` nodes of a fabric, by the places of their routers. */
export function nodeGrid(fabric: Fabric, nodeCount: number = fabric.nodeCount): NodeGrid {
  const places = Array.from({ length: nodeCount }, (_, node) => placeOf(fabric, node));
  const xs = ranks(places.map(({ x }) => x));
  const ys = ranks(places.map(({ y }) => y));
  const perPlace = nodeCount / (xs.size * ys.size);
  const none = { nodeCount, columns: 0, rows: 0, perPlace: 0, nodeAt: new Int32Array(0) };
  if (!Number.isInteger(perPlace)) return none;
  const filled = new Int32Array(xs.size * ys.size);
  const nodeAt = new Int32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const place = ys.get(places[node]!.y)! * xs.size + xs.get(places[node]!.x)!;
    const slot = filled[place]!++;
    if (slot >= perPlace) return none;
    nodeAt[place * perPlace + slot] = node;
  }
  return { nodeCount, columns: xs.size, rows: ys.size, perPlace, nodeAt };
}

function placeOf(fabric: Fabric, node: number): { readonly x: number; readonly y: number } {
  const router = fabric.outputRouter[fabric.nodeOutput[node * fabric.planeCount]!]!;
  return { x: fabric.routerPlace[router * 3]!, y: fabric.routerPlace[router * 3 + 1]! };
}

/** Rank of each distinct value, from 0 up. */
function ranks(values: readonly number[]): ReadonlyMap<number, number> {
  return new Map([...new Set(values)].sort((a, b) => a - b).map((value, rank) => [value, rank]));
}
