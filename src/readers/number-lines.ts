/** Text files of whole numbers, line by line and straight from the bytes: what the network formats share. */
import { gunzipSync } from 'node:zlib';
import { groupDigits, InputError } from '../support/errors.ts';

const TEXT_BYTES_MAX = 2 ** 31 - 1;

const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const BLANK = 32;
const PERCENT = 37;
const DASH = 45;
const ZERO = 48;

/** Bytes of a file as text bytes, unpacked where they begin as gzip does. Throws InputError of `code`. */
export function unpackText(bytes: Uint8Array, file: string, code: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_MAX });
  } catch (error) {
    throw new InputError(code, `${file} cannot be unpacked (${(error as Error).message}).`);
  }
}

/** A word of a file, quoted and cut short for a message. */
export function shownWord(word: string): string {
  return JSON.stringify(word.length > 20 ? `${word.slice(0, 20)}...` : word);
}

/** Numbers of one line after the other, straight from the bytes. */
export class NumberLines {
  private readonly bytes: Uint8Array;
  private readonly file: string;
  private readonly code: string;
  private at: number;
  private line: number;

  /** Begins before the line at byte `begin`, which is line `firstLine` of the file. */
  constructor(bytes: Uint8Array, begin: number, file: string, code: string, firstLine: number = 2) {
    this.bytes = bytes;
    this.at = begin - 1;
    this.line = firstLine - 1;
    this.file = file;
    this.code = code;
  }

  /** Goes to the next line that is not empty at the end of the file. */
  nextLine(): boolean {
    this.at++;
    this.line++;
    if (this.at >= this.bytes.length) return false;
    const rest = this.bytes[this.at]!;
    return !(rest === NEWLINE && this.at === this.bytes.length - 1);
  }

  /** Goes to the next line that is no comment (a line that begins with %). */
  nextLineWithoutComments(): boolean {
    while (this.nextLine()) {
      if (this.bytes[this.at] !== PERCENT) return true;
      while (this.at < this.bytes.length && this.bytes[this.at] !== NEWLINE) this.at++;
    }
    return false;
  }

  /** Skips blanks; whether the line goes on. */
  hasMore(): boolean {
    const { bytes } = this;
    while (bytes[this.at] === BLANK || bytes[this.at] === TAB || bytes[this.at] === RETURN)
      this.at++;
    return this.at < bytes.length && bytes[this.at] !== NEWLINE;
  }

  atRange(): boolean {
    if (this.bytes[this.at] !== DASH) return false;
    this.at++;
    return true;
  }

  number(most: number, what: string): number {
    const { bytes } = this;
    const begin = this.at;
    let value = 0;
    for (;;) {
      const digit = bytes[this.at]! - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      this.at++;
      if (value > most)
        throw this.fault(`${what} of ${this.word(begin)} is over ${groupDigits(most)}`);
    }
    const ends = [BLANK, TAB, RETURN, NEWLINE, DASH, undefined].includes(bytes[this.at]);
    if (this.at === begin || !ends)
      throw this.fault(`${what} was expected, not ${this.word(begin)}`);
    return value;
  }

  private word(begin: number): string {
    let end = begin;
    while (end < this.bytes.length && this.bytes[end] !== NEWLINE && this.bytes[end] !== BLANK)
      end++;
    return shownWord(
      new TextDecoder().decode(this.bytes.subarray(begin, Math.min(end, begin + 24))),
    );
  }

  fault(problem: string): InputError {
    return new InputError(this.code, `${this.file}, line ${this.line}: ${problem}.`, {
      line: this.line,
    });
  }
}
