/** The characters of a rule: its tokens, and errors that point into it. */
import { InputError } from '../support/errors.ts';

export interface RuleToken {
  readonly kind: 'name' | 'number' | 'symbol' | 'end';
  readonly text: string;
  /** Index of its first character. */
  readonly begin: number;
}

/** Longer text is refused unread. */
const MAX_RULE_LENGTH = 4096;

const TOKEN = /\s+|([A-Za-z_][A-Za-z_0-9]*)|([0-9]+(?:\.[0-9]*)?|\.[0-9]+)|([-+*^()=])/y;
const SHOWN_BEFORE = 60;
const SHOWN_AFTER = 20;

/** Tokens in order, the last one of kind `end`. Throws E_RULE at a character that no rule has. */
export function readTokens(text: string): RuleToken[] {
  if (text.length > MAX_RULE_LENGTH) {
    throw new InputError(
      'E_RULE',
      `a learning rule may have ${MAX_RULE_LENGTH} characters, this one has ${text.length}.`,
      { position: MAX_RULE_LENGTH + 1 },
    );
  }
  const tokens: RuleToken[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const begin = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) {
      failAt(text, begin, `unexpected character ${characterAt(text, begin)}`);
    }
    const [, name, number, symbol] = match;
    if (name !== undefined) tokens.push({ kind: 'name', text: name, begin });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, begin });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, begin });
  }
  tokens.push({ kind: 'end', text: '', begin: text.trimEnd().length });
  return tokens;
}

/** Throws E_RULE: the column (1-based), what is wrong, and the text with a caret below the place. */
export function failAt(text: string, begin: number, problem: string): never {
  const from = Math.max(0, begin - SHOWN_BEFORE);
  // One column a character, whatever the text holds: terminals would move the caret otherwise.
  const shown = text.slice(from, begin + SHOWN_AFTER).replace(/[^\x20-\x7e]/g, '?');
  const caret = `${' '.repeat(begin - from)}^`;
  throw new InputError(
    'E_RULE',
    `learning rule, column ${begin + 1}: ${problem}.\n  ${shown}\n  ${caret}`,
    { position: begin + 1 },
  );
}

function characterAt(text: string, begin: number): string {
  const code = text.codePointAt(begin)!;
  const isPrintable = code > 0x20 && code < 0x7f;
  return isPrintable
    ? `"${String.fromCodePoint(code)}"`
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
