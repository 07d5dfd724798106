/** Cuts the neurons of one population: partial neurons sum a part of the inputs each and send the sum on. */
import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import type { QuantProjection } from '../src/model/mapping.ts';
import { CompileError, groupDigits } from '../src/support/errors.ts';
import type { QuantizeOptions } from './quantize/options.ts';
import { modeOf } from './quantize/options.ts';
import { accumulatorParts } from './split-neurons-accumulators.ts';
import type { CutContext } from './split-neurons-columns.ts';
import type { SplitDraft } from './split-neurons-draft.ts';
import { GRADED_NEURON, gradedParts } from './split-neurons-graded.ts';
import type { InputRoom, Overfull } from './split-neurons-inputs.ts';
import { DIRECT, planInputs } from './split-neurons-inputs.ts';
import type { Landing } from './split-neurons-maps.ts';
import { landedProjection, NOWHERE } from './split-neurons-maps.ts';
import type { AccumulatorScale } from './split-neurons-scale.ts';

/** How partial sums travel: in the payload of one spike, or as spikes of a fixed size. */
export type PartKind = 'graded' | 'accumulated';

/** What was done to one population because of its inputs. */
export interface PartRecord {
  readonly population: string;
  readonly kind: PartKind;
  readonly neurons: number;
  readonly of: number;
  readonly resource: Overfull['resource'];
  readonly needed: number;
  readonly available: number;
  readonly parts: number;
  /** Null where the parts send exact sums. */
  readonly scale: AccumulatorScale | null;
}

const LEVELS_MAX = 4;
/** Input axons of a core for each level of both signs that a part may have. */
const AXONS_PER_LEVEL = 16;
/** Share of a chip's synapse memory that the levels of one population may take: more than one level, that is. */
const MEMORY_SHARE = 0.125;
/** A synapse in a sparse list: weight and index. */
const SYNAPSE_BITS = 18;

/** How the chip can carry a partial sum. Throws CompileError E_SPLIT where it has no way. */
export function partKind(
  profile: ChipProfile,
  core: CoreType,
  population: string,
  options: QuantizeOptions,
): PartKind {
  const mode = modeOf(options);
  const has = (name: string): boolean => core.neuronModels.some((model) => model.name === name);
  const sendsPayload = profile.network.payload === 'graded' && has(GRADED_NEURON);
  if (sendsPayload && mode.neuron === 'loihi-lif') return 'graded';
  const lif = core.neuronModels.find(({ name }) => name === 'loihi-lif');
  if (lif?.resets.includes('none') && mode.neuron !== null) return 'accumulated';
  throw new CompileError(
    'E_SPLIT',
    `population "${population}" cannot be split: core type "${core.name}" has neither compartments that keep their voltage over a spike nor spikes with a payload, so that no partial sum can be carried.`,
    { population },
  );
}

/**
 * The draft with the over-full neurons cut. Populations that were there keep their numbers. `chipBits` is the synapse
 * memory of a whole chip.
 */
export function cutInputs(
  draft: SplitDraft,
  over: Overfull,
  kind: PartKind,
  core: CoreType,
  chipBits: number,
  options: QuantizeOptions,
): { readonly draft: SplitDraft; readonly record: PartRecord } {
  const soma = draft.populations[over.population]!;
  const incoming = draft.projections.filter(({ post }) => post === over.population);
  checkProgress(soma.name, incoming, over);
  const levelsMax = levelsOf(kind, over, core, chipBits);
  const plan = planInputs(draft, over, roomOf(kind, over, levelsMax, core, options), core);
  const context: CutContext = { draft, over, soma, incoming, plan };
  const parts =
    kind === 'graded' ? gradedParts(context) : accumulatorParts(context, levelsMax, options);
  return {
    draft: {
      populations: [...draft.populations, ...parts.populations],
      projections: [
        ...draft.projections.flatMap((projection) =>
          projection.post === over.population
            ? [...remainderOf(context, projection), ...(parts.inputs.get(projection) ?? [])]
            : [projection],
        ),
        ...parts.added,
      ],
      alike: [...draft.alike, ...parts.populations.map((_, p) => draft.populations.length + p)],
    },
    record: {
      population: soma.name,
      kind,
      neurons: over.neurons.length,
      of: soma.size,
      resource: over.resource,
      needed: over.needed,
      available: over.available,
      parts: plan.partCount,
      scale: parts.scale,
    },
  };
}

