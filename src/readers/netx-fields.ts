/** Fields of a netx file by name, each checked for presence, type and length. */
import { InputError } from '../support/errors.ts';
import type { Hdf5Dataset, Hdf5Group } from './hdf5.ts';

/** A group of the file and where it stands, for messages. */
export interface NetxGroup {
  readonly path: string;
  readonly at: string;
  readonly group: Hdf5Group;
}

export interface NetxArray {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** An InputError about one place of the file. */
export function netxError(code: string, from: NetxGroup, text: string): InputError {
  return new InputError(code, `"${from.path}", ${from.at || 'root'}: ${text}`, {
    path: from.path,
    at: from.at,
  });
}

/** Throws E_NETX_FIELD where the group is absent. */
export function groupField(from: NetxGroup, name: string): NetxGroup {
  const child = from.group.children.get(name);
  if (child?.kind === 'group') {
    return { path: from.path, at: from.at === '' ? name : `${from.at}/${name}`, group: child };
  }
  throw missing(from, name, 'group');
}

export function hasField(from: NetxGroup, name: string): boolean {
  return from.group.children.has(name);
}

/** A text, stored as a scalar or an array of one. Throws E_NETX_FIELD. */
export function textField(from: NetxGroup, name: string): string {
  const { type, values } = datasetField(from, name);
  const [value] = values;
  if (type === 'string' && values.length === 1) return String(value).replace(/\0+$/, '');
  throw netxError('E_NETX_FIELD', from, `field "${name}" is no single text.`);
}

/** Numbers of any shape, all finite. Throws E_NETX_FIELD. */
export function arrayField(from: NetxGroup, name: string): NetxArray {
  const { type, shape, values } = datasetField(from, name);
  if (type === 'string' || type === 'unsupported') {
    throw netxError('E_NETX_FIELD', from, `field "${name}" holds no numbers.`);
  }
  const numbers = values as Float64Array | Float32Array;
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return { shape, values: numbers };
  throw netxError('E_NETX_FIELD', from, `field "${name}" is ${numbers[bad]} at index ${bad}.`);
}

/** Integers within [min, max]. Throws E_NETX_FIELD. */
export function integersField(from: NetxGroup, name: string, min: number, max: number): NetxArray {
  const array = arrayField(from, name);
  for (let k = 0; k < array.values.length; k++) {
    const value = array.values[k]!;
    if (Number.isInteger(value) && value >= min && value <= max) continue;
    throw netxError(
      'E_NETX_FIELD',
      from,
      `field "${name}" is ${value} at index ${k}; whole numbers from ${min} to ${max} were expected.`,
    );
  }
  return array;
}

/** One number for both axes, or one each. Throws E_NETX_FIELD. */
export function pairField(
  from: NetxGroup,
  name: string,
  min: number,
  fallback: number,
): readonly [number, number] {
  if (!hasField(from, name)) return [fallback, fallback];
  const { values } = integersField(from, name, min, 2 ** 16);
  if (values.length === 1) return [values[0]!, values[0]!];
  if (values.length === 2) return [values[0]!, values[1]!];
  throw netxError('E_NETX_FIELD', from, `field "${name}" has ${values.length} values, not 1 or 2.`);
}

function datasetField(from: NetxGroup, name: string): Hdf5Dataset {
  const child = from.group.children.get(name);
  if (child?.kind === 'dataset') return child;
  if (child?.kind === 'group') {
    throw netxError('E_NETX_FIELD', from, `"${name}" is a group (complex weights are not read).`);
  }
  throw missing(from, name, 'field');
}

function missing(from: NetxGroup, name: string, kind: string): InputError {
  const names = [...from.group.children.keys()].slice(0, 12).join(', ');
  const text = `${kind} "${name}" is missing; there are: ${names || 'none'}.`;
  return netxError('E_NETX_FIELD', from, text);
}
