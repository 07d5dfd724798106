/** Where the arithmetic modes part on one network: weights, registers and, given input, spikes. */
import { ARITHMETIC_MODES, type ArithmeticMode } from '../../compiler/arithmetic.ts';
import { normalize } from '../../compiler/normalize.ts';
import { type QuantizeOptions, quantize } from '../../compiler/quantize/quantize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { CoreType } from '../model/chip.ts';
import type { SpikeInput } from '../model/events.ts';
import { forEachTarget, preSize } from '../model/fan-out.ts';
import type { QuantNet } from '../model/mapping.ts';
import type { Network, NormalNetwork, PerCompartment } from '../model/network.ts';
import { valueAt } from '../model/network.ts';
import type { SpikeColumns } from '../model/trace.ts';
import { alignByLevel, compareRasters } from '../reference/compare.ts';
import { createIntegerSimulator } from '../reference/simulate-quant.ts';
import { CompileError } from '../support/errors.ts';
import { withinMode } from './within-mode.ts';

export interface WeightDifference {
  readonly projection: string;
  readonly weights: number;
  /** Synaptic charges (mantissa times two to the exponent) that are not the default mode's. */
  readonly changed: number;
  readonly largestChange: number;
  /** The first of them, and its charge in the default mode and in this one; null where none differs. */
  readonly first: {
    readonly pre: number;
    readonly post: number;
    readonly expected: number;
    readonly actual: number;
  } | null;
}

export interface RegisterDifference {
  /** As `population.field`. */
  readonly register: string;
  readonly compartments: number;
  readonly changed: number;
  readonly largestChange: number;
}

export interface ModeDifference {
  readonly mode: string;
  readonly description: string;
  /** Why the mode cannot express the network, or null. */
  readonly refused: string | null;
  /** What had to be taken out so that the rest could be compared; empty where nothing was refused. */
  readonly without: readonly string[];
  /** False where not even the rest can be expressed: nothing is compared. */
  readonly isCompared: boolean;
  readonly weights: readonly WeightDifference[];
  readonly registers: readonly RegisterDifference[];
  readonly spikes: SpikeDifference | null;
}

export interface SpikeDifference {
  readonly expected: number;
  readonly actual: number;
  readonly mismatches: number;
  readonly first: {
    readonly sample: string;
    readonly step: number;
    readonly population: string;
    readonly neuron: number;
    /** The mode that fires there, where the other one does not. */
    readonly onlyIn: string;
  } | null;
}

/**
 * Each mode held against the first one of the list. Samples may be none. Throws CompileError where that
 * one cannot express the network on the chip at all.
 */
export function compareArithmetic(
  network: Network,
  core: CoreType,
  options: QuantizeOptions,
  samples: readonly SpikeInput[],
  steps: number,
): ModeDifference[] {
  const normal = normalize(network);
  const loihiModes = ARITHMETIC_MODES.filter(({ neuron }) => neuron !== null);
  const lowered = loihiModes.map((mode) => lower(normal, core, { ...options, mode }, mode));
  const [{ mode: baseMode, net: base, error: baseError }] = lowered as [Lowered];
  if (base === null) throw baseError;
  const spikesOf = (net: QuantNet): SpikeColumns[] =>
    samples.map((sample) => alignedSpikes(net, sample, steps));
  const expected = spikesOf(base);
  return lowered.map(({ mode, net, error, without }) => {
    const { name, description } = mode;
    const refused = error && `${error.code}: ${error.message}`;
    const head = { mode: name, description, refused, without };
    if (net === null)
      return { ...head, isCompared: false, weights: [], registers: [], spikes: null };
    const actual = net === base ? expected : spikesOf(net);
    return {
      ...head,
      isCompared: true,
      weights: weightDifferences(base, net),
      registers: registerDifferences(base, net),
      spikes:
        samples.length === 0
          ? null
          : spikeDifference(base, samples, expected, actual, [baseMode.name, name]),
    };
  });
}

interface Lowered {
  readonly mode: ArithmeticMode;
  readonly net: QuantNet | null;
  /** Why the mode refuses the network as a whole. */
  readonly error: CompileError | null;
  readonly without: readonly string[];
}

/** The network in a mode, or what is left of it where the mode refuses it. */
function lower(
  normal: NormalNetwork,
  core: CoreType,
  options: QuantizeOptions,
  mode: ArithmeticMode,
): Lowered {
  const whole = attempt(normal, core, options, mode);
  if (whole.net !== null) return { mode, ...whole, without: [] };
  const { network, without } = withinMode(normal, mode, options.dtS);
  const rest = without.length === 0 ? null : attempt(network, core, options, mode).net;
  return { mode, net: rest, error: whole.error, without: rest === null ? [] : without };
}

