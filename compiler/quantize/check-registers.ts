import type { RegisterWidths } from '../../src/model/chip.ts';
import type { LoihiLifRegisters, PerCompartment } from '../../src/model/network.ts';
import { CompileError } from '../../src/support/errors.ts';

/** Throws CompileError E_REGISTER for the first register that its field cannot hold. */
export function checkRegisters(
  population: string,
  registers: LoihiLifRegisters,
  widths: RegisterWidths,
): void {
  const decay = 2 ** widths.decayBits - 1;
  const bias = 2 ** (widths.biasMantissaBits - 1);
  const ranges: readonly [string, PerCompartment, number, number][] = [
    ['du', registers.du, 0, decay],
    ['dv', registers.dv, 0, decay + 1],
    ['vthMant', registers.vthMant, 0, 2 ** widths.thresholdMantissaBits - 1],
    ['biasMant', registers.biasMant, -bias, bias - 1],
    ['biasExp', registers.biasExp, -8, widths.biasExp[1]],
    ['refractorySteps', registers.refractorySteps, ...widths.refractorySteps],
    ['v0', registers.v0, 1 - 2 ** (widths.stateBits - 1), 2 ** (widths.stateBits - 1) - 1],
  ];
  for (const [name, values, min, max] of ranges) {
    const list = typeof values === 'number' ? [values] : values;
    const at = list.findIndex((value) => !Number.isInteger(value) || value < min || value > max);
    if (at < 0) continue;
    throw new CompileError(
      'E_REGISTER',
      `population "${population}": ${name} of compartment ${at} is ${list[at]}, its field holds ${min} to ${max}.`,
      { population, register: name, value: list[at], min, max },
    );
  }
}
