import { describe, expect, it } from 'vitest';
import { searchExactly } from '../../../compiler/analog/tier-exact.ts';
import { linkEnergyPj, sharedTilesPj } from '../../../compiler/analog/tier-links.ts';
import {
  assignmentCost,
  fillInOrder,
  LOAD_SLACK,
  spreadOver,
  type TierAssignment,
  type TierProblem,
} from '../../../compiler/analog/tier-problem.ts';
import { assignTiers } from '../../../compiler/analog/tier-search.ts';
import { checkImage } from '../../../compiler/check-image.ts';
import { corePosition } from '../../../src/model/chip.ts';
import type { Network } from '../../../src/model/network.ts';
import { createRng, type Rng } from '../../../src/support/rng.ts';
import { analogChip, compileAnalog, errorOf } from './analog-chips.ts';
import { layered } from './lif-network.ts';

function drawProblem(rng: Rng, blocks: number, tiers: number): TierProblem {
  const loads = Array.from({ length: blocks }, () => 0.1 + 0.35 * rng.next());
  const crosses = rng.next() < 0.5;
  return {
    tiers,
    loads,
    sources: loads.map((_, block) =>
      crosses
        ? loads.flatMap((_, other) => (other !== block && rng.next() < 0.4 ? [other] : []))
        : [],
    ),
    spanCosts: loads.map(() => {
      const each = rng.next();
      return Array.from({ length: tiers }, (_, span) => 1 - 1 / (1 + each * span));
    }),
    hostCosts: loads.map(() => (crosses ? 0 : rng.next())),
    pairs: crosses
      ? []
      : loads.flatMap((_, from) =>
          loads.flatMap((_, to) =>
            from !== to && rng.next() < 0.4
              ? [{ from, to, cost: rng.next(), sameTierPj: rng.next() }]
              : [],
          ),
        ),
    links: {
      packets: rng.integer(10),
      hostPackets: rng.integer(10),
      tilesMax: 16,
      hopPj: rng.next(),
      withinTilePj: 0.2 * rng.next(),
    },
    costPerLinkPj: rng.next(),
  };
}

function fits({ tiers, loads }: TierProblem, assignment: TierAssignment): boolean {
  const used = new Float64Array(tiers);
  assignment.forEach((tier, block) => {
    used[tier]! += loads[block]!;
  });
  return used.every((load) => load <= 1 + LOAD_SLACK);
}

/** Least cost of all assignments that fit. */
function bruteForce(problem: TierProblem): number {
  const count = problem.loads.length;
  let least = Infinity;
  for (let code = 0; code < problem.tiers ** count; code++) {
    const assignment = Array.from(
      { length: count },
      (_, block) => Math.floor(code / problem.tiers ** block) % problem.tiers,
    );
    if (fits(problem, assignment)) least = Math.min(least, assignmentCost(problem, assignment));
  }
  return least;
}

describe('tiers of few blocks', () => {
  it.each(Array.from({ length: 30 }, (_, k) => k))(
    'are the best of all assignments: case %i',
    (k) => {
      const rng = createRng(`tiers-${k}`);
      const problem = drawProblem(rng, 2 + rng.integer(5), 2 + rng.integer(2));
      const start = fillInOrder(problem);
      if (start === null) return;
      const cost = assignmentCost(problem, start);
      const { assignment, exact } = searchExactly(problem, { assignment: start, cost });
      expect(exact).toBe(true);
      expect(fits(problem, assignment)).toBe(true);
      expect(assignmentCost(problem, assignment)).toBeCloseTo(bruteForce(problem), 12);
    },
  );
});

