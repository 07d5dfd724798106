import { describe, expect, test } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { normalize } from '../../compiler/normalize.ts';
import { quantize } from '../../compiler/quantize/quantize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Network } from '../../src/model/network.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import { readNetx } from '../../src/readers/netx.ts';
import { createIntegerSimulator } from '../../src/reference/simulate-quant.ts';
import { CUBA, type NetxLayer, netxFile } from './netx-fixtures.ts';

const core = loadProfile('loihi1').profile.coreTypes[0]!;

async function read(layers: readonly NetxLayer[]): Promise<Network> {
  return readNetx(await netxFile(layers), 'folder/net.net');
}

const dense = (out: number, ins: number, weights: readonly number[], more = {}): NetxLayer => ({
  type: 'dense',
  shape: [out],
  inFeatures: ins,
  outFeatures: out,
  weight: { shape: [out, ins], values: weights },
  neuron: CUBA,
  ...more,
});

function spikesOf(network: Network, input: SpikeInput, steps: number): string[] {
  const normal = normalize(network);
  const options = { ...DEFAULT_SIMULATION_OPTIONS, weightBits: 8, emulateReset: false };
  const net = quantize(normal, schedule(normal), core, options);
  const { steps: at, populations, indices } = createIntegerSimulator(net).run(input, steps);
  return Array.from(at, (step, k) => `${step}:${populations[k]}:${indices[k]}`);
}

function inputOf(events: readonly (readonly [number, number])[]): SpikeInput {
  return {
    sample: 's',
    steps: Int32Array.from(events, ([step]) => step),
    indices: Int32Array.from(events, ([, index]) => index),
    counts: new Int32Array(events.length).fill(1),
    droppedEvents: 0,
  };
}

describe('dense layers', () => {
  test('become register populations with the decay corrections of netx', async () => {
    const network = await read([
      dense(2, 3, [2, -4, 6, 8, 10, -12], { bias: [5, -5] }),
      dense(1, 2, [20, 30], { neuron: { ...CUBA, iDecay: 4096, vDecay: 4096, refDelay: 3 } }),
    ]);
    expect(network.name).toBe('net');
    expect(network.populations.map(({ name, size }) => [name, size])).toEqual([
      ['input', 3],
      ['dense0', 2],
      ['dense1', 1],
    ]);
    const [, first, second] = network.populations.map(({ parameters }) => parameters);
    expect(first).toMatchObject({
      model: 'loihi-lif',
      registers: { du: 1023, dv: 128, vthMant: 10, biasMant: Int32Array.of(5, -5), biasExp: 6 },
    });
    expect(second).toMatchObject({ registers: { du: 4095, dv: 4096, refractorySteps: 2 } });
    expect(network.projections[0]!.registers).toEqual({
      weightExp: 0,
      weightBits: 8,
      signMode: 'mixed',
    });
    expect(network.projections[1]!.registers).toMatchObject({ signMode: 'excitatory' });
    expect(network.assumptions.map(({ code }) => code)).toEqual(['A_NETX_REGISTERS']);
  });

  test('fire where v exceeds the threshold, not where it reaches it', async () => {
    const neuron = { ...CUBA, iDecay: 4096, vDecay: 4096, vThMant: 20 };
    const network = await read([dense(2, 1, [20, 21], { neuron })]);
    expect(spikesOf(network, inputOf([[0, 0]]), 3)).toEqual(['1:1:1']);
  });

  test('keep odd weights of both signs exact with an exponent one lower', async () => {
    const network = await read([dense(1, 3, [3, -5, 127])]);
    const [projection] = network.projections;
    expect(projection!.registers).toMatchObject({ weightExp: -1, weightBits: 8 });
    expect([...(projection!.stages[0] as { weights: Float32Array }).weights]).toEqual([
      6, -10, 254,
    ]);
  });

  test('state how many odd weights are cut where they are too large for that', async () => {
    const network = await read([dense(1, 3, [3, -5, 201])]);
    expect(network.assumptions[0]).toMatchObject({ code: 'A_NETX_ODD_WEIGHTS' });
    expect(network.assumptions[0]!.text).toContain('3 odd weights');
  });

  test('take the fewest weight bits that hold all weights', async () => {
    const network = await read([dense(1, 3, [64, -128, 192])]);
    expect(network.projections[0]!.registers!.weightBits).toBe(3);
  });

  test('feed back through recurrent weights', async () => {
    const neuron = { ...CUBA, iDecay: 4096, vDecay: 4096 };
    const network = await read([
      {
        ...dense(1, 1, [20], { neuron }),
        type: 'dense_rec',
        weight_rec: { shape: [1, 1], values: [30] },
      },
    ]);
    expect(network.projections[1]).toMatchObject({ pre: 1, post: 1 });
    expect(spikesOf(network, inputOf([[0, 0]]), 4)).toEqual(['1:1:0', '2:1:0', '3:1:0', '4:1:0']);
  });
});

