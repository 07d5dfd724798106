import { describe, expect, test } from 'vitest';
import type { Conv, FloatArray, Network } from '../../src/model/network.ts';
import { readNir } from '../../src/readers/nir.ts';
import { type FixtureNode, filled, nirBytes, unitIf } from './nir-fixtures.ts';

const read = async (nodes: Record<string, FixtureNode>, edges: string): Promise<Network> => {
  const pairs = edges.split(' ').map((edge) => edge.split('>') as [string, string]);
  return readNir(await nirBytes({ nodes, edges: pairs }), 'net.nir');
};

const input = (...shape: number[]): FixtureNode => ({ type: 'Input', shape });
const output = (...shape: number[]): FixtureNode => ({ type: 'Output', shape });
const linear = (out: number, columns: number): FixtureNode => ({
  type: 'Linear',
  weight: filled([out, columns], (k) => k + 1),
});
const conv = (fields: Record<string, number | string | readonly number[] | object>): FixtureNode =>
  ({
    type: 'Conv2d',
    bias: [0],
    stride: 1,
    padding: 0,
    dilation: 1,
    groups: 1,
    ...fields,
  }) as FixtureNode;

const onlyConv = (network: Network): Conv<FloatArray> =>
  network.projections[0]!.stages[0] as Conv<FloatArray>;

describe('convolutions and pools', () => {
  test('non-square kernels, pairs, dilation and groups', async () => {
    const weight = filled([4, 1, 3, 2], (k) => k);
    const node = conv({ weight, stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2 });
    const network = await read({ in: input(2, 9, 8), c: node, n: unitIf }, 'in>c c>n');
    // PyTorch: floor((9 + 2 - 2 - 1) / 2) + 1 = 5, floor((8 - 2 - 1) / 1) + 1 = 6.
    expect(network.populations[1]!.shape).toEqual([4, 5, 6]);
    expect(onlyConv(network)).toMatchObject({
      inputShape: [2, 9, 8],
      inputExtent: [9, 8],
      outputShape: [4, 5, 6],
      kernel: [3, 2],
      stride: [2, 1],
      dilation: [1, 2],
      padding: [1, 0],
      groups: 2,
    });
  });

  test("padding 'same' keeps the extent, the odd one below and right; 'valid' is none", async () => {
    const weight = filled([1, 1, 4, 3], () => 1);
    const same = await read(
      { in: input(1, 6, 6), c: conv({ weight, padding: 'same' }), n: unitIf },
      'in>c c>n',
    );
    expect(onlyConv(same)).toMatchObject({ outputShape: [1, 6, 6], padding: [1, 1] });
    const valid = await read(
      { in: input(1, 6, 6), c: conv({ weight, padding: 'valid' }), n: unitIf },
      'in>c c>n',
    );
    expect(onlyConv(valid)).toMatchObject({ outputShape: [1, 3, 4], padding: [0, 0] });
    const strided = read(
      { in: input(1, 6, 6), c: conv({ weight, padding: 'same', stride: 2 }), n: unitIf },
      'in>c c>n',
    );
    await expect(strided).rejects.toMatchObject({ code: 'E_NIR_FIELD' });
  });

  test('Conv1d has height 1', async () => {
    const node = { ...conv({ weight: filled([3, 2, 5], () => 1), padding: 2 }), type: 'Conv1d' };
    const network = await read({ in: input(2, 7), c: node, n: unitIf }, 'in>c c>n');
    expect(network.populations[1]!.shape).toEqual([3, 7]);
    expect(onlyConv(network)).toMatchObject({
      inputShape: [2, 1, 7],
      outputShape: [3, 1, 7],
      kernel: [1, 5],
      padding: [0, 2],
    });
  });

  test('pools and Flatten, the batch axis not counted', async () => {
    const nodes = {
      in: input(2, 5, 4),
      pool: { type: 'AvgPool2d', kernel_size: 2, stride: 2, padding: 0 },
      flat: { type: 'Flatten', start_dim: 0, end_dim: -1 },
      fc: linear(3, 8),
      n: unitIf,
    };
    const network = await read(nodes, 'in>pool pool>flat flat>fc fc>n');
    expect(network.projections[0]!.stages).toMatchObject([
      { kind: 'pool', reduce: 'average', outputShape: [2, 2, 2] },
      { kind: 'dense', preSize: 8, postSize: 3 },
    ]);
    expect(network.projections[0]!.name).toBe('pool+fc');
  });
});

