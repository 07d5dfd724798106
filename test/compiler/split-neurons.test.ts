import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { checkImage } from '../../compiler/check-image.ts';
import type { Compilation, CompileOptions } from '../../compiler/compile.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import type { Network } from '../../src/model/network.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { SpikeloomError } from '../../src/support/errors.ts';
import { createRng } from '../../src/support/rng.ts';
import { checkCases, drawOne } from '../properties/draw.ts';
import { randomInput, randomNetwork } from '../properties/random-network.ts';
import { compileOn, emulate, LOIHI, spikeKeys, withLimits } from '../properties/run-network.ts';
import {
  denseOf,
  eventsOf,
  ifOf,
  inputOf,
  networkOf,
  type PopulationSpec,
} from '../properties/small-network.ts';

const LOIHI2 = loadProfile('loihi2').profile;
const STEPS = 300;

/** Sums of uniforms around `mean`, near enough to normal ones. */
function weights(count: number, mean: number, spread: number, seed: string): number[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += rng.next() - 0.5;
    return mean + spread * sum;
  });
}

function poisson(sources: number, rate: number, steps = STEPS): SpikeInput {
  const rng = createRng('input');
  const events: number[][] = [];
  for (let step = 0; step < steps; step++) {
    for (let k = 0; k < sources; k++) if (rng.next() < rate) events.push([step, k]);
  }
  return eventsOf(events);
}

function layered(inputs: number, hidden: PopulationSpec, mean: number, spread: number): Network {
  const size = hidden.shape[0]!;
  return networkOf(
    [inputOf('in', inputs), hidden, ifOf('out', 4)],
    [
      {
        pre: 'in',
        post: 'hidden',
        stages: [denseOf(inputs, size, weights(inputs * size, mean, spread, 'a'))],
      },
      { pre: 'hidden', post: 'out', stages: [denseOf(size, 4, weights(size * 4, 0.1, 0.3, 'b'))] },
    ],
  );
}

/** Spikes of each neuron of a population. */
function countsOf(net: QuantNet, input: SpikeInput, population: number): number[] {
  const spikes = createIntegerSimulator(net).run(input, STEPS);
  const counts = new Array<number>(net.populations[population]!.size).fill(0);
  spikes.populations.forEach((p, k) => {
    if (p === population) counts[spikes.indices[k]!]!++;
  });
  return counts;
}

/** `network step/index` of the spikes of one population. */
function rasterOf(net: QuantNet, input: SpikeInput, name: string): string[] {
  const p = net.populations.findIndex((population) => population.name === name);
  const spikes = createIntegerSimulator(net).run(input, STEPS);
  const { level } = net.populations[p]!;
  return Array.from(spikes.steps).flatMap((step, k) =>
    spikes.populations[k] === p && step - level < STEPS
      ? [`${step - level}/${spikes.indices[k]}`]
      : [],
  );
}

interface Pair {
  readonly whole: Compilation;
  readonly split: Compilation;
}

/** On a core that holds the network, and split on `profile`, which does not. */
function pairOf(profile: ChipProfile, network: Network, given: Partial<CompileOptions> = {}): Pair {
  const options = { partitioner: 'structured', placer: 'snake', ...given };
  expect(() => compileOn(profile, network, options)).toThrow(SpikeloomError);
  const roomy = withLimits(profile, { inputAxons: 1e6, outputAxons: 1e6, synapseMemoryBits: 1e9 });
  const whole = compileOn(roomy, network, options);
  const split = compileOn(profile, network, { ...options, splitNeurons: true });
  expect(checkImage(split.image)).toEqual([]);
  return { whole, split };
}

function expectMapped({ image, quantNet }: Compilation, input: SpikeInput): void {
  const [trace] = emulate(image, [input], { steps: STEPS });
  const expected = createIntegerSimulator(quantNet).run(input, STEPS);
  expect(spikeKeys(trace!.spikes!)).toEqual(spikeKeys(expected));
}

