/** Noise of capacitors and subthreshold OTAs. */
import { BOLTZMANN_J_PER_K, ELEMENTARY_CHARGE_C } from './constants.ts';

/** sqrt(k T / C): rms voltage that a switch leaves on a capacitor; 64 uV at 1 pF. */
export function ktcNoiseV(capacitanceF: number, temperatureK: number): number {
  return Math.sqrt((BOLTZMANN_J_PER_K * temperatureK) / capacitanceF);
}

/** S_I = 4 q I_b, one-sided: shot noise of the four devices of a five-transistor OTA that carry I_b / 2 each. */
export function otaNoiseA2PerHz(biasA: number): number {
  return 4 * ELEMENTARY_CHARGE_C * biasA;
}

/** sigma_V = sqrt(S_I / (4 C g_L)) = sqrt((2 / kappa) k T / C): rms noise of a membrane with an OTA leak at rest. */
export function otaMembraneNoiseV(
  capacitanceF: number,
  temperatureK: number,
  kappa: number,
): number {
  return Math.sqrt(2 / kappa) * ktcNoiseV(capacitanceF, temperatureK);
}

/** sigma_t = sigma_V / slope: jitter of a threshold crossing, first order. */
export function crossingJitterS(noiseV: number, slopeVPerS: number): number {
  return noiseV / slopeVPerS;
}
