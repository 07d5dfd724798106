/** What to tell a user whose network found no legal partition, or one with too many cores. */
import { groupDigits } from '../../src/support/errors.ts';
import type { CoreBound, ImpossibleNeurons, LimitName, MappingLimits } from './limits.ts';
import type { CoreUses } from './metrics.ts';
import { memoryOf } from './metrics.ts';
import type { PartitionResult } from './problem.ts';

export interface MappingDiagnostic {
  readonly code: 'E_FANIN' | 'E_FIT' | 'E_CORES';
  readonly element: string;
  readonly resource: LimitName | 'cores';
  readonly needed: number;
  readonly available: number;
  /** Elements in the same state, this one the worst. */
  readonly count: number;
  /** True where it is proved that no partition could do. */
  readonly impossible: boolean;
  readonly message: string;
  readonly remedies: readonly string[];
}

const RESOURCE_WORDS: Readonly<Record<LimitName | 'cores', string>> = {
  neurons: 'neurons',
  inputAxons: 'input axons',
  outputAxons: 'output axons',
  memoryBytes: 'bytes of synapse memory',
  fanIn: 'incoming synapses',
  cores: 'cores',
};

/** All that is wrong with a partition, proofs of impossibility first, then the worst overload first. */
export function diagnose(
  result: Pick<PartitionResult, 'cores' | 'report'>,
  uses: CoreUses,
  limits: MappingLimits,
  coresMax: number,
): MappingDiagnostic[] {
  const { impossible, bounds } = result.report;
  const found = impossible.map((neurons) => impossibleNeuron(neurons, limits));
  if (result.cores > coresMax) found.push(tooManyCores(result.cores, coresMax, bounds[0]));
  return [...found, ...overfullCores(uses, limits)];
}

function impossibleNeuron(neurons: ImpossibleNeurons, limits: MappingLimits): MappingDiagnostic {
  const { resource, count, neuron, needed, available } = neurons;
  const parts = available > 0 ? Math.ceil(needed / available) : Infinity;
  const others = count > 1 ? ` (and ${groupDigits(count - 1)} more neurons too much)` : '';
  const remedies = [
    ...(Number.isFinite(parts)
      ? [`split such neurons into at least ${parts} parts, which changes what they compute`]
      : []),
    `prune its inputs by ${groupDigits(Math.ceil(needed - available))} ${RESOURCE_WORDS[resource]}`,
    `choose limits of at least ${groupDigits(Math.ceil(needed))} ${RESOURCE_WORDS[resource]}`,
  ];
  return {
    code: resource === 'fanIn' || resource === 'inputAxons' ? 'E_FANIN' : 'E_FIT',
    element: `neuron ${neuron}`,
    resource,
    needed,
    available,
    count,
    impossible: true,
    message: `neuron ${neuron} alone needs ${needText(resource, needed, available)} of "${limits.name}"${others}. No partition and no number of cores can change this.`,
    remedies,
  };
}

function needText(resource: LimitName | 'cores', needed: number, available: number): string {
  const over = needed - available;
  const percent = available > 0 ? `, ${Math.round((over / available) * 100)}% over` : '';
  return `${groupDigits(Math.ceil(needed))} ${RESOURCE_WORDS[resource]}, there are ${groupDigits(available)} (+${groupDigits(Math.ceil(over))}${percent})`;
}

function tooManyCores(
  cores: number,
  coresMax: number,
  bound: CoreBound | undefined,
): MappingDiagnostic {
  const least = bound?.cores ?? 1;
  const isProved = least > coresMax;
  const reason = bound ? `: ${bound.reason}` : '';
  const message = isProved
    ? `No partition can use fewer than ${groupDigits(least)} cores (${RESOURCE_WORDS[bound!.resource]}${reason}).`
    : `None with fewer was found; the lower bound is ${groupDigits(least)} (${RESOURCE_WORDS[bound?.resource ?? 'neurons']}${reason}), so it is not proved that there is none.`;
  return {
    code: 'E_CORES',
    element: 'the network',
    resource: 'cores',
    needed: cores,
    available: coresMax,
    count: 1,
    impossible: isProved,
    message: `the network needs ${needText('cores', cores, coresMax)}. ${message}`,
    remedies: [
      `allow ${groupDigits(cores)} cores (--cores ${cores})`,
      ...(isProved ? [] : ['search for few cores (--objective cores --effort best)']),
    ],
  };
}

function overfullCores(uses: CoreUses, limits: MappingLimits): MappingDiagnostic[] {
  const columns: readonly [LimitName, ArrayLike<number>, number][] = [
    ['neurons', uses.neurons, limits.neurons],
    ['inputAxons', uses.inputAxons, limits.inputAxons],
    ['outputAxons', uses.outputAxons, limits.outputAxons],
    ['memoryBytes', memoryOf(uses, limits), limits.memoryBytes],
  ];
  return columns
    .flatMap(([resource, used, available]) => {
      let [count, worst] = [0, -1];
      for (let core = 0; core < used.length; core++) {
        if (used[core]! <= available) continue;
        count++;
        if (worst < 0 || used[core]! > used[worst]!) worst = core;
      }
      return worst < 0 ? [] : [overfull(resource, worst, count, used[worst]!, available)];
    })
    .sort((a, b) => b.needed / b.available - a.needed / a.available);
}

function overfull(
  resource: LimitName,
  core: number,
  count: number,
  needed: number,
  available: number,
): MappingDiagnostic {
  const others = count > 1 ? ` (and ${groupDigits(count - 1)} more cores too much)` : '';
  return {
    code: 'E_FIT',
    element: `core ${core}`,
    resource,
    needed,
    available,
    count,
    impossible: false,
    message: `core ${core} needs ${needText(resource, needed, available)}${others}. No legal partition was found; that there is none is not proved.`,
    remedies: [
      'allow more cores (--cores), or leave the number open',
      'search longer (--effort best)',
      `choose limits of at least ${groupDigits(Math.ceil(needed))} ${RESOURCE_WORDS[resource]}`,
    ],
  };
}