describe('linear paths', () => {
  test('several paths are several projections; a plain edge is one-to-one', async () => {
    const nodes = { in: input(2), a: linear(2, 2), s: { type: 'Scale', scale: [3, 4] }, n: unitIf };
    const network = await read(nodes, 'in>n in>a a>n a>s s>n');
    expect(network.projections.map(({ name, stages }) => [name, ...stages])).toEqual([
      ['a', expect.objectContaining({ kind: 'dense' })],
      [
        'a+s',
        expect.objectContaining({ kind: 'dense' }),
        { kind: 'one-to-one', size: 2, weights: Float64Array.of(3, 4) },
      ],
      ['in->n', { kind: 'one-to-one', size: 2, weights: 1 }],
    ]);
  });

  test('delays add up; a mixed one is a diagonal with delays of its own', async () => {
    const nodes = {
      in: input(2),
      d1: { type: 'Delay', delay: [0.25, 0.25] },
      d2: { type: 'Delay', delay: 0.5 },
      d3: { type: 'Delay', delay: [0.5, 1] },
      n: unitIf,
    };
    const network = await read(nodes, 'in>d1 d1>d2 d2>d3 d3>n');
    expect(network.projections[0]).toMatchObject({
      delayS: 0.75,
      stages: [{ kind: 'sparse', delaysS: Float32Array.of(0.5, 1), targets: Int32Array.of(0, 1) }],
    });
  });

  test('a bias counts once, however many paths lead into its node, and passes the maps behind it', async () => {
    const nodes = {
      in: input(2),
      also: input(2),
      a: { type: 'Affine', weight: filled([2, 2], (k) => k), bias: [1, 10] },
      b: { type: 'Affine', weight: filled([2, 2], (k) => k + 1), bias: [100, 200] },
      n: unitIf,
    };
    const network = await read(nodes, 'in>a also>a a>b b>n');
    // b = [[1, 2], [3, 4]] · [1, 10] + [100, 200]
    expect(network.populations.find(({ name }) => name === 'n')!.bias).toEqual(
      Float64Array.of(121, 243),
    );
    expect(network.projections).toHaveLength(2);
  });

  test('biases pass convolutions and pools', async () => {
    const nodes = {
      in: input(1, 2, 2),
      c: conv({ weight: filled([1, 1, 1, 1], () => 1), bias: [3] }),
      c3: conv({ weight: filled([2, 1, 3, 3], (k) => (k < 9 ? 1 : 2)), padding: 1, bias: [0, 1] }),
      pool: { type: 'SumPool2d', kernel_size: 2, stride: 2, padding: 0 },
      n: unitIf,
    };
    const network = await read(nodes, 'in>c c>c3 c3>pool pool>n');
    // Each 3x3 window sees all four values: 4 * 3 = 12 and 2 * 12 + 1; the pool adds four of each.
    expect(network.populations[1]!.bias).toEqual(Float64Array.of(48, 100));
  });

  test('rows of a matrix input and stacked matrices are block-diagonal', async () => {
    const nodes = { in: input(2, 3), w: linear(2, 3), n: unitIf };
    const network = await read(nodes, 'in>w w>n');
    expect(network.populations[1]!.shape).toEqual([2, 2]);
    expect(onlyConv(network)).toMatchObject({ kind: 'conv', groups: 2, outputShape: [4, 1, 1] });
    expect([...onlyConv(network).weights]).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
    const stacked = { in: input(2, 3), w: { type: 'Linear', weight: filled([2, 2, 3], (k) => k) } };
    const grouped = await read({ ...stacked, n: unitIf }, 'in>w w>n');
    expect([...onlyConv(grouped).weights]).toEqual([...Array(12).keys()]);
  });
});

