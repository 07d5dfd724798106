/** Summaries, budgets and differences over a run small enough to add up by hand. */
import { describe, expect, it } from 'vitest';
import { normalize } from '../../compiler/normalize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { Budget } from '../../src/cli/budget.ts';
import { budgetBreaches, contributorsOf, parseBudget } from '../../src/cli/budget.ts';
import { diffSummaries, parseTolerances } from '../../src/cli/diff-summaries.ts';
import { accountRun } from '../../src/cli/run-record.ts';
import type { RunFacts } from '../../src/cli/summarize.ts';
import {
  accuracyOf,
  stableSummary,
  summarizeRun,
  summarizeSimulation,
} from '../../src/cli/summarize.ts';
import type { Summary } from '../../src/model/report.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { createFloatSimulator } from '../../src/reference/simulate.ts';
import { compileOn, emulate, LOIHI, parametersOf } from '../properties/run-network.ts';
import { eventsOf, ifOf, inputOf, networkOf } from '../properties/small-network.ts';

const network = networkOf(
  [inputOf('in', 2), ifOf('out', 2)],
  [{ pre: 'in', post: 'out', stages: [{ kind: 'one-to-one', size: 2, weights: 2 }] }],
);
const FACTS: RunFacts = {
  command: 'run',
  seed: '1',
  version: '0',
  assumptions: [],
  warnings: [],
  wallMs: 10,
};

/** Sample 0 is right from step 1 on, sample 1 wrong until step 3 and undecided before step 2. */
const INPUTS = [
  {
    ...eventsOf(
      [
        [0, 1],
        [2, 1],
      ],
      1,
    ),
    sample: 'first',
  },
  {
    ...eventsOf(
      [
        [1, 0],
        [2, 1],
        [3, 1],
      ],
      1,
    ),
    sample: 'second',
  },
];

function runOf(steps = 4) {
  const { image } = compileOn(LOIHI, network);
  const traces: SampleTrace[] = emulate(image, INPUTS, { steps });
  const run = {
    image,
    set: parametersOf(image),
    timing: 'analytic' as const,
    pace: 'fast' as const,
    resets: true,
    traces,
    shownInput: null,
    comparisons: [],
  };
  return { run, summary: summarizeRun(run, accountRun(run), {}, FACTS) };
}

