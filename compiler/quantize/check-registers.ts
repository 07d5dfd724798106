import type { RegisterWidths } from '../../src/model/chip.ts';
import type {
  Link,
  LoihiLifRegisters,
  PerCompartment,
  Registers,
} from '../../src/model/network.ts';
import type { IntegerNeuronModel } from '../../src/neurons/integer-model.ts';
import { CompileError, nearestWord } from '../../src/support/errors.ts';

/** Throws CompileError E_REGISTER for the first register that its field cannot hold. */
export function checkRegisters(
  population: string,
  registers: LoihiLifRegisters,
  widths: RegisterWidths,
): void {
  const decay = 2 ** widths.decayBits - 1;
  const bias = 2 ** (widths.biasMantissaBits - 1);
  const ranges: readonly [string, PerCompartment, number, number][] = [
    ['du', registers.du, -1, decay],
    ['dv', registers.dv, 0, decay + 1],
    ['vthMant', registers.vthMant, 0, 2 ** widths.thresholdMantissaBits - 1],
    ['biasMant', registers.biasMant, -bias, bias - 1],
    ['biasExp', registers.biasExp, -8, widths.biasExp[1]],
    ['refractorySteps', registers.refractorySteps, ...widths.refractorySteps],
    ['v0', registers.v0, 1 - 2 ** (widths.stateBits - 1), 2 ** (widths.stateBits - 1) - 1],
  ];
  for (const [name, values, min, max] of ranges) {
    checkRange(population, name, values, min, max);
  }
}

function checkRange(
  population: string,
  register: string,
  values: PerCompartment,
  min: number,
  max: number,
): void {
  const list = typeof values === 'number' ? [values] : values;
  const at = list.findIndex((value) => !Number.isInteger(value) || value < min || value > max);
  if (at < 0) return;
  throw new CompileError(
    'E_REGISTER',
    `population "${population}": ${register} of compartment ${at} is ${list[at]}, its field holds ${min} to ${max}.`,
    { population, register, value: list[at], min, max },
  );
}

/** Throws CompileError E_REGISTER for a register that the model lacks or whose field cannot hold it. */
export function checkFields(
  population: string,
  model: IntegerNeuronModel,
  registers: Registers,
): void {
  for (const [name, values] of Object.entries(registers)) {
    const field = model.fields.find((candidate) => candidate.name === name);
    if (!field) {
      const names = model.fields.map((candidate) => candidate.name);
      const near = nearestWord(name, names);
      throw new CompileError(
        'E_REGISTER',
        `population "${population}": ${model.name} has no register "${name}"${near ? `; did you mean ${near}?` : '.'} It has ${names.join(', ')}.`,
        { population, register: name },
      );
    }
    checkRange(population, name, values, field.min, field.max);
  }
}

/** Index of the input channel that a link names. Throws CompileError E_INPUT_CHANNEL. */
export function channelOf(link: Link, model: IntegerNeuronModel): number {
  const channel = link.input === undefined ? 0 : model.inputs.indexOf(link.input);
  if (channel >= 0) return channel;
  throw new CompileError(
    'E_INPUT_CHANNEL',
    `projection "${link.name}" ends at input "${link.input}"; ${model.name} has ${model.inputs.join(', ')}.`,
    { projection: link.name, input: link.input },
  );
}
