/**
 * A chip as data: what a core holds, what each kind of event costs, and who says so. Limits live here
 * and nowhere else. Values are frozen after loading.
 */

import type { AnalogCore } from './analog.ts';

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
 * `neuronSpike`: it fires. `learningUpdate`: the sum of products of one synapse is computed at the end of a
 * learning epoch. `hop*`: one router-to-router link; `hopBetweenChips` is one that joins two chips, and links of
 * other directions (diagonal, up or down a tree) count as east-west. `packetWithinTile`: a packet whose source and
 * destination core share a router. `camMatch`: a content-addressed word that answered to a broadcast address.
 * `hopBetweenTiers`: a spike crossed a boundary of a stack of dies. `supplyCharge`: a femtocoulomb that analog circuits
 * drew from their supply while they waited, so that its energy is the supply's voltage.
 */
export const EVENT_KINDS = [
  'synapseDense',
  'synapseSparse',
  'synapseConv',
  'neuronAccess',
  'neuronUpdate',
  'neuronSpike',
  'learningUpdate',
  'axonOut',
  'axonIn',
  'packetWithinTile',
  'hopEastWest',
  'hopNorthSouth',
  'hopBetweenChips',
  'barrier',
  'camMatch',
  'hopBetweenTiers',
  'supplyCharge',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Links that a profile times; those of other directions count as east-west. */
export const HOP_LINKS = ['withinTile', 'eastWest', 'northSouth', 'chip'] as const;

export type HopLink = (typeof HOP_LINKS)[number];

/** Costs of one parameter set; competing published tables are never mixed. */
export interface ParameterSet {
  readonly title: string;
  readonly supplyV: Cited;
  /** Other supply voltages at which the chip was timed, where a source gives any. */
  readonly dvfs?: readonly DvfsPoint[];
  /** Energy of one event of each kind, picojoule. */
  readonly energyPj: Readonly<Record<EventKind, Cited>>;
  /** Time that one event of each kind occupies its core or link, nanosecond. `barrier` is in `barrierNs`. */
  readonly timeNs: Readonly<Record<Exclude<EventKind, 'barrier'>, Cited>>;
  /**
   * Least time between two flits on a link of each kind, nanosecond: the cycle of its handshake. `timeNs` of a hop is
   * the way of one flit through an idle link. `withinTile`: links between a router and its cores.
   */
  readonly hopCycleNs: Readonly<Record<HopLink, Cited>>;
  /** Barrier time by the number of tiles in use: the first row whose `tilesMax` holds them counts. */
  readonly barrierNs: readonly { readonly tilesMax: number; readonly timeNs: Cited }[];
  /** Power of each rail of one powered chip whatever it does (idle cores included), milliwatt. */
  readonly staticMw: Readonly<Record<string, Cited>>;
  readonly host: HostCosts;
}

/** The chip at another supply voltage: each time of its cores, links and barrier is `timeFactor` times as long. */
export interface DvfsPoint {
  readonly supplyV: Cited;
  readonly timeFactor: Cited;
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
  /** Energy of a step beyond that of the processor's power; absent where that power holds it. */
  readonly stepPj?: Cited;
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
  /** Distinct sets of the registers that all compartments of a core share. */
  readonly voltageRanges: Cited;
  /** Incoming synapses of one neuron; absent where only the core's tables bound them. */
  readonly fanIn?: Cited;
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

/** On-chip learning of a core type: sums of products, as src/learning computes them. */
export interface CoreLearning {
  readonly rules: 'sum-of-products';
  /** Input axons that a source takes on a core where a synapse of it learns: one of them holds its traces. */
  readonly inputAxons: Cited;
  /** Bits of the tag of each synapse whose rule reads it. */
  readonly tagBits: Cited;
}

/**
 * Registers that compartments do not have for themselves: a core keeps the distinct sets of their values in
 * small tables, and each compartment names one row. Names are fields of neuron models; registers that
 * are named nowhere are each compartment's own.
 */
export interface SharedRegisters {
  readonly compartmentProfiles: readonly string[];
  readonly thresholdProfiles: readonly string[];
  /** One row for the whole core. */
  readonly voltageRanges: readonly string[];
  readonly source: string;
  readonly basis: Basis;
}

/** How spikes address the input axons of a core, and what that takes of the tables of both ends. */
export interface AxonFormat {
  readonly name: string;
  /** Entries of the source core's output axons that one way takes. */
  readonly outputAxons: number;
  /**
   * Present where the sources at one position of a convolution are a population: they share their input
   * axon, the spike carries the channel as its atom, and neurons with the same ways share their output axons.
   */
  readonly population?: PopulationAxon;
  readonly source: string;
  readonly basis: Basis;
  readonly note?: string;
}

/** What must hold for a population axon. */
export interface PopulationAxon {
  readonly atomBitsMax: number;
  /** Bits of the atom beyond these are taken from `indexBits`. */
  readonly atomBitsFree: number;
  /** Bits of the index of the input axon. */
  readonly indexBits: number;
  /** Offset of the compartments that an axon's list is relative to: below this, and a multiple of the next. */
  readonly baseBelow: number;
  readonly baseMultiple: number;
  /** True where events of the host can use it. */
  readonly fromHost: boolean;
}

export interface CoreType {
  readonly name: string;
  /** How a core works through its events. */
  readonly controller: 'step' | 'sweep' | 'event' | 'cpu' | 'analog';
  readonly neuronModels: readonly CoreNeuronModel[];
  readonly limits: CoreLimits;
  readonly registers: RegisterWidths;
  readonly synapseMemory: SynapseMemory;
  readonly learning: 'none' | CoreLearning;
  /** Absent where every compartment has all its registers for itself. */
  readonly sharedRegisters?: SharedRegisters;
  /** Absent where each source of a core has an input axon, and each way takes one output axon. */
  readonly axonFormats?: readonly AxonFormat[];
  /** Present where the controller is `analog`. */
  readonly analog?: AnalogCore;
  /** Tiles filled with this type: `all`, or [x, y] pairs. */
  readonly tiles: 'all' | readonly (readonly [number, number])[];
}

/**
 * How tiles are joined. A tile is a router: of a mesh or torus at its place in the grid, a leaf of a tree, or a
 * router of a graph by its number. Only meshes extend over several chips.
 */
export type ChipTopology = 'mesh' | 'torus' | 'hex-mesh' | 'hex-torus' | 'tree' | 'graph';

/**
 * `xy`: along x, then along y. `diagonal-xy`: along the diagonal first. `up-down`: up a tree, then down. `shortest`:
 * over the fewest links.
 */
export type ChipRouting = 'xy' | 'diagonal-xy' | 'up-down' | 'shortest';

export interface ChipNetwork {
  readonly topology: ChipTopology;
  readonly routing: ChipRouting;
  /** Of a tree: routers below each router, from the root down; their product is the number of tiles. */
  readonly fanOut?: readonly number[];
  /** Of a graph: pairs of tiles that are joined. */
  readonly links?: readonly (readonly [number, number])[];
  readonly cast: 'unicast' | 'multicast';
  /** Payload values a spike carries; binary spikes carry none. */
  readonly payload: 'binary' | 'graded';
  /** Physical networks side by side. */
  readonly planes: Cited;
  /** How a core picks one of them: each packet takes the next. */
  readonly planeChoice: 'alternate';
  /** Asynchronous routers with handshakes, or clocked ones with input queues. */
  readonly router: 'async' | 'iq';
  readonly handshake: 'two-phase' | 'four-phase';
  readonly flitsPerPacket: Cited;
  /** Flits that each input of a router holds. */
  readonly bufferFlits: Cited;
  /** Of a multicast network: trees that the table of one router holds; absent where that is not limited. */
  readonly routerTableEntries?: Cited;
  /** For planeChoice, router and handshake. */
  readonly source: string;
  readonly basis: Basis;
}

/** What `--timing analytic` and `detailed` take for the length of a step. */
export interface AnalyticTiming {
  /**
   * Step to which a packet's work at its destination (axon in, synapses) belongs: the one in which it acts, or the one
   * in which it is sent.
   */
  readonly service: 'acting-step' | 'sending-step';
  /** Whether a step waits for the way of its slowest packet. */
  readonly flight: boolean;
  /**
   * Packets that a link takes in before their senders wait, for `--timing detailed`; default: the flits of a router's
   * buffer over those of a packet.
   */
  readonly linkPackets?: number;
}

/** Where a profile says nothing. */
export const DEFAULT_ANALYTIC: AnalyticTiming = { service: 'acting-step', flight: true };

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
  readonly network: ChipNetwork;
  /** Default: DEFAULT_ANALYTIC. */
  readonly analytic?: AnalyticTiming;
  readonly coreTypes: readonly CoreType[];
  readonly defaultParameterSet: string;
  readonly parameterSets: Readonly<Record<string, ParameterSet>>;
}

/** Kinds of events that only some chips have: a profile that says nothing of them has none. */
export const OPTIONAL_EVENT_KINDS = ['camMatch', 'hopBetweenTiers', 'supplyCharge'] as const;

export type OptionalEventKind = (typeof OPTIONAL_EVENT_KINDS)[number];

/** Cost of an event that a chip never has. */
export const NO_SUCH_EVENT: Cited = {
  value: 0,
  source: 'no such event on this chip',
  basis: 'derived',
};

/** Costs of the optional kinds on a chip that has none of them. */
export const NO_OPTIONAL_EVENTS: Readonly<Record<OptionalEventKind, Cited>> = {
  camMatch: NO_SUCH_EVENT,
  hopBetweenTiers: NO_SUCH_EVENT,
  supplyCharge: NO_SUCH_EVENT,
};

/** Kinds of events that a chip can have, in the order of EVENT_KINDS. */
export function eventKindsOf({ energyPj }: Pick<ParameterSet, 'energyPj'>): EventKind[] {
  const optional: readonly EventKind[] = OPTIONAL_EVENT_KINDS;
  return EVENT_KINDS.filter(
    (kind) => !optional.includes(kind) || energyPj[kind].source !== NO_SUCH_EVENT.source,
  );
}

/** A limit value that stands for "no limit" in profiles such as `loihi1-unlimited`. */
export const UNLIMITED: number = Number.MAX_SAFE_INTEGER;

/** Cores of one chip of the profile. */
export function coresPerChip(profile: ChipProfile): number {
  return profile.grid.tilesX * profile.grid.tilesY * profile.grid.coresPerTile;
}

/**
 * Columns of the grid in which `chips` chips are joined: row by row and near square, which is an assumption, as boards
 * differ. The last row may have places whose chip only passes packets on.
 */
export function chipColumns(chips: number): number {
  return Math.ceil(Math.sqrt(chips));
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
