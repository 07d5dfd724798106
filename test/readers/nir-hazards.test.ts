import { describe, expect, test } from 'vitest';
import type { Network } from '../../src/model/network.ts';
import { checkFilters, readHdf5, writeHdf5 } from '../../src/readers/hdf5.ts';
import { readNir } from '../../src/readers/nir.ts';
import {
  dataset,
  type FixtureNode,
  filled,
  graphGroup,
  group,
  nirBytes,
  unitIf,
} from './nir-fixtures.ts';

type Edges = [string, string][];

/** "a>b b>c" as edges. */
const edgesOf = (text: string): Edges =>
  text.split(' ').map((edge) => edge.split('>') as [string, string]);

const read = async (nodes: Record<string, FixtureNode>, edges: string): Promise<Network> =>
  readNir(await nirBytes({ nodes, edges: edgesOf(edges) }), 'dir/net.nir');

const failure = async (
  nodes: Record<string, FixtureNode>,
  edges: string,
): Promise<{ code: string; message: string }> => {
  try {
    await read(nodes, edges);
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('no error was thrown');
};

const input = (...shape: number[]): FixtureNode => ({ type: 'Input', shape });
const output = (...shape: number[]): FixtureNode => ({ type: 'Output', shape });
const linear = (out: number, columns: number): FixtureNode => ({
  type: 'Linear',
  weight: filled([out, columns], (k) => k + 1),
});
const chain = 'in>fc fc>lif lif>out';
const small = (changes: Record<string, FixtureNode> = {}): Record<string, FixtureNode> => ({
  in: input(2),
  fc: linear(3, 2),
  lif: { type: 'LIF', tau: [1, 1, 1], r: 1, v_leak: 0, v_threshold: [1, 2, 3], v_reset: 0 },
  out: output(3),
  ...changes,
});

describe('HDF5', () => {
  test('bytes that are not HDF5', async () => {
    const garbage = new TextEncoder().encode('{"nodes": []}');
    await expect(readNir(garbage, 'a.nir')).rejects.toMatchObject({
      code: 'E_HDF5',
      message: '"a.nir" is not an HDF5 file: its 13 bytes hold no HDF5 signature.',
    });
  });

  test('a filter that cannot be decoded is refused before reading', () => {
    const filters = [
      { id: 2, name: 'shuffle' },
      { id: 32000, name: 'lzf' },
    ];
    expect(() => checkFilters(filters, 'node/nodes/fc/weight', 'a.nir')).toThrow(
      '"a.nir": dataset "node/nodes/fc/weight" is compressed by filter 32000 (lzf), which cannot be read. ' +
        'Readable are deflate (gzip), shuffle and fletcher32: write the file again with compression="gzip".',
    );
    expect(() => checkFilters([{ id: 1, name: 'deflate' }], 'd', 'a.nir')).not.toThrow();
  });

  test('types, shapes and attributes survive a round trip', async () => {
    const tree = group({
      text: dataset('text', 'Ä µ'),
      scalar: dataset('x', 0.1),
      singles: dataset('x', { shape: [2, 300], values: new Float32Array(600).fill(0.3) }),
      integers: dataset('shape', [1, -2, 2 ** 53 - 1]),
      empty: dataset('x', []),
    });
    const bytes = await writeHdf5({ ...tree, attributes: new Map([['unit', 's']]) });
    const again = await readHdf5(bytes, 'a.h5');
    expect(again.children).toEqual(tree.children);
    expect(again.attributes).toEqual(new Map([['unit', 's']]));
  });

  test('equal content gives equal bytes', async () => {
    const tree = group({
      x: dataset(
        'x',
        filled([40, 40], (k) => k),
      ),
    });
    const bytes = await writeHdf5(tree);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await writeHdf5(tree)).toEqual(bytes);
  });

  test('an HDF5 file without a graph', async () => {
    await expect(readNir(await writeHdf5(group({})), 'a.nir')).rejects.toMatchObject({
      code: 'E_NIR',
    });
  });

  test('metadata is ignored, whatever it holds, and a node may be called metadata', async () => {
    const graph = graphGroup({
      nodes: { in: input(1), metadata: unitIf, out: output(1) },
      edges: edgesOf('in>metadata metadata>out'),
    });
    const notes = group({ x: dataset('x', Number.NaN) });
    const node = { ...graph, children: new Map([...graph.children, ['metadata', notes] as const]) };
    const network = await readNir(await writeHdf5(group({ node })), 'a.nir');
    expect(network.populations.map(({ name }) => name)).toEqual(['in', 'metadata']);
    expect(network.assumptions).toEqual([]);
  });
});

