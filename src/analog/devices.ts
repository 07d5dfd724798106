/** Mismatch of one neuron's devices. */
import type { AnalogMismatch } from '../model/analog.ts';
import {
  type ChipInstance,
  type MismatchQuantity,
  mismatchDraw,
  mismatchNeuron,
} from '../physics/mismatch.ts';
import { portableExp } from '../physics/portable-math.ts';

/** Factors of currents and capacitance, 1 on the nominal chip, and what is added to a threshold voltage. */
export interface Devices {
  readonly leak: number;
  readonly gain: number;
  readonly input: number;
  readonly unit: number;
  /** Of the current that sets the time constant of the synapse. */
  readonly tau: number;
  /** Of a threshold that is a current. */
  readonly threshold: number;
  readonly thresholdV: number;
  readonly capacitance: number;
}

const NOMINAL: Devices = {
  leak: 1,
  gain: 1,
  input: 1,
  unit: 1,
  tau: 1,
  threshold: 1,
  thresholdV: 0,
  capacitance: 1,
};

/** Devices of neuron `index`. Leak, threshold voltage and capacitance are the draws of `mismatchNeuron`. */
export function devicesOf(
  mismatch: AnalogMismatch,
  chip: ChipInstance | null,
  index: number,
): Devices {
  if (chip === null) return NOMINAL;
  const biasLn = mismatch.biasLn.value;
  const sigmas = {
    biasLn,
    thresholdV: mismatch.thresholdV.value,
    capacitance: mismatch.capacitance.value,
  };
  const factor = (quantity: MismatchQuantity): number =>
    biasLn === 0
      ? 1
      : portableExp(biasLn * mismatchDraw(chip, quantity, index) - (biasLn * biasLn) / 2);
  const neuron = mismatchNeuron({ biasA: 1, thresholdV: 0, capacitanceF: 1 }, sigmas, chip, index);
  return {
    leak: neuron.biasA,
    gain: factor('gain'),
    input: factor('input'),
    unit: factor('unit'),
    tau: factor('tau'),
    threshold: factor('threshold'),
    thresholdV: neuron.thresholdV,
    capacitance: neuron.capacitanceF,
  };
}
