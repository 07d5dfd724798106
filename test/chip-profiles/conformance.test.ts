/** Every listed profile keeps these rules, without being named here. */
import { describe, expect, test } from 'vitest';
import { profileJsonSchema } from '../../chip-profiles/json-schema.ts';
import { listProfiles, loadProfile } from '../../chip-profiles/load.ts';
import {
  type Cited,
  coresPerChip,
  EVENT_KINDS,
  OPTIONAL_EVENT_KINDS,
} from '../../src/model/chip.ts';
import { LOIHI2_NEURON_MODELS } from '../../src/neurons/loihi2/index.ts';
import { findRegisterModel } from '../../src/neurons/register-models.ts';

const BASES = ['measured', 'simulated', 'derived', 'assumed'];

/** All mappings with a `value`, with the path of each. */
function citedValues(value: unknown, path = ''): [string, Cited][] {
  if (typeof value !== 'object' || value === null) return [];
  if ('value' in value) return [[path, value as Cited]];
  return Object.entries(value).flatMap(([key, item]) => citedValues(item, `${path}.${key}`));
}

describe.each(listProfiles())('%s', (name) => {
  const { profile, file } = loadProfile(name);

  test('carries the name of its file', () => {
    expect(profile.name).toBe(name);
    expect(file.endsWith(`chip-profiles/${name}.yaml`)).toBe(true);
  });

  test('has cores', () => {
    expect(coresPerChip(profile)).toBeGreaterThan(0);
    expect(profile.coreTypes.length).toBeGreaterThan(0);
  });

  test('cites each number, with an interval that holds it', () => {
    const all = citedValues(profile);
    expect(all.length).toBeGreaterThan(40);
    for (const [path, { value, min = value, max = value, source, basis }] of all) {
      expect(Number.isFinite(value), path).toBe(true);
      expect(min <= value && value <= max, path).toBe(true);
      expect(source.length, path).toBeGreaterThan(8);
      expect(BASES, path).toContain(basis);
    }
  });

  test('names a DOI, an address or a program for every measured figure', () => {
    const measured = citedValues(profile).filter(([, { basis }]) => basis === 'measured');
    for (const [path, { source }] of measured)
      expect(source, path).toMatch(/doi:|arXiv:|http|\d\.\d/);
  });

  test('prices every kind of event in every parameter set', () => {
    for (const set of Object.values(profile.parameterSets)) {
      expect(Object.keys(set.energyPj).sort()).toEqual([...EVENT_KINDS].sort());
      expect(Object.keys(set.timeNs)).toHaveLength(EVENT_KINDS.length - 1);
      expect(Object.keys(set.staticMw).length).toBeGreaterThan(0);
    }
    expect(Object.keys(profile.parameterSets)).toContain(profile.defaultParameterSet);
  });

  test('keeps energies, times and powers within the reach of a chip', () => {
    for (const set of Object.values(profile.parameterSets)) {
      for (const { value } of Object.values(set.energyPj)) expect(value).toBeLessThan(1e5);
      for (const { value } of Object.values(set.timeNs)) expect(value).toBeLessThan(1e6);
      for (const { timeNs } of set.barrierNs) expect(timeNs.value).toBeLessThan(1e6);
      for (const { value } of Object.values(set.staticMw)) expect(value).toBeLessThan(1e5);
    }
  });

  test('keeps in its tables only registers that a neuron model has, each in one', () => {
    for (const { sharedRegisters, neuronModels } of profile.coreTypes) {
      const fields = neuronModels.flatMap(({ name }) =>
        findRegisterModel(name)!.fields.map((field) => field.name),
      );
      const {
        compartmentProfiles = [],
        thresholdProfiles = [],
        voltageRanges = [],
      } = sharedRegisters ?? {};
      const named = [...compartmentProfiles, ...thresholdProfiles, ...voltageRanges];
      expect(new Set(named).size).toBe(named.length);
      for (const register of named) expect(fields).toContain(register);
    }
  });

  test('stores every weight width that its registers allow', () => {
    for (const { registers, synapseMemory } of profile.coreTypes) {
      const stored = synapseMemory.weightBits.at(-1)!;
      expect(stored).toBeGreaterThanOrEqual(registers.weightBits.at(-1)!);
    }
  });
});

