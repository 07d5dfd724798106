/** Commands that judge: budgets, diff and check. */
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, encodeImage } from '../../src/program-file/index.ts';
import {
  at,
  cli,
  cliFailure,
  digits,
  digitsInput,
  put,
  putNetwork,
  putSpikes,
  readJson,
} from './cli.ts';

const CHIP = ['--chip', 'loihi1'];

let net: string;
let spikes: string;
beforeAll(async () => {
  net = await putNetwork('net.nir');
  spikes = putSpikes('spikes.csv', 20);
  const argv = ['run', net, ...CHIP, '--input', spikes];
  await cli(...argv, '--out', at('a'));
  cpSync(at('a'), at('b'), { recursive: true });
});

describe('--budget', () => {
  const run = (budget: string): ReturnType<typeof cli> =>
    cli(...['run', digits, ...CHIP, '--input', digitsInput, '--samples', '2', '--budget', budget]);

  it('that is kept changes nothing', async () => {
    const { code, err } = await run('energy=1mJ,latency=10ms,power=150mW,cores=4,accuracy=0.97');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('that is broken fails with the figures, by how much, and what is largest in them', async () => {
    const { code, out, err } = await run('energy=1uJ,latency=5ms,power=50mW,cores=2');
    expect(code).toBe(1);
    expect(out).toContain('digits on loihi1');
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(
      /^E_BUDGET: energy: \d+ µJ per sample, budget 1\.00 µJ per sample \(\d+ times as much\)\. Largest parts of the energy: host [\d.]+ %, static [\d.]+ %, neuron [\d.]+ %\. Of its dynamic [\d.]+ %: features1 [\d.]+ %, features2 [\d.]+ %, output [\d.]+ %; core \d+ [\d.]+ %, core \d+ [\d.]+ %, core \d+ [\d.]+ %\.$/,
    );
    expect(lines[1]).toMatch(/^E_BUDGET: latency: .* Largest parts of the time: host .* chip /);
    expect(lines[2]).toMatch(/^E_BUDGET: power: .* \([\d.]+ % over\)\./);
    expect(lines[3]).toBe(
      'E_BUDGET: cores: 4 cores, budget 2 cores (100.0 % over). Largest populations: features1 on 4, features2 on 4, output on 1.',
    );
  });

  it('of accuracy is a floor, and names wrong samples', async () => {
    const labels = put('wrong.json', '{"spikes": 3}');
    const argv = ['run', net, ...CHIP, '--input', spikes, '--budget', 'accuracy=97%'];
    const { code, err } = await cli(...argv, '--labels', labels);
    expect(code).toBe(1);
    expect(err).toContain(
      'E_BUDGET: accuracy: 0 %, budget 97 % (97.0 points under). Wrong: 1 samples',
    );
    expect((await cli(...argv)).err).toContain('no sample has a label (--labels)');
  });

  const nonsense: readonly [budget: string, expected: string][] = [
    ['enrgy=1uJ', 'did you mean energy?'],
    ['constructor=1', 'with KEY one of energy, latency'],
    ['energy', 'energy takes a number and one of the units'],
    ['', 'write KEY=VALUE'],
    ['energy=1', 'energy takes a number and one of the units'],
    ['energy=1kg', 'energy takes a number and one of the units'],
    ['energy=-1uJ', 'energy takes a number and one of the units'],
    ['energy=1uJ,energy=2uJ', 'energy is given twice'],
    ['latency=5uJ', 'latency takes a number and one of the units'],
    ['cores=4cores', 'cores takes a number without a unit'],
    ['accuracy=97', 'accuracy takes a fraction from 0 to 1'],
  ];
  it.each(nonsense)('"%s" is refused', async (budget, expected) => {
    const argv = ['run', net, ...CHIP, '--steps', '2', `--budget=${budget}`];
    expect(await cliFailure(2, ...argv)).toMatch(/^E_USAGE: --budget /);
    expect(await cliFailure(2, ...argv)).toContain(expected);
  });
});

describe('diff', () => {
  /** Folder b with another summary. */
  const change = (edit: (summary: Record<string, Record<string, unknown>>) => void): void => {
    const summary = readJson<Record<string, Record<string, unknown>>>('a/summary.json');
    edit(summary);
    put('b/summary.json', JSON.stringify(summary));
    copyFileSync(at('a/spikes.csv'), at('b/spikes.csv'));
  };
  const diff = (...options: string[]): ReturnType<typeof cli> =>
    cli('diff', at('a'), at('b'), ...options);

  it('of equal runs finds nothing, by folder or by file, whatever the machine did', async () => {
    change((summary) => {
      summary.host = { wallMs: 1 };
      summary.mapping!.wallMs = 99;
    });
    expect(await diff()).toEqual({ code: 0, out: 'no difference\n', err: '' });
    const files = await cli('diff', at('a/summary.json'), at('b/summary.json'), '--json');
    expect(JSON.parse(files.out)).toEqual({
      equal: true,
      within: true,
      differences: [],
      spikes: null,
    });
  });

  it('marks what is beyond the tolerance, relative to the first run', async () => {
    change((summary) => {
      summary.energy!.totalPj = (summary.energy!.totalPj as number) * 1.015;
      summary.time!.hostTimeNs = (summary.time!.hostTimeNs as number) * 0.9;
    });
    const strict = await diff();
    expect(strict.code).toBe(1);
    expect(strict.out).toMatch(/^! energy\.totalPj: .* \(1\.500 %\)$/m);
    expect(strict.out).toMatch(/^! time\.hostTimeNs: .* \(-10\.000 %\)$/m);
    const half = await diff('--tolerance', 'energy=2%');
    expect(half.code).toBe(1);
    expect(half.out).toMatch(/^ {2}energy\.totalPj: /m);
    expect((await diff('--tolerance', 'energy=2%,time=0.11')).code).toBe(0);
    expect((await diff('--tolerance', 'energy=1%,time=0.11')).code).toBe(1);
  });

  it('holds the tolerance of the nearest field where several match', async () => {
    change((summary) => {
      summary.energy!.totalPj = (summary.energy!.totalPj as number) * 1.015;
    });
    expect((await diff('--tolerance', 'energy=2%,energy.totalPj=1%')).code).toBe(1);
    expect((await diff('--tolerance', 'energy=1%,energy.totalPj=2%')).code).toBe(0);
  });

  it('never tolerates another winner, and shows a change from 0 without a percentage', async () => {
    change((summary) => {
      (summary.outputs as unknown as { predicted: null }[])[0]!.predicted = null;
      summary.totals!.dropped = 3;
    });
    const { code, out } = await diff('--tolerance', 'outputs=100%,totals=100%');
    expect(code).toBe(1);
    expect(out).toMatch(/^! outputs\[spikes\]\.predicted: \d -> null$/m);
    expect(out).toMatch(/^! totals\.dropped: 0 -> 3$/m);
  });

  it('takes a bound in the unit of the field, and fields to leave out', async () => {
    change((summary) => {
      (summary.outputs as unknown as { predicted: null }[])[0]!.predicted = null;
      summary.totals!.dropped = 3;
    });
    const codeOf = async (tolerance: string): Promise<number> =>
      (await diff('--tolerance', tolerance)).code;
    expect(await codeOf('outputs=ignore,totals.dropped=3abs')).toBe(0);
    expect(await codeOf('outputs=ignore,totals.dropped=2abs')).toBe(1);
    expect(await codeOf('outputs=ignore,totals=ignore,totals.dropped=0')).toBe(1);
  });

  it('shows how the runs were made without counting it as a difference in results', async () => {
    change((summary) => {
      Object.assign(summary, { command: 'emulate', warnings: ['W_NEW: one'] });
    });
    const { code, out } = await diff('--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ equal: false, within: true });
  });

  it('of folders holds their spikes against each other and names the first that differs', async () => {
    change(() => undefined);
    const lines = readFileSync(at('a/spikes.csv'), 'utf8').trimEnd().split('\n');
    put('b/spikes.csv', `${lines.toSpliced(3, 1).join('\n')}\n`);
    const { code, out } = await diff();
    const [sample, step, , population, index] = lines[3]!.split(',');
    expect(code).toBe(1);
    expect(out).toBe(
      `! spikes: 1 only in A, 0 only in B; first, in A alone: ${sample},${step},${population},${index} (sample,step,population,index)\n`,
    );
  });

  const nonsense: readonly [tolerance: string, expected: string][] = [
    ['enrgy=2%', 'neither summary has this field; did you mean energy?'],
    ['time.stepNs.men=2%', 'did you mean time.stepNs.mean?'],
    ['energy', 'write FIELD=FRACTION, FIELD=PERCENT%'],
    ['energy=', 'write FIELD=FRACTION'],
    ['energy=-2%', 'write FIELD=FRACTION'],
    ['energy=e%', 'write FIELD=FRACTION'],
    ['energy=2%,', 'write FIELD=FRACTION'],
    ['energy=2%abs', 'write FIELD=FRACTION'],
    ['energy=never', 'write FIELD=FRACTION'],
    ['', 'write FIELD=FRACTION'],
  ];
  it.each(nonsense)('--tolerance "%s" is refused', async (tolerance, expected) => {
    const message = await cliFailure(2, 'diff', at('a'), at('b'), `--tolerance=${tolerance}`);
    expect(message).toMatch(/^E_USAGE: --tolerance /);
    expect(message).toContain(expected);
  });
});

describe('check', () => {
  it('of a good image or profile says so', async () => {
    await cli('compile', net, ...CHIP, '-o', at('net.loom'));
    expect(await cli('check', at('net.loom'))).toEqual({
      code: 0,
      out: `${at('net.loom')}: 1 cores keep all limits of loihi1.\n`,
      err: '',
    });
    const profile = put('mine.yaml', 'extends: loihi1\nname: mine\n');
    expect((await cli('check', profile)).out).toContain('profile mine is sound');
    expect(JSON.parse((await cli('check', profile, '--json')).out)).toEqual({
      file: profile,
      profile: 'mine',
      violations: [],
    });
  });

  it('of an image that breaks limits lists all, worst first, exit 1', async () => {
    const image = decodeImage(readFileSync(at('net.loom')), 'net.loom');
    const { header, cores, inputs } = image;
    const [core] = header.profile.coreTypes;
    const limit = (value: number) => ({ ...core!.limits.compartments, value });
    const limits = { ...core!.limits, compartments: limit(3), inputAxons: limit(2) };
    const profile = { ...header.profile, coreTypes: [{ ...core!, limits }] };
    const tight = encodeImage({ header: { ...header, profile }, inputs, cores });
    const { code, out } = await cli('check', put('tight.loom', tight), '--json');
    expect(code).toBe(1);
    const { violations } = JSON.parse(out) as { violations: { severity: number }[] };
    const severities = violations.map(({ severity }) => severity);
    expect(severities.length).toBeGreaterThanOrEqual(2);
    expect(severities).toEqual(severities.toSorted((a, b) => b - a));
  });
});
