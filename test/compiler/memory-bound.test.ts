/** Lower bounds on cores: no mapping, however it is cut, may take less than they say. */
import { describe, expect, it } from 'vitest';
import { partitionAuto } from '../../compiler/partition/auto.ts';
import { coreBounds, coresAtLeast } from '../../compiler/partition/bounds.ts';
import { leastMemoryBits } from '../../compiler/partition/memory-bound.ts';
import { ReachFinder } from '../../compiler/reach.ts';
import { planRoutes } from '../../compiler/route/axons.ts';
import { checkCases, drawOne } from '../properties/draw.ts';
import { randomNetwork } from '../properties/random-network.ts';
import { randomPartition } from '../properties/random-partition.ts';
import {
  compileOn,
  LOIHI,
  sumOf,
  UNLIMITED_LOIHI,
  withLimits,
  withRoomyTables,
} from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const WIDE = networkOf(
  [inputOf('in', 200), ifOf('out', 124)],
  [{ pre: 'in', post: 'out', stages: [denseOf(200, 124, 0.5)] }],
);

describe('the memory of all synapses', () => {
  it('is never above what random cuts take', () => {
    checkCases(150, (draw) => {
      const network = randomNetwork(draw, drawOne(draw, ['registers', 'real', 'mixed'] as const));
      const { quantNet } = compileOn(UNLIMITED_LOIHI, network, { partitioner: 'structured' });
      const finder = new ReachFinder(quantNet, UNLIMITED_LOIHI.coreTypes[0]!);
      const least = leastMemoryBits(quantNet, finder);
      const { uses } = planRoutes(quantNet, randomPartition(draw, quantNet), finder);
      expect(least).toBeLessThanOrEqual(
        sumOf(uses.map(({ synapseMemoryBits }) => synapseMemoryBits)),
      );
    });
  });

  it('is that of lists that fill their words, which whole populations need not do', () => {
    // 124 synapses of 8 bits: blocks of 64 and 60 take 9 + 8 words, two lists of 62 take 8 + 8.
    const { quantNet, image } = compileOn(LOIHI, WIDE);
    const finder = new ReachFinder(quantNet, LOIHI.coreTypes[0]!);
    expect(image.cores[0]!.use.synapseMemoryBits).toBe(200 * 17 * 64);
    expect(leastMemoryBits(quantNet, finder)).toBe(200 * 16 * 64);
    const halves = withLimits(LOIHI, { synapseMemoryBits: 200 * 8 * 64 });
    const cut = compileOn(halves, WIDE);
    expect(cut.image.cores).toHaveLength(2);
    expect(coreBounds(cut.quantNet, halves.coreTypes[0]!, finder)[0]).toMatchObject({
      cores: 2,
      key: 'synapseMemoryBits',
    });
  });

  it('bounds the cores of every legal mapping', () => {
    checkCases(60, (draw) => {
      const network = randomNetwork(draw, drawOne(draw, ['registers', 'real', 'mixed'] as const));
      const memory = { synapseMemoryBits: 64 * draw(60, 400), compartments: draw(10, 60) };
      const profile = withLimits(withRoomyTables(LOIHI), memory);
      const [core] = profile.coreTypes;
      for (const partitioner of ['structured', 'sequential', 'auto']) {
        try {
          const { quantNet, partition } = compileOn(profile, network, { partitioner });
          const bound = coresAtLeast(quantNet, core!, new ReachFinder(quantNet, core!));
          expect(bound.cores).toBeLessThanOrEqual(Math.max(1, partition.parts.length));
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^E_(FIT|FANIN|CORES)$/);
        }
      }
    });
  });
});

it('is looked at before a search: none is begun that the bound says is in vain', () => {
  const { quantNet } = compileOn(LOIHI, WIDE);
  const profile = withLimits(
    LOIHI,
    { compartments: 10 },
    { tilesX: 1, tilesY: 1, coresPerTile: 4, chipsMax: 4 },
  );
  const [core] = profile.coreTypes;
  let asked = 0;
  const run = (chips: number): number => {
    const goal = {
      ...({ profile, chips, effort: 'normal', seed: 1 } as const),
      set: profile.parameterSets[profile.defaultParameterSet]!,
      activity: () => {
        asked++;
        return undefined;
      },
    };
    return partitionAuto(quantNet, core!, new ReachFinder(quantNet, core!), goal).parts.length;
  };
  expect(run(3)).toBe(13);
  expect(asked).toBe(0);
  expect(run(4)).toBeLessThanOrEqual(16);
  expect(asked).toBeGreaterThan(0);
});
