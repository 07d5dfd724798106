/** Real processes through bin/: exit codes, signals, threads, pipes. They run what is built in dist/. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/model/report.ts';
import { randomGraph } from '../support/snng-networks.ts';
import { at, digits, digitsInput, filesIn, folder, readJson } from './cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'bin/spikeloom.js');
const RUN = ['run', digits, '--chip', 'loihi1', '--input', digitsInput];

/** Builds only where a source is newer than what is built, so that other tests keep what they load. */
beforeAll(() => {
  const built = join(root, 'dist/cli.js');
  const since = existsSync(built) ? statSync(built).mtimeMs : 0;
  const sources = ['src', 'compiler', 'emulator', 'chip-profiles'].map((name) => join(root, name));
  if (sources.some((source) => newest(source) > since)) {
    execFileSync(process.execPath, [join(root, 'scripts/build.js')], { stdio: 'pipe' });
  }
});

function newest(source: string): number {
  const files = readdirSync(source, { recursive: true }).map((name) => join(source, String(name)));
  return files.reduce((latest, file) => Math.max(latest, statSync(file).mtimeMs), 0);
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function start(argv: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on('data', (data) => out.push(String(data)));
  child.stderr.on('data', (data) => err.push(String(data)));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) =>
      resolve({ code, signal, out: out.join(''), err: err.join('') }),
    );
  });
  return { child, ended };
}

const run = (...argv: string[]): Promise<Ended> => start(argv).ended;

/** Sends SIGINT after a while, later again where the process had not come as far as it has to; the last end. */
async function interrupted(
  argv: readonly string[],
  isFarEnough: (end: Ended) => boolean,
): Promise<Ended> {
  let last: Ended | null = null;
  for (const waitMs of [1500, 4000, 9000]) {
    const { child, ended } = start(argv);
    const timer = setTimeout(() => child.kill('SIGINT'), waitMs);
    const end = await ended;
    clearTimeout(timer);
    if (isFarEnough(end)) return end;
    last = end;
  }
  return last!;
}

describe('exit codes', () => {
  it('0, 1 and 2 come out of the process, with nothing but JSON on stdout', async () => {
    const [good, over, bad] = await Promise.all([
      run(...RUN, '--samples', '1', '--json'),
      run(...RUN, '--samples', '1', '--budget', 'energy=1pJ', '--json'),
      run(...RUN, '--smaples', '1', '--json'),
    ]);
    expect({ code: good.code, err: good.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(good.out).schema).toBe('spikeloom/summary/1');
    expect(over.code).toBe(1);
    expect(JSON.parse(over.out).schema).toBe('spikeloom/summary/1');
    expect({ code: bad.code, out: bad.out }).toEqual({ code: 2, out: '' });
    expect(bad.err).toContain('did you mean --samples?');
  });

  it('a reader that stops early, such as head, is no fault', async () => {
    const { child, ended } = start(['chips', 'show', 'loihi1']);
    child.stdout?.destroy();
    const { err } = await ended;
    expect(err).toBe('');
  });
});

describe('--workers', () => {
  it('changes no byte of the summary or the run folder', async () => {
    const argv = [...RUN, '--samples', '12', '--json', '--stable', '--compare'];
    const [one, two] = await Promise.all([
      run(...argv, '--workers', '1', '--out', at('w1')),
      run(...argv, '--workers', '2', '--out', at('w2')),
    ]);
    expect(one.code).toBe(0);
    expect(two).toEqual(one);
    expect(filesIn(at('w2'))).toEqual(filesIn(at('w1')));
    for (const name of filesIn(at('w1'))) {
      expect(readFileSync(at(`w2/${name}`)).equals(readFileSync(at(`w1/${name}`)))).toBe(true);
    }
  });

  it('changes no byte with early exit or in a simulation', async () => {
    const early = [...RUN, '--samples', '12', '--json', '--stable', '--early-exit', 'margin=2'];
    const simulate = ['simulate', digits, '--input', digitsInput, '--samples', '12'];
    for (const argv of [early, [...simulate, '--json', '--stable']]) {
      const [one, two] = await Promise.all([
        run(...argv, '--workers', '1'),
        run(...argv, '--workers', '2'),
      ]);
      expect(one.code).toBe(0);
      expect(two).toEqual(one);
    }
  });

  it('a failing sample ends all of them with one message', async () => {
    mkdirSync(at('samples'));
    for (let k = 0; k < 6; k++) {
      writeFileSync(at(`samples/${k}.csv`), `time_s,index\n0,${k === 5 ? 999_999 : 3}\n`);
    }
    const argv = ['run', digits, '--chip', 'loihi1', '--input', at('samples'), '--steps', '4'];
    const { code, out, err } = await run(...argv, '--workers', '2', '--out', at('failed'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^E_INPUT_[A-Z]+: .*5\.csv[^\n]*\n$/);
    expect(filesIn(folder).filter((name) => /failed|\.tmp/.test(name))).toEqual([]);
  });
});

describe('SIGINT', () => {
  it('keeps the samples that are finished and writes a legal result, exit 0', async () => {
    for (const workers of ['1', '2']) {
      const out = `stopped-${workers}`;
      const argv = [...RUN, '--steps', '6000', '--workers', workers, '--out', at(out), '--json'];
      const end = await interrupted(argv, ({ code }) => code === 0);
      expect(end.code).toBe(0);
      const { totals, outputs, warnings } = JSON.parse(end.out) as Summary;
      expect(totals.samples).toBe(outputs.length);
      expect(totals.samples).toBeGreaterThan(0);
      expect(warnings.at(-1)).toMatch(/^W_INTERRUPTED: \d+ of [\d,]+ samples were run\.$/);
      expect(end.err).toContain('W_INTERRUPTED');
      expect(readJson<Summary>(`${out}/summary.json`).totals).toEqual(totals);
    }
  });

  it('ends a mapping with the best legal one so far, exit 0', async () => {
    const graph = randomGraph(20_000, 60, 3);
    const rows = Array.from(graph.spikes, (spikes, i) =>
      [spikes, ...graph.targets.subarray(graph.offsets[i]!, graph.offsets[i + 1]!)].join(' '),
    );
    const network = at('large.snng');
    writeFileSync(network, `snng 1 large 20000 ${graph.targets.length}\n${rows.join('\n')}\n`);
    const argv = [
      ...['map', network, '--chip', 'loihi-free', '--partitioner', 'multilevel'],
      ...['--effort', 'best', '--json', '-o', at('large.json')],
    ];
    const end = await interrupted(argv, ({ code, err }) => code === 0 && err !== '');
    expect(end.err).toMatch(/^W_INTERRUPTED: interrupted; this is the best legal mapping so far/);
    expect(end.code).toBe(0);
    const figures = JSON.parse(end.out);
    expect(figures).toMatchObject({ legal: true, interrupted: true });
    const judged = await run(
      'map',
      network,
      '--chip',
      'loihi-free',
      '--json',
      '--partition',
      at('large.json'),
    );
    expect(JSON.parse(judged.out)).toMatchObject({ legal: true, km1: figures.km1 });
  }, 60_000);

  it('before anything is finished ends with 130, one message, and nothing written', async () => {
    const long = ['--samples', '1', '--steps', '1000000', '--out', at('never'), '--json'];
    const end = await interrupted([...RUN, ...long], ({ signal }) => signal === null);
    expect({ code: end.code, out: end.out }).toEqual({ code: 130, out: '' });
    expect(end.err).toMatch(/^E_INTERRUPTED: [^\n]+\n$/);
    expect(filesIn(folder).filter((name) => /never|\.tmp/.test(name))).toEqual([]);
  });
});
