/**
 * Registers of the neurons of SANA-FE 2.2.1, which computes in doubles. Potentials, thresholds and biases are
 * integers in units of 2^-(6 + fractionBits); decays are carried as the two halves of their doubles.
 */
import type { PerCompartment } from '../../model/network.ts';
import { valueAt } from '../../model/network.ts';
import type { Registers } from '../integer-model.ts';
import type { Field, Range } from '../loihi2/fields.ts';
import { flagField } from '../loihi2/fields.ts';

const INT32: Range = [-(2 ** 31), 2 ** 31 - 1];

/** What a crossed threshold does to the potential. */
export type ResetMode = 'none' | 'soft' | 'hard' | 'saturate';

/** By the number in the register. */
export const RESET_MODES: readonly ResetMode[] = ['none', 'soft', 'hard', 'saturate'];

export function wordField<N extends string>(
  name: N,
  description: string,
  value: number = 0,
): Field<N> {
  return { name, min: INT32[0], max: INT32[1], default: value, description };
}

function modeField<N extends string>(name: N, mode: ResetMode, description: string): Field<N> {
  const value = RESET_MODES.indexOf(mode);
  return { name, min: 0, max: RESET_MODES.length - 1, default: value, description };
}

type CommonName =
  | 'threshold'
  | 'reset'
  | 'resetMode'
  | 'reverseThreshold'
  | 'reverseReset'
  | 'reverseResetMode'
  | 'bias'
  | 'forceUpdate';

/** Fields that both of SANA-FE's computing neurons have. */
export const COMMON_FIELDS: readonly Field<CommonName>[] = [
  wordField('threshold', 'upper threshold'),
  wordField('reset', 'potential after a spike with reset mode hard'),
  modeField('resetMode', 'hard', 'what a spike does to v: 0 nothing, 1 soft, 2 hard, 3 saturate'),
  wordField('reverseThreshold', 'lower threshold'),
  wordField('reverseReset', 'potential below the lower threshold with mode hard'),
  modeField(
    'reverseResetMode',
    'none',
    'what happens below the lower threshold, in the same numbers',
  ),
  wordField('bias', 'added to the potential in every step'),
  flagField('forceUpdate', '1 counts an update in every step'),
];

/** The halves of a double as two 32-bit registers, high word first. */
export function doubleWords(value: number): readonly [number, number] {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return [bits.getInt32(0), bits.getInt32(4)];
}

/** Doubles from their halves, [count]. */
export function doublesOf(high: Int32Array, low: Int32Array): Float64Array {
  const bits = new DataView(new ArrayBuffer(8));
  return Float64Array.from(high, (word, k) => {
    bits.setInt32(0, word);
    bits.setInt32(4, low[k]!);
    return bits.getFloat64(0);
  });
}

/** The registers that hold one double each: `nameHigh` and `nameLow`. */
export function doubleRegisters(name: string, values: number | Float64Array): Registers {
  const words = (half: 0 | 1): PerCompartment =>
    typeof values === 'number'
      ? doubleWords(values)[half]
      : Int32Array.from({ length: values.length }, (_, k) => doubleWords(valueAt(values, k))[half]);
  return { [`${name}High`]: words(0), [`${name}Low`]: words(1) };
}

/** A double as it is read by probes: to the nearest integer of the register, ends included. */
export function toRegister(value: number): number {
  return Math.min(INT32[1], Math.max(INT32[0], Math.round(value)));
}
