import { describe, expect, test } from 'vitest';
import { listProfiles, loadProfile } from '../../../chip-profiles/load.ts';
import { createHopCounter } from '../../../emulator/hop-count.ts';
import { fabricOf, hopLinkOf, hostNodeOf } from '../../../emulator/noc/profile-fabric.ts';
import { countLinks, outputsOnWay } from '../../../emulator/noc/route-walk.ts';
import type { ChipNetwork, ChipProfile } from '../../../src/model/chip.ts';
import { coresPerChip, HOP_LINKS } from '../../../src/model/chip.ts';

const { profile: loihi1 } = loadProfile('loihi1');

/** Loihi's cores on a small grid, joined by another network. */
function joinedBy(network: Partial<ChipNetwork>, tilesX = 4, tilesY = 3): ChipProfile {
  const grid = { ...loihi1.grid, tilesX, tilesY, coresPerTile: 2 };
  return { ...loihi1, grid, network: { ...loihi1.network, ...network } };
}

const RING_LINKS = Array.from({ length: 12 }, (_, tile): [number, number] => [
  tile,
  (tile + 1) % 12,
]);

describe.each(listProfiles())('%s', (name) => {
  const { profile } = loadProfile(name);

  test('has a network whose every link is timed', () => {
    const fabric = fabricOf(profile, 1);
    expect(fabric.nodeCount).toBe(coresPerChip(profile) + 1);
    expect(fabric.planeCount).toBe(profile.network.planes.value);
    for (const kind of fabric.linkKinds) expect(HOP_LINKS).toContain(hopLinkOf(kind));
    for (const set of Object.values(profile.parameterSets)) {
      for (const link of HOP_LINKS) expect(set.hopCycleNs[link].value).toBeGreaterThan(0);
    }
  });
});

describe('fabricOf', () => {
  test('puts cores at their tiles and a host at tile (0, 0) of each chip', () => {
    const fabric = fabricOf(loihi1, 2);
    const place = (node: number) => {
      const router = fabric.inputRouter[fabric.nodeInput[node * fabric.planeCount]!]!;
      return Array.from(fabric.routerPlace.subarray(router * 3, router * 3 + 3));
    };
    expect(place(0)).toEqual([0, 0, 0]);
    expect(place(127)).toEqual([7, 3, 0]);
    expect(place(128 + 4)).toEqual([9, 0, 1]);
    expect(place(hostNodeOf(loihi1, 2, 127))).toEqual([0, 0, 0]);
    expect(place(hostNodeOf(loihi1, 2, 128))).toEqual([8, 0, 1]);
  });

  test.each<Partial<ChipNetwork>>([
    { topology: 'torus' },
    { topology: 'hex-mesh', routing: 'diagonal-xy' },
    { topology: 'hex-torus', routing: 'diagonal-xy' },
    { topology: 'tree', routing: 'up-down', fanOut: [3, 4] },
    { topology: 'graph', routing: 'up-down', links: RING_LINKS },
  ])('builds %j', (network) => {
    const profile = joinedBy(network);
    const fabric = fabricOf(profile, 1);
    expect([fabric.nodeCount, fabric.planeCount]).toEqual([25, 2]);
    for (let core = 0; core < 24; core++) {
      expect(outputsOnWay(fabric, hostNodeOf(profile, 1, core), core)).not.toBeNull();
    }
  });

  test('refuses what does not extend over chips, and cycles', () => {
    expect(() => fabricOf(joinedBy({ topology: 'torus' }), 2)).toThrow(
      "2 chips are used, but only a mesh extends over several chips and this profile's network is a torus; use one chip, or a profile with a mesh.",
    );
    const ring = joinedBy({ topology: 'graph', routing: 'shortest', links: RING_LINKS });
    expect(() => fabricOf(ring, 1)).toThrow(/circle of 12 links/);
  });
});

describe('hops', () => {
  test.each([1, 2, 3, 5])('of a mesh of %i chips are the links of its fabric', (chips) => {
    const profile = joinedBy({});
    const fabric = fabricOf(profile, chips);
    const counter = createHopCounter(profile, chips);
    const cores = chips * coresPerChip(profile);
    const linksOf = (from: number, to: number) => {
      const {
        eastWest = 0,
        northSouth = 0,
        chip = 0,
      } = Object.fromEntries(countLinks(fabric, from, to)) as Record<string, number>;
      return { eastWest, northSouth, betweenChips: chip };
    };
    for (let from = 0; from < cores; from += 3) {
      expect(counter.fromHost(from)).toEqual(linksOf(hostNodeOf(profile, chips, from), from));
      for (let to = 0; to < cores; to++) {
        expect(counter.betweenCores(from, to)).toEqual(linksOf(from, to));
      }
    }
  });

  test('of a torus go round, and those of a tree count as east-west', () => {
    const torus = createHopCounter(joinedBy({ topology: 'torus' }), 1);
    expect(torus.betweenCores(0, 23)).toEqual({ eastWest: 1, northSouth: 1, betweenChips: 0 });
    const tree = createHopCounter(
      joinedBy({ topology: 'tree', routing: 'up-down', fanOut: [3, 4] }),
      1,
    );
    expect(tree.betweenCores(0, 23)).toEqual({ eastWest: 4, northSouth: 0, betweenChips: 0 });
    expect(tree.fromHost(23)).toEqual({ eastWest: 2, northSouth: 0, betweenChips: 0 });
  });
});
