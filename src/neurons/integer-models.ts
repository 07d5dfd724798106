/** All register-level neuron models; the conformance suite runs over this list. */
import { SpikeloomError } from '../support/errors.ts';
import type { IntegerNeuronModel } from './integer-model.ts';
import { loihiLifModel } from './loihi-lif.ts';
import { loihiLifBrian2Model } from './loihi-lif-brian2.ts';
import { loihiLifNengoModel } from './loihi-lif-nengo.ts';
import { LOIHI2_NEURON_MODELS } from './loihi2/index.ts';
import { SANAFE_NEURON_MODELS } from './sanafe/index.ts';

export const INTEGER_NEURON_MODELS: readonly IntegerNeuronModel[] = [
  loihiLifModel,
  loihiLifBrian2Model,
  loihiLifNengoModel,
  ...LOIHI2_NEURON_MODELS,
  ...SANAFE_NEURON_MODELS,
];

/** The model of that name, or undefined. */
export function findIntegerNeuronModel(name: string): IntegerNeuronModel | undefined {
  return INTEGER_NEURON_MODELS.find((model) => model.name === name);
}

/** The model of a name that was checked before; an unknown one is a fault of ours. */
export function integerNeuronModel(name: string): IntegerNeuronModel {
  const model = findIntegerNeuronModel(name);
  if (model) return model;
  throw new SpikeloomError('E_INTERNAL', `there is no integer neuron model "${name}"`, 70);
}
