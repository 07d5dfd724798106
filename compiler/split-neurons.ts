/**
 * Cuts neurons that no core can hold. Too many inputs: partial neurons sum a part of them each and send the sum
 * on. Too many destination cores: copies of the neuron serve a part of them each. It stands after `quantize`,
 * because partial sums are those of the mantissas chosen for the whole neuron, and around `partition`, which
 * alone knows how many cores a neuron must reach.
 */
import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import { coresPerChip } from '../src/model/chip.ts';
import type { Partition, QuantNet } from '../src/model/mapping.ts';
import { type NormalNetwork, synapseCount } from '../src/model/network.ts';
import { CompileError } from '../src/support/errors.ts';
import type { QuantizeOptions } from './quantize/options.ts';
import { modeOf } from './quantize/options.ts';
import { ReachFinder } from './reach.ts';
import { copyPopulation } from './split-neurons-copies.ts';
import type { SplitDraft } from './split-neurons-draft.ts';
import { draftOf, netOfDraft } from './split-neurons-draft.ts';
import { findOverfull } from './split-neurons-inputs.ts';
import { splitNotes } from './split-neurons-notes.ts';
import type { PartRecord } from './split-neurons-parts.ts';
import { cutInputs, partKind } from './split-neurons-parts.ts';

/** A population that is there more than once. */
export interface CopyRecord {
  readonly population: string;
  readonly copies: number;
  /** Destination cores of its worst neuron, or output axons of its core, before. */
  readonly needed: number;
  readonly available: number;
}

/** What splitting did. */
export interface SplitReport {
  readonly parts: readonly PartRecord[];
  readonly copies: readonly CopyRecord[];
  readonly extraNeurons: number;
  readonly extraSynapses: number;
  /** Steps by which outputs come later. */
  readonly addedSteps: number;
}

export interface SplitOutcome {
  readonly net: QuantNet;
  readonly partition: Partition;
  readonly finder: ReachFinder;
  /** Null where nothing had to be split. */
  readonly report: SplitReport | null;
}

const ROUNDS_MAX = 12;
const COPIES_MAX = 64;

/**
 * Partitions the network, splitting what `partition` cannot place. Populations of `net` keep their numbers; parts
 * and copies follow them. Throws what `partition` throws where splitting does not help, and CompileError E_SPLIT
 * where the chip has no way to carry a partial sum.
 */
export function splitToFit(
  net: QuantNet,
  normal: NormalNetwork,
  profile: ChipProfile,
  core: CoreType,
  options: QuantizeOptions,
  partition: (net: QuantNet, finder: ReachFinder) => Partition,
): SplitOutcome {
  const whole = draftOf(net, normal);
  const cut = cutAll(net, whole, profile, core, options);
  let { draft } = cut;
  const copies = new Map<string, CopyRecord>();
  for (let round = 0; ; round++) {
    const changed = draft !== whole;
    const now = changed ? scheduled(net, draft, core, options) : net;
    const finder = new ReachFinder(now, core);
    try {
      const found = partition(now, finder);
      if (!changed) return { net, partition: found, finder, report: null };
      const report = reportOf(net, now, cut.records, [...copies.values()]);
      const assumptions = [...now.assumptions, ...splitNotes(report)];
      return { net: { ...now, assumptions }, partition: found, finder, report };
    } catch (error) {
      const next = round < ROUNDS_MAX ? withCopies(draft, copies, error) : null;
      if (next === null) throw error;
      draft = next;
    }
  }
}

function scheduled(
  net: QuantNet,
  draft: SplitDraft,
  core: CoreType,
  options: QuantizeOptions,
): QuantNet {
  const mode = modeOf(options);
  const delayStepsMax = Math.min(core.limits.delayStepsMax.value, mode.delayStepsMax);
  return netOfDraft(net, draft, { stepsOf: mode.stepsOf, delayStepsMax });
}

/** Cuts inputs until every neuron fits a core alone: a neuron of very many parts is cut again. */
function cutAll(
  net: QuantNet,
  whole: SplitDraft,
  profile: ChipProfile,
  core: CoreType,
  options: QuantizeOptions,
): { readonly draft: SplitDraft; readonly records: readonly PartRecord[] } {
  let draft = whole;
  const records: PartRecord[] = [];
  let before = Infinity;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const now = { ...net, populations: draft.populations, projections: draft.projections };
    const over = findOverfull(now, core, new ReachFinder(now, core));
    const excess = over.reduce((sum, { needed, available }) => sum + needed / available, 0);
    if (over.length === 0 || excess >= before) break;
    before = excess;
    for (const one of over) {
      const name = draft.populations[one.population]!.name;
      const kind = partKind(profile, core, name, options);
      const chipBits = coresPerChip(profile) * core.limits.synapseMemoryBits.value;
      const cut = cutInputs(draft, one, kind, core, chipBits, options);
      draft = cut.draft;
      records.push(cut.record);
    }
  }
  return { draft, records };
}

/** The draft with more copies of the population that a failed partition names; null where copies do not help. */
function withCopies(
  draft: SplitDraft,
  copies: Map<string, CopyRecord>,
  error: unknown,
): SplitDraft | null {
  if (!(error instanceof CompileError)) return null;
  const { population, resource, needed, available } = error.data;
  if (resource !== 'outputAxons') return null;
  if (typeof needed !== 'number' || typeof available !== 'number' || !(available > 0)) return null;
  const p = draft.populations.findIndex(({ name }) => name === population);
  if (p < 0) return null;
  const count = Math.max(2, Math.ceil(needed / available));
  const root = draft.populations[draft.alike[p]!]!.name;
  const record = copies.get(root);
  const total = (record?.copies ?? 1) + count - 1;
  if (total > COPIES_MAX) return null;
  copies.set(root, {
    population: root,
    copies: total,
    needed: record?.needed ?? needed,
    available,
  });
  return copyPopulation(draft, p, count);
}

function reportOf(
  before: QuantNet,
  after: QuantNet,
  parts: readonly PartRecord[],
  copies: readonly CopyRecord[],
): SplitReport {
  const synapses = (net: QuantNet): number =>
    net.projections.reduce((sum, { connectivity }) => sum + synapseCount(connectivity), 0);
  const added = after.populations.slice(before.populations.length);
  return {
    parts,
    copies,
    extraNeurons: added.reduce((sum, { size }) => sum + size, 0),
    extraSynapses: synapses(after) - synapses(before),
    addedSteps: after.depth - before.depth,
  };
}
