import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oracleFolder } from '../support/oracle-files.ts';
import { at, cli, cliJson, readRows } from './cli.ts';

interface NeuronDocument {
  readonly profile: string;
  readonly temperatureK: number;
  readonly registers: Readonly<Record<string, number>>;
  readonly choices: readonly {
    readonly register: string;
    readonly code: number | null;
    readonly value: number;
    readonly wanted: number | null;
    readonly error: number | null;
  }[];
  readonly circuit: {
    readonly capacitanceF: number;
    readonly tsvF: number;
    readonly membrane: Readonly<Record<string, number>>;
  };
  readonly study: {
    readonly kind: string;
    readonly columns: Readonly<Record<string, readonly (number | string | null)[]>>;
    readonly rheobaseA?: number;
    readonly engineDifferenceMax?: number;
    readonly nominalHz?: number;
    readonly events?: readonly { readonly timeS: number; readonly kind: string }[];
    readonly histogram?: { readonly neurons: readonly number[] };
  };
}

const neuron = (...argv: readonly string[]): Promise<NeuronDocument> =>
  cliJson<NeuronDocument>('neuron', ...argv);

const numbers = ({ study }: NeuronDocument, key: string): number[] =>
  study.columns[key]!.map(Number);

/** The circuit of the ngspice runs, whatever codes could make of it. */
const EXACT = '--exact --leak 50pA --capacitor 1pF --threshold 750mV --refractory 0.5ms'.split(' ');

const analog = oracleFolder('analog');
const behavioural =
  analog === null ? null : JSON.parse(readFileSync(join(analog, 'behavioural.json'), 'utf8'));
const withOracle = behavioural === null ? it.skip : it;

describe('neuron --fi', () => {
  withOracle('gives the closed form of the ngspice table (analog/behavioural.json)', async () => {
    for (const { I_in, closed_form } of behavioural.fi_curve) {
      // The end of a sweep of two points.
      const found = await neuron(
        'analog-ota-180nm-ideal',
        '--fi',
        ...EXACT,
        '--from',
        '0pA',
        '--to',
        `${I_in}A`,
        '--points',
        '2',
      );
      const rate = numbers(found, 'rateHz')[1]!;
      if (closed_form.isi === null) expect(rate).toBe(0);
      else expect(rate * closed_form.isi).toBeCloseTo(1, 8);
    }
  });

  it('agrees with the event engine, comparator delay and all', async () => {
    const found = await neuron('analog-ota-180nm', '--fi', '--points', '200');
    expect(found.study.engineDifferenceMax).toBeLessThan(1e-10);
    expect(numbers(found, 'engineRateHz').map(Math.round)).toEqual(
      numbers(found, 'rateHz').map(Math.round),
    );
  });

  it('fires above rheobase only, and never slower for more input', async () => {
    const found = await neuron('analog-ota-180nm', '--fi', '--points', '100');
    const rates = numbers(found, 'rateHz');
    for (const [k, inputA] of numbers(found, 'inputA').entries()) {
      expect(rates[k]! > 0).toBe(inputA > found.study.rheobaseA!);
      expect(rates[k]).toBeGreaterThanOrEqual(rates[k - 1] ?? 0);
    }
  });

  it('takes the nearest codes and states their error', async () => {
    const found = await neuron(
      'analog-ota-180nm',
      '--fi',
      ...'--leak 60.1pA --threshold 700.4mV --capacitor 0.7pF --refractory 1ms'.split(' '),
    );
    const [leak, threshold, capacitor, refractory] = found.choices;
    expect(found.registers).toMatchObject({ leak: leak!.code, threshold: 80, capacitor: 1 });
    expect(threshold!.value).toBeCloseTo(0.7, 12);
    expect(capacitor!.error).toBeCloseTo(0.5 / 0.7 - 1, 12);
    expect(Math.abs(leak!.error!)).toBeLessThan(0.0034);
    expect(Math.abs(refractory!.error!)).toBeLessThan(0.0138);
    expect(leak!.value / 60.1e-12 - 1).toBeCloseTo(leak!.error!, 12);
  });

  it('looks at codes as they are, and at log-domain neurons too', async () => {
    const ota = await neuron('analog-ota-180nm', '--fi', '--code', 'leak=0,threshold=255');
    expect(ota.circuit.membrane).toMatchObject({ biasA: 5e-12, thresholdV: 0.875 });
    const dpi = await neuron('dynapse-like', '--fi', '--points', '40');
    expect(Math.max(...numbers(dpi, 'rateHz'))).toBeGreaterThan(0);
    expect(dpi.study.engineDifferenceMax).toBeLessThan(1e-10);
  });

  it('differs from chip to chip, and not on one chip', async () => {
    const rateOn = async (...argv: readonly string[]): Promise<number> =>
      numbers(await neuron('analog-ota-180nm', '--fi', ...argv), 'rateHz').at(-1)!;
    const rates = [
      await rateOn(),
      await rateOn('--instance', '17'),
      await rateOn('--instance', '18'),
      await rateOn('--instance', '17', '--neuron', '1'),
      await rateOn('--instance', '17', '--seed', 'other'),
    ];
    expect(new Set(rates).size).toBe(rates.length);
    expect(await rateOn('--instance', '17')).toBe(rates[1]);
  });
});

