/**
 * A chip as data: what a core holds, what each kind of event costs, and who says so. Limits live here
 * and nowhere else. Values are frozen after loading.
 */

export type Basis = 'measured' | 'simulated' | 'derived' | 'assumed';

/** A physical number with its origin. The unit stands at the end of the name of the field that holds it. */
export interface Cited {
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  /** Authors, year, DOI or address, table or page. */
  readonly source: string;
  readonly basis: Basis;
  readonly note?: string;
}

/**
 * Everything that costs energy or time. `neuronAccess`: a compartment is visited in a step;
 * `neuronUpdate`: it also has something to compute (input, current or voltage that is not 0);
 * `neuronSpike`: it fires. `hop*`: one router-to-router link. `packetWithinTile`: a packet whose source
 * and destination core share a router.
 */
export const EVENT_KINDS = [
  'synapseDense',
  'synapseSparse',
  'synapseConv',
  'neuronAccess',
  'neuronUpdate',
  'neuronSpike',
  'axonOut',
  'axonIn',
  'packetWithinTile',
  'hopEastWest',
  'hopNorthSouth',
  'barrier',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Costs of one parameter set; competing published tables are never mixed. */
export interface ParameterSet {
  readonly title: string;
  readonly supplyV: Cited;
  /** Energy of one event of each kind, picojoule. */
  readonly energyPj: Readonly<Record<EventKind, Cited>>;
  /** Time that one event of each kind occupies its core or link, nanosecond. `barrier` is in `barrierNs`. */
  readonly timeNs: Readonly<Record<Exclude<EventKind, 'barrier'>, Cited>>;
  /** Barrier time by the number of tiles in use: the first row whose `tilesMax` holds them counts. */
  readonly barrierNs: readonly { readonly tilesMax: number; readonly timeNs: Cited }[];
  /** Power of each rail of one powered chip whatever it does (idle cores included), milliwatt. */
  readonly staticMw: Readonly<Record<string, Cited>>;
  readonly host: HostCosts;
}

/** Host processor and I/O: reported apart from the chip. */
export interface HostCosts {
  /** Power of the embedded or attached host while the network runs, milliwatt. */
  readonly processorMw: Cited;
  readonly stepNs: Cited;
  readonly inputSpikeNs: Cited;
  readonly outputReadNs: Cited;
  readonly sampleResetNs: Cited;
  readonly inputSpikePj: Cited;
  readonly outputReadPj: Cited;
}

/** Hard limits of one core. Every one is checked by the mapper and again, from the image, by `check`. */
export interface CoreLimits {
  readonly compartments: Cited;
  readonly inputAxons: Cited;
  readonly outputAxons: Cited;
  readonly synapseMemoryBits: Cited;
  readonly delayStepsMax: Cited;
  readonly compartmentProfiles: Cited;
  readonly thresholdProfiles: Cited;
  readonly synapseFormats: Cited;
}

/** Closed ranges and field widths of a core's registers. */
export interface RegisterWidths {
  /** Bits of a weight mantissa that may be chosen, sign included where mixed, e.g. [1..9]. */
  readonly weightBits: readonly number[];
  readonly weightExp: readonly [number, number];
  readonly decayBits: number;
  readonly thresholdMantissaBits: number;
  /** Signed. */
  readonly biasMantissaBits: number;
  readonly biasExp: readonly [number, number];
  readonly refractorySteps: readonly [number, number];
  /** Current and voltage registers, sign included. */
  readonly stateBits: number;
}

/**
 * Layout of synapse memory: an axon's list is cut into blocks of at most `blockSynapses`, each of
 * ceil(n * (weight + delay + tag [+ index if sparse]) + headerBits) to whole `wordBits` words.
 */
export interface SynapseMemory {
  readonly blockSynapses: number;
  readonly headerBits: number;
  readonly wordBits: number;
  readonly delayBits: number;
  readonly tagBits: number;
  /** Weight widths that the memory can store; a weight takes the first that holds it. */
  readonly weightBits: readonly number[];
  /** Index widths that the memory can store for sparse lists. */
  readonly indexBits: readonly number[];
  /** True where a convolution kernel is stored once per core. */
  readonly sharesConvKernels: boolean;
  readonly source: string;
  readonly basis: Basis;
}

export type ResetKind = 'zero' | 'subtract' | 'none';

/** A neuron model of the emulator that this core type runs, with the network models that lower onto it. */
export interface CoreNeuronModel {
  /** Name in src/neurons. */
  readonly name: string;
  /** Models of a Network that the compiler may lower onto it. */
  readonly runs: readonly string[];
  readonly resets: readonly ResetKind[];
  /** True where a lower clamp of the voltage can be set. */
  readonly lowerClamp: boolean;
}

export interface CoreType {
  readonly name: string;
  /** How a core works through its events. */
  readonly controller: 'step' | 'sweep' | 'event' | 'cpu';
  readonly neuronModels: readonly CoreNeuronModel[];
  readonly limits: CoreLimits;
  readonly registers: RegisterWidths;
  readonly synapseMemory: SynapseMemory;
  /** Tiles filled with this type: `all`, or [x, y] pairs. */
  readonly tiles: 'all' | readonly (readonly [number, number])[];
}

export interface ChipProfile {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly technology: { readonly processNm: Cited; readonly dieMm2: Cited };
  readonly sync: 'barrier' | 'tick' | 'free-running';
  readonly grid: {
    readonly tilesX: number;
    readonly tilesY: number;
    readonly coresPerTile: number;
    /** Most chips that one system joins. */
    readonly chipsMax: number;
    readonly source: string;
    readonly basis: Basis;
  };
  readonly network: {
    readonly topology: 'mesh';
    readonly routing: 'xy';
    readonly cast: 'unicast' | 'multicast';
    /** Payload values a spike carries; binary spikes carry none. */
    readonly payload: 'binary' | 'graded';
  };
  readonly coreTypes: readonly CoreType[];
  readonly defaultParameterSet: string;
  readonly parameterSets: Readonly<Record<string, ParameterSet>>;
}

/** A limit value that stands for "no limit" in profiles such as `loihi1-unlimited`. */
export const UNLIMITED: number = Number.MAX_SAFE_INTEGER;

/** Cores of one chip of the profile. */
export function coresPerChip(profile: ChipProfile): number {
  return profile.grid.tilesX * profile.grid.tilesY * profile.grid.coresPerTile;
}

/** Where a core of a chip stands. Cores are numbered tile by tile, tiles row by row. */
export interface CorePosition {
  readonly chip: number;
  readonly tile: number;
  readonly x: number;
  readonly y: number;
}

export function corePosition(profile: ChipProfile, core: number): CorePosition {
  const perChip = coresPerChip(profile);
  const chip = Math.floor(core / perChip);
  const tile = Math.floor((core % perChip) / profile.grid.coresPerTile);
  return { chip, tile, x: tile % profile.grid.tilesX, y: Math.floor(tile / profile.grid.tilesX) };
}
