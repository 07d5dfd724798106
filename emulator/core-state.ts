/** One core as the emulator runs it: state, accumulators and the kernels' view of its synapse blocks. */
import type { LearningDraws } from '../src/learning/draws.ts';
import type {
  AccumulatorGroup,
  CoreProgram,
  CoreSlice,
  ImageHeader,
  SynapseBlock,
} from '../src/model/program.ts';
import type { Compartments, SpikeBuffer, UpdateCounts } from '../src/neurons/integer-model.ts';
import { integerNeuronModel } from '../src/neurons/integer-models.ts';
import { createMarker, type MarkArrivals } from './arrivals.ts';
import type { ConvPlan } from './deliver.ts';
import { deliverConv, deliverDense, deliverGraded, deliverSparse, planConv } from './deliver.ts';
import { EventRing } from './event-ring.ts';
import type { LearningBlock } from './learning-blocks.ts';
import {
  createLearningBlocks,
  learns,
  resetLearningBlocks,
  stepLearningBlocks,
} from './learning-blocks.ts';
import { type SynapseEvent, synapseEvent } from './synapse-kind.ts';

/** Counts of one core in one step. */
export interface CoreStepCounts extends UpdateCounts {
  fired: number;
  axonIn: number;
  accessed: number;
  synapseDense: number;
  synapseSparse: number;
  synapseConv: number;
  learningUpdates: number;
}

interface GroupPlan {
  /** Sums of the group, [slotCount]; the core's own input where no scaling stands between. */
  readonly sums: Int32Array;
  /** Where scaled sums go, [slotCount]. */
  readonly input: Int32Array;
  readonly weightExp: number;
  /** Bits of a 32-bit sum above those in which it wraps. */
  readonly wrapShift: number;
  readonly slotBegin: number;
  readonly slotEnd: number;
  /** Whether gathered rows add to it. */
  readonly gathered: boolean;
  touched: boolean;
}

export interface BlockPlan {
  readonly block: SynapseBlock;
  readonly ring: EventRing;
  readonly delaySteps: number;
  readonly group: GroupPlan;
  readonly conv: ConvPlan | null;
  /** What its synaptic events count as. */
  readonly event: SynapseEvent;
  /** Present where the slice's neurons ask which of them an event reached. */
  readonly mark: MarkArrivals | null;
}

/** Compartments of one slice with their inputs: views of the core's accumulators. */
interface SliceState {
  readonly startStep: number;
  readonly slotBegin: number;
  readonly compartments: Compartments;
  readonly inputs: readonly Int32Array[];
  readonly spikes: SpikeBuffer;
}

export interface CoreState {
  readonly program: CoreProgram;
  readonly rings: readonly EventRing[];
  /** Per port: whether its rows are gathered by source (gathered-rows.ts); its ring then stays empty. */
  readonly gathered: readonly boolean[];
  /** What the synaptic events of gathered rows count as. */
  readonly gatheredEvent: SynapseEvent;
  readonly slices: readonly SliceState[];
  /** Slots that fired in this step, ascending, and how many. */
  readonly fired: Int32Array;
  /** What each of them carries. */
  readonly payloads: Int32Array;
  /** 1 for each slot that counted as updated; null where a neuron model of the core does not say. */
  readonly updates: Uint8Array | null;
  firedCount: number;
  readonly counts: CoreStepCounts;
  readonly inputs: readonly Int32Array[];
  /** Slots that an event reached, where any neuron model asks; null where none does. */
  readonly arrivals: Int32Array | null;
  /** Weights of one graded event, all 0 between events. */
  readonly scratch: Int32Array;
  readonly groups: readonly GroupPlan[];
  /** Those with fixed weights; the others stand in `learning`. */
  readonly blocks: readonly BlockPlan[];
  readonly learning: readonly LearningBlock[];
}

/** What a core has in common with the others of its image. */
export interface Gathering {
  /** Hands out cleared accumulators, `accumulatorCount` in all. */
  readonly accumulate: (count: number) => Int32Array;
  /** Per port: whether its rows are gathered by source. */
  readonly gathered: readonly boolean[];
  readonly gatheredEvent: SynapseEvent;
  /** The core's part of the image's marks; null where no neuron model asks for them. */
  readonly arrivals: Int32Array | null;
}

