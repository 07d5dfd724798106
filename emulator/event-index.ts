import type { EventKind } from '../src/model/chip.ts';
import { EVENT_KINDS } from '../src/model/chip.ts';

/** Index of each kind in EVENT_KINDS. */
export const KIND: Readonly<Record<EventKind, number>> = Object.fromEntries(
  EVENT_KINDS.map((kind, k) => [kind, k]),
) as Record<EventKind, number>;
