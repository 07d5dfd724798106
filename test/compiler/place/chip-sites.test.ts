import { describe, expect, it } from 'vitest';
import { candidateCores, chipSites } from '../../../compiler/place/chip-sites.ts';
import { AVOIDED_LINK_HOPS } from '../../../compiler/place/router-axis.ts';
import { hostDistance, siteDistance } from '../../../compiler/place/sites.ts';
import { createHopCounter } from '../../../emulator/hop-count.ts';
import type { ChipNetwork, ChipProfile, ParameterSet } from '../../../src/model/chip.ts';
import { coresPerChip } from '../../../src/model/chip.ts';
import { LOIHI, withLimits } from '../../properties/run-network.ts';

type Grid = Partial<ChipProfile['grid']>;

function chip(grid: Grid, network: Partial<ChipNetwork> = {}): ChipProfile {
  const profile = withLimits(LOIHI, {}, { chipsMax: 16, ...grid });
  return { ...profile, network: { ...profile.network, ...network } };
}

/** Costs of a hop as given; all else as in the profile. */
function priced(profile: ChipProfile, hop: number, crossing: number): ParameterSet {
  const set = profile.parameterSets[profile.defaultParameterSet]!;
  const cost = (value: number) => ({ ...set.energyPj.hopEastWest, value });
  const energyPj = {
    ...set.energyPj,
    hopEastWest: cost(hop),
    hopNorthSouth: cost(hop),
    hopBetweenChips: cost(crossing),
    hopBetweenTiers: cost(crossing),
  };
  return { ...set, energyPj };
}

function allSites(profile: ChipProfile, chips: number, crossing = 5) {
  const cores = Int32Array.from({ length: coresPerChip(profile) * chips }, (_, core) => core);
  return chipSites(profile, priced(profile, 1, crossing), chips, cores);
}

