import type { CorePairs } from './anneal-mesh.ts';
import { annealMesh, MeshState, pairsOf } from './anneal-mesh.ts';
import { createDraws } from './draws.ts';
import type { Mesh } from './mesh.ts';
import { countHops, squareMesh } from './mesh.ts';
import type { CoreTraffic } from './metrics.ts';
import type { Effort } from './problem.ts';
import { placeSpectral } from './spectral.ts';

export interface PlaceOptions {
  readonly effort: Effort;
  readonly seed: number;
  /** The smallest nearly square mesh where it is absent. */
  readonly mesh?: Mesh;
  readonly isCancelled?: () => boolean;
}

export interface MeshPlacement {
  readonly mesh: Mesh;
  /** Slot of each core. */
  readonly slots: Int32Array;
  readonly hops: number;
}

export interface MeshPlacer {
  readonly name: string;
  readonly description: string;
  readonly run: (traffic: CoreTraffic, mesh: Mesh, options: PlaceOptions) => Int32Array;
}

/** All placers of bare meshes, the default first; command-line help is made of this list. */
export const MESH_PLACERS: readonly MeshPlacer[] = [
  {
    name: 'anneal',
    description: 'index order, bisection or spectral order of the traffic, then annealing by swaps',
    run: placeAnnealed,
  },
  {
    name: 'bisect',
    description: 'recursive bisection of mesh and traffic alone',
    run: (traffic, mesh) => placeBisected(pairsOf(traffic), mesh),
  },
  {
    name: 'spectral',
    description: 'columns and rows by the two slowest patterns of the traffic',
    run: (traffic, mesh, { seed }) => placeSpectral(pairsOf(traffic), mesh, createDraws(seed)),
  },
  { name: 'row-major', description: 'core c on slot c', run: placeRowMajor },
];

/** Places cores so that messages have few hops. `name` must be one of MESH_PLACERS. */
export function placeOnMesh(
  name: string,
  traffic: CoreTraffic,
  options: PlaceOptions,
): MeshPlacement {
  const cores = traffic.offsets.length - 1;
  const mesh = options.mesh ?? squareMesh(cores);
  const placer = MESH_PLACERS.find((candidate) => candidate.name === name) ?? MESH_PLACERS[0]!;
  const slots = placer.run(traffic, mesh, options);
  return { mesh, slots, hops: countHops(traffic, slots, mesh) };
}

function placeRowMajor(traffic: CoreTraffic): Int32Array {
  return Int32Array.from({ length: traffic.offsets.length - 1 }, (_, core) => core);
}

/** A hot run that forgets its start, and a cool one that mends it; each with its share of the trials. */
const HEATS = [
  [1, 0.75],
  [0.05, 0.25],
] as const;

/** Trials for each core, and pair lookups that all trials together may take. */
const TRIALS: Readonly<Record<Effort, number>> = { fast: 300, normal: 2000, best: 8000 };
const LOOKUPS_MAX: Readonly<Record<Effort, number>> = { fast: 3e7, normal: 1.5e8, best: 8e8 };

function placeAnnealed(traffic: CoreTraffic, mesh: Mesh, options: PlaceOptions): Int32Array {
  const pairs = pairsOf(traffic);
  const cores = traffic.offsets.length - 1;
  const starts = [placeRowMajor(traffic), placeBisected(pairs, mesh)];
  if (cores > 2) starts.push(placeSpectral(pairs, mesh, createDraws(options.seed)));
  const costs = starts.map((slots) => countHops(traffic, slots, mesh));
  const start = starts[costs.indexOf(Math.min(...costs))]!;
  const degree = 1 + (2 * pairs.cores.length) / Math.max(1, cores);
  const trials = Math.min(TRIALS[options.effort] * cores, LOOKUPS_MAX[options.effort] / degree);
  let best: MeshPlacement | null = null;
  for (const [heat, share] of HEATS) {
    const state = new MeshState(pairs, start.slice(), mesh);
    annealMesh(state, {
      trials: Math.max(1, Math.floor(trials * share)),
      heat,
      descentLookupsMax: (LOOKUPS_MAX[options.effort] * share) / 3,
      draws: createDraws(options.seed),
      isCancelled: options.isCancelled ?? ((): boolean => false),
    });
    const hops = countHops(traffic, state.slots, mesh);
    if (best === null || hops < best.hops) best = { mesh, slots: state.slots, hops };
  }
  return best!.slots;
}

/**
 * Cuts the mesh in two along its longer side and the cores with it, by growing one half around a core at
 * the rim of the traffic; then each half again.
 */
function placeBisected(pairs: CorePairs, mesh: Mesh): Int32Array {
  const slots = new Int32Array(pairs.offsets.length - 1);
  const all = Array.from(slots, (_, core) => core);
  bisect(pairs, mesh, { x: 0, y: 0, width: mesh.width, height: mesh.height }, all, slots);
  return slots;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function bisect(
  pairs: CorePairs,
  mesh: Mesh,
  box: Box,
  cores: readonly number[],
  slots: Int32Array,
): void {
  if (cores.length === 0) return;
  if (box.width * box.height === 1) {
    slots[cores[0]!] = box.y * mesh.width + box.x;
    return;
  }
  const isWide = box.width >= box.height;
  const half = Math.ceil((isWide ? box.width : box.height) / 2);
  const near: Box = isWide ? { ...box, width: half } : { ...box, height: half };
  const far: Box = isWide
    ? { ...box, x: box.x + half, width: box.width - half }
    : { ...box, y: box.y + half, height: box.height - half };
  const room = box.width * box.height;
  const share = Math.round((cores.length * near.width * near.height) / room);
  const least = Math.max(0, cores.length - far.width * far.height);
  const wanted = Math.min(near.width * near.height, Math.max(least, share));
  const inner = growHalf(pairs, cores, wanted);
  const isInner = new Set(inner);
  bisect(pairs, mesh, near, inner, slots);
  bisect(
    pairs,
    mesh,
    far,
    cores.filter((core) => !isInner.has(core)),
    slots,
  );
}

/** The `wanted` cores that hang together most, from the one with least traffic inside the box. */
function growHalf(pairs: CorePairs, cores: readonly number[], wanted: number): number[] {
  const isFree = new Set(cores);
  const drawn = new Map<number, number>();
  const total = new Map(cores.map((core) => [core, trafficWithin(pairs, core, isFree)]));
  const chosen: number[] = [];
  while (chosen.length < wanted) {
    let [best, most] = [-1, -Infinity];
    for (const core of isFree) {
      // What draws a core in, less what would hold it back.
      const score = 2 * (drawn.get(core) ?? 0) - total.get(core)!;
      if (score > most) [best, most] = [core, score];
    }
    isFree.delete(best);
    chosen.push(best);
    for (let k = pairs.offsets[best]!; k < pairs.offsets[best + 1]!; k++) {
      const core = pairs.cores[k]!;
      if (isFree.has(core)) drawn.set(core, (drawn.get(core) ?? 0) + pairs.messages[k]!);
    }
  }
  return chosen;
}

function trafficWithin(pairs: CorePairs, core: number, inside: ReadonlySet<number>): number {
  let sum = 0;
  for (let k = pairs.offsets[core]!; k < pairs.offsets[core + 1]!; k++) {
    if (inside.has(pairs.cores[k]!)) sum += pairs.messages[k]!;
  }
  return sum;
}
