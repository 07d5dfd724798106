import { describe, expect, it } from 'vitest';
import { summarizeChips } from '../../src/cli/study-instances.ts';
import { studyWarnings } from '../../src/cli/warnings.ts';
import { at, cliFailure, cliJson, digits, digitsInput, readJson } from './cli.ts';

const RUN = ['run', digits, '--chip', 'loihi1', '--input', digitsInput, '--samples', '1'];

describe('chips whose devices differ', () => {
  it('are summed up over the neurons that spike without mismatch', () => {
    const without = { accuracy: 1, spikes: 9, counts: Int32Array.of(4, 5, 0) };
    const study = summarizeChips(
      [
        { accuracy: 0.5, spikes: 6, counts: Int32Array.of(2, 4, 7) },
        { accuracy: 1, spikes: 10, counts: Int32Array.of(0, 4, 7) },
      ],
      without,
    );
    // Neuron 0: 2 and 0, deviation sqrt 2 over mean 1; neuron 1 never differs; neuron 2 is silent without mismatch.
    expect(study.rateCv).toBeCloseTo(Math.SQRT2 / 2, 12);
    expect(study.silentFraction).toBe(0.25);
    expect(study.accuracy).toMatchObject({ mean: 0.75, min: 0.5, max: 1 });
    expect(study.byInstance.map(({ silentFraction }) => silentFraction)).toEqual([0, 0.5]);
  });

  it('are counted where an interrupt left some out', () => {
    const chips = (instances: number) =>
      summarizeChips(
        Array.from({ length: instances }, () => ({
          accuracy: 1,
          spikes: 1,
          counts: Int32Array.of(1),
        })),
        { accuracy: 1, spikes: 1, counts: Int32Array.of(1) },
      );
    const point = (value: number, instances: number) => ({
      value,
      accuracy: 1,
      spikes: 1,
      instances: instances > 0 ? chips(instances) : null,
    });
    const asked = { instances: 3, vias: [0, 4, 8], mismatch: [0, 1, 2] };
    const all = {
      vias: [point(0, 3), point(4, 3), point(8, 3)],
      mismatch: [point(0, 0), point(1, 3), point(2, 3)],
    };
    expect(studyWarnings(asked, { instances: chips(3), study: all })).toEqual([]);
    expect(
      studyWarnings({ ...asked, instances: null, mismatch: null }, { study: { vias: all.vias } }),
    ).toEqual([]);
    expect(
      studyWarnings(asked, { instances: chips(3), study: { vias: [point(0, 3), point(4, 2)] } }),
    ).toEqual([
      'W_INTERRUPTED: 2 of 3 chips with 4 more vias, 2 of 3 values of --vias, 0 of 3 values of --mismatch were run.',
    ]);
    expect(studyWarnings({ instances: 2000, vias: null, mismatch: null }, {})).toEqual([
      'W_INTERRUPTED: 0 of 2,000 chips were run.',
    ]);
  });

  it.each([
    ['analog-ota-180nm', ['--vias', '1'], 'E_USAGE: --vias: analog-ota-180nm is no stack of dies'],
    [
      'analog-ota-3d-spike',
      ['--vias', '1'],
      'E_USAGE: --vias: analog-ota-3d-spike sends spikes between its tiers',
    ],
    [
      'analog-ota-3d-spike',
      ['--compensate-tsv'],
      'E_USAGE: --compensate-tsv is for membranes that cross tiers; analog-ota-3d-spike has none.',
    ],
    [
      'analog-ota-180nm',
      ['--instances', '2', '--mismatch', '1e300'],
      'E_USAGE: --mismatch 1e+300: bias currents',
    ],
    [
      'analog-ota-180nm',
      ['--arithmetic', 'lava'],
      'E_USAGE: --arithmetic: cores of analog-ota-180nm are analog',
    ],
    [
      'analog-ota-180nm',
      ['--emulate-reset'],
      'E_USAGE: --emulate-reset: cores of analog-ota-180nm are analog',
    ],
    [
      'analog-ota-180nm',
      ['--weight-bits', '8'],
      'E_WEIGHT_BITS: --weight-bits 8: weights of analog-ota-180nm have 2, 3, 4, 5, 6 bits',
    ],
    [
      'analog-ota-180nm',
      ['--pace', 'realtime'],
      'E_USAGE: --pace realtime: analog-ota-180nm has no steps that could wait',
    ],
  ])('on %s %j is refused before any sample is run', async (chip, options, message) => {
    const network = ['run', digits, '--chip', chip, '--input', digitsInput, '--samples', '1'];
    expect(await cliFailure(2, ...network, ...options)).toContain(message);
  });

  it.each([
    [[], 6],
    [['--weight-bits', '4', '--pace', 'fast'], 4],
  ])('with %j say how many bits their weights have', async (options, weightBits) => {
    const folder = `bits-${weightBits}`;
    await cliJson(
      ...['run', digits, '--chip', 'analog-ota-180nm', '--input', digitsInput],
      ...['--samples', '1', '--out', at(folder), ...options],
    );
    expect(readJson(`${folder}/config.resolved.json`)).toMatchObject({ mapping: { weightBits } });
  });

  it.each([
    [['--instance', '3'], 'E_USAGE: --instance: loihi1 has no analog circuits'],
    [['--instances', '3'], 'E_USAGE: --instances: loihi1 has no analog circuits'],
    [['--temperature', '27C'], 'E_USAGE: --temperature: loihi1 has no analog circuits'],
    [['--vias', '1'], 'E_USAGE: --vias: loihi1 has no analog circuits'],
    [['--instances', '1'], 'E_USAGE: --instances 1: a whole number from 2'],
    [['--instance', '-1'], 'E_USAGE: --instance -1: a whole number from 0'],
    [['--instance', '1', '--instances', '2'], 'E_USAGE: --instances runs chips 0, 1'],
    [['--mismatch', '1'], 'E_USAGE: --mismatch spreads chips: give --instances N too.'],
    [['--instances', '2', '--mismatch', '1,NaN'], 'E_USAGE: --mismatch NaN: a number is needed.'],
    [['--instances', '2', '--mismatch=-1'], 'E_USAGE: --mismatch -1: a number from 0 up'],
    [['--vias', '1,,2'], 'E_USAGE: --vias : a whole number from 0'],
    [['--temperature', '27'], 'E_USAGE: --temperature 27: write 27C or 300K.'],
    [['--temperature=-274C'], 'E_USAGE: --temperature -274C: that is not above absolute zero.'],
  ])('%j is refused in one message', async (options, message) => {
    expect(await cliFailure(2, ...RUN, ...options)).toContain(message);
  });
});
