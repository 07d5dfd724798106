/**
 * What the registers of a compartment are called and how far they reach, for digital and analog neurons alike. The
 * mapper and the program file need no more of a model than this.
 */
import { ANALOG_NEURONS, type AnalogRegisters } from '../model/analog.ts';
import type { IntegerNeuronModel, RegisterField } from './integer-model.ts';
import { findIntegerNeuronModel } from './integer-models.ts';

export type RegisterModel = Pick<IntegerNeuronModel, 'name' | 'fields' | 'inputs'>;

/** Codes have at most 16 bits; a profile's converters may have fewer. */
const CODE_MAX = 2 ** 16 - 1;

const ANALOG_FIELDS: Readonly<Record<keyof AnalogRegisters, Omit<RegisterField, 'name'>>> = {
  leak: codeField('Bias current of the leak'),
  threshold: codeField('Threshold'),
  capacitor: { ...codeField('Membrane capacitor, by its switch'), max: 255 },
  gain: codeField('Gain current of a DPI neuron'),
  refractory: codeField('Time for which a spike holds the membrane'),
  unit: codeField('Current of one unit of weight'),
  tau: codeField('Time constant of exponential synapses'),
  input: { ...codeField('Constant input current, with its sign'), min: -CODE_MAX },
  tsvs: { ...codeField('Vias on the membrane'), max: 1024 },
  tier: { ...codeField('Tier of a stack'), max: 255 },
};

function codeField(description: string): Omit<RegisterField, 'name'> {
  return { min: 0, max: CODE_MAX, default: 0, description };
}

const ANALOG_MODELS: readonly RegisterModel[] = Object.values(ANALOG_NEURONS).map((name) => ({
  name,
  fields: Object.entries(ANALOG_FIELDS).map(([field, rest]) => ({ name: field, ...rest })),
  inputs: ['current'],
}));

/** The registers of the neuron model of that name, or undefined where there is none. */
export function findRegisterModel(name: string): RegisterModel | undefined {
  return findIntegerNeuronModel(name) ?? ANALOG_MODELS.find((model) => model.name === name);
}
