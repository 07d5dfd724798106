/** Stateless Heaviside unit (NIR Threshold): spike where the input of the step exceeds the threshold. */
import { valueAt } from '../model/network.ts';
import type { FloatNeuronModel, FloatState } from './float-model.ts';
import { createFloatState, parametersOf, perNeuron } from './float-model.ts';

function step(state: FloatState, input: Float64Array, fired: Int32Array): number {
  const [threshold, bias] = state.coefficients as [Float64Array, Float64Array];
  const { v } = state;
  let count = 0;
  for (let k = 0; k < v.length; k++) {
    v[k] = input[k]! + bias[k]!;
    if (v[k]! > threshold[k]!) fired[count++] = k;
  }
  return count;
}

export const thresholdModel: FloatNeuronModel = {
  name: 'threshold',
  spiking: true,
  timeConstantsS: () => ({}),
  prepare: (population, options) => {
    const { threshold } = parametersOf(population, 'threshold');
    return createFloatState(population.size, options, [
      perNeuron(population.size, (k) => valueAt(threshold, k)),
      perNeuron(population.size, (k) => valueAt(population.bias, k)),
    ]);
  },
  step,
  discretize: (population) => ({
    currentDecay: 1,
    voltageDecay: 1,
    gain: 1,
    constant: population.bias,
    vThreshold: parametersOf(population, 'threshold').threshold,
    vReset: 0,
  }),
};
