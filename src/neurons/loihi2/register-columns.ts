import type { PerCompartment } from '../../model/network.ts';
import { valueAt } from '../../model/network.ts';
import { InputError, invariant, nearestWord } from '../../support/errors.ts';
import type { RegisterField, Registers } from '../integer-model.ts';
import type { Field } from './fields.ts';

/** Registers of each compartment by field name, all [count]. */
export type Columns<Name extends string> = Readonly<Record<Name, Int32Array>>;

/**
 * `registers` as columns, defaults filled in. Throws InputError E_REGISTER for an unknown register, a
 * list of the wrong length, or a value that its field cannot hold.
 */
export function registerColumns<Name extends string>(
  model: string,
  fields: readonly Field<Name>[],
  registers: Registers,
  count: number,
): Columns<Name> {
  invariant(Number.isSafeInteger(count) && count >= 0, `${count} is no number of compartments`);
  checkNames(model, fields, registers);
  const entries = fields.map((field) => {
    const values = Object.hasOwn(registers, field.name) ? registers[field.name] : undefined;
    return [field.name, columnOf(model, field, values ?? field.default, count)];
  });
  return Object.fromEntries(entries) as Columns<Name>;
}

function checkNames(model: string, fields: readonly RegisterField[], registers: Registers): void {
  const names = fields.map(({ name }) => name);
  const unknown = Object.keys(registers).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearestWord(unknown, names);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  const known = names.length === 0 ? 'It has none' : `It has ${names.join(', ')}`;
  throw new InputError(
    'E_REGISTER',
    `neuron model "${model}" has no register "${unknown}".${hint} ${known}.`,
    { model, register: unknown },
  );
}

function columnOf(
  model: string,
  field: RegisterField,
  values: PerCompartment,
  count: number,
): Int32Array {
  const { name, min, max } = field;
  if (typeof values !== 'number' && values.length !== count) {
    throw new InputError(
      'E_REGISTER',
      `neuron model "${model}": register ${name} has ${values.length} values for ${count} compartments. Give one number for all, or one each.`,
      { model, register: name, given: values.length, count },
    );
  }
  const column = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const value = valueAt(values, k);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InputError(
        'E_REGISTER',
        `neuron model "${model}": ${name} of compartment ${k} is ${value}, its field holds whole numbers from ${min} to ${max}. Choose one of them.`,
        { model, register: name, value, min, max },
      );
    }
    column[k] = value;
  }
  return column;
}