describe('neuron --trace', () => {
  it('samples the membrane between events, and marks them', async () => {
    const found = await neuron('analog-ota-180nm', '--trace', '--to', '10ms', '--points', '500');
    const [times, volts] = [numbers(found, 'timeS'), numbers(found, 'membraneV')];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(0.01);
    expect(Math.min(...volts)).toBe(0.6);
    const kinds = found.study.columns.event!;
    const spikes = found.study.events!.filter(({ kind }) => kind === 'spike');
    expect(kinds.filter((kind) => kind === 'spike')).toHaveLength(spikes.length);
    for (const [k, kind] of kinds.entries()) {
      if (kind === 'crossing') expect(volts[k]).toBeCloseTo(0.75, 12);
      // The comparator decides late, while the membrane goes on.
      if (kind === 'spike') expect(volts[k]).toBeGreaterThan(0.75);
      if (kind === 'spike') expect(volts[k + 1]).toBe(0.6);
      if (kind === 'release') expect(volts[k]).toBe(0.6);
    }
  });

  it('is a solution of the equation: C dV/dt = I - I_b tanh((V - E) / a)', async () => {
    const found = await neuron(
      'analog-ota-180nm-ideal',
      '--trace',
      ...EXACT,
      ...'--input 100pA --to 2ms --points 2001'.split(' '),
    );
    const volts = numbers(found, 'membraneV');
    const scaleV = (2 * 1.380649e-23 * 300.15) / 1.602176634e-19 / 0.7;
    for (let k = 1; k < 2000; k++) {
      const slope = (volts[k + 1]! - volts[k - 1]!) / 2e-6;
      const currentA = 100e-12 - 50e-12 * Math.tanh((volts[k]! - 0.6) / scaleV);
      expect(slope / (currentA / 1e-12)).toBeCloseTo(1, 5);
    }
  });

  it('shows a silent neuron at rest', async () => {
    const { code, out } = await cli('neuron', 'analog-ota-180nm', '--trace', '--input', '20pA');
    expect(code).toBe(0);
    expect(out).toContain('0 spikes in');
  });

  it('follows the current of a log-domain neuron', async () => {
    const found = await neuron('dynapse-like', '--trace', '--to', '50ms');
    const thresholdA = found.circuit.membrane.thresholdA!;
    const currents = numbers(found, 'membraneA');
    expect(Math.max(...currents) / thresholdA).toBeCloseTo(1, 9);
  });
});

describe('neuron --tsv', () => {
  withOracle('slows as in the ngspice table (analog/behavioural.json)', async () => {
    for (const row of behavioural.tsv_sweep) {
      const found = await neuron(
        'analog-ota-180nm-ideal',
        '--tsv',
        ...'--exact --leak 50pA --threshold 750mV --refractory 0.5ms --points 2'.split(' '),
        ...['--capacitor', `${row.C_m}F`, '--input', `${row.I_in}A`],
        ...['--from', `${row.C_tsv}F`, '--to', `${row.C_tsv + 1e-12}F`],
      );
      expect(numbers(found, 'rateHz')[0]! * row.closed_form.isi).toBeCloseTo(1, 8);
    }
  });

  it('counts vias: each adds the charge that it takes over the swing', async () => {
    const found = await neuron('analog-ota-3d', '--tsv', '--to', '32');
    const farads = numbers(found, 'tsvF');
    expect(numbers(found, 'tsvs')).toEqual([...new Array(33).keys()]);
    for (const [vias, tsvF] of farads.entries()) expect(tsvF).toBeCloseTo(vias * farads[1]!, 20);
    const rates = numbers(found, 'rateHz');
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
  });

  it('states how the capacitance moves with the voltage', async () => {
    const { out } = await cli('neuron', 'analog-ota-3d', '--tsv');
    expect(out).toMatch(/a via with its bump has \S+ fF at 600 mV \(reset\) and \S+ fF at 750 mV/);
  });

  it('is set with --tsvs in every study', async () => {
    const [bare, loaded] = [
      await neuron('analog-ota-3d', '--fi'),
      await neuron('analog-ota-3d', '--fi', '--tsvs', '8'),
    ];
    expect(loaded.circuit.capacitanceF - bare.circuit.capacitanceF).toBeCloseTo(
      loaded.circuit.tsvF,
      24,
    );
  });
});

