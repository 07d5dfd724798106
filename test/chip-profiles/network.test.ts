import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProfile } from '../../chip-profiles/load.ts';
import { renderError } from '../../src/support/errors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spikeloom-network-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Loads loihi1 with another network on one chip of 4 by 2 tiles. */
function load(network: string): string {
  const file = join(folder, 'chip.yaml');
  const grid =
    'tilesX: 4, tilesY: 2, coresPerTile: 1, chipsMax: 1, source: a test chip, basis: assumed';
  writeFileSync(file, `extends: loihi1\nname: chip\ngrid: { ${grid} }\nnetwork: ${network}\n`);
  try {
    return loadProfile(file).profile.network.topology;
  } catch (error) {
    return renderError(error).replace(/^E_PROFILE: \S+\.yaml:\d+:\d+: /, '');
  }
}

describe('the network of a profile', () => {
  test.each([
    '{ topology: torus }',
    '{ topology: hex-torus, routing: diagonal-xy }',
    '{ topology: tree, routing: up-down, fanOut: [2, 4] }',
    '{ topology: graph, routing: up-down, links: [[0, 1], [1, 2]] }',
  ])('%s loads', (network) => {
    expect(network).toContain(load(network));
  });

  test.each([
    ['{ topology: hex-mesh }', 'network.routing: a hex-mesh is routed by diagonal-xy, not by xy'],
    ['{ topology: tree, routing: up-down }', 'network.fanOut: missing'],
    [
      '{ topology: tree, routing: up-down, fanOut: [2, 3] }',
      'network.fanOut: the tree ends in 6 routers, the grid has 8 tiles',
    ],
    ['{ fanOut: [2, 4] }', 'network.fanOut: a mesh has none'],
    ['{ links: [[0, 1]] }', 'network.links: a mesh has none'],
    ['{ topology: graph, routing: shortest }', 'network.links: missing'],
    [
      '{ topology: graph, routing: shortest, links: [[0, 8]] }',
      'network.links[0]: tile 8 does not exist: there are 8, numbered from 0',
    ],
    [
      '{ planes: { value: 0, source: "a test chip", basis: assumed } }',
      'network.planes.value: 0 is too small: at least 1',
    ],
    ['{ router: sync }', 'network.router: "sync" is not one of async, iq; did you mean "async"?'],
  ])('%s is refused', (network, message) => {
    expect(load(network)).toBe(message);
  });

  test('only a mesh extends over several chips', () => {
    const file = join(folder, 'many.yaml');
    writeFileSync(file, 'extends: loihi1\nname: many\nnetwork: { topology: torus }\n');
    expect(() => loadProfile(file)).toThrow(
      /grid.chipsMax: only a mesh extends over several chips; a torus is of 1$/,
    );
  });

  test('loihi1: a tile of two meshes and four directions carries 3.44 Gspike/s (Davies et al. 2018, Table 2)', () => {
    const { network, parameterSets } = loadProfile('loihi1').profile;
    expect(network).toMatchObject({
      planes: { value: 2 },
      planeChoice: 'alternate',
      router: 'async',
    });
    for (const { hopCycleNs } of Object.values(parameterSets)) {
      expect((network.planes.value * 4) / hopCycleNs.eastWest.value).toBeCloseTo(3.44, 1);
    }
  });

  test('loihi1: 8 rows of chips more make a barrier 1.9 us longer (Frady et al. 2020)', () => {
    const { timeNs } = loadProfile('loihi1').profile.parameterSets.davies2018!;
    const perChipNs = timeNs.hopBetweenChips.value + 8 * timeNs.hopEastWest.value;
    expect((2 * 8 * perChipNs) / 1000).toBeCloseTo(16.2 - 14.3, 1);
  });
});
