/** What a network file does not say: how its equations become steps. */
export interface SimulationOptions {
  /** Length of a step in seconds. */
  readonly dtS: number;
  /** After a spike: `zero` sets v to vReset, `subtract` takes vThreshold off. */
  readonly reset: 'zero' | 'subtract';
  /**
   * Size of a one-step spike. `current`: I = 1 for one step, so its effect grows with dt. `charge`:
   * I = 1/dt, so its integral is 1. `auto`: charge for I and IF (all platforms do so), current for others.
   */
  readonly spikeCharge: 'auto' | 'current' | 'charge';
  /** Lower clamp of v; null is none. */
  readonly vMin: number | null;
  /** Whether the membrane sees this step's synaptic current (`new`) or the previous one's (`old`). */
  readonly currentOrder: 'new' | 'old';
}

export const DEFAULT_SIMULATION_OPTIONS: SimulationOptions = {
  dtS: 1e-3,
  reset: 'zero',
  spikeCharge: 'auto',
  vMin: null,
  currentOrder: 'new',
};
