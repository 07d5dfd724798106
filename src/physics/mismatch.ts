/**
 * Device mismatch as seeded chip instances. A draw depends on (seed, instance, quantity, index) alone, by a counter
 * hash and portable arithmetic, so that one seed is one chip on any machine, in any order and over any number of
 * threads.
 */
import type { HashKey } from '../support/philox.ts';
import { philox } from '../support/philox.ts';
import { checkRange } from './check-range.ts';
import { normalQuantile, portableExp } from './portable-math.ts';

/** sigma = A_P / sqrt(W L): Pelgrom, Duinmaijer and Welbers 1989, doi:10.1109/JSSC.1989.572629. Units as those of A_P. */
export function pelgromSigma(areaFactorPerM: number, widthM: number, lengthM: number): number {
  checkRange('width in m', widthM, { above: 0 });
  checkRange('length in m', lengthM, { above: 0 });
  return areaFactorPerM / Math.sqrt(widthM * lengthM);
}

/** sigma(ln I) = sigma(V_T) kappa / U_T below threshold: 3 mV are 8 %. */
export function currentSigma(
  thresholdSigmaV: number,
  kappa: number,
  thermalVoltageV: number,
): number {
  return (thresholdSigmaV * kappa) / thermalVoltageV;
}

/** What is drawn; the order is part of the seed's meaning, so new ones come last. */
export const MISMATCH_QUANTITIES = [
  'bias',
  'threshold',
  'capacitance',
  'weight',
  'gain',
  'input',
  'unit',
  'tau',
] as const;
export type MismatchQuantity = (typeof MISMATCH_QUANTITIES)[number];

/** The chips of one seed; `instance` is the serial number. */
export interface ChipInstance {
  readonly seed: number;
  readonly instance: number;
}

/** A standard normal draw of 53 bits for one quantity of one device. */
export function mismatchDraw(
  chip: ChipInstance,
  quantity: MismatchQuantity,
  index: number,
): number {
  words[0] = index;
  words[1] = Math.floor(index / 2 ** 32);
  words[2] = MISMATCH_QUANTITIES.indexOf(quantity);
  words[3] = 0;
  philox(words, keyOf(chip));
  const high = words[0]! >>> 5;
  const low = words[1]! >>> 6;
  // The middle of one of 2^53 cells, so never 0 or 1.
  return normalQuantile((high * 2 ** 26 + low + 0.5) / 2 ** 53);
}

const words = new Uint32Array(4);

function keyOf(chip: ChipInstance): HashKey {
  return [chip.seed >>> 0, chip.instance >>> 0];
}

export interface MismatchSigmas {
  /** Standard deviation of ln I_b. */
  readonly biasLn: number;
  readonly thresholdV: number;
  /** Relative. */
  readonly capacitance: number;
}

export interface MatchedNeuron {
  readonly biasA: number;
  readonly thresholdV: number;
  readonly capacitanceF: number;
}

/**
 * Neuron `index` of a chip: I_b exp(s z - s^2/2), whose mean is I_b; V_th + sigma z; C (1 + sigma z), never below a
 * hundredth of C.
 */
export function mismatchNeuron(
  nominal: MatchedNeuron,
  sigmas: MismatchSigmas,
  chip: ChipInstance,
  index: number,
): MatchedNeuron {
  const draw = (quantity: MismatchQuantity): number => mismatchDraw(chip, quantity, index);
  const { biasLn } = sigmas;
  return {
    biasA:
      nominal.biasA *
      (biasLn === 0 ? 1 : portableExp(biasLn * draw('bias') - (biasLn * biasLn) / 2)),
    thresholdV: nominal.thresholdV + sigmas.thresholdV * draw('threshold'),
    capacitanceF:
      nominal.capacitanceF * Math.max(0.01, 1 + sigmas.capacitance * draw('capacitance')),
  };
}
