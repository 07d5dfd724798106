/** What to tell a user whose network does not fit: element, limit, by how much, whether it is proved, what would help. */
import type { CoreType } from '../../src/model/chip.ts';
import type { CoreUse, QuantNet } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import { CompileError, groupDigits } from '../../src/support/errors.ts';
import { TABLE_REMEDIES, TABLE_WORDS } from '../core-profiles.ts';
import { ReachFinder } from '../reach.ts';
import type { CoreBound } from './bounds.ts';
import { narrowerBits, withWeightBits } from './bounds.ts';
import type { CoreLoads, Violation } from './core-load.ts';
import { aloneOn, demandOf } from './core-load.ts';

/** A failure as data, for tables and other programs; it stands in the error's `data.diagnosis`. */
export interface FitDiagnosis {
  readonly code: string;
  /** Such as `population "fc1", neuron 17 (and 211 more of 1,024)`. */
  readonly element: string;
  readonly resource: keyof CoreUse | 'fanIn' | 'cores';
  readonly needed: number;
  readonly available: number;
  /** True where it is proved that no mapping could do. */
  readonly impossible: boolean;
  /** The proof, or what is known instead. */
  readonly verdict: string;
  /** Cores that no mapping can go below; null where a neuron fits none. */
  readonly bound: { readonly cores: number; readonly resource: string } | null;
  readonly remedies: readonly string[];
}

const RESOURCE_WORDS: Record<keyof CoreUse, string> = {
  compartments: 'compartments',
  inputAxons: 'input axons',
  outputAxons: 'output axons',
  synapseMemoryBits: 'bits of synapse memory',
  ...TABLE_WORDS,
};

/** Neurons that are looked at for the worst one. */
const NEURONS_MAX = 4096;

function overshoot(needed: number, available: number): string {
  const percent = Math.round((needed / available - 1) * 100);
  return `+${groupDigits(needed - available)}, ${percent}% over`;
}

