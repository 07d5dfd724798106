/** Results as plain JSON: `summary.json` and the data behind the report page. Names and units are fixed. */
import type { Basis } from './chip.ts';
import type { CoreUse } from './mapping.ts';
import type { Assumption } from './network.ts';
import type { ImageProjection } from './program.ts';

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
    readonly model: 'none' | 'analytic' | 'cycle';
    readonly pace: 'fast' | 'realtime';
    readonly chipTimeNs: number;
    readonly hostTimeNs: number;
    readonly elapsedNs: number;
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
    readonly perSamplePj: number;
    /** totalPj with every constant at the low and at the high end of its interval. */
    readonly intervalPj: readonly [number, number];
  };
  readonly power?: { readonly meanMw: number };
  readonly outputs: readonly OutputResult[];
  readonly accuracy: number | null;
  readonly anytime: readonly AnytimePoint[];
  readonly compare?: {
    readonly mapping: Comparison | null;
    readonly quantization: Comparison | null;
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
