/**
 * Ways to give a population its swing: a threshold, a capacitor, a gain. All other codes follow from one of them and the
 * time scale, so that choosing is a walk over a short list.
 */
import type { PerNeuron } from '../../src/model/network.ts';

/** Closed; empty where `least` is above `most`. */
export interface Interval {
  readonly least: number;
  readonly most: number;
}

/** One end of an interval with the register that sets it. */
export interface Bound {
  readonly at: number;
  readonly by: string;
}

/** Currents that a way asks of the converters at a time scale, ampere. */
export interface CircuitTargets {
  readonly leakA: PerNeuron;
  /** Of a kick of one swing, from the synapse's transistors. */
  readonly kickA: number;
  /** Chip seconds over which an exponential synapse decays; 0 of packets. */
  readonly synapseTauS: number;
}

export interface Candidate {
  readonly threshold: number;
  readonly capacitor: number;
  readonly gain: number;
  /** From the foot to 1 of the population's own unit: volt of an OTA neuron, ampere of a DPI neuron. */
  readonly swing: number;
  /** Of the circuit where the population's 0 is: its reset. */
  readonly foot: number;
  /** Capacitance of the membrane without vias. */
  readonly capacitanceF: number;
  /** Time scales that the converters reach. */
  readonly least: Bound;
  readonly most: Bound;
  /** Time scales at which dead times and widths are short beside the network's steps, and idle leaks slow. */
  readonly wanted: Interval;
  readonly targets: (timeScale: number) => CircuitTargets;
  /** Constant input beside the leak that the converter made. */
  readonly inputA: (neuron: number, leakA: number, timeScale: number) => number;
  /** Sum of squared relative errors that this way brings whatever its weights are. */
  readonly cost: (timeScale: number) => number;
}

export function tightestLeast(bounds: readonly Bound[]): Bound {
  return bounds.reduce((tight, bound) => (bound.at > tight.at ? bound : tight), {
    at: 0,
    by: '',
  });
}

export function tightestMost(bounds: readonly Bound[]): Bound {
  return bounds.reduce((tight, bound) => (bound.at < tight.at ? bound : tight), {
    at: Infinity,
    by: '',
  });
}

/** Smallest and largest of the finite values; null where none is. */
export function finiteEnds(values: PerNeuron): Interval | null {
  if (typeof values === 'number') {
    return Number.isFinite(values) ? { least: values, most: values } : null;
  }
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least > most ? null : { least, most };
}
