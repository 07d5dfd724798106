/** How the parameters of subthreshold circuits move with temperature. */
import { checkRange } from './check-range.ts';
import { BOLTZMANN_J_PER_K, CELSIUS_ZERO_K, ELEMENTARY_CHARGE_C } from './constants.ts';

/** T = temperatureC + 273.15. Throws E_ANALOG_VALUE at or below absolute zero. */
export function kelvin(temperatureC: number): number {
  checkRange('temperature in degrees Celsius', temperatureC, { above: -CELSIUS_ZERO_K });
  return temperatureC + CELSIUS_ZERO_K;
}

/** U_T = k T / q: 25.87 mV at 300.15 K. Throws E_ANALOG_VALUE for T <= 0. */
export function thermalVoltageV(temperatureK: number): number {
  checkRange('temperature in kelvin', temperatureK, { above: 0 });
  return (BOLTZMANN_J_PER_K * temperatureK) / ELEMENTARY_CHARGE_C;
}

export interface TemperatureModel {
  /** At which the parameters were stated. */
  readonly referenceK: number;
  /** A bias current that a constant-current or a PTAT (proportional to absolute temperature) source makes. */
  readonly bias: 'constant' | 'ptat';
  /** Relative change of kappa per kelvin; a fit to BSIM3 runs of a 180 nm card gives +1.8e-4. */
  readonly kappaPerK: number;
  /** Kelvins in which junction leakage doubles; 8 to 10 by common rule (assumed). */
  readonly leakageDoublingK: number;
}

/** A bias current that is `currentA` at the reference temperature. */
export function biasCurrentAtA(
  currentA: number,
  temperatureK: number,
  model: TemperatureModel,
): number {
  return model.bias === 'ptat' ? (currentA * temperatureK) / model.referenceK : currentA;
}

/** kappa(T) = kappa (1 + c (T - T_ref)), to first order. */
export function kappaAt(kappa: number, temperatureK: number, model: TemperatureModel): number {
  return kappa * (1 + model.kappaPerK * (temperatureK - model.referenceK));
}

/** I_0(T) = I_0 2^((T - T_ref) / d). */
export function leakageAtA(
  currentA: number,
  temperatureK: number,
  model: TemperatureModel,
): number {
  return currentA * 2 ** ((temperatureK - model.referenceK) / model.leakageDoublingK);
}
