/** Which inputs of neurons that no core holds stay with them, and which go to which partial neuron. */
import type { CoreType } from '../src/model/chip.ts';
import { forEachTarget, preSize } from '../src/model/fan-out.ts';
import type { CoreUse, QuantNet, QuantProjection } from '../src/model/mapping.ts';
import { coreUseLimits } from '../src/model/mapping.ts';
import { learningTagBits } from './learning.ts';
import { aloneOn, demandOf } from './partition/core-load.ts';
import type { ReachFinder } from './reach.ts';
import type { SplitDraft } from './split-neurons-draft.ts';
import { mantissaAt } from './split-neurons-maps.ts';
import { axonBits, storedWidths, weightBitsToStore } from './synapse-memory.ts';

/** Resources of a core that cutting the inputs of a neuron frees. */
export type InputResource = 'inputAxons' | 'synapseMemoryBits';

const INPUT_RESOURCES: readonly InputResource[] = ['inputAxons', 'synapseMemoryBits'];

/** Neurons of one population that alone need more than a core has. */
export interface Overfull {
  readonly population: number;
  /** Ascending. */
  readonly neurons: readonly number[];
  /** The resource exceeded most, and by the worst of the neurons. */
  readonly resource: InputResource;
  readonly needed: number;
  readonly available: number;
}

/** Neurons that no partition can place because of what they receive, population by population. */
export function findOverfull(net: QuantNet, core: CoreType, finder: ReachFinder): Overfull[] {
  const limits = coreUseLimits(core.limits);
  return net.populations.flatMap(({ registers, size }, population) => {
    if (registers === null) return [];
    const incoming = net.projections.filter(({ post }) => post === population);
    if (incoming.every((projection) => isSmall(projection, incoming.length, limits, core))) {
      return [];
    }
    const allAlike = incoming.every(({ connectivity }) => connectivity.kind === 'dense');
    const neurons: number[] = [];
    let worst: { resource: InputResource; needed: number; ratio: number } | null = null;
    for (let neuron = 0; neuron < (allAlike ? 1 : size); neuron++) {
      const slice = { population, neurons: Int32Array.of(neuron) };
      const use = aloneOn(core, net, demandOf(net, finder, slice));
      for (const resource of INPUT_RESOURCES) {
        const ratio = use[resource] / limits[resource];
        if (ratio <= 1) continue;
        if (neurons.at(-1) !== neuron) neurons.push(neuron);
        if (ratio > (worst?.ratio ?? 1)) worst = { resource, needed: use[resource], ratio };
      }
    }
    if (worst === null) return [];
    const { resource, needed } = worst;
    const all = allAlike ? Array.from({ length: size }, (_, k) => k) : neurons;
    return [{ population, neurons: all, resource, needed, available: limits[resource] }];
  });
}

/** True where all sources of a projection, and as many of each of its siblings, fit a core in any case. */
function isSmall(
  projection: QuantProjection,
  siblings: number,
  limits: CoreUse,
  core: CoreType,
): boolean {
  const sources = preSize(projection.connectivity);
  const axons = projection.learning ? 4 * sources : sources;
  const bits = sources * bitsAlone(projection, core);
  return axons * siblings <= limits.inputAxons && bits * siblings <= limits.synapseMemoryBits;
}

/** Bits of a list of one synapse, with every field that it may need. */
function bitsAlone(projection: QuantProjection, core: CoreType): number {
  const { synapseMemory, limits } = core;
  const stored = weightBitsToStore(projection, projection.learning !== undefined);
  const widths = storedWidths(synapseMemory, stored, true, true, limits.compartments.value);
  const tagBits = widths.tagBits + learningTagBits(core, projection.learning);
  return axonBits(1, { ...widths, tagBits }, synapseMemory);
}

/** What the soma may keep for itself, and what one partial neuron may take. */
export interface InputRoom {
  readonly directAxons: number;
  readonly directBits: number;
  readonly partAxons: number;
  readonly partBits: number;
}

/** Marks a source whose synapses stay with the neuron. */
export const DIRECT = -1;

export interface InputPlan {
  readonly partCount: number;
  /** Input channel of the neuron that each part acts on. */
  readonly channels: readonly number[];
  /** Part of a source of a projection into the population, or DIRECT. */
  readonly partOf: (projection: QuantProjection, source: number) => number;
}

/**
 * Deals the sources of the over-full neurons out. Loops to the population itself and synapses that learn stay
 * direct; of the others those with the largest weights, as many as there is room for; the rest fill one part
 * after the other in index order. All neurons of the population share the deal, so that they share axons.
 */
export function planInputs(
  draft: SplitDraft,
  { population, neurons }: Pick<Overfull, 'population' | 'neurons'>,
  room: InputRoom,
  core: CoreType,
): InputPlan {
  const size = draft.populations[population]!.size;
  const unitOf = new Int32Array(size).fill(-1);
  neurons.forEach((neuron, unit) => {
    unitOf[neuron] = unit;
  });
  const incoming = draft.projections.filter(({ post }) => post === population);
  const bundles = bundlesOf(incoming, population, unitOf, core);
  const taken = new Map(bundles.map(({ key, size: width }) => [key, new Int32Array(width)]));
  const counter = new UnitCounter(neurons.length);
  dealDirect(bundles, taken, unitOf, counter, room);
  const channels = dealParts(bundles, taken, unitOf, counter, room);
  return {
    partCount: channels.length,
    channels,
    partOf: (projection, source) => taken.get(keyOf(projection))![source]! - SHIFT,
  };
}