describe('distances between cores', () => {
  it('are 0 within a tile and one a column or row on a mesh', () => {
    const sites = allSites(chip({ tilesX: 3, tilesY: 2, coresPerTile: 2 }), 1);
    expect(siteDistance(sites, 0, 1)).toBe(0);
    // Tile 0 is at (0, 0), tile 5 at (2, 1).
    expect(siteDistance(sites, 0, 11)).toBe(3);
    expect(hostDistance(sites, 11)).toBe(3);
  });

  it('count a link between chips as its energy over that of a hop', () => {
    const sites = allSites(chip({ tilesX: 2, tilesY: 1, coresPerTile: 1 }), 2, 5);
    // 0 1 | 2 3: one hop, the crossing, one hop.
    expect(siteDistance(sites, 0, 3)).toBe(1 + 5 + 1);
    expect(siteDistance(sites, 1, 2)).toBe(5);
    expect(hostDistance(sites, 3)).toBe(1);
  });

  it('count a link between chips as its time over that of a hop where hops take no energy', () => {
    const profile = chip({ tilesX: 2, tilesY: 1, coresPerTile: 1 });
    const set = priced(profile, 0, 0);
    const time = (value: number) => ({ ...set.timeNs.hopEastWest, value });
    const timeNs = {
      ...set.timeNs,
      hopEastWest: time(2),
      hopNorthSouth: time(4),
      hopBetweenChips: time(30),
    };
    const sites = chipSites(profile, { ...set, timeNs }, 2, Int32Array.of(0, 1, 2, 3));
    expect(siteDistance(sites, 1, 2)).toBe(10);
  });

  it('go the short way round a torus', () => {
    const sites = allSites(
      chip({ tilesX: 5, tilesY: 4, coresPerTile: 1 }, { topology: 'torus' }),
      1,
    );
    expect(siteDistance(sites, 0, 4)).toBe(1);
    expect(siteDistance(sites, 0, 19)).toBe(2);
    expect(siteDistance(sites, 0, 12)).toBe(4);
  });

  it('take diagonals of a hexagonal mesh, and climb trees to the first common router', () => {
    const hex = allSites(
      chip(
        { tilesX: 4, tilesY: 4, coresPerTile: 1 },
        { topology: 'hex-mesh', routing: 'diagonal-xy' },
      ),
      1,
    );
    expect(siteDistance(hex, 0, 15)).toBe(3);
    expect(siteDistance(hex, 3, 12)).toBe(6);
    const tree = allSites(
      chip({ tilesX: 4, tilesY: 1, coresPerTile: 1 }, { topology: 'tree', fanOut: [2, 2] }),
      1,
    );
    expect(siteDistance(tree, 0, 1)).toBe(2);
    expect(siteDistance(tree, 0, 3)).toBe(4);
    expect(hostDistance(tree, 3)).toBe(2);
  });

  it('count tiers of a stack: the cores of a tile from below upwards', () => {
    const flat = chip({ tilesX: 2, tilesY: 1, coresPerTile: 4 });
    const core = { ...flat.coreTypes[0]!, analog: { stack: { tiers: 2 } } };
    const profile = { ...flat, coreTypes: [core] } as unknown as ChipProfile;
    const sites = allSites(profile, 1, 3);
    // Cores 0 and 1 of a tile are on tier 0, cores 2 and 3 on tier 1.
    expect(siteDistance(sites, 0, 1)).toBe(0);
    expect(siteDistance(sites, 0, 2)).toBe(3);
    expect(siteDistance(sites, 1, 7)).toBe(1 + 3);
  });

  const NETWORKS: readonly [string, Grid, Partial<ChipNetwork>, number][] = [
    ['mesh', { tilesX: 3, tilesY: 2, coresPerTile: 2 }, {}, 5],
    ['torus', { tilesX: 4, tilesY: 3, coresPerTile: 2 }, { topology: 'torus' }, 1],
    [
      'hex-mesh',
      { tilesX: 4, tilesY: 3, coresPerTile: 1 },
      { topology: 'hex-mesh', routing: 'diagonal-xy' },
      1,
    ],
    [
      'hex-torus',
      { tilesX: 4, tilesY: 5, coresPerTile: 1 },
      { topology: 'hex-torus', routing: 'diagonal-xy' },
      1,
    ],
    [
      'tree',
      { tilesX: 6, tilesY: 2, coresPerTile: 2 },
      { topology: 'tree', routing: 'up-down', fanOut: [3, 2, 2] },
      1,
    ],
    [
      'graph',
      { tilesX: 5, tilesY: 1, coresPerTile: 1 },
      {
        topology: 'graph',
        routing: 'up-down',
        links: [
          [0, 1],
          [1, 2],
          [2, 3],
          [3, 4],
          [4, 0],
          [1, 4],
        ],
      },
      1,
    ],
  ];
  for (const [name, grid, network, chips] of NETWORKS) {
    it(`are the links that the emulator counts (${name})`, () => {
      const profile = chip(grid, network);
      const cores = coresPerChip(profile) * chips;
      const sites = allSites(profile, chips, 1);
      const counter = createHopCounter(profile, chips);
      for (let a = 0; a < cores; a++) {
        const host = counter.fromHost(a);
        expect(hostDistance(sites, a)).toBe(host.eastWest + host.northSouth + host.betweenChips);
        for (let b = 0; b < cores; b++) {
          const hops = counter.betweenCores(a, b);
          const links = hops.eastWest + hops.northSouth + hops.betweenChips;
          expect(siteDistance(sites, a, b)).toBe(links);
        }
      }
    });
  }

  it('price ways over avoided links beyond everything, in both directions of the link', () => {
    const profile = chip({ tilesX: 2, tilesY: 2, coresPerTile: 1 });
    const cores = Int32Array.of(0, 1, 2, 3);
    const sites = chipSites(profile, priced(profile, 1, 1), 1, cores, [[0, 1]]);
    expect(sites.symmetric).toBe(false);
    expect(siteDistance(sites, 0, 1)).toBe(1 + AVOIDED_LINK_HOPS);
    expect(siteDistance(sites, 1, 0)).toBe(1 + AVOIDED_LINK_HOPS);
    // x before y: 0 to 3 starts along the link, 3 to 0 goes along the other row.
    expect(siteDistance(sites, 0, 3)).toBe(2 + AVOIDED_LINK_HOPS);
    expect(siteDistance(sites, 3, 0)).toBe(2);
  });
});

describe('candidate cores', () => {
  it('are distinct, ascending, never avoided, and enough', () => {
    const profile = chip({ tilesX: 4, tilesY: 4, coresPerTile: 2 });
    for (const parts of [1, 5, 16, 30]) {
      const cores = candidateCores(profile, 1, parts, new Set([0, 5]), [31]);
      expect([...new Set(cores)]).toEqual([...cores].sort((a, b) => a - b));
      expect(cores.length).toBeGreaterThanOrEqual(parts);
      expect(cores).toContain(31);
      expect(cores).not.toContain(0);
      expect(cores).not.toContain(5);
    }
  });

  it('are all that there are where not even these are enough', () => {
    const profile = chip({ tilesX: 2, tilesY: 1, coresPerTile: 1 });
    expect([...candidateCores(profile, 1, 9, new Set([1]))]).toEqual([0]);
  });
});
