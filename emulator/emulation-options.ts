import type { LearningDraws } from '../src/learning/draws.ts';
import type { ProbeRequest } from './probes.ts';

export type Timing = 'none' | 'analytic' | 'detailed' | 'cycle';

export interface EmulationOptions {
  /** Input steps of every sample; the network's depth is added as drain steps. */
  readonly steps: number;
  /**
   * `detailed`: packets in the order of their sending, delayed by how full their routes are. `cycle`: every packet of
   * every step through the routers. On a free-running chip they decide when spikes act: `none` at once, `analytic`
   * after the time of an idle way, `cycle` when the routers have brought them; there is no `detailed`.
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
  /** Serial number of an analog chip, whose devices differ as the image's seed has it; null or absent: none differs. */
  readonly instance?: number | null;
  /** Of an analog chip; null or absent: its profile's reference. */
  readonly temperatureK?: number | null;
  /** On a free-running chip, spikes act at once whatever `timing` says. */
  readonly idealRouter?: boolean;
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
  instance: null,
  temperatureK: null,
  idealRouter: false,
};
