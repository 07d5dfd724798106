import type { CoreType } from '../../src/model/chip.ts';
import type { Partition, QuantNet } from '../../src/model/mapping.ts';
import type { ReachFinder } from '../reach.ts';
import type { BalanceGoal } from './balance-cost.ts';
import { partitionBalanced } from './balanced.ts';
import { partitionStructured } from './structured.ts';

export interface Partitioner {
  readonly name: string;
  readonly description: string;
  readonly run: (
    net: QuantNet,
    core: CoreType,
    finder: ReachFinder,
    goal: BalanceGoal,
  ) => Partition;
}

/** All partitioners, the default first; command-line help is made of this list. */
export const PARTITIONERS: readonly Partitioner[] = [
  {
    name: 'structured',
    description:
      'cuts populations along their shape and packs the pieces from the output backwards',
    run: partitionStructured,
  },
  {
    name: 'balanced',
    description:
      'cuts populations finer where that lowers energy times time of the expected spikes; more cores, sooner done',
    run: partitionBalanced,
  },
];
