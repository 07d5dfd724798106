/** The log-domain DPI neuron of a core. */
import type { AnalogRegisters, DpiNeuron } from '../model/analog.ts';
import { thermalVoltageV } from '../physics/temperature.ts';
import { dacCurrentA } from './codes.ts';
import type { DecodeContext, DecodedMembrane } from './decode-context.ts';
import type { Devices } from './devices.ts';
import { siText } from './si-text.ts';
import { viaCapacitanceF } from './via.ts';

/** Vias on its membrane swing from 0 to (U_T / kappa) ln(I_threshold / I_reset), the gate voltage of the membrane current. */
export function decodeDpi(
  neuron: DpiNeuron,
  context: DecodeContext,
  registers: AnalogRegisters,
  devices: Devices,
): DecodedMembrane {
  const { climate } = context;
  const { currentFactor } = climate;
  const leakA = dacCurrentA(neuron.leak, registers.leak) * devices.leak * currentFactor;
  const gainA = dacCurrentA(neuron.gain, registers.gain) * devices.gain * currentFactor;
  const thresholdA =
    dacCurrentA(neuron.threshold, registers.threshold) * devices.threshold * currentFactor;
  const resetA = neuron.resetA.value * climate.leakageFactor;
  const kappa = climate.kappa(neuron.kappa.value);
  const swingV = (thermalVoltageV(climate.temperatureK) / kappa) * Math.log(thresholdA / resetA);
  const tsvF = devices.capacitance * viasF(context, registers.tsvs, swingV);
  return {
    membrane: {
      kind: 'dpi',
      capacitanceF: devices.capacitance * neuron.capacitanceF.value + tsvF,
      leakA,
      gainA,
      kappa,
      temperatureK: climate.temperatureK,
      thresholdA,
      resetA,
      startA: resetA,
      floorA: resetA,
      minimumIntervalS: neuron.minimumIntervalS.value,
    },
    fault:
      thresholdA > resetA
        ? null
        : `its threshold of ${siText(thresholdA, 'A')} is not above the leakage of ${siText(resetA, 'A')} that a reset leaves: it fires without end`,
    tsvF,
    staticA: leakA + gainA + thresholdA,
    resetCapacitanceF: 0,
  };
}

function viasF({ core, via }: DecodeContext, vias: number, swingV: number): number {
  if (vias === 0 || via === null || core.stack === undefined) return 0;
  return vias * viaCapacitanceF(core.stack, via, 0, Math.max(0, swingV));
}
