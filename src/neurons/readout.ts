/** Linear readout without state: v is the input of the step. It never spikes. */
import { valueAt } from '../model/network.ts';
import type { FloatNeuronModel, FloatState } from './float-model.ts';
import { createFloatState, perNeuron } from './float-model.ts';

function step(state: FloatState, input: Float64Array): number {
  const [bias] = state.coefficients as [Float64Array];
  for (let k = 0; k < state.v.length; k++) state.v[k] = input[k]! + bias[k]!;
  return 0;
}

export const readoutModel: FloatNeuronModel = {
  name: 'readout',
  spiking: false,
  timeConstantsS: () => ({}),
  prepare: (population, options) =>
    createFloatState(population.size, options, [
      perNeuron(population.size, (k) => valueAt(population.bias, k)),
    ]),
  step,
  discretize: (population) => ({
    currentDecay: 1,
    voltageDecay: 1,
    gain: 1,
    constant: population.bias,
    vThreshold: Infinity,
    vReset: 0,
  }),
};
