import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { checkImage } from '../../compiler/check-image.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { LoihiLifRegisters, Network, PerCompartment } from '../../src/model/network.ts';
import { compileOn, LOIHI, UNLIMITED_LOIHI, withLimits } from '../properties/run-network.ts';
import type { PopulationSpec } from '../properties/small-network.ts';
import { denseOf, inputOf, networkOf } from '../properties/small-network.ts';

const LOIHI2 = loadProfile('loihi2').profile;

function registersOf(name: string, size: number, over: Partial<LoihiLifRegisters>): PopulationSpec {
  const registers: LoihiLifRegisters = {
    du: 4095,
    dv: 0,
    vthMant: 100,
    biasMant: 0,
    biasExp: 0,
    refractorySteps: 0,
    v0: 0,
    reset: 'zero',
    spiking: true,
    ...over,
  };
  return { name, shape: [size], parameters: { model: 'loihi-lif', registers } };
}

const WEIGHTS = { weightExp: 0, weightBits: 8, signMode: 'excitatory' } as const;

/** One input that feeds all neurons of each population given. */
function fed(...populations: PopulationSpec[]): Network {
  return networkOf(
    [inputOf('in', 2), ...populations],
    populations.map(({ name, shape }) => ({
      pre: 'in',
      post: name,
      stages: [denseOf(2, shape[0]!, 10)],
      registers: WEIGHTS,
    })),
  );
}

const cycle = (size: number, values: number, step = 1): PerCompartment =>
  Int32Array.from({ length: size }, (_, k) => 1 + (k % values) * step);

function usesOf(profile: ChipProfile, network: Network, chips = 1) {
  const { image } = compileOn(profile, network, { chips, partitioner: 'structured' });
  expect(checkImage(image)).toEqual([]);
  return image.cores.map(({ use }) => use);
}

function faultOf(profile: ChipProfile, network: Network): Record<string, unknown> {
  try {
    compileOn(profile, network);
  } catch (error) {
    const { code, message, data } = error as Record<string, unknown>;
    return { code, message, data };
  }
  throw new Error('the network fits');
}

describe('threshold profiles', () => {
  it('split a population whose thresholds are more than a core holds, equal ones together', () => {
    // 600 neurons would fit one core; 16 thresholds in turns fit two only where equal ones stand together.
    const uses = usesOf(LOIHI, fed(registersOf('a', 600, { vthMant: cycle(600, 16) })));
    expect(uses.map(({ thresholdProfiles }) => thresholdProfiles)).toEqual([8, 8]);
  });

  it('take a core for every eight neurons where all differ, and say so', () => {
    const network = fed(registersOf('a', 64, { vthMant: cycle(64, 64) }));
    expect(usesOf(LOIHI, network)).toHaveLength(8);
    expect(compileOn(LOIHI, network).image.header.warnings).toContain(
      'population "a" has 64 threshold profiles (distinct thresholds), a core holds 8: so it takes at least 8 cores. Round thresholds to fewer values, or choose a profile without this limit; biases may differ freely.',
    );
  });

  it('refuse a network that would need more cores than there are, and name the limit', () => {
    const network = fed(registersOf('a', 1200, { vthMant: cycle(1200, 1200) }));
    expect(faultOf(LOIHI, network)).toMatchObject({
      code: 'E_CORES',
      message:
        'the network needs 150 cores, one loihi1 chip has 128 (+22, 17% over). No mapping can use fewer than 150 (threshold profiles). Use --chips 2, or choose a larger profile. Round thresholds to fewer values, or choose a profile without this limit; biases may differ freely.',
    });
  });

  it('are shared by populations of a core', () => {
    const shared = fed(
      registersOf('a', 8, { vthMant: cycle(8, 8) }),
      registersOf('b', 8, { vthMant: cycle(8, 8) }),
    );
    expect(usesOf(LOIHI, shared)).toMatchObject([{ thresholdProfiles: 8 }]);
    const apart = fed(
      registersOf('a', 8, { vthMant: cycle(8, 8) }),
      registersOf('b', 8, { vthMant: cycle(8, 8, 50) }),
    );
    expect(usesOf(LOIHI, apart)).toHaveLength(2);
  });

  it('count an integrator, whose threshold is not compared, apart', () => {
    const network = fed(registersOf('a', 2, {}), registersOf('b', 2, { spiking: false }));
    expect(usesOf(LOIHI, network)).toMatchObject([{ thresholdProfiles: 2 }]);
  });

  it('do not bind where the profile has no such limit', () => {
    const network = fed(registersOf('a', 600, { vthMant: cycle(600, 600) }));
    expect(usesOf(UNLIMITED_LOIHI, network)).toMatchObject([{ thresholdProfiles: 600 }]);
    expect(usesOf(LOIHI2, network)).toMatchObject([{ thresholdProfiles: 0 }]);
    expect(compileOn(LOIHI2, network).image.header.warnings).toEqual([]);
  });
});