describe('summarizeRun', () => {
  const { run, summary } = runOf();

  it('adds up events of all samples', () => {
    expect(summary.totals).toEqual({
      samples: 2,
      steps: 8,
      drainSteps: 2,
      inputEvents: 5,
      spikes: 5,
      // Each of the five spikes updates its compartment twice: for its input, and one step later to clear
      // the current. One clearing falls on the second sample's next input, one after its last step.
      neuronUpdates: 8,
      synapticEvents: 5,
      packets: 0,
      interCorePackets: 0,
      hops: 0,
      saturations: 0,
      dropped: 0,
    });
  });

  it('names the winners and the share that is right', () => {
    expect(summary.outputs).toEqual([
      { sample: 'first', counts: [0, 2], predicted: 1, label: 1, spikesByPopulation: { out: 2 } },
      { sample: 'second', counts: [1, 2], predicted: 1, label: 1, spikesByPopulation: { out: 3 } },
    ]);
    expect(summary.accuracy).toBe(1);
  });

  it('says what would be known at every earlier end', () => {
    expect(summary.anytime.map(({ step, accuracy }) => [step, accuracy])).toEqual([
      [1, 0.5],
      [2, 0.5],
      [3, 0.5],
      [4, 1],
    ]);
    const energies = summary.anytime.map(({ energyPj }) => energyPj);
    const times = summary.anytime.map(({ elapsedNs }) => elapsedNs);
    expect(energies).toEqual([...energies].sort((a, b) => a - b));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
    // Nothing follows the last step but the read-out, which this set does not charge.
    expect(energies.at(-1)).toBeCloseTo(summary.energy!.perSamplePj, 3);
    expect(times.at(-1)).toBeCloseTo(summary.time!.sampleNs.mean, 6);
  });

  it('has energy and time whose parts add up', () => {
    const { energy, time, power } = summary;
    const kinds = Object.values(energy!.byKindPj).reduce((sum, pj) => sum + pj, 0);
    expect(kinds / energy!.totalPj).toBeCloseTo(1, 12);
    expect(energy!.dynamicPj + energy!.staticPj + energy!.hostPj).toBeCloseTo(energy!.totalPj, 6);
    expect(energy!.perSamplePj).toBeCloseTo(energy!.totalPj / 2, 6);
    const [low, high] = energy!.intervalPj;
    expect(low).toBeLessThan(energy!.totalPj);
    expect(high).toBeGreaterThan(energy!.totalPj);
    expect(time!.chipTimeNs + time!.hostTimeNs).toBeCloseTo(time!.elapsedNs, 6);
    expect(power!.meanMw).toBeCloseTo(energy!.totalPj / time!.elapsedNs, 12);
    expect(time!.stepNs.max).toBeGreaterThanOrEqual(time!.stepNs.p50);
    // The first spikes come in chip steps 1 and 2.
    const byStep = run.traces.map((trace) => trace.steps.stepPs);
    const first = (k: number, steps: number) =>
      Array.from(byStep[k]!.subarray(0, steps)).reduce((sum, ps) => sum + ps / 1000 + 340_000, 0);
    expect(time!.firstOutputSpikeNs.mean).toBeCloseTo((first(0, 2) + first(1, 3)) / 2, 6);
  });

  it('describes the chip', () => {
    expect(summary.chip).toMatchObject({
      name: 'loihi1',
      coresUsed: 1,
      coresAvailable: 128,
      chipsUsed: 1,
    });
    expect(summary.chip!.utilization).toEqual({
      compartments: 2 / 1024,
      axonsIn: 2 / 4096,
      axonsOut: 0,
      synapseMemory: 128 / 1_048_576,
    });
    expect(summary.network).toEqual({ name: 'small', populations: 2, neurons: 2, synapses: 2 });
  });
});

describe('summarizeSimulation', () => {
  it('has the same outputs as the chip, and neither chip, time nor energy', () => {
    const normal = normalize(network);
    const simulator = createFloatSimulator(normal, schedule(normal), DEFAULT_SIMULATION_OPTIONS);
    const outcomes = INPUTS.map((input) => simulator.run(input, 4));
    const simulated = summarizeSimulation(normal, 4, outcomes, FACTS);
    const { summary } = runOf();
    expect(simulated.outputs).toEqual(summary.outputs);
    expect(simulated.anytime.map(({ accuracy }) => accuracy)).toEqual(
      summary.anytime.map(({ accuracy }) => accuracy),
    );
    expect(simulated).not.toHaveProperty('energy');
    expect(simulated).not.toHaveProperty('chip');
  });
});

describe('accuracyOf', () => {
  it('counts silence as wrong and leaves unlabelled samples out', () => {
    expect(accuracyOf([])).toBeNull();
    expect(accuracyOf([{ predicted: 1, label: null }])).toBeNull();
    const mixed = [
      { predicted: 1, label: 1 },
      { predicted: null, label: 0 },
      { predicted: 2, label: null },
    ];
    expect(accuracyOf(mixed)).toBe(0.5);
  });
});

