/** Partitioners that search over atoms: the hypergraph they see, what becomes of its parts, and the default's promises. */
import { describe, expect, it } from 'vitest';
import { checkImage } from '../../compiler/check-image.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import { activityOf } from '../../compiler/partition/activity.ts';
import { slicesOfAtoms } from '../../compiler/partition/atom-slices.ts';
import { chooseAtoms } from '../../compiler/partition/atoms.ts';
import { expectedCost } from '../../compiler/partition/expected-cost.ts';
import { levelOfNet } from '../../compiler/partition/graph-of-net.ts';
import { spikeWeights } from '../../compiler/partition/spike-weights.ts';
import { synapticEvents } from '../../compiler/partition/synaptic-events.ts';
import { ReachFinder } from '../../compiler/reach.ts';
import { forEachTarget } from '../../src/model/fan-out.ts';
import type { Network } from '../../src/model/network.ts';
import { SpikeloomError } from '../../src/support/errors.ts';
import { checkCases, type Draw, drawOne } from '../properties/draw.ts';
import { randomInput, randomNetwork } from '../properties/random-network.ts';
import { wholePartition } from '../properties/random-partition.ts';
import {
  compileOn,
  emulate,
  LOIHI,
  spikeKeys,
  UNLIMITED_LOIHI,
  withLimits,
  withRoomyTables,
} from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const STEPS = 10;
const [CORE] = UNLIMITED_LOIHI.coreTypes;
const KINDS = ['registers', 'real', 'mixed'] as const;

/** Cores so small that random networks need several. */
function tightChip(draw: Draw): typeof LOIHI {
  return withLimits(withRoomyTables(LOIHI), {
    compartments: draw(6, 40),
    inputAxons: draw(20, 120),
    outputAxons: draw(20, 120),
    synapseMemoryBits: 64 * draw(40, 300),
  });
}

/** Two groups of neurons: each talks to itself alone, and their indices alternate. */
function interleaved(): Network {
  const size = 64;
  const weights = Array.from({ length: size * size }, (_, k) =>
    Math.floor(k / size) % 2 === (k % size) % 2 ? 1 : 0,
  );
  const sparse = (): Network['projections'][number]['stages'][number] => {
    const rows = Array.from({ length: size }, (_, pre) =>
      Array.from({ length: size }, (__, post) => post).filter(
        (post) => weights[post * size + pre] === 1,
      ),
    );
    const offsets = new Int32Array(size + 1);
    rows.forEach((row, pre) => {
      offsets[pre + 1] = offsets[pre]! + row.length;
    });
    const targets = Int32Array.from(rows.flat());
    return {
      kind: 'sparse',
      preSize: size,
      postSize: size,
      offsets,
      targets,
      weights: new Float64Array(targets.length).fill(0.1),
    };
  };
  return networkOf(
    [inputOf('in', size), ifOf('a', size), ifOf('b', size)],
    [
      { pre: 'in', post: 'a', stages: [{ kind: 'one-to-one', size, weights: 1 }] },
      { pre: 'a', post: 'b', stages: [sparse()] },
    ],
  );
}

describe('the hypergraph of a network', () => {
  it('counts what all neurons send when each atom has a core, but for one packet an input', () => {
    checkCases(120, (draw) => {
      const network = randomNetwork(draw, drawOne(draw, KINDS));
      const { quantNet: net } = compileOn(UNLIMITED_LOIHI, network, { partitioner: 'structured' });
      const finder = new ReachFinder(net, CORE!);
      const atoms = chooseAtoms(net, CORE!, finder);
      const weights = spikeWeights(net, undefined);
      const level = levelOfNet(net, atoms, weights, finder);
      let expected = 0;
      net.populations.forEach(({ size, registers }, population) => {
        for (let neuron = 0; neuron < size; neuron++) {
          const reached = new Set<number>();
          for (const { pre, post, connectivity } of net.projections) {
            if (pre !== population) continue;
            forEachTarget(connectivity, neuron, (target) =>
              reached.add(atoms.atomOf[post]![target]!),
            );
          }
          if (registers !== null) reached.delete(atoms.atomOf[population]![neuron]!);
          expected += Math.max(0, reached.size - (registers === null ? 1 : 0));
        }
      });
      let packets = 0;
      for (let n = 0; n < level.netCount; n++) {
        packets += level.netWeights[n]! * (level.pinBegins[n + 1]! - level.pinBegins[n]!);
      }
      expect(packets).toBe(expected);
      expect(level.sizes.reduce((sum, size) => sum + size, 0)).toBe(
        net.populations.reduce((sum, { size, registers }) => sum + (registers ? size : 0), 0),
      );
    });
  });

  it('expects the synaptic events that walking all synapses gives', () => {
    checkCases(120, (draw) => {
      const network = randomNetwork(draw, drawOne(draw, KINDS));
      const { quantNet: net } = compileOn(UNLIMITED_LOIHI, network, { partitioner: 'structured' });
      const weights = spikeWeights(
        net,
        activityOf(
          net.populations.map(({ size }) => size),
          2,
          1,
          net.populations.map((_, population) => ({ step: 0, population, neuron: 0 })),
        ),
      );
      const events = synapticEvents(net, weights);
      net.projections.forEach(({ pre, post, connectivity }, index) => {
        const walked = new Float64Array(net.populations[post]!.size);
        weights.columns[pre]!.forEach((weight, source) => {
          forEachTarget(connectivity, source, (target) => {
            walked[target]! += weight;
          });
        });
        expect(Array.from(events[index]!)).toEqual(Array.from(walked));
      });
    });
  });
});

