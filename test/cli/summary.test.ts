import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/model/report.ts';
import {
  at,
  cli,
  cliJson,
  digits,
  digitsInput,
  put,
  putNetwork,
  putSpikes,
  readJson,
} from './cli.ts';

const CHIP = ['--chip', 'loihi1'];

/** The contract of DESIGN.md section 6, names and kinds of values. */
const SUMMARY_FIELDS: Readonly<Record<string, unknown>> = {
  schema: 'spikeloom/summary/1',
  version: expect.any(String),
  command: expect.any(String),
  seed: expect.any(String),
  network: numbers('populations neurons synapses', { name: expect.any(String) }),
  totals: numbers(
    'samples steps drainSteps inputEvents spikes neuronUpdates synapticEvents packets interCorePackets hops saturations dropped',
  ),
  outputs: expect.any(Array),
  accuracy: expect.any(Number),
  anytime: expect.any(Array),
  assumptions: expect.any(Array),
  warnings: expect.any(Array),
  host: numbers('wallMs stepsPerSecond synapticEventsPerSecond peakRssBytes'),
};
const INTERVAL = [expect.any(Number), expect.any(Number)];
const CHIP_FIELDS: Readonly<Record<string, unknown>> = {
  chip: numbers('coresUsed coresAvailable chipsUsed', {
    name: 'loihi1',
    parameterSet: 'silicon-calibrated',
    utilization: numbers('compartments synapseMemory axonsIn axonsOut'),
  }),
  mapping: numbers('wallMs interCoreConnections meanHops', {
    partitioner: 'structured',
    placer: 'anneal',
  }),
  time: numbers('chipTimeNs hostTimeNs elapsedNs overruns', {
    model: 'analytic',
    pace: 'fast',
    intervalsNs: intervals('hostTime elapsed'),
    stepNs: numbers('mean p50 p99 max'),
    sampleNs: numbers('mean max'),
    firstOutputSpikeNs: numbers('mean'),
  }),
  energy: numbers('totalPj dynamicPj staticPj hostPj perSamplePj', {
    byKindPj: numbers('synapse neuron learning axon router link barrier static host'),
    byPopulationPj: numbers('in hidden out'),
    intervalPj: INTERVAL,
    intervalsPj: {
      dynamic: INTERVAL,
      static: INTERVAL,
      host: INTERVAL,
      byKind: intervals('synapse neuron learning axon router link barrier static host'),
    },
  }),
  power: numbers('meanMw'),
  alternatives: numbers('macsPerPass weights steps synapticEvents eventsPerMac dynamicPj totalPj', {
    machines: expect.any(Array),
  }),
};

function intervals(names: string): Record<string, unknown> {
  return Object.fromEntries(names.split(' ').map((name) => [name, INTERVAL]));
}

function numbers(names: string, others: Record<string, unknown> = {}): Record<string, unknown> {
  const fields = names.split(' ').map((name) => [name, expect.any(Number)]);
  return { ...Object.fromEntries(fields), ...others };
}

const withoutModelNotes = (summary: Summary): unknown => {
  const { command: _, assumptions, ...rest } = summary;
  const notes = assumptions.filter(
    ({ code }) =>
      !['A_DT', 'A_RESET', 'A_SPIKE_CHARGE', 'A_V_MIN', 'A_CURRENT_ORDER'].includes(code),
  );
  return { ...rest, assumptions: notes };
};

let net: string;
let spikes: string;
let labels: string;
beforeAll(async () => {
  net = await putNetwork('net.nir');
  spikes = putSpikes('spikes.csv', 20);
  labels = put('labels.json', '{"spikes": 2, "unused": 0}');
});

