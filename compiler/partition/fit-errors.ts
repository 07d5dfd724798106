/** What to tell a user whose network does not fit: element, limit, by how much, and what would help. */
import type { CoreType } from '../../src/model/chip.ts';
import type { CoreUse, QuantNet } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import { CompileError, groupDigits } from '../../src/support/errors.ts';
import { TABLE_REMEDIES, TABLE_WORDS } from '../core-profiles.ts';
import type { ReachFinder } from '../reach.ts';
import type { CoreBound } from './bounds.ts';
import type { CoreLoads, Violation } from './core-load.ts';
import { aloneOn, demandOf } from './core-load.ts';

const RESOURCE_WORDS: Record<keyof CoreUse, string> = {
  compartments: 'compartments',
  inputAxons: 'input axons',
  outputAxons: 'output axons',
  synapseMemoryBits: 'bits of synapse memory',
  ...TABLE_WORDS,
};

const REMEDIES: Record<keyof CoreUse, string> = {
  compartments: 'Choose a profile with larger cores.',
  inputAxons:
    'Prune inputs, pool them in an earlier layer, or choose a profile with more axons per core.',
  outputAxons:
    'Let fewer cores hold the targets (fewer weight bits, smaller target layers), prune connections, or choose a profile with more output axons.',
  synapseMemoryBits:
    'Use fewer weight bits (--weight-bits), prune connections, or choose a profile with more synapse memory.',
  ...TABLE_REMEDIES,
};

function overshoot(needed: number, available: number): string {
  const percent = Math.round((needed / available - 1) * 100);
  return `+${groupDigits(needed - available)}, ${percent}% over`;
}

/** A single neuron breaks a limit: no partition can change that. */
export function neuronTooLarge(
  net: QuantNet,
  finder: ReachFinder,
  loads: CoreLoads,
  core: CoreType,
  population: number,
): CompileError {
  const limits = coreUseLimits(core.limits);
  const { name, size } = net.populations[population]!;
  let worst: { neuron: number; resource: keyof CoreUse; needed: number; ratio: number } | null =
    null;
  for (let neuron = 0; neuron < size; neuron++) {
    const slice = { population, neurons: Int32Array.of(neuron) };
    const demand = demandOf(net, finder, slice);
    const use: CoreUse = {
      ...aloneOn(core, net, demand),
      outputAxons: loads.outputAxonsOf(slice),
    };
    for (const resource of Object.keys(use) as (keyof CoreUse)[]) {
      const ratio = use[resource] / limits[resource];
      if (ratio > (worst?.ratio ?? 1)) worst = { neuron, resource, needed: use[resource], ratio };
    }
    if (neuron >= 4095 && worst) break;
  }
  const { resource, needed, neuron } = worst ?? {
    resource: 'outputAxons' as const,
    needed: limits.outputAxons + 1,
    neuron: 0,
  };
  const available = limits[resource];
  return new CompileError(
    resource === 'inputAxons' ? 'E_FANIN' : 'E_FIT',
    `population "${name}" cannot fit core type "${core.name}": its neuron ${neuron} alone needs ${groupDigits(needed)} ${RESOURCE_WORDS[resource]}, a core has ${groupDigits(available)} (${overshoot(needed, available)}). No partition and no number of chips can change this. ${REMEDIES[resource]}`,
    { population: name, neuron, resource, needed, available },
  );
}

/** Cutting finer did not help: each cut of the population raises the same use elsewhere. */
export function doesNotFit(
  net: QuantNet,
  population: number,
  violation: Violation,
  coreName: string,
): CompileError {
  const { name } = net.populations[population]!;
  const { resource, needed, available } = violation;
  return new CompileError(
    'E_FIT',
    `population "${name}" cannot fit core type "${coreName}": with every cut that was tried a core needs ${groupDigits(needed)} ${RESOURCE_WORDS[resource]}, it has ${groupDigits(available)} (${overshoot(needed, available)}). ${REMEDIES[resource]}`,
    { population: name, resource, needed, available },
  );
}

/** The partition is legal but needs more cores than there are. */
export function tooFewCores(
  needed: number,
  perChip: number,
  chips: number,
  chipsMax: number,
  lowerBound: CoreBound,
  profileName: string,
): CompileError {
  const chipsNeeded = Math.ceil(needed / perChip);
  const remedy =
    chipsNeeded <= chipsMax
      ? `Use --chips ${chipsNeeded}, fewer weight bits (--weight-bits), or a larger profile.`
      : `Even ${chipsMax === 1 ? 'one chip holds' : `${groupDigits(chipsMax)} chips hold`} only ${groupDigits(chipsMax * perChip)} cores; use fewer weight bits or a larger profile.`;
  const available = perChip * chips;
  return new CompileError(
    'E_CORES',
    `the network needs ${groupDigits(needed)} cores, ${chips === 1 ? `one ${profileName} chip has` : `${chips} ${profileName} chips have`} ${groupDigits(available)} (${overshoot(needed, available)}). No mapping can use fewer than ${groupDigits(lowerBound.cores)} (${lowerBound.resource}). ${[remedy, lowerBound.remedy].filter(Boolean).join(' ')}`,
    { needed, available, chipsNeeded },
  );
}
