import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Network, Sparse } from '../../src/model/network.ts';
import { isNetworkFile, readNetworkFile } from '../../src/readers/network-file.ts';
import { networkFileOf } from '../../src/readers/network-file-write.ts';
import { writeNpy } from '../../src/readers/npy.ts';
import { writeNpz } from '../../src/readers/npz.ts';
import { checkCases, drawOne } from '../properties/draw.ts';
import { randomNetwork } from '../properties/random-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'spikeloom-network-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = 'format: spikeloom/network/1\n';

function read(text: string): Network {
  return readNetworkFile(new TextEncoder().encode(text), join(folder, 'net.yaml')).network;
}

/** What is said of a text, without the folder. */
function complaint(text: string): string {
  try {
    read(text);
  } catch (error) {
    return String((error as Error).message).replaceAll(`${folder}/`, '');
  }
  return 'nothing';
}

/** Two inputs, two cells of registers; `more` stands in the projection. */
function cellsWith(
  connectivity: string,
  more = '',
  cells = 'model: loihi-lif, registers: {}',
): string {
  return `${HEAD}populations:
  - { name: in, size: 2, model: input }
  - { name: cells, size: 2, ${cells} }
projections:
  - { from: in, to: cells, connectivity: ${connectivity}${more} }
outputs: [cells]
`;
}

function sparseOf(network: Network): Sparse<ArrayLike<number>> {
  const [stage] = network.projections[0]!.stages;
  if (stage?.kind !== 'sparse') throw new Error('not sparse');
  return stage;
}

/** Typed arrays as lists, so that only their values count; no delays of no synapses are none. */
function plain(value: unknown): unknown {
  const list = (key: string, inner: unknown): unknown => {
    if (!ArrayBuffer.isView(inner)) return inner;
    const items = Array.from(inner as Float64Array);
    return key === 'delaysS' && items.length === 0 ? undefined : items;
  };
  return JSON.parse(JSON.stringify(value, list));
}

describe('a network file', () => {
  it('brings back whatever network was written', () => {
    checkCases(150, (draw) => {
      const network = randomNetwork(draw, drawOne(draw, ['registers', 'real', 'mixed']));
      expect(plain(read(networkFileOf(network)))).toEqual(plain(network));
    });
  });

  it('is YAML or JSON, told by its format', () => {
    const text = cellsWith('{ kind: one-to-one, weights: 3 }');
    const network = read(text);
    const json = JSON.stringify({
      format: 'spikeloom/network/1',
      populations: [
        { name: 'in', size: 2, model: 'input' },
        { name: 'cells', size: 2, model: 'loihi-lif', registers: {} },
      ],
      projections: [{ from: 'in', to: 'cells', connectivity: { kind: 'one-to-one', weights: 3 } }],
      outputs: ['cells'],
    });
    expect(read(json)).toEqual(network);
    expect([text, json, 'format: other'].map((each) => isNetworkFile(Buffer.from(each)))).toEqual([
      true,
      true,
      false,
    ]);
    expect(network.name).toBe('net');
  });

  it('holds register-level models, input channels, learning and values for each neuron', () => {
    const { populations, projections } = read(`${HEAD}populations:
  - { name: in, size: 2, model: input }
  - { name: ear, shape: [1, 2, 1], neuron: loihi2-rf, registers: { vth: [[[3], [4]]], stateExp: 2 } }
projections:
  - from: in
    to: ear
    input: imag
    delaySteps: 3
    connectivity: { kind: dense, weights: [[1, 2], [3, 4]] }
    registers: { weightExp: -2, signMode: excitatory }
    learning: { rule: dw = 2^-2*x1*y0, epochSteps: 2, traces: { x1: { impulse: 16, tauSteps: 4 } } }
outputs: [ear]
`);
    expect(populations[1]!.parameters).toEqual({
      model: 'registers',
      neuron: 'loihi2-rf',
      registers: { vth: Int32Array.of(3, 4), stateExp: 2 },
    });
    expect(projections[0]).toMatchObject({
      name: 'in -> ear',
      input: 'imag',
      delayS: 0.003,
      registers: { weightExp: -2, weightBits: 8, signMode: 'excitatory' },
      learning: { rule: 'dw = 2^-2*x1*y0', epochSteps: 2 },
    });
  });

  it('sizes convolutions and pools by the populations', () => {
    const { projections } = read(`${HEAD}populations:
  - { name: in, shape: [1, 6, 6], model: input }
  - { name: out, shape: [2, 2, 2], model: if, parameters: { vThreshold: 1 } }
projections:
  - from: in
    to: out
    connectivity:
      - { kind: conv, weights: [[[[1, 2], [3, 4]]], [[[1, 0], [0, 1]]]], padding: [1, 1] }
      - { kind: pool, kernel: [3, 3], reduce: sum }
outputs: [out]
`);
    expect(projections[0]!.stages).toMatchObject([
      { kind: 'conv', inputShape: [1, 6, 6], outputShape: [2, 7, 7], padding: [1, 1] },
      { kind: 'pool', inputShape: [2, 7, 7], outputShape: [2, 2, 2], stride: [3, 3] },
    ]);
  });
});

