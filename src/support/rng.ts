import seedrandom from 'seedrandom';

/** A named, seeded stream of random numbers. Children are derived by name, so a new consumer shifts no other. */
export interface Rng {
  /** Uniform in [0, 1) with 53 bits. */
  readonly next: () => number;
  /** Uniform integer in [0, bound). */
  readonly integer: (bound: number) => number;
  readonly fork: (name: string) => Rng;
}

/** A stream for `seed`; equal seeds give equal streams on every machine (seedrandom, ARC4). */
export function createRng(seed: string): Rng {
  const generator = seedrandom(seed);
  return {
    next: () => generator.double(),
    integer: (bound) => Math.floor(generator.double() * bound),
    fork: (name) => createRng(`${seed}/${name}`),
  };
}
