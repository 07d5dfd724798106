/** The OTA neuron of a core: capacitor, vias, leak, comparator. */
import type { AnalogComparator, AnalogRegisters, OtaNeuron } from '../model/analog.ts';
import type { Comparator } from '../model/analog-circuit.ts';
import { totalCapacitanceF } from '../physics/capacitor.ts';
import { dacCurrentA, dacVoltageV } from './codes.ts';
import type { DecodeContext, DecodedMembrane } from './decode-context.ts';
import type { Devices } from './devices.ts';
import { siText } from './si-text.ts';
import { viaCapacitanceF } from './via.ts';

/** Throws InputError E_ANALOG_CAPACITANCE where neither capacitor, via nor parasitic is on the membrane. */
export function decodeOta(
  neuron: OtaNeuron,
  context: DecodeContext,
  registers: AnalogRegisters,
  devices: Devices,
): DecodedMembrane {
  const { climate } = context;
  const thresholdV = dacVoltageV(neuron.threshold, registers.threshold) + devices.thresholdV;
  const resetV = neuron.resetV.value;
  const biasA = dacCurrentA(neuron.leak, registers.leak) * devices.leak * climate.currentFactor;
  const tsvF = devices.capacitance * viasF(context, registers.tsvs, resetV, thresholdV);
  const comparator = comparatorOf(neuron.comparator);
  const releaseV = thresholdV - comparator.hysteresisV;
  return {
    membrane: {
      kind: 'ota',
      capacitanceF: totalCapacitanceF({
        membraneF: devices.capacitance * neuron.capacitorsF[registers.capacitor]!.value,
        tsvF,
        parasiticF: devices.capacitance * neuron.parasiticF.value,
      }),
      biasA,
      kappa: climate.kappa(neuron.kappa.value),
      temperatureK: climate.temperatureK,
      restV: neuron.restV.value,
      thresholdV,
      resetV,
      startV: resetV,
      floorV: neuron.floorV.value,
      comparator,
    },
    fault:
      releaseV > resetV
        ? null
        : `its comparator lets go at ${siText(releaseV, 'V')}, not above the reset of ${siText(resetV, 'V')}: it fires once and stays there`,
    tsvF,
    staticA: biasA + neuron.comparator.biasA.value * climate.currentFactor,
    resetCapacitanceF: neuron.resetCapacitanceF.value,
  };
}

function viasF({ core, via }: DecodeContext, vias: number, lowV: number, highV: number): number {
  if (vias === 0 || via === null || core.stack === undefined) return 0;
  return vias * viaCapacitanceF(core.stack, via, lowV, highV);
}

function comparatorOf(comparator: AnalogComparator): Comparator {
  const delayS = comparator.delayS.value;
  return {
    offsetV: 0,
    hysteresisV: comparator.hysteresisV.value,
    delay:
      delayS === 0
        ? null
        : {
            delayS,
            slopeReferenceVPerS: comparator.slopeReferenceVPerS.value,
            exponent: comparator.delayExponent.value,
            slopeMinVPerS: comparator.slopeMinVPerS.value,
          },
    minimumIntervalS: comparator.minimumIntervalS.value,
  };
}
