/**
 * Leaky integrator (NIR LI) and leaky integrate-and-fire (NIR LIF): tau dv/dt = (vLeak - v) + r I,
 * by forward Euler v += dt/tau (vLeak - v + r I). I is 1 during the one step of a spike by default.
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
  spikeGain,
} from './float-model.ts';

function prepare(population: Population, options: SimulationOptions): FloatState {
  const p = parametersOf(population, 'li', 'lif');
  const { size, bias } = population;
  return createFloatState(size, options, [
    perNeuron(size, (k) => options.dtS / valueAt(p.tauS, k)),
    perNeuron(size, (k) => valueAt(p.r, k)),
    perNeuron(size, (k) => valueAt(p.vLeak, k)),
    perNeuron(size, (k) => valueAt(bias, k)),
    perNeuron(size, (k) => (p.model === 'lif' ? valueAt(p.vThreshold, k) : Infinity)),
    perNeuron(size, (k) => (p.model === 'lif' ? valueAt(p.vReset, k) : 0)),
  ]);
}

function step(state: FloatState, input: Float64Array, fired: Int32Array): number {
  const [rate, r, vLeak, bias, vThreshold, vReset] = state.coefficients as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { v } = state;
  const gain = spikeGain(state.options);
  for (let k = 0; k < v.length; k++) {
    const current = gain * input[k]! + bias[k]!;
    v[k]! += rate[k]! * (vLeak[k]! - v[k]! + r[k]! * current);
  }
  return fireAndReset(state, vThreshold, vReset, fired);
}

function discretize(population: Population, options: SimulationOptions): DiscreteLif {
  const p = parametersOf(population, 'li', 'lif');
  const { size, bias } = population;
  const gain = spikeGain(options);
  const { dtS } = options;
  return {
    currentDecay: 1,
    voltageDecay: mapPerNeuron(size, [p.tauS], (tauS) => dtS / tauS!),
    gain: mapPerNeuron(size, [p.tauS, p.r], (tauS, r) => (dtS / tauS!) * r! * gain),
    constant: mapPerNeuron(
      size,
      [p.tauS, p.r, p.vLeak, bias],
      (tauS, r, vLeak, b) => (dtS / tauS!) * (vLeak! + r! * b!),
    ),
    vThreshold: p.model === 'lif' ? p.vThreshold : Infinity,
    vReset: p.model === 'lif' ? p.vReset : 0,
  };
}

const shared = {
  timeConstantsS: (population: Population) => ({
    tau: parametersOf(population, 'li', 'lif').tauS,
  }),
  prepare,
  step,
  discretize,
};

export const lifModel: FloatNeuronModel = { name: 'lif', spiking: true, ...shared };
export const liModel: FloatNeuronModel = { name: 'li', spiking: false, ...shared };
