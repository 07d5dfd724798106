/** The neurons of SANA-FE; the conformance suite runs over this list. */
import type { IntegerNeuronModel } from '../integer-model.ts';
import { sanafeLifModel } from './lif.ts';
import { sanafePeriodicModel } from './periodic.ts';
import { sanafeTrueNorthModel } from './truenorth.ts';

export const SANAFE_NEURON_MODELS: readonly IntegerNeuronModel[] = [
  sanafeLifModel,
  sanafeTrueNorthModel,
  sanafePeriodicModel,
];
