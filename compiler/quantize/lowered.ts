import type { QuantPopulation, QuantProjection } from '../../src/model/mapping.ts';
import type { LoihiLifRegisters, PerNeuron } from '../../src/model/network.ts';
import { namedRegisters } from '../../src/neurons/loihi-lif-registers.ts';
import { checkExpressible } from '../arithmetic.ts';
import { modeOf, type QuantizeOptions } from './options.ts';

/** A population in registers with the projections into it. */
export interface Lowered {
  readonly population: QuantPopulation;
  readonly projections: readonly QuantProjection[];
}

/** The parts of a quantized population that its registers decide. */
export function registerFields(
  name: string,
  registers: LoihiLifRegisters,
  options: QuantizeOptions,
): Pick<QuantPopulation, 'neuron' | 'spiking' | 'registers'> {
  const mode = modeOf(options);
  const neuron = checkExpressible(mode, name, registers);
  const { spiking } = registers;
  return { neuron, spiking, registers: namedRegisters(registers) };
}

/** True where the population would move before its first input: it is held until its level. */
export function needsHold({ biasMant, u0 = 0, v0 }: LoihiLifRegisters): boolean {
  return largest(biasMant) > 0 || largest(u0) > 0 || largest(v0) > 0;
}

/** Largest magnitude. */
export function largest(values: PerNeuron | Int32Array): number {
  if (typeof values === 'number') return Math.abs(values);
  let most = 0;
  for (let k = 0; k < values.length; k++) most = Math.max(most, Math.abs(values[k]!));
  return most;
}
