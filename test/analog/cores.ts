/** Analog cores of the built-in profiles, and their registers by name. */
import { loadProfile } from '../../chip-profiles/load.ts';
import {
  ANALOG_REGISTER_NAMES,
  type AnalogCore,
  type AnalogRegisters,
  type OtaNeuron,
} from '../../src/model/analog.ts';

export type OtaCore = AnalogCore & { readonly neuron: OtaNeuron };

export function analogCore(profile: string): AnalogCore {
  const core = loadProfile(profile).profile.coreTypes[0]!.analog;
  if (core === undefined) throw new Error(`${profile} has no analog core`);
  return core;
}

export function otaCore(profile: string): OtaCore {
  const { neuron, ...rest } = analogCore(profile);
  if (neuron.kind !== 'ota') throw new Error(`${profile} has no OTA neurons`);
  return { ...rest, neuron };
}

/** Registers that are not given are 0. */
export function registersOf(given: Partial<AnalogRegisters>): AnalogRegisters {
  const zero = Object.fromEntries(ANALOG_REGISTER_NAMES.map((name) => [name, 0]));
  return { ...zero, ...given } as unknown as AnalogRegisters;
}

/** Codes of the simulated circuit on `analog-ota-180nm` and its ideal form: 50 pA, 0.75 V, 1 pF, 0.5 ms, units of 1 nA. */
export const SIMULATED: AnalogRegisters = registersOf({
  leak: 341,
  threshold: 130,
  capacitor: 2,
  refractory: 170,
  unit: 682,
});

export const NOMINAL = { temperatureK: null, chip: null, index: 0 } as const;
