import { forEachTarget, preSize } from '../src/model/fan-out.ts';
import type { Partition, QuantNet, QuantProjection } from '../src/model/mapping.ts';
import { SPARSE_SLOT_BITS } from '../src/model/program.ts';
import { populationGrid } from './population-grid.ts';
import type { RoutePlan } from './route/axons.ts';

/** Synapses of one projection into one slice, of one delay. */
export interface SparseRows {
  readonly delaySteps: number;
  /** [axons of the port + 1]. */
  readonly offsets: Int32Array;
  /** weight << SPARSE_SLOT_BITS | slot. */
  readonly words: Int32Array;
}

/** Synapses of a projection as columns, bucketed by slice: one pass over the projection serves all its slices. */
interface Bucket {
  readonly rows: Int32Array;
  readonly slots: Int32Array;
  readonly weights: Int16Array;
  readonly delays: Uint8Array | null;
  length: number;
}

/** Expands projections that have no denser form into rows per slice, each projection once. */
export class SparseBlocks {
  private readonly buckets = new Map<number, Map<string, Bucket>>();
  private readonly net: QuantNet;
  private readonly partition: Partition;
  private readonly plan: RoutePlan;

  constructor(net: QuantNet, partition: Partition, plan: RoutePlan) {
    this.net = net;
    this.partition = partition;
    this.plan = plan;
  }

  gridOf(population: number): readonly [number, number, number] {
    return populationGrid(this.net, population);
  }

  /** Rows of `projection` into slice `sliceIndex` of `part`, one entry a delay, delays ascending. */
  blocksOf(projection: number, part: number, sliceIndex: number, slotBegin: number): SparseRows[] {
    let known = this.buckets.get(projection);
    if (!known) {
      known = this.expand(projection);
      this.buckets.set(projection, known);
    }
    const bucket = known.get(`${part}/${sliceIndex}`);
    if (!bucket) return [];
    const { pre, delaySteps } = this.net.projections[projection]!;
    const port = this.plan.ports[part]!.find((candidate) => candidate.population === pre)!;
    const own = bucket.delays ? [...new Set(bucket.delays)].sort((a, b) => a - b) : [0];
    return own.map((delay) => ({
      delaySteps: delaySteps + delay,
      ...packRows(bucket, delay, port.sources, slotBegin),
    }));
  }

  private expand(index: number): Map<string, Bucket> {
    const projection = this.net.projections[index]!;
    const size = this.net.populations[projection.post]!.size;
    const bucketOf = new Int32Array(size).fill(-1);
    const slotOf = new Int32Array(size);
    const keys: string[] = [];
    this.partition.parts.forEach((slices, part) => {
      slices.forEach((slice, sliceIndex) => {
        if (slice.population !== projection.post) return;
        slice.neurons.forEach((neuron, k) => {
          bucketOf[neuron] = keys.length;
          slotOf[neuron] = k;
        });
        keys.push(`${part}/${sliceIndex}`);
      });
    });
    const buckets = createBuckets(projection, bucketOf, keys.length);
    fillBuckets(projection, buckets, bucketOf, slotOf);
    return new Map(keys.map((key, k) => [key, buckets[k]!]));
  }
}

function createBuckets(projection: QuantProjection, bucketOf: Int32Array, count: number): Bucket[] {
  const sizes = new Int32Array(count);
  const map = projection.connectivity;
  for (let pre = 0; pre < preSize(map); pre++) {
    forEachTarget(map, pre, (post) => {
      if (bucketOf[post]! >= 0) sizes[bucketOf[post]!]!++;
    });
  }
  return Array.from(sizes, (size) => ({
    rows: new Int32Array(size),
    slots: new Int32Array(size),
    weights: new Int16Array(size),
    delays: projection.synapseDelaySteps ? new Uint8Array(size) : null,
    length: 0,
  }));
}

function fillBuckets(
  projection: QuantProjection,
  buckets: readonly Bucket[],
  bucketOf: Int32Array,
  slotOf: Int32Array,
): void {
  const map = projection.connectivity;
  for (let pre = 0; pre < preSize(map); pre++) {
    forEachTarget(map, pre, (post, k) => {
      const bucket = buckets[bucketOf[post]!];
      if (!bucket) return;
      const at = bucket.length++;
      bucket.rows[at] = pre;
      bucket.slots[at] = slotOf[post]!;
      bucket.weights[at] = typeof map.weights === 'number' ? map.weights : map.weights[k]!;
      if (bucket.delays) bucket.delays[at] = projection.synapseDelaySteps![k]!;
    });
  }
}

/** The bucket's synapses of one delay as rows by axon; sources ascend in both, so one sweep suffices. */
function packRows(
  bucket: Bucket,
  delay: number,
  sources: Int32Array,
  slotBegin: number,
): { offsets: Int32Array; words: Int32Array } {
  const offsets = new Int32Array(sources.length + 1);
  const words = new Int32Array(bucket.length);
  let row = 0;
  let at = 0;
  for (let k = 0; k < bucket.length; k++) {
    if (bucket.delays && bucket.delays[k] !== delay) continue;
    while (sources[row] !== bucket.rows[k]) offsets[++row] = at;
    words[at++] = (bucket.weights[k]! << SPARSE_SLOT_BITS) | (slotBegin + bucket.slots[k]!);
  }
  while (row < sources.length) offsets[++row] = at;
  return { offsets, words: words.slice(0, at) };
}
