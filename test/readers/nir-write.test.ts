import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  Connectivity,
  FloatArray,
  Network,
  NeuronParameters,
  PerNeuron,
  Population,
  Projection,
} from '../../src/model/network.ts';
import { shapeSize } from '../../src/model/network.ts';
import { readNir } from '../../src/readers/nir.ts';
import { readNirGraph } from '../../src/readers/nir-graph.ts';
import { writeNir } from '../../src/readers/nir-write.ts';

type Shape = readonly number[];

const number = fc
  .double({ min: -8, max: 8, noNaN: true })
  .map((value) => (Math.abs(value) < 1e-6 ? 0.5 : value));

const single = (size: number): fc.Arbitrary<Float32Array> =>
  fc.array(number, { minLength: size, maxLength: size }).map((list) => Float32Array.from(list));

const weightsOf = (size: number): fc.Arbitrary<FloatArray> =>
  fc
    .boolean()
    .chain((isSingle) =>
      single(size).map((list) => (isSingle ? list : Float64Array.from(list, (x) => x / 3))),
    );

/** One number, or values that differ: equal ones would come back as one number. */
const perNeuron = (size: number, positive = false): fc.Arbitrary<PerNeuron> =>
  fc.tuple(number, fc.boolean()).map(([value, isSame]) => {
    const first = positive ? Math.abs(value) : value;
    if (isSame || size === 1) return first;
    return Float64Array.from({ length: size }, (_, k) => first + k);
  });

const parametersOf = (size: number): fc.Arbitrary<NeuronParameters> => {
  const p = perNeuron(size);
  const tau = perNeuron(size, true);
  const current = { tauSynS: tau, tauMemS: tau, r: p, vLeak: p, wIn: p };
  const spike = { vThreshold: p, vReset: p };
  const of = <M extends string, R extends object>(model: M, rest: R) =>
    fc.record({ model: fc.constant(model), ...rest } as never) as fc.Arbitrary<never>;
  return fc.oneof(
    of('threshold', { threshold: p }),
    of('i', { r: p }),
    of('if', { r: p, ...spike }),
    of('li', { tauS: tau, r: p, vLeak: p }),
    of('lif', { tauS: tau, r: p, vLeak: p, ...spike }),
    of('cuba-li', current),
    of('cuba-lif', { ...current, ...spike }),
  );
};

const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map((n) => [n]),
  fc.constant([2, 4, 4]),
);

const bias = (size: number): fc.Arbitrary<PerNeuron> =>
  fc.oneof(
    fc.constant<PerNeuron>(0),
    single(size).map((values) => Float64Array.from(values)),
  );

const population = (name: string): fc.Arbitrary<Population> =>
  shapes.chain((shape) => {
    const size = shapeSize(shape);
    return fc.record({
      name: fc.constant(name),
      shape: fc.constant(shape),
      size: fc.constant(size),
      parameters: parametersOf(size),
      bias: bias(size),
    });
  });

const inputPopulation = (name: string): fc.Arbitrary<Population> =>
  shapes.map((shape) => ({
    name,
    shape,
    size: shapeSize(shape),
    parameters: { model: 'input' },
    bias: 0,
  }));

const volume = [2, 4, 4] as const;
const pool: Connectivity = {
  kind: 'pool',
  reduce: 'average',
  inputShape: volume,
  outputShape: [2, 2, 2],
  kernel: [2, 2],
  stride: [2, 2],
  padding: [0, 0],
};

/** Kernel 3 with padding 1 both ways, or kernel 2 by 1 with the odd row of padding below. */
const convolution: fc.Arbitrary<Connectivity> = fc
  .tuple(fc.boolean(), fc.constantFrom(1, 2))
  .chain(([isSquare, groups]) => {
    const kernel = isSquare ? ([3, 3] as const) : ([2, 1] as const);
    return weightsOf(2 * (2 / groups) * kernel[0] * kernel[1]).map((weights) => ({
      kind: 'conv',
      inputShape: volume,
      inputExtent: [4, 4] as const,
      outputShape: volume,
      kernel,
      stride: [1, 1] as const,
      dilation: [1, 1] as const,
      padding: isSquare ? ([1, 1] as const) : ([0, 0] as const),
      groups,
      weights,
    }));
  });

const dense = (preSize: number, postSize: number): fc.Arbitrary<Connectivity> =>
  weightsOf(preSize * postSize).map((weights) => ({ kind: 'dense', preSize, postSize, weights }));

const stagesOf = (pre: Population, post: Population): fc.Arbitrary<readonly Connectivity[]> => {
  const options: fc.Arbitrary<readonly Connectivity[]>[] = [
    dense(pre.size, post.size).map((map) => [map]),
  ];
  if (pre.shape.length === 3) {
    options.push(dense(8, post.size).map((map) => [pool, map]));
    if (post.shape.length === 3) options.push(convolution.map((map) => [map]));
  }
  if (pre.shape.join() === post.shape.join()) {
    const scale = fc.oneof(fc.constant(1), number);
    options.push(scale.map((weights) => [{ kind: 'one-to-one', size: pre.size, weights }]));
  }
  return fc.oneof(...options);
};