describe('budgets', () => {
  const { run, summary } = runOf();
  const breaches = (changes: Partial<Summary>, budget: Budget) =>
    budgetBreaches({ ...summary, ...changes }, budget, contributorsOf(run)).map(
      ({ key, limit, actual, text }) => {
        expect(text.startsWith(`${key}: `)).toBe(true);
        return [key, limit, actual];
      },
    );

  it('read units', () => {
    expect(parseBudget('energy=1.5uJ, latency=5ms,power=2W,cores=4,accuracy=90%')).toEqual({
      energy: 1.5e6,
      latency: 5e6,
      power: 2000,
      cores: 4,
      accuracy: 0.9,
    });
    expect(parseBudget('energy=1µJ')).toEqual(parseBudget('energy=1000nJ'));
  });

  it('refuse what they do not know', () => {
    const wrong = [
      ...['', 'energy', 'enrgy=1uJ', 'energy=1', 'energy=uJ', 'latency=1e999ms', 'cores=-1'],
      ...['power=--1mW', 'constructor=1', 'accuracy=2', 'energy=1s', 'cores=1,cores=2'],
    ];
    for (const text of wrong) {
      expect(() => parseBudget(text), text).toThrow(
        expect.objectContaining({
          code: 'E_USAGE',
          exitCode: 2,
          message: expect.stringMatching(/^--budget /),
        }),
      );
    }
    expect(() => parseBudget('enrgy=1uJ')).toThrow(
      /KEY one of energy, latency, power, cores, accuracy .*energy/,
    );
  });

  it('are kept at the limit and broken beyond it', () => {
    const { perSamplePj } = summary.energy!;
    const { max } = summary.time!.sampleNs;
    const { meanMw } = summary.power!;
    const exact = { energy: perSamplePj, latency: max, power: meanMw, cores: 1, accuracy: 1 };
    expect(breaches({}, exact)).toEqual([]);
    expect(
      breaches({}, { energy: perSamplePj / 2, latency: max * 0.99, power: 0, cores: 0.5 }),
    ).toEqual([
      ['energy', perSamplePj / 2, perSamplePj],
      ['latency', max * 0.99, max],
      ['power', 0, meanMw],
      ['cores', 0.5, 1],
    ]);
  });

  it('of accuracy are a floor, and fail where there is no figure', () => {
    expect(breaches({ accuracy: 0.8 }, { accuracy: 0.8 })).toEqual([]);
    expect(breaches({ accuracy: 0.6 }, { accuracy: 0.8 })).toEqual([['accuracy', 0.8, 0.6]]);
    expect(breaches({ accuracy: null }, { accuracy: 0 })).toEqual([['accuracy', 0, Number.NaN]]);
  });
});

describe('diffSummaries', () => {
  const { summary } = runOf();
  const changed = {
    ...summary,
    accuracy: 0.5,
    totals: { ...summary.totals, spikes: 6 },
    energy: { ...summary.energy!, totalPj: summary.energy!.totalPj * 1.01 },
    host: { ...summary.host!, wallMs: 99 },
  };

  it('finds nothing between runs that differ in wall time only', () => {
    expect(diffSummaries(summary, { ...summary, version: '9', host: changed.host }, [])).toEqual(
      [],
    );
    expect(stableSummary(summary)).not.toHaveProperty('host');
    expect(stableSummary(summary).mapping).not.toHaveProperty('wallMs');
  });

  it('lists what differs, by path, and what is beyond its tolerance', () => {
    const found = diffSummaries(summary, changed, parseTolerances('energy=2%'));
    expect(found.map(({ path, beyond }) => [path, beyond])).toEqual([
      ['accuracy', true],
      ['energy.totalPj', false],
      ['totals.spikes', true],
    ]);
    expect(found[2]).toMatchObject({ a: 5, b: 6, relative: 0.2 });
    const beyond = (tolerances: string): boolean =>
      diffSummaries(summary, changed, parseTolerances(tolerances))[1]!.beyond;
    expect(beyond('energy=0.5%')).toBe(true);
    expect(beyond('energy=5%,energy.totalPj=0.001')).toBe(true);
    expect(beyond('energy=0,energy.totalPj=0.02')).toBe(false);
  });

  it('shows fields that only one has', () => {
    const { energy: _, ...bare } = summary;
    const [first] = diffSummaries(bare, summary, []);
    expect(first).toMatchObject({
      path: 'energy.byKindPj.axon',
      a: undefined,
      relative: null,
      beyond: true,
    });
  });

  it('E_USAGE for a tolerance that is none, or of a field that neither has', () => {
    for (const text of ['energy', 'energy=x', 'energy=-1', '=1']) {
      expect(() => parseTolerances(text)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    }
    expect(() => diffSummaries(summary, changed, parseTolerances('enery=2%'))).toThrow(
      expect.objectContaining({
        code: 'E_USAGE',
        message: expect.stringContaining('did you mean energy?'),
      }),
    );
  });
});
