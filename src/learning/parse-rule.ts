/**
 * Reads a learning rule written as text, such as `dw = 2^-2*x1*y0 - 2^-6*x0*y1*(w - 64)`:
 *   rule    = ("dw" | "dd" | "dt") "=" [sign] product { sign product }
 *   product = part { "*" part }
 *   part    = number | name | "(" group ")"
 *   number  = integer | "2^" [sign] integer
 *   group   = [sign] name [sign number] | [sign] number [sign name]
 * All numbers outside a group with a name make up the scale. The first of x0, y0, u0 .. u9 opens the
 * product; x0 and y0 after it are factors.
 */
import { nearestWord } from '../support/errors.ts';
import type { Dependency, FactorKind, LearningRule, RuleFactor, RuleProduct } from './rule.ts';
import {
  CONSTANT_RANGE,
  EXPONENT_OFFSET,
  EXPONENT_RANGE,
  FACTOR_BITS,
  MANTISSA_RANGE,
  MAX_FACTORS,
  MAX_PRODUCTS,
} from './rule.ts';
import type { RuleToken } from './rule-text.ts';
import { failAt, readTokens } from './rule-text.ts';

const TARGETS = ['dw', 'dd', 'dt'];
const FACTORS = Object.keys(FACTOR_BITS) as FactorKind[];
const GATES = Array.from({ length: 10 }, (_, k) => `u${k}`);
const NAMES = [...FACTORS, ...GATES];
const NAME_HELP = 'names are x0 x1 x2 y0 y1 y2 y3 w d t and u0 to u9';
/** Numbers as written; the product of them is checked again. */
const MAX_NUMBER = 65_536;
const MAX_WRITTEN_EXPONENT = 64;

/** Where the parser stands. */
interface Cursor {
  readonly text: string;
  readonly tokens: readonly RuleToken[];
  next: number;
}

/** mantissa * 2^exponent. */
interface Scale {
  mantissa: number;
  exponent: number;
}

/** One product while it is read. */
interface Draft extends Scale {
  readonly begin: number;
  dependency: Dependency | null;
  decimateExponent: number | null;
  readonly factors: RuleFactor[];
}

/**
 * The rule as products; `dw = 0` has none. Throws E_RULE with the column and a caret line: unknown or
 * misplaced words, numbers out of range, too many products or factors, and targets other than `dw`.
 */
export function parseRule(text: string): LearningRule {
  const cursor: Cursor = { text, tokens: readTokens(text), next: 0 };
  readTarget(cursor);
  const drafts = readSum(cursor);
  const isZero = drafts.length === 1 && isPlainZero(drafts[0]!);
  return {
    target: 'dw',
    decimateExponent: commonDecimation(cursor, drafts),
    products: isZero ? [] : drafts.map((draft) => finishProduct(cursor, draft)),
  };
}

function readTarget(cursor: Cursor): void {
  const token = take(cursor);
  if (!TARGETS.includes(token.text)) fail(cursor, token, `expected "dw =", found ${nameOf(token)}`);
  expectSymbol(cursor, '=', `"=" after ${token.text}`);
  if (token.text === 'dw') return;
  const variable = token.text === 'dd' ? 'delays' : 'tags';
  fail(cursor, token, `${token.text} is not supported: only weights learn (dw), not ${variable}`);
}

function readSum(cursor: Cursor): Draft[] {
  const drafts = [readProduct(cursor, takeSign(cursor) ?? 1)];
  while (peek(cursor).kind !== 'end') {
    const sign = takeSign(cursor);
    if (sign === null) {
      fail(cursor, peek(cursor), `expected "*", "+" or "-", found ${nameOf(peek(cursor))}`);
    }
    if (drafts.length === MAX_PRODUCTS) {
      fail(cursor, peek(cursor), `a rule may have ${MAX_PRODUCTS} products`);
    }
    drafts.push(readProduct(cursor, sign));
  }
  return drafts;
}

function readProduct(cursor: Cursor, sign: number): Draft {
  const draft: Draft = {
    begin: peek(cursor).begin,
    mantissa: sign,
    exponent: 0,
    dependency: null,
    decimateExponent: null,
    factors: [],
  };
  readPart(cursor, draft);
  while (takeSymbol(cursor, '*')) readPart(cursor, draft);
  return draft;
}

function readPart(cursor: Cursor, draft: Draft): void {
  const token = peek(cursor);
  if (token.kind === 'number') multiply(draft, readNumber(cursor));
  else if (token.kind === 'name') readName(cursor, draft);
  else if (takeSymbol(cursor, '(')) readGroup(cursor, draft);
  else fail(cursor, token, `expected a number, a name or "(", found ${nameOf(token)}`);
}

