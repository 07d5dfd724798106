import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRule } from '../../src/learning/parse-rule.ts';
import type { RuleProduct } from '../../src/learning/rule.ts';
import { MAX_FACTORS, MAX_PRODUCTS } from '../../src/learning/rule.ts';
import { InputError } from '../../src/support/errors.ts';
import { ruleText, someProducts } from './random-rule.ts';

function messageOf(text: string): string {
  try {
    parseRule(text);
  } catch (error) {
    if (error instanceof InputError && error.code === 'E_RULE') return error.message;
    throw error;
  }
  return 'no error';
}

describe('parseRule', () => {
  it('reads products with their gate, scale and factors', () => {
    expect(parseRule('dw = 2^-2*x1*y0 - 3*2^-6*x0*y1*(w - 64)')).toEqual({
      target: 'dw',
      decimateExponent: null,
      products: [
        { dependency: 'y0', sMantissa: 1, sExp: 5, factors: [{ kind: 'x1', constant: 0 }] },
        {
          dependency: 'x0',
          sMantissa: -3,
          sExp: 1,
          factors: [
            { kind: 'y1', constant: 0 },
            { kind: 'w', constant: -64 },
          ],
        },
      ],
    });
  });

  it('reads the epoch divider of u', () => {
    const rule = parseRule('dw=-2^-2*u3 + u3*x1*t');
    expect(rule.decimateExponent).toBe(3);
    expect(rule.products.map(({ dependency }) => dependency)).toEqual(['u', 'u']);
  });

  it.each<[string, Partial<RuleProduct>]>([
    ['-x0*y1', { sMantissa: -1, sExp: 7 }],
    ['x0*y1*12', { sMantissa: 6, sExp: 8 }],
    ['64*x0', { sMantissa: 4, sExp: 11 }],
    ['2*3*2^-3*x0', { sMantissa: 6, sExp: 4 }],
    ['2^(-7)*x0', { sMantissa: 1, sExp: 0 }],
    ['(-3)*x0', { sMantissa: -3, factors: [] }],
    ['x0*(64 - w)', { sMantissa: -1, factors: [{ kind: 'w', constant: -64 }] }],
    ['x0*(-w + 2^6)', { sMantissa: -1, factors: [{ kind: 'w', constant: -64 }] }],
    ['x0*(-w)', { sMantissa: -1, factors: [{ kind: 'w', constant: 0 }] }],
    ['x0*y0', { dependency: 'x0', factors: [{ kind: 'y0', constant: 0 }] }],
    ['y0*(x0 + 1)', { dependency: 'y0', factors: [{ kind: 'x0', constant: 1 }] }],
    ['0*x0', { sMantissa: 0 }],
  ])('reads %s', (text, expected) => {
    expect(parseRule(`dw = ${text}`).products[0]).toMatchObject(expected);
  });

  it('has a rule without products: dw = 0', () => {
    expect(parseRule('dw = 0').products).toEqual([]);
  });

  it('reads back what was written, whatever the products', () => {
    fc.assert(
      fc.property(someProducts, (products) => {
        expect(parseRule(ruleText(products)).products).toEqual(products);
      }),
    );
  });

  it.each([
    ['', 'column 1: expected "dw =", found the end'],
    ['x0*y1', 'column 1: expected "dw =", found "x0"'],
    ['dw x0', 'column 4: expected "=" after dw, found "x0"'],
    ['dw =', 'column 5: expected a number, a name or "(", found the end'],
    ['dd = x0*y1', 'column 1: dd is not supported: only weights learn (dw), not delays'],
    ['dt = x0*y1', 'column 1: dt is not supported: only weights learn (dw), not tags'],
    ['dw = x0*y1 y2', 'column 12: expected "*", "+" or "-", found "y2"'],
    ['dw = x0**y1', 'column 9: expected a number, a name or "(", found "*"'],
    ['dw = x1*y1', 'column 6: nothing opens this product: it needs x0, y0 or u0 to u9'],
    ['dw = x0*y4', 'column 9: unknown name "y4"; did you mean y0? names are x0 x1 x2 y0'],
    ['dw = X0*y1', 'column 6: unknown name "X0"; did you mean x0?'],
    ['dw = u*w', 'column 6: unknown name "u"; did you mean u0?'],
    ['dw = reward*x0', 'column 6: unknown name "reward"; names are'],
    ['dw = x0*sgn(w)', 'column 9: sgn() is not supported'],
    ['dw = 0.5*x0', 'column 6: expected an integer; write fractions as powers of 2'],
    ['dw = 3^2*x0', 'column 6: only powers of 2 have an exponent, found 3^'],
    ['dw = 2^x0', 'column 8: expected an integer, found "x0"'],
    ['dw = 2^(-2*x0', 'column 11: expected ")" after the exponent, found "*"'],
    ['dw = 2^-8*x0', 'column 6: the exponent -8 of this product is outside -7 to 8'],
    ['dw = x0 + 9*y0', 'column 11: the scale of this product is not of the form m*2^e'],
    ['dw = 65537*x0', 'column 6: the number is above 65536'],
    ['dw = 2^65*x0', 'column 8: the number is above 64'],
    ['dw = u1*x1 + u2*x2', 'column 14: a rule has one epoch divider, found u1 and u2'],
    ['dw = x0*u1', 'column 9: a product opens on one of x0, y0, u0 to u9; u1 must come before x0'],
    ['dw = x0*(u1 + 2)', 'column 10: u1 only opens a product and cannot stand in a group'],
    ['dw = x0*(w - 2 - 3)', 'column 16: expected ")" after one name and one number, found "-"'],
    ['dw = x0*((w))', 'column 10: expected a name or a number in the group, found "("'],
    ['dw = x0*(w - y1)', 'column 14: expected an integer in the group, found "y1"'],
    ['dw = x0*(2 - 3)', 'column 14: expected a name in the group, found "3"'],
    ['dw = x0*(w - 257)', 'column 10: the constant -257 of this group is outside -256 to 255'],
    ['dw = x0*(w + 2^-1)', 'column 14: the constant of a group must be an integer'],
    ['dw = x0 × y1', 'column 9: unexpected character U+00D7'],
    ['dw = x0; y1', 'column 8: unexpected character ";"'],
  ])('refuses %j', (text, expected) => {
    expect(messageOf(text)).toContain(`learning rule, ${expected}`);
  });

  it('shows the place with a caret', () => {
    expect(messageOf('dw = 2^-2*x9*y0')).toBe(
      'learning rule, column 11: unknown name "x9"; did you mean x0? ' +
        'names are x0 x1 x2 y0 y1 y2 y3 w d t and u0 to u9.\n' +
        '  dw = 2^-2*x9*y0\n' +
        '            ^',
    );
  });

  it('keeps the caret in place beside characters that would move it', () => {
    const [, shown, caret] = messageOf('dw =\n\tx0*y9').split('\n');
    expect(shown).toBe('  dw =??x0*y9');
    expect(caret!.indexOf('^')).toBe(shown!.indexOf('y9'));
  });

  it('bounds products, factors and length', () => {
    const sum = (count: number) => `dw = ${Array.from({ length: count }, () => 'x0*y1').join('+')}`;
    expect(parseRule(sum(MAX_PRODUCTS)).products).toHaveLength(MAX_PRODUCTS);
    expect(messageOf(sum(MAX_PRODUCTS + 1))).toContain('a rule may have 32 products');
    const product = (count: number) => `dw = x0${'*w'.repeat(count)}`;
    expect(parseRule(product(MAX_FACTORS)).products[0]!.factors).toHaveLength(MAX_FACTORS);
    expect(messageOf(product(MAX_FACTORS + 1))).toContain('a product may have 5 factors');
    expect(messageOf('('.repeat(1e6))).toBe(
      'a learning rule may have 4096 characters, this one has 1000000.',
    );
    expect(messageOf(`dw = x0${'*65536'.repeat(600)}`)).toContain('is not of the form');
  });

  it('answers any text with a rule or one E_RULE', () => {
    const words = ['dw', '=', 'x0', 'y0', 'u3', 'w', '(', ')', '+', '-', '*', '2', '^', '64', ' '];
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ maxLength: 200 }).map((text) => `dw = x0*${text}`),
      fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((list) => `dw=${list.join('')}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const message = messageOf(text);
        if (message === 'no error') return;
        expect(message.split('\n')).toHaveLength(3);
      }),
      { numRuns: 2000 },
    );
  });
});