describe('nodes and fields', () => {
  test('an unknown type names the nearest known one', async () => {
    const error = await failure(small({ fc: { type: 'Afine', weight: [1] } }), chain);
    expect(error).toMatchObject({
      code: 'E_NIR_NODE',
      message: 'node "fc" in "dir/net.nir" is of unknown type "Afine". Did you mean Affine?',
    });
  });

  test('a missing field', async () => {
    const error = await failure(
      small({ fc: { type: 'Affine', weight: filled([3, 2], () => 1) } }),
      chain,
    );
    expect(error).toMatchObject({
      code: 'E_NIR_FIELD',
      message: 'node "fc" (Affine) in "dir/net.nir" lacks field "bias": it has "weight".',
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%s in a field', async (value) => {
    const weight = filled([3, 2], (k) => (k < 4 ? 1 : value));
    const error = await failure(small({ fc: { type: 'Linear', weight } }), chain);
    expect(error).toMatchObject({
      code: 'E_NIR_VALUE',
      message: `node "fc" (Linear) in "dir/net.nir": field "weight" is ${value} at index 4; every value must be finite.`,
    });
  });

  test('fields beyond NIR, a missing v_reset and a repeated edge are assumptions', async () => {
    const lif = { type: 'LIF', tau: 1, r: 1, v_leak: 0, v_threshold: 1, note: 5 };
    const network = await read(small({ lif }), `${chain} in>fc`);
    expect(network.assumptions.map(({ code, text }) => `${code}: ${text}`)).toEqual([
      'nir-extra-field: fields that NIR does not define were ignored: "lif/note"',
      'nir-repeated-edge: edges that the file lists more than once count once: "in -> fc"',
      'nir-v-reset: the file does not state v_reset of "lif": 0 is taken',
    ]);
    expect(network.projections).toHaveLength(1);
  });

  test('time constants above 0, integers where integers belong, text where text belongs', async () => {
    const lif = { type: 'LIF', tau: 0, r: 1, v_leak: 0, v_threshold: 1 };
    expect(await failure(small({ lif }), chain)).toMatchObject({ code: 'E_NIR_VALUE' });
    expect(await failure(small({ in: input(2.5) }), chain)).toMatchObject({ code: 'E_NIR_VALUE' });
    expect(await failure(small({ in: input(-2) }), chain)).toMatchObject({ code: 'E_NIR_VALUE' });
    const text = small({ fc: { type: 'Linear', weight: 'heavy' } });
    expect(await failure(text, chain)).toMatchObject({ code: 'E_NIR_FIELD' });
  });

  test('absurd sizes are refused', async () => {
    const error = await failure({ in: input(2 ** 20, 2 ** 20), out: output(1) }, 'in>out');
    expect(error).toMatchObject({ code: 'E_NIR_SIZE' });
  });
});

describe('edges and shapes', () => {
  test('a dangling edge names the graph and the nearest node', async () => {
    const error = await failure(small(), `${chain} lif>lifo`);
    expect(error).toMatchObject({
      code: 'E_NIR_EDGE',
      message:
        'edge "lif" -> "lifo" of the graph in "dir/net.nir" names node "lifo", which does not exist. The nearest node there is "lif".',
    });
  });

  test('edges into an Input or out of an Output', async () => {
    expect(await failure(small(), `${chain} lif>in`)).toMatchObject({ code: 'E_NIR_EDGE' });
    expect(await failure(small(), `${chain} out>lif`)).toMatchObject({ code: 'E_NIR_EDGE' });
  });

  test('shapes that do not fit name both nodes and both shapes', async () => {
    const error = await failure(small({ in: input(2, 4) }), chain);
    expect(error).toMatchObject({
      code: 'E_NIR_SHAPE',
      message:
        'node "in" (Input) gives [2, 4], but node "fc" (Linear) in "dir/net.nir" takes [2]. Is a Flatten missing in between?',
    });
    expect(await failure(small({ out: output(4) }), chain)).toMatchObject({
      code: 'E_NIR_SHAPE',
      message:
        'node "lif" (LIF) gives [3], but node "out" (Output) in "dir/net.nir" takes [4]. Correct one of the two.',
    });
  });

  test('a loop without neurons', async () => {
    const nodes = small({ a: linear(3, 3), b: { type: 'Scale', scale: 2 } });
    const error = await failure(nodes, `${chain} lif>a a>b b>a b>lif`);
    expect(error).toMatchObject({ code: 'E_NIR_LOOP' });
    expect(error.message).toMatch(/nodes "(a", "b|b", "a)" form a loop without any neuron/);
  });

  test('too many paths', async () => {
    const nodes: Record<string, FixtureNode> = { in: input(1), end: unitIf };
    const edges: string[] = [];
    for (let layer = 0; layer < 20; layer++) {
      for (const side of 'ab') {
        nodes[`${side}${layer}`] = { type: 'Scale', scale: 1 };
        const before = layer === 0 ? ['in'] : [`a${layer - 1}`, `b${layer - 1}`];
        for (const source of before) edges.push(`${source}>${side}${layer}`);
      }
    }
    const error = await failure(nodes, [...edges, 'a19>end', 'b19>end'].join(' '));
    expect(error).toMatchObject({ code: 'E_NIR_SIZE' });
  });

  test('hostile names survive', async () => {
    const names = ['..x', 'a b', '__proto__', 'constructor', '√', '10', '9', 'a.b.c'];
    const nodes: [string, FixtureNode][] = names.map((name) => [name, unitIf]);
    const edges = names.map((name): [string, string] => ['in', name]);
    const graph = { nodes: Object.fromEntries([['in', input(1)], ...nodes]), edges };
    const network = await readNir(await nirBytes(graph), 'net.nir');
    const read = network.populations.slice(1).map(({ name }) => name);
    expect(read).toHaveLength(names.length);
    expect(new Set(read)).toEqual(new Set(names));
    expect(read.indexOf('9')).toBeLessThan(read.indexOf('10'));
  });
});