describe('splitting neurons of too many inputs', () => {
  const tight = withLimits(LOIHI, { inputAxons: 64 });

  it('runs a network that does not fit, and the mapping computes what it should', () => {
    const { split } = pairOf(tight, layered(200, ifOf('hidden', 12), 0.01, 0.15));
    expectMapped(split, poisson(200, 0.1));
    expect(split.quantNet.populations.slice(0, 3).map(({ name, shape }) => [name, shape])).toEqual(
      split.normal.populations.map(({ name, shape }) => [name, shape]),
    );
    expect(split.split).toMatchObject({ addedSteps: 1, copies: [] });
    expect(split.split!.extraNeurons).toBe(
      split.quantNet.populations.slice(3).reduce((sum, { size }) => sum + size, 0),
    );
  });

  it('gives spike counts within the stated bound where the reset subtracts', () => {
    const options = { reset: 'subtract', emulateReset: true } as const;
    const network = layered(200, ifOf('hidden', 12), 0.01, 0.1);
    const { whole, split } = pairOf(tight, network, options);
    const input = poisson(200, 0.08);
    const [before, after] = [whole, split].map(({ quantNet }) => countsOf(quantNet, input, 1));
    const { parts, scale } = split.split!.parts[0]!;
    // What was sent differs from what came in by half a step a part; a spike more or less for the rounding.
    const bound = (parts * scale!.stepOverThreshold!) / 2 + 1;
    before!.forEach((count, k) => {
      expect(Math.abs(count - after![k]!)).toBeLessThanOrEqual(bound);
    });
    expect(Math.max(...before!)).toBeGreaterThan(20);
  });

  it('keeps rates of leaky neurons that reset to zero within a tenth of the population', () => {
    const hidden: PopulationSpec = {
      name: 'hidden',
      shape: [12],
      parameters: { model: 'lif', tauS: 0.01, r: 10, vLeak: 0, vThreshold: 1, vReset: 0 },
    };
    const { whole, split } = pairOf(tight, layered(200, hidden, 0.02, 0.1));
    const input = poisson(200, 0.08);
    const [before, after] = [whole, split].map(({ quantNet }) => countsOf(quantNet, input, 1));
    const total = before!.reduce((a, b) => a + b, 0);
    const off = before!.reduce((sum, count, k) => sum + Math.abs(count - after![k]!), 0);
    expect(total).toBeGreaterThan(200);
    expect(off / total).toBeLessThan(0.1);
  });

  it.each([['if'], ['lif']])('is exact where spikes carry a payload (%s)', (model) => {
    const hidden: PopulationSpec =
      model === 'if'
        ? ifOf('hidden', 12)
        : {
            name: 'hidden',
            shape: [12],
            parameters: { model: 'lif', tauS: 0.01, r: 10, vLeak: 0, vThreshold: 1, vReset: 0 },
          };
    const profile = withLimits(LOIHI2, { inputAxons: 64 });
    const { whole, split } = pairOf(profile, layered(200, hidden, 0.01, 0.15));
    const input = poisson(200, 0.1);
    expectMapped(split, input);
    expect(split.split!.parts).toMatchObject([{ kind: 'graded', scale: null }]);
    for (const name of ['hidden', 'out']) {
      const expected = rasterOf(whole.quantNet, input, name);
      expect(expected.length).toBeGreaterThan(50);
      expect(rasterOf(split.quantNet, input, name)).toEqual(expected);
    }
  });

  it('cuts the few hubs of a sparse population alone, and again where parts are very many', () => {
    const [sources, size] = [120, 20];
    const offsets = Int32Array.from({ length: sources + 1 }, (_, k) => 2 * k);
    const targets = Int32Array.from({ length: 2 * sources }, (_, k) =>
      k % 2 === 0 ? 7 : 8 + ((k >> 1) % 12),
    );
    const network = networkOf(
      [inputOf('in', sources), ifOf('out', size)],
      [
        {
          pre: 'in',
          post: 'out',
          stages: [
            {
              kind: 'sparse',
              preSize: sources,
              postSize: size,
              offsets,
              targets,
              weights: Float64Array.from(weights(2 * sources, 0.1, 0.2, 'sparse')),
            },
          ],
        },
      ],
    );
    const { split } = pairOf(withLimits(LOIHI, { inputAxons: 12 }), network);
    expectMapped(split, poisson(sources, 0.05));
    expect(split.split!.parts[0]).toMatchObject({ population: 'out', neurons: 1, of: 20 });
    expect(split.split!.parts.length).toBeGreaterThan(1);
  });

  it('keeps loops of a population as short as they were', () => {
    const base = layered(100, ifOf('hidden', 12), 0.02, 0.15);
    const network: Network = {
      ...base,
      projections: [
        ...base.projections,
        {
          name: 'loop',
          pre: 1,
          post: 1,
          stages: [denseOf(12, 12, -0.05)],
          delayS: 0,
        },
      ],
    };
    const { split } = pairOf(tight, network);
    expectMapped(split, poisson(100, 0.1));
    const loop = split.quantNet.projections.find(({ name }) => name === 'loop')!;
    expect(loop).toMatchObject({ pre: 1, post: 1, delaySteps: 0, backward: true });
  });

  it('frees synapse memory too', () => {
    const profile = withLimits(LOIHI, { synapseMemoryBits: 64 * 80 });
    const { split } = pairOf(profile, layered(200, ifOf('hidden', 2), 0.01, 0.15));
    expectMapped(split, poisson(200, 0.1));
    expect(split.split!.parts[0]).toMatchObject({ resource: 'synapseMemoryBits', available: 5120 });
  });

  it('says what it did', () => {
    const { split } = pairOf(tight, layered(200, ifOf('hidden', 12), 0.01, 0.15));
    const notes = split.image.header.assumptions.filter(({ code }) => code === 'A_SPLIT');
    expect(notes).toHaveLength(2);
    expect(notes[0]!.text).toMatch(
      /^population "hidden": all 12 neurons need up to 200 input axons, a core has 64; \d parts of the inputs of each go to partial neurons, which send their sums in steps of [\d.]+ % of the threshold/,
    );
    expect(notes[1]!.text).toMatch(
      /^splitting adds [\d,]+ neurons and [\d,]+ synapses, and outputs come 1 step later on the chip\.$/,
    );
  });

  it('refuses a chip that has no way to carry a partial sum', () => {
    const [core] = tight.coreTypes;
    const neuronModels = core!.neuronModels.map((model) => ({
      ...model,
      resets: ['zero' as const],
    }));
    const profile = { ...tight, coreTypes: [{ ...core!, neuronModels }] };
    const network = layered(200, ifOf('hidden', 12), 0.01, 0.15);
    expect(() => compileOn(profile, network, { splitNeurons: true })).toThrow(
      'population "hidden" cannot be split: core type "neuro" has neither',
    );
  });
});

