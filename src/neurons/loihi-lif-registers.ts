import type { LoihiLifRegisters, Registers } from '../model/network.ts';

/** Loihi compartment registers by the field names that the kernels read. */
export function namedRegisters(registers: LoihiLifRegisters): Registers {
  const { reset, spiking, ...fields } = registers;
  return { ...fields, resets: reset === 'zero' ? 1 : 0, spikes: spiking ? 1 : 0 };
}
