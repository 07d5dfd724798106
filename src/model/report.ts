/** Results as plain JSON: `summary.json` and the data behind the report page. Names and units are fixed. */

import type { Spread } from '../support/spread.ts';
import type { Basis, Cited } from './chip.ts';
import type { CoreUse } from './mapping.ts';
import type { Assumption } from './network.ts';
import type { ImageProjection } from './program.ts';

/** A figure with every constant at the low and at the high end of its interval. */
export type Interval = readonly [low: number, high: number];

export interface OutputResult {
  readonly sample: string;
  readonly counts: readonly number[];
  /** Lowest index of the largest count; null where no output neuron spiked. */
  readonly predicted: number | null;
  readonly label: number | null;
  readonly spikesByPopulation: Readonly<Record<string, number>>;
}

/** What is known when a run is cut off after `step` input steps; means over samples. */
export interface AnytimePoint {
  readonly step: number;
  readonly accuracy: number | null;
  readonly energyPj: number;
  readonly elapsedNs: number;
}

/** First place where two runs part. */
export interface Difference {
  readonly sample: string;
  readonly step: number;
  readonly population: string;
  readonly neuron: number;
  /** Physical core, null where the population has none. */
  readonly core: number | null;
  readonly compartment: number | null;
  readonly expected: number;
  readonly actual: number;
}

export interface PopulationComparison {
  readonly population: string;
  readonly expectedSpikes: number;
  readonly actualSpikes: number;
  /** Spikes that only one of the two has. */
  readonly mismatches: number;
}

export interface Comparison {
  readonly equal: boolean;
  readonly mismatches: number;
  readonly first: Difference | null;
  readonly populations: readonly PopulationComparison[];
  readonly expectedAccuracy: number | null;
  readonly actualAccuracy: number | null;
  readonly samples: number;
}

/** Spike times of a free-running chip against the same circuits with an ideal router. Shifts are late where positive. */
export interface TimingComparison {
  readonly samples: number;
  /** Spikes of both within one step of each other; of the ideal router's run alone; of this run alone. */
  readonly matched: number;
  readonly missing: number;
  readonly extra: number;
  readonly shiftNs: {
    readonly mean: number;
    readonly rms: number;
    /** Of the sizes of shifts, to 4.4 %. */
    readonly p99: number;
    readonly max: number;
  };
  /** The neuron with the largest shift; null where no spike moved. */
  readonly worst: {
    readonly sample: string;
    readonly population: string;
    readonly neuron: number;
    readonly shiftNs: number;
    readonly matched: number;
    readonly missing: number;
    readonly extra: number;
  } | null;
}

export interface Summary {
  readonly schema: 'spikeloom/summary/1';
  readonly version?: string;
  readonly command: string;
  readonly seed: string;
  readonly network: {
    readonly name: string;
    readonly populations: number;
    readonly neurons: number;
    readonly synapses: number;
  };
  readonly chip?: {
    readonly name: string;
    readonly parameterSet: string;
    readonly coresUsed: number;
    readonly coresAvailable: number;
    readonly chipsUsed: number;
    /** Fraction of the limit in the fullest core, 0..1. */
    readonly utilization: {
      readonly compartments: number;
      readonly synapseMemory: number;
      readonly axonsIn: number;
      readonly axonsOut: number;
    };
  };
  readonly mapping?: {
    readonly partitioner: string;
    readonly placer: string;
    readonly wallMs?: number;
    /** Routes whose source and destination cores differ. */
    readonly interCoreConnections: number;
    /** Mean hops of a spike packet in this run; over routes where nothing ran. */
    readonly meanHops: number;
  };
  readonly totals: {
    readonly samples: number;
    readonly steps: number;
    readonly drainSteps: number;
    readonly inputEvents: number;
    readonly spikes: number;
    readonly neuronUpdates: number;
    readonly synapticEvents: number;
    readonly packets: number;
    readonly interCorePackets: number;
    readonly hops: number;
    readonly saturations: number;
    readonly dropped: number;
  };
  readonly time?: {
    readonly model: 'none' | 'analytic' | 'detailed' | 'cycle';
    readonly pace: 'fast' | 'realtime';
    readonly chipTimeNs: number;
    readonly hostTimeNs: number;
    readonly elapsedNs: number;
    /** With every constant of the host at either end; steps on the chip as they were timed. */
    readonly intervalsNs?: { readonly hostTime: Interval; readonly elapsed: Interval };
    readonly stepNs: {
      readonly mean: number;
      readonly p50: number;
      readonly p99: number;
      readonly max: number;
    };
    readonly sampleNs: { readonly mean: number; readonly max: number };
    readonly firstOutputSpikeNs: { readonly mean: number | null };
    /** Steps longer than dt, counted with `--pace realtime`. */
    readonly overruns: number;
  };
  readonly energy?: {
    readonly totalPj: number;
    readonly dynamicPj: number;
    readonly staticPj: number;
    readonly hostPj: number;
    /** Adds up to totalPj. */
    readonly byKindPj: Readonly<Record<string, number>>;
    /** Dynamic energy by population name: with the barrier it adds up to dynamicPj. */
    readonly byPopulationPj?: Readonly<Record<string, number>>;
    readonly perSamplePj: number;
    /** totalPj with every constant at the low and at the high end of its interval. */
    readonly intervalPj: Interval;
    /** The same of each part and kind. */
    readonly intervalsPj?: {
      readonly dynamic: Interval;
      readonly static: Interval;
      readonly host: Interval;
      readonly byKind: Readonly<Record<string, Interval>>;
    };
  };
  readonly power?: { readonly meanMw: number };
  /** What the spike router did, with `--timing cycle`. */
  readonly noc?: NocSummary;
  /** Estimates for a CPU, a GPU and a dense accelerator. */
  readonly alternatives?: Alternatives;
  /** With `--instances`, of chips whose devices differ. */
  readonly instances?: InstanceStudy;
  readonly study?: AnalogStudy;
  readonly outputs: readonly OutputResult[];
  readonly accuracy: number | null;
  readonly anytime: readonly AnytimePoint[];
  readonly compare?: {
    readonly mapping: Comparison | null;
    readonly quantization: Comparison | null;
    /** Of a free-running chip, instead of `mapping`. */
    readonly timing?: TimingComparison;
  };
  readonly assumptions: readonly Assumption[];
  readonly warnings: readonly string[];
  readonly host?: {
    readonly wallMs: number;
    readonly stepsPerSecond: number;
    readonly synapticEventsPerSecond: number;
    readonly peakRssBytes: number;
  };
}

