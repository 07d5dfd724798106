/**
 * What an analog neuron is made of, in SI units: codes of a chip are decoded to it, and the event engine runs it. Its
 * parts are checked where it is prepared to run.
 */

export interface ComparatorDelay {
  /** At the reference slope. */
  readonly delayS: number;
  readonly slopeReferenceVPerS: number;
  /** 0 is a constant delay. */
  readonly exponent: number;
  /** A slower slope than this counts as this one, so that no delay is infinite. */
  readonly slopeMinVPerS: number;
}

export interface Comparator {
  readonly offsetV: number;
  /** It lets go only where the membrane falls this far below its threshold. */
  readonly hysteresisV: number;
  readonly delay: ComparatorDelay | null;
  /** Two output edges cannot be closer: the comparator's own bandwidth. */
  readonly minimumIntervalS: number;
}

/** A membrane voltage: C dV/dt = I - leak(V). */
interface VoltageMembrane {
  /** All that hangs on the node. */
  readonly capacitanceF: number;
  readonly restV: number;
  readonly thresholdV: number;
  readonly resetV: number;
  /** Voltage at time 0. */
  readonly startV: number;
  /** Rail below which no input pulls the node; -Infinity for none. */
  readonly floorV: number;
  readonly comparator: Comparator;
}

/** leak = I_b tanh((V - E) kappa / (2 U_T)). A bias of 0 is a perfect integrator. */
export interface OtaMembrane extends VoltageMembrane {
  readonly kind: 'ota';
  readonly biasA: number;
  readonly kappa: number;
  readonly temperatureK: number;
}

/** leak = g_L (V - E). A conductance of 0 is a perfect integrator. */
export interface LinearMembrane extends VoltageMembrane {
  readonly kind: 'linear';
  readonly leakSiemens: number;
}

/** tau (1 + I_g / I) dI/dt = (I_g / I_tau)(I_in - I_tau - I_ahp) - I (1 + I_ahp / I_tau), tau = C U_T / (kappa I_tau). */
export interface DpiMembrane {
  readonly kind: 'dpi';
  readonly capacitanceF: number;
  readonly leakA: number;
  readonly gainA: number;
  readonly kappa: number;
  readonly temperatureK: number;
  readonly thresholdA: number;
  readonly resetA: number;
  readonly startA: number;
  /** The membrane current never falls below: leakage of the transistors. */
  readonly floorA: number;
  readonly minimumIntervalS: number;
}

export type Membrane = OtaMembrane | LinearMembrane | DpiMembrane;

/**
 * How an input acts; the weight of a synapse is in the unit stated.
 *
 * - `packet`: a charge in C, at once (width 0) or as a rectangle of current. One channel of a circuit may have a width.
 * - `current`: a current in A that decays with tau: the DPI synapse well above its gain current.
 * - `conductance`: siemens towards a reversal voltage, decaying with tau; Infinity holds.
 * - `adaptation`: a current in A against the input, decaying with tau, more by `jumpA` at each spike of its own.
 */
export type Channel =
  | { readonly kind: 'packet'; readonly widthS: number }
  | { readonly kind: 'current'; readonly tauS: number }
  | {
      readonly kind: 'conductance';
      readonly tauS: number;
      readonly reversalV: number;
    }
  | { readonly kind: 'adaptation'; readonly tauS: number; readonly jumpA: number };

export interface Circuit {
  readonly membrane: Membrane;
  /** Constant input current. */
  readonly inputA: number;
  /** Held at reset after a spike. */
  readonly refractoryS: number;
  readonly channels: readonly Channel[];
}
