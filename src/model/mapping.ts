import type { CoreLimits } from './chip.ts';
import type {
  Assumption,
  LinearMap,
  ProjectionLearning,
  Registers,
  SignMode,
  SynapseKind,
} from './network.ts';

/**
 * Levels of populations, so that a chip that adds one step a layer and a reference that computes all
 * layers in one step differ by a known shift: chip step t is network step t - level.
 */
export interface Schedule {
  /** Longest forward path from a root, [populationCount]. */
  readonly levels: Int32Array;
  /** Per link: true where it closes a cycle and so delivers the spikes of the previous step. */
  readonly backward: readonly boolean[];
  /** Per link: steps that a short forward path must wait so that all paths into a population agree. */
  readonly extraDelaySteps: Int32Array;
  readonly depth: number;
  readonly assumptions: readonly Assumption[];
}

/** Weight mantissas of a quantized projection. */
export type QuantConnectivity = LinearMap<Int16Array>;

export interface QuantPopulation {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** Longest forward path from an input; inputs are 0. Chip step t is network step t - level. */
  readonly level: number;
  /** Step from which the population is updated; before it, it is held at its initial state. */
  readonly startStep: number;
  /** Model in src/neurons/integer-models.ts; empty for inputs. */
  readonly neuron: string;
  /** False for integrators that never spike. */
  readonly spiking: boolean;
  /** Null for inputs, which take no compartments. */
  readonly registers: Registers | null;
  /** Register units of v per unit of the network's v; 1 where nothing was scaled. */
  readonly scale: number;
  /** Added to register v / scale to give the network's v (a vReset that is not 0 shifts it). */
  readonly offset: number;
}

/** How a projection lost precision. */
export interface QuantizationStats {
  /** Register units (before << 6) of one unit of weight. */
  readonly scale: number;
  readonly clippedCount: number;
  /** Signal-to-quantization-noise ratio of the weights in decibel; Infinity where exact. */
  readonly sqnrDb: number;
  readonly maxAbsError: number;
}

/** On-chip learning of a projection; its weights are `connectivity`'s as the run begins. */
export interface QuantLearning extends ProjectionLearning {
  /** Names the streams of its draws, with the projection's name. */
  readonly seed: string;
}

export interface QuantProjection {
  readonly name: string;
  readonly pre: number;
  readonly post: number;
  readonly connectivity: QuantConnectivity;
  /** Acts on the sum of the projection's weights of one step and delay, as in lava. */
  readonly weightExp: number;
  readonly weightBits: number;
  readonly signMode: SignMode;
  /** Width in which that sum wraps (two's complement) before it is scaled; absent where it never leaves it. */
  readonly sumBits?: number;
  /** As in `WeightRegisters`. */
  readonly pricedAs?: SynapseKind;
  /** A spike of step t acts in step t + 1 + delaySteps. */
  readonly delaySteps: number;
  /** Per synapse, in the order of `connectivity.weights`, beside `delaySteps`; sparse only. */
  readonly synapseDelaySteps?: Uint8Array;
  /** Index of the input channel of the target's neuron model. */
  readonly input: number;
  /** Against the direction of levels: delivers the spikes of the previous step. */
  readonly backward: boolean;
  readonly stats: QuantizationStats;
  /** Present where the chip changes the weights; the map is then dense or sparse. */
  readonly learning?: QuantLearning;
}

/** A network in a chip's integers, with no core in sight. */
export interface QuantNet {
  readonly name: string;
  /** Name of the integer semantics. */
  readonly arithmetic: string;
  /** Steps between a host spike and its effect. */
  readonly inputLagSteps: number;
  readonly dtS: number;
  readonly populations: readonly QuantPopulation[];
  readonly projections: readonly QuantProjection[];
  readonly outputs: readonly number[];
  /** Largest level; a run adds as many drain steps. */
  readonly depth: number;
  readonly assumptions: readonly Assumption[];
}

/** A run of neurons of one population on one core. */
export interface Slice {
  readonly population: number;
  /** Indices in the population, in slot order. */
  readonly neurons: Int32Array;
}

/** Which neurons share a core; cores are numbered from 0 without a place on the chip yet. */
export interface Partition {
  readonly partitioner: string;
  readonly parts: readonly (readonly Slice[])[];
}

/** Physical core of each part. */
export interface Placement {
  readonly placer: string;
  readonly coreOfPart: Int32Array;
}

/** Parts and their cores as they came with a network. */
export interface GivenMapping {
  readonly partition: Partition;
  readonly placement: Placement;
}

/** A source neuron's way to a core: one packet per spike. Columns, sorted by (source population, index, part). */
export interface Routes {
  /** [populationCount + 1] into the per-neuron offsets. */
  readonly neuronBegin: Int32Array;
  /** [neuronCount + 1] into `parts`. */
  readonly offsets: Int32Array;
  /** Destination part of each route. */
  readonly parts: Int32Array;
  /** Input axon of the destination part. */
  readonly axons: Int32Array;
}

/** Use of one core against its limits. */
export interface CoreUse {
  readonly compartments: number;
  readonly inputAxons: number;
  readonly outputAxons: number;
  readonly synapseMemoryBits: number;
  /** Distinct sets of values of the registers that the chip keeps in each table. */
  readonly compartmentProfiles: number;
  readonly thresholdProfiles: number;
  readonly voltageRanges: number;
  readonly synapseFormats: number;
}

/** The limits of `CoreUse` as plain numbers. */
export function coreUseLimits(limits: CoreLimits): CoreUse {
  return {
    compartments: limits.compartments.value,
    inputAxons: limits.inputAxons.value,
    outputAxons: limits.outputAxons.value,
    synapseMemoryBits: limits.synapseMemoryBits.value,
    compartmentProfiles: limits.compartmentProfiles.value,
    thresholdProfiles: limits.thresholdProfiles.value,
    voltageRanges: limits.voltageRanges.value,
    synapseFormats: limits.synapseFormats.value,
  };
}