describe('summary.json', () => {
  it('has every field of the contract in run, emulate and simulate', async () => {
    const input = ['--input', spikes, '--labels', labels];
    const run = await cliJson('run', net, ...CHIP, ...input);
    expect(run).toEqual({ ...SUMMARY_FIELDS, ...CHIP_FIELDS });
    const [output] = run.outputs;
    expect(output).toEqual({
      sample: 'spikes',
      counts: [expect.any(Number), expect.any(Number), expect.any(Number)],
      predicted: expect.any(Number),
      label: 2,
      spikesByPopulation: { hidden: expect.any(Number), out: expect.any(Number) },
    });
    expect(run.anytime.at(-1)).toEqual(numbers('accuracy energyPj elapsedNs', { step: 20 }));
    expect(await cliJson('simulate', net, ...input)).toEqual(SUMMARY_FIELDS);
    await cli('compile', net, ...CHIP, '-o', at('net.loom'));
    const emulated = await cliJson('emulate', at('net.loom'), ...input);
    expect(emulated).toEqual({ ...SUMMARY_FIELDS, ...CHIP_FIELDS });
  });

  it('adds up: energy by kind, chip and host time, power', async () => {
    const { energy, time, power, outputs, totals } = await cliJson(
      ...['run', digits, ...CHIP, '--input', digitsInput, '--samples', '3'],
    );
    const { totalPj, dynamicPj, staticPj, hostPj, byKindPj, perSamplePj, intervalPj } = energy!;
    const kinds = Object.values(byKindPj).reduce((sum, pj) => sum + pj, 0);
    expect(kinds).toBeCloseTo(totalPj, 0);
    const populations = Object.values(energy!.byPopulationPj!).reduce((sum, pj) => sum + pj, 0);
    expect(populations + byKindPj.barrier!).toBeCloseTo(dynamicPj, 3);
    expect(dynamicPj + staticPj + hostPj).toBeCloseTo(totalPj, 0);
    expect(perSamplePj * 3).toBeCloseTo(totalPj, 0);
    const ranges = energy!.intervalsPj!;
    for (const side of [0, 1] as const) {
      const parts = Object.values(ranges.byKind).reduce((sum, range) => sum + range[side], 0);
      expect(parts / intervalPj[side]).toBeCloseTo(1, 9);
      expect((ranges.dynamic[side] + ranges.static[side] + ranges.host[side]) / parts).toBeCloseTo(
        1,
        9,
      );
    }
    expect(intervalPj[0]).toBeLessThanOrEqual(totalPj);
    expect(intervalPj[1]).toBeGreaterThanOrEqual(totalPj);
    expect(time!.chipTimeNs + time!.hostTimeNs).toBeCloseTo(time!.elapsedNs, 3);
    expect(power!.meanMw).toBeCloseTo(totalPj / time!.elapsedNs, 6);
    expect(time!.stepNs.mean * (totals.steps + totals.drainSteps)).toBeCloseTo(time!.chipTimeNs, 3);
    expect(outputs).toHaveLength(3);
  });

  it('is the same for an image of the network, seed included, apart from command and model notes', async () => {
    const input = ['--input', digitsInput, '--samples', '3', '--stable'];
    // A run would place for the spikes of its first samples, which `compile` has not.
    const same = [...CHIP, '--activity', 'uniform', '--seed', 'seven'];
    const run = await cliJson('run', digits, ...same, ...input);
    await cli('compile', digits, ...same, '-o', at('digits.loom'));
    const emulated = await cliJson('emulate', at('digits.loom'), ...input);
    expect(emulated.command).toBe('emulate');
    expect(withoutModelNotes(emulated)).toEqual(withoutModelNotes(run));
  });

  it('--stable leaves out host, wall times and version, in the folder as well', async () => {
    const argv = ['run', net, ...CHIP, '--input', spikes, '--stable'];
    const [first, second] = [await cli(...argv, '--json'), await cli(...argv, '--json')];
    expect(second.out).toBe(first.out);
    const summary = JSON.parse(first.out);
    expect(Object.keys(summary)).not.toContain('host');
    expect(Object.keys(summary)).not.toContain('version');
    expect(Object.keys(summary.mapping)).not.toContain('wallMs');
    await cli(...argv, '--out', at('stable'));
    expect(readJson('stable/summary.json')).toEqual(summary);
  });
});

describe('samples and labels', () => {
  const run = (...options: string[]): Promise<Summary> =>
    cliJson('run', digits, ...CHIP, '--input', digitsInput, ...options);

  it('--samples takes the first; an .npz brings its own labels', async () => {
    const { outputs, totals, accuracy } = await run('--samples', '2');
    expect(outputs.map(({ sample }) => sample)).toEqual(['test-0', 'test-1']);
    expect(outputs.map(({ label }) => label)).toEqual([1, 7]);
    expect(totals.samples).toBe(2);
    expect(accuracy).toBe(1);
  });

  it('--labels goes before those of the file, as JSON or CSV with or without a header', async () => {
    const files = [
      put('l.json', '{"test-0": 1, "test-1": 3}'),
      put('l.csv', 'sample,label\ntest-0,1\ntest-1,3\n'),
      put('bare.csv', 'test-0,1\ntest-1,3\n'),
    ];
    for (const file of files) {
      const { outputs, accuracy } = await run('--samples', '2', '--labels', file);
      expect(outputs.map(({ label }) => label)).toEqual([1, 3]);
      expect(accuracy).toBe(0.5);
    }
  });

  it('without --steps run as long as the longest recording, in steps of --dt', async () => {
    const steps = async (...options: string[]): Promise<number> =>
      (await cliJson('run', net, ...CHIP, '--input', spikes, ...options)).totals.steps;
    expect(await steps()).toBe(20);
    expect(await steps('--dt', '0.002')).toBe(10);
    expect(await steps('--steps', '7')).toBe(7);
  });
});

