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
  /** The proof in a sentence, or what is known instead. */
  readonly verdict: string;
  /** The bound on cores that binds; null where the network is empty. */
  readonly bound: CoreBound | null;
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

/** A set of limits that a simple mapping of the network keeps, and its cores. */
export interface FittingLimits {
  readonly name: string;
  readonly cores: number;
}

export interface DiagnoseOptions {
  /** Other limits that were tried. */
  readonly fitting?: readonly FittingLimits[];
  /** True for a partition that came with the question: nothing was searched for. */
  readonly isGiven?: boolean;
}

/** All that is wrong with a partition, proofs of impossibility first, then the worst overload first. */
export function diagnose(
  result: Pick<PartitionResult, 'cores' | 'report'>,
  uses: CoreUses,
  limits: MappingLimits,
  coresMax: number,
  { fitting = [], isGiven = false }: DiagnoseOptions = {},
): MappingDiagnostic[] {
  const { impossible, bounds } = result.report;
  const found = impossible.map((neurons) => impossibleNeuron(neurons, limits));
  if (result.cores > coresMax) {
    const shortage = tooManyCores(result.cores, coresMax, bounds[0]);
    found.push(isGiven ? ofGiven(shortage, 'the partition takes') : shortage);
  }
  const tried = fitting.map(
    ({ name, cores }) =>
      `map to ${name} (--chip ${name}): ${cores === 1 ? 'one core was' : `${groupDigits(cores)} cores were`} enough`,
  );
  const proved = new Set(impossible.map(({ resource }) => resource));
  const overfull = overfullCores(uses, limits, bounds)
    .filter(({ resource }) => resource === 'cores' || !proved.has(resource))
    .map((each) => (isGiven ? ofGiven(each, `${each.element} needs`) : each));
  return [...found, ...overfull].map((diagnostic) => ({
    ...diagnostic,
    bound: bounds[0] ?? null,
    remedies: [...diagnostic.remedies, ...tried],
  }));
}

/** The same fault where it says nothing of what a search would find. */
function ofGiven(draft: DraftDiagnostic, subject: string): DraftDiagnostic {
  const { resource, needed, available, count, impossible, remedies } = draft;
  const others = count > 1 ? ` (and ${groupDigits(count - 1)} more cores too much)` : '';
  return {
    ...draft,
    message: `${subject} ${needText(resource, needed, available)}${others}. ${impossible ? draft.verdict : 'This says nothing of other partitions.'}`,
    verdict: impossible ? draft.verdict : 'Not searched: the partition was given.',
    remedies: [
      ...(impossible ? [] : ['search for a legal partition (leave --partition out)']),
      ...remedies.filter((remedy) => /^(allow \d|choose)/.test(remedy)),
    ],
  };
}

function impossibleNeuron(neurons: ImpossibleNeurons, limits: MappingLimits): DraftDiagnostic {
  const { resource, count, neuron, needed, available } = neurons;
  const others = count > 1 ? ` (and ${groupDigits(count - 1)} more neurons too much)` : '';
  const remedies = neuronRemedies(neurons, limits);
  return {
    code: resource === 'fanIn' || resource === 'inputAxons' ? 'E_FANIN' : 'E_FIT',
    element: `neuron ${neuron}`,
    resource,
    needed,
    available,
    count,
    impossible: true,
    verdict: `Proved impossible: neuron ${neuron} alone is over the limit of a core, and a partition cannot cut a neuron.`,
    message: `neuron ${neuron} alone needs ${needText(resource, needed, available)} of "${limits.name}"${others}. No partition and no number of cores can change this.`,
    remedies,
  };
}

/** A diagnosis before what all have in common. */
type DraftDiagnostic = Omit<MappingDiagnostic, 'bound'>;

function neuronRemedies(
  { resource, needed, available }: ImpossibleNeurons,
  limits: MappingLimits,
): string[] {
  const larger = `choose limits of at least ${groupDigits(Math.ceil(needed))} ${RESOURCE_WORDS[resource]}`;
  if (resource === 'neurons') return [larger];
  const parts = available > 0 ? Math.ceil(needed / available) : Infinity;
  return [
    ...(resource === 'memoryBytes' ? narrowerSynapses(needed, available, limits) : []),
    ...(Number.isFinite(parts) && resource !== 'outputAxons'
      ? [
          `split such neurons into at least ${groupDigits(parts)} parts, as \`compile --split-neurons\` does, which changes what they compute`,
        ]
      : []),
    pruning(resource, groupDigits(Math.ceil(needed - available))),
    larger,
  ];
}

function pruning(resource: LimitName, excess: string): string {
  if (resource === 'memoryBytes') return `prune inputs that take ${excess} bytes together`;
  return resource === 'outputAxons' ? 'prune its targets' : `prune ${excess} of its inputs`;
}

/** The size of a synapse with which a neuron of `needed` bytes would fit, where there is one above 0. */
function narrowerSynapses(
  needed: number,
  available: number,
  { bytesPerSynapse, bytesPerInputAxon }: MappingLimits,
): string[] {
  const inputs = needed / (bytesPerSynapse + bytesPerInputAxon);
  const fits = Math.floor((available / inputs - bytesPerInputAxon) * 8) / 8;
  return fits > 0
    ? [`store a synapse in ${fits} bytes or fewer (it takes ${bytesPerSynapse})`]
    : [];
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
): DraftDiagnostic {
  const least = bound?.cores ?? 1;
  const isProved = least > coresMax;
  const reason = bound ? ` (${bound.reason})` : '';
  const message = isProved
    ? `No partition can use fewer than ${groupDigits(least)} cores${reason}.`
    : `None with fewer was found; the lower bound is ${groupDigits(least)}${reason}, so it is not proved that there is none.`;
  return {
    code: 'E_CORES',
    element: 'the network',
    resource: 'cores',
    needed: cores,
    available: coresMax,
    count: 1,
    impossible: isProved,
    verdict: `${isProved ? 'Proved impossible' : 'Not found'}: ${message}`,
    message: `the network needs ${needText('cores', cores, coresMax)}. ${message}`,
    remedies: [
      `allow ${groupDigits(cores)} cores (--cores ${cores})`,
      ...(isProved ? [] : ['search for few cores (--objective cores --effort best)']),
    ],
  };
}

function overfullCores(
  uses: CoreUses,
  limits: MappingLimits,
  bounds: readonly CoreBound[],
): DraftDiagnostic[] {
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
      return worst < 0
        ? []
        : [overfull(resource, worst, count, used[worst]!, available, bounds[0])];
    })
    .sort((a, b) => b.needed / b.available - a.needed / a.available);
}

function overfull(
  resource: LimitName,
  core: number,
  count: number,
  needed: number,
  available: number,
  bound: CoreBound | undefined,
): DraftDiagnostic {
  const others = count > 1 ? ` (and ${groupDigits(count - 1)} more cores too much)` : '';
  const least = bound
    ? ` ${groupDigits(bound.cores)} cores are needed at least (${bound.reason}).`
    : '';
  return {
    code: 'E_FIT',
    element: `core ${core}`,
    resource,
    needed,
    available,
    count,
    impossible: false,
    verdict: `Not found: this partition is not legal, and that there is no legal one is not proved.${least}`,
    message: `core ${core} needs ${needText(resource, needed, available)}${others}. No legal partition was found; that there is none is not proved.`,
    remedies: [
      'allow more cores (--cores), or leave the number open',
      'search longer (--effort best)',
      `choose limits of at least ${groupDigits(Math.ceil(needed))} ${RESOURCE_WORDS[resource]}`,
    ],
  };
}
