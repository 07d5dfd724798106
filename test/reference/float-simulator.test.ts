import { describe, expect, it } from 'vitest';
import { normalize } from '../../compiler/normalize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { Network, NeuronParameters } from '../../src/model/network.ts';
import type { SimulationOptions } from '../../src/model/simulation.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import { createFloatSimulator, networkSize } from '../../src/reference/simulate.ts';
import { spikeKeys } from '../properties/run-network.ts';
import { denseOf, eventsOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

function simulatorOf(network: Network, options: Partial<SimulationOptions> = {}) {
  const normal = normalize(network);
  return createFloatSimulator(normal, schedule(normal), {
    ...DEFAULT_SIMULATION_OPTIONS,
    ...options,
  });
}

const chain = networkOf(
  [inputOf('in', 1), ifOf('a', 1), ifOf('b', 1)],
  [
    { pre: 'in', post: 'a', stages: [denseOf(1, 1, 2)] },
    { pre: 'a', post: 'b', stages: [denseOf(1, 1, 2)] },
  ],
);

function single(parameters: NeuronParameters): Network {
  return networkOf(
    [inputOf('in', 1), { name: 'out', shape: [1], parameters }],
    [{ pre: 'in', post: 'out', stages: [denseOf(1, 1, 1)] }],
  );
}

const lif = (tauS: number): NeuronParameters => ({
  model: 'lif',
  tauS,
  r: 1,
  vLeak: 0,
  vThreshold: 1,
  vReset: 0,
});

describe('the float simulator', () => {
  it('runs all layers within one step', () => {
    const { spikes, spikesByPopulation, outputCounts, predictedByStep } = simulatorOf(chain).run(
      eventsOf([
        [1, 0],
        [3, 0],
      ]),
      5,
    );
    expect(spikeKeys(spikes)).toEqual(['1/1/0', '1/2/0', '3/1/0', '3/2/0']);
    expect(Array.from(spikesByPopulation)).toEqual([expect.anything(), 2, 2]);
    expect(Array.from(outputCounts)).toEqual([2]);
    expect(Array.from(predictedByStep)).toEqual([-1, 0, 0, 0, 0]);
  });

  it('delays by whole steps, closes loops with the step before', () => {
    const looped = networkOf(
      [inputOf('in', 1), ifOf('a', 1)],
      [
        { pre: 'in', post: 'a', stages: [denseOf(1, 1, 2)], delayS: 0.002 },
        { pre: 'a', post: 'a', stages: [denseOf(1, 1, 2)], delayS: 0.001 },
      ],
    );
    const { spikes } = simulatorOf(looped).run(eventsOf([[0, 0]]), 9);
    expect(Array.from(spikes.steps)).toEqual([2, 4, 6, 8]);
  });

  it('adds synapses of different delays apart', () => {
    const network = networkOf(
      [inputOf('in', 1), ifOf('out', 1, 1)],
      [
        {
          pre: 'in',
          post: 'out',
          delayS: 0.001,
          stages: [
            {
              kind: 'sparse',
              preSize: 1,
              postSize: 1,
              offsets: Int32Array.of(0, 2),
              targets: Int32Array.of(0, 0),
              weights: Float64Array.of(2, 3),
              delaysS: Float32Array.of(0, 0.003),
            },
          ],
        },
      ],
    );
    const outcome = simulatorOf(network).run(eventsOf([[0, 0]]), 6);
    expect(Array.from(outcome.spikes.steps)).toEqual([1, 4]);
  });

  it('starts anew or carries its state on', () => {
    const simulator = simulatorOf(single({ model: 'if', r: 1, vThreshold: 1.5, vReset: 0 }));
    const event = eventsOf([[0, 0]]);
    const spikes = (carryState: boolean) =>
      simulator.run(event, 2, { carryState }).spikes.steps.length;
    expect([spikes(false), spikes(false), spikes(true), spikes(true)]).toEqual([0, 0, 1, 0]);
  });

  it('feeds constant currents in every step', () => {
    const simulator = simulatorOf(single({ model: 'if', r: 1, vThreshold: 1, vReset: 0 }));
    const input = { ...eventsOf([]), currents: Float64Array.of(0.5) };
    expect(Array.from(simulator.run(input, 9).spikes.steps)).toEqual([2, 5, 8]);
  });

  it('counts input events, synaptic events and updates', () => {
    const outcome = simulatorOf(chain).run(eventsOf([[1, 0, 3]]), 4);
    expect(outcome).toMatchObject({ inputEvents: 3, synapticEvents: 3 + 1, neuronUpdates: 8 });
    expect(networkSize(normalize(chain))).toEqual({ neurons: 2, synapses: 2 });
  });

  it('sees the current of this step or of the one before', () => {
    const cuba: NeuronParameters = {
      model: 'cuba-lif',
      tauSynS: 0.002,
      tauMemS: 0.002,
      r: 8,
      vLeak: 0,
      wIn: 1,
      vThreshold: 1,
      vReset: 0,
    };
    const first = (currentOrder: 'new' | 'old') =>
      simulatorOf(single(cuba), { currentOrder }).run(eventsOf([[0, 0]]), 3).spikes.steps[0];
    expect([first('new'), first('old')]).toEqual([0, 1]);
  });

  it('shows its state to a probe after every step', () => {
    const seen: number[] = [];
    simulatorOf(single({ model: 'i', r: 1 })).run(
      eventsOf([
        [0, 0],
        [2, 0],
      ]),
      3,
      {
        probe: (_, population, v) => {
          if (population === 1) seen.push(v[0]!);
        },
      },
    );
    expect(seen).toEqual([1, 1, 2]);
  });
});

describe('a step too long for a time constant', () => {
  it('E_DT_UNSTABLE over twice the time constant', () => {
    expect(() => simulatorOf(single(lif(0.01)), { dtS: 0.021 })).toThrow(
      expect.objectContaining({
        code: 'E_DT_UNSTABLE',
        exitCode: 2,
        message:
          'population "out": a step of 0.021 s is unstable for tau = 0.01 s. The largest stable step is 2 tau = 0.02 s; set --dt to that or less.',
      }),
    );
  });

  it('E_DT_UNSTABLE for a time constant that is none', () => {
    for (const tauS of [0, -1, Number.NaN]) {
      expect(() => simulatorOf(single(lif(tauS)))).toThrow(
        expect.objectContaining({ code: 'E_DT_UNSTABLE' }),
      );
    }
  });

  it('warns between the time constant and twice it', () => {
    expect(simulatorOf(single(lif(0.01)), { dtS: 0.02 }).warnings).toEqual([
      'population "out": dt = 0.02 s exceeds tau = 0.01 s; the membrane overshoots in every step.',
    ]);
    expect(simulatorOf(single(lif(0.01)), { dtS: 0.01 }).warnings).toEqual([]);
  });

  it('looks at the shortest of all neurons', () => {
    const mixed = networkOf(
      [
        inputOf('in', 1),
        {
          name: 'out',
          shape: [2],
          parameters: { ...lif(1), tauS: Float64Array.of(1, 0.001) } as NeuronParameters,
        },
      ],
      [{ pre: 'in', post: 'out', stages: [denseOf(1, 2, 1)] }],
    );
    expect(() => simulatorOf(mixed, { dtS: 0.01 })).toThrow(/tau = 0.001 s/);
  });

  it('E_MODEL for registers, which have no equations', () => {
    const registers = {
      du: 0,
      dv: 0,
      vthMant: 1,
      biasMant: 0,
      biasExp: 0,
      refractorySteps: 0,
      v0: 0,
      reset: 'zero' as const,
      spiking: true,
    };
    expect(() => simulatorOf(single({ model: 'loihi-lif', registers }))).toThrow(
      expect.objectContaining({ code: 'E_MODEL' }),
    );
  });
});