/** Remedies as one sentence: `Do this, do that, or do the other.` */
export function asSentence(remedies: readonly string[]): string {
  const text =
    remedies.length < 2
      ? remedies.join('')
      : `${remedies.slice(0, -1).join(', ')}, or ${remedies.at(-1)}`;
  return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

interface Worst {
  readonly neuron: number;
  readonly resource: keyof CoreUse;
  readonly needed: number;
  /** Neurons over a limit among those looked at. */
  readonly count: number;
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
  const worst = worstNeuron(net, finder, loads, core, population) ?? {
    resource: 'outputAxons' as const,
    needed: limits.outputAxons + 1,
    neuron: 0,
    count: 1,
  };
  const { resource, needed, neuron } = worst;
  const available = limits[resource];
  const remedies = neuronRemedies(net, core, population, worst);
  const code = resource === 'inputAxons' ? 'E_FANIN' : 'E_FIT';
  const others =
    worst.count > 1 ? ` (and ${groupDigits(worst.count - 1)} more of ${groupDigits(size)})` : '';
  const verdict = 'No partition and no number of chips can change this.';
  const diagnosis: FitDiagnosis = {
    code,
    element: `population "${name}", neuron ${neuron}${others}`,
    resource,
    needed,
    available,
    impossible: true,
    verdict: `Proved impossible: one neuron alone is over the limit of a core. ${verdict}`,
    bound: null,
    remedies,
  };
  return new CompileError(
    code,
    `population "${name}" cannot fit core type "${core.name}": its neuron ${neuron} alone needs ${groupDigits(needed)} ${RESOURCE_WORDS[resource]}, a core has ${groupDigits(available)} (${overshoot(needed, available)}). ${verdict} ${asSentence(remedies)}`,
    { population: name, neuron, resource, needed, available, diagnosis },
  );
}

function worstNeuron(
  net: QuantNet,
  finder: ReachFinder,
  loads: CoreLoads,
  core: CoreType,
  population: number,
): Worst | null {
  const limits = coreUseLimits(core.limits);
  const { size } = net.populations[population]!;
  let worst: (Omit<Worst, 'count'> & { ratio: number }) | null = null;
  let count = 0;
  for (let neuron = 0; neuron < size; neuron++) {
    const slice = { population, neurons: Int32Array.of(neuron) };
    const use: CoreUse = {
      ...aloneOn(core, net, demandOf(net, finder, slice)),
      outputAxons: loads.outputAxonsOf(slice),
    };
    let isOver = false;
    for (const resource of Object.keys(use) as (keyof CoreUse)[]) {
      const ratio = use[resource] / limits[resource];
      isOver ||= ratio > 1;
      if (ratio > (worst?.ratio ?? 1)) worst = { neuron, resource, needed: use[resource], ratio };
    }
    if (isOver) count++;
    if (neuron >= NEURONS_MAX - 1 && worst) break;
  }
  return worst === null ? null : { ...worst, count };
}

function neuronRemedies(
  net: QuantNet,
  core: CoreType,
  population: number,
  { resource, needed, neuron }: Worst,
): string[] {
  const available = coreUseLimits(core.limits)[resource];
  const parts = groupDigits(Math.ceil(needed / available));
  const larger = `choose a profile with at least ${groupDigits(needed)} ${RESOURCE_WORDS[resource]} a core`;
  const excess = groupDigits(needed - available);
  // A circuit cannot be cut.
  const splits = (text: string): string[] => (core.analog ? [] : [text]);
  switch (resource) {
    case 'inputAxons':
      return [
        ...splits(`split such neurons (--split-neurons; ${parts} parts at least)`),
        `prune ${excess} inputs of each or pool them in an earlier layer`,
        larger,
      ];
    case 'outputAxons':
      return [
        ...splits(`copy such neurons (--split-neurons; ${parts} times at least)`),
        'let fewer cores hold the targets (fewer weight bits, smaller target layers)',
        'prune connections',
        larger,
      ];
    case 'synapseMemoryBits': {
      const bits = bitsForNeuron(net, core, population, neuron);
      return [
        ...(bits === null ? [] : [`use ${bits} weight bits or fewer (--weight-bits ${bits})`]),
        ...splits(`split such neurons (--split-neurons; ${parts} parts at least)`),
        `prune connections${bits === null ? ' (no weight width would do)' : ''}`,
        larger,
      ];
    }
    case 'compartments':
      return ['choose a profile with larger cores'];
    default:
      return [TABLE_REMEDIES[resource].replace(/\.$/, '').replace(/^./, (c) => c.toLowerCase())];
  }
}

/** The widest weights with which the neuron fits a core's memory; null where none do. */
function bitsForNeuron(
  net: QuantNet,
  core: CoreType,
  population: number,
  neuron: number,
): number | null {
  const slice = { population, neurons: Int32Array.of(neuron) };
  const fits = narrowerBits(net, core).find((weightBits) => {
    const narrow = withWeightBits(net, weightBits);
    const demand = demandOf(narrow, new ReachFinder(narrow, core), slice);
    return demand.memoryBits <= core.limits.synapseMemoryBits.value;
  });
  return fits ?? null;
}

const CUT_REMEDIES: Record<keyof CoreUse, readonly string[]> = {
  compartments: ['choose a profile with larger cores'],
  inputAxons: [
    'prune inputs',
    'pool them in an earlier layer',
    'choose a profile with more axons per core',
  ],
  outputAxons: [
    'copy such neurons (--split-neurons)',
    'let fewer cores hold the targets (fewer weight bits, smaller target layers)',
    'prune connections',
    'choose a profile with more output axons',
  ],
  synapseMemoryBits: [
    'use fewer weight bits (--weight-bits)',
    'prune connections',
    'choose a profile with more synapse memory',
  ],
  compartmentProfiles: [TABLE_REMEDIES.compartmentProfiles.replace(/\.$/, '')],
  thresholdProfiles: [TABLE_REMEDIES.thresholdProfiles.replace(/\.$/, '')],
  voltageRanges: [TABLE_REMEDIES.voltageRanges.replace(/\.$/, '')],
  synapseFormats: [TABLE_REMEDIES.synapseFormats.replace(/\.$/, '')],
};

/** Cutting finer did not help: each cut of the population raises the same use elsewhere. */
export function doesNotFit(
  net: QuantNet,
  population: number,
  violation: Violation,
  core: Pick<CoreType, 'name' | 'analog'>,
): CompileError {
  const { name } = net.populations[population]!;
  const { resource, needed, available } = violation;
  const remedies = CUT_REMEDIES[resource].filter(
    (remedy) => !(core.analog && remedy.includes('--split-neurons')),
  );
  const diagnosis: FitDiagnosis = {
    code: 'E_FIT',
    element: `population "${name}"`,
    resource,
    needed,
    available,
    impossible: false,
    verdict:
      'Not found: every cut that was tried breaks the limit; that none could keep it is not proved.',
    bound: null,
    remedies,
  };
  return new CompileError(
    'E_FIT',
    `population "${name}" cannot fit core type "${core.name}": with every cut that was tried a core needs ${groupDigits(needed)} ${RESOURCE_WORDS[resource]}, it has ${groupDigits(available)} (${overshoot(needed, available)}). That no other cut could do is not proved. ${asSentence(remedies)}`,
    { population: name, resource, needed, available, diagnosis },
  );
}

/** A network that needs more cores than there are. */
export interface CoreShortage {
  readonly needed: number;
  readonly perChip: number;
  readonly chips: number;
  readonly chipsMax: number;
  readonly bound: CoreBound;
  readonly profileName: string;
  /** Weights with which the bounds would allow the cores there are; null where none do. */
  readonly narrower: { readonly weightBits: number; readonly cores: number } | null;
}

/** The partition is legal but needs more cores than there are. */
export function tooFewCores(shortage: CoreShortage): CompileError {
  const { needed, perChip, chips, chipsMax, bound, profileName } = shortage;
  const available = perChip * chips;
  const chipsNeeded = Math.ceil(needed / perChip);
  const remedies = coreRemedies(shortage, chipsNeeded);
  const have = chips === 1 ? `one ${profileName} chip has` : `${chips} ${profileName} chips have`;
  const impossible = bound.cores > available;
  const atLeast = `No mapping can use fewer than ${groupDigits(bound.cores)} (${bound.resource})`;
  const verdict = impossible
    ? `${atLeast}.`
    : `${atLeast}, so that a mapping with fewer is not ruled out.`;
  const full =
    chipsNeeded > chipsMax
      ? ` Even ${chipsMax === 1 ? 'one chip holds' : `${groupDigits(chipsMax)} chips hold`} only ${coreCountText(chipsMax * perChip)}.`
      : '';
  const diagnosis: FitDiagnosis = {
    code: 'E_CORES',
    element: 'the network',
    resource: 'cores',
    needed,
    available,
    impossible,
    verdict: `${impossible ? 'Proved impossible' : 'Not found'}: ${verdict}${full}`,
    bound: { cores: bound.cores, resource: bound.resource },
    remedies,
  };
  return new CompileError(
    'E_CORES',
    `the network needs ${groupDigits(needed)} cores, ${have} ${groupDigits(available)} (${overshoot(needed, available)}). ${verdict}${full} ${asSentence(remedies)}${bound.remedy ? ` ${bound.remedy}` : ''}`,
    { needed, available, chipsNeeded, diagnosis },
  );
}

function coreCountText(cores: number): string {
  return cores === 1 ? 'one core' : `${groupDigits(cores)} cores`;
}

function coreRemedies(
  { chipsMax, bound, narrower, perChip, chips }: CoreShortage,
  chipsNeeded: number,
): string[] {
  const isPossible = bound.cores <= perChip * chips;
  return [
    ...(chipsNeeded <= chipsMax ? [`use --chips ${chipsNeeded}`] : []),
    ...(narrower
      ? [
          `use ${narrower.weightBits} weight bits (--weight-bits ${narrower.weightBits}: ${coreCountText(narrower.cores)} at least)`,
        ]
      : []),
    ...(isPossible ? ['search longer (--effort best)'] : []),
    'choose a larger profile',
  ];
}
