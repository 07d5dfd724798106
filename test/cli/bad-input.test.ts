import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { filled } from '../readers/nir-fixtures.ts';
import {
  at,
  cli,
  cliFailure,
  digits,
  filesIn,
  folder,
  put,
  putNetwork,
  putSpikes,
  smallNodes,
} from './cli.ts';

let net: string;
let spikes: string;
let image: string;
beforeAll(async () => {
  net = await putNetwork('net.nir');
  spikes = putSpikes('spikes.csv', 5);
  image = at('net.loom');
  await cli('compile', net, '--chip', 'loihi1', '-o', image);
});

const run = (exitCode: number, file: string, ...options: string[]): Promise<string> =>
  cliFailure(exitCode, 'run', file, '--chip', 'loihi1', '--steps', '4', ...options);

describe('a network file', () => {
  it('that is missing, a folder or empty', async () => {
    expect(await run(2, at('nope.nir'))).toBe(
      'E_FILE: nope.nir: there is no such file (a network was expected).',
    );
    expect(await run(2, folder)).toMatch(/^E_FILE: .* is a folder, a network is a file\.$/);
    expect(await run(2, put('empty.nir', ''))).toContain('empty.nir is empty');
    expect(await run(2, '/dev/zero')).toBe('E_FILE: /dev/zero is not a plain file.');
  });

  it('that is cut short or no HDF5', async () => {
    expect(await run(2, put('cut.nir', readFileSync(digits).subarray(0, 3000)))).toMatch(
      /^E_HDF5: .* is cut short: 3,000 of /,
    );
    expect(await run(2, put('text.nir', '{"nodes": {}}\n'))).toMatch(
      /^E_HDF5: .* not an HDF5 file/,
    );
  });

  it('that is a program image, or an image that is a network', async () => {
    expect(await run(2, image)).toContain('`spikeloom emulate`');
    expect(await cliFailure(2, 'emulate', net, '--steps', '3')).toMatch(
      /^E_LOOM: net.nir: not a Spikeloom program image/,
    );
  });

  it('with an unknown node type', async () => {
    const file = await putNetwork('type.nir', { hidden: { type: 'LIFF', tau: [1] } });
    expect(await run(2, file)).toMatch(/^E_NIR_[A-Z_]+: .*LIFF/);
  });

  it('with a dangling edge', async () => {
    const file = await putNetwork('edge.nir', {}, 'in>fc1 fc1>hiden hidden>fc2 fc2>out out>output');
    expect(await run(2, file)).toMatch(/^E_NIR_[A-Z_]+: .*hiden/);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('with a weight of %d', async (bad) => {
    const weight = filled([6, 4], (k) => (k === 7 ? bad : 1));
    const file = await putNetwork('nan.nir', { fc1: { type: 'Linear', weight } });
    expect(await run(2, file)).toMatch(/^E_NIR_[A-Z_]+: .*fc1/);
  });

  it('with a shape that does not fit', async () => {
    const weight = filled([6, 5], () => 1);
    const file = await putNetwork('shape.nir', { fc1: { type: 'Linear', weight } });
    expect(await run(2, file)).toMatch(/^E_NIR_[A-Z_]+: .*fc1/);
  });
});

describe('a network that cannot fit', () => {
  const wide = (inputs: number): Parameters<typeof putNetwork>[1] => ({
    ...smallNodes,
    in: { type: 'Input', shape: [inputs] },
    fc1: { type: 'Linear', weight: filled([6, inputs], (k) => 0.1 + (k % 3)) },
  });

  it('for one neuron alone: limit, population, need, limit and remedies, exit 1', async () => {
    const message = await run(1, await putNetwork('wide.nir', wide(5000)));
    expect(message).toMatch(/^E_FANIN: population "hidden" cannot fit core type "neuro"/);
    expect(message).toContain('5,000 input axons, a core has 4,096 (+904, 22% over)');
    expect(message).toMatch(/prune 904 inputs of each/);
  });

  it('for the number of cores: how many it needs at least, and on how many chips', async () => {
    const profile = put(
      'tiny.yaml',
      'extends: loihi1\nname: tiny\ngrid: { tilesX: 1, tilesY: 1 }\ncoreTypes:\n  - name: neuro\n    limits: { compartments: { value: 2, source: made up for this test, basis: assumed } }\n',
    );
    const message = await cliFailure(1, 'run', net, '--chip', profile, '--steps', '2');
    expect(message).toMatch(/^E_CORES: the network needs \d+ cores, one tiny chip has 4/);
    expect(message).toMatch(/fewer than \d+/);
    expect(message).toContain('--chips 2');
  });

  it('for the reset that it asks for', async () => {
    expect(await run(1, net, '--reset', 'subtract')).toMatch(/^E_RESET: .*--emulate-reset/);
  });
});

describe('a program image', () => {
  it('that is damaged names the section whose checksum differs', async () => {
    const bytes = readFileSync(image);
    bytes[bytes.length - 40]! ^= 1;
    const damaged = put('damaged.loom', bytes);
    for (const command of ['emulate', 'check', 'inspect']) {
      const steps = command === 'emulate' ? ['--steps', '2'] : [];
      expect(await cliFailure(2, command, damaged, ...steps)).toMatch(/^E_LOOM_CHECKSUM: /);
    }
  });

  it('that is cut short', async () => {
    const cut = put('cut.loom', readFileSync(image).subarray(0, -100));
    expect(await cliFailure(2, 'emulate', cut, '--steps', '2')).toMatch(/^E_LOOM_TRUNCATED: /);
  });

  it('is not run with another length of a step', async () => {
    expect(await cliFailure(2, 'emulate', image, '--steps', '2', '--dt', '0.002')).toBe(
      'E_DT: --dt 0.002: the image was compiled for steps of 0.001 s. Leave --dt out, or compile the network again with --dt 0.002.',
    );
    expect((await cli('emulate', image, '--steps', '2', '--dt', '1e-3')).code).toBe(0);
  });
});

describe('input and labels', () => {
  it('that are missing or of an unknown kind', async () => {
    expect(await run(2, net, '--input', at('nope.csv'))).toMatch(/^E_INPUT_NOT_FOUND: nope.csv/);
    expect(await run(2, net, '--input', put('x.txt', 'a'))).toMatch(/^E_INPUT_FORMAT: x.txt/);
    expect(await run(2, net, '--input', put('empty.csv', ''))).toMatch(/^E_INPUT_EMPTY: /);
  });

  it('of an index that the network has not', async () => {
    const bad = put('index.csv', 'time_s,index\n0,4\n');
    expect(await run(2, net, '--input', bad)).toMatch(/^E_INPUT_[A-Z]+: index.csv/);
  });

  it('labels that name other samples', async () => {
    const labels = put('other.json', '{"dog": 1}');
    expect(await run(2, net, '--input', spikes, '--labels', labels)).toMatch(
      /^E_LABELS: none of the 1 samples have labels: .* such as "spikes"; .*"dog"/,
    );
  });

  it('labels that are no classes', async () => {
    const labels = put('bad.csv', 'sample,label\nspikes,-1\n');
    expect(await run(2, net, '--input', spikes, '--labels', labels)).toMatch(/^E_INPUT_CSV: /);
  });
});

describe('probes', () => {
  const probe = (text: string, ...more: string[]): Promise<string> =>
    run(2, net, '--out', at('probes'), '--probe', text, ...more);

  it('of what is not there', async () => {
    expect(await probe('hiden:v')).toBe(
      'E_PROBE: --probe hiden:v: there is no such population; did you mean "hidden"? There are hidden, out.',
    );
    expect(await probe('hidden:w')).toContain('loihi-lif has u, v.');
    expect(await probe('in:v')).toContain('"in" is an input');
    expect(await probe('out:v', '--probe', 'out:v')).toContain('is given twice');
  });
});

describe('outputs that cannot be written', () => {
  it('are found before the run, and nothing is left', async () => {
    expect(await run(2, net, '--out', net)).toContain('it is a file, and a folder was asked for');
    expect(await run(2, net, '--out', `${net}/run`)).toMatch(/^E_WRITE: .*is a file, not a folder/);
    expect(await run(2, net, '--out', `${net}/a/b`)).toMatch(/^E_WRITE: /);
    // A file system that takes no folders, where there is one.
    expect(await run(2, net, '--out', '/proc/none/a/b')).toMatch(/^E_WRITE: /);
    expect(await run(2, net, '--report', folder)).toContain('it is a folder');
    expect(await run(2, net, '--report', `${net}/r.html`)).toMatch(/^E_WRITE: /);
    expect(await run(2, net, '--report', '')).toContain('is empty');
    expect(await run(2, net, '--out', at('x'.repeat(300)))).toContain('the name is too long');
    expect(await cliFailure(2, 'compile', net, '--chip', 'loihi1', '-o', `${net}/x.loom`)).toMatch(
      /^E_WRITE: /,
    );
    expect(await cliFailure(2, 'simulate', net, '--steps', '2', '--out', net)).toMatch(
      /^E_WRITE: /,
    );
  });

  it('a failing run makes no folder on the way', async () => {
    const { code } = await cli(
      ...['run', net, '--chip', 'loihi1', '--input', spikes, '--labels', at('nope.csv')],
      ...['--out', at('deep/er/run'), '--report', at('deep/report.html')],
    );
    expect(code).toBe(2);
    expect(filesIn(folder).filter((name) => /^deep/.test(name))).toEqual([]);
  });

  it('a device is written to and stays a device', async () => {
    expect((await cli('compile', net, '--chip', 'loihi1', '-o', '/dev/null')).code).toBe(0);
    expect(readFileSync('/dev/null')).toHaveLength(0);
  });

  it('a link keeps its place, its target gets the content', async () => {
    mkdirSync(at('links'));
    put('links/target.loom', 'old');
    symlinkSync('target.loom', at('links/link.loom'));
    await cli('compile', net, '--chip', 'loihi1', '-o', at('links/link.loom'));
    expect(readFileSync(at('links/target.loom'))).toEqual(readFileSync(image));
    expect(filesIn(at('links'))).toEqual(['link.loom', 'target.loom']);
  });
});

describe('profiles', () => {
  it('that are missing', async () => {
    expect(await cliFailure(2, 'run', net, '--chip', at('no.yaml'), '--steps', '2')).toContain(
      'does not exist',
    );
  });

  it('that are faulty fail a run with bad input and a check with its violations', async () => {
    const bad = put('bad.yaml', 'extends: loihi1\nname: bad\ngrid: { tilesX: -1 }\n');
    const failed = await cli('run', net, '--chip', bad, '--steps', '2');
    expect({ code: failed.code, out: failed.out }).toEqual({ code: 2, out: '' });
    expect(failed.err).toMatch(/^E_PROFILE: .*bad\.yaml:3:\d+: grid\.tilesX/);
    const checked = await cli('check', bad, '--json');
    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.out).violations[0]).toMatchObject({ path: 'grid.tilesX', line: 3 });
  });
});

describe('summaries', () => {
  it('that are none', async () => {
    const other = put('other-file.json', '{"schema": "x"}');
    const text = put('text.json', 'hello');
    copyFileSync(text, at('copy.json'));
    expect(await cliFailure(2, 'diff', other, other)).toMatch(/^E_SUMMARY: other-file.json/);
    expect(await cliFailure(2, 'diff', text, other)).toMatch(/^E_SUMMARY: text.json is not JSON/);
    expect(await cliFailure(2, 'diff', at('nope'), other)).toMatch(/^E_FILE: nope/);
    expect(await cliFailure(2, 'diff', folder, other)).toMatch(/^E_FILE: summary.json/);
  });
});
