import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLACE_GOALS } from '../../compiler/place/index.ts';
import { PLACE_FOR_NAMES } from '../../src/cli/run-flags.ts';
import { cli, cliFailure, digits, folder } from './cli.ts';

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A ring of 16 neurons that send to the next, five spikes each. */
const ring = put(
  'ring.snng',
  `snng 1 ring 16 16\n${Array.from({ length: 16 }, (_, i) => `5 ${(i + 1) % 16}`).join('\n')}\n`,
);
const limits = put('two.yaml', 'name: two\nneurons: 2\n');

async function mapped(rules: string, ...more: readonly string[]) {
  const constraints = put('rules.yaml', rules);
  const output = join(folder, 'out.json');
  const options = ['--limits', limits, '--constraints', constraints, '--json', '-o', output];
  const { code, out, err } = await cli('map', ring, ...options, ...more);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { readFileSync } = await import('node:fs');
  const { part, slots } = JSON.parse(readFileSync(output, 'utf8')) as {
    part: number[];
    slots: number[];
  };
  return { summary: JSON.parse(out), placeOf: (neuron: number) => slots[part[neuron]!]! };
}

describe('constraints of map', () => {
  it('pin ranges of neurons, leave out cores, and keep groups together and apart', async () => {
    const { summary, placeOf } = await mapped(
      `pin:
  - { neurons: [0, 1], core: 15 }
  - { neurons: [2, 5], region: [0, 0, 1, 0] }
avoid: { cores: [5], tiles: [[2, 2]] }
together: [[{ neurons: [6, 6] }, { neurons: [14, 14] }]]
apart: [[{ neurons: [8, 8] }, { neurons: [9, 9] }]]
`,
      '--mesh',
      '4x4',
    );
    expect(summary).toMatchObject({ legal: true, mesh: [4, 4] });
    expect([placeOf(0), placeOf(1)]).toEqual([15, 15]);
    for (const neuron of [2, 3, 4, 5]) expect([0, 1]).toContain(placeOf(neuron));
    for (let neuron = 0; neuron < 16; neuron++) expect([5, 10]).not.toContain(placeOf(neuron));
    expect(placeOf(6)).toBe(placeOf(14));
    expect(placeOf(8)).not.toBe(placeOf(9));
  });

  it('need no mesh where they name no core', async () => {
    const { placeOf } = await mapped('together: [[{ neurons: [0, 0] }, { neurons: [8, 8] }]]');
    expect(placeOf(0)).toBe(placeOf(8));
  });

  const refused = (rules: string, ...more: readonly string[]) =>
    cliFailure(
      2,
      'map',
      ring,
      '--limits',
      limits,
      '--constraints',
      put('rules.yaml', rules),
      ...more,
    );

  it('name what they need or what is wrong before any search', async () => {
    expect(await refused('avoid: { cores: [3] }')).toBe(
      'E_USAGE: rules.yaml:1:18: this names cores, whose places depend on the mesh. Give --mesh WxH too.',
    );
    expect(await refused('avoid: { cores: [16] }', '--mesh', '4x4')).toBe(
      'E_CONSTRAINTS: rules.yaml:1:18: core 16 does not exist: the mesh of 4 by 4 has 16 cores, numbered from 0.',
    );
    expect(await refused('apart: [[a, b]]')).toBe(
      'E_CONSTRAINTS: rules.yaml:1:9: population "a": a bare network has none; give ranges of neurons alone.',
    );
    expect(await refused('pin: [{ neurons: [3, 16], core: 1 }]', '--mesh', '4x4')).toContain(
      'neuron 16 does not exist: the network has 16, numbered from 0.',
    );
    expect(await refused('pin: []', '--mesh', '2x2')).toContain(
      '--mesh 2x2: the mapping takes 8 cores, the mesh has 4 (4 too few).',
    );
    expect(await refused('pin: []', '--mesh', '0x2')).toContain('--mesh 0x2: write columns');
    expect(await refused('pin: []', '--partition', limits)).toBe(
      'E_USAGE: --constraints: a partition that is given is judged as it is.',
    );
  });
});

describe('files of constraints', () => {
  const fault = async (text: string): Promise<string> => {
    const { code, out, err } = await cli(
      'compile',
      digits,
      '--chip',
      'loihi1',
      '--constraints',
      put('rules.yaml', text),
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    return err.replaceAll(`${folder}/`, '').trimEnd();
  };

  it('name every fault with its line and column', async () => {
    expect(
      await fault(`pin:
  - { population: a, neurons: [4, 2], core: 3 }
  - { populaton: a, core: 3, cores: [4] }
  - { population: a, region: [1, 0, 0, 0] }
  - { population: a, core: -1 }
avoid: { tiles: [[1, x], 4, { tile: [0, 1], chp: 1 }], links: [[0, 1]] }
together: [a, [a]]
apar: []
`),
    ).toMatchInlineSnapshot(`
      "E_CONSTRAINTS_FILE: rules.yaml:2:22: pin[0].neurons: the first neuron comes after the last
      rules.yaml:3:5: pin[1]: name a population, a range of neurons, or both
      rules.yaml:3:5: pin[1]: say where by one of core, cores and region
      rules.yaml:3:7: pin[1].populaton: unknown key; did you mean "population"?
      rules.yaml:4:22: pin[2].region: expected [x0, y0, x1, y1] with x0 <= x1 and y0 <= y1
      rules.yaml:5:22: pin[3].core: -1 is too small: at least 0
      rules.yaml:6:22: avoid.tiles[0][1]: expected a number, found "x"
      rules.yaml:6:26: avoid.tiles[1]: expected a mapping, found 4
      rules.yaml:6:45: avoid.tiles[2].chp: unknown key
      rules.yaml:6:65: avoid.links[0][0]: expected a mapping, found 0
      rules.yaml:6:68: avoid.links[0][1]: expected a mapping, found 1
      rules.yaml:7:12: together[0]: expected a list, found "a"
      rules.yaml:7:15: together[1]: a list of 1 is too small: at least 2
      rules.yaml:8:1: apar: unknown key; did you mean "apart"?"
    `);
  });

  it('may be empty of rules, and are read with guards', async () => {
    expect(await fault('')).toBe(
      'E_FILE: rules.yaml is empty (a file of constraints was expected).',
    );
    expect(await fault('- pin')).toBe(
      'E_CONSTRAINTS_FILE: rules.yaml:1:1: the file is no mapping of keys to values',
    );
    expect(await fault('pin: [')).toContain('E_CONSTRAINTS_FILE: rules.yaml:1:7: not YAML');
    expect(await fault('pin: [.nan]')).toContain('pin[0]: expected a mapping, found NaN');
    expect(await fault('pin: [{ population: a, core: 1e300 }]')).toContain('too big');
    const { code } = await cli('compile', digits, '--chip', 'loihi1', '--constraints', 'no.yaml');
    expect(code).toBe(2);
  });
});

it('names of --place-for are those of the compiler', () => {
  expect(PLACE_FOR_NAMES).toEqual(PLACE_GOALS);
});
