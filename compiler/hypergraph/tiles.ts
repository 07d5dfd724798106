import type { SpikeGraph } from './graph.ts';
import type { MappingLimits } from './limits.ts';

/** A network whose neurons lie row by row on a plane. */
export interface PlaneShape {
  readonly width: number;
  readonly height: number;
}

/** Synapses that are looked at, and the share of them that must keep to the plane. */
const SAMPLE_MAX = 200_000;
/** Distances that are about equally common; more of them are no pattern. */
const COMMON_MAX = 4096;
const LOCAL_SHARE_MIN = 0.6;

/**
 * The plane on which most synapses are short, if neuron indices run over one row by row: distances between
 * the ends of synapses then come in runs around multiples of the width. Null where they do not.
 */
export function findPlane(graph: SpikeGraph): PlaneShape | null {
  const { neuronCount, offsets, targets } = graph;
  const counts = new Map<number, number>();
  const stride = Math.max(1, Math.ceil(targets.length / SAMPLE_MAX));
  let sampled = 0;
  for (let i = 0; i < neuronCount; i += stride) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const distance = Math.abs(targets[k]! - i);
      counts.set(distance, (counts.get(distance) ?? 0) + 1);
      sampled++;
    }
  }
  if (sampled === 0) return null;
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  const common = [...counts.keys()].filter((d) => counts.get(d)! * 4 >= most).sort((a, b) => a - b);
  if (common.length > COMMON_MAX) return null;
  const reach = runEnd(common, 0);
  const begin = common.find((d) => d > reach);
  if (begin === undefined || reach === 0) return null;
  const width = Math.round((begin + runEnd(common, begin)) / 2);
  if (width < 4 || neuronCount % width !== 0 || neuronCount / width < 4) return null;
  let local = 0;
  for (const [distance, count] of counts) {
    const off = Math.min(distance % width, width - (distance % width));
    if (off <= reach && distance <= (reach + 1) * width) local += count;
  }
  return local >= sampled * LOCAL_SHARE_MIN ? { width, height: neuronCount / width } : null;
}

/** Last of the numbers that follow `begin` without a gap. */
function runEnd(sorted: readonly number[], begin: number): number {
  let end = begin;
  for (const d of sorted) if (d === end + 1) end = d;
  return end;
}

/** Equal tiles of a plane, fewest first, near squares only; each of at most `neurons` neurons. */
export function tilings(
  plane: PlaneShape,
  limits: MappingLimits,
  coresMax: number,
): { readonly columns: number; readonly rows: number }[] {
  const found: { columns: number; rows: number }[] = [];
  for (let columns = 1; columns <= plane.width; columns++) {
    for (let rows = 1; rows <= plane.height && rows * columns <= coresMax; rows++) {
      const width = Math.ceil(plane.width / columns);
      const height = Math.ceil(plane.height / rows);
      if (width * height > limits.neurons) continue;
      if (width > 2 * height || height > 2 * width) continue;
      found.push({ columns, rows });
    }
  }
  const edge = (t: { columns: number; rows: number }): number =>
    t.columns * plane.height + t.rows * plane.width;
  return found.sort((a, b) => a.columns * a.rows - b.columns * b.rows || edge(a) - edge(b));
}

/** Core of each neuron: rows and columns cut as evenly as whole numbers allow. */
export function tilePlane(plane: PlaneShape, columns: number, rows: number): Int32Array {
  const part = new Int32Array(plane.width * plane.height);
  for (let y = 0; y < plane.height; y++) {
    const row = Math.floor((y * rows) / plane.height);
    for (let x = 0; x < plane.width; x++) {
      part[y * plane.width + x] = row * columns + Math.floor((x * columns) / plane.width);
    }
  }
  return part;
}

/** Neurons of one tile, ascending; as `tilePlane` cuts. */
export function tileOf(
  plane: PlaneShape,
  columns: number,
  rows: number,
  column: number,
  row: number,
): number[] {
  const { width, height } = plane;
  const found: number[] = [];
  for (let y = Math.ceil((row * height) / rows); y * rows < (row + 1) * height; y++) {
    for (let x = Math.ceil((column * width) / columns); x * columns < (column + 1) * width; x++) {
      found.push(y * width + x);
    }
  }
  return found;
}
