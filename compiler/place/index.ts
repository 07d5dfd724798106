import type { ChipProfile } from '../../src/model/chip.ts';
import type { Partition, Placement, QuantNet } from '../../src/model/mapping.ts';
import type { Rng } from '../../src/support/rng.ts';
import { placeAnneal } from './anneal.ts';
import { placeSnake } from './snake.ts';
import type { Traffic } from './traffic.ts';

export interface Placer {
  readonly name: string;
  readonly description: string;
  readonly run: (
    net: QuantNet,
    partition: Partition,
    traffic: Traffic,
    profile: ChipProfile,
    chips: number,
    rng: Rng,
  ) => Placement;
}

/** All placers, the default first; command-line help is made of this list. */
export const PLACERS: readonly Placer[] = [
  {
    name: 'snake+swap',
    description:
      'levels along a snake over the tiles, then swaps of cores while routes get shorter',
    run: placeSnake,
  },
  {
    name: 'anneal',
    description: 'the same as a start, then seeded annealing; never worse, slower',
    run: placeAnneal,
  },
];
