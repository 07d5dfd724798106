/** `--calibrate`, `--calibration` and `--quantized-nir`. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/program-file/index.ts';
import { readNir } from '../../src/readers/nir.ts';
import { CUBA, netxFile } from '../readers/netx-fixtures.ts';
import {
  at,
  cli,
  cliFailure,
  cliJson,
  digits,
  digitsInput,
  put,
  putNetwork,
  putSpikes,
  readJson,
} from './cli.ts';

const CHIP = ['--chip', 'loihi1'];
const FEW = ['--calibrate', digitsInput, '--calibrate-samples', '2'];

interface Config {
  readonly mapping: { readonly calibration: unknown };
}

let net: string;
let spikes: string;
beforeAll(async () => {
  net = await putNetwork('net.nir');
  spikes = putSpikes('spikes.csv', 20);
});

describe('run --calibrate', () => {
  it('says what it calibrated on, in the assumptions and in the resolved configuration', async () => {
    const argv = ['run', digits, ...CHIP, '--weight-bits', '4', ...FEW];
    const { assumptions, warnings } = await cliJson(
      ...[...argv, '--input', digitsInput, '--samples', '1', '--compare', '--out', at('run')],
    );
    const note = assumptions.find(({ code }) => code === 'A_CALIBRATION');
    expect(note?.text).toContain('the spikes of 2 samples');
    expect(warnings.join('\n')).toContain('W_CALIBRATION: --calibrate and --input are the same');
    expect(readJson<Config>('run/config.resolved.json').mapping.calibration).toEqual({
      kind: 'search',
      source: { name: 'test.npz', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      samples: 2,
      steps: 16,
    });
  });

  it('takes all samples where there are fewer than ten, and --steps of each', async () => {
    const argv = ['run', net, ...CHIP, '--input', spikes, '--calibrate', putSpikes('few.csv', 9)];
    const { warnings } = await cliJson(...argv, '--steps', '7', '--out', at('few'));
    expect(warnings.join()).not.toMatch(/W_SAMPLES|are the same/);
    expect(readJson<Config>('few/config.resolved.json').mapping.calibration).toMatchObject({
      source: { name: 'few.csv' },
      samples: 1,
      steps: 7,
    });
  });

  it('without it, weights fill the grid by the largest', async () => {
    await cliJson('run', net, ...CHIP, '--input', spikes, '--out', at('plain'));
    expect(readJson<Config>('plain/config.resolved.json').mapping.calibration).toEqual({
      kind: 'max-abs',
    });
  });

  it('--calibration mse needs no samples', async () => {
    const argv = ['run', net, ...CHIP, '--input', spikes, '--calibration', 'mse'];
    const { assumptions } = await cliJson(...argv, '--out', at('mse'));
    expect(assumptions.map(({ code }) => code)).toContain('A_CALIBRATION');
    expect(readJson<Config>('mse/config.resolved.json').mapping.calibration).toEqual({
      kind: 'mse',
    });
  });
});

describe('compile --calibrate', () => {
  it('gives the same image each time, another one than without', async () => {
    const coresOf = async (name: string, ...argv: readonly string[]): Promise<unknown> => {
      const options = ['--weight-bits', '4', '-o', at(name), ...argv];
      expect((await cli('compile', digits, ...CHIP, ...options)).code).toBe(0);
      return decodeImage(readFileSync(at(name)), name).cores;
    };
    const plain = await coresOf('plain.loom');
    const first = await coresOf('first.loom', ...FEW);
    expect(await coresOf('second.loom', ...FEW)).toEqual(first);
    expect(first).not.toEqual(plain);
  });
});

describe('compile --quantized-nir', () => {
  it('writes the network of the mantissas, with the grid beside the weights', async () => {
    const argv = ['compile', net, ...CHIP, '--weight-bits', '4', '--quantized-nir', at('q.nir')];
    const { code, out } = await cli(...argv);
    expect(code).toBe(0);
    expect(out).toContain(`wrote ${at('q.nir')}`);
    const [given, written] = await Promise.all(
      [net, at('q.nir')].map((path) => readNir(readFileSync(path), path)),
    );
    expect(written!.populations.map(({ name }) => name)).toEqual(
      given!.populations.map(({ name }) => name),
    );
    const weights = written!.projections[0]!.stages[0] as { weights: Float64Array };
    expect(new Set(weights.weights).size).toBeLessThanOrEqual(16);
    expect(readFileSync(at('q.nir')).includes('weight_scale')).toBe(true);
  });

  it('compiled again gives the same cores', async () => {
    const compiled = async (path: string, ...argv: readonly string[]): Promise<unknown> => {
      const image = at('again.loom');
      expect((await cli('compile', path, ...CHIP, '-o', image, ...argv)).code).toBe(0);
      return decodeImage(readFileSync(image), image).cores;
    };
    const first = await compiled(net, '--quantized-nir', at('again.nir'));
    expect(await compiled(at('again.nir'))).toEqual(first);
  });
});

describe('what cannot be', () => {
  it.each([
    [['--calibrate', '/no/such/place'], /^E_INPUT_NOT_FOUND: \/no\/such\/place/],
    [['--calibrate', ''], /^E_INPUT_NOT_FOUND: /],
    [['--calibrate', digits], /^E_NIR_DATA: .*digits\.nir/],
    [[...FEW, '--calibrate-samples', '0'], /^E_USAGE: --calibrate-samples 0: a whole number/],
    [['--calibrate-samples', '3'], /^E_USAGE: --calibrate-samples has no use/],
    [['--calibration', 'search'], /^E_USAGE: --calibration search runs samples/],
    [['--calibration', 'mse', ...FEW], /^E_USAGE: --calibration mse needs no samples/],
    [[...FEW, '--steps', '90000000'], /^E_STEPS: 90,000,000 steps/],
  ])('%j is refused', async (argv, message) => {
    const target = ['-o', at('never.loom'), '--quantized-nir', at('never.nir')];
    expect(await cliFailure(2, 'compile', digits, ...CHIP, ...target, ...argv)).toMatch(message);
  });

  it.each([
    [['--steps', '5'], 'E_USAGE: --steps has no use without --calibrate.'],
    [['--gain', '2'], 'E_USAGE: --gain has no use without --calibrate.'],
    [
      ['--stop-after', 'place', '--quantized-nir', 'x.nir'],
      'E_USAGE: --stop-after prints alone: leave out --quantized-nir.',
    ],
    [['-o', 'x', '--quantized-nir', './x'], 'E_USAGE: -o and --quantized-nir name the same file.'],
  ])('compile %j is refused', async (argv, message) => {
    expect(await cliFailure(2, 'compile', net, ...CHIP, ...argv)).toBe(message);
  });

  it('a network of chip registers has no scale to choose and no form in NIR', async () => {
    const weight = { shape: [2, 3], values: [10, 20, 30, 40, 50, 60] };
    const layers = [
      { type: 'input', shape: [3] },
      { type: 'dense', shape: [2], neuron: CUBA, weight },
    ];
    const registers = put('registers.net', await netxFile(layers));
    const target = ['-o', at('never.loom'), '--quantized-nir', at('never.nir')];
    const argv = ['compile', registers, ...CHIP, ...target];
    expect(await cliFailure(2, ...argv)).toMatch(/^E_NIR_WRITE: .*registers of a chip/);
    const samples = put('registers.csv', 'time_s,index\n0,1\n');
    expect(await cliFailure(2, ...argv, '--calibrate', samples)).toMatch(/^E_CALIBRATION: /);
  });

  it('samples of another network are refused by name', async () => {
    const far = put('far.csv', 'time_s,index\n0,900\n');
    const message = await cliFailure(2, 'run', net, ...CHIP, '--input', spikes, '--calibrate', far);
    expect(message).toContain('far.csv');
  });
});
