/**
 * Sparse rows gathered by source. A spike that reaches ten cores finds a short row of synapses on each; one
 * list of all of them, by the slot that fired, costs one loop instead of ten and no event per core. The
 * words are the blocks' own with the target counted through all accumulators of the image, so sums and counts are
 * those of the cores' own delivery (events through EventRing), which stays for all other synapses.
 */
import type { CoreProgram, ProgramImage, SparseBlock } from '../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../src/model/program.ts';
import type { BlockPlan } from './core-state.ts';
import type { Arrivals, CoreStates } from './core-states.ts';
import type { RowHeap } from './row-heap.ts';

/** Rows of one delay of the slots of one core. */
interface Lane {
  readonly delaySteps: number;
  /** [slotCount + 1] into `words`. */
  readonly offsets: Int32Array;
  readonly words: Int32Array;
  readonly ways: Ways;
}

/** What a spike of each slot brings to each core: an axon event with its synaptic ones. */
interface Ways {
  /** [slotCount + 1] into the two columns below. */
  readonly offsets: Int32Array;
  readonly core: Int32Array;
  readonly synapses: Int32Array;
  /** The same as a table, where most slots reach most of these cores; else null. */
  readonly table: WayTable | null;
}

interface WayTable {
  /** Cores that any slot reaches, ascending. */
  readonly cores: Int32Array;
  /** [slot][core]: synapses * 2 + 1, or 0 where there is no way. */
  readonly entries: Uint16Array;
}

interface GatheredCore {
  /** Ascending by delay; the first one has delay 0 and a way for each axon event. */
  readonly lanes: readonly Lane[];
  /** Slots that fired in each of the last steps, by step modulo their number. */
  readonly history: readonly Int32Array[];
  readonly lengths: Int32Array;
}

export interface GatheredRows {
  /** Per core; null where all its ways lead through rings. */
  readonly cores: readonly (GatheredCore | null)[];
  readonly heap: RowHeap;
  readonly accumulators: Int32Array;
  readonly arrivals: Arrivals | null;
  /** Axon events of this step by destination core, [coreCount]. */
  readonly axonIn: Int32Array;
  /** Synaptic events of this step by destination core, [coreCount]. */
  readonly synapses: Int32Array;
}

/** Share of all slots and destinations above which a table is read faster than a list. */
const TABLE_SHARE_MIN = 0.4;
const TABLE_SYNAPSES_MAX = 2 ** 15 - 1;

const INDEX_MASK = (1 << SPARSE_SLOT_BITS) - 1;

/** `locate` finds the port of an axon and its row there. */
export function gatherRows(
  image: ProgramImage,
  { states, heap, accumulators, arrivals }: CoreStates,
  locate: (core: number, axon: number) => { port: number; row: number },
): GatheredRows {
  const blocksOf = states.map(({ blocks, program }) =>
    program.ports.map((_, p) => blocks.filter(({ block }) => block.port === p)),
  );
  const forEachWay = (program: CoreProgram, visit: WayVisitor): void => {
    for (let slot = 0; slot < program.neurons.length; slot++) {
      for (let k = program.routeOffsets[slot]!; k < program.routeOffsets[slot + 1]!; k++) {
        const core = program.routeCores[k]!;
        const { port, row } = locate(core, program.routeAxons[k]!);
        if (states[core]!.gathered[port]) visit(slot, core, blocksOf[core]![port]!, row);
      }
    }
  };
  return {
    cores: image.cores.map((program) => gatherCore(program, heap, forEachWay)),
    heap,
    accumulators,
    arrivals,
    axonIn: new Int32Array(states.length),
    synapses: new Int32Array(states.length),
  };
}

type WayVisitor = (slot: number, core: number, blocks: readonly BlockPlan[], row: number) => void;

