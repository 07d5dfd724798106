/** Which units of an architecture the neurons and synapses of a network use. */
import type { SynapseKind } from '../../model/network.ts';
import type { SanafeArchitecture, Unit } from './architecture.ts';
import { findUnit, unitNames } from './architecture.ts';
import type { DraftGroup, NetworkDraft, TextName } from './draft.ts';
import { columnValue, countValues } from './draft.ts';
import type { Pricing, SomaUse, SynapseUse } from './pricing.ts';
import { priceUnits } from './pricing.ts';
import type { SanafeSource } from './source.ts';
import { faultAt } from './source.ts';
import { unknownName } from './values.ts';

export interface NetworkUnits {
  readonly pricing: Pricing;
  /** Soma model of each group. */
  readonly models: readonly string[];
  /** Kind of the synapses that end at a neuron. */
  readonly kindAt: (group: number, neuron: number) => SynapseKind;
  /** The same for all neurons of a group, or undefined where they differ. */
  readonly kindOf: (group: number) => SynapseKind | undefined;
}

/**
 * Throws InputError E_SANAFE for units that the architecture does not have and groups of mixed soma models, and what
 * `priceUnits` throws.
 */
export function resolveUnits(draft: NetworkDraft, architecture: SanafeArchitecture): NetworkUnits {
  const fanIn = countFanIn(draft);
  const somas = draft.groups.map((group) =>
    usedUnits(draft.source, group, 'soma', architecture.somas),
  );
  const models = draft.groups.map((group, g) => oneModel(draft.source, group, somas[g]!));
  const somaUses: SomaUse[] = somas.flat().map(({ unit, count }) => ({ soma: unit, count }));
  const synapseAt = draft.groups.map((group) => pairsAt(draft.source, group, architecture));
  const uses = new Map<string, { synapse: Unit; dendrite: Unit; count: number }>();
  draft.groups.forEach(({ size }, g) => {
    for (let neuron = 0; neuron < size; neuron++) {
      const count = fanIn[g]![neuron]!;
      if (count === 0) continue;
      const pair = synapseAt[g]!(neuron);
      const key = `${pair.synapse.name} ${pair.dendrite.name}`;
      const use = uses.get(key);
      if (use) use.count += count;
      else uses.set(key, { ...pair, count });
    }
  });
  const synapses: readonly SynapseUse[] = [...uses.values()];
  const pricing = priceUnits(architecture, somaUses, synapses);
  const kindAt = (group: number, neuron: number): SynapseKind => {
    const { synapse, dendrite } = synapseAt[group]!(neuron);
    return pricing.kindOf(synapse, dendrite) ?? 'sparse';
  };
  return {
    pricing,
    models,
    kindAt,
    kindOf: (group) => {
      const { size, texts } = draft.groups[group]!;
      const first = kindAt(group, 0);
      if (!texts.get('synapse_hw_name')!.each && !texts.get('dendrite_hw_name')!.each) return first;
      for (let k = 1; k < size; k++) if (kindAt(group, k) !== first) return undefined;
      return first;
    },
  };
}

function usedUnits(
  source: SanafeSource,
  group: DraftGroup,
  kind: 'soma' | 'synapse' | 'dendrite',
  units: readonly Unit[],
): { unit: Unit; count: number }[] {
  const names = countValues(group.texts.get(`${kind}_hw_name` satisfies TextName)!, group.size);
  return [...names].map(([name, count]) => ({
    unit: unitNamed(source, group, kind, units, name),
    count,
  }));
}

function unitNamed(
  source: SanafeSource,
  group: DraftGroup,
  kind: string,
  units: readonly Unit[],
  name: string | undefined,
): Unit {
  const unit = findUnit(units, name);
  if (unit) return unit;
  throw faultAt(
    source,
    group.place,
    `group "${group.name}": ${unknownName(`${kind} unit`, name ?? '', unitNames(units))}`,
  );
}

function oneModel(
  source: SanafeSource,
  group: DraftGroup,
  units: readonly { readonly unit: Unit }[],
): string {
  const models = [...new Set(units.map(({ unit }) => unit.model))];
  if (models.length === 1) return models[0]!;
  throw faultAt(
    source,
    group.place,
    `group "${group.name}" mixes the soma models ${models.join(' and ')}; a group of one model each is read.`,
  );
}

type Pair = Pick<SynapseUse, 'synapse' | 'dendrite'>;

/** Synapse and dendrite unit of each neuron of a group; those of equal names are looked up once. */
function pairsAt(
  source: SanafeSource,
  group: DraftGroup,
  { synapses, dendrites }: SanafeArchitecture,
): (neuron: number) => Pair {
  const known = new Map<string, Pair>();
  const names = {
    synapse: group.texts.get('synapse_hw_name')!,
    dendrite: group.texts.get('dendrite_hw_name')!,
  };
  return (neuron) => {
    const synapseName = columnValue(names.synapse, neuron);
    const dendriteName = columnValue(names.dendrite, neuron);
    const key = `${synapseName} ${dendriteName}`;
    let pair = known.get(key);
    if (!pair) {
      pair = {
        synapse: unitNamed(source, group, 'synapse', synapses, synapseName),
        dendrite: unitNamed(source, group, 'dendrite', dendrites, dendriteName),
      };
      known.set(key, pair);
    }
    return pair;
  };
}

/** Synapses that end at each neuron, by group. */
function countFanIn({ groups, edges, hyperEdges }: NetworkDraft): Float64Array[] {
  const counts = groups.map(({ size }) => new Float64Array(size));
  for (const { post, targets, count } of edges.values()) {
    const into = counts[post]!;
    for (let k = 0; k < count; k++) into[targets[k]!]!++;
  }
  for (const { pre, post, shape } of hyperEdges) {
    const into = counts[post]!;
    if (shape.kind === 'sparse') for (const target of shape.targets) into[target]!++;
    else {
      const each =
        shape.kind === 'dense'
          ? groups[pre]!.size
          : shape.kernel[0] * shape.kernel[1] * shape.input[0];
      for (let k = 0; k < into.length; k++) into[k]! += each;
    }
  }
  return counts;
}
