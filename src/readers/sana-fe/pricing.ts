/** Which of a parameter set's event kinds the units of a network are priced as. */
import type { SynapseKind } from '../../model/network.ts';
import { groupDigits, InputError } from '../../support/errors.ts';
import type { Cost, SanafeArchitecture, Unit } from './architecture.ts';

/** A synapse unit with the dendrite unit behind it, and how many synapses of the network use the two. */
export interface SynapseUse {
  readonly synapse: Unit;
  readonly dendrite: Unit;
  readonly count: number;
}

export interface SomaUse {
  readonly soma: Unit;
  readonly count: number;
}

/** Units of a network by what they cost. */
export interface Pricing {
  readonly soma: Unit;
  /** The cheapest way to say what each kind of synapse is; kinds that are not used are absent. */
  readonly kinds: ReadonlyMap<SynapseKind, SynapseUse>;
  readonly kindOf: (synapse: Unit, dendrite: Unit) => SynapseKind;
}

const KINDS: readonly SynapseKind[] = ['dense', 'sparse', 'conv'];

/**
 * Throws InputError E_SANAFE_COST where a unit in use lacks a cost, E_SANAFE_UNITS where the units in use have more
 * different costs than a parameter set tells apart: one for somas, three for synapses.
 */
export function priceUnits(
  architecture: SanafeArchitecture,
  somas: readonly SomaUse[],
  synapses: readonly SynapseUse[],
): Pricing {
  const { file } = architecture.source;
  const soma = (somas[0]?.soma ?? architecture.somas[0])!;
  for (const each of somas) {
    checkCosts(file, 'soma', each.soma, each.count, 'neurons');
    if (costKey(each.soma) === costKey(soma)) continue;
    throw new InputError(
      'E_SANAFE_UNITS',
      `${file}: the network uses soma units "${soma.name}" and "${each.soma.name}" (${groupDigits(each.count)} neurons), whose costs differ; neurons of one chip are priced alike. Map them to units of equal costs.`,
    );
  }
  const kinds = new Map<SynapseKind, SynapseUse>();
  const kindOfKey = new Map<string, SynapseKind>();
  for (const use of synapses) {
    checkCosts(file, 'synapse', use.synapse, use.count, 'synapses');
    checkCosts(file, 'dendrite', use.dendrite, use.count, 'synapses');
    const key = useKey(use);
    if (kindOfKey.has(key)) continue;
    const kind = freeKind(use.synapse.name, kinds);
    if (!kind) throw tooManyKinds(file, use);
    kinds.set(kind, use);
    kindOfKey.set(key, kind);
  }
  return {
    soma,
    kinds,
    kindOf: (synapse, dendrite) => kindOfKey.get(useKey({ synapse, dendrite }))!,
  };
}

function useKey({ synapse, dendrite }: Pick<SynapseUse, 'synapse' | 'dendrite'>): string {
  return `${costKey(synapse)} ${costKey(dendrite)}`;
}

function costKey({ costs }: Unit): string {
  return JSON.stringify(costs);
}

/** The kind that the unit's name speaks of, or the next one that is not taken. */
function freeKind(name: string, taken: ReadonlyMap<SynapseKind, unknown>): SynapseKind | undefined {
  const free = KINDS.filter((kind) => !taken.has(kind));
  return free.find((kind) => name.toLowerCase().includes(kind)) ?? free[0];
}

function tooManyKinds(file: string, { synapse, count }: SynapseUse): InputError {
  return new InputError(
    'E_SANAFE_UNITS',
    `${file}: synapse unit "${synapse.name}" (${groupDigits(count)} synapses) is the fourth kind of synapse in the network; a parameter set has ${KINDS.length} (${KINDS.join(', ')}). Use units of equal costs.`,
  );
}

function checkCosts(file: string, kind: string, unit: Unit, count: number, what: string): void {
  for (const [name, { energyJ, latencyS }] of Object.entries(unit.costs)) {
    const missing =
      energyJ === null ? `energy_${name}` : latencyS === null ? `latency_${name}` : null;
    if (missing === null) continue;
    throw new InputError(
      'E_SANAFE_COST',
      `${file}: ${kind} unit "${unit.name}" states no ${missing}, and ${groupDigits(count)} ${what} of the network use it. Give it a number (0 where it is free).`,
      { unit: unit.name, attribute: missing, count },
    );
  }
}

/** Costs of two units that work one after the other. */
export function addCosts(a: Cost | undefined, b: Cost | undefined): Cost {
  return {
    energyJ: (a?.energyJ ?? 0) + (b?.energyJ ?? 0),
    latencyS: (a?.latencyS ?? 0) + (b?.latencyS ?? 0),
  };
}
