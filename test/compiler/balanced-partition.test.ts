/** The partitioner that balances what expected spikes cost; a bench holds it against a mapping by hand. */
import { describe, expect, it } from 'vitest';
import { activityOf } from '../../compiler/partition/activity.ts';
import type { Network } from '../../src/model/network.ts';
import { compileOn, emulate, UNLIMITED_LOIHI } from '../properties/run-network.ts';
import { denseOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const [INPUTS, HIDDEN] = [64, 256];

function network(): Network {
  return networkOf(
    [inputOf('in', INPUTS), ifOf('hidden', HIDDEN), ifOf('out', 2)],
    [
      { pre: 'in', post: 'hidden', stages: [denseOf(INPUTS, HIDDEN, 0.5)] },
      { pre: 'hidden', post: 'out', stages: [denseOf(HIDDEN, 2, 0.5)] },
    ],
  );
}

const SIZES = [INPUTS, HIDDEN, 2];
const EVERY_INPUT = Array.from({ length: INPUTS }, (_, neuron) => ({
  step: 0,
  population: 0,
  neuron,
}));

describe('spikes that a partition is balanced for', () => {
  it('stand by step, and those beyond the last step are left out', () => {
    const spikes = [
      { step: 1, population: 0, neuron: 3 },
      { step: 0, population: 0, neuron: 5 },
      { step: 2, population: 0, neuron: 7 },
    ];
    const { populations } = activityOf(SIZES, 2, 1, spikes);
    expect(populations[0]).toEqual({
      offsets: Int32Array.of(0, 1, 2),
      neurons: Int32Array.of(5, 3),
    });
    expect(populations[1]!.offsets).toEqual(Int32Array.of(0, 0, 0));
  });
});

describe('a balanced partition', () => {
  const activity = activityOf(SIZES, 1, 1, EVERY_INPUT);

  it('cuts a population that many spikes reach, and is done sooner', () => {
    const input = {
      sample: 's',
      steps: new Int32Array(INPUTS),
      indices: Int32Array.from({ length: INPUTS }, (_, k) => k),
      counts: new Int32Array(INPUTS).fill(1),
      droppedEvents: 0,
    };
    const [structured, balanced] = (['structured', 'balanced'] as const).map((partitioner) => {
      const { image } = compileOn(UNLIMITED_LOIHI, network(), { partitioner, activity });
      expect(image.header.partitioner).toBe(partitioner);
      const [trace] = emulate(image, [input], { steps: 4, timing: 'analytic' });
      return {
        cores: image.cores.length,
        us: trace!.steps.stepPs.reduce((sum, ps) => sum + ps, 0),
      };
    });
    expect(balanced!.cores).toBeGreaterThan(structured!.cores);
    expect(balanced!.us).toBeLessThan(structured!.us);
  });

  it('keeps the fewest parts where nothing spikes', () => {
    const silent = activityOf(SIZES, 1, 0, []);
    const { partition } = compileOn(UNLIMITED_LOIHI, network(), {
      partitioner: 'balanced',
      activity: silent,
    });
    expect(partition.parts.length).toBeLessThan(20);
  });
});
