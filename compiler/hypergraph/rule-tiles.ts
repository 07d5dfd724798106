/** Boxes into which populations are cut: each axis into runs that are as even as whole numbers allow. */
import type { AxisRelation } from './rule-axes.ts';
import { runsLength, sourceRuns, targetAt, targetsOf } from './rule-axes.ts';
import type { Triple } from './rule-network.ts';

/** Runs along each axis. */
export type Tiling = Triple<number>;

export interface Box {
  readonly begins: Triple<number>;
  readonly ends: Triple<number>;
}

export function tileBegin(size: number, tiles: number, tile: number): number {
  return Math.floor((tile * size) / tiles);
}

/** The run that holds an index. */
export function tileAt(size: number, tiles: number, index: number): number {
  return Math.floor(((index + 1) * tiles - 1) / size);
}

export function tileCount([a, b, c]: Tiling): number {
  return a * b * c;
}

/** Box of a tile; tiles are numbered with the last axis fastest. */
export function boxOf(shape: Triple<number>, tiling: Tiling, tile: number): Box {
  const [, b, c] = tiling;
  const at = [Math.floor(tile / (b * c)), Math.floor(tile / c) % b, tile % c] as const;
  const edge = (axis: 0 | 1 | 2, step: number): number =>
    tileBegin(shape[axis], tiling[axis], at[axis] + step);
  return {
    begins: [edge(0, 0), edge(1, 0), edge(2, 0)],
    ends: [edge(0, 1), edge(1, 1), edge(2, 1)],
  };
}

export function boxSize({ begins, ends }: Box): number {
  return (ends[0] - begins[0]) * (ends[1] - begins[1]) * (ends[2] - begins[2]);
}

/** What the runs of one axis have to do with the sources of a relation. */
export interface AxisUse {
  /** Most pairs of a source and a target in one run. */
  readonly pairsMax: number;
  /** Most sources that one run has, and those of all runs together. */
  readonly sourcesMax: number;
  readonly sourcesSum: number;
  /** Most runs that one source reaches. */
  readonly reachMax: number;
}

/** Use of an axis of targets that is cut into `tiles` runs. */
export function useAxis(relation: AxisRelation, tiles: number): AxisUse {
  const { sources, targets } = relation;
  const widest = Math.ceil(targets / tiles);
  if (relation.kind === 'all') {
    return {
      pairsMax: sources * widest,
      sourcesMax: sources,
      sourcesSum: sources * tiles,
      reachMax: tiles,
    };
  }
  if (relation.kind === 'same') {
    return { pairsMax: widest, sourcesMax: widest, sourcesSum: targets, reachMax: 1 };
  }
  let [pairsMax, sourcesMax, sourcesSum, reachMax] = [0, 0, 0, 0];
  for (let tile = 0; tile < tiles; tile++) {
    const begin = tileBegin(targets, tiles, tile);
    const end = tileBegin(targets, tiles, tile + 1);
    const length = runsLength(sourceRuns(relation, begin, end));
    pairsMax = Math.max(pairsMax, relation.pairsBefore[end]! - relation.pairsBefore[begin]!);
    sourcesMax = Math.max(sourcesMax, length);
    sourcesSum += length;
  }
  for (let i = 0; i < sources; i++) {
    const count = targetsOf(relation, i);
    if (count === 0) continue;
    const first = tileAt(targets, tiles, targetAt(relation, i, 0));
    const last = tileAt(targets, tiles, targetAt(relation, i, count - 1));
    reachMax = Math.max(reachMax, Math.min(count, last - first + 1));
  }
  return { pairsMax, sourcesMax, sourcesSum, reachMax };
}