describe('graphs', () => {
  test('nested graphs are laid flat', async () => {
    const layer: FixtureNode = {
      nodes: {
        input: input(2),
        lif: unitIf,
        rec: linear(2, 2),
        output: output(2),
      },
      edges: [
        ['input', 'lif'],
        ['lif', 'rec'],
        ['rec', 'lif'],
        ['lif', 'output'],
      ],
    };
    const nodes = { in: input(2), hidden: layer, fc: linear(1, 2), last: unitIf, out: output(1) };
    const network = await read(nodes, 'in>hidden hidden>fc fc>last last>out');
    expect(network.populations.map(({ name }) => name)).toEqual(['in', 'hidden.lif', 'last']);
    expect(network.projections.map(({ name, pre, post }) => [name, pre, post])).toEqual([
      ['in->hidden.lif', 0, 1],
      ['hidden.rec', 1, 1],
      ['fc', 1, 2],
    ]);
    expect(network.outputs).toEqual([2]);
    const byPort = await read(nodes, 'in>hidden.input hidden.output>fc fc>last last>out');
    expect(byPort.projections).toEqual(network.projections);
  });

  test('an Output behind linear nodes is a readout', async () => {
    const nodes = {
      in: input(2),
      n: unitIf,
      fc: { type: 'Affine', weight: filled([3, 2], () => 1), bias: [1, 2, 3] },
      out: output(3),
    };
    const network = await read(nodes, 'in>n n>fc fc>out');
    expect(network.populations[2]).toMatchObject({
      name: 'out',
      parameters: { model: 'readout' },
      bias: Float64Array.of(1, 2, 3),
    });
    expect(network.outputs).toEqual([2]);
  });

  test('order follows the inputs and then the names, not the file', async () => {
    const nodes = { '10': unitIf, '2': unitIf, z: input(1), '1': unitIf };
    const network = await read(nodes, '10>2 z>10 z>1 2>10');
    expect(network.populations.map(({ name }) => name)).toEqual(['z', '1', '10', '2']);
  });

  test('nodes off the path are kept and noted', async () => {
    const nodes = { in: input(1), n: unitIf, lonely: unitIf, out: output(1) };
    const network = await read(nodes, 'in>n n>out');
    expect(network.populations.map(({ name }) => name)).toEqual(['in', 'lonely', 'n']);
    expect(network.assumptions.map(({ code, text }) => `${code}: ${text}`)).toEqual([
      'nir-no-input: no path from an Input leads to "lonely"',
      'nir-no-output: no path leads to an Output from "lonely"',
    ]);
  });

  test('parameters stretch over the shape; equal ones become one number', async () => {
    const n = { type: 'IF', r: filled([2, 1], (k) => k + 1), v_threshold: [1, 1, 1], v_reset: 0 };
    const network = await read({ in: input(2, 3), n }, 'in>n');
    expect(network.populations[1]!.parameters).toEqual({
      model: 'if',
      r: Float64Array.of(1, 1, 1, 2, 2, 2),
      vThreshold: 1,
      vReset: 0,
    });
  });

  test('all neuron models', async () => {
    const current = { tau_syn: 0.1, tau_mem: 0.2, r: 3, v_leak: 4, w_in: 5 };
    const nodes = {
      in: input(1),
      a: { type: 'Threshold', threshold: 2 },
      b: { type: 'I', r: 1 },
      c: { type: 'LI', tau: 1, r: 2, v_leak: 3 },
      d: { type: 'CubaLI', ...current },
      e: { type: 'CubaLIF', ...current, v_threshold: 6, v_reset: 7 },
    };
    const network = await read(nodes, 'in>a a>b b>c c>d d>e');
    expect(network.populations.slice(1).map(({ parameters }) => parameters)).toEqual([
      { model: 'threshold', threshold: 2 },
      { model: 'i', r: 1 },
      { model: 'li', tauS: 1, r: 2, vLeak: 3 },
      { model: 'cuba-li', tauSynS: 0.1, tauMemS: 0.2, r: 3, vLeak: 4, wIn: 5 },
      {
        model: 'cuba-lif',
        tauSynS: 0.1,
        tauMemS: 0.2,
        r: 3,
        vLeak: 4,
        wIn: 5,
        vThreshold: 6,
        vReset: 7,
      },
    ]);
  });
});
