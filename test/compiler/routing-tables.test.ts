import { describe, expect, it } from 'vitest';
import { checkImage } from '../../compiler/check-image.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import { compileOn, LOIHI, withLimits } from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

/** A row of routers with one core each, where packets are cast to many. */
function row(tiles: number, routerTableEntries?: number): ChipProfile {
  const profile = withLimits(
    LOIHI,
    { compartments: 2 },
    { tilesX: tiles, tilesY: 1, coresPerTile: 1, chipsMax: 1 },
  );
  const limit = { value: routerTableEntries ?? 0, source: 'made up', basis: 'assumed' } as const;
  return {
    ...profile,
    network: {
      ...profile.network,
      cast: 'multicast',
      ...(routerTableEntries === undefined ? {} : { routerTableEntries: limit }),
    },
  };
}

/** One core of two neurons that send to two more cores, all in a row. */
const network = networkOf(
  [inputOf('in', 1), ifOf('a', 2), ifOf('b', 4)],
  [
    { pre: 'in', post: 'a', stages: [denseOf(1, 2, 1)] },
    { pre: 'a', post: 'b', stages: [denseOf(2, 4, 1)] },
  ],
);
const simple = { partitioner: 'structured', placer: 'snake' };

describe('routing tables', () => {
  it('share an entry among neurons of a core that reach the same cores', () => {
    const { tables, partition, placement } = compileOn(row(3), network, simple);
    expect(partition.parts).toHaveLength(3);
    const sender = partition.parts.findIndex(([slice]) => slice!.population === 1);
    expect(tables.treesOfPart[sender]).toBe(1);
    expect(Array.from(tables.treesOfPart).reduce((a, b) => a + b, 0)).toBe(1);
    expect(tables.hostTrees).toBe(1);
    // The host enters at router 0 and goes to the sender; the sender's tree covers the whole row.
    const at = placement.coreOfPart[sender]!;
    const expected = [0, 1, 2].map((router) => 1 + (router <= at ? 1 : 0));
    expect(Array.from(tables.entriesOfRouter!)).toEqual(expected);
  });

  it('are not counted where packets carry their destination', () => {
    expect(compileOn(LOIHI, network, simple).tables.entriesOfRouter).toBeNull();
  });

  it('refuse a mapping that overfills them, with the fullest router', () => {
    expect(() => compileOn(row(3, 1), network, simple)).toThrow(
      /does not fit the routing tables of loihi1: router 0 needs 2.*a table has 1 entries \(\+1, 100% over\)/,
    );
    const { image } = compileOn(row(3, 2), network, simple);
    expect(image.cores).toHaveLength(3);
    expect(checkImage(image)).toEqual([]);
    const narrow = { ...image, header: { ...image.header, profile: row(3, 1) } };
    expect(checkImage(narrow)[0]).toMatchObject({
      code: 'E_ROUTER_TABLE',
      text: 'router 0 takes 2 table entries, it has 1 (+1).',
    });
  });
});
