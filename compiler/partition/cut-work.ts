/** What the cores of one cut of a population would work in each step of an activity. */
import { forEachTarget } from '../../src/model/fan-out.ts';
import type { QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import type { Activity } from './activity.ts';

/** Targets of the sources of a projection that spike, written out once for all cuts. */
export interface FiredRows {
  readonly projection: QuantProjection;
  /** Row of each source, [preSize]: where rows stand for several sources, that of one near by; -1 for silent ones. */
  readonly rowOf: Int32Array;
  /** [rowCount + 1] into `targets`. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

/** One way to cut a population, with the packets that come in. */
export interface CutWork {
  readonly way: readonly Int32Array[];
  /** Part of each neuron, [size]. */
  readonly partOf: Int32Array;
  /** Service of the part that is busiest, by step, nanosecond. */
  readonly serviceNs: Float64Array;
  /** Per projection into the population: parts that each source reaches, [preSize]. */
  readonly reached: ReadonlyMap<QuantProjection, Int32Array>;
}

/** Times of a packet's work, nanosecond. */
export interface ServiceCosts {
  readonly axonInNs: number;
  readonly synapseNs: (projection: QuantProjection) => number;
}

/** 32 MiB; of projections with more, every second source is written out, or every third, and so on. */
const TARGETS_MAX = 2 ** 23;

export function firedRows(
  net: QuantNet,
  projection: QuantProjection,
  { populations }: Activity,
): FiredRows {
  const rowOf = new Int32Array(net.populations[projection.pre]!.size).fill(-1);
  const fired = Int32Array.from(new Set(populations[projection.pre]!.neurons)).sort();
  const map = projection.connectivity;
  const lengths = fired.map((source) => {
    let length = 0;
    forEachTarget(map, source, () => {
      length++;
    });
    return length;
  });
  const stride = Math.max(1, Math.ceil(lengths.reduce((sum, n) => sum + n, 0) / TARGETS_MAX));
  const kept = fired.filter((_, k) => k % stride === 0);
  const offsets = new Int32Array(kept.length + 1);
  kept.forEach((_, row) => {
    offsets[row + 1] = offsets[row]! + lengths[row * stride]!;
  });
  const targets = new Int32Array(offsets[kept.length]!);
  let at = 0;
  for (const source of kept) {
    forEachTarget(map, source, (post) => {
      targets[at++] = post;
    });
  }
  fired.forEach((source, k) => {
    rowOf[source] = Math.floor(k / stride);
  });
  return { projection, rowOf, offsets, targets };
}

/** `incoming` are the rows of all projections into the population. */
export function cutWork(
  size: number,
  way: readonly Int32Array[],
  incoming: readonly FiredRows[],
  activity: Activity,
  costs: ServiceCosts,
): CutWork {
  const partOf = new Int32Array(size);
  way.forEach((neurons, part) => {
    for (const neuron of neurons) partOf[neuron] = part;
  });
  const work = new Float64Array(activity.stepCount * way.length);
  const reached = new Map<QuantProjection, Int32Array>();
  for (const rows of incoming) {
    const counts = countByPart(rows, partOf, way.length);
    reached.set(rows.projection, reachedParts(rows, counts, way.length));
    addService(rows, counts, way.length, activity, costs, work);
  }
  const serviceNs = new Float64Array(activity.stepCount);
  for (let step = 0, k = 0; step < activity.stepCount; step++) {
    for (let part = 0; part < way.length; part++, k++) {
      if (work[k]! > serviceNs[step]!) serviceNs[step] = work[k]!;
    }
  }
  return { way, partOf, serviceNs, reached };
}

/** Synapses of each row into each part, [row][part]. */
function countByPart(
  { offsets, targets }: FiredRows,
  partOf: Int32Array,
  partCount: number,
): Int32Array {
  const rowCount = offsets.length - 1;
  const counts = new Int32Array(rowCount * partCount);
  for (let row = 0; row < rowCount; row++) {
    const first = row * partCount;
    for (let k = offsets[row]!; k < offsets[row + 1]!; k++) counts[first + partOf[targets[k]!]!]!++;
  }
  return counts;
}

function reachedParts({ rowOf }: FiredRows, counts: Int32Array, partCount: number): Int32Array {
  return rowOf.map((row) => {
    let parts = 0;
    for (let k = row * partCount; row >= 0 && k < (row + 1) * partCount; k++) {
      if (counts[k]! > 0) parts++;
    }
    return parts;
  });
}

/** Adds what the spikes of the projection's sources cost each part, [step][part]. */
function addService(
  { projection, rowOf }: FiredRows,
  counts: Int32Array,
  partCount: number,
  { stepCount, populations }: Activity,
  { axonInNs, synapseNs }: ServiceCosts,
  work: Float64Array,
): void {
  const { offsets, neurons } = populations[projection.pre]!;
  const eachNs = synapseNs(projection);
  for (let step = 0; step < stepCount; step++) {
    const to = step * partCount;
    for (let k = offsets[step]!; k < offsets[step + 1]!; k++) {
      const from = rowOf[neurons[k]!]! * partCount;
      for (let part = 0; part < partCount; part++) {
        const count = counts[from + part]!;
        if (count > 0) work[to + part]! += axonInNs + count * eachNs;
      }
    }
  }
}