function readName(cursor: Cursor, draft: Draft): void {
  const token = take(cursor);
  if (GATES.includes(token.text)) {
    if (draft.dependency !== null) {
      const place = `${token.text} must come before ${draft.dependency === 'u' ? 'other u' : draft.dependency}`;
      fail(cursor, token, `a product opens on one of x0, y0, u0 to u9; ${place} or go`);
    }
    draft.dependency = 'u';
    draft.decimateExponent = Number(token.text.slice(1));
    return;
  }
  const kind = factorKind(cursor, token);
  const opens = (kind === 'x0' || kind === 'y0') && draft.dependency === null;
  if (opens) draft.dependency = kind;
  else addFactor(cursor, token, draft, { kind, constant: 0 });
}

/** The rest of a group, "(" being read: a variable with its constant, or a number in brackets. */
function readGroup(cursor: Cursor, draft: Draft): void {
  const sign = takeSign(cursor) ?? 1;
  const first = peek(cursor);
  if (first.kind === 'name') {
    const kind = groupVariable(cursor);
    const constantSign = takeSign(cursor);
    const constant = constantSign === null ? 0 : constantSign * readConstant(cursor);
    addGroup(cursor, first, draft, kind, sign, constant);
  } else if (first.kind === 'number') {
    const number = readNumber(cursor);
    const variableSign = takeSign(cursor);
    if (variableSign === null) {
      multiply(draft, { mantissa: sign * number.mantissa, exponent: number.exponent });
    } else {
      const constant = sign * asConstant(cursor, first, number);
      const kind = groupVariable(cursor);
      addGroup(cursor, first, draft, kind, variableSign, constant);
    }
  } else {
    fail(cursor, first, `expected a name or a number in the group, found ${nameOf(first)}`);
  }
  expectSymbol(cursor, ')', '")" after one name and one number');
}

/** (-v + c) is -(v - c). */
function addGroup(
  cursor: Cursor,
  token: RuleToken,
  draft: Draft,
  kind: FactorKind,
  sign: number,
  constant: number,
): void {
  const inner = constant * sign || 0;
  const { min, max } = CONSTANT_RANGE;
  if (inner < min || inner > max) {
    fail(cursor, token, `the constant ${inner} of this group is outside ${min} to ${max}`);
  }
  draft.mantissa *= sign;
  addFactor(cursor, token, draft, { kind, constant: inner });
}

function addFactor(cursor: Cursor, token: RuleToken, draft: Draft, factor: RuleFactor): void {
  if (draft.factors.length === MAX_FACTORS) {
    fail(cursor, token, `a product may have ${MAX_FACTORS} factors beside its scale and its gate`);
  }
  draft.factors.push(factor);
}

function groupVariable(cursor: Cursor): FactorKind {
  const token = peek(cursor);
  if (token.kind !== 'name') {
    fail(cursor, token, `expected a name in the group, found ${nameOf(token)}`);
  }
  if (GATES.includes(token.text)) {
    fail(cursor, token, `${token.text} only opens a product and cannot stand in a group`);
  }
  return factorKind(cursor, take(cursor));
}

function factorKind(cursor: Cursor, token: RuleToken): FactorKind {
  const kind = FACTORS.find((name) => name === token.text);
  if (kind !== undefined) return kind;
  if (token.text === 'sgn') fail(cursor, token, 'sgn() is not supported');
  const initial = token.text[0]!.toLowerCase();
  const near = nearestWord(
    token.text.slice(0, 8),
    NAMES.filter((name) => name.startsWith(initial)),
  );
  const word = token.text.length > 24 ? `${token.text.slice(0, 24)}...` : token.text;
  const hint = near === undefined ? NAME_HELP : `did you mean ${near}? ${NAME_HELP}`;
  return fail(cursor, token, `unknown name "${word}"; ${hint}`);
}

/** An integer, or a power of two. */
function readNumber(cursor: Cursor): Scale {
  const token = peek(cursor);
  const mantissa = readInteger(cursor, MAX_NUMBER);
  if (!takeSymbol(cursor, '^')) return { mantissa, exponent: 0 };
  if (mantissa !== 2) fail(cursor, token, `only powers of 2 have an exponent, found ${mantissa}^`);
  const isBracketed = takeSymbol(cursor, '(');
  const sign = takeSign(cursor) ?? 1;
  const exponent = sign * readInteger(cursor, MAX_WRITTEN_EXPONENT);
  if (isBracketed) expectSymbol(cursor, ')', '")" after the exponent');
  return { mantissa: 1, exponent };
}

