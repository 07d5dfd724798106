/** What a user may ask of the lowering onto circuits. */
import { InputError } from '../../src/support/errors.ts';

export interface AnalogOptions {
  /** Network seconds per chip second. `real`: 1. `auto`: the nearest to 1 that every population's circuits reach. */
  readonly timeScale: 'auto' | 'real' | number;
  /**
   * Bias of an OTA leak. `slope`: its conductance at rest is the network's. `swing`: the charge that it takes between
   * reset and threshold is.
   */
  readonly leakMatch: 'slope' | 'swing';
  /**
   * How populations are given tiers: so that the least crosses, filled in their order, or one after the other on the next
   * tier, which makes much cross and shows what that does.
   */
  readonly tiers: 'optimize' | 'sequential' | 'spread';
  /** Raise the currents of neurons with vias on their membrane, as their capacitance is raised. */
  readonly compensateTsv: boolean;
}

export const DEFAULT_ANALOG_OPTIONS: AnalogOptions = {
  timeScale: 'auto',
  leakMatch: 'slope',
  tiers: 'optimize',
  compensateTsv: false,
};

/** Far beyond any circuit: a network of microseconds on a chip of hours, or the other way round; its inverse is the least. */
export const TIME_SCALE_MAX = 1e9;

/** Throws InputError E_USAGE for a time scale without meaning. */
export function checkAnalogOptions({ timeScale }: AnalogOptions): void {
  if (typeof timeScale === 'string') return;
  if (timeScale >= 1 / TIME_SCALE_MAX && timeScale <= TIME_SCALE_MAX) return;
  throw new InputError(
    'E_USAGE',
    `--time-scale ${timeScale}: network seconds per chip second, a number from ${1 / TIME_SCALE_MAX} to ${TIME_SCALE_MAX}, is needed.`,
    { timeScale },
  );
}