/** Columns of parts start as 0, "not dealt"; DIRECT and part numbers are stored shifted. */
const SHIFT = 2;

/** Projections from one population into one input channel: their sources go together. */
interface Bundle {
  readonly key: string;
  readonly channel: number;
  readonly size: number;
  readonly projections: readonly { readonly projection: QuantProjection; readonly bits: number }[];
  readonly mustStay: boolean;
  /** Sum of the magnitudes of each source's weights into the neurons that are cut. */
  readonly importance: Float64Array;
}

function keyOf({ pre, input }: QuantProjection): string {
  return `${input}/${pre}`;
}

function bundlesOf(
  incoming: readonly QuantProjection[],
  population: number,
  unitOf: Int32Array,
  core: CoreType,
): Bundle[] {
  const keys = [...new Set(incoming.map(keyOf))];
  const bundles = keys.map((key): Bundle => {
    const own = incoming.filter((projection) => keyOf(projection) === key);
    const [first] = own as [QuantProjection, ...QuantProjection[]];
    const size = preSize(first.connectivity);
    const importance = new Float64Array(size);
    for (const { connectivity: map, weightExp } of own) {
      const unit = 2 ** weightExp;
      for (let source = 0; source < size; source++) {
        forEachTarget(map, source, (post, index) => {
          if (unitOf[post]! >= 0) importance[source]! += Math.abs(mantissaAt(map, index)) * unit;
        });
      }
    }
    return {
      key,
      channel: first.input,
      size,
      projections: own.map((projection) => ({ projection, bits: bitsAlone(projection, core) })),
      mustStay: first.pre === population || own.some(({ learning }) => learning !== undefined),
      importance,
    };
  });
  return bundles.sort(
    (a, b) =>
      a.channel - b.channel || a.projections[0]!.projection.pre - b.projections[0]!.projection.pre,
  );
}

/** Axons and bits that each neuron has been dealt of the share being filled. */
class UnitCounter {
  readonly axons: Int32Array;
  readonly bits: Float64Array;
  private readonly stamps: Int32Array;
  private readonly touched: number[] = [];
  private readonly added: Float64Array;
  private stamp = 0;

  constructor(count: number) {
    this.axons = new Int32Array(count);
    this.bits = new Float64Array(count);
    this.stamps = new Int32Array(count);
    this.added = new Float64Array(count);
  }

  clear(): void {
    this.axons.fill(0);
    this.bits.fill(0);
  }

  /** Adds a source where it stays within the limits of every neuron that it reaches. */
  tryAdd(
    bundle: Bundle,
    source: number,
    unitOf: Int32Array,
    axonsMax: number,
    bitsMax: number,
  ): boolean {
    this.stamp++;
    this.touched.length = 0;
    for (const { projection, bits } of bundle.projections) {
      forEachTarget(projection.connectivity, source, (post) => {
        const unit = unitOf[post]!;
        if (unit < 0) return;
        if (this.stamps[unit] !== this.stamp) {
          this.stamps[unit] = this.stamp;
          this.added[unit] = 0;
          this.touched.push(unit);
        }
        this.added[unit]! += bits;
      });
    }
    const fits = this.touched.every(
      (unit) => this.axons[unit]! < axonsMax && this.bits[unit]! + this.added[unit]! <= bitsMax,
    );
    if (!fits) return false;
    for (const unit of this.touched) {
      this.axons[unit]!++;
      this.bits[unit]! += this.added[unit]!;
    }
    return true;
  }
}

function dealDirect(
  bundles: readonly Bundle[],
  taken: ReadonlyMap<string, Int32Array>,
  unitOf: Int32Array,
  counter: UnitCounter,
  room: InputRoom,
): void {
  for (const bundle of bundles.filter(({ mustStay }) => mustStay)) {
    for (let source = 0; source < bundle.size; source++) {
      counter.tryAdd(bundle, source, unitOf, Infinity, Infinity);
    }
    taken.get(bundle.key)!.fill(DIRECT + SHIFT);
  }
  const ranked = bundles
    .filter(({ mustStay }) => !mustStay)
    .flatMap((bundle) =>
      Array.from(bundle.importance, (weight, source) => ({ bundle, source, weight })),
    )
    .sort((a, b) => b.weight - a.weight);
  for (const { bundle, source } of ranked) {
    const isFree = counter.tryAdd(bundle, source, unitOf, room.directAxons, room.directBits);
    if (isFree) taken.get(bundle.key)![source] = DIRECT + SHIFT;
  }
}

/** Fills parts with what is left; returns the channel of each. */
function dealParts(
  bundles: readonly Bundle[],
  taken: ReadonlyMap<string, Int32Array>,
  unitOf: Int32Array,
  counter: UnitCounter,
  room: InputRoom,
): number[] {
  const channels: number[] = [];
  for (const bundle of bundles) {
    const column = taken.get(bundle.key)!;
    for (let source = 0; source < bundle.size; source++) {
      if (column[source] !== 0) continue;
      const goesOn =
        channels.at(-1) === bundle.channel &&
        counter.tryAdd(bundle, source, unitOf, room.partAxons, room.partBits);
      if (!goesOn) {
        counter.clear();
        counter.tryAdd(bundle, source, unitOf, Infinity, Infinity);
        channels.push(bundle.channel);
      }
      column[source] = channels.length - 1 + SHIFT;
    }
  }
  return channels;
}
