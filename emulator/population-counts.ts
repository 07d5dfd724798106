/**
 * Whose the events of a core are. Spikes, axons out, hops and packets within a tile are those of the population that
 * fired; visits, updates, synapses, axons in and learning those of the population that they reach. All of this is
 * exact where a core holds one population. Where it holds several, visits and all that spikes send are exact too; updates
 * are shared out by neurons, synapses and axons in by the synapses and the activity of their sources, in whole
 * numbers that add up to the core's.
 */
import type { EventKind } from '../src/model/chip.ts';
import { EVENT_KINDS } from '../src/model/chip.ts';
import type { CoreProgram, CoreSlice, ProgramImage, SynapseBlock } from '../src/model/program.ts';
import type { PopulationCounts } from '../src/model/trace.ts';
import { apportion } from './apportion.ts';
import { KIND } from './event-index.ts';
import type { RoutePlan } from './route-plan.ts';
import { synapseEvent } from './synapse-kind.ts';

const KINDS = EVENT_KINDS.length;

/** What a sample leaves behind. */
export interface SampleEvents {
  /** Per core index: counts of each kind, [coreCount * EVENT_KINDS.length]. */
  readonly coreCounts: Float64Array;
  /** Per core: spikes of each slot. */
  readonly firedCounts: readonly Int32Array[];
  /** Per core; null where it never fired. */
  readonly plans: readonly (RoutePlan | null)[];
  /** Hops of host events by the core that they are booked on and their population. */
  readonly inputHops: readonly InputHops[];
  /** Host events of each population, [populationCount]; 0 for others. */
  readonly inputEvents: Float64Array;
  /** First chip step of the sample, and how many it ran. */
  readonly begin: number;
  readonly stepsRun: number;
}

export interface InputHops {
  readonly core: number;
  readonly population: number;
  /** By kind, [EVENT_KINDS.length]. */
  readonly counts: Float64Array;
}

export function countsByPopulation(image: ProgramImage, events: SampleEvents): PopulationCounts {
  const rates = spikeRates(image, events);
  const rows: [core: number, population: number, kind: number, count: number][] = [];
  image.cores.forEach((core, c) => {
    const table = coreTable(image, core, c, events, rates);
    const populations = [...table.keys()].sort((a, b) => a - b);
    for (const population of populations) {
      table.get(population)!.forEach((count, kind) => {
        if (count > 0) rows.push([c, population, kind, count]);
      });
    }
  });
  return {
    cores: Int16Array.from(rows, ([core]) => core),
    populations: Int32Array.from(rows, ([, population]) => population),
    kinds: Int8Array.from(rows, ([, , kind]) => kind),
    counts: Float64Array.from(rows, ([, , , count]) => count),
  };
}

/** Counts by kind of each population with events on the core. */
function coreTable(
  image: ProgramImage,
  core: CoreProgram,
  c: number,
  events: SampleEvents,
  rates: Float64Array,
): Map<number, Float64Array> {
  const table = new Map<number, Float64Array>();
  const rowOf = (population: number): Float64Array => {
    const row = table.get(population) ?? new Float64Array(KINDS);
    table.set(population, row);
    return row;
  };
  for (const { core: at, population, counts } of events.inputHops) {
    if (at === c) addTo(rowOf(population), counts);
  }
  const sent = core.slices.map((slice) => sentBy(slice, events.firedCounts[c]!, events.plans[c]!));
  core.slices.forEach(({ population }, s) => {
    addTo(rowOf(population), sent[s]!);
  });
  const isMixed = new Set(core.slices.map(({ population }) => population)).size > 1;
  const weights = isMixed ? receivedWeights(image, core, events, rates) : null;
  for (const kind of RECEIVED) {
    const total = events.coreCounts[c * KINDS + KIND[kind]]!;
    if (total === 0 || core.slices.length === 0) continue;
    const shares = weights ? apportion(total, weights[kind]) : [total];
    shares.forEach((count, s) => {
      rowOf(core.slices[s]!.population)[KIND[kind]]! += count;
    });
  }
  return table;
}

