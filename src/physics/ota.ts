/**
 * Operational transconductance amplifier below threshold: the differential pair of C. Mead, Analog VLSI and Neural
 * Systems, 1989, chapter 5. As a follower it is the leak of a neuron: C dV/dt = I - I_b tanh((V - E) / a).
 */
import { checkRange } from './check-range.ts';
import { thermalVoltageV } from './temperature.ts';

/** Throws E_ANALOG_VALUE unless 0 < kappa < 1, the slope factor of a subthreshold transistor. */
function checkKappa(kappa: number): void {
  checkRange('kappa', kappa, { above: 0, below: 1 });
}

/** a = 2 U_T / kappa: the voltage on which the pair saturates; 73.9 mV at 27 degrees C and kappa 0.7. */
export function otaSaturationV(kappa: number, temperatureK: number): number {
  checkKappa(kappa);
  return (2 * thermalVoltageV(temperatureK)) / kappa;
}

/** I = I_b tanh(dV / a). */
export function otaCurrentA(biasA: number, differenceV: number, saturationV: number): number {
  return biasA * Math.tanh(differenceV / saturationV);
}

/** g_L = I_b / a = I_b kappa / (2 U_T): conductance at small signals. */
export function otaConductanceSiemens(biasA: number, saturationV: number): number {
  return biasA / saturationV;
}

/** I_b tanh((V_th - E) / a): the largest constant current that never reaches threshold. */
export function otaRheobaseA(biasA: number, thresholdV: number, saturationV: number): number {
  return otaCurrentA(biasA, thresholdV, saturationV);
}
