/** Which codes the registers of an analog core can hold. */
import { ANALOG_REGISTER_NAMES, type AnalogCore, type AnalogRegisters } from '../model/analog.ts';
import { InputError } from '../support/errors.ts';
import { codeMax } from './codes.ts';

/** Vias on one membrane; a node with more would be a bus and no membrane (assumed). */
const TSVS_MAX = 255;

/** Largest weight code that mirrors are modelled for, either sign: 15 of them. */
export const WEIGHT_CODE_MAX = 32_767;

type RegisterRanges = Readonly<Record<keyof AnalogRegisters, readonly [number, number]>>;

/** Closed range of the codes of each register. */
export function analogRegisterRanges(core: AnalogCore): RegisterRanges {
  const { neuron, synapse, stack } = core;
  const isOta = neuron.kind === 'ota';
  const inputMax = codeMax(neuron.input);
  return {
    leak: [0, codeMax(neuron.leak)],
    threshold: [0, codeMax(neuron.threshold)],
    capacitor: [0, isOta ? neuron.capacitorsF.length - 1 : 0],
    gain: [0, isOta ? 0 : codeMax(neuron.gain)],
    refractory: [0, codeMax(neuron.refractory)],
    unit: [0, codeMax(synapse.unit)],
    tau: [0, synapse.tau === undefined ? 0 : codeMax(synapse.tau)],
    input: [-inputMax, inputMax],
    tsvs: [0, stack === undefined ? 0 : TSVS_MAX],
    tier: [0, stack === undefined ? 0 : stack.tiers - 1],
  };
}

/** Throws InputError E_ANALOG_CODE where a register is no whole number within its range. */
export function checkAnalogRegisters(core: AnalogCore, registers: AnalogRegisters): void {
  const ranges = analogRegisterRanges(core);
  for (const name of ANALOG_REGISTER_NAMES) {
    const [least, most] = ranges[name];
    checkCode(`register "${name}"`, registers[name], least, most);
  }
}

/** Throws InputError E_ANALOG_CODE. */
export function checkCode(what: string, code: number, least: number, most: number): void {
  if (Number.isInteger(code) && code >= least && code <= most) return;
  const range = least === most ? `only ${least}` : `whole numbers from ${least} to ${most}`;
  throw new InputError('E_ANALOG_CODE', `${what} is ${String(code)}; it holds ${range}.`, {
    what,
    code,
    least,
    most,
  });
}
