import type { LearningDraws } from '../src/learning/draws.ts';
import type { ProbeRequest } from './probes.ts';

export type Timing = 'none' | 'analytic' | 'detailed' | 'cycle';

export interface EmulationOptions {
  /** Input steps of every sample; the network's depth is added as drain steps. */
  readonly steps: number;
  /**
   * `detailed`: packets in the order of their sending, delayed by how full their routes are. `cycle`: every packet of
   * every step through the routers.
   */
  readonly timing: Timing;
  /** State between samples: back to the start, or carried on as one stream. */
  readonly betweenSamples: 'reset' | 'continue';
  /** Leave a sample once its best output leads by this many spikes; null never does. */
  readonly earlyExitMargin: number | null;
  readonly recordSpikes: boolean;
  /** Keep counts per step and core, for trace files. */
  readonly recordCounts: boolean;
  /** Keep a row for each packet; needs `timing: 'cycle'`. */
  readonly recordPackets: boolean;
  readonly probes: readonly ProbeRequest[];
  /** Random numbers of a learning projection by its name; default: by position, from the image's seed. */
  readonly learningDraws?: (projection: string) => LearningDraws;
}

export const DEFAULT_EMULATION_OPTIONS: Omit<EmulationOptions, 'steps'> = {
  timing: 'analytic',
  betweenSamples: 'reset',
  earlyExitMargin: null,
  recordSpikes: false,
  recordCounts: false,
  recordPackets: false,
  probes: [],
};
