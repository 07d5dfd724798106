/** State and counts that the kernels of the Loihi compartment share. */

/** State of the compartments of one core or population, all [count]. */
export interface LoihiLifState {
  readonly u: Int32Array;
  readonly v: Int32Array;
  /** Steps left of each refractory pause. */
  readonly pause: Uint8Array;
}

/** What one kernel call counted. */
export interface LoihiLifCounts {
  fired: number;
  /** Compartments with input, current, voltage or bias that is not 0. */
  updated: number;
  /** u wraps and v clips. */
  saturations: number;
}

/** u stays in (-2^23, 2^23], v inside +-2^23. */
export const STATE_LIMIT: number = 1 << 23;

/** lava's single wrap: into (-2^23, 2^23] for sums that leave it by less than 2^24. */
export function wrapCurrent(unwrapped: number): number {
  const u = unwrapped > STATE_LIMIT ? unwrapped - 2 * STATE_LIMIT : unwrapped;
  return u <= -STATE_LIMIT ? unwrapped + 2 * STATE_LIMIT : u;
}
