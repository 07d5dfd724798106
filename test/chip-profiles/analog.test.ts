import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import { renderError } from '../../src/support/errors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spikeloom-analog-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Loads a profile with this text; the error without folder and path of the core's circuits. */
function errorOf(text: string): string {
  const file = join(folder, 'chip.yaml');
  writeFileSync(file, text);
  try {
    loadProfile(file);
  } catch (error) {
    return renderError(error).replaceAll(`${folder}/`, '');
  }
  return 'no error';
}

/** Loads `base` with other circuits; lines begin two levels below `coreTypes`. */
function withAnalog(analog: string, base = 'analog-ota-3d'): string {
  const text = `extends: ${base}\nname: chip\ncoreTypes:\n  - name: neuro\n    analog: ${analog}\n`;
  return errorOf(text).replace('coreTypes[0].analog.', '');
}

const cite = (value: number | string): string =>
  `{ value: ${value}, source: a test chip, basis: assumed }`;

const E = 'E_PROFILE: chip.yaml';

describe('the circuits of a profile', () => {
  test.each<[string, string]>([
    [`{ neuron: { kappa: ${cite(1)} } }`, 'neuron.kappa.value: 1 is too big: below 1'],
    [`{ neuron: { kappa: ${cite(0)} } }`, 'neuron.kappa.value: 0 is too small: above 0'],
    [`{ neuron: { kappa: ${cite('.nan')} } }`, 'neuron.kappa.value: expected a number, found NaN'],
    [
      `{ neuron: { leak: { bits: ${cite(17)} } } }`,
      'neuron.leak.bits.value: 17 is too big: at most 16',
    ],
    [
      `{ neuron: { leak: { minA: ${cite(5e-9)} } } }`,
      'neuron.leak.maxA.value: 5e-9 is not above the 5e-9 of minA',
    ],
    [
      `{ neuron: { leak: { minA: ${cite(0)} } } }`,
      'neuron.leak.minA.value: 0 A begins no geometric range',
    ],
    [
      `{ neuron: { input: { minA: ${cite(1e-12)} } } }`,
      'neuron.input.minA.value: 1e-12 A is not 0, the current of code 0 if linear',
    ],
    [
      `{ neuron: { leak: { maxA: ${cite(-1e-12)} } } }`,
      'neuron.leak.maxA.value: -1e-12 is too small: above 0',
    ],
    [
      `{ neuron: { leak: { scale: log } } }`,
      'neuron.leak.scale: "log" is not one of linear, geometric',
    ],
    [
      `{ neuron: { threshold: { minV: ${cite(0.6)} } } }`,
      'neuron.threshold.minV.value: the least threshold, less the hysteresis, is 0.6 V, not above the reset of 0.6 V',
    ],
    [
      `{ neuron: { threshold: { maxV: ${cite(0.62)} } } }`,
      'neuron.threshold.maxV.value: 0.62 is not above the 0.62 of minV',
    ],
    [
      `{ neuron: { floorV: ${cite(0.7)} } }`,
      'neuron.floorV.value: 0.7 V is above the reset of 0.6 V',
    ],
    [
      `{ neuron: { refractory: { maxS: ${cite(1e-6)} } } }`,
      'neuron.refractory.maxS.value: 0.000001 is not above the 0.000005 of minS',
    ],
    ['{ neuron: { capacitorsF: [] } }', 'neuron.capacitorsF: a list of 0 is too small: at least 1'],
    [
      `{ neuron: { comparator: { minimumIntervalS: ${cite(1e-15)} } } }`,
      'neuron.comparator.minimumIntervalS.value: 1e-15 s is below 1e-12 s, the least that is timed',
    ],
    [
      '{ neuron: { kind: osc } }',
      'neuron.kind: expected a neuron of kind: ota or kind: dpi, found "osc"',
    ],
    [
      `{ synapse: { widthS: ${cite(0)} } }`,
      'synapse.widthS.value: 0 s: a packet is a current for more than no time',
    ],
    [
      '{ synapse: { kind: exponential } }',
      'synapse.tau: missing: an exponential synapse has a time constant',
    ],
    [
      `{ synapse: { tau: { bits: ${cite(4)}, minS: ${cite(1)}, maxS: ${cite(2)} } } }`,
      'synapse.tau: a packet does not decay',
    ],
    [
      `{ temperature: { minK: ${cite(310)} } }`,
      'temperature.referenceK.value: 300.15 K lies outside 310 K to 358.15 K',
    ],
    [`{ temperature: { minK: ${cite(0)} } }`, 'temperature.minK.value: 0 is too small: above 0'],
    ['{ stack: { tiers: 3 } }', 'stack.tiers: 3 tiers do not divide the 4 cores of a tile'],
    ['{ stack: { tiers: 1 } }', 'stack.tiers: 1 is too small: at least 2'],
    [
      `{ stack: { tsv: { dopingPerM3: ${cite(1e16)} } } }`,
      'stack.tsv.dopingPerM3.value: 10000000000000000 per m^3 is below 100000000000000000, where depletion has no meaning',
    ],
    [
      `{ mismatch: { biasLn: ${cite(-0.1)} } }`,
      'mismatch.biasLn.value: -0.1 is too small: at least 0',
    ],
    [
      `{ mismatch: { biasLn: ${cite(50)} } }`,
      'mismatch.biasLn.value: 50 is too big: at most 3, and 0.1 is 10 % of a current',
    ],
    [
      `{ neuron: { restV: ${cite(5)} } }`,
      'neuron.restV.value: 5 V is no voltage of a membrane: they end at 0 V and at the largest threshold, 0.875 V',
    ],
    [
      `{ neuron: { resetA: ${cite(1e-12)} } }`,
      'neuron.resetA: unknown key; did you mean "resetV"?',
    ],
    ['{ mismtch: {} }', 'mismtch: unknown key; did you mean "mismatch"?'],
  ])('%s is refused', (analog, message) => {
    const [first, ...more] = withAnalog(analog).split('\n');
    expect(more).toEqual([]);
    // What the user's file says is placed in it, what it leaves to the base in the base.
    expect(first!.replace(/^E_PROFILE: \S+:\d+:\d+: /, '')).toBe(message);
    expect(first).toMatch(
      /^E_PROFILE: (chip|chip-profiles\/analog-ota-(3d|180nm))\.yaml:\d+:\d+: /,
    );
  });

  test('a fault stands at its line and column', () => {
    const text = `extends: analog-ota-180nm
name: chip
coreTypes:
  - name: neuro
    analog:
      neuron:
        kappa: { value: 1.2, source: a test chip, basis: assumed }
`;
    expect(errorOf(text)).toBe(
      `${E}:7:18: coreTypes[0].analog.neuron.kappa.value: 1.2 is too big: below 1`,
    );
  });

  test('a capacitor of 0 needs a stack or a parasitic', () => {
    const bare = `{ neuron: { capacitorsF: [${cite(0)}], parasiticF: ${cite(0)} } }`;
    expect(withAnalog(bare, 'analog-ota-3d')).toBe('no error');
    expect(withAnalog(bare, 'analog-ota-180nm')).toMatch(
      /neuron\.capacitorsF\[0\]\.value: 0 F leaves nothing on the membrane: no vias of a stack, no parasitic$/,
    );
    expect(withAnalog(`{ neuron: { capacitorsF: [${cite(0)}] } }`, 'analog-ota-180nm')).toBe(
      'no error',
    );
  });

  test('a DPI neuron needs currents above none and a threshold above its leakage', () => {
    const low = `{ neuron: { threshold: { minA: ${cite(5e-13)} } } }`;
    expect(withAnalog(low, 'dynapse-like')).toMatch(
      /neuron\.threshold\.minA\.value: 5e-13 A is not above the reset current of 5e-13 A$/,
    );
    const linear = `{ neuron: { gain: { scale: linear, minA: ${cite(0)} } } }`;
    expect(withAnalog(linear, 'dynapse-like')).toMatch(
      /neuron\.gain\.scale: expected geometric: code 0 of a linear converter is 0 A/,
    );
  });
});