describe('tiers of many blocks', () => {
  it('are never worse than tiers filled in order, fit, and repeat', () => {
    for (let k = 0; k < 8; k++) {
      const drawn = drawProblem(createRng(`many-${k}`), 40, 4);
      const problem = { ...drawn, loads: drawn.loads.map((load) => load / 4) };
      const before = assignmentCost(problem, fillInOrder(problem)!);
      const spread = assignmentCost(problem, spreadOver(problem)!);
      const found = assignTiers(problem, createRng('seed'))!;
      expect(fits(problem, found.assignment)).toBe(true);
      expect(assignmentCost(problem, found.assignment)).toBeLessThanOrEqual(
        Math.min(before, spread) + 1e-9,
      );
      expect(assignTiers(problem, createRng('seed'))).toEqual(found);
    }
  });

  it('take as many tiles as the fullest needs, and their packets a longer way', () => {
    const links = { packets: 6, hostPackets: 0, tilesMax: 16, hopPj: 50, withinTilePj: 20 };
    expect(linkEnergyPj(links, 1 / 32)).toBe(120);
    // Two places of four by four: 2 (16 - 1) / (3 x 4) hops, and one packet in 16 stays.
    expect(linkEnergyPj(links, 1)).toBeCloseTo(6 * (50 * 2.5 + 20 / 16), 9);
    // From a corner of four by four: three hops.
    expect(linkEnergyPj({ ...links, packets: 0, hostPackets: 2 }, 1)).toBeCloseTo(
      2 * (50 * 3 + 20 / 16),
      9,
    );
  });

  it('share tiles with those of other tiers, which brings partners nearer', () => {
    const energies = { hopPj: 50, withinTilePj: 20 };
    // Two of two tiles each, side by side or one above the other: 1.53 against 0.47 hops, half of that counts.
    expect(sharedTilesPj(energies, 2, 2)).toBeCloseTo((50 * (1.528595 - 0.471405) - 10) / 2, 3);
    expect(sharedTilesPj(energies, 0.3, 0.6)).toBe(0);
  });

  it('find no room where there is none', () => {
    const problem = drawProblem(createRng('full'), 40, 2);
    expect(assignTiers(problem, createRng('seed'))).toBeNull();
  });
});

/** Two pairs of populations, each of which talks within itself alone, in the order a1 b1 a2 b2. */
function twoPairs(size: number): Network {
  const plain = layered([4, size, size, size, size], 0.5);
  const link = (name: string, pre: number, post: number): Network['projections'][number] => ({
    name,
    pre,
    post,
    delayS: 0,
    stages: [{ kind: 'one-to-one', size, weights: 1 }],
  });
  return { ...plain, projections: [link('a', 1, 3), link('b', 2, 4)] };
}

/** Cores that hold synapses of wide layers. */
function unlimited(core: { limits: { synapseMemoryBits: { value: number } } }): void {
  core.limits.synapseMemoryBits.value = 2 ** 30;
}

/** Four tiers of one tile each: a core of 256 neurons to a tier. */
const small = (name: string) =>
  analogChip(name, (_, profile) => {
    profile.grid.tilesX = 1;
    profile.grid.tilesY = 1;
  });

