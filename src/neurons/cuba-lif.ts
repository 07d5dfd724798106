/**
 * Current-based leaky integrator (NIR CubaLI) and integrate-and-fire (NIR CubaLIF):
 * tauSyn dI/dt = -I + wIn S; tauMem dv/dt = (vLeak - v) + r I, by forward Euler. The membrane sees this
 * step's current (`new`, as snnTorch and Norse) or the previous one's (`old`, as NIR's own reference).
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
  const p = parametersOf(population, 'cuba-li', 'cuba-lif');
  const { size, bias } = population;
  return createFloatState(size, options, [
    perNeuron(size, (k) => options.dtS / valueAt(p.tauSynS, k)),
    perNeuron(size, (k) => valueAt(p.wIn, k)),
    perNeuron(size, (k) => options.dtS / valueAt(p.tauMemS, k)),
    perNeuron(size, (k) => valueAt(p.r, k)),
    perNeuron(size, (k) => valueAt(p.vLeak, k)),
    perNeuron(size, (k) => valueAt(bias, k)),
    perNeuron(size, (k) => (p.model === 'cuba-lif' ? valueAt(p.vThreshold, k) : Infinity)),
    perNeuron(size, (k) => (p.model === 'cuba-lif' ? valueAt(p.vReset, k) : 0)),
  ]);
}

function step(state: FloatState, input: Float64Array, fired: Int32Array): number {
  const [synRate, wIn, memRate, r, vLeak, bias, vThreshold, vReset] = state.coefficients as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const { v, current } = state;
  const gain = spikeGain(state.options);
  const old = state.options.currentOrder === 'old';
  for (let k = 0; k < v.length; k++) {
    const before = current[k]!;
    current[k] = before + synRate[k]! * (wIn[k]! * (gain * input[k]! + bias[k]!) - before);
    const seen = old ? before : current[k]!;
    v[k]! += memRate[k]! * (vLeak[k]! - v[k]! + r[k]! * seen);
  }
  return fireAndReset(state, vThreshold, vReset, fired);
}

/**
 * Steady bias b reaches v through the synapse; as a constant it acts from the first step on, before
 * the current would have risen (with time constant tauSyn).
 */
function discretize(population: Population, options: SimulationOptions): DiscreteLif {
  const p = parametersOf(population, 'cuba-li', 'cuba-lif');
  const { size, bias } = population;
  const gain = spikeGain(options);
  const { dtS } = options;
  return {
    currentDecay: mapPerNeuron(size, [p.tauSynS], (tauSynS) => dtS / tauSynS!),
    voltageDecay: mapPerNeuron(size, [p.tauMemS], (tauMemS) => dtS / tauMemS!),
    gain: mapPerNeuron(
      size,
      [p.tauSynS, p.wIn, p.tauMemS, p.r],
      (tauSynS, wIn, tauMemS, r) => (dtS / tauSynS!) * wIn! * (dtS / tauMemS!) * r! * gain,
    ),
    constant: mapPerNeuron(
      size,
      [p.tauMemS, p.r, p.vLeak, p.wIn, bias],
      (tauMemS, r, vLeak, wIn, b) => (dtS / tauMemS!) * (vLeak! + r! * wIn! * b!),
    ),
    vThreshold: p.model === 'cuba-lif' ? p.vThreshold : Infinity,
    vReset: p.model === 'cuba-lif' ? p.vReset : 0,
  };
}

const shared = {
  timeConstantsS: (population: Population) => {
    const p = parametersOf(population, 'cuba-li', 'cuba-lif');
    return { tau_syn: p.tauSynS, tau_mem: p.tauMemS };
  },
  prepare,
  step,
  discretize,
};

export const cubaLifModel: FloatNeuronModel = { name: 'cuba-lif', spiking: true, ...shared };
export const cubaLiModel: FloatNeuronModel = { name: 'cuba-li', spiking: false, ...shared };
