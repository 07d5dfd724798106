import type { ProbeRequest } from './probes.ts';

export interface EmulationOptions {
  /** Input steps of every sample; the network's depth is added as drain steps. */
  readonly steps: number;
  readonly timing: 'none' | 'analytic';
  /** State between samples: back to the start, or carried on as one stream. */
  readonly betweenSamples: 'reset' | 'continue';
  /** Leave a sample once its best output leads by this many spikes; null never does. */
  readonly earlyExitMargin: number | null;
  readonly recordSpikes: boolean;
  /** Keep counts per step and core, for trace files. */
  readonly recordCounts: boolean;
  readonly probes: readonly ProbeRequest[];
}

export const DEFAULT_EMULATION_OPTIONS: Omit<EmulationOptions, 'steps'> = {
  timing: 'analytic',
  betweenSamples: 'reset',
  earlyExitMargin: null,
  recordSpikes: false,
  recordCounts: false,
  probes: [],
};
