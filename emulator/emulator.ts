import type { SpikeInput } from '../src/model/events.ts';

export interface Emulator {
  /** Emulates one sample of a run; `last` says that no other follows. Traces come out through a callback. */
  readonly feed: (input: SpikeInput, last: boolean) => void;
}