describe('a random map', () => {
  const random = (more: string, size = 50): Sparse<ArrayLike<number>> =>
    sparseOf(
      read(`${HEAD}populations:
  - { name: in, size: ${size}, model: input }
  - { name: out, size: ${size}, model: loihi-lif, registers: {} }
projections: [{ from: in, to: out, connectivity: { kind: random, seed: a, ${more} } }]
outputs: [out]
`),
    );

  it('is the same for the same seed, and its weights do not move its targets', () => {
    const map = random('probability: 0.2, weights: { min: -3, max: 3 }');
    expect(random('probability: 0.2, weights: { min: -3, max: 3 }')).toEqual(map);
    expect(random('probability: 0.2, weights: [7]').targets).toEqual(map.targets);
    expect(new Set(Array.from(map.weights))).toEqual(new Set([-3, -2, -1, 0, 1, 2, 3]));
    expect(map.targets.length).toBeGreaterThan(2500 * 0.2 * 0.8);
    expect(map.targets.length).toBeLessThan(2500 * 0.2 * 1.2);
  });

  it('gives each source so many different targets, and delays', () => {
    const { offsets, targets, delaysS } = random(
      'fanOut: 7, weights: 5, delaySteps: { min: 1, max: 2 }',
    );
    for (let pre = 0; pre < 50; pre++) {
      const row = Array.from(targets.slice(offsets[pre], offsets[pre + 1]));
      expect([row.length, new Set(row).size]).toEqual([7, 7]);
      expect([...row].sort((a, b) => a - b)).toEqual(row);
    }
    expect(new Set(delaysS)).toEqual(new Set([Math.fround(0.001), Math.fround(0.002)]));
    expect(random('probability: 1, weights: 5', 3).targets).toHaveLength(9);
    expect(random('probability: 0, weights: 5', 3).targets).toHaveLength(0);
  });
});

describe('arrays beside the file', () => {
  it('are read from its folder and below', () => {
    mkdirSync(join(folder, 'w'), { recursive: true });
    writeFileSync(join(folder, 'w/a.npy'), writeNpy(Int8Array.of(1, 2, 3, 4), [2, 2]));
    const archive = writeNpz([['k', { values: Int8Array.of(5, 6, 7, 8), shape: [2, 2] }]]);
    writeFileSync(join(folder, 'b.npz'), archive);
    const weightsOf = (reference: string): unknown =>
      plain(read(cellsWith(`{ kind: dense, weights: ${reference} }`)).projections[0]!.stages);
    expect(weightsOf('{ file: w/a.npy }')).toMatchObject([{ weights: [1, 2, 3, 4] }]);
    expect(weightsOf('{ file: b.npz, array: k }')).toMatchObject([{ weights: [5, 6, 7, 8] }]);
    expect(weightsOf('{ file: b.npz }')).toMatchObject([{ weights: [5, 6, 7, 8] }]);
  });

  it.each([
    ['../a.npy', 'is not a path inside the folder'],
    ['w/../../a.npy', 'is not a path inside the folder'],
    ['/etc/a.npy', 'is not a path inside the folder'],
    ['C:\\a.npy', 'is not a path inside the folder'],
    ['passwd', 'does not end in .npy or .npz'],
    ['none.npy', 'E_INPUT_NOT_FOUND'],
    ['link.npy', 'a link that leaves the folder'],
    ['b.npz, array: kk', 'has no array "kk"; did you mean "k"?'],
    ['long.npy', 'a matrix [post][pre] = [2, 2] is expected, found 3 values'],
    ['nan.npy', 'nan.npy: value 1 is NaN'],
  ])('%s: %s', (reference, message) => {
    writeFileSync(join(folder, 'long.npy'), writeNpy(Int8Array.of(1, 2, 3), [3]));
    writeFileSync(join(folder, 'nan.npy'), writeNpy(Float32Array.of(1, NaN, 3, 4), [2, 2]));
    rmSync(join(folder, 'link.npy'), { force: true });
    symlinkSync('/etc/hostname', join(folder, 'link.npy'));
    const text = cellsWith(`{ kind: dense, weights: { file: ${reference} } }`);
    expect(complaint(text)).toMatch(/^net\.yaml:6:\d+: projections\[0\]\.connectivity\.weights: /);
    expect(complaint(text)).toContain(message);
  });
});