/** `gradedPopulations` are those whose spikes carry a payload: inputs as well as neurons. */
export function createCoreState(
  program: CoreProgram,
  gradedPopulations: ReadonlySet<number>,
  header: ImageHeader,
  drawsOf: (projection: string) => LearningDraws,
  { accumulate, gathered, gatheredEvent, arrivals }: Gathering,
): CoreState {
  const slotCount = program.neurons.length;
  const inputs = Array.from({ length: channelCount(program) }, () => accumulate(slotCount));
  const rings = program.ports.map((port, p) => {
    const delays = program.blocks.flatMap((block) =>
      block.port === p ? [program.groups[block.group]!.delaySteps] : [],
    );
    const graded = gradedPopulations.has(port.population);
    const axonCount = gathered[p] ? 0 : port.axonEnd - port.axonBegin;
    return new EventRing(Math.max(0, ...delays), axonCount, graded);
  });
  const isMarked = program.slices.every(
    ({ neuron }) => integerNeuronModel(neuron).marksUpdates === true,
  );
  const updates = isMarked ? new Uint8Array(slotCount) : null;
  const groups = program.groups.map((group, g): GroupPlan => {
    const slice = program.slices[group.slice]!;
    return {
      sums: isSummedApart(group) ? accumulate(slotCount) : inputs[group.input]!,
      input: inputs[group.input]!,
      weightExp: group.weightExp,
      wrapShift: 32 - (group.sumBits ?? 32),
      slotBegin: slice.slotBegin,
      slotEnd: slice.slotEnd,
      gathered: program.blocks.some((block) => block.group === g && gathered[block.port]),
      touched: false,
    };
  });
  const fixed = program.blocks.filter(({ group }) => !learns(header, program.groups[group]!));
  const blocks = fixed.map((block): BlockPlan => {
    const port = program.ports[block.port]!;
    const sources = program.axonSources.subarray(port.axonBegin, port.axonEnd);
    const { slice } = program.groups[block.group]!;
    const group = groups[block.group]!;
    const conv = block.kind === 'conv' ? planConv(block, sources) : null;
    const asks = integerNeuronModel(program.slices[slice]!.neuron).arrivals === true;
    return {
      block,
      ring: rings[block.port]!,
      delaySteps: program.groups[block.group]!.delaySteps,
      group,
      conv,
      event: synapseEvent(block, program, header),
      mark: asks ? createMarker(block, conv, group.slotBegin, group.slotEnd) : null,
    };
  });
  return {
    program,
    rings,
    gathered,
    gatheredEvent,
    slices: program.slices.map((slice) => createSliceState(slice, inputs, arrivals, updates)),
    fired: new Int32Array(slotCount),
    payloads: new Int32Array(slotCount),
    updates,
    firedCount: 0,
    counts: emptyCounts(),
    inputs,
    arrivals,
    scratch: new Int32Array(slotCount),
    groups,
    blocks,
    learning: createLearningBlocks(program, header, rings, groups, drawsOf),
  };
}

/** Integers that the sums of all input channels and of groups summed apart take on a core. */
export function accumulatorCount(program: CoreProgram): number {
  const apart = program.groups.filter(isSummedApart);
  return program.neurons.length * (channelCount(program) + apart.length);
}

/** Whether something happens to a group's sum before it joins the others. */
function isSummedApart({ weightExp, sumBits }: AccumulatorGroup): boolean {
  return weightExp !== 0 || sumBits !== undefined;
}

function channelCount(program: CoreProgram): number {
  const models = program.slices.map(({ neuron }) => integerNeuronModel(neuron));
  return Math.max(1, ...models.map(({ inputs }) => inputs.length));
}

function emptyCounts(): CoreStepCounts {
  return {
    fired: 0,
    updated: 0,
    saturations: 0,
    axonIn: 0,
    accessed: 0,
    synapseDense: 0,
    synapseSparse: 0,
    synapseConv: 0,
    learningUpdates: 0,
  };
}

function createSliceState(
  slice: CoreSlice,
  inputs: readonly Int32Array[],
  arrivals: Int32Array | null,
  updates: Uint8Array | null,
): SliceState {
  const { slotBegin, slotEnd, startStep } = slice;
  const count = slotEnd - slotBegin;
  const model = integerNeuronModel(slice.neuron);
  const own = model.inputs.map((_, channel) => inputs[channel]!);
  if (model.arrivals && arrivals) own.push(arrivals);
  return {
    startStep,
    slotBegin,
    compartments: model.create(slice.registers, count),
    inputs: own.map((input) => input.subarray(slotBegin, slotEnd)),
    spikes: {
      fired: new Int32Array(count),
      payloads: new Int32Array(count),
      ...(updates ? { updates: updates.subarray(slotBegin, slotEnd) } : {}),
      length: 0,
    },
  };
}

