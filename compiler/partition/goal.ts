import type { ChipProfile, ParameterSet } from '../../src/model/chip.ts';
import type { Effort } from '../hypergraph/problem.ts';
import type { Activity } from './activity.ts';

/** What a partition is made for, beside the network and the core. */
export interface PartitionGoal {
  readonly profile: ChipProfile;
  readonly set: ParameterSet;
  readonly chips: number;
  readonly effort: Effort;
  /** Seed of searches, an integer. */
  readonly seed: number;
  /** Spikes that are expected; undefined where every neuron is taken to spike equally often. */
  readonly activity: () => Activity | undefined;
}