function addTo(row: Float64Array, counts: Float64Array): void {
  for (let kind = 0; kind < KINDS; kind++) row[kind]! += counts[kind]!;
}

/** Counts of what the spikes of a slice sent. */
function sentBy(slice: CoreSlice, fired: Int32Array, plan: RoutePlan | null): Float64Array {
  const sent = new Float64Array(KINDS);
  if (plan === null) return sent;
  for (let slot = slice.slotBegin; slot < slice.slotEnd; slot++) {
    const count = fired[slot]!;
    if (count === 0) continue;
    sent[KIND.neuronSpike]! += count;
    sent[KIND.axonOut]! += count * plan.packets[slot]!;
    sent[KIND.packetWithinTile]! += count * plan.withinTile[slot]!;
    sent[KIND.hopEastWest]! += count * plan.hopsEastWest[slot]!;
    sent[KIND.hopNorthSouth]! += count * plan.hopsNorthSouth[slot]!;
    sent[KIND.hopBetweenChips]! += count * plan.hopsBetweenChips[slot]!;
  }
  return sent;
}

const RECEIVED = [
  'synapseDense',
  'synapseSparse',
  'synapseConv',
  'neuronAccess',
  'neuronUpdate',
  'learningUpdate',
  'axonIn',
] as const satisfies readonly EventKind[];

type ReceivedKind = (typeof RECEIVED)[number];

/** Mean spikes of a neuron of each population in the sample. */
function spikeRates({ header, cores }: ProgramImage, events: SampleEvents): Float64Array {
  const spikes = events.inputEvents.slice();
  cores.forEach(({ slices }, c) => {
    for (const { population, slotBegin, slotEnd } of slices) {
      for (let slot = slotBegin; slot < slotEnd; slot++) {
        spikes[population]! += events.firedCounts[c]![slot]!;
      }
    }
  });
  return spikes.map((count, p) => count / Math.max(1, header.populations[p]!.size));
}

/** Per kind the weight of each slice of a core. */
function receivedWeights(
  { header }: ProgramImage,
  core: CoreProgram,
  { begin, stepsRun }: SampleEvents,
  rates: Float64Array,
): Record<ReceivedKind, number[]> {
  const sizes = core.slices.map(({ slotBegin, slotEnd }) => slotEnd - slotBegin);
  const zeros = (): number[] => core.slices.map(() => 0);
  const weights: Record<ReceivedKind, number[]> = {
    synapseDense: zeros(),
    synapseSparse: zeros(),
    synapseConv: zeros(),
    neuronAccess: core.slices.map(
      ({ startStep }, s) => sizes[s]! * Math.max(0, begin + stepsRun - Math.max(begin, startStep)),
    ),
    neuronUpdate: sizes,
    learningUpdate: zeros(),
    axonIn: zeros(),
  };
  const fed = core.ports.map(() => new Set<number>());
  for (const block of core.blocks) {
    const group = core.groups[block.group]!;
    const projection = header.projections[group.projection]!;
    const synapses = synapseCount(block, sizes[group.slice]!);
    const kind = synapseEvent(block, core, header);
    weights[kind][group.slice]! += synapses * rates[core.ports[block.port]!.population]!;
    if (projection.learning) weights.learningUpdate[group.slice]! += synapses;
    fed[block.port]!.add(group.slice);
  }
  core.ports.forEach(({ population, axonBegin, axonEnd }, p) => {
    const events = ((axonEnd - axonBegin) * rates[population]!) / fed[p]!.size;
    for (const slice of fed[p]!) weights.axonIn[slice]! += events;
  });
  return weights;
}

/** Synapses of a block; of a shared kernel as if no edge cut it. */
function synapseCount(block: SynapseBlock, slots: number): number {
  if (block.kind === 'sparse') return block.words.length;
  if (block.kind === 'dense') return block.weights.length;
  const [channelBegin, channelEnd] = block.box;
  return (slots / (channelEnd - channelBegin)) * block.weights.length;
}
