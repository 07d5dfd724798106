import { describe, expect, it } from 'vitest';
import { checkImage } from '../../compiler/check-image.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import { alignByLevel } from '../../src/reference/compare.ts';
import { createFloatSimulator } from '../../src/reference/simulate.ts';
import { compileOn, emulate, LOIHI, spikeKeys } from '../properties/run-network.ts';
import { denseOf, eventsOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const RESET = { reset: 'subtract', emulateReset: true } as const;

describe('--emulate-reset', () => {
  const network = networkOf(
    [inputOf('in', 1), ifOf('out', 3, 4)],
    [{ pre: 'in', post: 'out', stages: [denseOf(1, 3, [1, 3, 2])] }],
  );

  it('adds a self-synapse of minus the threshold and notes it', () => {
    const { quantNet, image } = compileOn(LOIHI, network, RESET);
    expect(checkImage(image)).toEqual([]);
    const reset = quantNet.projections.find(({ name }) => name === 'out reset')!;
    expect(reset).toMatchObject({
      pre: 1,
      post: 1,
      signMode: 'inhibitory',
      weightBits: 8,
      delaySteps: 0,
      backward: true,
    });
    const vthMant = Number(quantNet.populations[1]!.registers!.vthMant);
    expect(Number(reset.connectivity.weights) * 2 ** reset.weightExp).toBe(-vthMant);
    expect(quantNet.populations[1]!.registers!.resets).toBe(0);
    expect(quantNet.assumptions).toEqual([
      {
        code: 'A_EMULATED_RESET',
        text: 'population "out": its subtract reset is a self-synapse of minus the threshold that acts one step late.',
      },
    ]);
  });

  it('takes the threshold off one step late', () => {
    const { image, quantNet } = compileOn(LOIHI, network, RESET);
    const unit = Number(quantNet.populations[1]!.registers!.vthMant) * 64;
    // Weight 3 against threshold 4: v is 3/4, then 6/4 and a spike; one step later the threshold is gone.
    const probes = [{ population: 'out', variable: 'v' }];
    const [trace] = emulate(
      image,
      [
        eventsOf([
          [0, 0],
          [1, 0],
        ]),
      ],
      { steps: 4, probes },
    );
    const v = (step: number): number => trace!.probes![0]!.values[step * 3 + 1]! / unit;
    expect([1, 2, 3, 4].map((step) => Math.round(v(step) * 100) / 100)).toEqual([
      0.75, 1.5, 0.5, 0.5,
    ]);
    expect(spikeKeys(trace!.spikes!)).toEqual(['2/1/1']);
  });

  it('gives an integrator the very spikes of a subtract reset', () => {
    const events = Array.from({ length: 40 }, (_, step) => [step, 0, 1 + (step % 3)]);
    const { image, normal, schedule } = compileOn(LOIHI, network, RESET);
    const [trace] = emulate(image, [eventsOf(events)], { steps: 40 });
    const float = createFloatSimulator(normal, schedule, {
      ...DEFAULT_SIMULATION_OPTIONS,
      reset: 'subtract',
    });
    const expected = float.run(eventsOf(events), 40).spikes;
    const aligned = alignByLevel(trace!.spikes!, schedule.levels, 40);
    expect(expected.steps.length).toBeGreaterThan(40);
    expect(spikeKeys(aligned)).toEqual(spikeKeys(expected));
  });

  it('keeps the self-synapse within its registers where weights are tiny', () => {
    const tiny = networkOf(
      [inputOf('in', 1), ifOf('out', 1, 300)],
      [{ pre: 'in', post: 'out', stages: [denseOf(1, 1, 1)] }],
    );
    const { image, quantNet } = compileOn(LOIHI, tiny, RESET);
    expect(checkImage(image)).toEqual([]);
    const reset = quantNet.projections.find(({ name }) => name === 'out reset')!;
    expect(reset.weightExp).toBeLessThanOrEqual(7);
    const vthMant = Number(quantNet.populations[1]!.registers!.vthMant);
    expect(Number(reset.connectivity.weights) * 2 ** reset.weightExp).toBe(-vthMant);
  });

  it('leaves networks alone that ask for no subtract reset', () => {
    const { quantNet } = compileOn(LOIHI, network, { emulateReset: true });
    expect(quantNet.projections).toHaveLength(1);
    expect(quantNet.assumptions).toEqual([]);
  });
});
