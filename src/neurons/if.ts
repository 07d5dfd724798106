/**
 * Integrator (NIR I) and integrate-and-fire (NIR IF): dv/dt = r I. A spike is a unit charge by
 * default, so that a step adds r times the weighted sum whatever dt is.
 */
import type { Population } from '../model/network.ts';
import { valueAt } from '../model/network.ts';
import type { SimulationOptions } from '../model/simulation.ts';
import type { DiscreteLif, FloatNeuronModel, FloatState } from './float-model.ts';
import {
  createFloatState,
  fireAndReset,
  mapPerNeuron,
  parametersOf,
  perNeuron,
} from './float-model.ts';

function stepGain(options: SimulationOptions): number {
  return options.spikeCharge === 'current' ? options.dtS : 1;
}

function prepare(population: Population, options: SimulationOptions): FloatState {
  const p = parametersOf(population, 'i', 'if');
  const gain = stepGain(options);
  return createFloatState(population.size, options, [
    perNeuron(population.size, (k) => gain * valueAt(p.r, k)),
    perNeuron(population.size, (k) => valueAt(population.bias, k)),
    perNeuron(population.size, (k) => (p.model === 'if' ? valueAt(p.vThreshold, k) : Infinity)),
    perNeuron(population.size, (k) => (p.model === 'if' ? valueAt(p.vReset, k) : 0)),
  ]);
}

function step(state: FloatState, input: Float64Array, fired: Int32Array): number {
  const [r, bias, vThreshold, vReset] = state.coefficients as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { v } = state;
  for (let k = 0; k < v.length; k++) v[k]! += r[k]! * (input[k]! + bias[k]!);
  return fireAndReset(state, vThreshold, vReset, fired);
}

function discretize(population: Population, options: SimulationOptions): DiscreteLif {
  const p = parametersOf(population, 'i', 'if');
  const gain = stepGain(options);
  return {
    currentDecay: 1,
    voltageDecay: 0,
    gain: mapPerNeuron(population.size, [p.r], (r) => gain * r!),
    constant: mapPerNeuron(population.size, [p.r, population.bias], (r, b) => gain * r! * b!),
    vThreshold: p.model === 'if' ? p.vThreshold : Infinity,
    vReset: p.model === 'if' ? p.vReset : 0,
  };
}

const shared = { timeConstantsS: () => ({}), prepare, step, discretize };

export const ifModel: FloatNeuronModel = { name: 'if', spiking: true, ...shared };
export const iModel: FloatNeuronModel = { name: 'i', spiking: false, ...shared };
