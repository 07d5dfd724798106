/** A small integer stream (xorshift32, Marsaglia 2003, doi:10.18637/jss.v008.i14): equal on every machine. */
export interface Draws {
  /** Uniform integer in [0, bound), bound at most 2^31. */
  readonly below: (bound: number) => number;
}

export function createDraws(seed: number): Draws {
  let state = (Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) | 0) ^ 0x2545f491;
  if (state === 0) state = 0x1234567;
  return {
    below: (bound) => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return Math.floor(((state >>> 0) / 4294967296) * bound);
    },
  };
}

/** Fisher-Yates over the first `count` entries. */
export function shuffle(values: Int32Array, count: number, draws: Draws): void {
  for (let n = count - 1; n > 0; n--) {
    const other = draws.below(n + 1);
    const value = values[n]!;
    values[n] = values[other]!;
    values[other] = value;
  }
}
