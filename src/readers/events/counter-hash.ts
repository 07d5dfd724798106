/** Keys of counter-based random streams (see `philox`). */
import { createHash } from 'node:crypto';
import type { HashKey } from '../../support/philox.ts';

/** The key of a named stream: the first 64 bits of SHA-256 of the names as JSON. */
export function hashKey(...names: readonly string[]): HashKey {
  const digest = createHash('sha256').update(JSON.stringify(names)).digest();
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
}
