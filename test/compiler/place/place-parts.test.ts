import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CastGroupBuilder, TreeJudge, treeCost } from '../../../compiler/place/cast-trees.ts';
import { meshWays } from '../../../compiler/place/chip-ways.ts';
import { type Flows, flowsOf } from '../../../compiler/place/flows.ts';
import { LinkJudge, linkLoads, worstLinkLoad } from '../../../compiler/place/link-loads.ts';
import type { PlaceProblem } from '../../../compiler/place/place-parts.ts';
import { PLACERS, placeParts } from '../../../compiler/place/place-parts.ts';
import { meshSitesAvoiding } from '../../../compiler/place/router-axis.ts';
import type { SiteRules } from '../../../compiler/place/rules.ts';
import { allowsSite, withinRules } from '../../../compiler/place/rules.ts';
import { SiteLinks } from '../../../compiler/place/site-links.ts';
import { placementCost, SiteState } from '../../../compiler/place/site-state.ts';
import { meshSites, type Sites } from '../../../compiler/place/sites.ts';

const annealing = PLACERS[0]!;

/** Messages [from, to, count]. */
function flows(parts: number, list: readonly (readonly [number, number, number])[]): Flows {
  const sorted = [...list].sort((a, b) => a[0] - b[0]);
  const offsets = new Int32Array(parts + 1);
  for (const [from] of sorted) offsets[from + 1]!++;
  for (let a = 0; a < parts; a++) offsets[a + 1]! += offsets[a]!;
  return flowsOf({
    offsets,
    cores: Int32Array.from(sorted, ([, to]) => to),
    messages: Float64Array.from(sorted, ([, , count]) => count),
    hostMessages: Float64Array.from({ length: parts }, (_, a) => (a * 7) % 3),
  });
}

function meshLinks(width: number, height: number): SiteLinks {
  const routers = Int32Array.from({ length: width * height }, (_, s) => s);
  return new SiteLinks(meshWays(width, height), routers);
}

const anyCase = fc
  .record({
    width: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 5 }),
    share: fc.double({ min: 0.1, max: 1, noNaN: true }),
    pairs: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 50 })), {
      maxLength: 60,
    }),
    swaps: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 30 }),
    avoided: fc.boolean(),
  })
  .map(({ width, height, share, pairs, swaps, avoided }) => {
    const slots = width * height;
    const parts = Math.max(1, Math.floor(slots * share));
    const ways = meshWays(width, height);
    const links = avoided && width > 1 ? ([[0, 1]] as const) : [];
    const seen = new Map<number, readonly [number, number, number]>();
    for (const [a, b, n] of pairs) {
      seen.set((a % parts) * parts + (b % parts), [a % parts, b % parts, n]);
    }
    return {
      width,
      height,
      sites: meshSitesAvoiding(width, height, ways, links) as Sites,
      flows: flows(parts, [...seen.values()]),
      start: Int32Array.from({ length: parts }, (_, a) => a),
      swaps: swaps.map(([a, s]): [number, number] => [a % parts, s % slots]),
    };
  });

it('puts parts that hear from the host alone nearest to it, most messages first, at once', () => {
  const parts = 150;
  const sites = meshSites(16, 16);
  const lonely = flows(parts, []);
  const problem: PlaceProblem = { flows: lonely, sites, links: meshLinks(16, 16), rules: null };
  const begin = performance.now();
  const siteOf = placeParts(annealing, problem, { effort: 'normal', seed: 1, goal: 'hops' });
  expect(performance.now() - begin).toBeLessThan(3000);
  const distances = Array.from({ length: 256 }, (_, s) => (s % 16) + Math.floor(s / 16));
  distances.sort((a, b) => a - b);
  const messages = Array.from(lonely.host).sort((a, b) => b - a);
  const least = messages.reduce((sum, count, k) => sum + count * distances[k]!, 0);
  expect(placementCost(lonely, sites, siteOf as Int32Array)).toBe(least);
});