function gatherCore(
  program: CoreProgram,
  heap: RowHeap,
  forEachWay: (program: CoreProgram, visit: WayVisitor) => void,
): GatheredCore | null {
  const delays = new Set<number>();
  forEachWay(program, (_slot, _core, blocks) => {
    delays.add(0);
    for (const { delaySteps } of blocks) delays.add(delaySteps);
  });
  if (delays.size === 0) return null;
  const ascending = [...delays].sort((a, b) => a - b);
  const slotCount = program.neurons.length;
  const steps = ascending.at(-1)! + 1;
  return {
    lanes: ascending.map((delaySteps) =>
      gatherLane(slotCount, delaySteps, heap, (visit) => forEachWay(program, visit)),
    ),
    history: Array.from({ length: steps }, () => heap.allocate(slotCount)),
    lengths: new Int32Array(steps),
  };
}

/** Counts, then fills. */
function gatherLane(
  slotCount: number,
  delaySteps: number,
  heap: RowHeap,
  forEachWay: (visit: WayVisitor) => void,
): Lane {
  const offsets = heap.allocate(slotCount + 1);
  const wayOffsets = new Int32Array(slotCount + 1);
  const isOfLane = (plan: BlockPlan): boolean => plan.delaySteps === delaySteps;
  const isWay = (blocks: readonly BlockPlan[]): boolean =>
    delaySteps === 0 || blocks.some(isOfLane);
  forEachWay((slot, _core, blocks, row) => {
    if (isWay(blocks)) wayOffsets[slot + 1]!++;
    for (const plan of blocks) if (isOfLane(plan)) offsets[slot + 1]! += rowLength(plan, row);
  });
  for (let slot = 0; slot < slotCount; slot++) {
    offsets[slot + 1]! += offsets[slot]!;
    wayOffsets[slot + 1]! += wayOffsets[slot]!;
  }
  const words = heap.allocate(offsets[slotCount]!);
  const wayCore = new Int32Array(wayOffsets[slotCount]!);
  const waySynapses = new Int32Array(wayOffsets[slotCount]!);
  let [word, way] = [0, 0];
  forEachWay((_slot, core, blocks, row) => {
    if (!isWay(blocks)) return;
    const begin = word;
    for (const plan of blocks) if (isOfLane(plan)) word = copyRow(plan, row, words, word);
    wayCore[way] = core;
    waySynapses[way++] = word - begin;
  });
  const lists = { offsets: wayOffsets, core: wayCore, synapses: waySynapses };
  return { delaySteps, offsets, words, ways: { ...lists, table: wayTable(slotCount, lists) } };
}

function wayTable(
  slotCount: number,
  { offsets, core, synapses }: Omit<Ways, 'table'>,
): WayTable | null {
  const cores = Int32Array.from(new Set(core)).sort();
  if (core.length < TABLE_SHARE_MIN * slotCount * cores.length) return null;
  if (synapses.some((count) => count > TABLE_SYNAPSES_MAX)) return null;
  const entries = new Uint16Array(slotCount * cores.length);
  const columnOf = new Map(Array.from(cores, (to, column) => [to, column]));
  for (let slot = 0; slot < slotCount; slot++) {
    for (let k = offsets[slot]!; k < offsets[slot + 1]!; k++) {
      entries[slot * cores.length + columnOf.get(core[k]!)!] = synapses[k]! * 2 + 1;
    }
  }
  return { cores, entries };
}

function rowLength({ block }: BlockPlan, row: number): number {
  const { offsets } = block as SparseBlock;
  return offsets[row + 1]! - offsets[row]!;
}

/** Appends a row to `words` from `at` on; returns where it ends. */
function copyRow({ block, group }: BlockPlan, row: number, words: Int32Array, at: number): number {
  const { offsets, words: from } = block as SparseBlock;
  const first = accumulatorIndex(group.sums);
  let end = at;
  for (let k = offsets[row]!; k < offsets[row + 1]!; k++) {
    const word = from[k]!;
    words[end++] = (word & ~INDEX_MASK) | (first + (word & INDEX_MASK));
  }
  return end;
}