describe('warnings', () => {
  const run = async (...options: string[]): Promise<{ json: readonly string[]; err: string }> => {
    const { code, out, err } = await cli('run', net, ...CHIP, ...options, '--json');
    expect(code).toBe(0);
    return { json: JSON.parse(out).warnings, err };
  };

  it('begin with a code, and are shown on stderr beside JSON', async () => {
    const { json, err } = await run('--input', putSpikes('long.csv', 1200), '--steps', '5');
    expect(json).toEqual([
      'W_DROPPED: 4,780 input events lie past the last step and were dropped (--steps).',
    ]);
    expect(err).toBe(`${json[0]}\n`);
  });

  it('tell of silence, missing input, too few samples and labels without an output', async () => {
    expect((await run('--steps', '5')).json).toEqual([
      'W_INPUT: the network has inputs, but no --input was given: it runs in silence.',
      'W_SILENT: no output neuron spiked in any sample.',
    ]);
    const far = put('far.json', '{"spikes": 3}');
    expect((await run('--input', spikes, '--samples', '9', '--labels', far)).json).toEqual([
      'W_SAMPLES: --samples asks for 9, there are 1; all were used.',
      'W_LABELS: 1 samples have a label that no output neuron stands for, such as 3 of "spikes"; there are 3 output neurons, classes from 0.',
    ]);
  });

  it('of a simulation count dropped events too', async () => {
    const { warnings } = await cliJson('simulate', net, '--input', spikes, '--steps', '5');
    expect(warnings).toEqual([
      'W_DROPPED: 60 input events lie past the last step and were dropped (--steps).',
    ]);
  });
});

describe('time', () => {
  const run = (...options: string[]): Promise<Summary> =>
    cliJson('run', net, ...CHIP, '--input', spikes, ...options);

  it('--timing none knows no chip time, and the same spikes', async () => {
    const [none, analytic] = [await run('--timing', 'none'), await run()];
    expect(none.time).toMatchObject({ model: 'none', chipTimeNs: 0, stepNs: { max: 0 } });
    expect(none.outputs).toEqual(analytic.outputs);
    expect(none.totals).toEqual(analytic.totals);
  });

  it('--pace realtime lets a step last at least dt and counts those that take longer', async () => {
    const slow = await run('--pace', 'realtime', '--dt', '0.001');
    const steps = slow.totals.steps + slow.totals.drainSteps;
    expect(slow.time!.elapsedNs).toBeGreaterThanOrEqual(steps * 1e6);
    expect(slow.time!.overruns).toBe(0);
    const fast = await run('--pace', 'realtime', '--dt', '0.0001', '--steps', '20');
    expect(fast.time!.overruns).toBe(fast.totals.steps + fast.totals.drainSteps);
    expect(fast.assumptions.find(({ code }) => code === 'A_PACE')?.text).toContain('at least dt');
  });

  it('--early-exit ends samples before their last step', async () => {
    const argv = ['run', digits, ...CHIP, '--input', digitsInput, '--samples', '10'];
    const [all, early] = [
      await cliJson(...argv),
      await cliJson(...argv, '--early-exit', 'margin=2'),
    ];
    expect(early.totals.steps).toBeLessThan(all.totals.steps);
    expect(early.energy!.totalPj).toBeLessThan(all.energy!.totalPj);
    expect(early.time!.sampleNs.max).toBeLessThanOrEqual(all.time!.sampleNs.max);
  });
});

describe('--compare', () => {
  it('answers both questions, and a good mapping exits 0', async () => {
    const argv = ['run', digits, ...CHIP, '--input', digitsInput, '--samples', '2', '--compare'];
    const { compare } = await cliJson(...argv);
    expect(compare?.mapping).toMatchObject({ equal: true, mismatches: 0, first: null, samples: 2 });
    expect(compare?.quantization).toMatchObject({ samples: 2, expectedAccuracy: 1 });
  });
});