export function resetCoreState(core: CoreState): void {
  for (const slice of core.slices) slice.compartments.reset();
  for (const input of core.inputs) input.fill(0);
  core.arrivals?.fill(0);
  core.firedCount = 0;
  for (const ring of core.rings) ring.clear();
  resetLearningBlocks(core.learning);
}

/**
 * Axons in and synapses of one core: what acts in step `step` goes to the inputs of its compartments. Gathered
 * rows have already brought it `axonIn` axon events and `synapses` synaptic ones.
 */
export function deliverCore(core: CoreState, step: number, axonIn: number, synapses: number): void {
  const { counts } = core;
  counts.axonIn = axonIn;
  counts.synapseDense = 0;
  counts.synapseSparse = 0;
  counts.synapseConv = 0;
  counts[core.gatheredEvent] = synapses;
  for (let r = 0; r < core.rings.length; r++) {
    const ring = core.rings[r]!;
    counts.axonIn += ring.lengths[step % ring.lengths.length]!;
  }
  if (synapses > 0) for (const group of core.groups) group.touched ||= group.gathered;
  deliverBlocks(core, step);
  if (core.learning.length > 0) {
    // Spikes of the step before are in `fired` until the compartments are updated.
    stepLearningBlocks(core.learning, core.fired, core.firedCount, step, counts);
  }
  scaleGroups(core.groups);
}

function deliverBlocks(core: CoreState, step: number): void {
  const { counts } = core;
  for (let b = 0; b < core.blocks.length; b++) {
    const { ring, delaySteps, group, event, mark } = core.blocks[b]!;
    if (delaySteps > step) continue;
    const slot = (step - delaySteps) % ring.lengths.length;
    const eventCount = ring.lengths[slot]!;
    if (eventCount === 0) continue;
    const events = ring.rows[slot]!;
    group.touched = true;
    const payloads = ring.payloads === null ? null : ring.payloads[slot]!;
    const delivered =
      payloads === null || areOnes(payloads, eventCount)
        ? deliverBlock(core.blocks[b]!, events, eventCount, group.sums)
        : deliverGraded(
            events,
            payloads,
            eventCount,
            (row, sums) => deliverBlock(core.blocks[b]!, row, 1, sums),
            core.scratch,
            group.sums,
            group.slotBegin,
            group.slotEnd,
          );
    counts[event] += delivered;
    mark?.(events, eventCount, core.arrivals!);
  }
}

/** Payloads of 1 are plain spikes, whose kernels are many times faster. */
function areOnes(payloads: Int32Array, count: number): boolean {
  for (let k = 0; k < count; k++) if (payloads[k] !== 1) return false;
  return true;
}

function deliverBlock(
  { block, group, conv }: BlockPlan,
  events: Int32Array,
  eventCount: number,
  sums: Int32Array,
): number {
  if (block.kind === 'sparse') {
    return deliverSparse(events, eventCount, block.offsets, block.words, sums);
  }
  if (block.kind === 'dense') {
    return deliverDense(events, eventCount, block.width, block.weights, sums, group.slotBegin);
  }
  return deliverConv(events, eventCount, conv!, sums, group.slotBegin);
}

/** Wrap and exponent act on the sum of a group, not on each weight: a negative exponent floors it. */
function scaleGroups(groups: readonly GroupPlan[]): void {
  for (let g = 0; g < groups.length; g++) {
    const group = groups[g]!;
    if (!group.touched) continue;
    group.touched = false;
    const { sums, input, weightExp, wrapShift } = group;
    if (sums === input) continue;
    for (let slot = group.slotBegin; slot < group.slotEnd; slot++) {
      if (sums[slot] === 0) continue;
      const sum = (sums[slot]! << wrapShift) >> wrapShift;
      input[slot]! += weightExp > 0 ? sum << weightExp : sum >> -weightExp;
      sums[slot] = 0;
    }
  }
}

/** Step `step` of one core's compartments; the spikes are left in `core.fired`. */
export function updateCore(core: CoreState, step: number): void {
  const { counts, fired, payloads, slices } = core;
  let [firedCount, accessed] = [0, 0];
  counts.updated = 0;
  counts.saturations = 0;
  for (let s = 0; s < slices.length; s++) {
    const { startStep, slotBegin, compartments, inputs, spikes } = slices[s]!;
    if (step < startStep) continue;
    spikes.length = 0;
    compartments.step(inputs, step + 1, spikes, counts);
    for (let k = 0; k < spikes.length; k++) {
      payloads[firedCount] = spikes.payloads[k]!;
      fired[firedCount++] = slotBegin + spikes.fired[k]!;
    }
    accessed += compartments.count;
  }
  core.firedCount = firedCount;
  counts.fired = firedCount;
  counts.accessed = accessed;
}
