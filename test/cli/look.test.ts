/** Commands that look: compile without a run, chips, inspect. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { listProfiles } from '../../chip-profiles/load.ts';
import { ARCHITECTURE, NETLIST, NETWORK } from '../support/sana-fe-texts.ts';
import {
  at,
  cli,
  cliFailure,
  cliJson,
  digits,
  digitsInput,
  filesIn,
  put,
  putNetwork,
  putSpikes,
} from './cli.ts';

const CHIP = ['--chip', 'loihi1'];

let net: string;
let spikes: string;
beforeAll(async () => {
  net = await putNetwork('net.nir');
  spikes = putSpikes('spikes.csv', 20);
});

describe('compile', () => {
  it.each(['normalize', 'schedule', 'quantize', 'partition', 'place', 'route'])(
    '--stop-after %s prints one JSON document',
    async (pass) => {
      const { code, out, err } = await cli('compile', net, ...CHIP, '--stop-after', pass);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(out)).toBeTypeOf('object');
    },
  );

  it('--json holds utilisation and diagnostics, --explain a line for each core', async () => {
    const json = await cliJson<Record<string, unknown>>('compile', digits, ...CHIP);
    expect(json).toMatchObject({ profile: 'loihi1', coresAvailable: 128 });
    const cores = json.cores as readonly unknown[];
    expect(cores).toHaveLength(json.coresUsed as number);
    const { out } = await cli('compile', digits, ...CHIP, '--explain');
    expect(out).toMatch(/^packets .* between cores if each of 3,114 neurons spikes once/m);
    expect(out).toMatch(/^compartments .* binding$/m);
    expect(out.match(/^ *\d+ +\d,\d .* (features1|output) ×/gm)).toHaveLength(cores.length);
  });

  it('writes the same bytes for the same network and seed', async () => {
    await cli('compile', digits, ...CHIP, '-o', at('one.loom'));
    await cli('compile', digits, ...CHIP, '-o', at('two.loom'));
    expect(readFileSync(at('two.loom'))).toEqual(readFileSync(at('one.loom')));
  });
});

describe('chips', () => {
  it('lists every profile', async () => {
    const { out } = await cli('chips');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(listProfiles());
    const rows = await cliJson<{ name: string }[]>('chips');
    expect(rows.map(({ name }) => name)).toEqual(listProfiles());
  });

  it.each(listProfiles())('show %s prints every figure with its source', async (name) => {
    const { code, out } = await cli('chips', 'show', name);
    expect(code).toBe(0);
    expect(out).toContain(`${name}: `);
    expect(out).toMatch(/\((measured|simulated|derived|assumed): \S/);
    const { profile } = await cliJson<{ profile: { name: string } }>('chips', 'show', name);
    expect(profile.name).toBe(name);
  });

  it('show of a name that is none names the nearest', async () => {
    expect(await cliFailure(2, 'chips', 'show', 'lohi1')).toContain('Did you mean "loihi1"?');
  });
});

describe('inspect', () => {
  const kind = async (path: string): Promise<string> => {
    const text = await cli('inspect', path);
    expect({ path, code: text.code, err: text.err }).toEqual({ path, code: 0, err: '' });
    expect(text.out.trim()).not.toBe('');
    return (await cliJson<{ kind: string }>('inspect', path)).kind;
  };

  it('tells every file of a run folder, and the folder', async () => {
    const argv = ['run', net, ...CHIP, '--input', spikes, '--probe', 'out:v', '--out', at('run')];
    await cli(...argv);
    const kinds: Record<string, string> = {};
    for (const name of filesIn(at('run'))) kinds[name] = await kind(at(`run/${name}`));
    expect(kinds).toEqual({
      'config.resolved.json': 'configuration',
      'energy.csv': 'table',
      'perf.csv': 'table',
      'probe-spikes-out-v.json': 'probe axes',
      'probe-spikes-out-v.npy': 'array',
      'spikes.csv': 'table',
      'summary.json': 'summary',
      'trace.loomtrace': 'trace',
    });
    expect(await kind(at('run'))).toBe('summary');
  });

  it('tells what goes into a run', async () => {
    await cli('compile', net, ...CHIP, '-o', at('net.loom'));
    expect(await kind(net)).toBe('network');
    expect(await kind(at('net.loom'))).toBe('program image');
    expect(await kind(digitsInput)).toBe('arrays');
    expect(await kind(spikes)).toBe('table');
    expect(await kind(put('labels.json', '{"a": 1, "b": 0}'))).toBe('labels');
    expect(await kind(put('chip.yaml', 'extends: loihi1\nname: mine\n'))).toBe('chip profile');
    expect(await kind(put('events.bin', new Uint8Array(50)))).toBe('recording');
    expect((await cli('inspect', spikes)).out).toContain('table of 80 rows, spikes to feed in');
  });

  it('knows files by their first bytes where the ending says nothing', async () => {
    expect(await kind(put('network.h5', readFileSync(net)))).toBe('network');
    expect(await kind(put('image', readFileSync(at('net.loom'))))).toBe('program image');
  });

  it('refuses what it cannot read in one message', async () => {
    expect(await cliFailure(2, 'inspect', put('x.txt', 'hello'))).toMatch(
      /^E_FILE: x\.txt: files that end in "\.txt" are not known/,
    );
    expect(await cliFailure(2, 'inspect', at('nope.nir'))).toMatch(/^E_FILE: nope\.nir/);
    expect(await cliFailure(2, 'inspect', put('cut.bin', 'abc'))).toMatch(/^E_INPUT_TRUNCATED/);
    expect(await cliFailure(2, 'inspect', put('list.json', '[1]'))).toMatch(/^E_SUMMARY/);
    expect(
      await cliFailure(2, 'inspect', put('part.json', '{"schema":"spikeloom/summary/1"}')),
    ).toContain('parts missing');
  });
});

describe('files of `noc` and of SANA-FE', () => {
  const example = (name: string): string =>
    fileURLToPath(new URL(`../../examples/noc/${name}`, import.meta.url));

  it('inspect tells configurations of both formats', async () => {
    const { out } = await cli('inspect', example('mesh8-uniform.yaml'));
    expect(out).toContain('network on chip: mesh 8 x 8, 64 routers, 64 nodes');
    const booksim = put('mesh.cfg', 'topology = mesh;\nk = 4;\nn = 2;\nnum_vcs = 1;\n');
    const { kind } = await cliJson<{ kind: string }>('inspect', booksim);
    expect(kind).toBe('noc configuration');
  });

  it('inspect, check and chips show take architectures, inspect also networks, plain or gzipped', async () => {
    const architecture = put('arch.yaml', ARCHITECTURE);
    const told = await cliJson<{ kind: string }>('inspect', architecture);
    expect(told.kind).toBe('SANA-FE architecture');
    expect((await cli('check', architecture)).out).toContain('is sound');
    expect((await cli('chips', 'show', architecture)).code).toBe(0);
    for (const file of [put('sf.yaml', NETWORK), put('sf.net.gz', gzipSync(NETLIST))]) {
      const { kind, groups } = await cliJson<{ kind: string; groups: unknown[] }>('inspect', file);
      expect(kind).toBe('SANA-FE network');
      expect(groups.length).toBeGreaterThan(0);
    }
  });
});
