import type { CoreType } from '../../src/model/chip.ts';
import type { Partition, QuantNet } from '../../src/model/mapping.ts';
import type { ReachFinder } from '../reach.ts';
import { partitionStructured } from './structured.ts';

export interface Partitioner {
  readonly name: string;
  readonly description: string;
  readonly run: (net: QuantNet, core: CoreType, finder: ReachFinder) => Partition;
}

/** All partitioners, the default first; command-line help is made of this list. */
export const PARTITIONERS: readonly Partitioner[] = [
  {
    name: 'structured',
    description:
      'cuts populations along their shape and packs the pieces from the output backwards',
    run: partitionStructured,
  },
];