/** The same samples on several instances of a chip, whose devices differ. */
export interface InstanceStudy {
  readonly instances: number;
  /** Fraction of right samples over the instances; null without labels. */
  readonly accuracy: Spread | null;
  /** Spikes of all samples over the instances. */
  readonly spikes: Spread;
  /**
   * Standard deviation over mean of a neuron's spikes over the instances, mean of the neurons that spike on the chip
   * without mismatch.
   */
  readonly rateCv: number;
  /** Of those neurons, the part that never spikes: mean of the instances. */
  readonly silentFraction: number;
  readonly byInstance: readonly {
    readonly instance: number;
    readonly accuracy: number | null;
    readonly spikes: number;
    readonly silentFraction: number;
  }[];
}

/** What became of the samples at one value of something that was varied. */
export interface StudyPoint {
  readonly value: number;
  /** Without mismatch; null where the value is one of mismatch. */
  readonly accuracy: number | null;
  readonly spikes: number | null;
  /** Null where no instances were asked for. */
  readonly instances: InstanceStudy | null;
}

/** Accuracy against vias on each membrane, and against mismatch as a multiple of the profile's. */
export interface AnalogStudy {
  readonly vias?: readonly StudyPoint[];
  readonly mismatch?: readonly StudyPoint[];
}

/** Packets on their way, over all samples. A delivery is a packet at one of its destinations. */
export interface NocSummary {
  readonly packets: number;
  readonly deliveries: number;
  readonly flitHops: number;
  /** From the birth of a packet to the end of its destination's work; quantiles to 4.4 %. */
  readonly latencyNs: {
    readonly mean: number;
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
  };
  /** Parts of the mean latency: they add up to it. */
  readonly splitNs: {
    readonly source: number;
    readonly way: number;
    readonly blocked: number;
    readonly destination: number;
  };
  /** Change of the interval between two spikes of a neuron on the way to a core. */
  readonly isiDistortionNs: { readonly mean: number; readonly max: number };
  /** Deliveries that came after one that was made later. */
  readonly outOfOrder: number;
  /** Links that carried most, worst first. */
  readonly worstLinks: readonly NocLink[];
  /** Most flits that any input buffer of a router held. */
  readonly bufferHighWater: number;
}

export interface NocLink {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly flits: number;
  /** Part of the chip time for which the link was busy, 0..1. */
  readonly utilization: number;
  /** Time during which a flit stood ready and could not leave. */
  readonly blockedNs: number;
}

/** The router's links over time, for the report's map. Physical planes are taken together. */
export interface ReportNoc {
  /** True where packets were counted along their ways and not timed: nothing is known of waits. */
  readonly planned?: true;
  readonly routers: readonly { readonly x: number; readonly y: number; readonly chip: number }[];
  readonly links: readonly (NocLink & {
    /** Indexes into `routers`. */
    readonly fromRouter: number;
    readonly toRouter: number;
    /** Utilization in each bin. */
    readonly byBin: readonly number[];
  })[];
  /** Chip steps [begin, end) of each bin. */
  readonly bins: readonly { readonly begin: number; readonly end: number }[];
  /** Deliveries by latency, ascending; empty ends are left out. */
  readonly latency: readonly {
    readonly fromNs: number;
    readonly toNs: number;
    readonly count: number;
  }[];
}

