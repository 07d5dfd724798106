import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { at, cli, cliFailure, cliJson } from './cli.ts';

interface Checked {
  readonly spice: {
    readonly agrees: boolean;
    readonly firstSpikeS: { readonly ours: number | null; readonly difference: number | null };
    readonly intervalS: { readonly ours: number | null; readonly difference: number | null };
  };
}

const hasNgspice = spawnSync('ngspice', ['--version']).error === undefined;
const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

async function netlist(name: string, ...argv: readonly string[]): Promise<string> {
  const { code, err } = await cli('neuron', ...argv, '--spice', at(name));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return readFileSync(at(name), 'utf8');
}

describe('the netlist of a neuron', () => {
  it('has the parts that stand in the profile and in the codes', async () => {
    const text = await netlist('plain.cir', 'analog-ota-180nm-ideal', '--input', '100pA');
    expect(text).toContain('\nCm m 0 1e-12\n');
    expect(text).toContain('\nIin 0 m DC 1e-10\n');
    expect(text).toMatch(/\nBleak m 0 I=5(\.0\d*)?e-11\*tanh\(\(V\(m\)-0\.6\)\/7\.38997\d+e-2\)\n/);
    expect(text).toMatch(/\n\.model comparator SW\(VT=6\.85e-1 VH=6\.5e-2 /);
    expect(text).toContain(
      '* Codes: leak 341, threshold 130, capacitor 2, refractory 170, input 100.',
    );
    expect(text).not.toContain('Gramp');
    expect(text.trimEnd().endsWith('.end')).toBe(true);
  });

  it('holds vias apart, and ramps for the comparator delay', async () => {
    const text = await netlist('vias.cir', 'analog-ota-3d', '--tsvs', '4');
    expect(text).toMatch(/\nCtsv m 0 2\.708\d+e-13\n/);
    expect(text).toContain('\nGramp 0 d c 0 ');
  });

  it('of a silent neuron expects no spike', async () => {
    expect(await netlist('silent.cir', 'analog-ota-180nm', '--input', '20pA')).toContain(
      'Expected: no spike.',
    );
  });
});

describe('neuron --check-spice', () => {
  it('says what to do where ngspice is not installed', async () => {
    process.env.PATH = '';
    expect(await cliFailure(2, 'neuron', 'analog-ota-180nm', '--check-spice')).toMatch(
      /^E_NGSPICE: ngspice is not installed .*Install it/,
    );
  });

  const cases = [
    'analog-ota-180nm-ideal',
    'analog-ota-180nm-ideal --input 48.5pA --exact',
    'analog-ota-180nm',
    'analog-ota-180nm --input 60pA --instance 17 --temperature 60C',
    'analog-ota-180nm --input 2nA --refractory 5us',
    'analog-ota-3d --tsvs 5 --capacitor 0F',
    'analog-ota-180nm --input 20pA',
  ];
  if (hasNgspice) {
    it.each(cases)('agrees: %s', { timeout: 60_000 }, async (line) => {
      const { spice } = await cliJson<Checked>('neuron', ...line.split(' '), '--check-spice');
      expect(spice.agrees).toBe(true);
      if (spice.firstSpikeS.ours === null) return;
      expect(Math.abs(spice.firstSpikeS.difference!)).toBeLessThan(5e-5);
      expect(Math.abs(spice.intervalS.difference!)).toBeLessThan(5e-4);
    });
  } else {
    it.skip.each(cases)('agrees: %s (ngspice is not installed)', () => undefined);
  }
});
