import { createRng } from '../src/support/rng.ts';

const SEEDS = 2 ** 30;

/** Seed of one search of a compilation: a whole number that depends on the user's seed and the search's name. */
export function searchSeed(seed: string, name: string): number {
  return createRng(seed).fork(name).integer(SEEDS);
}
