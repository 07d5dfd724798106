/**
 * Synapse blocks whose weights change while they run. Each has a copy of the image's weights and the traces
 * of its sources and targets. Conventions:
 * - A source's spike carries the step in which it was sent, a target's the step in which it fires. A packet
 *   of step t - 1 acts in step t at the earliest, so that step t of a core learns from step t - 1: from the
 *   axon events that act now and from the spikes of the step before. Learning steps count from 1.
 * - A synapse is read when its event arrives and its weight then waits out its delay, as in the chip's
 *   dendrite: a delay shifts neither traces nor the weight that is read.
 * - An epoch that ends with step t changes the weights that events sent in t + 1 read.
 * - Several events of an axon in one step, or one that carries a payload, are one spike of its source; a
 *   payload of 0 is none.
 */
import type { LearningDraws } from '../src/learning/draws.ts';
import { createLearning, resetLearning, stepLearning } from '../src/learning/engine.ts';
import type { LearningState } from '../src/learning/learning-state.ts';
import { parseRule } from '../src/learning/parse-rule.ts';
import type { ProjectionLearning, Sparse } from '../src/model/network.ts';
import type {
  AccumulatorGroup,
  CoreProgram,
  DenseBlock,
  ImageHeader,
  SparseBlock,
} from '../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../src/model/program.ts';
import { invariant } from '../src/support/errors.ts';
import type { EventRing } from './event-ring.ts';

const SLOT_MASK = (1 << SPARSE_SLOT_BITS) - 1;
/** A rule's factor d ends far below. */
const INT16_MAX = 2 ** 15 - 1;

/** The accumulators that a block adds to: a core's own plan of the block's group. */
interface GroupSums {
  /** [slotCount]. */
  readonly sums: Int32Array;
  readonly slotBegin: number;
  readonly slotEnd: number;
  touched: boolean;
}

export interface LearningBlock {
  readonly projection: number;
  readonly kind: 'dense' | 'sparse';
  readonly ring: EventRing;
  readonly group: GroupSums;
  readonly delaySteps: number;
  /** Rows by axon of the port; targets are places in the slice. */
  readonly map: Sparse<Int16Array>;
  /** Weights of the image. */
  readonly initial: Int16Array;
  readonly state: LearningState;
  readonly draws: LearningDraws;
  /** Sums on their way through the delay, by step modulo their number; null without a delay. */
  readonly pending: readonly Int32Array[] | null;
  /** Targets that fired in the step before, as places in the slice. */
  readonly post: Int32Array;
  /** Axons whose events carry something; grows. */
  pre: Int32Array;
}

/** What learning counts in a step of a core. */
export interface LearningCounts {
  synapseDense: number;
  synapseSparse: number;
  learningUpdates: number;
}

/** Whether the weights of a block change. */
export function learns(header: ImageHeader, { projection }: AccumulatorGroup): boolean {
  return header.projections[projection]!.learning !== undefined;
}

/** The learning blocks of a core; `rings` are those of its ports, `groups` the plans of its groups. */
export function createLearningBlocks(
  program: CoreProgram,
  header: ImageHeader,
  rings: readonly EventRing[],
  groups: readonly GroupSums[],
  drawsOf: (projection: string) => LearningDraws,
): LearningBlock[] {
  return program.blocks.flatMap((block): LearningBlock[] => {
    const group = program.groups[block.group]!;
    const { learning, name } = header.projections[group.projection]!;
    if (learning === undefined) return [];
    invariant(block.kind !== 'conv', 'a shared kernel does not learn');
    const port = program.ports[block.port]!;
    const slice = program.slices[group.slice]!;
    const preIds = program.axonSources.subarray(port.axonBegin, port.axonEnd);
    const postIds = program.neurons.subarray(slice.slotBegin, slice.slotEnd);
    const map = mapOf(block, preIds.length, postIds.length, slice.slotBegin);
    const sums = groups[block.group]!;
    const { delaySteps } = group;
    return [
      {
        projection: group.projection,
        kind: block.kind,
        ring: rings[block.port]!,
        group: sums,
        delaySteps,
        map,
        initial: map.weights.slice(),
        state: createState(map, group, learning, preIds, postIds),
        draws: drawsOf(name),
        pending: delaySteps === 0 ? null : pendingSums(delaySteps, postIds.length),
        post: new Int32Array(postIds.length),
        pre: new Int32Array(0),
      },
    ];
  });
}

function createState(
  map: Sparse<Int16Array>,
  { signMode, delaySteps }: AccumulatorGroup,
  learning: ProjectionLearning,
  preIds: Int32Array,
  postIds: Int32Array,
): LearningState {
  const { rule, epochSteps, traces } = learning;
  return createLearning(map, {
    rule: parseRule(rule),
    signMode,
    epochSteps,
    traces,
    preIds,
    postIds,
    delays: new Int16Array(map.targets.length).fill(Math.min(delaySteps, INT16_MAX)),
  });
}

function pendingSums(delaySteps: number, width: number): Int32Array[] {
  return Array.from({ length: delaySteps + 1 }, () => new Int32Array(width));
}

