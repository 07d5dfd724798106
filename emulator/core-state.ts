/** One core as the emulator runs it: state, accumulators and the kernels' view of its synapse blocks. */
import type { CoreProgram, SynapseBlock } from '../src/model/program.ts';
import type { LoihiLifColumns, LoihiLifCounts, LoihiLifState } from '../src/neurons/loihi-lif.ts';
import {
  createLoihiLifState,
  loihiLifColumns,
  resetLoihiLifState,
  stepLoihiLif,
} from '../src/neurons/loihi-lif.ts';
import type { ConvPlan } from './deliver.ts';
import { deliverConv, deliverDense, deliverSparse, planConv } from './deliver.ts';
import { EventRing } from './event-ring.ts';

/** Counts of one core in one step. */
export interface CoreStepCounts extends LoihiLifCounts {
  axonIn: number;
  accessed: number;
  synapseDense: number;
  synapseSparse: number;
  synapseConv: number;
}

interface GroupPlan {
  /** Sums of the group, [slotCount]; the core's own input where no scaling stands between. */
  readonly sums: Int32Array;
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

export interface CoreState {
  readonly program: CoreProgram;
  readonly rings: readonly EventRing[];
  readonly columns: LoihiLifColumns;
  readonly state: LoihiLifState;
  /** Slots that fired in this step, ascending, and how many. */
  readonly fired: Int32Array;
  firedCount: number;
  readonly counts: CoreStepCounts;
  readonly input: Int32Array;
  readonly groups: readonly GroupPlan[];
  readonly blocks: readonly BlockPlan[];
}

export function createCoreState(program: CoreProgram): CoreState {
  const slotCount = program.neurons.length;
  const input = new Int32Array(slotCount);
  const columns = columnsOf(program);
  const rings = program.ports.map((port, p) => {
    const delays = program.blocks.flatMap((block) =>
      block.port === p ? [program.groups[block.group]!.delaySteps] : [],
    );
    return new EventRing(Math.max(0, ...delays), port.axonEnd - port.axonBegin);
  });
  const groups = program.groups.map((group): GroupPlan => {
    const slice = program.slices[group.slice]!;
    return {
      sums: group.weightExp === 0 ? input : new Int32Array(slotCount),
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
    columns,
    state: createLoihiLifState(columns),
    fired: new Int32Array(slotCount),
    firedCount: 0,
    counts: emptyCounts(),
    input,
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

function columnsOf(program: CoreProgram): LoihiLifColumns {
  const { registers } = program;
  const wide = (values: ArrayLike<number>): Int32Array => Int32Array.from(values);
  const columns = loihiLifColumns(
    {
      du: wide(registers.du),
      dv: wide(registers.dv),
      vthMant: registers.vthMant,
      biasMant: wide(registers.biasMant),
      biasExp: wide(registers.biasExp),
      refractorySteps: wide(registers.refractorySteps),
      v0: registers.v0,
      reset: 'zero',
      spiking: true,
    },
    program.neurons.length,
  );
  for (const slice of program.slices) {
    if (!slice.spiking) columns.threshold.fill(0x7fffffff, slice.slotBegin, slice.slotEnd);
  }
  return columns;
}

export function resetCoreState(core: CoreState): void {
  resetLoihiLifState(core.state, core.columns);
  core.input.fill(0);
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
  scaleGroups(core.groups, core.input);
  updateSlices(core, step);
}

function deliverBlocks(core: CoreState, step: number): void {
  const { counts } = core;
  for (let b = 0; b < core.blocks.length; b++) {
    const { block, ring, delaySteps, group, conv } = core.blocks[b]!;
    if (delaySteps > step) continue;
    const slot = (step - delaySteps) % ring.lengths.length;
    const eventCount = ring.lengths[slot]!;
    if (eventCount === 0) continue;
    const events = ring.rows[slot]!;
    group.touched = true;
    if (block.kind === 'sparse') {
      counts.synapseSparse += deliverSparse(
        events,
        eventCount,
        block.offsets,
        block.words,
        group.sums,
      );
    } else if (block.kind === 'dense') {
      counts.synapseDense += deliverDense(
        events,
        eventCount,
        block.width,
        block.weights,
        group.sums,
        group.slotBegin,
      );
    } else {
      counts.synapseConv += deliverConv(events, eventCount, conv!, group.sums, group.slotBegin);
    }
  }
}

/** The exponent acts on the sum of a group, not on each weight: a negative one floors it. */
function scaleGroups(groups: readonly GroupPlan[], input: Int32Array): void {
  for (let g = 0; g < groups.length; g++) {
    const group = groups[g]!;
    if (!group.touched) continue;
    group.touched = false;
    const { sums, weightExp } = group;
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
  const { counts, program } = core;
  const totals = { fired: 0, updated: 0, saturations: 0, accessed: 0 };
  for (let s = 0; s < program.slices.length; s++) {
    const slice = program.slices[s]!;
    if (step < slice.startStep) continue;
    stepLoihiLif(
      core.state,
      core.columns,
      core.input,
      slice.slotBegin,
      slice.slotEnd,
      slice.reset === 'zero',
      core.fired,
      totals.fired,
      counts,
    );
    totals.fired += counts.fired;
    totals.updated += counts.updated;
    totals.saturations += counts.saturations;
    totals.accessed += slice.slotEnd - slice.slotBegin;
  }
  core.firedCount = totals.fired;
  counts.fired = totals.fired;
  counts.updated = totals.updated;
  counts.saturations = totals.saturations;
  counts.accessed = totals.accessed;
}
