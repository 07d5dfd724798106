/**
 * Registers and ranges that several Loihi 2 models share. Loihi 2 neurons are microcode, so the widths
 * are those that lava-nc (0.11, commit b6822fbc) states for its fixed-point models.
 */
import { STATE24_MAX } from '../../support/fixed-point.ts';
import type { RegisterField } from '../integer-model.ts';

/** A field whose name the compiler knows. */
export interface Field<Name extends string> extends RegisterField {
  readonly name: Name;
}

export type Range = readonly [number, number];

/** u and i count round in 24 bits, -2^23 being shown as +2^23. */
export const WRAPPED_RANGE: Range = [-STATE24_MAX, STATE24_MAX + 1];
/** What saturates does so at the same magnitude on both sides. */
export const CLIPPED_RANGE: Range = [-STATE24_MAX, STATE24_MAX];
export const POSITIVE_RANGE: Range = [0, STATE24_MAX];

const DECAY_MAX = 4096;
const MANTISSA_MAX = 2 ** 17 - 1;

export function decayField<N extends string>(name: N, description: string): Field<N> {
  return { name, min: 0, max: DECAY_MAX, default: 0, description };
}

/** A decay to which the chip adds one. */
export function currentDecayField<N extends string>(name: N, description: string): Field<N> {
  return { name, min: 0, max: DECAY_MAX - 1, default: DECAY_MAX - 1, description };
}

/** 17 bits, shifted left by 6. */
export function mantissaField<N extends string>(
  name: N,
  value: number,
  description: string,
): Field<N> {
  return { name, min: 0, max: MANTISSA_MAX, default: value, description };
}

export function negativeMantissaField<N extends string>(
  name: N,
  value: number,
  description: string,
): Field<N> {
  return { name, min: -MANTISSA_MAX, max: 0, default: value, description };
}

/** A threshold in units of the state itself. */
export function thresholdField<N extends string>(
  name: N,
  value: number,
  description: string,
): Field<N> {
  return { name, min: 0, max: STATE24_MAX, default: value, description };
}

/**
 * Sine or cosine of a resonator's turn: 16 bits, sign included, so that a product with 24 bits of state
 * stays below 2^39.
 */
export function factorField<N extends string>(
  name: N,
  value: number,
  description: string,
): Field<N> {
  return { name, min: -(2 ** 15), max: 2 ** 15 - 1, default: value, description };
}

/** 0 or 1. */
export function flagField<N extends string>(name: N, description: string): Field<N> {
  return { name, min: 0, max: 1, default: 0, description };
}

export const BIAS_MANT_FIELD: Field<'biasMant'> = {
  name: 'biasMant',
  min: -4096,
  max: 4095,
  default: 0,
  description: 'bias mantissa',
};

export const BIAS_EXP_FIELD: Field<'biasExp'> = {
  name: 'biasExp',
  min: -8,
  max: 7,
  default: 0,
  description: 'bias exponent; a negative one shifts right',
};

export const STATE_EXP_FIELD: Field<'stateExp'> = {
  name: 'stateExp',
  min: 0,
  max: 15,
  default: 0,
  description: 'bits by which the state is finer than what arrives or leaves',
};

/** Biases of models that do not part mantissa and exponent. */
export const BIAS_FIELD: Field<'bias'> = {
  name: 'bias',
  min: CLIPPED_RANGE[0],
  max: CLIPPED_RANGE[1],
  default: 0,
  description: 'added to the sum of all inputs',
};

export const U0_FIELD: Field<'u0'> = {
  name: 'u0',
  min: WRAPPED_RANGE[0],
  max: WRAPPED_RANGE[1],
  default: 0,
  description: 'current at step 0',
};

export const V0_FIELD: Field<'v0'> = {
  name: 'v0',
  min: CLIPPED_RANGE[0],
  max: CLIPPED_RANGE[1],
  default: 0,
  description: 'voltage at step 0',
};
