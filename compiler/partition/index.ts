import type { CoreType } from '../../src/model/chip.ts';
import type { Partition, QuantNet } from '../../src/model/mapping.ts';
import type { ReachFinder } from '../reach.ts';
import { partitionAuto, partitionGreedy, partitionMultilevel } from './auto.ts';
import { partitionBalanced } from './balanced.ts';
import type { PartitionGoal } from './goal.ts';
import { partitionSequential } from './sequential.ts';
import { partitionStructured } from './structured.ts';

export interface Partitioner {
  readonly name: string;
  readonly description: string;
  readonly run: (
    net: QuantNet,
    core: CoreType,
    finder: ReachFinder,
    goal: PartitionGoal,
  ) => Partition;
}

/** All partitioners, the default first; command-line help is made of this list. */
export const PARTITIONERS: readonly Partitioner[] = [
  {
    name: 'auto',
    description:
      'the one of the others, balanced aside, with the least expected packets between cores times time',
    run: partitionAuto,
  },
  {
    name: 'structured',
    description:
      'cuts populations along their shape and packs the pieces from the output backwards',
    run: partitionStructured,
  },
  {
    name: 'multilevel',
    description: 'clusters neurons and pieces of shapes that share spikes, and refines their cores',
    run: partitionMultilevel,
  },
  {
    name: 'greedy',
    description: 'grows one core after the other around shared sources',
    run: partitionGreedy,
  },
  {
    name: 'sequential',
    description: 'fills one core after the other in the order of populations and neurons',
    run: partitionSequential,
  },
  {
    name: 'balanced',
    description:
      'cuts populations finer where that lowers energy times time of the expected spikes; more cores, sooner done',
    run: partitionBalanced,
  },
];