/** Where a view of the image's accumulators, which come first in their buffer, begins among them. */
function accumulatorIndex(sums: Int32Array): number {
  return sums.byteOffset / Int32Array.BYTES_PER_ELEMENT;
}

/** Adds the weights of all gathered rows that act in step `step` and counts them by destination. */
export function deliverGathered(gathered: GatheredRows, step: number): void {
  const { cores, heap, accumulators, arrivals, axonIn, synapses } = gathered;
  axonIn.fill(0);
  synapses.fill(0);
  for (let c = 0; c < cores.length; c++) {
    const core = cores[c];
    if (!core) continue;
    const { history, lengths, lanes } = core;
    for (let l = 0; l < lanes.length; l++) {
      const lane = lanes[l]!;
      const sent = step - 1 - lane.delaySteps;
      if (sent < 0) continue;
      const count = lengths[sent % lengths.length]!;
      if (count === 0) continue;
      const slots = history[sent % lengths.length]!;
      const { offsets, words } = lane;
      if (arrivals === null) heap.deliver(slots, count, offsets, words, accumulators);
      else heap.deliverMarked(slots, count, offsets, words, accumulators, arrivals.touched);
      countWays(slots, count, lane.ways, synapses, l === 0 ? axonIn : null);
    }
  }
  if (arrivals !== null) markSlots(arrivals, synapses);
}

/** Brings marks of accumulators to their slots, on the cores that were reached. */
function markSlots({ marks, touched, begin, slotOf }: Arrivals, synapses: Int32Array): void {
  for (let c = 0; c < synapses.length; c++) {
    if (synapses[c] === 0) continue;
    for (let k = begin[c]!; k < begin[c + 1]!; k++) {
      if (touched[k] === 0) continue;
      touched[k] = 0;
      marks[slotOf[k]!] = 1;
    }
  }
}

/** Adds what the spikes of `slots` bring to each core; `axonIn` is null where their axon events are counted already. */
function countWays(
  slots: Int32Array,
  slotCount: number,
  ways: Ways,
  synapses: Int32Array,
  axonIn: Int32Array | null,
): void {
  if (ways.table === null) {
    countListed(slots, slotCount, ways, synapses, axonIn);
    return;
  }
  const { cores, entries } = ways.table;
  const width = cores.length;
  for (let s = 0; s < slotCount; s++) {
    const row = slots[s]! * width;
    for (let column = 0; column < width; column++) {
      const entry = entries[row + column]!;
      synapses[cores[column]!]! += entry >> 1;
      if (axonIn !== null) axonIn[cores[column]!]! += entry & 1;
    }
  }
}

function countListed(
  slots: Int32Array,
  slotCount: number,
  { offsets, core: coreOf, synapses: synapsesOf }: Ways,
  synapses: Int32Array,
  axonIn: Int32Array | null,
): void {
  for (let s = 0; s < slotCount; s++) {
    const slot = slots[s]!;
    const end = offsets[slot + 1]!;
    for (let k = offsets[slot]!; k < end; k++) {
      const core = coreOf[k]!;
      synapses[core]! += synapsesOf[k]!;
      if (axonIn !== null) axonIn[core]!++;
    }
  }
}

/** Keeps the slots of core `c` that fired in step `step`. */
export function keepFired(
  { cores }: GatheredRows,
  c: number,
  step: number,
  fired: Int32Array,
  firedCount: number,
): void {
  const core = cores[c];
  if (!core) return;
  const at = step % core.lengths.length;
  const list = core.history[at]!;
  for (let f = 0; f < firedCount; f++) list[f] = fired[f]!;
  core.lengths[at] = firedCount;
}

export function clearGathered({ cores }: GatheredRows): void {
  for (const core of cores) core?.lengths.fill(0);
}
