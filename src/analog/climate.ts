/** Temperature of a chip: what it makes of currents, time constants and leakage. */
import type { AnalogTemperature } from '../model/analog.ts';
import {
  biasCurrentAtA,
  kappaAt,
  leakageAtA,
  type TemperatureModel,
  thermalVoltageV,
} from '../physics/temperature.ts';
import { InputError } from '../support/errors.ts';

export interface Climate {
  readonly temperatureK: number;
  /** Factor of all currents that converters make. */
  readonly currentFactor: number;
  /** Factor of junction leakage. */
  readonly leakageFactor: number;
  /** kappa at this temperature. */
  kappa(referenceKappa: number): number;
  /** Factor of C U_T / (kappa I), I being a converter's current. */
  tauFactor(referenceKappa: number): number;
}

/** `null` is the temperature at which the profile's figures hold. Throws InputError E_ANALOG_TEMPERATURE. */
export function climateOf(profile: AnalogTemperature, temperatureK: number | null): Climate {
  const model = temperatureModel(profile);
  const atK = temperatureK ?? model.referenceK;
  checkTemperature(profile, atK);
  const currentFactor = biasCurrentAtA(1, atK, model);
  const kappa = (reference: number): number => checkedKappa(kappaAt(reference, atK, model), atK);
  return {
    temperatureK: atK,
    currentFactor,
    leakageFactor: leakageAtA(1, atK, model),
    kappa,
    tauFactor: (reference) =>
      ((thermalVoltageV(atK) / thermalVoltageV(model.referenceK)) *
        (reference / kappa(reference))) /
      currentFactor,
  };
}

function temperatureModel(profile: AnalogTemperature): TemperatureModel {
  return {
    referenceK: profile.referenceK.value,
    bias: profile.bias,
    kappaPerK: profile.kappaPerK.value,
    leakageDoublingK: profile.leakageDoublingK.value,
  };
}

function checkTemperature({ minK, maxK }: AnalogTemperature, temperatureK: number): void {
  if (temperatureK >= minK.value && temperatureK <= maxK.value) return;
  throw new InputError(
    'E_ANALOG_TEMPERATURE',
    `a temperature of ${rounded(temperatureK)} K; the chip's profile holds from ${minK.value} K to ${maxK.value} K. Choose one of these.`,
    { temperatureK, minK: minK.value, maxK: maxK.value },
  );
}

function checkedKappa(kappa: number, temperatureK: number): number {
  if (kappa > 0 && kappa < 1) return kappa;
  throw new InputError(
    'E_ANALOG_TEMPERATURE',
    `kappa is ${rounded(kappa)} at ${rounded(temperatureK)} K, and no transistor has a slope factor outside (0, 1): the profile's kappaPerK is too steep.`,
    { kappa, temperatureK },
  );
}

/** Without the digits that adding 273.15 leaves. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
