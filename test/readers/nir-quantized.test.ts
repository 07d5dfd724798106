import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { normalize } from '../../compiler/normalize.ts';
import { quantize } from '../../compiler/quantize/quantize.ts';
import { schedule } from '../../compiler/schedule.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import type { Network, NormalNetwork } from '../../src/model/network.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../src/model/simulation.ts';
import { readHdf5 } from '../../src/readers/hdf5.ts';
import { readNir } from '../../src/readers/nir.ts';
import { networkFromQuantNet, quantizationMetadata } from '../../src/readers/nir-quantized.ts';
import { writeNir } from '../../src/readers/nir-write.ts';
import { createRng } from '../../src/support/rng.ts';

const core = loadProfile('loihi1').profile.coreTypes[0]!;
const cnnPath = join(process.env.SPIKELOOM_ORACLES ?? '', 'nir/networks/cnn_sinabs.nir');

function quantized(network: Network, weightBits: number): { net: QuantNet; normal: NormalNetwork } {
  const normal = normalize(network);
  const options = { ...DEFAULT_SIMULATION_OPTIONS, weightBits, emulateReset: false };
  return { net: quantize(normal, schedule(normal), core, options), normal };
}

const mantissas = (net: QuantNet): unknown =>
  net.projections.map(({ connectivity, weightExp }) => [weightExp, connectivity.weights]);

async function expectRoundTrip(network: Network, weightBits: number): Promise<void> {
  const { net, normal } = quantized(network, weightBits);
  const metadata = quantizationMetadata(net, normal);
  const back = await readNir(await writeNir(networkFromQuantNet(net, normal), metadata), 'q.nir');
  expect(mantissas(quantized(back, weightBits).net)).toEqual(mantissas(net));
}

/** A leaky layer whose neurons differ in gain, behind a spiking one. */
function leakyNetwork(): Network {
  const rng = createRng('nir-quantized');
  const random = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => rng.next() * 2 - 1);
  const tauS = Float64Array.from({ length: 5 }, (_, k) => 0.01 * (k + 1));
  const size = { shape: [5], size: 5, bias: 0 };
  const dense = (preSize: number, postSize: number) =>
    ({ kind: 'dense', preSize, postSize, weights: random(preSize * postSize) }) as const;
  return {
    name: 'leaky',
    units: 'dimensionless',
    populations: [
      { name: 'in', shape: [6], size: 6, bias: 0, parameters: { model: 'input' } },
      {
        name: 'a',
        ...size,
        parameters: { model: 'lif', tauS, r: 2, vLeak: 0, vThreshold: 1, vReset: 0 },
      },
      { name: 'b', ...size, parameters: { model: 'if', r: 1, vThreshold: 1.5, vReset: 0 } },
    ],
    projections: [
      { name: 'in-a', pre: 0, post: 1, stages: [dense(6, 5)], delayS: 0 },
      { name: 'a-b', pre: 1, post: 2, stages: [dense(5, 5)], delayS: 0 },
      { name: 'b-b', pre: 2, post: 2, stages: [dense(5, 5)], delayS: 0 },
    ],
    outputs: [2],
    assumptions: [],
  };
}

describe('a quantized network, written as NIR and read back', () => {
  test.each([8, 6, 4, 3])('quantizes to the same mantissas at %i bits', async (bits) => {
    await expectRoundTrip(leakyNetwork(), bits);
  });

  const name = 'so does a convolutional network of 39,584 weights';
  if (existsSync(cnnPath)) {
    test.each([8, 4])(`${name} at %i bits`, async (bits) => {
      await expectRoundTrip(await readNir(readFileSync(cnnPath), cnnPath), bits);
    });
  } else {
    test.skip(`${name} (set SPIKELOOM_ORACLES)`, () => undefined);
  }

  test('carries scale, bits, exponent and sign mode in the metadata of its nodes', async () => {
    const { net, normal } = quantized(leakyNetwork(), 6);
    const bytes = await writeNir(
      networkFromQuantNet(net, normal),
      quantizationMetadata(net, normal),
    );
    const root = await readHdf5(bytes, 'q.nir');
    const at = ['node', 'nodes', 'a-b', 'metadata'];
    const metadata = at.reduce((group, key) => group.children.get(key) as typeof root, root);
    const value = (key: string): unknown => {
      const dataset = metadata.children.get(key);
      return dataset?.kind === 'dataset' ? dataset.values[0] : undefined;
    };
    const projection = net.projections.find((each) => each.name === 'a-b')!;
    expect(value('weight_bits')).toBe(6);
    expect(value('weight_exponent')).toBe(projection.weightExp);
    expect(value('weight_scale')).toBe(projection.stats.scale);
    expect(value('sign_mode')).toBe('mixed');
  });
});
