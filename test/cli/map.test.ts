import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SpikeGraph } from '../../compiler/hypergraph/graph.ts';
import { chooseLimits } from '../../src/cli/map/choose-limits.ts';
import { gridGraph } from '../support/snng-networks.ts';
import { cli, folder } from './cli.ts';

function snngText(graph: SpikeGraph): string {
  const lines = Array.from(graph.spikes, (spikes, i) =>
    [spikes, ...graph.targets.subarray(graph.offsets[i]!, graph.offsets[i + 1]!)].join(' '),
  );
  return `snng 1 grid ${graph.neuronCount} ${graph.targets.length}\n${lines.join('\n')}\n`;
}

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const network = put('grid.snng', snngText(gridGraph(20, 1)));
const limits = put('limits.yaml', 'name: small\nneurons: 100\ninputAxons: 400\n');

it('maps a network, writes the partition, and finds the same figures in it', async () => {
  const output = join(folder, 'part.json');
  const mapped = await cli('map', network, '--limits', limits, '-o', output, '--json');
  expect(mapped.err).toBe('');
  expect(mapped.code).toBe(0);
  const figures = JSON.parse(mapped.out);
  expect(figures).toMatchObject({ legal: true, cores: 4, diagnostics: [] });
  const judged = await cli('map', network, '--limits', limits, '--evaluate', output, '--json');
  const again = JSON.parse(judged.out);
  for (const key of ['legal', 'cores', 'km1', 'cutEvents', 'hops', 'multicastHops', 'viol']) {
    expect(again[key]).toEqual(figures[key]);
  }
  expect(JSON.parse(readFileSync(output, 'utf8')).part).toHaveLength(400);
});

it('judges a partition of one core a line and explains what is over its limits', async () => {
  const partition = put(
    'part.txt',
    `${Array.from({ length: 400 }, (_, i) => (i < 150 ? 0 : 1)).join('\n')}\n`,
  );
  const { code, out } = await cli(
    'map',
    network,
    '--limits',
    limits,
    '--partition',
    partition,
    '--explain',
  );
  expect(code).toBe(1);
  expect(out).toContain('E_FIT: core 1 needs 250 neurons, there are 100 (+150, 150% over)');
  expect(out).toMatch(/neurons +250 +100 +250 % +█+ +200 % +4 +binding, 2 over/);
  expect(out).toMatch(/^ +1 +1,0 +250 %! /m);
});

it('says which limit no partition can keep', async () => {
  const tight = put('tight.yaml', 'neurons: 100\nfanIn: 20\n');
  const { code, out } = await cli('map', network, '--limits', tight);
  expect(code).toBe(1);
  expect(out).toMatch(/E_FANIN: neuron \d+ alone needs \d+ incoming synapses, there are 20/);
  expect(out).toContain('No partition and no number of cores can change this.');
});

it('says when cores are too few, and what is proved', async () => {
  const { code, out } = await cli('map', network, '--limits', limits, '--cores', '3');
  expect(code).toBe(1);
  expect(out).toContain('No partition can use fewer than 4 cores (400 neurons).');
});