describe('axonal delays', () => {
  const sharp = { ...CUBA, iDecay: 4096, vDecay: 4096 };
  const layers = (delay: readonly number[]): NetxLayer[] => [
    dense(2, 2, [20, 0, 0, 20], { neuron: sharp, delay }),
    dense(2, 2, [30, 0, 0, 30], { neuron: sharp }),
  ];

  test('of one value stay with the projection', async () => {
    const network = await read(layers([3]));
    expect(network.projections[1]).toMatchObject({ delayS: 3e-3, stages: [{ kind: 'dense' }] });
    expect(network.assumptions.map(({ code }) => code)).toContain('A_NETX_DT');
  });

  test('of each neuron delay its spikes only', async () => {
    const network = await read(layers([0, 2.7]));
    const input = inputOf([
      [0, 0],
      [0, 1],
    ]);
    expect(spikesOf(network, input, 8)).toEqual(['1:1:0', '1:1:1', '2:2:0', '4:2:1']);
  });

  test('leave a matrix of half a million synapses affordable', async () => {
    const [ins, out] = [1000, 500];
    const weights = Array.from({ length: ins * out }, (_, k) => ((k % 100) - 50) * 2);
    const delay = Array.from({ length: ins }, (_, k) => k % 60);
    const started = performance.now();
    const network = await read([
      dense(ins, 1, new Array(ins).fill(2), { delay }),
      dense(out, ins, weights),
    ]);
    const [stage] = network.projections[1]!.stages;
    expect(stage).toMatchObject({ kind: 'sparse', preSize: ins, postSize: out });
    expect((stage as { targets: Int32Array }).targets.length).toBe(ins * out - (ins * out) / 100);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('of the last layer are named as idle', async () => {
    const network = await read([dense(1, 1, [2], { delay: [4] })]);
    expect(network.assumptions.map(({ code }) => code)).toContain('A_NETX_OUTPUT_DELAY');
  });
});

describe('convolutions and pools', () => {
  const input: NetxLayer = { type: 'input', shape: [1, 3, 4] };
  const conv = (more = {}): NetxLayer => ({
    type: 'conv',
    shape: [2, 2, 3],
    inChannels: 1,
    outChannels: 2,
    kernelSize: [2, 2],
    stride: [1, 1],
    padding: [0, 0],
    dilation: [1, 1],
    groups: 1,
    weight: { shape: [2, 1, 2, 2], values: [2, 4, 6, 8, 10, 12, 14, 16] },
    neuron: CUBA,
    ...more,
  });

  test('keep the order of PyTorch', async () => {
    const network = await read([
      input,
      conv(),
      { type: 'flatten', shape: [12] },
      dense(1, 12, new Array(12).fill(2)),
    ]);
    const [stage] = network.projections[0]!.stages;
    expect(stage).toMatchObject({ kind: 'conv', inputShape: [1, 3, 4], outputShape: [2, 2, 3] });
    expect([...(stage as { weights: Float32Array }).weights]).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    expect(network.populations[2]!.size).toBe(1);
  });

  test('biases of channels reach every position', async () => {
    const network = await read([input, conv({ bias: [1, 2] })]);
    const { parameters } = network.populations[1]!;
    expect(parameters).toMatchObject({
      registers: { biasMant: Int32Array.of(1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2) },
    });
  });

  test('pools sum their window, scaled by their weight, and may end beyond the rim', async () => {
    const pool: NetxLayer = {
      type: 'pool',
      shape: [1, 2, 2],
      kernelSize: [2, 2],
      stride: [2, 2],
      padding: [0, 0],
      dilation: [1, 1],
      weight: { shape: [1, 1, 2, 2], values: [64, 64, 64, 64] },
      neuron: { ...CUBA, iDecay: 4096, vDecay: 4096, vThMant: 100 },
    };
    const network = await read([input, pool]);
    expect(network.projections[0]!.stages.map(({ kind }) => kind)).toEqual(['pool', 'one-to-one']);
    const events = inputOf([
      [0, 0],
      [0, 1],
      [0, 8],
      [0, 11],
    ]);
    expect(spikesOf(network, events, 2)).toEqual(['1:1:0']);
  });

  test('of shapes that do not fit are refused', async () => {
    await expect(read([input, conv({ shape: [2, 3, 3] })])).rejects.toMatchObject({
      code: 'E_NETX_SHAPE',
    });
    await expect(read([conv()])).rejects.toMatchObject({ code: 'E_NETX_LAYER' });
  });
});

describe('a file is refused by name', () => {
  const refusals: readonly (readonly [string, string, RegExp, readonly NetxLayer[]])[] = [
    ['an unknown layer', 'E_NETX_LAYER', /"convT".*Known are/, [{ type: 'convT' }]],
    ['an average', 'E_NETX_LAYER', /average outside/, [dense(1, 1, [2]), { type: 'average' }]],
    [
      'resonators',
      'E_NETX_NEURON',
      /"RF_PHASE"/,
      [dense(1, 1, [2], { neuron: { type: 'RF_PHASE' } })],
    ],
    [
      'graded spikes',
      'E_NETX_NEURON',
      /graded/,
      [dense(1, 1, [2], { neuron: { ...CUBA, gradedSpike: 1 } })],
    ],
    [
      'no neurons',
      'E_NETX_FIELD',
      /group "neuron" is missing/,
      [{ type: 'dense', shape: [1], inFeatures: 1, weight: [2] }],
    ],
    [
      'no weights',
      'E_NETX_FIELD',
      /"weight" is missing/,
      [{ type: 'dense', shape: [1], inFeatures: 1, neuron: CUBA }],
    ],
    ['a fraction', 'E_NETX_FIELD', /1.5 at index 0/, [dense(1, 1, [1.5])]],
    ['a large weight', 'E_NETX_FIELD', /300 at index 1/, [dense(1, 2, [1, 300])]],
    [
      'too few weights',
      'E_NETX_SHAPE',
      /\[2, 3\] asks for 6/,
      [dense(2, 3, [], { weight: [2, 2] })],
    ],
    ['a hostile shape', 'E_NETX_SIZE', /more than/, [{ type: 'input', shape: [4096, 4096, 4096] }]],
    ['inputs alone', 'E_NETX', /no layer with neurons/, [{ type: 'input', shape: [4] }]],
    ['no layers', 'E_NETX', /no layers/, []],
  ];
  test.each(refusals)('%s', async (_, code, text, layers) => {
    await expect(read(layers)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(text) as string,
    });
  });

  test('no HDF5 file', async () => {
    await expect(readNetx(Uint8Array.of(1, 2, 3), 'a.net')).rejects.toMatchObject({
      code: 'E_HDF5',
    });
  });
});
