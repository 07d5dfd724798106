import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listProfiles, loadProfile } from '../../chip-profiles/load.ts';
import { UNLIMITED } from '../../src/model/chip.ts';
import { renderError } from '../../src/support/errors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spikeloom-profiles-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** The rendered error of loading a file with this text, its folder left out. */
function errorOf(text: string | Uint8Array, name = 'chip.yaml'): string {
  return errorOfFile(write(name, text));
}

function errorOfFile(nameOrPath: string): string {
  try {
    loadProfile(nameOrPath);
  } catch (error) {
    return renderError(error).replaceAll(`${folder}/`, '');
  }
  return 'no error';
}

describe('loadProfile', () => {
  test('lists and loads the built-in profiles', () => {
    expect(listProfiles()).toEqual([
      'analog-ota-180nm',
      'analog-ota-180nm-ideal',
      'analog-ota-3d',
      'analog-ota-3d-spike',
      'dynapse-like',
      'loihi1',
      'loihi1-unlimited',
      'loihi2',
    ]);
    expect(loadProfile('loihi1').profile.title).toBe('Intel Loihi (first generation)');
  });

  test('a copy of a built-in profile is used exactly as the built-in one', () => {
    const builtIn = loadProfile('loihi1');
    const copy = loadProfile(write('copy.yaml', readFileSync(builtIn.file)));
    expect(copy.profile).toEqual(builtIn.profile);
    expect(copy.sha256).toBe(builtIn.sha256);
  });

  test('the hash is of the content, not of the order or comments of the file', () => {
    const one = loadProfile(write('one.yaml', 'extends: loihi1\nname: a\ntitle: b\n'));
    const two = loadProfile(write('two.yaml', '# note\ntitle: b\nname: a\nextends: loihi1\n'));
    const three = loadProfile(write('three.yaml', 'extends: loihi1\nname: a\ntitle: c\n'));
    expect(two.sha256).toBe(one.sha256);
    expect(three.sha256).not.toBe(one.sha256);
    expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('the profile is frozen to its leaves', () => {
    const { profile } = loadProfile('loihi1');
    expect(Object.isFrozen(profile)).toBe(true);
    expect(Object.isFrozen(profile.coreTypes[0]!.limits.compartments)).toBe(true);
    expect(Object.isFrozen(profile.coreTypes[0]!.registers.weightBits)).toBe(true);
  });
});

describe('extends', () => {
  const bigger = `extends: loihi1
name: bigger
coreTypes:
  - name: neuro
    limits:
      compartments: { value: 2048, source: "a thought experiment", basis: assumed }
`;

  test('changes one limit and keeps the rest', () => {
    const { profile } = loadProfile(write('bigger.yaml', bigger));
    const [core] = profile.coreTypes;
    expect(core!.limits.compartments.value).toBe(2048);
    expect(core!.limits.inputAxons.value).toBe(4096);
    expect(core!.neuronModels).toHaveLength(1);
  });

  test('follows a path from the file, over several files', () => {
    write('bigger.yaml', bigger);
    const file = write('child.yaml', 'extends: ./bigger.yaml\nname: child\n');
    expect(loadProfile(file).profile.coreTypes[0]!.limits.compartments.value).toBe(2048);
  });

  test('a cited value is replaced as a whole, so that it cannot keep a foreign source', () => {
    const text = bigger.replace(', source: "a thought experiment", basis: assumed', '');
    expect(errorOf(text)).toBe(
      'E_PROFILE: chip.yaml:6:7: coreTypes[0].limits.compartments.source: missing\n' +
        'chip.yaml:6:7: coreTypes[0].limits.compartments.basis: missing',
    );
  });

  test('loihi1-unlimited has no capacity limits and at least 16,384 cores', () => {
    const { profile } = loadProfile('loihi1-unlimited');
    const { delayStepsMax, ...capacities } = profile.coreTypes[0]!.limits;
    expect(new Set(Object.values(capacities).map(({ value }) => value))).toEqual(
      new Set([UNLIMITED]),
    );
    expect(delayStepsMax.value).toBe(62);
    const { tilesX, tilesY, coresPerTile } = profile.grid;
    expect(tilesX * tilesY * coresPerTile).toBe(16_384);
    expect(profile.parameterSets).toEqual(loadProfile('loihi1').profile.parameterSets);
  });

  test('a cycle is named', () => {
    write('b.yaml', 'extends: ./a.yaml\n');
    expect(errorOf('extends: b.yaml\n', 'a.yaml')).toBe(
      'E_PROFILE: b.yaml:1:1: extends: extends itself: a.yaml -> b.yaml -> a.yaml',
    );
  });

  test('a chain that is too long is refused', () => {
    for (let i = 0; i < 10; i++) write(`c${i}.yaml`, `extends: c${i + 1}.yaml\n`);
    write('c10.yaml', 'extends: loihi1\n');
    expect(errorOfFile(join(folder, 'c0.yaml'))).toContain(
      'E_PROFILE: c8.yaml:1:1: extends: more than 8 profiles extend one another: c0.yaml -> ',
    );
  });

  test.each([
    [
      'extends: loihi9',
      /^E_PROFILE: chip.yaml:1:1: extends: no chip profile is called "loihi9"\. /,
    ],
    ['extends: ./gone.yaml', /^E_PROFILE: chip.yaml:1:1: extends: ".\/gone.yaml" does not exist$/],
    ['extends: 7', /^E_PROFILE: chip.yaml:1:1: extends: expected the name of a profile or a path/],
  ])('%s is refused', (text, message) => {
    expect(errorOf(text)).toMatch(message);
  });
});

describe('faults', () => {
  test('every fault is shown, each at its line', () => {
    const text = `extends: loihi1
sync: barier
grid:
  tilesX: -3
  tilez: 4
  basis: measurd
coreTypes:
  - name: neuro
    limits:
      inputAxon: { value: 1, source: "my own guess", basis: assumed }
      outputAxons: { value: many, source: "my own guess", basis: assumed }
parameterSets:
  davies2018:
    supplyV: { value: 0.7, min: 0.8, source: "my own guess", basis: assumed }
    energyPj:
      synapseDense: { value: -1, source: "my own guess", basis: assumed }
      axonOut: .inf
      axonIn:
    barrierNs:
      - { tilesMax: 4, timeNs: { value: 1, source: "my own guess", basis: assumed } }
      - { tilesMax: 2, timeNs: { value: 1, source: "my own guess", basis: assumed } }
`;
    expect(errorOf(text)).toMatchInlineSnapshot(`
      "E_PROFILE: chip.yaml:2:1: sync: "barier" is not one of barrier, tick, free-running; did you mean "barrier"?
      chip.yaml:4:3: grid.tilesX: -3 is too small: at least 1
      chip.yaml:5:3: grid.tilez: unknown key; did you mean "tilesX"?
      chip.yaml:6:3: grid.basis: "measurd" is not one of measured, simulated, derived, assumed; did you mean "measured"?
      chip.yaml:10:7: coreTypes[0].limits.inputAxon: unknown key; did you mean "inputAxons"?
      chip.yaml:11:22: coreTypes[0].limits.outputAxons.value: expected a whole number above 0, or "unlimited", found "many"
      chip.yaml:14:28: parameterSets.davies2018.supplyV.min: min 0.8 is above the value 0.7
      chip.yaml:16:23: parameterSets.davies2018.energyPj.synapseDense.value: -1 is too small: at least 0
      chip.yaml:17:7: parameterSets.davies2018.energyPj.axonOut: expected a mapping, found Infinity
      chip.yaml:18:7: parameterSets.davies2018.energyPj.axonIn: expected a mapping, found null
      chip.yaml:21:11: parameterSets.davies2018.barrierNs[1].tilesMax: 2 does not rise above the 4 of the row before"
    `);
  });

  test('rules between fields', () => {
    const text = `extends: loihi1
defaultParameterSet: davies2020
grid: { tilesX: 4096, tilesY: 4096, coresPerTile: 1, chipsMax: 1, source: "my own guess", basis: assumed }
coreTypes:
  - name: neuro
    tiles: [[0, 0], [4096, 0], [0, 0]]
`;
    expect(errorOf(text)).toMatchInlineSnapshot(`
      "E_PROFILE: chip.yaml:2:1: defaultParameterSet: no parameter set is called "davies2020"; there are davies2018, silicon-calibrated, measured-kws
      chip.yaml:6:21: coreTypes[0].tiles[1]: tile [4096, 0] lies outside the grid of 4096 by 4096
      chip.yaml:6:32: coreTypes[0].tiles[2]: tile [0, 0] is already filled with "neuro""
    `);
  });

  test('an event kind that is left out is missing', () => {
    const text = readFileSync(loadProfile('loihi1').file, 'utf8');
    const without = text.replace(/^ {6}hopEastWest: .*\n/m, '');
    expect(errorOf(without)).toMatch(
      /^E_PROFILE: chip.yaml:\d+:5: parameterSets.davies2018.energyPj.hopEastWest: missing$/,
    );
  });

  test('a barrier table that ends before the grid does', () => {
    const text = `extends: loihi1
parameterSets:
  davies2018:
    barrierNs: [{ tilesMax: 4, timeNs: { value: 1, source: "my own guess", basis: assumed } }]
`;
    expect(errorOf(text)).toBe(
      'E_PROFILE: chip.yaml:4:19: parameterSets.davies2018.barrierNs[0].tilesMax: the last row ends at ' +
        '4 tiles, the grid has 32 (write "unlimited" for any number)',
    );
  });

  test('thousands of faults are cut short', () => {
    const keys = Array.from({ length: 3000 }, (_, i) => `zz${i}: 1\n`).join('');
    const lines = errorOf(`extends: loihi1\n${keys}`).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[0]).toBe('E_PROFILE: chip.yaml:1:1: 2980 more unknown keys');
  });
});

describe('bad input gets one clear message', () => {
  test('an unknown chip', () => {
    expect(errorOfFile('lohi1')).toBe(
      'E_CHIP: no chip profile is called "lohi1". Did you mean "loihi1"? There are ' +
        `${listProfiles().join(', ')}; a profile of your own is given by its path (./chip.yaml).`,
    );
  });

  test('a missing file, a folder', () => {
    expect(errorOfFile(join(folder, 'none.yaml'))).toBe(
      'E_CHIP: chip profile "none.yaml" does not exist',
    );
    expect(errorOfFile(`${folder}/.`)).toMatch(/^E_CHIP: chip profile ".*" is not a file$/);
  });

  const bomb = Array.from(
    { length: 10 },
    (_, i) => `a${i}: &a${i} [${`${i === 0 ? 'x' : `*a${i - 1}`},`.repeat(10)}]\n`,
  ).join('');

  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'chip.yaml:1:1: a profile is a mapping of keys to values'],
    ['a list', '- 1', 'chip.yaml:1:1: a profile is a mapping of keys to values'],
    ['not text', Uint8Array.of(0xff, 0xfe, 0), 'chip.yaml:1:1: the file is not UTF-8 text'],
    [
      'too large',
      '#'.repeat(1_000_001),
      'chip.yaml:1:1: the file has 1000001 bytes, a profile at most 1000000',
    ],
    ['too deep', `a: ${'['.repeat(200_000)}`, 'chip.yaml:1:1: nested too deep'],
    ['an alias bomb', bomb, "chip.yaml:1:1: the file's aliases stand for more than 200 copies"],
    ['many aliases', `a: &a 1\nb: [${'*a,'.repeat(9999)}]`, 'chip.yaml:1:1: more than 400 aliases'],
    ['an alias without anchor', 'a: *b', 'chip.yaml:1:4: no anchor "&b" stands before'],
    ['a key twice', 'name: a\nname: b', 'chip.yaml:2:1: the key "name" stands twice'],
    [
      'two documents',
      'a: 1\n---\nb: 1',
      'chip.yaml:2:1: a second document starts here; a profile is one',
    ],
    [
      'broken YAML',
      'grid: {a: 1\nb: 2',
      'chip.yaml:2:1: not YAML: Flow map in block collection must be sufficiently indented and end with a }',
    ],
  ])('%s', (_, text, message) => {
    expect(errorOf(text)).toBe(`E_PROFILE: ${message}`);
  });

  test('a profile cannot reach the prototypes', () => {
    const { profile } = loadProfile(
      write('p.yaml', 'extends: loihi1\nname: p\ngrid: { tilesX: 2 }\n'),
    );
    expect(profile.grid.tilesX).toBe(2);
    expect(errorOf('extends: loihi1\n__proto__: { sync: tick }\n')).toMatch(
      /^E_PROFILE: chip.yaml:2:1: __proto__: unknown key; valid are name, /,
    );
  });
});