function attempt(
  normal: NormalNetwork,
  core: CoreType,
  options: QuantizeOptions,
  mode: ArithmeticMode,
): Pick<Lowered, 'net' | 'error'> {
  try {
    const levels = schedule(normal, mode.inputLagSteps);
    return { net: quantize(normal, levels, core, options), error: null };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { net: null, error };
  }
}

function alignedSpikes(net: QuantNet, sample: SpikeInput, steps: number): SpikeColumns {
  const spikes = createIntegerSimulator(net).run(sample, steps);
  return alignByLevel(
    spikes,
    net.populations.map(({ level }) => level),
    steps,
  );
}

type QuantMap = QuantNet['projections'][number]['connectivity'];

function weightDifferences(base: QuantNet, net: QuantNet): WeightDifference[] {
  return base.projections.flatMap((projection, k) => {
    const other = net.projections[k];
    if (other?.name !== projection.name) return [];
    const [a, b] = [chargesOf(projection), chargesOf(other)];
    let [changed, largestChange, firstIndex] = [0, 0, -1];
    for (let index = 0; index < a.length; index++) {
      const change = Math.abs(a[index]! - b[index]!);
      if (change === 0) continue;
      changed++;
      largestChange = Math.max(largestChange, change);
      if (firstIndex < 0) firstIndex = index;
    }
    const first =
      firstIndex < 0
        ? null
        : {
            ...endsOf(projection.connectivity, firstIndex),
            expected: a[firstIndex]!,
            actual: b[firstIndex]!,
          };
    return [{ projection: projection.name, weights: a.length, changed, largestChange, first }];
  });
}

function chargesOf({ connectivity, weightExp }: QuantNet['projections'][number]): Float64Array {
  const { weights } = connectivity;
  const list = typeof weights === 'number' ? [weights] : weights;
  return Float64Array.from(list, (mantissa) => mantissa * 2 ** weightExp);
}

/** The first synapse that has weight `index`. */
function endsOf(map: QuantMap, index: number): { readonly pre: number; readonly post: number } {
  if (map.kind === 'dense') {
    return { pre: index % map.preSize, post: Math.floor(index / map.preSize) };
  }
  for (let pre = 0; pre < preSize(map); pre++) {
    let found = -1;
    forEachTarget(map, pre, (post, k) => {
      if (k === index && found < 0) found = post;
    });
    if (found >= 0) return { pre, post: found };
  }
  return { pre: 0, post: 0 };
}

function registerDifferences(base: QuantNet, net: QuantNet): RegisterDifference[] {
  return base.populations.flatMap(({ name, size, registers }, p) => {
    const other = net.populations[p]!.registers ?? {};
    return Object.entries(registers ?? {}).flatMap(([field, values]) => {
      const found = fieldDifference(values, other[field] ?? values, size);
      return found.changed === 0 ? [] : [{ register: `${name}.${field}`, ...found }];
    });
  });
}

function fieldDifference(
  expected: PerCompartment,
  actual: PerCompartment,
  size: number,
): Omit<RegisterDifference, 'register'> {
  let [changed, largestChange] = [0, 0];
  for (let k = 0; k < size; k++) {
    const change = Math.abs(valueAt(expected, k) - valueAt(actual, k));
    if (change > 0) changed++;
    largestChange = Math.max(largestChange, change);
  }
  return { compartments: size, changed, largestChange };
}

function spikeDifference(
  net: QuantNet,
  samples: readonly SpikeInput[],
  expected: readonly SpikeColumns[],
  actual: readonly SpikeColumns[],
  modes: readonly [expected: string, actual: string],
): SpikeDifference {
  const differences = samples.map((_, k) =>
    compareRasters(expected[k]!, actual[k]!, net.populations.length),
  );
  const at = differences.findIndex(({ first }) => first !== null);
  const first = at < 0 ? null : differences[at]!.first!;
  return {
    expected: expected.reduce((sum, { steps }) => sum + steps.length, 0),
    actual: actual.reduce((sum, { steps }) => sum + steps.length, 0),
    mismatches: differences.reduce((sum, { mismatches }) => sum + mismatches, 0),
    first: first && {
      sample: samples[at]!.sample,
      step: first.step,
      population: net.populations[first.population]!.name,
      neuron: first.index,
      onlyIn: modes[first.expected === 1 ? 0 : 1],
    },
  };
}
