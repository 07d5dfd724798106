import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SpikeGraph } from '../../compiler/hypergraph/graph.ts';
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
    '--evaluate',
    partition,
    '--explain',
  );
  expect(code).toBe(1);
  expect(out).toContain('E_FIT: core 1 needs 250 neurons, there are 100 (+150, 150% over)');
  expect(out).toContain('250 250%!');
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
  expect(out).toContain('No partition can use fewer than 4 cores (neurons: 400 neurons).');
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
