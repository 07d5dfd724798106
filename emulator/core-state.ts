/** One core as the emulator runs it: state, accumulators and the kernels' view of its synapse blocks. */
import type { CoreProgram, CoreSlice, SynapseBlock } from '../src/model/program.ts';
import type { Compartments, SpikeBuffer, UpdateCounts } from '../src/neurons/integer-model.ts';
import { integerNeuronModel } from '../src/neurons/integer-models.ts';
import type { ConvPlan } from './deliver.ts';
import { deliverConv, deliverDense, deliverGraded, deliverSparse, planConv } from './deliver.ts';
import { EventRing } from './event-ring.ts';

/** Counts of one core in one step. */
export interface CoreStepCounts extends UpdateCounts {
  fired: number;
  axonIn: number;
  accessed: number;
  synapseDense: number;
  synapseSparse: number;
  synapseConv: number;
}

interface GroupPlan {
  /** Sums of the group, [slotCount]; the core's own input where no scaling stands between. */
  readonly sums: Int32Array;
  /** Where scaled sums go, [slotCount]. */
  readonly input: Int32Array;
  readonly weightExp: number;
  readonly slotBegin: number;
  readonly slotEnd: number;
  touched: boolean;
}

interface BlockPlan {
  readonly block: SynapseBlock;
  readonly ring: EventRing;
  readonly delaySteps: number;
  readonly group: GroupPlan;
  readonly conv: ConvPlan | null;
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
  readonly slices: readonly SliceState[];
  /** Slots that fired in this step, ascending, and how many. */
  readonly fired: Int32Array;
  /** What each of them carries. */
  readonly payloads: Int32Array;
  firedCount: number;
  readonly counts: CoreStepCounts;
  readonly inputs: readonly Int32Array[];
  /** Weights of one graded event, all 0 between events. */
  readonly scratch: Int32Array;
  readonly groups: readonly GroupPlan[];
  readonly blocks: readonly BlockPlan[];
}

/** `gradedPopulations` are those whose spikes carry a payload: inputs as well as neurons. */
export function createCoreState(
  program: CoreProgram,
  gradedPopulations: ReadonlySet<number>,
): CoreState {
  const slotCount = program.neurons.length;
  const channelCount = Math.max(
    1,
    ...program.slices.map(({ neuron }) => integerNeuronModel(neuron).inputs.length),
  );
  const inputs = Array.from({ length: channelCount }, () => new Int32Array(slotCount));
  const rings = program.ports.map((port, p) => {
    const delays = program.blocks.flatMap((block) =>
      block.port === p ? [program.groups[block.group]!.delaySteps] : [],
    );
    const graded = gradedPopulations.has(port.population);
    return new EventRing(Math.max(0, ...delays), port.axonEnd - port.axonBegin, graded);
  });
  const groups = program.groups.map((group): GroupPlan => {
    const slice = program.slices[group.slice]!;
    return {
      sums: group.weightExp === 0 ? inputs[group.input]! : new Int32Array(slotCount),
      input: inputs[group.input]!,
      weightExp: group.weightExp,
      slotBegin: slice.slotBegin,
      slotEnd: slice.slotEnd,
      touched: false,
    };
  });
  const blocks = program.blocks.map((block): BlockPlan => {
    const port = program.ports[block.port]!;
    const sources = program.axonSources.subarray(port.axonBegin, port.axonEnd);
    return {
      block,
      ring: rings[block.port]!,
      delaySteps: program.groups[block.group]!.delaySteps,
      group: groups[block.group]!,
      conv: block.kind === 'conv' ? planConv(block, sources) : null,
    };
  });
  return {
    program,
    rings,
    slices: program.slices.map((slice) => createSliceState(slice, inputs)),
    fired: new Int32Array(slotCount),
    payloads: new Int32Array(slotCount),
    firedCount: 0,
    counts: emptyCounts(),
    inputs,
    scratch: new Int32Array(slotCount),
    groups,
    blocks,
  };
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
  };
}

function createSliceState(slice: CoreSlice, inputs: readonly Int32Array[]): SliceState {
  const { slotBegin, slotEnd, startStep } = slice;
  const count = slotEnd - slotBegin;
  const model = integerNeuronModel(slice.neuron);
  return {
    startStep,
    slotBegin,
    compartments: model.create(slice.registers, count),
    inputs: model.inputs.map((_, channel) => inputs[channel]!.subarray(slotBegin, slotEnd)),
    spikes: { fired: new Int32Array(count), payloads: new Int32Array(count), length: 0 },
  };
}

export function resetCoreState(core: CoreState): void {
  for (const slice of core.slices) slice.compartments.reset();
  for (const input of core.inputs) input.fill(0);
  core.firedCount = 0;
  for (const ring of core.rings) ring.clear();
}

/** Axons in, synapses, neurons: one core's work of step `step`; the spikes are left in `core.fired`. */
export function stepCore(core: CoreState, step: number): void {
  const { counts } = core;
  counts.axonIn = 0;
  counts.synapseDense = 0;
  counts.synapseSparse = 0;
  counts.synapseConv = 0;
  for (let r = 0; r < core.rings.length; r++) {
    const ring = core.rings[r]!;
    counts.axonIn += ring.lengths[step % ring.lengths.length]!;
  }
  deliverBlocks(core, step);
  scaleGroups(core.groups);
  updateSlices(core, step);
}

function deliverBlocks(core: CoreState, step: number): void {
  const { counts } = core;
  for (let b = 0; b < core.blocks.length; b++) {
    const { block, ring, delaySteps, group } = core.blocks[b]!;
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
            (event, sums) => deliverBlock(core.blocks[b]!, event, 1, sums),
            core.scratch,
            group.sums,
            group.slotBegin,
            group.slotEnd,
          );
    if (block.kind === 'sparse') counts.synapseSparse += delivered;
    else if (block.kind === 'dense') counts.synapseDense += delivered;
    else counts.synapseConv += delivered;
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

/** The exponent acts on the sum of a group, not on each weight: a negative one floors it. */
function scaleGroups(groups: readonly GroupPlan[]): void {
  for (let g = 0; g < groups.length; g++) {
    const group = groups[g]!;
    if (!group.touched) continue;
    group.touched = false;
    const { sums, input, weightExp } = group;
    if (weightExp === 0) continue;
    for (let slot = group.slotBegin; slot < group.slotEnd; slot++) {
      const sum = sums[slot]!;
      if (sum === 0) continue;
      input[slot]! += weightExp > 0 ? sum << weightExp : sum >> -weightExp;
      sums[slot] = 0;
    }
  }
}

function updateSlices(core: CoreState, step: number): void {
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