describe('compartment profiles', () => {
  it('are the distinct sets of decays and pauses', () => {
    const varied = { du: cycle(40, 5, 100), refractorySteps: cycle(40, 8) };
    // 5 and 8 have no common divisor: all 40 pairs differ, and a core holds 32.
    const uses = usesOf(LOIHI, fed(registersOf('a', 40, varied)));
    expect(uses.map(({ compartmentProfiles }) => compartmentProfiles)).toEqual([20, 20]);
  });

  it('hold no bias: each compartment has its own', () => {
    const network = fed(
      registersOf('a', 500, { biasMant: cycle(500, 500), biasExp: cycle(500, 7) }),
    );
    expect(usesOf(LOIHI, network)).toMatchObject([
      { compartments: 500, compartmentProfiles: 1, thresholdProfiles: 1 },
    ]);
  });
});

describe('voltage ranges', () => {
  it('keep populations of other ends of v off a core', () => {
    const network = fed(registersOf('a', 2, { vMin: 0 }), registersOf('b', 2, { vMin: -1023 }));
    expect(usesOf(LOIHI, network)).toMatchObject([{ voltageRanges: 1 }, { voltageRanges: 1 }]);
    expect(usesOf(withLimits(LOIHI, { voltageRanges: 2 }), network)).toHaveLength(1);
  });
});

describe('synapse formats', () => {
  const into = (exponents: readonly number[]): Network =>
    networkOf(
      [inputOf('in', 2), registersOf('a', 4, {})],
      exponents.map((weightExp, k) => ({
        name: `p${k}`,
        pre: 'in',
        post: 'a',
        stages: [denseOf(2, 4, 10)],
        registers: { ...WEIGHTS, weightExp },
      })),
    );

  it('are counted once for projections that agree', () => {
    expect(usesOf(LOIHI, into([0, 0, 1, 1, 2]))).toMatchObject([{ synapseFormats: 3 }]);
  });

  it('refuse a neuron with more than a core holds, which no partition changes', () => {
    expect(faultOf(LOIHI, into([-4, -3, -2, -1, 0, 1, 2, 3, 4]))).toEqual({
      code: 'E_FIT',
      message:
        'population "a" cannot fit core type "neuro": its neuron 0 alone needs 9 synapse formats (distinct weight bits, exponents, sign modes and delay fields), a core has 8 (+1, 13% over). No partition and no number of chips can change this. Give the projections into it the same weight bits, exponents and sign modes, merge some, or choose a profile without this limit.',
      data: {
        population: 'a',
        neuron: 0,
        resource: 'synapseFormats',
        needed: 9,
        available: 8,
        diagnosis: expect.objectContaining({ impossible: true, bound: null }),
      },
    });
  });

  it('part populations that are fed in other formats', () => {
    const one = into([0, 1, 2, 3, 4]);
    const network = networkOf(
      [inputOf('in', 2), registersOf('a', 4, {}), registersOf('b', 4, {})],
      [0, 1, 2, 3, 4].flatMap((weightExp) =>
        ['a', 'b'].map((post) => ({
          name: `${post}${weightExp}`,
          pre: 'in',
          post,
          stages: [denseOf(2, 4, 10)],
          registers: { ...WEIGHTS, weightExp, weightBits: post === 'a' ? 8 : 6 },
        })),
      ),
    );
    expect(usesOf(LOIHI, one)).toHaveLength(1);
    expect(usesOf(LOIHI, network)).toMatchObject([{ synapseFormats: 5 }, { synapseFormats: 5 }]);
  });
});
