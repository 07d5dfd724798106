/** Imperative drawing of random cases: fast-check chooses (and shrinks) each number that is asked for. */
import fc from 'fast-check';

/** Whole number in [least, most]. */
export type Draw = (least: number, most: number) => number;

/** A draw from fast-check's `fc.gen()`. */
function drawFrom(gen: fc.GeneratorValue): Draw {
  return (min, max) => gen(fc.integer, { min, max });
}

/** True once in `oneIn` cases. */
export function drawChance(draw: Draw, oneIn: number): boolean {
  return draw(1, oneIn) === oneIn;
}

export function drawOne<T>(draw: Draw, list: readonly T[]): T {
  return list[draw(0, list.length - 1)]!;
}

/**
 * Cheap numbers in [0, 1) for the bulk of a case (weights, events), all fixed by one drawn seed, so that
 * fast-check shrinks the structure and not thousands of weights.
 */
export function drawStream(draw: Draw): () => number {
  let state = draw(0, 2 ** 20) ^ 0x9e3779b9;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

/** SPIKELOOM_PROPERTY_FACTOR=20 runs as many times the cases, SPIKELOOM_PROPERTY_SEED=N others. */
const FACTOR = Number(process.env.SPIKELOOM_PROPERTY_FACTOR ?? 1);
const SEED = Number(process.env.SPIKELOOM_PROPERTY_SEED ?? 20260101);

/** Checks `body` on `runs` random cases; the seed is fixed, so that a failure can be had again. */
export function checkCases(runs: number, body: (draw: Draw) => void): void {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      body(drawFrom(gen));
    }),
    { numRuns: runs * FACTOR, seed: SEED },
  );
}