describe('loihi1', () => {
  const { profile } = loadProfile('loihi1');

  test('has the capacities of Davies et al. 2018, p. 86 to 89', () => {
    expect(coresPerChip(profile)).toBe(128);
    const { limits } = profile.coreTypes[0]!;
    expect(limits.compartments.value).toBe(1024);
    expect(limits.inputAxons.value).toBe(4096);
    expect(limits.outputAxons.value).toBe(4096);
    expect(limits.synapseMemoryBits.value).toBe(128 * 1024 * 8);
  });

  test('davies2018 adds up to the active update of Table 2: 81 pJ in 8.4 ns', () => {
    const { energyPj, timeNs } = profile.parameterSets.davies2018!;
    expect(energyPj.neuronAccess.value + energyPj.neuronUpdate.value).toBe(81);
    expect(timeNs.neuronAccess.value + timeNs.neuronUpdate.value).toBeCloseTo(8.4, 12);
  });

  test('the barrier rows of davies2018 lie on the line from 113 ns at 1 tile to 465 ns at 32', () => {
    for (const { tilesMax, timeNs } of profile.parameterSets.davies2018!.barrierNs.slice(0, 6)) {
      expect(timeNs.value).toBeCloseTo(113 + ((465 - 113) * (tilesMax - 1)) / 31, 1);
    }
  });

  test('the sets differ by half in a synapse and by about four in the barrier', () => {
    const [paper, silicon] = ['davies2018', 'silicon-calibrated'].map(
      (name) => profile.parameterSets[name]!,
    );
    expect(silicon!.energyPj.synapseDense.value / paper!.energyPj.synapseDense.value).toBeCloseTo(
      1.5,
      1,
    );
    expect(silicon!.barrierNs[3]!.timeNs.value / paper!.barrierNs[5]!.timeNs.value).toBeCloseTo(
      3.9,
      1,
    );
  });
});

/** True for the cost of events that the chip never has. */
function isAbsent(path: string): boolean {
  return OPTIONAL_EVENT_KINDS.some((kind) => path.endsWith(`.${kind}`));
}

describe('loihi2', () => {
  const { profile } = loadProfile('loihi2');
  const [core] = profile.coreTypes;

  test('has 128 cores of 8,192 neurons, a million a chip, and graded spikes', () => {
    expect(coresPerChip(profile) * core!.limits.compartments.value).toBe(1_048_576);
    expect(core!.limits.synapseMemoryBits.value).toBe(192 * 1024 * 8);
    expect(2 ** core!.synapseMemory.indexBits.at(-1)!).toBe(core!.limits.compartments.value);
    expect(profile.network.payload).toBe('graded');
  });

  test('runs loihi-lif and every register model of Loihi 2 under its own name', () => {
    const own = core!.neuronModels.filter(({ name }) => name !== 'loihi-lif');
    expect(own.map(({ name }) => name)).toEqual(LOIHI2_NEURON_MODELS.map(({ name }) => name));
    for (const { name, runs } of own) expect(runs).toEqual([name]);
    expect(core!.neuronModels[0]!.runs).toEqual(
      loadProfile('loihi1').profile.coreTypes[0]!.neuronModels[0]!.runs,
    );
  });

  test('assumes each limit and cost, and says within which interval', () => {
    for (const [path, { basis, value, min = value, max = value }] of citedValues(profile)) {
      if (path.startsWith('.technology') || isAbsent(path)) continue;
      expect(basis, path).toBe('assumed');
      if (/energyPj|timeNs/.test(path) && value > 0) expect(max / min, path).toBeGreaterThan(3);
    }
  });

  test('a synapse costs what the peak of Hala Point leaves for it, and no more than on Loihi 1', () => {
    const { energyPj, timeNs } = profile.parameterSets['scaled-loihi1']!;
    expect(energyPj.synapseDense.value).toBeCloseTo(2600 / 380, 1);
    expect(timeNs.synapseDense.min).toBeCloseTo(140_544 / 380_000, 2);
    const loihi1 = loadProfile('loihi1').profile.parameterSets['silicon-calibrated']!;
    const factor = energyPj.synapseDense.value / loihi1.energyPj.synapseDense.value;
    for (const kind of EVENT_KINDS) {
      if (kind === 'packetWithinTile') continue;
      expect(energyPj[kind].value, kind).toBeCloseTo(loihi1.energyPj[kind].value * factor, 0);
    }
  });
});

test('profile.schema.json is current (vitest -u writes it)', async () => {
  const text = `${JSON.stringify(profileJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../chip-profiles/profile.schema.json');
});
