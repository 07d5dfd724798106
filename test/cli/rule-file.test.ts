import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { expandRules } from '../../compiler/hypergraph/rule-expand.ts';
import { ruleNeuronCount, ruleSynapseCount } from '../../compiler/hypergraph/rule-network.ts';
import { LIMIT_SETS } from '../../src/cli/map/limit-sets.ts';
import { readRuleNetwork } from '../../src/cli/map/rule-file.ts';
import { listedNetwork, readRules, runRules } from '../../src/cli/map/rule-run.ts';
import type { Connectivity, Network } from '../../src/model/network.ts';
import { readNetworkFile } from '../../src/readers/network-file.ts';

const EXAMPLE = 'examples/mapping-suite/layered-100m.yaml';
const folder = mkdtempSync(join(tmpdir(), 'spikeloom-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = 'format: spikeloom/network/1\n';

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function networkText(populations: readonly string[], projections: readonly string[]): string {
  const list = (items: readonly string[]): string => items.map((item) => `  - ${item}\n`).join('');
  return `${HEAD}populations:\n${list(populations)}projections:\n${list(projections)}outputs: [out]\n`;
}

/** Targets of each source of a map, straight from its definition. */
function targetsOf(stage: Connectivity, pre: number): number[] {
  switch (stage.kind) {
    case 'dense':
      return Array.from({ length: stage.postSize }, (_, post) => post);
    case 'one-to-one':
      return [pre];
    case 'sparse':
      return [...stage.targets.subarray(stage.offsets[pre]!, stage.offsets[pre + 1]!)];
    default:
      return windowTargets(stage, pre);
  }
}

function windowTargets(
  stage: Extract<Connectivity, { kind: 'conv' | 'pool' }>,
  pre: number,
): number[] {
  const [channels, height, width] = stage.inputShape;
  const [outChannels, outHeight, outWidth] = stage.outputShape;
  const groups = stage.kind === 'conv' ? stage.groups : channels;
  const dilation = stage.kind === 'conv' ? stage.dilation : [1, 1];
  const extent = stage.kind === 'conv' ? stage.inputExtent : [height, width];
  const [c, y, x] = [
    Math.floor(pre / (height * width)),
    Math.floor(pre / width) % height,
    pre % width,
  ];
  const found: number[] = [];
  if (y >= extent[0]! || x >= extent[1]!) return found;
  for (let o = 0; o < outChannels; o++) {
    if (Math.floor((o * groups) / outChannels) !== Math.floor((c * groups) / channels)) continue;
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        let [isRow, isColumn] = [false, false];
        for (let k = 0; k < stage.kernel[0]; k++) {
          isRow ||= oy * stage.stride[0] - stage.padding[0] + k * dilation[0]! === y;
        }
        for (let k = 0; k < stage.kernel[1]; k++) {
          isColumn ||= ox * stage.stride[1] - stage.padding[1] + k * dilation[1]! === x;
        }
        if (isRow && isColumn) found.push((o * outHeight + oy) * outWidth + ox);
      }
    }
  }
  return found;
}

/** All targets of all neurons, by the network that the compiler reads. */
function listed(network: Network): number[][] {
  const begins = network.populations.map((_, k) =>
    network.populations.slice(0, k).reduce((sum, { size }) => sum + size, 0),
  );
  return network.populations.flatMap(({ size }, k) =>
    Array.from({ length: size }, (_, i) => {
      const found = new Set<number>();
      for (const { pre, post, stages } of network.projections) {
        if (pre !== k) continue;
        let reached = [i];
        for (const stage of stages) reached = reached.flatMap((at) => targetsOf(stage, at));
        for (const target of reached) found.add(begins[post]! + target);
      }
      return [...found].sort((a, b) => a - b);
    }),
  );
}

function rows(text: string): number[][] {
  const { offsets, targets, neuronCount } = expandRules(readRuleNetwork(bytesOf(text), 'net.yaml'));
  return Array.from({ length: neuronCount }, (_, i) => [
    ...targets.subarray(offsets[i]!, offsets[i + 1]!),
  ]);
}

const IF = 'model: if, parameters: { vThreshold: 1 }';
const IN = '{ name: in, shape: [2, 6, 7], model: input }';

