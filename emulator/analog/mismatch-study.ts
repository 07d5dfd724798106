/** Monte-Carlo over chip instances: how far mismatch spreads the rates of equal neurons at one constant input. */
import {
  type ChipInstance,
  type MismatchSigmas,
  mismatchNeuron,
} from '../../src/physics/mismatch.ts';
import { InputError } from '../../src/support/errors.ts';
import { type Circuit, LEAK_LINEAR, type OtaMembrane, prepareCircuit } from './circuit.ts';
import { rheobaseDrive, riseSeconds } from './closed-form.ts';

export interface MismatchStudy {
  readonly seed: number;
  readonly instances: number;
  readonly neuronsPerInstance: number;
}

export interface RateStatistics {
  readonly meanHz: number;
  readonly stdHz: number;
  /** Standard deviation over mean, silent neurons included. */
  readonly cv: number;
  readonly silentFraction: number;
  readonly p5Hz: number;
  readonly medianHz: number;
  readonly p95Hz: number;
}

/** Rate at constant input in closed form, 0 where silent; an ideal comparator is assumed. */
export function constantInputRateHz(circuit: Circuit): number {
  const { leak, leakRate, gainPerC, thresholdU, resetU } = prepareCircuit(circuit);
  const drive = circuit.inputA * gainPerC;
  if (leak !== LEAK_LINEAR && drive <= rheobaseDrive(leak, leakRate, thresholdU)) return 0;
  const seconds = riseSeconds(leak, leakRate, drive, resetU, thresholdU);
  return 1 / (seconds + circuit.refractoryS);
}

/** The circuit as device `index` of a chip; a threshold that mismatch puts below the reset is a dead neuron, null. */
export function circuitOnChip(
  circuit: Circuit & { readonly membrane: OtaMembrane },
  sigmas: MismatchSigmas,
  chip: ChipInstance,
  index: number,
): (Circuit & { readonly membrane: OtaMembrane }) | null {
  const { membrane } = circuit;
  const drawn = mismatchNeuron(membrane, sigmas, chip, index);
  const { offsetV, hysteresisV } = membrane.comparator;
  if (drawn.thresholdV + offsetV - hysteresisV <= membrane.resetV) return null;
  return { ...circuit, membrane: { ...membrane, ...drawn } };
}

/** Rates [instances * neuronsPerInstance] of the same circuit on chips 0, 1, ... of a seed; dead neurons have 0. */
export function mismatchedRatesHz(
  circuit: Circuit & { readonly membrane: OtaMembrane },
  sigmas: MismatchSigmas,
  study: MismatchStudy,
): Float64Array {
  const { seed, instances, neuronsPerInstance } = study;
  if (!(instances >= 1 && neuronsPerInstance >= 1 && instances * neuronsPerInstance <= 1e8)) {
    throw new InputError(
      'E_ANALOG_VALUE',
      `a study of ${instances} instances of ${neuronsPerInstance} neurons; both must be at least 1 and their product at most 100,000,000.`,
    );
  }
  const ratesHz = new Float64Array(instances * neuronsPerInstance);
  for (let instance = 0; instance < instances; instance++) {
    for (let index = 0; index < neuronsPerInstance; index++) {
      const own = circuitOnChip(circuit, sigmas, { seed, instance }, index);
      ratesHz[instance * neuronsPerInstance + index] = own === null ? 0 : constantInputRateHz(own);
    }
  }
  return ratesHz;
}

/** Of at least one rate. */
export function rateStatistics(ratesHz: Float64Array): RateStatistics {
  const count = ratesHz.length;
  const sorted = ratesHz.toSorted();
  const meanHz = ratesHz.reduce((sum, rate) => sum + rate, 0) / count;
  const variance = ratesHz.reduce((sum, rate) => sum + (rate - meanHz) ** 2, 0) / count;
  const stdHz = Math.sqrt(variance);
  const at = (part: number): number => sorted[Math.round(part * (count - 1))]!;
  return {
    meanHz,
    stdHz,
    cv: meanHz > 0 ? stdHz / meanHz : 0,
    silentFraction: ratesHz.reduce((sum, rate) => sum + (rate === 0 ? 1 : 0), 0) / count,
    p5Hz: at(0.05),
    medianHz: at(0.5),
    p95Hz: at(0.95),
  };
}
