/** What every real-valued neuron model offers: float64 steps for references, and its discrete form for compilers. */
import type { NeuronParameters, PerNeuron, Population } from '../model/network.ts';
import { valueAt } from '../model/network.ts';
import type { SimulationOptions } from '../model/simulation.ts';

/** State and ready-made coefficients of one population, all [size]. */
export interface FloatState {
  readonly v: Float64Array;
  /** Synaptic current; all 0 for models without one. */
  readonly current: Float64Array;
  /** Coefficients in the order that the model's `step` expects. */
  readonly coefficients: readonly Float64Array[];
  readonly options: SimulationOptions;
}

/**
 * The discrete form shared by all linear models, per neuron:
 * i = (1 - currentDecay) i + x; v = (1 - voltageDecay) v + gain i + constant; spike where v > vThreshold.
 */
export interface DiscreteLif {
  readonly currentDecay: PerNeuron;
  readonly voltageDecay: PerNeuron;
  /** Voltage that one unit of x adds in the step of its arrival. */
  readonly gain: PerNeuron;
  /** Voltage added in every step. */
  readonly constant: PerNeuron;
  /** Infinity for models that never spike. */
  readonly vThreshold: PerNeuron;
  readonly vReset: PerNeuron;
}

export interface FloatNeuronModel {
  readonly name: NeuronParameters['model'];
  readonly spiking: boolean;
  /** Time constants by name, for the stability check of forward Euler (dt <= 2 tau). */
  readonly timeConstantsS: (population: Population) => Readonly<Record<string, PerNeuron>>;
  readonly prepare: (population: Population, options: SimulationOptions) => FloatState;
  /**
   * One step of all neurons. `input` is the weighted sum of the step's spikes, [size]. Writes the
   * indices of neurons that spike into `fired`, ascending, and returns how many.
   */
  readonly step: (state: FloatState, input: Float64Array, fired: Int32Array) => number;
  readonly discretize: (population: Population, options: SimulationOptions) => DiscreteLif;
}

/** `compute` of each neuron as an array [size]. */
export function perNeuron(size: number, compute: (index: number) => number): Float64Array {
  const values = new Float64Array(size);
  for (let k = 0; k < size; k++) values[k] = compute(k);
  return values;
}

/** `compute` of each neuron, collapsed to one number where all `inputs` are single numbers. */
export function mapPerNeuron(
  size: number,
  inputs: readonly PerNeuron[],
  compute: (...values: number[]) => number,
): PerNeuron {
  if (inputs.every((input) => typeof input === 'number')) return compute(...(inputs as number[]));
  return perNeuron(size, (k) => compute(...inputs.map((input) => valueAt(input, k))));
}

/** Current of a one-step spike in models with a leak: 1, or 1/dt where a spike is a unit charge. */
export function spikeGain(options: SimulationOptions): number {
  return options.spikeCharge === 'charge' ? 1 / options.dtS : 1;
}

export function createFloatState(
  size: number,
  options: SimulationOptions,
  coefficients: readonly Float64Array[],
): FloatState {
  return { v: new Float64Array(size), current: new Float64Array(size), coefficients, options };
}

/**
 * Compares with the threshold, resets and clamps; shared by all spiking models so that reset kinds
 * mean the same everywhere. Returns the number of spikes written to `fired`.
 */
export function fireAndReset(
  state: FloatState,
  vThreshold: Float64Array,
  vReset: Float64Array,
  fired: Int32Array,
): number {
  const { v } = state;
  const subtract = state.options.reset === 'subtract';
  const vMin = state.options.vMin ?? Number.NEGATIVE_INFINITY;
  let count = 0;
  for (let k = 0; k < v.length; k++) {
    if (v[k]! > vThreshold[k]!) {
      fired[count++] = k;
      v[k] = subtract ? v[k]! - vThreshold[k]! : vReset[k]!;
    }
    if (v[k]! < vMin) v[k] = vMin;
  }
  return count;
}

/** Parameters of a population that is known to have model `name`. */
export function parametersOf<Name extends NeuronParameters['model']>(
  population: Population,
  ...names: Name[]
): Extract<NeuronParameters, { model: Name }> {
  const { parameters } = population;
  if (!(names as string[]).includes(parameters.model)) {
    throw new TypeError(`population "${population.name}" is a ${parameters.model}`);
  }
  return parameters as Extract<NeuronParameters, { model: Name }>;
}
