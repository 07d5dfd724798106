/**
 * Analog neurons of a chip profile: circuits, converters and stacks as cited data. What is loaded into such a chip is
 * codes of its converters and switches; the circuits that they make follow from the profile, the temperature and the
 * chip instance.
 */
import type { Cited } from './chip.ts';

/** A current from a code of `bits` bits, 0 .. 2^bits - 1. */
export interface CurrentDac {
  /** `linear`: code x maxA / (2^bits - 1). `geometric`: minA (maxA / minA)^(code / (2^bits - 1)), code 0 is minA. */
  readonly scale: 'linear' | 'geometric';
  readonly bits: Cited;
  readonly minA: Cited;
  readonly maxA: Cited;
}

/** A voltage from a code of `bits` bits: minV + code (maxV - minV) / (2^bits - 1). */
export interface VoltageDac {
  readonly bits: Cited;
  readonly minV: Cited;
  readonly maxV: Cited;
}

/** A time from a code of `bits` bits: minS (maxS / minS)^(code / (2^bits - 1)). */
export interface TimeDac {
  readonly bits: Cited;
  readonly minS: Cited;
  readonly maxS: Cited;
}

/** See `src/physics/comparator.ts`. */
export interface AnalogComparator {
  readonly biasA: Cited;
  readonly hysteresisV: Cited;
  readonly delayS: Cited;
  readonly slopeReferenceVPerS: Cited;
  readonly delayExponent: Cited;
  readonly slopeMinVPerS: Cited;
  readonly minimumIntervalS: Cited;
}

/** C dV/dt = I - I_b tanh(kappa (V - E) / (2 U_T)); comparator, one-shot reset of `resetCapacitanceF`. */
export interface OtaNeuron {
  readonly kind: 'ota';
  readonly kappa: Cited;
  readonly restV: Cited;
  readonly resetV: Cited;
  /** Rail below which no input pulls the membrane. */
  readonly floorV: Cited;
  readonly threshold: VoltageDac;
  readonly leak: CurrentDac;
  /** Constant input current of either sign; code 0 switches it off. */
  readonly input: CurrentDac;
  /** Membrane capacitors that a switch chooses from, by code; 0 is allowed where vias hang on the node. */
  readonly capacitorsF: readonly Cited[];
  /** Wires and gates on the membrane beside the capacitor. */
  readonly parasiticF: Cited;
  readonly comparator: AnalogComparator;
  readonly refractory: TimeDac;
  readonly resetCapacitanceF: Cited;
}

/** Log-domain DPI neuron, see `DpiMembrane` of emulator/analog/circuit.ts. */
export interface DpiNeuron {
  readonly kind: 'dpi';
  readonly kappa: Cited;
  readonly capacitanceF: Cited;
  readonly leak: CurrentDac;
  readonly gain: CurrentDac;
  readonly input: CurrentDac;
  readonly threshold: CurrentDac;
  /** After a spike, at the start, and below which no input pulls it: leakage of the transistors. */
  readonly resetA: Cited;
  readonly refractory: TimeDac;
  readonly minimumIntervalS: Cited;
}

/** A weight code w makes w x the core's unit current (mirrors of 2^j units): for `widthS` or decaying with tau. */
export interface AnalogSynapse {
  /** `packet`: the current flows into the membrane for `widthS`. `exponential`: it jumps and decays with `tau`. */
  readonly kind: 'packet' | 'exponential';
  /** Width of the pulse extender; more than 0 for packets. */
  readonly widthS: Cited;
  readonly unit: CurrentDac;
  /** Of exponential synapses. */
  readonly tau?: TimeDac;
}

/** Tiers of a stack. Cores of a tile stand one above the other: tier = core in the tile x tiers / cores per tile. */
export interface AnalogStack {
  readonly tiers: number;
  /**
   * Net that crosses where a neuron and a source of it are on different tiers. `membrane`: synapses stand on the source's
   * tier and the membrane node reaches there, one via for each tier boundary that it spans. `spike`: the digital
   * spike crosses, and costs `hopBetweenTiers`.
   */
  readonly crossing: 'membrane' | 'spike';
  readonly tsv: {
    readonly diameterM: Cited;
    readonly lengthM: Cited;
    readonly oxideM: Cited;
    readonly dopingPerM3: Cited;
    readonly flatBandV: Cited;
    /** Bump and pad of each via. */
    readonly bumpF: Cited;
  };
}

/** Largest standard deviation of ln I: devices that differ by e^3 either way are no copies of one. */
export const BIAS_SPREAD_MAX = 3;

/** Standard deviations of the devices of one chip; see `src/physics/mismatch.ts`. */
export interface AnalogMismatch {
  /** Of ln I of each bias current, at most BIAS_SPREAD_MAX. */
  readonly biasLn: Cited;
  readonly thresholdV: Cited;
  /** Relative. */
  readonly capacitance: Cited;
  /** Relative, of one unit device of a weight mirror. */
  readonly weightUnit: Cited;
}

export interface AnalogTemperature {
  readonly referenceK: Cited;
  readonly minK: Cited;
  readonly maxK: Cited;
  /** How bias currents move with temperature. */
  readonly bias: 'constant' | 'ptat';
  readonly kappaPerK: Cited;
  readonly leakageDoublingK: Cited;
}

/** What a core type of controller `analog` is made of. */
export interface AnalogCore {
  readonly neuron: OtaNeuron | DpiNeuron;
  readonly synapse: AnalogSynapse;
  readonly temperature: AnalogTemperature;
  readonly mismatch: AnalogMismatch;
  /** Present where the chip is a stack. */
  readonly stack?: AnalogStack;
}

/**
 * Registers (codes) of a population on an analog core, by the names that images use. All are integers. One value for
 * all neurons of a population, but `input`, `tsvs` and `tier`, which may be one each.
 */
export interface AnalogRegisters {
  readonly leak: number;
  readonly threshold: number;
  /** Index into `capacitorsF`; 0 where there is one. */
  readonly capacitor: number;
  /** Gain current of a DPI neuron; 0 of an OTA neuron. */
  readonly gain: number;
  readonly refractory: number;
  /** Unit current of the weights. */
  readonly unit: number;
  /** Time constant of exponential synapses; 0 of packets. */
  readonly tau: number;
  /** Constant input current, sign and magnitude. */
  readonly input: number;
  /** Vias on the membrane node. */
  readonly tsvs: number;
  readonly tier: number;
}

/** Names of the registers, in the order of their declaration. */
export const ANALOG_REGISTER_NAMES: readonly (keyof AnalogRegisters)[] = [
  'leak',
  'threshold',
  'capacitor',
  'gain',
  'refractory',
  'unit',
  'tau',
  'input',
  'tsvs',
  'tier',
];

/** Names of the neuron models of analog cores, by kind of circuit: `QuantPopulation.neuron`, `CoreSlice.neuron`. */
export const ANALOG_NEURONS: Readonly<Record<AnalogCore['neuron']['kind'], string>> = {
  ota: 'analog-ota',
  dpi: 'analog-dpi',
};
