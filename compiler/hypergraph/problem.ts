import type { SourceColumns, SpikeGraph } from './graph.ts';
import type { Level } from './level.ts';
import type { CoreBound, ImpossibleNeurons, MappingLimits } from './limits.ts';
import type { PartitionMetrics } from './metrics.ts';

export type Effort = 'fast' | 'normal' | 'best';

/** Least messages between cores, or least cores and then least messages. */
export type Objective = 'traffic' | 'cores';

/** A network to spread over cores of one kind. */
export interface MappingProblem {
  readonly graph: SpikeGraph;
  readonly limits: MappingLimits;
}

/** The problem with what every partitioner derives from it. */
export interface PreparedProblem extends MappingProblem {
  readonly sources: SourceColumns;
  readonly finest: Level;
  readonly bounds: readonly CoreBound[];
}

export interface PartitionOptions {
  readonly effort: Effort;
  readonly seed: number;
  readonly objective: Objective;
  /** Cores that may be used at most; as many as needed where it is absent. */
  readonly cores?: number;
  /** Asked between steps; once true, the best mapping so far is returned. */
  readonly isCancelled?: () => boolean;
  readonly onProgress?: (progress: PartitionProgress) => void;
}

export interface PartitionProgress {
  readonly phase: string;
  /** Messages of the best legal partition so far, null before the first. */
  readonly km1: number | null;
  readonly cores: number | null;
  /** Share of the steps that are done, 0 to 1. */
  readonly done: number;
}

export interface PartitionResult {
  /** Core of each neuron, cores numbered from 0 without gaps. */
  readonly part: Int32Array;
  readonly cores: number;
  readonly report: PartitionReport;
}

export interface PartitionReport {
  readonly partitioner: string;
  readonly legal: boolean;
  readonly metrics: PartitionMetrics;
  /** Lower bounds on the core count, the binding one first. */
  readonly bounds: readonly CoreBound[];
  /** Neurons that no core holds: proof that no partition is legal. */
  readonly impossible: readonly ImpossibleNeurons[];
  /** True where no order of the neurons promised a gain, so none was searched for. */
  readonly structureless: boolean;
  /** True where the search ended early and this is the best so far. */
  readonly cancelled: boolean;
  /** Where the partition came from, e.g. `greedy (axons), refined`. */
  readonly origin: string;
}