/** Throws CompileError E_SPLIT where what overfills the core may not be dealt out. */
function checkProgress(
  name: string,
  incoming: readonly QuantProjection[],
  { needed, available }: Overfull,
): void {
  if (incoming.some(({ learning }) => learning === undefined)) return;
  throw new CompileError(
    'E_SPLIT',
    `population "${name}" cannot be split: all its synapses learn, and a synapse that learns must stay with its neuron (${groupDigits(needed)} needed, ${groupDigits(available)} available).`,
    { population: name, needed, available },
  );
}

/** More levels resolve more, and each stores the synapses of its part once more for either sign. */
function levelsOf(kind: PartKind, over: Overfull, core: CoreType, chipBits: number): number {
  if (kind === 'graded') return 1;
  const { inputAxons, synapseMemoryBits } = core.limits;
  const byAxons = Math.floor(inputAxons.value / AXONS_PER_LEVEL);
  const inputs =
    over.resource === 'inputAxons'
      ? over.needed - inputAxons.value / 2
      : synapseMemoryBits.value / core.synapseMemory.wordBits;
  const bitsPerLevel = 2 * inputs * over.neurons.length * SYNAPSE_BITS;
  const byMemory = Math.floor((chipBits * MEMORY_SHARE) / bitsPerLevel);
  return Math.max(1, Math.min(LEVELS_MAX, byAxons, byMemory));
}

/**
 * Half of a core for what stays direct, or more where few neurons leave room for it; parts as large as takes the
 * fewest cores.
 */
function roomOf(
  kind: PartKind,
  over: Overfull,
  levelsMax: number,
  core: CoreType,
  options: QuantizeOptions,
): InputRoom {
  const axons = core.limits.inputAxons.value;
  const bits = core.limits.synapseMemoryBits.value;
  const unitsEach = kind === 'graded' ? 1 : 2 * levelsMax;
  // What stays direct waits for the partial sums, which takes a delay field.
  const waits = Math.min(core.limits.delayStepsMax.value, modeOf(options).delayStepsMax) > 0;
  const shared = axons - 2 * unitsEach * over.neurons.length;
  const directAxons = waits ? Math.max(Math.floor(axons / 2), shared) : 0;
  const rest = Math.max(1, (over.resource === 'inputAxons' ? over.needed : axons) - directAxons);
  const loops = kind === 'graded' ? 0 : unitsEach;
  const partsMax = Math.floor((axons - directAxons) / unitsEach);
  return {
    directAxons,
    directBits: waits ? Math.floor(bits / 2) : 0,
    partAxons: partAxonsOf(axons, rest, loops, over.neurons.length * loops, partsMax),
    partBits: Math.max(1, Math.floor(loops === 0 ? bits : bits / 2)),
  };
}

/** More parts resolve less, so they must save this share of the cores. */
const CORES_SAVED_MIN = 0.2;

/**
 * Sources of one part so that all parts take few cores: a core of a part has the axons of its sources, and one
 * for each accumulator on it. No more than `partsMax`, whose spikes the neuron has axons for, where that can be.
 */
function partAxonsOf(
  axons: number,
  rest: number,
  loopsEach: number,
  loopsAll: number,
  partsMax: number,
): number {
  const largest = Math.max(1, axons - loopsEach);
  let best = { size: largest, cores: Infinity };
  const least = Math.ceil(rest / largest);
  for (let parts = least; parts <= Math.max(least, Math.min(rest, partsMax)); parts++) {
    const size = Math.ceil(rest / parts);
    const cores = parts * Math.max(1, Math.ceil(loopsAll / (axons - size)));
    if (cores < best.cores * (1 - CORES_SAVED_MIN)) best = { size, cores };
    if (parts >= best.cores) break;
  }
  return best.size;
}

/** What stays with the neurons of a projection; nothing where all of it moves. */
function remainderOf(
  { over, soma, plan }: CutContext,
  projection: QuantProjection,
): QuantProjection[] {
  const isCut = maskOf(soma.size, over.neurons);
  const own = Array.from({ length: soma.size }, (_, target): Landing => [{ target, sign: 1 }]);
  let moved = 0;
  const landingOf = (source: number, post: number): Landing => {
    const stays = !isCut[post] || plan.partOf(projection, source) === DIRECT;
    if (!stays) moved++;
    return stays ? own[post]! : NOWHERE;
  };
  const rest = landedProjection(projection, landingOf, soma.size);
  if (moved === 0) return [projection];
  const map = rest.connectivity;
  return map.kind === 'sparse' && map.targets.length === 0 ? [] : [rest];
}

function maskOf(size: number, neurons: readonly number[]): Uint8Array {
  const mask = new Uint8Array(size);
  for (const neuron of neurons) mask[neuron] = 1;
  return mask;
}
