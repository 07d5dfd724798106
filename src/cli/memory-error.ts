import { InputError } from '../support/errors.ts';

/** An input too large for this machine: what the engine says of it, as an error of the input. */
export function asMemoryError(error: unknown): InputError | null {
  const tooLarge =
    error instanceof RangeError &&
    /allocation failed|Invalid (typed )?array( buffer)? length|Invalid string length/i.test(
      error.message,
    );
  if (!tooLarge) return null;
  return new InputError(
    'E_MEMORY',
    `this needs more memory than one process can have (${error.message}). Use fewer --steps, --samples or probes.`,
  );
}
