/**
 * Whole numbers in as few bytes as they need: seven bits a byte, lowest first, the top bit set in all
 * but the last. Signed ones are folded first: 0, -1, 1, -2, ... become 0, 1, 2, 3, ...
 */
import type { DataFault } from './read-fields.ts';

export class VarintWriter {
  private bytes: Uint8Array = new Uint8Array(256);
  private length = 0;

  /** A whole number from 0 to 2^53 - 1. */
  write(value: number): void {
    if (this.length + 8 > this.bytes.length) this.grow();
    let rest = value;
    // Bit operations hold 31 bits only.
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 128)) {
      this.bytes[this.length++] = (rest % 128) | 0x80;
    }
    for (; rest > 0x7f; rest >>>= 7) this.bytes[this.length++] = (rest & 0x7f) | 0x80;
    this.bytes[this.length++] = rest;
  }

  /** A whole number from -2^52 to 2^52 - 1. */
  writeSigned(value: number): void {
    this.write(value >= 0 ? 2 * value : -2 * value - 1);
  }

  /** What was written; ends the writing. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private grow(): void {
    const grown = new Uint8Array(this.bytes.length * 2);
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

export class VarintReader {
  private at = 0;
  private readonly bytes: Uint8Array;
  private readonly what: string;
  private readonly fail: DataFault;

  /** `what` names the column in messages. */
  constructor(bytes: Uint8Array, what: string, fail: DataFault) {
    this.bytes = bytes;
    this.what = what;
    this.fail = fail;
  }

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  read(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      if (this.at >= this.bytes.length) this.fail(`${this.what} end within a number`);
      const byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
      if (unit >= 2 ** 49) this.fail(`${this.what}: a number has more than 8 bytes`);
    }
    if (value > Number.MAX_SAFE_INTEGER) this.fail(`${this.what}: a number is over 2^53`);
    return value;
  }

  readSigned(): number {
    const folded = this.read();
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }
}

/** How many numbers begin and end in the bytes: those without the top bit. */
export function varintCount(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) count += 1 - (bytes[i]! >> 7);
  return count;
}
