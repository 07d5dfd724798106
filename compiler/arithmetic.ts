/**
 * The integer semantics that public Loihi emulators disagree on, as named modes: each is data and a few
 * small functions, and nothing else in the compiler asks which one is in use. Kernels of the compartment
 * stand in src/neurons/loihi-lif*.ts.
 */
import type { QuantPopulation, QuantProjection } from '../src/model/mapping.ts';
import type { LinearMap, LoihiLifRegisters, PerCompartment } from '../src/model/network.ts';
import { integerNeuronModel } from '../src/neurons/integer-models.ts';
import { CompileError, InputError, nearestWord } from '../src/support/errors.ts';
import { roundHalfEven } from '../src/support/fixed-point.ts';
import type { MantissaGrid } from './quantize/weights.ts';
import { cutToGrid } from './quantize/weights.ts';

export interface ArithmeticMode {
  readonly name: string;
  readonly description: string;
  /** Kernel of Loihi compartments; null where the mode has none, only register-level models by name. */
  readonly neuron: string | null;
  /**
   * What a step of the network is. `network`: one in which all layers compute, so that levels shift populations and
   * short paths wait. `chip`: one of the chip, in which every spike takes one step, whatever its path.
   */
  readonly stepsOf: 'network' | 'chip';
  /** Steps between a host spike and its effect; spikes of neurons always take one. */
  readonly inputLagSteps: 0 | 1;
  /** Longest delay of a synapse beyond the step that every spike takes. */
  readonly delayStepsMax: number;
  readonly hasBias: boolean;
  /** What the exponent scales: the sum of a projection's weights in a step, or each weight. */
  readonly exponentActsOn: 'sum' | 'weight';
  /** Width in which the sum of a convolution wraps (two's complement), where the mode has one. */
  readonly convSumBits?: number;
  /** True where the mode models learning, which changes whole mantissas. */
  readonly learns: boolean;
  /** A chip mantissa cut to its grid. */
  readonly cutMantissa: (weight: number, grid: MantissaGrid) => number;
}

/** Largest magnitude of a weight mantissa. */
const MANTISSA_MAX = 256;

function clip(weight: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, weight));
}

/** brian2_loihi: clip, then toward zero to the step. */
function cutAsBrian2(weight: number, { signMode, step }: MantissaGrid): number {
  const [min, max] = [signMode === 'excitatory' ? 0 : -256, signMode === 'inhibitory' ? 0 : 255];
  return Math.trunc(clip(weight, min, max) / step) * step + 0;
}

/** nengo-loihi: to the nearest step, halves to even, the same magnitude on both sides. */
function cutAsNengo(weight: number, { signMode, step }: MantissaGrid): number {
  const top = Math.floor(255 / step) * step;
  const [min, max] = [signMode === 'excitatory' ? 0 : -top, signMode === 'inhibitory' ? 0 : top];
  return clip(roundHalfEven(weight / step) * step, min, max);
}

/** All modes, the default first; command-line help is made of this list. */
export const ARITHMETIC_MODES: readonly ArithmeticMode[] = [
  {
    name: 'lava',
    description: "lava-nc's fixed point: exponents on sums, one wrap of u, clipped v",
    neuron: 'loihi-lif',
    stepsOf: 'network',
    inputLagSteps: 1,
    delayStepsMax: 63,
    hasBias: true,
    exponentActsOn: 'sum',
    convSumBits: 24,
    learns: true,
    cutMantissa: cutToGrid,
  },
  {
    name: 'brian2loihi',
    description:
      'brian2_loihi: exponents on weights, no wrap, no clip, no bias, host spikes act at once',
    neuron: 'loihi-lif-brian2',
    stepsOf: 'network',
    inputLagSteps: 0,
    delayStepsMax: 62,
    hasBias: false,
    exponentActsOn: 'weight',
    learns: false,
    cutMantissa: cutAsBrian2,
  },
  {
    name: 'nengoloihi',
    description:
      "nengo-loihi's emulator: exponents on weights, 22-bit sums, two's complement, no delays",
    neuron: 'loihi-lif-nengo',
    stepsOf: 'network',
    inputLagSteps: 1,
    delayStepsMax: 0,
    hasBias: true,
    exponentActsOn: 'weight',
    learns: false,
    cutMantissa: cutAsNengo,
  },
  {
    name: 'sanafe',
    description:
      "SANA-FE's doubles: potentials cut to 1/64, weights as they are, steps of the chip",
    neuron: null,
    stepsOf: 'chip',
    inputLagSteps: 1,
    delayStepsMax: 5,
    hasBias: true,
    exponentActsOn: 'sum',
    learns: false,
    cutMantissa: (weight) => weight,
  },
];