describe('splitting neurons of too many destination cores', () => {
  const tight = withLimits(LOIHI, { compartments: 2, outputAxons: 5 });
  const network = networkOf(
    [inputOf('in', 3), ifOf('a', 3), ifOf('b', 40)],
    [
      { pre: 'in', post: 'a', stages: [denseOf(3, 3, weights(9, 0.3, 0.1, 'a'))] },
      { pre: 'a', post: 'b', stages: [denseOf(3, 40, weights(120, 0.2, 0.2, 'b'))] },
    ],
  );
  const input = poisson(3, 0.3);

  it('gives copies equal spikes, and targets what they had', () => {
    const { whole, split } = pairOf(tight, network);
    expectMapped(split, input);
    const { copies, addedSteps } = split.split!;
    expect(copies).toMatchObject([{ population: 'a', available: 5 }]);
    expect(addedSteps).toBe(0);
    for (let copy = 2; copy <= copies[0]!.copies; copy++) {
      expect(rasterOf(split.quantNet, input, `a~copy${copy}`)).toEqual(
        rasterOf(whole.quantNet, input, 'a'),
      );
    }
    expect(rasterOf(split.quantNet, input, 'b')).toEqual(rasterOf(whole.quantNet, input, 'b'));
  });

  it('keeps copies of a population with a loop in step', () => {
    const looped: Network = {
      ...network,
      projections: [
        ...network.projections,
        { name: 'loop', pre: 1, post: 1, stages: [denseOf(3, 3, -0.2)], delayS: 0 },
      ],
    };
    const { whole, split } = pairOf(withLimits(tight, { outputAxons: 14 }), looped);
    expectMapped(split, input);
    expect(rasterOf(split.quantNet, input, 'b')).toEqual(rasterOf(whole.quantNet, input, 'b'));
  });
});

it('maps random networks on tight cores so that the chip computes what the split network does', () => {
  let splits = 0;
  checkCases(120, (draw) => {
    const network = randomNetwork(draw, drawOne(draw, ['registers', 'real', 'mixed'] as const));
    const input = randomInput(draw, network, 10);
    const profile = withLimits(LOIHI, {
      inputAxons: draw(6, 16),
      outputAxons: draw(4, 64),
      compartments: draw(2, 16),
    });
    let found: Compilation;
    try {
      found = compileOn(profile, network, {
        partitioner: 'structured',
        placer: 'snake',
        splitNeurons: true,
      });
    } catch (error) {
      if (error instanceof SpikeloomError && error.exitCode !== 70) return;
      throw error;
    }
    if (found.split === null) return;
    splits++;
    expect(checkImage(found.image)).toEqual([]);
    const [trace] = emulate(found.image, [input], { steps: 10 });
    const expected = createIntegerSimulator(found.quantNet).run(input, 10);
    expect(spikeKeys(trace!.spikes!)).toEqual(spikeKeys(expected));
    found.normal.populations.forEach(({ name, size }, p) => {
      expect(found.quantNet.populations[p]).toMatchObject({ name, size });
    });
  });
  expect(splits).toBeGreaterThan(10);
});
