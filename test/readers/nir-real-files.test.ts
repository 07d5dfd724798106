/** The files of the NIR paper (neuromorphs/NIR, commit 7232ada, `paper/`). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Network, synapseCount } from '../../src/model/network.ts';
import { readNir } from '../../src/readers/nir.ts';
import { writeNir } from '../../src/readers/nir-write.ts';

const root = process.env.SPIKELOOM_ORACLES;
const folder = join(root ?? '', 'nir/networks');
const isThere = root !== undefined && existsSync(folder);
const reason = isThere ? '' : ' (skipped: SPIKELOOM_ORACLES does not lead to nir/networks)';

const read = (file: string): Promise<Network> => readNir(readFileSync(join(folder, file)), file);

const summary = (network: Network): unknown => ({
  populations: network.populations.map(({ name, shape, parameters }) => [
    name,
    parameters.model,
    ...shape,
  ]),
  projections: network.projections.map(({ name, pre, post, stages }) => [
    name,
    pre,
    post,
    ...stages.map(({ kind }) => kind),
  ]),
  outputs: network.outputs,
});

describe.skipIf(!isThere)(`NIR paper files${reason}`, () => {
  test('cnn_sinabs: 8,970 IF neurons in five layers, 39,584 weights', async () => {
    const network = await read('cnn_sinabs.nir');
    expect(network.name).toBe('cnn_sinabs');
    expect(summary(network)).toEqual({
      populations: [
        ['input', 'input', 2, 34, 34],
        ['1', 'if', 16, 16, 16],
        ['3', 'if', 16, 16, 16],
        ['6', 'if', 8, 8, 8],
        ['10', 'if', 256],
        ['12', 'if', 10],
      ],
      projections: [
        ['0', 0, 1, 'conv'],
        ['2', 1, 2, 'conv'],
        ['4+5', 2, 3, 'pool', 'conv'],
        ['7+9', 3, 4, 'pool', 'dense'],
        ['11', 4, 5, 'dense'],
      ],
      outputs: [5],
    });
    const stages = network.projections.flatMap((projection) => projection.stages);
    const weights = stages.map((stage) =>
      stage.kind === 'conv' || stage.kind === 'dense' ? stage.weights.length : 0,
    );
    expect(weights.reduce((sum, count) => sum + count, 0)).toBe(39_584);
    expect(network.populations.slice(1).map(({ size }) => size)).toEqual([
      4096, 4096, 512, 256, 10,
    ]);
    expect(network.populations.every(({ bias }) => bias === 0)).toBe(true);
    expect(stages.every((s) => s.kind === 'pool' || 'weights' in s)).toBe(true);
    expect(synapseCount(network.projections[4]!.stages[0]!)).toBe(2560);
    expect(network.populations[1]!.parameters).toEqual({
      model: 'if',
      r: 1,
      vThreshold: 1,
      vReset: 0,
    });
    expect(network.assumptions.map(({ code }) => code)).toEqual(['nir-v-reset']);
  });

  test.each([
    ['braille_noDelay_bias_zero', 38, true],
    ['braille_noDelay_noBias_subtract', 40, false],
  ])('%s: a recurrent layer of %i neurons', async (name, hidden, hasBias) => {
    const network = await read(`${name}.nir`);
    expect(summary(network)).toEqual({
      populations: [
        ['input', 'input', 12],
        ['lif1.lif', 'cuba-lif', hidden],
        ['lif2', 'cuba-lif', 7],
      ],
      projections: [
        ['fc1', 0, 1, 'dense'],
        ['lif1.w_rec', 1, 1, 'dense'],
        ['fc2', 1, 2, 'dense'],
      ],
      outputs: [2],
    });
    expect(network.populations.map(({ bias }) => typeof bias)).toEqual(
      hasBias ? ['number', 'object', 'object'] : ['number', 'number', 'number'],
    );
    if (hasBias)
      expect((network.populations[2]!.bias as Float64Array)[0]).toBe(0.35732531547546387);
  });

  test.each(['braille_noDelay_bias_zero_subgraph', 'braille_noDelay_noBias_subtract_subgraph'])(
    '%s names a node that does not exist, and the error says which',
    async (name) => {
      await expect(read(`${name}.nir`)).rejects.toMatchObject({
        code: 'E_NIR_EDGE',
        exitCode: 2,
        message:
          `edge "input" -> "lif" of subgraph "lif1" in "${name}.nir" names node "lif", ` +
          'which does not exist (3 more like it). The nearest node there is "lif1".',
      });
    },
  );

  test('lif_norse, lif_rockpool and two_lif_neurons', async () => {
    const norse = await read('lif_norse.nir');
    expect(norse.populations[1]!.parameters).toEqual({
      model: 'lif',
      tauS: Math.fround(0.0025),
      r: 1,
      vLeak: 0,
      vThreshold: Math.fround(0.1),
      vReset: 0,
    });
    const rockpool = await read('lif_rockpool.nir');
    expect(rockpool.projections[0]!.stages[0]).toMatchObject({
      kind: 'dense',
      weights: Float32Array.of(0.04),
    });
    const two = await read('two_lif_neurons.nir');
    expect(two.populations.map(({ name }) => name)).toEqual(['in', 'lif1', 'lif2']);
    expect(two.populations[1]!.parameters).toMatchObject({ vLeak: 1.2, vThreshold: 1 });
  });

  test('writing and reading again gives the same network', async () => {
    for (const file of ['cnn_sinabs', 'braille_noDelay_bias_zero', 'two_lif_neurons']) {
      const network = await read(`${file}.nir`);
      const again = await readNir(await writeNir(network), `${file}.nir`);
      expect({ ...again, assumptions: [] }).toEqual({ ...network, assumptions: [] });
    }
  });

  test('cut at every sixteenth, a file gives one clear error', async () => {
    const bytes = readFileSync(join(folder, 'cnn_sinabs.nir'));
    for (let part = 0; part < 16; part++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * part) / 16));
      const message =
        part === 0
          ? '"net.nir" is empty: an HDF5 file was expected.'
          : `"net.nir" is cut short: ${cut.length.toLocaleString('en-US')} of 273,552 bytes are there. Copy it again.`;
      await expect(readNir(cut, 'net.nir')).rejects.toMatchObject({ code: 'E_HDF5', message });
    }
  });

  test('damaged bytes give errors of ours, never a crash', async () => {
    const bytes = readFileSync(join(folder, 'lif_norse.nir'));
    let failures = 0;
    for (let k = 0; k < bytes.length; k += 61) {
      const damaged = Uint8Array.from(bytes);
      damaged[k] = damaged[k]! ^ 0xff;
      try {
        await readNir(damaged, 'net.nir');
      } catch (error) {
        failures++;
        expect((error as { code?: string }).code).toMatch(/^E_(HDF5|NIR)/);
      }
    }
    expect(failures).toBeGreaterThan(0);
  });
});