const projection = (populations: readonly Population[]): fc.Arbitrary<Projection> => {
  const targets = [...populations.keys()].filter(
    (k) => populations[k]!.parameters.model !== 'input',
  );
  return fc
    .tuple(fc.nat(populations.length - 1), fc.constantFrom(...targets))
    .chain(([pre, post]) =>
      fc.record({
        name: fc.constantFrom('p', 'q/r', 'a+b'),
        pre: fc.constant(pre),
        post: fc.constant(post),
        stages: stagesOf(populations[pre]!, populations[post]!),
        delayS: fc.constantFrom(0, 0, 0.001, 0.25),
      }),
    );
};

const network: fc.Arbitrary<Network> = fc
  .tuple(inputPopulation('in'), population('one'), population('two.x'), population('3'))
  .chain((populations) =>
    fc.record({
      name: fc.constant('net'),
      units: fc.constant('dimensionless' as const),
      populations: fc.constant(populations),
      projections: fc.array(projection(populations), { maxLength: 6 }),
      outputs: fc.subarray([1, 2, 3]),
      assumptions: fc.constant([]),
    }),
  );

/** What a network means, whatever the order and the names of its projections. */
const meaning = (net: Network): unknown => {
  const nameOf = (index: number): string => net.populations[index]!.name;
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, item) =>
      ArrayBuffer.isView(item) ? [item.constructor.name, ...(item as Float64Array)] : item,
    );
  const projections = net.projections.map((p) =>
    text({
      pre: nameOf(p.pre),
      post: nameOf(p.post),
      delayS: p.delayS,
      stages: p.stages.map(sorted),
    }),
  );
  return {
    populations: net.populations
      .map((p) => text(sorted({ ...p, parameters: sorted(p.parameters) })))
      .sort(),
    projections: projections.sort(),
    outputs: net.outputs.map(nameOf),
  };
};

const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

describe('writing NIR', () => {
  test('a written network reads back equal, biases included', async () => {
    await fc.assert(
      fc.asyncProperty(network, async (net) => {
        const again = await readNir(await writeNir(net), 'net.nir');
        expect(meaning(again)).toEqual(meaning(net));
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  test('the layout is that of the nir package', async () => {
    const net = fc.sample(network, { numRuns: 1, seed: 3 })[0]!;
    const graph = await readNirGraph(await writeNir(net), 'net.nir');
    expect(graph.version).toBe('1.0.8');
    expect(graph.nodes.get('in')!.fields.get('shape')!.values).toEqual(
      Float64Array.from(net.populations[0]!.shape),
    );
    for (const node of graph.nodes.values()) {
      const reset = node.fields.get('v_reset');
      if (/^(IF|LIF|CubaLIF)$/.test(node.type)) expect(reset).toBeDefined();
    }
  });

  test('names of maps come back', async () => {
    const input = (name: string): Population => ({
      name,
      shape: [2],
      size: 2,
      parameters: { model: 'input' },
      bias: 0,
    });
    const target: Population = {
      ...input('n'),
      parameters: { model: 'if', r: 1, vThreshold: 1, vReset: 0 },
    };
    const readout: Population = { ...input('out'), parameters: { model: 'readout' } };
    const map = {
      kind: 'dense',
      preSize: 2,
      postSize: 2,
      weights: Float32Array.of(1, 2, 3, 4),
    } as const;
    const scale = { kind: 'one-to-one', size: 2, weights: Float32Array.of(1, 2) } as const;
    const one = { kind: 'one-to-one', size: 2, weights: 1 } as const;
    const net: Network = {
      name: 'net',
      units: 'dimensionless',
      populations: [input('in'), target, readout],
      projections: [
        { name: 'fc+gain', pre: 0, post: 1, stages: [map, scale], delayS: 0.5 },
        { name: 'in->n', pre: 0, post: 1, stages: [one], delayS: 0 },
        { name: 'read', pre: 1, post: 2, stages: [one], delayS: 0 },
      ],
      outputs: [2],
      assumptions: [],
    };
    expect(await readNir(await writeNir(net), 'net.nir')).toEqual(net);
  });

  test('what NIR has no form for is refused by name', async () => {
    const base = fc.sample(network, { numRuns: 1, seed: 3 })[0]!;
    const sparse: Connectivity = {
      kind: 'sparse',
      preSize: base.populations[0]!.size,
      postSize: base.populations[1]!.size,
      offsets: new Int32Array(base.populations[0]!.size + 1).fill(1, 1),
      targets: Int32Array.of(0),
      weights: Float32Array.of(2),
      delaysS: Float32Array.of(1),
    };
    const stages = [sparse];
    const projections = [{ name: 'mesh', pre: 0, post: 1, stages, delayS: 0 }];
    await expect(writeNir({ ...base, projections })).rejects.toMatchObject({ code: 'E_NIR_WRITE' });
    const learning = { rule: 'dw = x0', epochSteps: 1, traces: {} };
    const learners = base.projections.map((projection) => ({ ...projection, learning }));
    await expect(writeNir({ ...base, projections: learners })).rejects.toThrow(/no learning rules/);
  });
});
