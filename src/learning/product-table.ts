import type { Dependency, FactorKind, LearningRule } from './rule.ts';
import { FACTOR_BITS } from './rule.ts';

/** Codes of `gates`. */
export const GATE_X0 = 0;
const GATE_Y0 = 1;
export const GATE_U = 2;

/** Codes of `kinds`. Traces are X_TRACE + k or Y_TRACE + k. */
export const SPIKED_X = 0;
export const SPIKED_Y = 1;
export const X_TRACE = 2;
export const Y_TRACE = 4;
export const WEIGHT = 7;
export const DELAY = 8;
export const TAG = 9;

/** A rule's products as flat columns for the weight kernel. */
export interface ProductTable {
  readonly productCount: number;
  /** [productCount]. */
  readonly gates: Uint8Array;
  readonly mantissas: Int8Array;
  /** [productCount]: 2^-shift and 2^sExp; the product is floored between them. */
  readonly shrink: Float64Array;
  readonly grow: Float64Array;
  /** [productCount + 1]: begin of each product's factors. */
  readonly offsets: Int32Array;
  /** [factorCount]. */
  readonly kinds: Uint8Array;
  readonly constants: Int16Array;
  /** [factorCount]: 2^bits; a factor is clipped to [-limit, limit - 1]. */
  readonly limits: Int16Array;
  readonly decimateExponent: number | null;
}

/** Bits by which a product exceeds the 15 of the accumulator, its 4-bit mantissa included, are shifted away. */
const MANTISSA_BITS = 4;
const ACCUMULATOR_BITS = 15;

const GATE_CODES: Readonly<Record<Dependency, number>> = { x0: GATE_X0, y0: GATE_Y0, u: GATE_U };

const FACTOR_CODES: Readonly<Record<FactorKind, number>> = {
  x0: SPIKED_X,
  y0: SPIKED_Y,
  x1: X_TRACE,
  x2: X_TRACE + 1,
  y1: Y_TRACE,
  y2: Y_TRACE + 1,
  y3: Y_TRACE + 2,
  w: WEIGHT,
  d: DELAY,
  t: TAG,
};

export function createProductTable(rule: LearningRule): ProductTable {
  const { products, decimateExponent } = rule;
  const factors = products.flatMap((product) => product.factors);
  const offsets = new Int32Array(products.length + 1);
  products.forEach((product, p) => {
    offsets[p + 1] = offsets[p]! + product.factors.length;
  });
  return {
    productCount: products.length,
    gates: Uint8Array.from(products, ({ dependency }) => GATE_CODES[dependency]),
    mantissas: Int8Array.from(products, ({ sMantissa }) => sMantissa),
    shrink: Float64Array.from(products, (product) => {
      const bits = product.factors.reduce((sum, { kind }) => sum + FACTOR_BITS[kind], 0);
      return 2 ** -Math.max(0, bits + MANTISSA_BITS - ACCUMULATOR_BITS);
    }),
    grow: Float64Array.from(products, ({ sExp }) => 2 ** sExp),
    offsets,
    kinds: Uint8Array.from(factors, ({ kind }) => FACTOR_CODES[kind]),
    constants: Int16Array.from(factors, ({ constant }) => constant),
    limits: Int16Array.from(factors, ({ kind }) => 2 ** FACTOR_BITS[kind]),
    decimateExponent,
  };
}
