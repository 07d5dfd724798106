import type { NocTrace } from '../src/model/noc-trace.ts';
import type { CoreState } from './core-state.ts';

/** Works out the length of each step from its packets, in the order in which cores send them. */
export interface PacketClock {
  /** The network is empty and its arbiters are at their start. */
  readonly beginSample: (stepCount: number) => void;
  readonly beginStep: () => void;
  /** `count` host events of source `index` of the `input`-th input population of the image. */
  readonly addInput: (input: number, index: number, count: number) => void;
  /** The compartments that core `c` walked in this step and the spikes they left. */
  readonly addCore: (c: number, state: CoreState) => void;
  /** Carries the step's packets; returns its length, picosecond. */
  readonly endStep: (barrierPs: number) => number;
  /** What the routers did; null for clocks without routers. */
  readonly finishSample: () => NocTrace | null;
}
