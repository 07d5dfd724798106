import { InputError } from '../../src/support/errors.ts';
import type { Rng } from '../../src/support/rng.ts';
import type { NodeGrid } from './traffic-grid.ts';

/**
 * Where packets go. Nodes may send to themselves, as in BookSim2.
 * - `uniform`: any node alike; `toItself: false` leaves out the sender;
 * - `hotspot`: the listed nodes with their shares of all packets, the rest uniform;
 * - of the place (x, y) in a grid of X by Y: `transpose` (y, x), `neighbour` (x + 1, y + 1), `tornado`
 *   (x + ceil(X / 2) - 1, y + ceil(Y / 2) - 1), each modulo the grid;
 * - of the bits of the node number: `bit-complement`, `bit-reverse`, `shuffle` (rotated left by one);
 * - `random-permutation`: one drawn permutation for the whole run.
 */
export type TrafficPattern =
  | { readonly kind: 'uniform'; readonly toItself?: boolean }
  | { readonly kind: 'hotspot'; readonly nodes: readonly HotspotNode[] }
  | { readonly kind: PermutationName };

export interface HotspotNode {
  readonly node: number;
  /** Fraction of all packets; all hotspots together at most 1. */
  readonly share: number;
}

export const PERMUTATION_NAMES = [
  'transpose',
  'neighbour',
  'tornado',
  'bit-complement',
  'bit-reverse',
  'shuffle',
  'random-permutation',
] as const;

export type PermutationName = (typeof PERMUTATION_NAMES)[number];

/** Destination of one packet of `source` from two random fractions in [0, 1). */
export type DrawDestination = (source: number, fractionA: number, fractionB: number) => number;

/**
 * Throws InputError E_NOC_PATTERN where the nodes do not allow the pattern: no grid, no square, no power of two, a
 * hotspot that does not exist.
 */
export function createDestinations(
  pattern: TrafficPattern,
  grid: NodeGrid,
  rng: Rng,
): DrawDestination {
  switch (pattern.kind) {
    case 'uniform':
      return uniform(grid.nodeCount, pattern.toItself ?? true);
    case 'hotspot':
      return hotspot(pattern.nodes, grid.nodeCount);
    default: {
      const targets = permutation(pattern.kind, grid, rng);
      return (source) => targets[source]!;
    }
  }
}

function uniform(nodeCount: number, toItself: boolean): DrawDestination {
  if (toItself) return (_, fraction) => Math.floor(fraction * nodeCount);
  if (nodeCount < 2) {
    throw patternError('uniform', 'a single node has no other node to send to');
  }
  return (source, fraction) => {
    const node = Math.floor(fraction * (nodeCount - 1));
    return node < source ? node : node + 1;
  };
}

function hotspot(nodes: readonly HotspotNode[], nodeCount: number): DrawDestination {
  let sum = 0;
  for (const { node, share } of nodes) {
    if (!Number.isInteger(node) || node < 0 || node >= nodeCount) {
      throw patternError('hotspot', `there is no node ${node}; nodes are 0 to ${nodeCount - 1}`);
    }
    sum += share;
  }
  if (nodes.length === 0) throw patternError('hotspot', 'no node is listed');
  if (!(sum <= 1 + 1e-9)) {
    throw patternError('hotspot', `the shares add up to ${sum}, over the 1 that there is`);
  }
  const limits = new Float64Array(nodes.length);
  let limit = 0;
  for (let k = 0; k < nodes.length; k++) limits[k] = limit += nodes[k]!.share;
  // Shares such as three thirds add up to a hair less than 1.
  if (sum > 1 - 1e-9) limits[nodes.length - 1] = 1;
  const rest = uniform(nodeCount, true);
  return (source, fractionA, fractionB) => {
    for (let k = 0; k < limits.length; k++) if (fractionB < limits[k]!) return nodes[k]!.node;
    return rest(source, fractionA, fractionB);
  };
}

function permutation(name: PermutationName, grid: NodeGrid, rng: Rng): Int32Array {
  switch (name) {
    case 'transpose':
      return transpose(grid);
    case 'neighbour':
      return shifted(name, grid, 1, 1);
    case 'tornado':
      return shifted(name, grid, Math.ceil(grid.columns / 2) - 1, Math.ceil(grid.rows / 2) - 1);
    case 'random-permutation':
      return shuffledNodes(grid.nodeCount, rng);
    default:
      return ofBits(name, grid.nodeCount);
  }
}

function transpose(grid: NodeGrid): Int32Array {
  if (grid.columns !== grid.rows) {
    const shape = grid.columns === 0 ? 'none' : `${grid.columns} by ${grid.rows}`;
    throw patternError('transpose', `it needs a square grid of nodes, here is ${shape}`);
  }
  return onGrid('transpose', grid, (x, y) => [y, x]);
}

function shifted(name: PermutationName, grid: NodeGrid, stepX: number, stepY: number): Int32Array {
  return onGrid(name, grid, (x, y) => [(x + stepX) % grid.columns, (y + stepY) % grid.rows]);
}

function onGrid(
  name: PermutationName,
  { nodeCount, columns, rows, perPlace, nodeAt }: NodeGrid,
  target: (x: number, y: number) => readonly [number, number],
): Int32Array {
  if (columns === 0) throw patternError(name, 'the nodes form no full grid');
  const targets = new Int32Array(nodeCount);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const [toX, toY] = target(x, y);
      for (let slot = 0; slot < perPlace; slot++) {
        const from = nodeAt[(y * columns + x) * perPlace + slot]!;
        targets[from] = nodeAt[(toY * columns + toX) * perPlace + slot]!;
      }
    }
  }
  return targets;
}

function shuffledNodes(nodeCount: number, rng: Rng): Int32Array {
  const nodes = Int32Array.from({ length: nodeCount }, (_, node) => node);
  for (let k = nodeCount - 1; k > 0; k--) {
    const other = rng.integer(k + 1);
    const node = nodes[k]!;
    nodes[k] = nodes[other]!;
    nodes[other] = node;
  }
  return nodes;
}

function ofBits(name: 'bit-complement' | 'bit-reverse' | 'shuffle', nodeCount: number): Int32Array {
  const bits = Math.log2(nodeCount);
  if (!Number.isInteger(bits)) {
    throw patternError(
      name,
      `it needs a number of nodes that is a power of two, here are ${nodeCount}`,
    );
  }
  return Int32Array.from({ length: nodeCount }, (_, node) => {
    if (name === 'bit-complement') return nodeCount - 1 - node;
    if (name === 'bit-reverse') return reversed(node, bits);
    return ((node * 2) % nodeCount) + (node * 2 >= nodeCount ? 1 : 0);
  });
}

function reversed(node: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result = result * 2 + ((node >> bit) & 1);
  return result;
}

function patternError(name: string, why: string): InputError {
  return new InputError('E_NOC_PATTERN', `traffic pattern ${name}: ${why}.`, { pattern: name });
}
