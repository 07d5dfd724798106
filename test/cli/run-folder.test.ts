import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import type { Summary } from '../../src/model/report.ts';
import { decodeTrace } from '../../src/program-file/trace-file.ts';
import { readNpy } from '../../src/readers/npy.ts';
import {
  at,
  cli,
  cliJson,
  digits,
  digitsInput,
  filesIn,
  folder,
  put,
  putNetwork,
  putSpikes,
  readJson,
  readRows,
} from './cli.ts';

const CHIP = ['--chip', 'loihi1'];
const FILES = [
  'config.resolved.json',
  'energy.csv',
  'perf.csv',
  'spikes.csv',
  'summary.json',
  'trace.loomtrace',
];
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

let net: string;
let spikes: string;
let summary: Summary;
beforeAll(async () => {
  net = await putNetwork('net.nir');
  spikes = putSpikes('spikes.csv', 20);
  // Mapped as `compile` maps it, which has no samples.
  const input = ['--input', digitsInput, '--samples', '3', '--activity', 'uniform'];
  const argv = ['run', digits, ...CHIP, ...input];
  summary = await cliJson(...argv, '--out', at('run'));
});

describe('a run folder', () => {
  it('holds the files of the contract and no temporary one', () => {
    expect(filesIn(at('run'))).toEqual(FILES);
    expect(filesIn(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  it('has the summary that was printed', () => {
    expect(readJson('run/summary.json')).toEqual(summary);
  });

  it('has every spike of the run in spikes.csv, at the end of its step', () => {
    const header = readFileSync(at('run/spikes.csv'), 'utf8').split('\n')[0];
    expect(header).toBe('sample,step,time_ps,population,index');
    const rows = readRows('run/spikes.csv');
    expect(rows).toHaveLength(summary.totals.spikes);
    const steps = readRows('run/perf.csv').filter(([sample]) => sample === 'test-1');
    const ends = steps.map((_, k) =>
      sum(steps.slice(0, k + 1).map((row) => Number(row[7]) * 1000)),
    );
    for (const [sample, step, timePs] of rows) {
      if (sample === 'test-1') expect(Number(timePs)).toBeCloseTo(ends[Number(step)]!, 3);
    }
  });

  it('has steps in perf.csv that add up to the totals', () => {
    const header = readFileSync(at('run/perf.csv'), 'utf8').split('\n')[0];
    expect(header).toBe('sample,step,fired,updated,packets,hops,synaptic_events,step_ns,energy_pj');
    const rows = readRows('run/perf.csv');
    const column = (k: number): number => sum(rows.map((row) => Number(row[k])));
    const { totals, time } = summary;
    expect(rows).toHaveLength(totals.steps + totals.drainSteps);
    expect(column(2)).toBe(totals.spikes);
    expect(column(3)).toBe(totals.neuronUpdates);
    expect(column(4)).toBe(totals.packets);
    expect(column(5)).toBe(totals.hops);
    expect(column(6)).toBe(totals.synapticEvents);
    expect(column(7)).toBeCloseTo(time!.chipTimeNs, 3);
  });

  it('has energies in perf.csv that leave out only the read-out and the reset of each sample', () => {
    const set = loadProfile('loihi1').profile.parameterSets['silicon-calibrated']!;
    const { host, staticMw } = set;
    const outputs = 10;
    const afterNs = host.outputReadNs.value * outputs + host.sampleResetNs.value;
    const powerMw = sum(Object.values(staticMw).map(({ value }) => value)) + host.processorMw.value;
    const afterPj = powerMw * afterNs + host.outputReadPj.value * outputs;
    const stepsPj = sum(readRows('run/perf.csv').map((row) => Number(row[8])));
    const { totalPj } = summary.energy!;
    expect(Math.abs((stepsPj + 3 * afterPj) / totalPj - 1)).toBeLessThan(1e-9);
  });

  it('has a trace that can be read back', () => {
    const { header, samples } = decodeTrace(readFileSync(at('run/trace.loomtrace')), 'trace');
    expect(header.networkName).toBe('digits');
    expect(samples.map(({ sample }) => sample)).toEqual(['test-0', 'test-1', 'test-2']);
  });

  it('has a configuration with all defaults and nothing of this machine or hour', async () => {
    const config = readJson<Record<string, unknown>>('run/config.resolved.json');
    expect(config).toMatchObject({
      command: 'run',
      seed: '1',
      model: { dtS: 0.001, reset: 'zero', vMin: null },
      mapping: { chips: 1, weightBits: 8, effort: 'normal', activity: 'uniform' },
      input: { source: { name: 'test.npz' }, samples: 3, steps: 16, binValue: 'count' },
      emulation: { timing: 'analytic', pace: 'fast' },
    });
    const text = readFileSync(at('run/config.resolved.json'), 'utf8');
    expect(text).not.toContain(folder);
    expect(text).not.toMatch(/workers|wallMs|\/|20\d\d-/);
    const input = ['--input', digitsInput, '--samples', '3', '--activity', 'uniform'];
    const argv = ['run', digits, ...CHIP, ...input];
    await cli(...argv, '--out', at('again'), '--workers', '1', '--json');
    expect(readFileSync(at('again/config.resolved.json'), 'utf8')).toBe(text);
  });

  it('has probes as arrays with their axes', async () => {
    const probes = ['--probe', 'hidden:v', '--probe', 'hidden:u'];
    await cli('run', net, ...CHIP, '--input', spikes, '--out', at('probed'), ...probes);
    const named = filesIn(at('probed')).filter((name) => name.startsWith('probe'));
    const bases = ['probe-spikes-hidden-u', 'probe-spikes-hidden-v'];
    expect(named).toEqual(bases.flatMap((base) => [`${base}.json`, `${base}.npy`]));
    const axes = readJson<{ shape: number[] }>('probed/probe-spikes-hidden-v.json');
    expect(axes).toMatchObject({
      sample: 'spikes',
      population: 'hidden',
      variable: 'v',
      axes: ['chip step', 'neuron'],
      shape: [22, 6],
    });
    const array = readNpy(readFileSync(at('probed/probe-spikes-hidden-v.npy')), 'v.npy');
    expect(array.shape).toEqual(axes.shape);
  });
});

describe('a folder that is there already', () => {
  it('loses the files of the earlier run and keeps all others', async () => {
    mkdirSync(at('mine'));
    put('mine/notes.txt', 'keep me');
    const argv = ['run', net, ...CHIP, '--input', spikes, '--out', at('mine')];
    await cli(...argv, '--probe', 'out:v');
    expect(filesIn(at('mine'))).toContain('probe-spikes-out-v.npy');
    await cli(...argv);
    expect(filesIn(at('mine'))).toEqual([...FILES, 'notes.txt'].sort());
    expect(readFileSync(at('mine/notes.txt'), 'utf8')).toBe('keep me');
  });

  it('is kept as it is where the next run fails', async () => {
    const before = readFileSync(at('run/summary.json'), 'utf8');
    const argv = ['run', net, ...CHIP, '--input', at('nope.csv'), '--out', at('run')];
    expect((await cli(...argv)).code).toBe(2);
    expect(readFileSync(at('run/summary.json'), 'utf8')).toBe(before);
  });
});

describe('other commands', () => {
  it('emulate writes the same files but for its summary and configuration', async () => {
    await cli('compile', digits, ...CHIP, '-o', at('digits.loom'));
    const argv = ['emulate', at('digits.loom'), '--input', digitsInput, '--samples', '3'];
    await cli(...argv, '--out', at('emulated'));
    expect(filesIn(at('emulated'))).toEqual(FILES);
    for (const name of ['spikes.csv', 'perf.csv', 'trace.loomtrace']) {
      expect(readFileSync(at(`emulated/${name}`))).toEqual(readFileSync(at(`run/${name}`)));
    }
  });

  it('simulate writes summary, configuration and spikes in the time of the network', async () => {
    const simulated = await cliJson('simulate', net, '--input', spikes, '--out', at('simulated'));
    expect(filesIn(at('simulated'))).toEqual([
      'config.resolved.json',
      'spikes.csv',
      'summary.json',
    ]);
    const rows = readRows('simulated/spikes.csv');
    expect(rows).toHaveLength(simulated.totals.spikes);
    for (const [, step, timePs] of rows) expect(Number(timePs)).toBe((Number(step) + 1) * 1e9);
  });

  it('a report is one page without any outside reference', async () => {
    const file = at('page/report.html');
    await cli('run', net, ...CHIP, '--input', spikes, '--report', file);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).not.toMatch(/(src|href)="https?:/);
  });

  it('a report with --stable says nothing of this machine or hour', async () => {
    const argv = ['run', net, '--chip', 'loihi1', '--steps', '3', '--stable', '--report'];
    expect((await cli(...argv, at('stable.html'))).code).toBe(0);
    expect(readFileSync(at('stable.html'), 'utf8')).not.toContain('Emulated in');
  });

  it('streamed samples have their spikes at times of their own steps', async () => {
    const argv = ['run', digits, ...CHIP, '--input', digitsInput, '--samples', '4'];
    const streamed = await cliJson(...argv, '--between-samples', 'continue', '--out', at('stream'));
    const rows = readRows('stream/spikes.csv');
    expect(rows).toHaveLength(streamed.totals.spikes);
    expect(rows.every(([, , timePs]) => Number(timePs) > 0)).toBe(true);
  });
});
