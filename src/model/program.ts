/**
 * What is loaded into a chip, and the only thing that the emulator sees: per core, flat typed arrays
 * of registers, synapses and routes; around them, one header that says what they mean.
 */
import type { ChipProfile } from './chip.ts';
import type { CoreUse } from './mapping.ts';
import type {
  Assumption,
  ProjectionLearning,
  Registers,
  SignMode,
  SynapseKind,
} from './network.ts';

export const IMAGE_FORMAT_VERSION = 2;

export interface ImagePopulation {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly level: number;
  readonly startStep: number;
  readonly input: boolean;
  readonly output: boolean;
  readonly spiking: boolean;
  readonly scale: number;
  readonly offset: number;
}

/** What quantization did to one projection, kept for reports. */
export interface ImageProjection {
  readonly name: string;
  readonly pre: number;
  readonly post: number;
  readonly kind: 'dense' | 'conv' | 'sparse' | 'one-to-one';
  readonly synapses: number;
  readonly weightExp: number;
  readonly weightBits: number;
  readonly signMode: SignMode;
  /** Kind that its synaptic events count as; absent where it is the format of each block. */
  readonly pricedAs?: SynapseKind;
  readonly delaySteps: number;
  readonly scale: number;
  readonly clippedCount: number;
  /** Null stands for exact. */
  readonly sqnrDb: number | null;
  readonly maxAbsError: number;
  /** Present where the chip changes the weights: all blocks of the projection's groups learn by it. */
  readonly learning?: ProjectionLearning;
}

export interface ImageHeader {
  readonly formatVersion: number;
  readonly networkName: string;
  /** SHA-256 of the network's file, hexadecimal; empty where there was none. */
  readonly sourceSha256: string;
  readonly profile: ChipProfile;
  readonly profileSha256: string;
  readonly parameterSet: string;
  readonly arithmetic: string;
  /** Steps between a host spike and its effect; spikes of neurons always take one. */
  readonly inputLagSteps: number;
  readonly dtS: number;
  readonly seed: string;
  readonly populations: readonly ImagePopulation[];
  readonly projections: readonly ImageProjection[];
  /** Populations whose spikes are the result. */
  readonly outputs: readonly number[];
  readonly depth: number;
  readonly chipsUsed: number;
  readonly partitioner: string;
  readonly placer: string;
  readonly mappingWallMs: number;
  readonly assumptions: readonly Assumption[];
  readonly warnings: readonly string[];
  /** Present where the cores are analog. */
  readonly analog?: ImageAnalog;
}

/** How the time of an analog chip goes with that of the network. */
export interface ImageAnalog {
  /** Network seconds per chip second: a step of `dtS` takes dtS / timeScale on the chip. */
  readonly timeScale: number;
}

/** Compartments of one population on one core: slots [slotBegin, slotEnd). */
export interface CoreSlice {
  readonly population: number;
  readonly slotBegin: number;
  readonly slotEnd: number;
  readonly startStep: number;
  /** Model in src/neurons/integer-models.ts. */
  readonly neuron: string;
  /** By field name, one value for all slots of the slice or one each, in slot order. */
  readonly registers: Registers;
}

/** Input axons of one source population on a core: axons [axonBegin, axonEnd). */
export interface AxonPort {
  readonly population: number;
  readonly axonBegin: number;
  readonly axonEnd: number;
  /** Name of the core type's axon format; empty where the profile states none. */
  readonly format: string;
}

/** Synapses whose weights are summed, then scaled by 2^weightExp, before they reach a compartment. */
export interface AccumulatorGroup {
  readonly projection: number;
  readonly slice: number;
  /** Index of the input channel of the slice's neuron model. */
  readonly input: number;
  readonly delaySteps: number;
  readonly weightExp: number;
  readonly weightBits: number;
  readonly signMode: SignMode;
  /** Width in which the sum wraps (two's complement) before it is scaled; absent where it does not. */
  readonly sumBits?: number;
}

interface BlockBase {
  /** Index into `ports`: row r of the block is axon ports[port].axonBegin + r. */
  readonly port: number;
  /** Index into `groups`. */
  readonly group: number;
}

/** Every axon reaches every slot of the slice: weights[row * width + slot - slotBegin]. */
export interface DenseBlock extends BlockBase {
  readonly kind: 'dense';
  readonly width: number;
  readonly weights: Int16Array;
}

/** Low bits of a sparse word that hold the slot; the signed rest is the weight. */
export const SPARSE_SLOT_BITS = 22;

/** words[k] = weight << SPARSE_SLOT_BITS | slot of the core, rows [offsets[row], offsets[row + 1]). */
export interface SparseBlock extends BlockBase {
  readonly kind: 'sparse';
  readonly offsets: Int32Array;
  readonly words: Int32Array;
}

/**
 * One kernel for all positions. The slice is the box of output [rows, columns, channels] below, channels
 * innermost;
 */
export interface ConvBlock extends BlockBase {
  readonly kind: 'conv';
  /** Output box: [channelBegin, channelEnd, rowBegin, rowEnd, columnBegin, columnEnd). */
  readonly box: readonly [number, number, number, number, number, number];
  readonly inputShape: readonly [number, number, number];
  readonly inputExtent: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly groups: number;
  readonly outChannels: number;
  /** [inChannels][kernelHeight][kernelWidth][box channels]; 0 where the groups part them. */
  readonly weights: Int16Array;
}

export type SynapseBlock = DenseBlock | SparseBlock | ConvBlock;

export interface CoreProgram {
  /** Physical core. */
  readonly core: number;
  readonly slices: readonly CoreSlice[];
  /** Index of each slot's neuron in its population, [slotCount]. */
  readonly neurons: Int32Array;
  readonly ports: readonly AxonPort[];
  /** Index of each axon's source in its population, [axonCount], ascending within a port. */
  readonly axonSources: Int32Array;
  readonly groups: readonly AccumulatorGroup[];
  readonly blocks: readonly SynapseBlock[];
  /** Ways out of each slot: [slotCount + 1] into the two columns below. */
  readonly routeOffsets: Int32Array;
  /** Index into ProgramImage.cores. */
  readonly routeCores: Int32Array;
  readonly routeAxons: Int32Array;
  readonly use: CoreUse;
}

/** Ways in for the events of one input population, same columns as a core's routes. */
export interface InputRoutes {
  readonly population: number;
  readonly offsets: Int32Array;
  readonly cores: Int32Array;
  readonly axons: Int32Array;
}

export interface ProgramImage {
  readonly header: ImageHeader;
  readonly inputs: readonly InputRoutes[];
  readonly cores: readonly CoreProgram[];
}