describe('what a network file must not say', () => {
  const ONE = '{ kind: one-to-one, weights: 1 }';

  it.each([
    // Populations.
    [cellsWith(ONE, '', 'model: lfi'), '4:29: populations[1].model: "lfi" is not one of input'],
    [cellsWith(ONE, '', 'model: loihi2-rf'), 'write "neuron: loihi2-rf" instead of model'],
    [cellsWith(ONE, '', 'neuron: loihi2-rff'), '"loihi2-rff" is not one of'],
    [cellsWith(ONE, '', 'neuron: loihi2-rff'), 'did you mean "loihi2-rf"?'],
    [cellsWith(ONE, '', 'neuron: loihi-lif'), 'write "model: loihi-lif" instead'],
    [cellsWith(ONE, '', 'bias: 3'), 'a population has a model, or a neuron with registers'],
    [cellsWith(ONE, '', 'model: input, shape: [2]'), 'a size or a shape, one of both'],
    [
      cellsWith(ONE, '', 'model: lif, parameters: { tauS: 0.1, vTreshold: 1 }'),
      'did you mean "vThreshold"?',
    ],
    [
      cellsWith(ONE, '', 'model: lif, parameters: { tauS: 0, vThreshold: 1 }'),
      'a time constant of 0 s',
    ],
    [
      cellsWith(ONE, '', 'model: if, parameters: { vThreshold: .nan }'),
      'vThreshold: expected a number',
    ],
    [
      cellsWith(ONE, '', 'model: if, parameters: { vThreshold: [1, .inf] }'),
      'vThreshold[1]: expected a number, found Infinity',
    ],
    [
      cellsWith(ONE, '', 'model: loihi-lif, registers: { du: 5000 }'),
      'du is 5000, its field holds whole numbers from -1 to 4095',
    ],
    [
      cellsWith(ONE, '', 'model: loihi-lif, registers: { vthMant: [1, 131072] }'),
      'vthMant of compartment 1 is 131072, its field holds whole numbers from 0 to 131071',
    ],
    [
      cellsWith(ONE, '', 'model: loihi-lif, registers: { du: [1, 2, 3] }'),
      '3 values, the population has 2 neurons',
    ],
    [
      cellsWith(ONE, '', 'model: loihi-lif, registers: { du: [[1], 2] }'),
      'du[1]: expected a list of 1',
    ],
    [
      cellsWith(ONE, '', 'neuron: loihi2-rf, registers: { vht: 3 }'),
      'registers.vht: unknown key; did you mean "vth"?',
    ],
    [
      cellsWith(ONE, '', 'neuron: loihi2-rf, registers: { vth: 1.5 }'),
      'vth is 1.5, its field holds whole numbers',
    ],
    [cellsWith(ONE).replace('name: cells', 'name: in'), 'there are two populations "in"'],
    [cellsWith(ONE).replace('outputs: [cells]', 'outputs: [cels]'), 'did you mean "cells"?'],
    // Projections.
    [
      cellsWith(ONE).replace('from: in', 'from: inn'),
      'from: there is no population "inn"; did you mean "in"?',
    ],
    [cellsWith(ONE).replace('to: cells', 'to: in'), '"in" is an input'],
    [cellsWith('{ kind: dens, weights: 1 }'), 'connectivity.kind: "dens" is not one of'],
    [
      cellsWith('{ kind: dense, weights: [[1, 2]] }'),
      '[post][pre] = [2, 2] is expected, found [1, 2]',
    ],
    [cellsWith('{ kind: dense, weights: [[1, 2], [3, 400]] }'), 'weight 3 is 400'],
    [cellsWith('{ kind: dense, weights: [[1, 2], [3, 0.5]] }'), 'whole numbers from -256 to 255'],
    [cellsWith('{ kind: sparse, synapses: [[0, 2, 1]] }'), 'synapse 0 is [0, 2, 1]'],
    [cellsWith('{ kind: sparse, synapses: [[0, 1]] }'), 'rows [pre, post, weight]'],
    [
      cellsWith('{ kind: conv, weights: [[[[1]]]] }'),
      '[channels, height, width] of 2 sources are needed',
    ],
    [cellsWith('{ kind: random, seed: 1, weights: 1 }'), 'a probability or a fanOut'],
    [
      cellsWith('{ kind: random, seed: 1, weights: 1, fanOut: 3 }'),
      '3 different targets of 2 neurons',
    ],
    [
      cellsWith('{ kind: random, seed: 1, weights: { min: 2, max: 1 }, fanOut: 1 }'),
      'min 2 is above max 1',
    ],
    [cellsWith(ONE, ', delaySteps: -1'), 'delaySteps: -1 is too small: at least 0'],
    [cellsWith(ONE, ', delaySteps: 1, delayS: 0.1'), 'in steps or in seconds, not both'],
    [cellsWith(ONE, ', input: imag'), '"imag" is not one of a'],
    [
      cellsWith(ONE, ', registers: { weightExp: 99 }'),
      'registers.weightExp: 99 is too big: at most 7',
    ],
    [
      cellsWith(ONE, ', registers: { signMode: both }'),
      '"both" is not "mixed" or "excitatory" or "inhibitory"',
    ],
    [cellsWith(ONE, ', registers: {}', 'model: readout'), 'leave the registers out'],
    [
      cellsWith(ONE, ', learning: { rule: dw = x9*y0, epochSteps: 1 }'),
      'learning.rule: learning rule, column 6: unknown name "x9"',
    ],
    [
      cellsWith(
        ONE,
        ', learning: { rule: dw = x1*y0, epochSteps: 1, traces: { x3: { impulse: 1, tauSteps: 1 } } }',
      ),
      'traces.x3: unknown key',
    ],
    [
      cellsWith(ONE, ', learning: { rule: dw = x1*y0, epochSteps: 64 }'),
      'epochSteps: 64 is too big: at most 63',
    ],
    // The file.
    [`${HEAD}outputs: [a]\n`, '1:1: populations: missing'],
    [
      'format: spikeloom/network/2\n',
      'format: "spikeloom/network/2" is not known; a network file says "format: spikeloom/network/1"',
    ],
    [`${HEAD}populations: [\n`, 'not YAML'],
    [`${HEAD}format: 3\n`, 'the key "format" stands twice'],
    [`${HEAD}outputs: &a [*a]\n`, 'the alias "*a" stands inside what it stands for'],
    [`${HEAD}? [1]\n: 2\n`, 'a key is a text'],
    [`${HEAD}---\na: 1\n`, 'a second document starts here'],
    ['[1, 2]\n', 'no mapping of keys to values'],
  ])('%#: %s', (text, message) => {
    const said = complaint(text);
    expect(said).toMatch(/^net\.yaml:\d+:\d+: /);
    expect(said).toContain(message);
  });

  it('all faults of its form stand in one message, in the order of the file', () => {
    const text = cellsWith('{ kind: dens }', ', delayS: x', 'model: lfi');
    expect(complaint(text).split('\n')).toHaveLength(3);
  });

  it('does not write what it could not read back', () => {
    const network = read(cellsWith(ONE));
    const big = {
      ...network,
      populations: [network.populations[0]!, network.populations[0]!],
    };
    expect(() => networkFileOf(big)).toThrow(/populations of one name/);
  });
});