it.each([
  [
    '--chip-limits',
    'loihy',
    'E_USAGE: --chip-limits loihy: there is no such set (did you mean loihi?)',
  ],
  [
    '--partitioner',
    'mutlilevel',
    'E_USAGE: --partitioner mutlilevel: there is no such one (did you mean multilevel?)',
  ],
  ['--cores', '0', 'E_USAGE: --cores 0: write a whole number of at least 1.'],
  ['--limits', put('bad.yaml', 'neurons: 0\naxons: 4\n'), 'bad.yaml:1:1: neurons: '],
  [
    '--evaluate',
    put('short.txt', '0\n1\n'),
    'short.txt: 2 neurons are placed, the network has 400.',
  ],
  ['--evaluate', put('odd.txt', '0\nx\n'), 'odd.txt, line 2: x is no core number.'],
])('refuses %s %s', async (option, value, message) => {
  const { code, out, err } = await cli('map', network, option, value);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

describe('--chip', () => {
  it.each(['loihi', 'loihi-free', 'truenorth', 'dynapse'])(
    'takes %s by name and from the file that ships',
    (name) => {
      const path = fileURLToPath(
        new URL(`../../examples/mapping-suite/${name}.yaml`, import.meta.url),
      );
      const { source: _, ...fromFile } = chooseLimits({ chip: path });
      const { source: _unused, ...named } = chooseLimits({ chip: name });
      expect(fromFile).toEqual(named);
    },
  );

  it('takes the core of a chip profile, and says which names there are', async () => {
    expect(chooseLimits({ chip: 'loihi1' })).toMatchObject({ neurons: 1024, memoryBytes: 131_072 });
    const { code, err } = await cli('map', network, '--chip', 'truenort');
    expect(code).toBe(2);
    expect(err).toContain('there is no such file or set of limits (did you mean truenorth?)');
    const both = await cli('map', network, '--chip', 'loihi', '--limits', limits);
    expect(both.err).toContain('--chip and --limits are ways to say one thing.');
  });

  it.each([
    ['zero cores of neurons', 'neurons: 0\n', 'neurons: '],
    ['no number', 'neurons: .nan\n', 'neurons: '],
    ['an endless one', 'neurons: .inf\n', 'neurons: '],
    ['a value without a source', 'neurons: { value: 4, basis: assumed }\n', 'neurons.source: '],
    ['nothing at all', '# empty\n', ''],
  ])('refuses limits of %s', async (what, text, message) => {
    const path = put(`${what.replaceAll(' ', '-')}.yaml`, text);
    const { code, out, err } = await cli('map', network, '--chip', path);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^E_LIMITS: [^\n]+\n$/);
    expect(err).toContain(message);
  });
});

describe('networks of odd shapes', () => {
  const small = put('pairs.yaml', 'neurons: 2\n');

  it('maps hMETIS files, with the weights of vertices as places', async () => {
    const path = put('net.hgr', '3 4 11\n5 1 2\n1 2 3\n5 3 4\n1\n1\n1\n1\n');
    const { code, out } = await cli('map', path, '--chip', small, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ network: 'net', legal: true, cores: 2, km1: 1 });
    const big = put('big.hgr', '1 2 10\n1 2\n3\n1\n');
    const giant = await cli('map', big, '--chip', small);
    expect(giant.code).toBe(1);
    expect(giant.out).toContain('E_FIT: neuron 0 alone needs 3 neurons, there are 2');
    const odd = await cli('map', path, '--chip', small, '--hgr-source', 'last');
    expect(odd.err).toContain('--hgr-source last: there are first and none.');
  });

  it('maps loops, islands and neurons that send nothing', async () => {
    const path = put('odd.snng', 'snng 1 odd 6 4\n3 0 1\n2 0\n0\n1 4\n0\n9\n');
    const { code, out } = await cli('map', path, '--chip', small, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ legal: true, cores: 3, km1: 0 });
  });

  it('maps a network without neurons onto no core', async () => {
    const path = put('none.snng', 'snng 1 none 0 0\n');
    const { code, out, err } = await cli('map', path, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ legal: true, cores: 0, km1: 0 });
  });

  it.each([
    ['neither format', 'hello world\n', /^E_NETWORK: .*"hello world": "snng 1 NAME N E" or/],
    ['a pin out of range', '1 2\n1 3\n', /^E_HGR: .*line 2: a pin of "3" is over 2\.\n$/],
    [
      'a target out of range',
      'snng 1 a 2 1\n1 2\n1\n',
      /^E_SNNG: .*line 2: a target of "2" is over 1/,
    ],
    [
      'a synapse twice',
      'snng 1 a 2 2\n1 1 1\n1\n',
      /^E_SNNG: .*line 2: target 1 follows 1: it is there twice/,
    ],
    [
      'no number',
      'snng 1 a 1 0\nNaN\n',
      /^E_SNNG: .*line 2: a spike count was expected, not "NaN"/,
    ],
  ])('refuses %s with one message', async (what, text, message) => {
    const { code, out, err } = await cli('map', put(`bad-${what.replaceAll(' ', '-')}`, text));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
  });

  it('refuses a packed file that is cut off', async () => {
    const path = join(folder, 'cut.snng.gz');
    writeFileSync(path, gzipSync(snngText(gridGraph(10, 1))).subarray(0, 200));
    const { code, err } = await cli('map', path);
    expect(code).toBe(2);
    expect(err).toMatch(/^E_NETWORK: .*cut\.snng\.gz cannot be unpacked \([^\n]+\)\.\n$/);
  });
});