describe('neuron --temperature', () => {
  withOracle(
    'moves as in the ngspice tables, constant leak (analog/behavioural.json)',
    async () => {
      for (const { tempC, I_in, closed_form } of behavioural.temperature_sweep_constant_Ib) {
        const found = await neuron(
          'analog-ota-180nm-ideal',
          '--fi',
          ...EXACT,
          ...['--temperature', `${tempC}C`, '--to', `${I_in}A`, '--points', '2'],
        );
        expect(numbers(found, 'rateHz')[1]! * closed_form.isi).toBeCloseTo(1, 8);
      }
    },
  );

  it('sweeps both kinds of bias, which meet at the reference', async () => {
    const found = await neuron(
      'analog-ota-180nm',
      '--temperature',
      ...'--from 0C --to 54C --points 55'.split(' '),
    );
    const [constant, ptat] = [numbers(found, 'constantRateHz'), numbers(found, 'ptatRateHz')];
    expect(numbers(found, 'temperatureC')[27]).toBe(27);
    expect(constant[27]! / ptat[27]!).toBeCloseTo(1, 12);
    expect(ptat[54]! - ptat[0]!).toBeGreaterThan(constant[54]! - constant[0]!);
  });

  it.each([
    ['analog-ota-180nm', [], [0, 5, 10], [80, 85]],
    ['dynapse-like', [], [0, 5, 10], [65, 70]],
    ['dynapse-like', ['--from', '3C', '--to', '7.5C'], [3, 3.5, 4], [7, 7.5]],
    ['dynapse-like', ['--from', '3C', '--to', '68C'], [3, 5, 10], [65, 68]],
  ])('of %s %j goes by round degrees', async (profile, range, first, last) => {
    const degrees = numbers(await neuron(profile, '--temperature', ...range), 'temperatureC');
    expect(degrees.slice(0, 3)).toEqual(first);
    expect(degrees.slice(-2)).toEqual(last);
    expect(degrees.length).toBeLessThanOrEqual(18);
  });
});

describe('neuron --mismatch', () => {
  it('spreads rates, by all devices and by one kind at a time', async () => {
    const found = await neuron('analog-ota-180nm', '--mismatch', '--neurons', '20');
    const [all, biases, threshold, capacitance] = numbers(found, 'cv');
    expect(all).toBeGreaterThan(biases!);
    expect(all! ** 2).toBeCloseTo(biases! ** 2 + threshold! ** 2 + capacitance! ** 2, 2);
    expect(found.study.histogram!.neurons.reduce((sum, count) => sum + count, 0)).toBe(2000);
    expect(numbers(found, 'medianHz')[0]! / found.study.nominalHz!).toBeCloseTo(1, 1);
  });

  it('counts neurons that mismatch silences', async () => {
    const found = await neuron('analog-ota-180nm', '--mismatch', '--input', '50pA');
    const [silent] = numbers(found, 'silentFraction');
    expect(silent).toBeGreaterThan(0.05);
    expect(silent).toBeLessThan(0.8);
  });

  it('is the same for the same seed', async () => {
    const once = await neuron('analog-ota-180nm', '--mismatch', '--instances', '5');
    expect(await neuron('analog-ota-180nm', '--mismatch', '--instances', '5')).toEqual(once);
    const other = await neuron('analog-ota-180nm', '--mismatch', '--instances', '5', '--seed', '2');
    expect(other.study.columns).not.toEqual(once.study.columns);
  });
});

describe('what neuron writes', () => {
  it.each(['--fi', '--trace', '--tsv', '--temperature', '--mismatch'])('%s', async (study) => {
    const [svg, csv] = [at(`neuron${study}.svg`), at(`neuron${study}.csv`)];
    const small = study === '--mismatch' ? ['--instances', '3'] : ['--points', '5'];
    const { code, out, err } = await cli(
      'neuron',
      'analog-ota-3d',
      study,
      ...small,
      '--svg',
      svg,
      '--csv',
      csv,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(160);
    expect(out).not.toMatch(/NaN|Infinity|undefined/);
    const picture = readFileSync(svg, 'utf8');
    expect(picture).toMatch(/^<svg xmlns=[\s\S]*<\/svg>\n$/);
    expect(picture).not.toMatch(/NaN|Infinity|undefined/);
    const rows = readRows(`neuron${study}.csv`);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const row of rows) expect(row).toHaveLength(rows[0]!.length);
  });
});
