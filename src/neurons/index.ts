/** All real-valued neuron models; the conformance suite runs over this list. */
import type { NeuronModelName } from '../model/network.ts';
import { InputError } from '../support/errors.ts';
import { cubaLifModel, cubaLiModel } from './cuba-lif.ts';
import type { FloatNeuronModel } from './float-model.ts';
import { ifModel, iModel } from './if.ts';
import { lifModel, liModel } from './lif.ts';
import { readoutModel } from './readout.ts';
import { thresholdModel } from './threshold.ts';

export const FLOAT_NEURON_MODELS: readonly FloatNeuronModel[] = [
  iModel,
  ifModel,
  liModel,
  lifModel,
  cubaLiModel,
  cubaLifModel,
  thresholdModel,
  readoutModel,
];

/** The model of that name. Throws InputError E_MODEL where it has no real-valued form. */
export function floatNeuronModel(name: NeuronModelName, population: string): FloatNeuronModel {
  const model = FLOAT_NEURON_MODELS.find((candidate) => candidate.name === name);
  if (model) return model;
  throw new InputError(
    'E_MODEL',
    `population "${population}" has model "${name}", which has no real-valued equations. Run it on a chip profile instead of simulating it.`,
  );
}