describe('tiers of a network', () => {
  it('keep populations with their sources where membranes cross', () => {
    const profile = small('analog-ota-3d');
    const { analog, image } = compileAnalog(twoPairs(128), profile);
    const { before, after, exact } = analog!.tiers!;
    // Tiers of 256 neurons hold two populations: a1 b1 | a2 b2 in order, a1 a2 | b1 b2 at best.
    expect(before).toMatchObject({ membranes: 256, vias: 256 });
    expect(after).toMatchObject({ membranes: 0, vias: 0, meanRateError: 0 });
    expect(exact).toBe(true);
    expect(checkImage(image)).toEqual([]);
  });

  it('stay as they are filled where that is asked for, and say what it costs', () => {
    const profile = small('analog-ota-3d');
    const { analog, image, quantNet } = compileAnalog(twoPairs(128), profile, {
      tiers: 'sequential',
    });
    expect(analog!.tiers!.after).toEqual(analog!.tiers!.before);
    expect(quantNet.populations.map(({ registers }) => registers?.tsvs)).toEqual([
      undefined,
      0,
      0,
      1,
      1,
    ]);
    expect(quantNet.populations.map(({ registers }) => registers?.tier)).toEqual([
      undefined,
      0,
      0,
      1,
      1,
    ]);
    const note = quantNet.assumptions.find(({ code }) => code === 'A_TIERS')!;
    expect(note.text).toContain('256 membranes cross tier boundaries over 256 vias');
    for (const { core, slices } of image.cores) {
      // Four cores of a tile, one above the other.
      expect(corePosition(profile, core).tile).toBe(0);
      for (const { registers } of slices) expect(registers.tier).toBe(core % 4);
    }
    expect(checkImage(image)).toEqual([]);
  });

  it('follow one another where they are to be spread', () => {
    const { quantNet, image } = compileAnalog(
      layered([4, 8, 8, 8], 0.5),
      analogChip('analog-ota-3d'),
      {
        tiers: 'spread',
      },
    );
    expect(quantNet.populations.map(({ registers }) => registers?.tier)).toEqual([
      undefined,
      0,
      1,
      2,
    ]);
    expect(quantNet.populations.map(({ registers }) => registers?.tsvs)).toEqual([
      undefined,
      0,
      1,
      1,
    ]);
    expect(checkImage(image)).toEqual([]);
  });

  it('slow a neuron by the capacitance of its vias', () => {
    const { analog } = compileAnalog(twoPairs(128), small('analog-ota-3d'), {
      tiers: 'sequential',
    });
    const [plainF, viaF] = analog!.tiers!.capacitanceF[2]!;
    const slower = 1 - plainF! / viaF!;
    const { largestRateError } = analog!.tiers!.after;
    // The pause of 5 us dilutes it a little.
    expect(largestRateError).toBeLessThan(slower);
    expect(largestRateError).toBeGreaterThan(0.98 * slower);
  });

  it('save energy of crossing spikes where spikes cross', () => {
    const { analog, quantNet } = compileAnalog(twoPairs(128), small('analog-ota-3d-spike'));
    const { before, after } = analog!.tiers!;
    expect(before.spikeCrossings).toBe(256);
    expect(before.energyPj).toBeCloseTo(256 * 0.221, 9);
    expect(after.spikeCrossings).toBe(0);
    expect(quantNet.populations.every(({ registers }) => (registers?.tsvs ?? 0) === 0)).toBe(true);
  });

  it.each([
    [4, 700, 700, 700],
    [16, 1000, 300, 900, 40],
  ])(
    'cost no more with links than tiers that are spread: layers of %i, %i, %i, ...',
    (...sizes) => {
      const network = layered(sizes, 0.5);
      const compiled = (tiers: 'optimize' | 'spread' | 'sequential') =>
        compileAnalog(network, analogChip('analog-ota-3d-spike', unlimited), { tiers });
      const total = (tiers: 'optimize' | 'spread' | 'sequential'): number => {
        const { energyPj, linkPj } = compiled(tiers).analog!.tiers!.after;
        return energyPj + linkPj;
      };
      const { before, after } = compiled('optimize').analog!.tiers!;
      expect(after.energyPj + after.linkPj).toBeLessThanOrEqual(total('spread') * (1 + 1e-9));
      expect(after.energyPj + after.linkPj).toBeLessThan(before.energyPj + before.linkPj);
      expect(total('sequential')).toBe(before.energyPj + before.linkPj);
      const note = compiled('optimize').quantNet.assumptions.find(
        ({ code }) => code === 'A_TIERS',
      )!;
      expect(note.text).toMatch(
        /links between tiles are guessed to take [\d.]+ nJ \([\d.]+ nJ filled/,
      );
    },
  );

  it('share a population that no tier holds', () => {
    const { analog, quantNet, image } = compileAnalog(
      layered([4, 600, 10], 0.5),
      small('analog-ota-3d'),
    );
    expect(analog!.tiers!.blocks.length).toBeGreaterThan(2);
    expect(new Set(quantNet.populations[1]!.registers!.tier as Int32Array).size).toBeGreaterThan(1);
    expect(checkImage(image)).toEqual([]);
  });

  it('are too few for a network larger than the stack', () => {
    expect(errorOf(() => compileAnalog(layered([4, 1100], 0.5), small('analog-ota-3d')))).toContain(
      'E_TIERS: the network fills some 5 cores, the 4 tiers of core type "neuro" have 1 each, 4 in all.',
    );
  });
});

describe('compensation of vias', () => {
  it('raises leak, input and unit as the capacitance, and states what is left', () => {
    const profile = small('analog-ota-3d');
    const plain = compileAnalog(twoPairs(128), profile, { tiers: 'sequential' });
    const raised = compileAnalog(twoPairs(128), profile, {
      tiers: 'sequential',
      compensateTsv: true,
    });
    const [nominalF, viaF] = plain.analog!.tiers!.capacitanceF[2]!;
    const [left] = raised.analog!.compensation!;
    expect(left!.largestRatio).toBeCloseTo(viaF! / nominalF!, 12);
    // Half a step of converters of 1,023 steps over three decades is 0.34 %.
    expect(left!.leakError).toBeLessThan(0.0034);
    expect(left!.weightError).toBeLessThan(0.0034);
    const codes = (compilation: typeof plain, name: 'leak' | 'unit'): number =>
      compilation.quantNet.populations[3]!.registers![name] as number;
    // ln(ratio) over the step of a code, ln(1000) / 1023.
    const steps = (Math.log(viaF! / nominalF!) * 1023) / Math.log(1000);
    expect(Math.abs(codes(raised, 'leak') - codes(plain, 'leak') - steps)).toBeLessThan(1.01);
    expect(Math.abs(codes(raised, 'unit') - codes(plain, 'unit') - steps)).toBeLessThan(0.51);
    expect(raised.quantNet.populations[1]!.registers).toEqual(
      plain.quantNet.populations[1]!.registers,
    );
    expect(checkImage(raised.image)).toEqual([]);
  });
});
