/**
 * Learning rules of Loihi as sums of products (Davies et al. 2018, doi:10.1109/MM.2018.112130359;
 * form and widths as in lava-nc's learning engine, lava 0.11, commit b6822fbc):
 *   w += sum over products of gate * mantissa * 2^exponent * product over factors of (variable + constant).
 */

/** What opens a product: a spike of the source or of the target in the epoch, or the epoch count. */
export type Dependency = 'x0' | 'y0' | 'u';

/** x0, y0: spiked in the epoch; x1 .. y3: traces; w, d, t: weight, delay and tag of the synapse. */
export type FactorKind = 'x0' | 'y0' | 'x1' | 'x2' | 'y1' | 'y2' | 'y3' | 'w' | 'd' | 't';

/** (kind + constant). */
export interface RuleFactor {
  readonly kind: FactorKind;
  /** 0 where the rule gives none. */
  readonly constant: number;
}

export interface RuleProduct {
  readonly dependency: Dependency;
  /** -8 .. 7. */
  readonly sMantissa: number;
  /** The rule's exponent plus 7, for the accumulator counts in 1/128: 0 .. 15. */
  readonly sExp: number;
  readonly factors: readonly RuleFactor[];
}

export interface LearningRule {
  readonly target: 'dw';
  /** k of u_k, one a rule: those products act in every 2^k-th epoch. Null where the rule has none. */
  readonly decimateExponent: number | null;
  readonly products: readonly RuleProduct[];
}

/** Bits of each factor: its value is clipped to [-2^bits, 2^bits - 1]. */
export const FACTOR_BITS: Readonly<Record<FactorKind, number>> = {
  x0: 1,
  y0: 1,
  x1: 7,
  x2: 7,
  y1: 7,
  y2: 7,
  y3: 7,
  w: 9,
  d: 9,
  t: 9,
};

/** Range of the signed 4-bit mantissa. */
export const MANTISSA_RANGE = { min: -8, max: 7 } as const;

/** Range of the exponent as written; stored plus `EXPONENT_OFFSET` in 4 bits. */
export const EXPONENT_RANGE = { min: -7, max: 8 } as const;

export const EXPONENT_OFFSET = 7;

/** Range of a constant beside a variable: 8 bits and a sign. */
export const CONSTANT_RANGE = { min: -256, max: 255 } as const;

/** Our own bounds. Five factors of nine bits and the mantissa stay below 2^49, exact in float64. */
export const MAX_PRODUCTS = 32;
export const MAX_FACTORS = 5;