const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'dense and one-to-one maps',
    [IN, `{ name: copy, shape: [2, 6, 7], ${IF} }`, `{ name: out, size: 5, ${IF} }`],
    [
      '{ from: in, to: copy, connectivity: { kind: one-to-one, weights: 1 } }',
      '{ from: copy, to: out, connectivity: { kind: dense, weights: 1 } }',
      '{ from: out, to: out, connectivity: { kind: dense, weights: -1 } }',
    ],
  ],
  [
    'a convolution with stride, padding, dilation and groups',
    [IN, `{ name: out, shape: [4, 3, 4], ${IF} }`],
    [
      '{ from: in, to: out, connectivity: { kind: conv, kernel: [3, 3], stride: [2, 2], padding: [2, 1], dilation: [2, 1], groups: 2, weights: 1 } }',
    ],
  ],
  [
    'a population without a shape seen as one by a convolution',
    ['{ name: in, size: 18, model: input }', `{ name: out, shape: [1, 2, 5], ${IF} }`],
    [
      '{ from: in, to: out, connectivity: { kind: conv, kernel: [2, 2], inputShape: [1, 3, 6], weights: 1 } }',
    ],
  ],
  [
    'a population seen in another shape than its own',
    [IN, `{ name: out, shape: [1, 6, 7], ${IF} }`],
    [
      '{ from: in, to: out, connectivity: { kind: conv, kernel: [1, 8], inputShape: [1, 6, 14], weights: 1 } }',
    ],
  ],
  [
    'a pool, and a pool before a dense map',
    [IN, `{ name: small, shape: [2, 3, 3], ${IF} }`, `{ name: out, size: 3, ${IF} }`],
    [
      '{ from: in, to: small, connectivity: { kind: pool, kernel: [2, 2], reduce: sum } }',
      '{ from: in, to: out, connectivity: [{ kind: pool, kernel: [4, 4], reduce: average }, { kind: dense, weights: 1 }] }',
    ],
  ],
  [
    'random maps by fan-out and by chance, and listed synapses',
    [IN, `{ name: mid, size: 30, ${IF} }`, `{ name: out, size: 9, ${IF} }`],
    [
      '{ from: in, to: mid, connectivity: { kind: random, seed: a, fanOut: 4, weights: 1 } }',
      '{ from: mid, to: mid, connectivity: { kind: random, seed: b, probability: 0.2, weights: 1 } }',
      '{ from: mid, to: out, connectivity: { kind: sparse, synapses: [[0, 8, 1], [29, 0, 1], [29, 0, 2], [3, 3, 1]] } }',
    ],
  ],
];

describe('a network file by its rules', () => {
  for (const [name, populations, projections] of CASES) {
    it(`joins the neurons that the compiler's reader joins: ${name}`, () => {
      const text = networkText(populations, projections);
      expect(rows(text)).toEqual(listed(readNetworkFile(bytesOf(text), 'net.yaml').network));
    });
  }

  it('says where something is wrong', () => {
    const complaint = (projection: string, out = `{ name: out, size: 5, ${IF} }`): string => {
      try {
        readRuleNetwork(bytesOf(networkText([IN, out], [projection])), 'net.yaml');
      } catch (error) {
        return (error as Error).message;
      }
      return 'nothing';
    };
    expect(
      complaint('{ from: in, to: out, connectivity: { kind: one-to-one, weights: 1 } }'),
    ).toMatch(/^net\.yaml:6:\d+: .*one-to-one joins 84 with 5 neurons/);
    expect(complaint('{ from: in, to: nil, connectivity: { kind: dense, weights: 1 } }')).toMatch(
      /there is no population "nil"/,
    );
    expect(complaint('{ from: in, to: in, connectivity: { kind: dense, weights: 1 } }')).toMatch(
      /"in" is an input/,
    );
    expect(complaint('{ from: in, to: out, connectivity: { kind: conv, weights: 1 } }')).toMatch(
      /one weight for all needs a kernel/,
    );
    expect(
      complaint(
        '{ from: in, to: out, connectivity: [{ kind: conv, kernel: [2, 2], outputShape: [2, 5, 6], weights: 1 }, { kind: conv, kernel: [2, 2], dilation: [2, 2], weights: 1 }] }',
        `{ name: out, shape: [2, 3, 4], ${IF} }`,
      ),
    ).toMatch(/put a population between them/);
    expect(
      complaint('{ from: in, to: out, connectivity: { kind: dense, weights: [[1], [2]] } }'),
    ).toMatch(/5 rows is expected, found 2/);
  });

  it('is listed where it is small, and not read where it is something else', () => {
    const file = join(folder, 'small.yaml');
    writeFileSync(file, networkText(CASES[0]![1], CASES[0]![2]));
    const network = readRules(file)!;
    expect(listedNetwork(network)).toEqual({ name: 'small', ...expandRules(network) });
    writeFileSync(file, 'neurons: 5\n');
    expect(readRules(file)).toBe(null);
    expect(readRules(join(folder, 'absent.snng'))).toBe(null);
  });
});

describe('the example of a hundred million synapses', () => {
  it('is mapped legally onto cores of loihi, each neuron once', async () => {
    const network = readRuleNetwork(readFileSync(EXAMPLE), EXAMPLE);
    const synapses = network.rules.reduce((sum, rule) => sum + ruleSynapseCount(network, rule), 0);
    expect(synapses).toBeGreaterThan(100e6);
    expect(listedNetwork(network)).toBe(null);
    const { summary, partition } = await runRules(network, {
      limits: LIMIT_SETS.find(({ name }) => name === 'loihi')!,
      coresMax: Infinity,
      objective: 'traffic',
      effort: 'fast',
      seed: 1,
      place: { placer: 'row-major', goal: 'hops', mesh: null, constraints: null },
      keepsPartition: true,
      started: performance.now(),
    });
    expect(summary.legal).toBe(true);
    const { part, cores } = partition();
    expect(part.length).toBe(ruleNeuronCount(network));
    expect(new Set(part).size).toBe(cores);
    expect(summary.cores).toBe(cores);
  });

  it('is told when a mesh is too small', async () => {
    const network = readRuleNetwork(readFileSync(EXAMPLE), EXAMPLE);
    const run = runRules(network, {
      limits: LIMIT_SETS.find(({ name }) => name === 'loihi-free')!,
      coresMax: Infinity,
      objective: 'traffic',
      effort: 'fast',
      seed: 1,
      place: {
        placer: 'row-major',
        goal: 'hops',
        mesh: { width: 20, height: 20 },
        constraints: null,
      },
      keepsPartition: false,
      started: 0,
    });
    await expect(run).rejects.toThrow(/--mesh 20x20: the mapping takes 497 cores/);
  });
});