describe('slices of atoms', () => {
  it('hold every neuron of every core once, boxes whole', () => {
    checkCases(120, (draw) => {
      const network = randomNetwork(draw, drawOne(draw, KINDS));
      const { quantNet: net } = compileOn(UNLIMITED_LOIHI, network, { partitioner: 'structured' });
      const atoms = chooseAtoms(net, CORE!, new ReachFinder(net, CORE!));
      const cores = draw(1, 5);
      const part = Int32Array.from({ length: atoms.count }, () => draw(0, cores - 1));
      const parts = slicesOfAtoms(atoms, part, cores);
      const seen = net.populations.map(({ size }) => new Int32Array(size));
      parts.forEach((slices, core) => {
        for (const { population, neurons } of slices) {
          for (const neuron of neurons) {
            seen[population]![neuron]!++;
            expect(part[atoms.atomOf[population]![neuron]!]).toBe(core);
          }
        }
      });
      net.populations.forEach(({ registers }, population) => {
        expect(new Set(seen[population])).toEqual(new Set([registers === null ? 0 : 1]));
      });
    });
  });
});

describe.each(['auto', 'multilevel', 'greedy', 'sequential'])('partitioner %s', (partitioner) => {
  it('yields legal mappings with the spikes of one core, fixed by the seed', () => {
    let [fitted, manyCores] = [0, 0];
    checkCases(60, (draw) => {
      const network = randomNetwork(draw, drawOne(draw, KINDS));
      const input = randomInput(draw, network, STEPS);
      const profile = tightChip(draw);
      const options = { partitioner, seed: `seed ${draw(0, 2)}` };
      let mapped: ReturnType<typeof compileOn>;
      try {
        mapped = compileOn(profile, network, options);
      } catch (error) {
        if (!(error instanceof SpikeloomError)) throw error;
        expect(['E_FIT', 'E_FANIN', 'E_CORES'], error.message).toContain(error.code);
        return;
      }
      expect(checkImage(mapped.image)).toEqual([]);
      const one = compileOn(UNLIMITED_LOIHI, network, {
        partition: wholePartition(mapped.quantNet),
      });
      const [expected] = emulate(one.image, [input], { steps: STEPS });
      const [actual] = emulate(mapped.image, [input], { steps: STEPS });
      expect(spikeKeys(actual!.spikes!)).toEqual(spikeKeys(expected!.spikes!));
      expect(compileOn(profile, network, options).partition).toEqual(mapped.partition);
      fitted++;
      if (mapped.image.cores.length > 1) manyCores++;
    });
    expect(fitted).toBeGreaterThan(30);
    expect(manyCores).toBeGreaterThan(15);
  });
});

describe('the default partitioner', () => {
  it('never sends more packets than index order is expected to', () => {
    let compared = 0;
    checkCases(80, (draw) => {
      const network = randomNetwork(draw, drawOne(draw, KINDS));
      const profile = tightChip(draw);
      const packetsOf = (partitioner: string): number | null => {
        try {
          const { quantNet: net, partition, plan } = compileOn(profile, network, { partitioner });
          if (partitioner === 'sequential' && partition.partitioner !== 'sequential') return null;
          const weights = spikeWeights(net, undefined);
          const set = profile.parameterSets[profile.defaultParameterSet]!;
          const events = synapticEvents(net, weights);
          return expectedCost(net, partition, plan, weights, events, { set, profile }).packets;
        } catch (error) {
          if (error instanceof SpikeloomError) return null;
          throw error;
        }
      };
      const [auto, sequential] = [packetsOf('auto'), packetsOf('sequential')];
      if (auto === null || sequential === null) return;
      expect(auto).toBeLessThanOrEqual(sequential);
      compared++;
    });
    expect(compared).toBeGreaterThan(40);
  });

  it('parts two groups that talk to themselves alone, whatever the order of their neurons', () => {
    // In index order every core has neurons of both groups, and every spike leaves its core.
    const profile = withLimits(LOIHI, { compartments: 64 });
    const { partition } = compileOn(profile, interleaved(), { partitioner: 'auto' });
    const groups = partition.parts.map(
      (slices) => new Set(slices.flatMap(({ neurons }) => Array.from(neurons, (n) => n % 2))),
    );
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.every((group) => group.size === 1)).toBe(true);
  });

  it('keeps the structured mapping where one core holds all, and asks for no spikes', () => {
    const network = networkOf(
      [inputOf('in', 4), ifOf('a', 4)],
      [{ pre: 'in', post: 'a', stages: [denseOf(4, 4, 1)] }],
    );
    const { parameterSet } = { parameterSet: LOIHI.defaultParameterSet };
    const { image } = compile(network, LOIHI, { ...DEFAULT_COMPILE_OPTIONS, parameterSet });
    expect(image.header.partitioner).toBe('structured');
    expect(image.header.assumptions.map(({ code }) => code)).not.toContain('A_ACTIVITY');
  });

  it('says which spikes it was made for where there are several cores', () => {
    const profile = withLimits(LOIHI, { compartments: 64 });
    const { image } = compileOn(profile, interleaved(), {});
    expect(image.header.assumptions).toContainEqual({
      code: 'A_ACTIVITY',
      text: 'the mapping takes every neuron and input to spike equally often (--activity).',
    });
  });
});