describe('analog cores and the rest of a profile', () => {
  const core = (rest: string): string => `name: chip\ncoreTypes:\n  - name: neuro\n    ${rest}\n`;

  test('an analog core says what its circuits are, and only an analog core does', () => {
    expect(errorOf(`extends: loihi1\nsync: free-running\n${core('controller: analog')}`)).toMatch(
      /coreTypes\[0\]\.analog: missing: a core of controller analog says what its circuits are$/,
    );
    const digital = errorOf(
      `extends: analog-ota-180nm\nsync: barrier\n${core('controller: step')}`,
    );
    expect(digital).toMatch(
      /coreTypes\[0\]\.analog: circuits are of cores of controller analog, not step$/,
    );
  });

  test('a chip runs freely where its cores are analog', () => {
    expect(errorOf('extends: analog-ota-180nm\nname: chip\nsync: tick\n')).toBe(
      `${E}:3:1: sync: analog cores know no timestep: expected free-running, found tick`,
    );
    expect(errorOf('extends: loihi1\nname: chip\nsync: free-running\n')).toMatch(
      /coreTypes\[0\]\.controller: a free-running chip has cores of controller analog only, not step$/,
    );
  });

  test('its neuron model is that of its circuit, its shared registers those that it has', () => {
    const model = '{ name: analog-dpi, runs: [lif], resets: [zero], lowerClamp: false }';
    expect(errorOf(`extends: analog-ota-180nm\n${core(`neuronModels: [${model}]`)}`)).toMatch(
      /neuronModels\[0\]\.name: a circuit of kind ota is the model analog-ota, not analog-dpi$/,
    );
    expect(
      errorOf(
        `extends: analog-ota-180nm\n${core('sharedRegisters: { compartmentProfiles: [leak, lek] }')}`,
      ),
    ).toMatch(/compartmentProfiles\[1\]: "lek" is no register of analog cores; they are leak, /);
  });

  test('a femtocoulomb costs what its supply says', () => {
    const text = readFileSync(loadProfile('analog-ota-180nm').file, 'utf8');
    expect(errorOf(text.replace('value: 1.8e-3', 'value: 1.3e-3'))).toMatch(
      /energyPj\.supplyCharge: 0\.0013 pJ; a femtocoulomb from 1\.8 V is 0\.0018 pJ$/,
    );
    expect(errorOf(text.replace(/^ {6}supplyCharge: .*\n/m, ''))).toMatch(
      /energyPj\.supplyCharge: 0 pJ; a femtocoulomb from 1\.8 V is 0\.0018 pJ$/,
    );
  });

  test('fan-in is a limit as others are', () => {
    expect(loadProfile('dynapse-like').profile.coreTypes[0]!.limits.fanIn?.value).toBe(64);
    expect(loadProfile('analog-ota-180nm').profile.coreTypes[0]!.limits.fanIn).toBeUndefined();
    expect(
      errorOf(`extends: analog-ota-180nm\n${core(`limits: { fanIn: ${cite(0.5)} }`)}`),
    ).toMatch(/limits\.fanIn\.value: expected a whole number above 0, or "unlimited", found 0\.5$/);
  });
});