function readInteger(cursor: Cursor, max: number): number {
  const token = take(cursor);
  if (token.kind !== 'number') fail(cursor, token, `expected an integer, found ${nameOf(token)}`);
  if (token.text.includes('.')) {
    fail(cursor, token, 'expected an integer; write fractions as powers of 2, such as 3*2^-2');
  }
  const value = Number(token.text);
  if (value > max) fail(cursor, token, `the number is above ${max}`);
  return value;
}

function readConstant(cursor: Cursor): number {
  const token = peek(cursor);
  if (token.kind !== 'number') {
    fail(cursor, token, `expected an integer in the group, found ${nameOf(token)}`);
  }
  return asConstant(cursor, token, readNumber(cursor));
}

function asConstant(cursor: Cursor, token: RuleToken, number: Scale): number {
  const constant = number.mantissa * 2 ** number.exponent;
  if (!Number.isInteger(constant)) {
    fail(cursor, token, 'the constant of a group must be an integer');
  }
  return constant;
}

function multiply(draft: Draft, by: Scale): void {
  draft.mantissa *= by.mantissa;
  draft.exponent += by.exponent;
}

function isPlainZero(draft: Draft): boolean {
  return draft.mantissa === 0 && draft.dependency === null && draft.factors.length === 0;
}

function commonDecimation(cursor: Cursor, drafts: readonly Draft[]): number | null {
  let common: number | null = null;
  for (const { decimateExponent, begin } of drafts) {
    if (decimateExponent === null) continue;
    common ??= decimateExponent;
    if (common !== decimateExponent) {
      const both = `u${common} and u${decimateExponent}`;
      failAt(cursor.text, begin, `a rule has one epoch divider, found ${both}`);
    }
  }
  return common;
}

function finishProduct(cursor: Cursor, draft: Draft): RuleProduct {
  const { begin, dependency, factors } = draft;
  if (dependency === null) {
    const need = 'x0, y0 or u0 to u9 as one of its factors';
    failAt(cursor.text, begin, `nothing opens this product: it needs ${need}`);
  }
  const { mantissa, exponent } = normalizeScale(draft);
  const { min, max } = MANTISSA_RANGE;
  if (mantissa < min || mantissa > max) {
    const form = `m*2^e with an integer m of ${min} to ${max}`;
    failAt(cursor.text, begin, `the scale of this product is not of the form ${form}`);
  }
  if (exponent < EXPONENT_RANGE.min || exponent > EXPONENT_RANGE.max) {
    const range = `${EXPONENT_RANGE.min} to ${EXPONENT_RANGE.max}`;
    failAt(cursor.text, begin, `the exponent ${exponent} of this product is outside ${range}`);
  }
  return { dependency, sMantissa: mantissa || 0, sExp: exponent + EXPONENT_OFFSET, factors };
}

/** Halves even mantissas of more than 3 bits while the exponent has room, as lava does. */
function normalizeScale(scale: Scale): Scale {
  let { mantissa, exponent } = scale;
  while (Math.abs(mantissa) > 7 && mantissa % 2 === 0 && exponent < EXPONENT_RANGE.max) {
    mantissa /= 2;
    exponent++;
  }
  return { mantissa, exponent };
}

function peek(cursor: Cursor): RuleToken {
  return cursor.tokens[cursor.next]!;
}

/** The next token; the end is never passed. */
function take(cursor: Cursor): RuleToken {
  const token = peek(cursor);
  if (token.kind !== 'end') cursor.next++;
  return token;
}

function takeSymbol(cursor: Cursor, symbol: string): boolean {
  const token = peek(cursor);
  if (token.kind !== 'symbol' || token.text !== symbol) return false;
  cursor.next++;
  return true;
}

/** 1 or -1, or null where no sign stands. */
function takeSign(cursor: Cursor): 1 | -1 | null {
  if (takeSymbol(cursor, '+')) return 1;
  return takeSymbol(cursor, '-') ? -1 : null;
}

function expectSymbol(cursor: Cursor, symbol: string, what: string): void {
  const token = peek(cursor);
  if (!takeSymbol(cursor, symbol)) fail(cursor, token, `expected ${what}, found ${nameOf(token)}`);
}

function fail(cursor: Cursor, token: RuleToken, problem: string): never {
  return failAt(cursor.text, token.begin, problem);
}

function nameOf(token: RuleToken): string {
  if (token.kind === 'end') return 'the end';
  return token.text.length > 24 ? `"${token.text.slice(0, 24)}..."` : `"${token.text}"`;
}
