import { describe, expect, it } from 'vitest';
import { splitsInto } from '../../compiler/partition/split.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { Network } from '../../src/model/network.ts';
import { compileOn, LOIHI, UNLIMITED_LOIHI, withLimits } from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

function dense(inputs: number, ...sizes: number[]): Network {
  const populations = [inputOf('in', inputs), ...sizes.map((size, k) => ifOf(`layer${k}`, size))];
  return networkOf(
    populations,
    sizes.map((size, k) => ({
      pre: populations[k]!.name,
      post: `layer${k}`,
      stages: [denseOf(populations[k]!.shape[0]!, size, 0.5)],
    })),
  );
}

function oneToOne(size: number): Network {
  return networkOf(
    [inputOf('in', size), ifOf('out', size)],
    [{ pre: 'in', post: 'out', stages: [{ kind: 'one-to-one', size, weights: 1 }] }],
  );
}

function faultOf(profile: ChipProfile, network: Network, chips = 1): Record<string, unknown> {
  try {
    compileOn(profile, network, { chips });
  } catch (error) {
    const { code, message, data, exitCode } = error as Record<string, unknown>;
    return { code, message, data, exitCode };
  }
  throw new Error('the network fits');
}

describe('a network that does not fit', () => {
  it('E_FANIN: a neuron with more sources than a core has input axons', () => {
    expect(faultOf(LOIHI, dense(5000, 2))).toEqual({
      code: 'E_FANIN',
      exitCode: 1,
      message:
        'population "layer0" cannot fit core type "neuro": its neuron 0 alone needs 5,000 input axons, a core has 4,096 (+904, 22% over). No partition and no number of chips can change this. Split such neurons (--split-neurons; 2 parts at least), prune 904 inputs of each or pool them in an earlier layer, or choose a profile with at least 5,000 input axons a core.',
      data: {
        population: 'layer0',
        neuron: 0,
        resource: 'inputAxons',
        needed: 5000,
        available: 4096,
        diagnosis: {
          code: 'E_FANIN',
          element: 'population "layer0", neuron 0 (and 1 more of 2)',
          resource: 'inputAxons',
          needed: 5000,
          available: 4096,
          impossible: true,
          verdict:
            'Proved impossible: one neuron alone is over the limit of a core. No partition and no number of chips can change this.',
          bound: null,
          remedies: [
            'split such neurons (--split-neurons; 2 parts at least)',
            'prune 904 inputs of each or pool them in an earlier layer',
            'choose a profile with at least 5,000 input axons a core',
          ],
        },
      },
    });
  });

  it('E_FIT: a neuron whose synapses alone fill the memory', () => {
    // 20 axons of one 8-bit synapse and a header of 10 bits: one 64-bit word each.
    expect(faultOf(withLimits(LOIHI, { synapseMemoryBits: 640 }), dense(20, 3))).toMatchObject({
      code: 'E_FIT',
      message:
        'population "layer0" cannot fit core type "neuro": its neuron 0 alone needs 1,280 bits of synapse memory, a core has 640 (+640, 100% over). No partition and no number of chips can change this. Split such neurons (--split-neurons; 2 parts at least), prune connections (no weight width would do), or choose a profile with at least 1,280 bits of synapse memory a core.',
      data: { resource: 'synapseMemoryBits', needed: 1280, available: 640 },
    });
  });

  it('E_FIT: a neuron that must reach more cores than it has output axons', () => {
    const profile = withLimits(LOIHI, { compartments: 1, outputAxons: 3 });
    expect(faultOf(profile, dense(1, 1, 5))).toMatchObject({
      code: 'E_FIT',
      message:
        'population "layer0" cannot fit core type "neuro": its neuron 0 alone needs 5 output axons, a core has 3 (+2, 67% over). No partition and no number of chips can change this. Copy such neurons (--split-neurons; 2 times at least), let fewer cores hold the targets (fewer weight bits, smaller target layers), prune connections, or choose a profile with at least 5 output axons a core.',
      data: { population: 'layer0', neuron: 0, resource: 'outputAxons', needed: 5, available: 3 },
    });
  });

  it('E_FIT: a loop that needs more output axons the finer it is cut', () => {
    const loop = networkOf(
      [inputOf('in', 1), ifOf('loop', 8)],
      [
        { pre: 'in', post: 'loop', stages: [denseOf(1, 8, 1)] },
        { pre: 'loop', post: 'loop', stages: [denseOf(8, 8, 1)] },
      ],
    );
    // Two neurons a core make four cores, and each of the two reaches all four: 8 axons.
    // One neuron a core make eight cores, and the one reaches all eight: 8 axons again.
    const fault = faultOf(withLimits(LOIHI, { compartments: 2, outputAxons: 6 }), loop);
    expect(fault).toMatchObject({
      code: 'E_FIT',
      data: { population: 'loop', resource: 'outputAxons', available: 6 },
    });
    expect(fault.message).toBe(
      'population "loop" cannot fit core type "neuro": with every cut that was tried a core needs 8 output axons, it has 6 (+2, 33% over). That no other cut could do is not proved. Copy such neurons (--split-neurons), let fewer cores hold the targets (fewer weight bits, smaller target layers), prune connections, or choose a profile with more output axons.',
    );
    const enough = withLimits(LOIHI, { compartments: 2, outputAxons: 8 });
    expect(compileOn(enough, loop).image.cores).toHaveLength(4);
  });

  it('E_CORES: more cores than a chip has, and how many chips would do', () => {
    expect(faultOf(withLimits(LOIHI, { compartments: 1 }), oneToOne(129))).toMatchObject({
      code: 'E_CORES',
      exitCode: 1,
      message:
        'the network needs 129 cores, one loihi1 chip has 128 (+1, 1% over). No mapping can use fewer than 129 (compartments). Use --chips 2, or choose a larger profile.',
      data: {
        needed: 129,
        available: 128,
        chipsNeeded: 2,
        diagnosis: {
          element: 'the network',
          impossible: true,
          bound: { cores: 129, resource: 'compartments' },
          remedies: ['use --chips 2', 'choose a larger profile'],
        },
      },
    });
    const { image } = compileOn(withLimits(LOIHI, { compartments: 1 }), oneToOne(129), {
      chips: 2,
    });
    expect(image.cores).toHaveLength(129);
    expect(image.header.chipsUsed).toBe(2);
  });

  it('E_CORES: more cores than all chips together, by memory', () => {
    // Each one-to-one list is one word; a core holds one, so every neuron needs its own.
    const profile = withLimits(
      LOIHI,
      { synapseMemoryBits: 64 },
      { tilesX: 1, tilesY: 1, chipsMax: 2 },
    );
    expect(faultOf(profile, oneToOne(9), 2).message).toBe(
      'the network needs 9 cores, 2 loihi1 chips have 8 (+1, 13% over). No mapping can use fewer than 9 (synapse memory). Even 2 chips hold only 8 cores. Choose a larger profile.',
    );
  });

  it('E_CORES: too few cores for the memory of wide weights, and the width that would do', () => {
    // 64 synapses a list: 64 x 8 + 10 bits are 9 words of 64 bits, 64 x 3 + 10 bits are 4.
    const profile = withLimits(
      LOIHI,
      { synapseMemoryBits: 64 * 45 },
      { tilesX: 1, tilesY: 1, coresPerTile: 1, chipsMax: 1 },
    );
    const { message, data } = faultOf(profile, dense(10, 64));
    expect(message).toMatch(
      /No mapping can use fewer than 2 \(synapse memory\)\. .* Use 3 weight bits \(--weight-bits 3: one core at least\), or choose a larger profile\.$/,
    );
    expect(data).toMatchObject({ diagnosis: { impossible: true, resource: 'cores' } });
  });

  it('E_CHIPS: more chips than systems join', () => {
    expect(faultOf(UNLIMITED_LOIHI, oneToOne(1), 2)).toMatchObject({
      code: 'E_CHIPS',
      exitCode: 2,
      message: '--chips 2: systems of loihi1-unlimited join at most one chip.',
    });
  });

  it('E_USAGE: an algorithm that does not exist', () => {
    expect(() => compileOn(LOIHI, oneToOne(1), { partitioner: 'structred' })).toThrow(
      expect.objectContaining({
        code: 'E_USAGE',
        message:
          '--partitioner structred: there is no such algorithm; did you mean structured? There are: auto, structured, multilevel, greedy, sequential, balanced.',
      }),
    );
  });
});

describe('splitsInto', () => {
  it('gives each way to cut a shape into equal boxes, every neuron once', () => {
    const ways = splitsInto([2, 4, 6], 4);
    // Channels x rows x columns: 1x1x4, 1x2x2, 1x4x1, 2x1x2, 2x2x1.
    expect(ways).toHaveLength(5);
    for (const parts of ways) {
      expect(parts).toHaveLength(4);
      const all = parts.flatMap((part) => Array.from(part)).sort((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: 48 }, (_, k) => k));
      const sizes = parts.map((part) => part.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * Math.min(...sizes));
    }
    expect(splitsInto([3], 4)).toEqual([]);
    expect(splitsInto([5], 2)).toEqual([[Int32Array.of(0, 1), Int32Array.of(2, 3, 4)]]);
  });
});
