/**
 * The integer semantics that public Loihi emulators disagree on, as named modes: each is data and a few
 * small functions, and nothing else in the compiler asks which one is in use. Kernels of the compartment
 * stand in src/neurons/loihi-lif*.ts.
 */
import type { LinearMap, LoihiLifRegisters, PerCompartment } from '../src/model/network.ts';
import { CompileError, InputError, nearestWord } from '../src/support/errors.ts';
import { roundHalfEven } from '../src/support/fixed-point.ts';
import type { MantissaGrid } from './quantize/weights.ts';
import { cutToGrid } from './quantize/weights.ts';

export interface ArithmeticMode {
  readonly name: string;
  readonly description: string;
  /** Kernel of Loihi compartments. */
  readonly neuron: string;
  /** Steps between a host spike and its effect; spikes of neurons always take one. */
  readonly inputLagSteps: 0 | 1;
  /** Longest delay of a synapse beyond the step that every spike takes. */
  readonly delayStepsMax: number;
  readonly hasBias: boolean;
  /** What the exponent scales: the sum of a projection's weights in a step, or each weight. */
  readonly exponentActsOn: 'sum' | 'weight';
  /** A chip mantissa cut to its grid. */
  readonly cutMantissa: (weight: number, grid: MantissaGrid) => number;
}

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
    inputLagSteps: 1,
    delayStepsMax: 63,
    hasBias: true,
    exponentActsOn: 'sum',
    cutMantissa: cutToGrid,
  },
  {
    name: 'brian2loihi',
    description:
      'brian2_loihi: exponents on weights, no wrap, no clip, no bias, host spikes act at once',
    neuron: 'loihi-lif-brian2',
    inputLagSteps: 0,
    delayStepsMax: 62,
    hasBias: false,
    exponentActsOn: 'weight',
    cutMantissa: cutAsBrian2,
  },
  {
    name: 'nengoloihi',
    description:
      "nengo-loihi's emulator: exponents on weights, 22-bit sums, two's complement, no delays",
    neuron: 'loihi-lif-nengo',
    inputLagSteps: 1,
    delayStepsMax: 0,
    hasBias: true,
    exponentActsOn: 'weight',
    cutMantissa: cutAsNengo,
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

/** Throws CompileError E_ARITHMETIC where the mode lacks what the registers ask for. */
export function checkExpressible(
  mode: ArithmeticMode,
  population: string,
  registers: LoihiLifRegisters,
): void {
  if (mode.hasBias || isZero(registers.biasMant)) return;
  throw new CompileError(
    'E_ARITHMETIC',
    `population "${population}" has a bias, which arithmetic ${mode.name} does not have. Use --arithmetic lava, or drive it by an input.`,
    { population, arithmetic: mode.name },
  );
}

function isZero(values: PerCompartment): boolean {
  return typeof values === 'number' ? values === 0 : values.every((value) => value === 0);
}
