import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Network } from '../../src/model/network.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { runOnChip } from '../support/on-chip.ts';

/** Two inputs onto one compartment with weights 10 and 20, whose current is gone after a step. */
const NETWORK: Network = {
  name: 'two-inputs',
  units: 'dimensionless',
  populations: [
    { name: 'input', shape: [2], size: 2, bias: 0, parameters: { model: 'input' } },
    {
      name: 'sum',
      shape: [1],
      size: 1,
      bias: 0,
      parameters: {
        model: 'loihi-lif',
        registers: {
          du: 4095,
          dv: 0,
          vthMant: 0,
          biasMant: 0,
          biasExp: 0,
          refractorySteps: 0,
          v0: 0,
          reset: 'zero',
          spiking: false,
        },
      },
    },
  ],
  projections: [
    {
      name: 'wire',
      pre: 0,
      post: 1,
      delayS: 0,
      registers: { weightExp: 0, weightBits: 8, signMode: 'mixed' },
      stages: [{ kind: 'dense', preSize: 2, postSize: 1, weights: Float32Array.of(10, 20) }],
    },
  ],
  outputs: [1],
  assumptions: [],
};

function inputOf(events: readonly (readonly [number, number, number])[]): SpikeInput {
  const column = (k: number): Int32Array => Int32Array.from(events, (event) => event[k]!);
  const [steps, indices, counts] = [column(0), column(1), column(2)];
  return { sample: 'given', steps, indices, counts, droppedEvents: 0 };
}

function run(profile: string, events: Parameters<typeof inputOf>[0]): SampleTrace {
  const { traces } = runOnChip(NETWORK, [inputOf(events)], {
    profile: loadProfile(profile).profile,
    steps: 3,
    probes: [{ population: 'sum', variable: 'u' }],
  });
  return traces[0]!;
}

/** The synaptic sum by chip step. */
function sums(trace: SampleTrace): number[] {
  return Array.from(trace.probes![0]!.values, (u) => u / 64);
}

function axonEvents(trace: SampleTrace): number {
  const kind = EVENT_KINDS.indexOf('axonIn');
  return trace.steps.kinds.reduce(
    (sum, count, k) => (k % EVENT_KINDS.length === kind ? sum + count : sum),
    0,
  );
}

describe('counts of input events', () => {
  it('are payloads of one event each where spikes carry one, below zero too', () => {
    const trace = run('loihi2', [
      [0, 0, 3],
      [0, 1, -5],
      [1, 1, 1],
    ]);
    expect(sums(trace)).toEqual([0, 3 * 10 - 5 * 20, 20, 0]);
    expect(Array.from(trace.steps.inputEvents)).toEqual([2, 1, 0, 0]);
    expect(axonEvents(trace)).toBe(3);
    expect(Array.from(trace.steps.synapticEvents)).toEqual([0, 2, 1, 0]);
  });

  it('are numbers of events on other chips, with the same sum', () => {
    const trace = run('loihi1', [[0, 0, 3]]);
    expect(sums(trace)).toEqual([0, 30, 0, 0]);
    expect(Array.from(trace.steps.inputEvents)).toEqual([3, 0, 0, 0]);
    expect(axonEvents(trace)).toBe(3);
    expect(Array.from(trace.steps.synapticEvents)).toEqual([0, 3, 0, 0]);
  });

  it('send nothing where they are 0', () => {
    for (const profile of ['loihi1', 'loihi2']) {
      const trace = run(profile, [[0, 0, 0]]);
      expect(sums(trace)).toEqual([0, 0, 0, 0]);
      expect(axonEvents(trace)).toBe(0);
      expect(trace.inputEvents).toBe(0);
    }
  });

  it('below zero are refused where spikes carry nothing', () => {
    expect(() => run('loihi1', [[1, 1, -2]])).toThrow(
      expect.objectContaining({
        code: 'E_NEGATIVE_COUNT',
        message:
          'sample "given": input 1 has a count of -2 in step 1, and spikes of loihi1 have no sign. Use counts of 0 or more, or a chip whose spikes carry a payload (network.payload: graded).',
      }),
    );
  });
});
