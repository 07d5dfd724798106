/** Where the arithmetic modes part on one network: weights, registers and, given input, spikes. */
import { ARITHMETIC_MODES, type ArithmeticMode } from '../../compiler/arithmetic.ts';
import { normalize } from '../../compiler/normalize.ts';
import { type QuantizeOptions, quantize } from '../../compiler/quantize/quantize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { CoreType } from '../model/chip.ts';
import type { SpikeInput } from '../model/events.ts';
import type { QuantNet } from '../model/mapping.ts';
import type { Network } from '../model/network.ts';
import type { SpikeColumns } from '../model/trace.ts';
import { alignByLevel, compareRasters } from '../reference/compare.ts';
import { createIntegerSimulator } from '../reference/simulate-quant.ts';
import { CompileError } from '../support/errors.ts';

export interface WeightDifference {
  readonly projection: string;
  readonly weights: number;
  /** Synaptic charges (mantissa times two to the exponent) that are not the default mode's. */
  readonly changed: number;
  readonly largestChange: number;
}

export interface ModeDifference {
  readonly mode: string;
  readonly description: string;
  /** Why the mode cannot express the network, or null. */
  readonly refused: string | null;
  readonly weights: readonly WeightDifference[];
  /** Register fields of populations that are not the default mode's, as `population.field`. */
  readonly registers: readonly string[];
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
  } | null;
}

/** Each mode held against the first one of the list. Samples may be none. */
export function compareArithmetic(
  network: Network,
  core: CoreType,
  options: QuantizeOptions,
  samples: readonly SpikeInput[],
  steps: number,
): ModeDifference[] {
  const lowered = ARITHMETIC_MODES.map((mode) => lower(network, core, { ...options, mode }, mode));
  const base = lowered[0]!;
  const rasters = lowered.map(({ net }) =>
    net === null ? null : samples.map((sample) => alignedSpikes(net, sample, steps)),
  );
  return lowered.map(({ mode, net, refused }, k) => {
    const { name, description } = mode;
    const head = { mode: name, description, refused };
    if (net === null || base.net === null)
      return { ...head, weights: [], registers: [], spikes: null };
    const spikes =
      samples.length === 0 || rasters[0] === null || rasters[k] === null
        ? null
        : spikeDifference(base.net, samples, rasters[0]!, rasters[k]!);
    return {
      ...head,
      weights: weightDifferences(base.net, net),
      registers: registerDifferences(base.net, net),
      spikes,
    };
  });
}

interface Lowered {
  readonly mode: ArithmeticMode;
  readonly net: QuantNet | null;
  readonly refused: string | null;
}

function lower(
  network: Network,
  core: CoreType,
  options: QuantizeOptions,
  mode: ArithmeticMode,
): Lowered {
  const normal = normalize(network);
  try {
    const levels = schedule(normal, mode.inputLagSteps);
    return { mode, net: quantize(normal, levels, core, options), refused: null };
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { mode, net: null, refused: `${error.code}: ${error.message}` };
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

function weightDifferences(base: QuantNet, net: QuantNet): WeightDifference[] {
  return base.projections.flatMap((projection) => {
    const other = net.projections.find(({ name }) => name === projection.name);
    if (!other) return [];
    const [a, b] = [chargesOf(projection), chargesOf(other)];
    let [changed, largestChange] = [0, 0];
    for (let k = 0; k < a.length; k++) {
      const change = Math.abs(a[k]! - b[k]!);
      if (change > 0) changed++;
      largestChange = Math.max(largestChange, change);
    }
    return [{ projection: projection.name, weights: a.length, changed, largestChange }];
  });
}

function chargesOf({ connectivity, weightExp }: QuantNet['projections'][number]): Float64Array {
  const { weights } = connectivity;
  const list = typeof weights === 'number' ? [weights] : weights;
  return Float64Array.from(list, (mantissa) => mantissa * 2 ** weightExp);
}

function registerDifferences(base: QuantNet, net: QuantNet): string[] {
  return base.populations.flatMap((population, p) => {
    const other = net.populations[p]!.registers ?? {};
    return Object.entries(population.registers ?? {}).flatMap(([field, values]) => {
      const same = String(values) === String(other[field]);
      return same ? [] : [`${population.name}.${field}`];
    });
  });
}

function spikeDifference(
  net: QuantNet,
  samples: readonly SpikeInput[],
  expected: readonly SpikeColumns[],
  actual: readonly SpikeColumns[],
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
    },
  };
}