describe('built-in analog profiles', () => {
  test('the stacks differ in the net that crosses alone', () => {
    const [membrane, spike] = ['analog-ota-3d', 'analog-ota-3d-spike'].map(
      (name) => loadProfile(name).profile,
    );
    const { title: _t, name: _n, description: _d, coreTypes: cores, ...rest } = membrane!;
    expect(spike).toMatchObject(rest);
    expect(cores[0]!.analog!.stack!.crossing).toBe('membrane');
    expect(spike!.coreTypes[0]!.analog!.stack).toEqual({
      ...cores[0]!.analog!.stack,
      crossing: 'spike',
    });
  });

  test('dynapse-like has 16 cores of 256 neurons below four routers below one', () => {
    const { grid, network, coreTypes } = loadProfile('dynapse-like').profile;
    expect(network).toMatchObject({ topology: 'tree', fanOut: [4, 4] });
    expect(grid.tilesX * grid.tilesY * grid.coresPerTile).toBe(16);
    const { limits, registers, synapseMemory } = coreTypes[0]!;
    expect(limits.compartments.value).toBe(256);
    expect(registers.weightBits).toEqual([5]);
    // 64 words a neuron.
    expect(limits.synapseMemoryBits.value / synapseMemory.wordBits).toBe(256 * 64);
  });

  test('energies of dynapse-like fall with its supply', () => {
    const sets = loadProfile('dynapse-like').profile.parameterSets;
    const [high, low] = ['remembered-1v8', 'remembered-1v3'].map((name) => sets[name]!.energyPj);
    for (const kind of EVENT_KINDS) {
      expect(low![kind].value, kind).toBeLessThanOrEqual(high![kind].value);
    }
  });
});
