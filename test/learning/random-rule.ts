import fc from 'fast-check';
import type { FactorKind, RuleProduct } from '../../src/learning/rule.ts';
import { FACTOR_BITS, MAX_FACTORS } from '../../src/learning/rule.ts';

const KINDS = Object.keys(FACTOR_BITS) as FactorKind[];

/** Products in the form that the parser gives them: -8 only where it cannot be halved. */
export const someProducts: fc.Arbitrary<RuleProduct[]> = fc.array(
  fc.record({
    dependency: fc.constantFrom('x0', 'y0', 'u'),
    sMantissa: fc.integer({ min: -7, max: 7 }),
    sExp: fc.integer({ min: 0, max: 15 }),
    factors: fc.array(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        constant: fc.integer({ min: -256, max: 255 }),
      }),
      { maxLength: MAX_FACTORS },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The rule as a person would write it; products of u divide by `divider`. */
export function ruleText(products: readonly RuleProduct[], divider = 1): string {
  const terms = products.map(({ dependency, sMantissa, sExp, factors }) => {
    const gate = dependency === 'u' ? `u${divider}` : dependency;
    const parts = factors.map(({ kind, constant }) =>
      constant === 0 && kind !== 'x0' && kind !== 'y0'
        ? kind
        : `(${kind} ${constant < 0 ? '-' : '+'} ${Math.abs(constant)})`,
    );
    const scale = `${sMantissa < 0 ? '-' : '+'} ${Math.abs(sMantissa)}*2^${sExp - 7}`;
    return [scale, gate, ...parts].join('*');
  });
  return `dw = ${terms.join(' ')}`;
}
