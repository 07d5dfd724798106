/**
 * One-shot that holds a membrane at reset after a spike: the comparator charges C_r to V_DD, C_r discharges through R_r,
 * and the reset switch is closed while it is above V_DD / 2.
 */
import { checkRange } from './check-range.ts';

/** t_ref = R_r C_r ln 2. */
export function resetPulseS(resistanceOhm: number, capacitanceF: number): number {
  checkRange('reset resistance in ohm', resistanceOhm, { above: 0 });
  checkRange('reset capacitance in F', capacitanceF, { above: 0 });
  return resistanceOhm * capacitanceF * Math.LN2;
}

/** What C_r takes from V_DD at a spike `intervalS` after the last: it keeps the charge that is not yet gone. */
export function resetEnergyJ(
  capacitanceF: number,
  supplyV: number,
  intervalS: number,
  pulseS: number,
): number {
  return capacitanceF * supplyV * supplyV * rechargedFraction(intervalS, pulseS);
}

/** 1 - exp(-ISI ln 2 / t_ref): 1 after a long rest or without a pulse. */
export function rechargedFraction(intervalS: number, pulseS: number): number {
  return pulseS > 0 ? -Math.expm1((-intervalS * Math.LN2) / pulseS) : 1;
}