describe('the change of a swap', () => {
  it('is that of the hops, host and avoided links included', () => {
    fc.assert(
      fc.property(anyCase, ({ flows: all, sites, start, swaps }) => {
        const state = new SiteState(all, sites, start.slice());
        for (const [a, site] of swaps) {
          if (site === state.siteOf[a]) continue;
          const before = placementCost(all, sites, state.siteOf);
          const gain = state.gain(a, site);
          state.swap(a, site);
          expect(before - placementCost(all, sites, state.siteOf)).toBe(gain);
          state.siteOf.forEach((at, part) => {
            expect(state.partAt[at]).toBe(part);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is that of the price of link loads', () => {
    fc.assert(
      fc.property(anyCase, ({ flows: all, width, height, start, swaps }) => {
        const links = meshLinks(width, height);
        const judge = new LinkJudge(all, links, start.slice(), width * height);
        const scale = 1 / (worstLinkLoad(all, links, start) || 1);
        const price = (): number => {
          const loads = linkLoads(all, links, judge.siteOf).values();
          return [...loads].reduce((sum, load) => sum + (load * scale) ** 8, 0);
        };
        for (const [a, site] of swaps) {
          if (site === judge.siteOf[a]) continue;
          const before = price();
          const gain = judge.gain(a, site);
          judge.swap(a, site);
          expect(before - price()).toBeCloseTo(gain, 6);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is that of the links of multicast trees', () => {
    fc.assert(
      fc.property(anyCase, ({ flows: all, width, height, start, swaps }) => {
        const groups = new CastGroupBuilder();
        for (let a = 0; a < all.partCount; a++) {
          const ends = all.others.subarray(all.offsets[a]!, all.offsets[a + 1]!);
          groups.add(a, ends, a + 1);
          groups.add(a, ends.subarray(0, 1), 2);
        }
        const links = meshLinks(width, height);
        const built = groups.build(all.partCount);
        const judge = new TreeJudge(built, links, start.slice(), width * height);
        for (const [a, site] of swaps) {
          if (site === judge.siteOf[a]) continue;
          const before = judge.total();
          const gain = judge.gain(a, site);
          expect(judge.total()).toBe(before);
          judge.swap(a, site);
          expect(before - judge.total()).toBe(gain);
          expect(judge.total()).toBe(treeCost(built, links, judge.siteOf));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a placer', () => {
  const problemOf = (all: Flows, width: number, height: number): PlaceProblem => ({
    flows: all,
    sites: meshSites(width, height),
    links: meshLinks(width, height),
    rules: null,
  });

  it('puts a chain on neighbouring sites, whatever the order of its parts', () => {
    // A ring of 16 on a mesh of 4 x 4 has a tour of unit steps: 16 messages, 16 hops.
    const order = [3, 9, 0, 14, 7, 1, 12, 5, 10, 2, 15, 8, 4, 11, 6, 13];
    const ring = order.map((part, k): [number, number, number] => [part, order[(k + 1) % 16]!, 1]);
    const all = { ...flows(16, ring), host: new Float64Array(16) };
    const placed = placeParts(annealing, problemOf(all, 4, 4), {
      effort: 'normal',
      seed: 1,
      goal: 'hops',
    }) as Int32Array;
    expect(placementCost(all, meshSites(4, 4), placed)).toBe(16);
  });

  it('lightens the busiest link where it is asked to, and shortens trees', () => {
    const list: [number, number, number][] = [];
    for (let a = 0; a < 12; a++) {
      for (let b = 0; b < 12; b++) if (a !== b && (a * b) % 3 === 0) list.push([a, b, 1 + a + b]);
    }
    const all = flows(12, list);
    const groups = new CastGroupBuilder();
    for (let a = 0; a < 12; a++) {
      groups.add(
        a,
        list.filter(([from]) => from === a).map(([, to]) => to),
        3,
      );
    }
    const problem = { ...problemOf(all, 4, 3), castGroups: () => groups.build(12) };
    const placed = (goal: 'hops' | 'worst-link' | 'multicast'): Int32Array =>
      placeParts(annealing, problem, { effort: 'fast', seed: 1, goal }) as Int32Array;
    const [hops, link, cast] = [placed('hops'), placed('worst-link'), placed('multicast')];
    const links = meshLinks(4, 3);
    expect(worstLinkLoad(all, links, link)).toBeLessThanOrEqual(worstLinkLoad(all, links, hops));
    const cost = (siteOf: Int32Array): number => treeCost(groups.build(12), links, siteOf);
    expect(cost(cast)).toBeLessThanOrEqual(cost(hops));
    expect(placementCost(all, problem.sites, hops)).toBeLessThanOrEqual(
      Math.min(...[link, cast].map((siteOf) => placementCost(all, problem.sites, siteOf))),
    );
  });

  it('keeps its rules or says which parts have too few sites, and is fixed by its seed', () => {
    const anyRules = fc.array(fc.array(fc.nat({ max: 24 }), { minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 4,
    });
    let kept = 0;
    let short = 0;
    fc.assert(
      fc.property(
        anyCase,
        anyRules,
        fc.nat(),
        ({ flows: all, sites, width, height }, sets, salt) => {
          const rules: SiteRules = {
            ruleOf: Int32Array.from(
              { length: all.partCount },
              (_, a) => ((a * 31 + salt) % (sets.length + 1)) - 1,
            ),
            allowed: sets.map((set) =>
              Uint8Array.from({ length: sites.count }, (_, s) =>
                set.some((site) => site % sites.count === s) ? 1 : 0,
              ),
            ),
          };
          const problem = { flows: all, sites, links: meshLinks(width, height), rules };
          for (const placer of PLACERS) {
            const options = { effort: 'fast', seed: salt, goal: 'hops' } as const;
            const placed = placeParts(placer, problem, options);
            if (!(placed instanceof Int32Array)) {
              const bound = new Set(placed.parts.map((part) => rules.ruleOf[part]!));
              const open = new Set(
                [...bound].flatMap((rule) =>
                  [...rules.allowed[rule]!.keys()].filter((s) => rules.allowed[rule]![s] === 1),
                ),
              );
              expect(placed.parts.length).toBeGreaterThan(open.size);
              expect(new Set(placed.sites)).toEqual(open);
              short++;
              continue;
            }
            kept++;
            expect(new Set(placed).size).toBe(all.partCount);
            placed.forEach((site, part) => {
              expect(allowsSite(rules, part, site)).toBe(true);
            });
            expect(placeParts(placer, problem, options)).toEqual(placed);
          }
        },
      ),
      { numRuns: 60, seed: 1 },
    );
    expect(kept).toBeGreaterThan(20);
    expect(short).toBeGreaterThan(5);
  });

  it('moves no part that already stands where it may', () => {
    const rules = { ruleOf: Int32Array.of(-1, 0), allowed: [Uint8Array.of(0, 1, 1)] };
    expect(withinRules(Int32Array.of(0, 2), 3, rules)).toEqual(Int32Array.of(0, 2));
    // Part 1 has to leave site 0 for the first site that it may have, whose part takes the free one.
    expect(withinRules(Int32Array.of(1, 0), 3, rules)).toEqual(Int32Array.of(0, 1));
  });
});