/** Throws InputError E_ARITHMETIC for an unknown name. */
export function arithmeticMode(name: string): ArithmeticMode {
  const mode = ARITHMETIC_MODES.find((candidate) => candidate.name === name);
  if (mode) return mode;
  const names = ARITHMETIC_MODES.map((candidate) => candidate.name);
  const near = nearestWord(name, names);
  throw new InputError(
    'E_ARITHMETIC',
    `--arithmetic ${name}: there is no such mode${near ? `; did you mean ${near}?` : '.'} There are ${names.join(', ')}.`,
  );
}

/**
 * Mantissas and exponent as the chip sums them: where the exponent acts on each weight, a negative one
 * is taken off the mantissas at once (floor), since the floor of a sum is not the sum of floors.
 */
export function placeExponent(
  mode: ArithmeticMode,
  map: LinearMap<Int16Array>,
  weightExp: number,
): { readonly map: LinearMap<Int16Array>; readonly weightExp: number } {
  if (mode.exponentActsOn === 'sum' || weightExp >= 0) return { map, weightExp };
  const shifted = (mantissa: number): number => mantissa >> -weightExp;
  const weights = typeof map.weights === 'number' ? shifted(map.weights) : map.weights.map(shifted);
  return { map: { ...map, weights } as LinearMap<Int16Array>, weightExp: 0 };
}

/** The projection with the width of its sums, where they can leave it: 24 bits take 2^15 spikes without a payload. */
export function withSumBits(
  mode: ArithmeticMode,
  projection: QuantProjection,
  pre: QuantPopulation,
): QuantProjection {
  const { connectivity } = projection;
  const { convSumBits: sumBits } = mode;
  if (sumBits === undefined || connectivity.kind !== 'conv') return projection;
  const { inputShape, kernel, groups } = connectivity;
  const fanIn = (inputShape[0] / groups) * kernel[0] * kernel[1];
  // Of a host's event any count may come.
  const isBounded = pre.registers !== null && !integerNeuronModel(pre.neuron).graded;
  if (isBounded && fanIn * MANTISSA_MAX < 2 ** (sumBits - 1)) return projection;
  return { ...projection, sumBits };
}

/** The mode's kernel. Throws CompileError E_ARITHMETIC where the mode lacks what the registers ask for. */
export function checkExpressible(
  mode: ArithmeticMode,
  population: string,
  registers: LoihiLifRegisters,
): string {
  if (mode.neuron === null) {
    throw new CompileError(
      'E_ARITHMETIC',
      `population "${population}" becomes a Loihi compartment, which arithmetic ${mode.name} does not have. Use --arithmetic lava.`,
      { population, arithmetic: mode.name },
    );
  }
  if (mode.hasBias || isZero(registers.biasMant)) return mode.neuron;
  throw new CompileError(
    'E_ARITHMETIC',
    `population "${population}" has a bias, which arithmetic ${mode.name} does not have. Use --arithmetic lava, or drive it by an input.`,
    { population, arithmetic: mode.name },
  );
}

function isZero(values: PerCompartment): boolean {
  return typeof values === 'number' ? values === 0 : values.every((value) => value === 0);
}