/**
 * The same inference elsewhere, per sample: one dense pass (a network of this shape without time, as a conventional
 * one would be run) or a dense pass for every step. Energies are estimates, see each figure's source.
 */
export interface Alternatives {
  /** Synapses of the network, each a multiply-accumulate of a dense pass. */
  readonly macsPerPass: number;
  /** Distinct weights, each read once a pass. */
  readonly weights: number;
  readonly steps: number;
  readonly synapticEvents: number;
  /** Synaptic events of the whole inference per synapse: the sparsity that the ratios hang on. */
  readonly eventsPerMac: number;
  /** Of this chip: without and with static power and host. The machines' figures compare with the first. */
  readonly dynamicPj: number;
  readonly totalPj: number;
  readonly machines: readonly AlternativeMachine[];
}

export interface AlternativeMachine {
  readonly name: string;
  readonly title: string;
  readonly macPj: Cited;
  readonly weightPj: Cited;
  /** Value, least and most. */
  readonly onePassPj: readonly [number, number, number];
  readonly everyStepPj: number;
  /** Energy there over the chip's dynamic energy; null where that is 0. */
  readonly ratioOnePass: number | null;
  readonly ratioEveryStep: number | null;
  /** Below so many synaptic events per synapse the chip takes less than one pass; null without events. */
  readonly breakEvenEventsPerMac: number | null;
}

/** One constant at the low and the high end of its interval, all others at their values. */
export interface SensitivityLine {
  /** As in a profile, such as `energyPj.synapseDense`. */
  readonly path: string;
  readonly unit: 'pJ' | 'ns' | 'mW';
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly basis: Basis;
  readonly source: string;
  /** Mean energy of a sample at both ends, and its relative change. */
  readonly energyPj: readonly [number, number];
  readonly energyChange: readonly [number, number];
  /** Latency of the slowest sample at both ends, and its relative change. */
  readonly latencyNs: readonly [number, number];
  readonly latencyChange: readonly [number, number];
}

/** Which constants of a parameter set move energy and latency most. */
export interface Sensitivity {
  readonly energyPj: number;
  readonly latencyNs: number;
  /** Taken for constants without an interval, as a fraction; null where these are left out. */
  readonly spread: number | null;
  /** Largest swing first. */
  readonly lines: readonly SensitivityLine[];
  /** Constants that state no interval. */
  readonly withoutRange: readonly string[];
  /** Constants that change when packets meet, which counts cannot tell. */
  readonly notEvaluated: readonly string[];
}

/** Everything that the report page shows; a summary plus the columns behind its pictures. */
export interface ReportData {
  readonly summary: Summary;
  readonly chip: {
    readonly title: string;
    readonly tilesX: number;
    readonly tilesY: number;
    readonly coresPerTile: number;
    readonly chipsUsed: number;
    readonly parameterSetTitle: string;
    /** Limits of a core; `use` of each core is held against these. */
    readonly limits: CoreUse;
  };
  readonly cores: readonly ReportCore[];
  readonly populations: readonly ReportPopulation[];
  readonly projections: readonly ImageProjection[];
  readonly energyByKind: readonly ReportEnergyLine[];
  /** Null where no packet left its router. */
  readonly noc: ReportNoc | null;
  /** Null where counts per step and core were not kept. */
  readonly sensitivity?: Sensitivity | null;
  /** The sample whose steps and spikes are drawn. */
  readonly shown: {
    readonly sample: string;
    /** Per chip step. */
    readonly stepNs: readonly number[];
    readonly energyPj: readonly number[];
    readonly fired: readonly number[];
    /** Spikes as columns; `neuron` counts through the populations in order. At most `spikeLimit` are kept. */
    readonly spikeSteps: readonly number[];
    readonly spikeNeurons: readonly number[];
    readonly spikesOmitted: number;
  } | null;
}

export interface ReportCore {
  /** Physical core. */
  readonly core: number;
  readonly chip: number;
  readonly tile: number;
  readonly x: number;
  readonly y: number;
  readonly use: CoreUse;
  /** Dynamic energy of this core over all samples. */
  readonly energyPj: number;
  readonly spikes: number;
  readonly synapticEvents: number;
  readonly populations: readonly { readonly name: string; readonly neurons: number }[];
}

export interface ReportPopulation {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly level: number;
  readonly input: boolean;
  readonly output: boolean;
  readonly cores: readonly number[];
  /** Over all samples. */
  readonly spikes: number;
}

export interface ReportEnergyLine {
  readonly kind: string;
  readonly label: string;
  /** Events, or null where energy is power times time. */
  readonly count: number | null;
  /** Energy of one event, or null. */
  readonly eachPj: number | null;
  readonly totalPj: number;
  readonly source: string;
  readonly basis: Basis;
}
