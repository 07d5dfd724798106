/** The states of all cores of an image, and which of their ports get their events by gathered rows. */
import type { LearningDraws } from '../src/learning/draws.ts';
import type { CoreProgram, ProgramImage } from '../src/model/program.ts';
import { SPARSE_SLOT_BITS } from '../src/model/program.ts';
import { integerNeuronModel } from '../src/neurons/integer-models.ts';
import type { CoreState } from './core-state.ts';
import { accumulatorCount, createCoreState } from './core-state.ts';
import { learns } from './learning-blocks.ts';
import type { RowHeap } from './row-heap.ts';
import { createRowHeap, PLAIN_HEAP } from './row-heap.ts';
import { type SynapseEvent, synapseEvent } from './synapse-kind.ts';

export interface CoreStates {
  readonly states: readonly CoreState[];
  /** Holds the accumulators and all that gathered rows read. */
  readonly heap: RowHeap;
  /** Sums of all cores, one after the other: those of a state are views of it. */
  readonly accumulators: Int32Array;
  /** Marks of the slots that events reached; null where no neuron model asks for them. */
  readonly arrivals: Arrivals | null;
}

export interface Arrivals {
  /** Slots of all cores, one core after the other. */
  readonly marks: Int32Array;
  /** Index into `marks` of the slot that each accumulator belongs to. */
  readonly slotOf: Int32Array;
  /** Accumulators that gathered rows added to in this step; 0 between steps. */
  readonly touched: Int32Array;
  /** First accumulator of each core, [coreCount + 1]. */
  readonly begin: Int32Array;
}

/** Above this mean length a row's own loop is long enough, and a copy of it would only take memory. */
const ROW_LENGTH_MAX = 64;
/** Gathered words from which a compiled loop is worth its making. */
const HEAP_WORDS_MIN = 4096;
/** 128 MiB of gathered words. */
const WORDS_MAX = 2 ** 25;

/** `graded` are the populations whose spikes carry a payload. */
export function createCoreStates(
  image: ProgramImage,
  graded: ReadonlySet<number>,
  drawsOf: (projection: string) => LearningDraws,
): CoreStates {
  const sizes = image.cores.map(accumulatorCount);
  const choices = chooseGathered(image, sizes, graded);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const heap = createHeap(image, choices, total);
  const accumulators = heap.allocate(total);
  let used = 0;
  const accumulate = (count: number): Int32Array => {
    used += count;
    return accumulators.subarray(used - count, used);
  };
  const arrivals = createArrivals(image, sizes, accumulators.length, heap);
  let slots = 0;
  const states = image.cores.map((program, c) => {
    slots += program.neurons.length;
    const gathering = {
      accumulate,
      ...choices[c]!,
      arrivals: arrivals?.marks.subarray(slots - program.neurons.length, slots) ?? null,
    };
    return createCoreState(program, graded, image.header, drawsOf, gathering);
  });
  return { states, heap, accumulators, arrivals };
}

/** What of a core is gathered. */
type Choice = Pick<CoreState, 'gathered' | 'gatheredEvent'>;

/** `sizes` are the accumulators of each core. */
function chooseGathered(
  image: ProgramImage,
  sizes: readonly number[],
  graded: ReadonlySet<number>,
): Choice[] {
  let [words, used] = [0, 0];
  return image.cores.map((program, c) => {
    used += sizes[c]!;
    // A gathered word counts its target through all accumulators in the bits that a slot has.
    const isAddressable = used <= 2 ** SPARSE_SLOT_BITS;
    const gatheredEvent = gatherableEvent(image, program);
    const gathered = program.ports.map((_, p) => {
      const length = isAddressable
        ? gatherableWords(image, program, p, graded, gatheredEvent)
        : null;
      if (length === null || words + length > WORDS_MAX) return false;
      words += length;
      return true;
    });
    return { gathered, gatheredEvent };
  });
}

/** Room for `accumulatorCount` sums, their marks and all that gatherRows allocates; for little work a plain heap. */
function createHeap(
  { cores }: ProgramImage,
  choices: readonly Choice[],
  accumulatorCount: number,
): RowHeap {
  const blocks = cores.flatMap(({ blocks, groups }, c) =>
    blocks.flatMap((block) =>
      block.kind === 'sparse' && choices[c]!.gathered[block.port]
        ? [{ words: block.words.length, delaySteps: groups[block.group]!.delaySteps }]
        : [],
    ),
  );
  const words = blocks.reduce((sum, block) => sum + block.words, 0);
  if (words < HEAP_WORDS_MIN) return PLAIN_HEAP;
  const delays = new Set(blocks.map(({ delaySteps }) => delaySteps)).add(0);
  const listsPerSlot = delays.size + Math.max(...delays) + 1;
  const slots = cores.reduce((sum, { neurons }) => sum + neurons.length + 1, 0);
  const marks = asksForArrivals(cores) ? accumulatorCount : 0;
  return createRowHeap(accumulatorCount + marks + words + slots * listsPerSlot);
}

/** A core hands out its accumulators slot by slot, so that a slot's stand as many apart as there are slots. */
function createArrivals(
  { cores }: ProgramImage,
  sizes: readonly number[],
  accumulatorCount: number,
  heap: RowHeap,
): Arrivals | null {
  if (!asksForArrivals(cores)) return null;
  const begin = new Int32Array(cores.length + 1);
  const slotOf = new Int32Array(accumulatorCount);
  let [slots, at] = [0, 0];
  cores.forEach(({ neurons }, c) => {
    for (let k = 0; k < sizes[c]!; k++) slotOf[at++] = slots + (k % neurons.length);
    begin[c + 1] = at;
    slots += neurons.length;
  });
  return {
    marks: new Int32Array(slots),
    slotOf,
    touched: heap.allocate(accumulatorCount),
    begin,
  };
}

function asksForArrivals(cores: readonly CoreProgram[]): boolean {
  return cores.some(({ slices }) =>
    slices.some(({ neuron }) => integerNeuronModel(neuron).arrivals === true),
  );
}

/** What gathered rows of a core count as: the first kind that its sparse blocks are priced as. */
function gatherableEvent({ header }: ProgramImage, program: CoreProgram): SynapseEvent {
  const block = program.blocks.find(({ kind }) => kind === 'sparse');
  return block ? synapseEvent(block, program, header) : 'synapseSparse';
}

/**
 * Synapses of a port whose spikes come from cores, carry no payload, and find short sparse rows of fixed weights
 * that count as `event` only; null for other ports.
 */
function gatherableWords(
  { header }: ProgramImage,
  program: CoreProgram,
  p: number,
  graded: ReadonlySet<number>,
  event: SynapseEvent,
): number | null {
  const { population, axonBegin, axonEnd } = program.ports[p]!;
  if (header.populations[population]!.input || graded.has(population)) return null;
  let words = 0;
  for (const block of program.blocks) {
    if (block.port !== p) continue;
    if (block.kind !== 'sparse' || learns(header, program.groups[block.group]!)) return null;
    if (synapseEvent(block, program, header) !== event) return null;
    words += block.words.length;
  }
  return words <= ROW_LENGTH_MAX * (axonEnd - axonBegin) ? words : null;
}
