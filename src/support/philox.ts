/**
 * Random numbers by position instead of by order: Philox 4x32 with 10 rounds (Salmon, Moraes, Dror and
 * Shaw 2011, doi:10.1145/2063384.2063405). The same key and counter give the same words whatever was
 * drawn before.
 */

/** Two 32-bit words. */
export type HashKey = readonly [number, number];

const multiplierA = 0xd2511f53;
const multiplierB = 0xcd9e8d57;
const keyStepA = 0x9e3779b9;
const keyStepB = 0xbb67ae85;
const rounds = 10;

/** Replaces the counter in `words` [4] by its four random 32-bit words. */
export function philox(words: Uint32Array, key: HashKey): void {
  let [keyA, keyB] = key;
  for (let round = 0; round < rounds; round++) {
    const a = words[0]!;
    const b = words[2]!;
    words[0] = multiplyHigh(multiplierB, b) ^ words[1]! ^ keyA;
    words[1] = Math.imul(multiplierB, b);
    words[2] = multiplyHigh(multiplierA, a) ^ words[3]! ^ keyB;
    words[3] = Math.imul(multiplierA, a);
    keyA = (keyA + keyStepA) >>> 0;
    keyB = (keyB + keyStepB) >>> 0;
  }
}

/** Upper 32 bits of the 64-bit product of two unsigned words; every partial sum is below 2^49. */
function multiplyHigh(a: number, b: number): number {
  const lowB = b & 0xffff;
  const highB = b >>> 16;
  const middle = a * lowB;
  return Math.floor((a * highB + Math.floor(middle / 65_536)) / 65_536);
}