it('says of a given partition only what is wrong with it: nothing was searched', async () => {
  const all = put('zeros.txt', `${'0\n'.repeat(400)}`);
  const { out } = await cli('map', network, '--limits', limits, '--partition', all);
  expect(out).toContain('core 0 needs 400 neurons, there are 100 (+300, 300% over). This says');
  expect(out).toContain('  - search for a legal partition (leave --partition out)');
  expect(out).not.toMatch(/search longer|allow more cores|not proved/);
  const few = await cli('map', network, '--partition', all, '--cores', '1', '--json');
  expect(JSON.parse(few.out)).toMatchObject({ legal: true, diagnostics: [] });
  const each = put('each.txt', Array.from({ length: 400 }, (_, i) => i).join('\n'));
  const many = await cli('map', network, '--limits', limits, '--partition', each, '--cores', '9');
  expect(many.out).toContain('E_CORES: the partition takes 400 cores, there are 9 (+391');
});

it('judges a partition with few neurons and high core numbers at once', async () => {
  const tiny = put('tiny.snng', 'snng 1 tiny 3 2\n4 1\n5 2\n1\n');
  const sparse = put('sparse.json', '{"part": [0, 1048575, 0]}');
  const begin = performance.now();
  const { out } = await cli('map', tiny, '--partition', sparse, '--json');
  expect(JSON.parse(out)).toMatchObject({ cores: 2, km1: 9, mesh: [1024, 1024], hops: 9 * 2046 });
  expect(performance.now() - begin).toBeLessThan(5000);
});

it('names what is proved impossible once', async () => {
  const star = put('star.snng', `snng 1 star 5 4\n${'1 4\n'.repeat(4)}1\n`);
  const tight = put('narrow.yaml', 'neurons: 2\ninputAxons: 3\n');
  const { code, out } = await cli('map', star, '--limits', tight, '--json');
  expect(code).toBe(1);
  const { diagnostics } = JSON.parse(out);
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({ code: 'E_FANIN', impossible: true, needed: 4 });
  expect(diagnostics[0].remedies).toContain('prune 1 of its inputs');
});

it('keeps to the places of a mesh that is given', async () => {
  const run = (...more: string[]) => cli('map', network, '--limits', limits, ...more);
  const { err } = await run('--mesh', '1x3');
  expect(err).toMatch(
    /^E_USAGE: --mesh 1x3: the mapping takes 4 cores, the mesh has 3 \(1 too few\)/,
  );
  const { out } = await run('--mesh', '2x2', '--json');
  expect(JSON.parse(out)).toMatchObject({ legal: true, cores: 4, mesh: [2, 2] });
});

it('is no worse where many more cores are allowed than are needed', async () => {
  const km1Of = async (...more: string[]): Promise<number> =>
    JSON.parse((await cli('map', network, '--limits', limits, '--json', ...more)).out).km1;
  expect(await km1Of('--cores', '40')).toBeLessThanOrEqual(await km1Of());
});

it('maps what is too large to list by rules alone', async () => {
  const dense = '{ kind: dense, weights: 0.01 }';
  const large = put(
    'large.yaml',
    `format: spikeloom/network/1
name: large
populations:
  - { name: in, size: 2100, model: input }
  - { name: out, size: 2100, model: if, parameters: { vThreshold: 1 } }
projections:
  - { from: in, to: out, connectivity: ${dense} }
outputs: [out]
`,
  );
  const refused = await cli('map', large, '--partitioner', 'greedy');
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(
    /^E_USAGE: --partitioner greedy: large has too many synapses to list/,
  );
  const { out } = await cli('map', large, '--json');
  expect(JSON.parse(out)).toMatchObject({ legal: true, origin: 'rules: boxes of populations' });
});

it('says in data what could be done, with other limits tried', async () => {
  const tight = put('tighter.yaml', 'neurons: 400\nfanIn: 20\n');
  const { code, out } = await cli('map', network, '--chip', tight, '--json');
  expect(code).toBe(1);
  const [first] = JSON.parse(out).diagnostics;
  expect(first).toMatchObject({ code: 'E_FANIN', resource: 'fanIn', impossible: true });
  expect(first.verdict).toMatch(/^Proved impossible: neuron \d+ alone/);
  expect(first.bound).toMatchObject({ cores: 1 });
  expect(first.remedies).toContain('map to loihi (--chip loihi): one core was enough');
});