/** The block's synapses as rows with weights of their own; dense rows list every target. */
function mapOf(
  block: DenseBlock | SparseBlock,
  preSize: number,
  postSize: number,
  slotBegin: number,
): Sparse<Int16Array> {
  const size = { kind: 'sparse', preSize, postSize } as const;
  if (block.kind === 'sparse') {
    const { offsets, words } = block;
    const targets = words.map((word) => (word & SLOT_MASK) - slotBegin);
    const weights = Int16Array.from(words, (word) => word >> SPARSE_SLOT_BITS);
    return { ...size, offsets, targets, weights };
  }
  const { width, weights } = block;
  const offsets = Int32Array.from({ length: preSize + 1 }, (_, row) => row * width);
  const targets = Int32Array.from({ length: weights.length }, (_, k) => k % width);
  return { ...size, offsets, targets, weights: weights.slice() };
}

/** Back to the image's weights, without a trace. */
export function resetLearningBlocks(blocks: readonly LearningBlock[]): void {
  for (const block of blocks) {
    resetLearning(block.state);
    block.map.weights.set(block.initial);
    for (const sums of block.pending ?? []) sums.fill(0);
  }
}

/**
 * Delivers the events of step `step` and learns from those and from `fired[0 .. firedCount)`, the slots that
 * fired in the step before, ascending. Steps follow each other from 0 after a reset.
 */
export function stepLearningBlocks(
  blocks: readonly LearningBlock[],
  fired: Int32Array,
  firedCount: number,
  step: number,
  counts: LearningCounts,
): void {
  counts.learningUpdates = 0;
  for (let b = 0; b < blocks.length; b++) {
    const block = blocks[b]!;
    const delivered = deliver(block, step);
    if (block.kind === 'dense') counts.synapseDense += delivered;
    else counts.synapseSparse += delivered;
    // Nothing was sent before step 0.
    if (step > 0) counts.learningUpdates += learn(block, fired, firedCount, step);
  }
}

function deliver(block: LearningBlock, step: number): number {
  const { ring, group, pending, delaySteps, map } = block;
  const slot = step % ring.lengths.length;
  const eventCount = ring.lengths[slot]!;
  const payloads = ring.payloads === null ? null : ring.payloads[slot]!;
  let sums = group.sums;
  let begin = group.slotBegin;
  if (pending !== null) {
    release(group, pending[step % pending.length]!);
    sums = pending[(step + delaySteps) % pending.length]!;
    begin = 0;
  } else if (eventCount > 0) group.touched = true;
  return addRows(ring.rows[slot]!, payloads, eventCount, map, sums, begin);
}

/** Adds sums whose delay is over to their group and clears them. */
function release(group: GroupSums, waited: Int32Array): void {
  const { sums, slotBegin } = group;
  for (let k = 0; k < waited.length; k++) {
    if (waited[k] === 0) continue;
    sums[slotBegin + k]! += waited[k]!;
    waited[k] = 0;
    group.touched = true;
  }
}

/** Adds weights times payloads, modulo 2^32, to the targets from `begin` on; returns the synaptic events. */
function addRows(
  events: Int32Array,
  payloads: Int32Array | null,
  eventCount: number,
  { offsets, targets, weights }: Sparse<Int16Array>,
  sums: Int32Array,
  begin: number,
): number {
  let delivered = 0;
  for (let e = 0; e < eventCount; e++) {
    const row = events[e]!;
    const payload = payloads === null ? 1 : payloads[e]!;
    const end = offsets[row + 1]!;
    for (let k: number = offsets[row]!; k < end; k++) {
      sums[begin + targets[k]!]! += Math.imul(weights[k]!, payload);
    }
    delivered += end - offsets[row]!;
  }
  return delivered;
}

/** The step before `step`, whose spikes are all here now; returns the synapses whose sums were computed. */
function learn(block: LearningBlock, fired: Int32Array, firedCount: number, step: number): number {
  const { ring, state, draws, post, group } = block;
  const slot = step % ring.lengths.length;
  const eventCount = ring.lengths[slot]!;
  let postCount = 0;
  for (let f = 0; f < firedCount; f++) {
    const at = fired[f]!;
    if (at >= group.slotBegin && at < group.slotEnd) post[postCount++] = at - group.slotBegin;
  }
  if (ring.payloads === null) {
    return stepLearning(state, ring.rows[slot]!, eventCount, post, postCount, step, draws);
  }
  const preCount = gatherCarrying(block, ring.rows[slot]!, ring.payloads[slot]!, eventCount);
  return stepLearning(state, block.pre, preCount, post, postCount, step, draws);
}

/** Fills `block.pre` with the axons whose events carry something; returns how many. */
function gatherCarrying(
  block: LearningBlock,
  events: Int32Array,
  payloads: Int32Array,
  eventCount: number,
): number {
  if (block.pre.length < eventCount) block.pre = new Int32Array(events.length);
  let count = 0;
  for (let e = 0; e < eventCount; e++) if (payloads[e] !== 0) block.pre[count++] = events[e]!;
  return count;
}
