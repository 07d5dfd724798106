/** Mappings that start from an earlier image of the same network. */
import { describe, expect, it } from 'vitest';
import { checkImage } from '../../compiler/check-image.ts';
import { SpikeloomError } from '../../src/support/errors.ts';
import { checkCases } from '../properties/draw.ts';
import { randomInput, randomNetwork } from '../properties/random-network.ts';
import { randomPartition } from '../properties/random-partition.ts';
import {
  compileOn,
  emulate,
  LOIHI,
  spikeKeys,
  withLimits,
  withRoomyTables,
} from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const STEPS = 8;

const small = (size: number, name = 'a') =>
  networkOf(
    [inputOf('in', 4), ifOf(name, size)],
    [{ pre: 'in', post: name, stages: [denseOf(4, size, 1)] }],
  );

describe('a warm start', () => {
  it('is legal, keeps the spikes, never expects more packets, and counts what moved', () => {
    let [moved, kept] = [0, 0];
    checkCases(60, (draw) => {
      const network = randomNetwork(draw, 'registers');
      const profile = withRoomyTables(LOIHI);
      const { quantNet } = compileOn(profile, network, { partitioner: 'structured' });
      const before = compileOn(profile, network, { partition: randomPartition(draw, quantNet) });
      const after = compileOn(profile, network, { warm: before.image });
      expect(checkImage(after.image)).toEqual([]);
      const { packetsBefore, packetsAfter, neuronsMoved, coresChanged } = after.warm!;
      expect(packetsAfter).toBeLessThanOrEqual(packetsBefore!);
      expect(neuronsMoved === 0).toBe(coresChanged === 0);
      const input = randomInput(draw, network, STEPS);
      const [expected] = emulate(before.image, [input], { steps: STEPS });
      const [actual] = emulate(after.image, [input], { steps: STEPS });
      expect(spikeKeys(actual!.spikes!)).toEqual(spikeKeys(expected!.spikes!));
      if (neuronsMoved > 0) moved++;
      else kept++;
    });
    expect(moved).toBeGreaterThan(5);
    expect(kept).toBeGreaterThan(5);
  });

  it('maps from nothing where the earlier mapping is not legal any more', () => {
    const before = compileOn(LOIHI, small(20), {});
    const { warm, image } = compileOn(withLimits(LOIHI, { compartments: 8 }), small(20), {
      warm: before.image,
    });
    expect(checkImage(image)).toEqual([]);
    expect(image.cores.length).toBeGreaterThan(1);
    expect(warm!.neurons).toBe(20);
  });

  it.each([
    ['another size', small(21), /population "a" has 20 neurons there and 21 here/],
    ['another name', small(20, 'b'), /has no population "b"; the network has no population "a"/],
  ])('E_WARM: an image of %s', (_, network, message) => {
    const { image } = compileOn(LOIHI, small(20), {});
    let found: unknown;
    try {
      compileOn(LOIHI, network, { warm: image });
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(SpikeloomError);
    expect((found as SpikeloomError).code).toBe('E_WARM');
    expect((found as SpikeloomError).message).toMatch(message);
  });

  it('E_WARM: an image of another grid', () => {
    const { image } = compileOn(LOIHI, small(20), {});
    const other = withLimits(LOIHI, {}, { tilesX: 2 });
    expect(() => compileOn(other, small(20), { warm: image })).toThrow(/made for chip "loihi1"/);
  });
});
