import { describe, expect, it } from 'vitest';
import type { PacketLoad } from '../../../emulator/noc/packet-load.ts';
import { buildFabric } from '../../../emulator/noc/topology/index.ts';
import { generateTraffic, type TrafficSpec } from '../../../emulator/noc/traffic.ts';
import { nodeGrid } from '../../../emulator/noc/traffic-grid.ts';
import type { InjectionSpec } from '../../../emulator/noc/traffic-injection.ts';
import { createDestinations, type TrafficPattern } from '../../../emulator/noc/traffic-pattern.ts';
import { createRng } from '../../../src/support/rng.ts';

const mesh = (columns: number, rows = columns, concentration = 1) =>
  nodeGrid(buildFabric({ kind: 'mesh', columns, rows, concentration }));

const grid4 = mesh(4);

function spec(injection: InjectionSpec = { kind: 'bernoulli' }, packetFlits = 1): TrafficSpec {
  return { pattern: { kind: 'uniform' }, packetFlits, injection };
}

function generate(
  traffic: TrafficSpec,
  load: number,
  cycles: number,
  { seed = 's', cycleTicks = 1, grid = grid4 } = {},
): PacketLoad {
  return generateTraffic(traffic, grid, load, { cycles, cycleTicks }, createRng(seed));
}

/** Destination of each node under a pattern that draws nothing. */
function targets(pattern: TrafficPattern, grid = grid4): number[] {
  const draw = createDestinations(pattern, grid, createRng('p'));
  return Array.from({ length: grid.nodeCount }, (_, node) => draw(node, 0, 0));
}

/** Gaps between the packets of all nodes, in ticks. */
function gaps(load: PacketLoad): number[] {
  const found: number[] = [];
  for (let p = 1; p < load.packetCount; p++) {
    if (load.source[p] !== load.source[p - 1]) continue;
    found.push(load.createTicks[p]! - load.createTicks[p - 1]!);
  }
  return found;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('synthetic traffic', () => {
  const processes: InjectionSpec[] = [
    { kind: 'bernoulli' },
    { kind: 'poisson' },
    { kind: 'periodic' },
    { kind: 'bursts', onCycles: 20, onLoad: 0.5 },
  ];

  it.each(processes)('offers the load that was asked for: $kind', (injection) => {
    for (const [load, flits] of [
      [0.02, 1],
      [0.3, 1],
      [0.4, 4],
    ] as const) {
      const cycles = 40_000;
      const { packetCount } = generate(spec(injection, flits), load, cycles);
      expect(packetCount / ((16 * cycles * load) / flits)).toBeGreaterThan(0.97);
      expect(packetCount / ((16 * cycles * load) / flits)).toBeLessThan(1.03);
    }
  });

  it('makes a packet in every cycle at a load of 1', () => {
    const { packetCount, createTicks } = generate(spec(), 1, 50);
    expect(packetCount).toBe(16 * 50);
    expect([...createTicks.subarray(0, 50)]).toEqual(Array.from({ length: 50 }, (_, t) => t));
  });

  it('has geometric gaps under bernoulli: mean 1/p, variance (1 - p)/p^2', () => {
    const found = gaps(generate(spec(), 0.1, 100_000));
    const mean = meanOf(found);
    const variance = meanOf(found.map((gap) => (gap - mean) ** 2));
    expect(mean).toBeCloseTo(10, 0);
    expect(variance / 90).toBeGreaterThan(0.95);
    expect(variance / 90).toBeLessThan(1.05);
    expect(found.reduce((a, b) => Math.min(a, b))).toBe(1);
  });

  it('is evenly spaced under periodic, and each node has a phase of its own', () => {
    const load = generate(spec({ kind: 'periodic' }), 0.125, 1000);
    expect(new Set(gaps(load))).toEqual(new Set([8]));
    const firsts = [...load.createTicks].filter((_, p) => load.source[p] !== load.source[p - 1]);
    expect(new Set(firsts).size).toBeGreaterThan(4);
  });

  it('is burstier under bursts than under bernoulli at the same load', () => {
    const spread = (injection: InjectionSpec): number => {
      const found = gaps(generate(spec(injection), 0.1, 50_000));
      const mean = meanOf(found);
      return meanOf(found.map((gap) => (gap - mean) ** 2)) / mean ** 2;
    };
    const bursts = spread({ kind: 'bursts', onCycles: 40, onLoad: 0.8 });
    expect(bursts).toBeGreaterThan(3 * spread({ kind: 'bernoulli' }));
  });

  it('has times in whole ticks of the cycle', () => {
    const cycleTicks = 6500;
    const clocked = generate(spec(), 0.1, 1000, { cycleTicks });
    expect(clocked.createTicks.every((tick) => tick % cycleTicks === 0)).toBe(true);
    const free = generate(spec({ kind: 'poisson' }), 0.1, 1000, { cycleTicks });
    expect(free.createTicks.every((tick) => Number.isInteger(tick))).toBe(true);
    expect(free.createTicks.some((tick) => tick % cycleTicks !== 0)).toBe(true);
    expect(Math.max(...free.createTicks)).toBeLessThan(1000 * cycleTicks);
  });

  it('is the same for the same seed and another for another', () => {
    const load = generate(spec(), 0.1, 1000);
    expect(generate(spec(), 0.1, 1000)).toEqual(load);
    expect(generate(spec(), 0.1, 1000, { seed: 't' })).not.toEqual(load);
  });

  it('begins in a longer run as in a shorter one, and does not shift with other nodes', () => {
    const rows = (load: PacketLoad, cycles: number, nodes: number): string[] =>
      Array.from({ length: load.packetCount }, (_, p) => p)
        .filter((p) => load.createTicks[p]! < cycles && load.source[p]! < nodes)
        .map((p) => `${load.source[p]} at ${load.createTicks[p]}`);
    const short = generate(spec(), 0.1, 500);
    expect(rows(generate(spec(), 0.1, 5000), 500, 16)).toEqual(rows(short, 500, 16));
    expect(rows(generate(spec(), 0.1, 500, { grid: mesh(8) }), 500, 16)).toEqual(
      rows(short, 500, 16),
    );
  });

  it('costs by packets and not by cycles', () => {
    const started = performance.now();
    const { packetCount } = generate(spec(), 1e-8, 1e9);
    expect(packetCount).toBeGreaterThan(100);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('refuses loads that no node can offer and runs that no memory holds', () => {
    expect(() => generate(spec(), 1.1, 10)).toThrow('must be above 0 and at most 1');
    expect(() => generate(spec(), Number.NaN, 10)).toThrow('must be above 0');
    const bursts = spec({ kind: 'bursts', onCycles: 5, onLoad: 0.2 });
    expect(() => generate(bursts, 0.3, 10)).toThrow('at most 0.2');
    expect(() => generate(spec(), 1, 1e9)).toThrow('16,000,000,000 packets');
  });
});

describe('patterns, node = x + 4 y', () => {
  it('transpose swaps x and y', () => {
    expect(targets({ kind: 'transpose' }).slice(0, 6)).toEqual([0, 4, 8, 12, 1, 5]);
  });

  it("neighbour is (x + 1, y + 1), as BookSim2's neighbor", () => {
    expect(targets({ kind: 'neighbour' }).slice(0, 5)).toEqual([5, 6, 7, 4, 9]);
    expect(targets({ kind: 'neighbour' })[15]).toBe(0);
  });

  it('tornado goes just under half way round', () => {
    expect(targets({ kind: 'tornado' }).slice(0, 4)).toEqual([5, 6, 7, 4]);
    expect(targets({ kind: 'tornado' }, mesh(8)).slice(0, 2)).toEqual([27, 28]);
  });

  it('bit patterns act on the node number', () => {
    expect(targets({ kind: 'bit-complement' }).slice(0, 3)).toEqual([15, 14, 13]);
    expect(targets({ kind: 'bit-reverse' }).slice(0, 4)).toEqual([0, 8, 4, 12]);
    expect(targets({ kind: 'shuffle' }).slice(7, 10)).toEqual([14, 1, 3]);
  });

  it('random-permutation is a permutation, fixed by the seed', () => {
    const drawn = targets({ kind: 'random-permutation' });
    expect([...drawn].sort((a, b) => a - b)).toEqual(drawn.map((_, node) => node));
    expect(targets({ kind: 'random-permutation' })).toEqual(drawn);
  });

  it('keeps the place at a router where several nodes share one', () => {
    const grid = mesh(4, 4, 2);
    expect(targets({ kind: 'transpose' }, grid).slice(0, 4)).toEqual([0, 1, 8, 9]);
  });

  it('uniform reaches every node alike, the sender too unless it is left out', () => {
    const counts = (toItself: boolean): number[] => {
      const pattern = { kind: 'uniform', toItself } as const;
      const load = generate({ ...spec(), pattern }, 0.5, 20_000);
      const found = new Array<number>(16).fill(0);
      for (let p = 0; p < load.packetCount; p++) {
        if (load.source[p] === 3) found[load.destination[p]!]!++;
      }
      return found;
    };
    const all = counts(true);
    expect(Math.min(...all) / (10_000 / 16)).toBeGreaterThan(0.85);
    const others = counts(false);
    expect(others[3]).toBe(0);
    expect(others[4]! / (10_000 / 15)).toBeGreaterThan(0.85);
  });

  it('hotspots have their shares, the rest is uniform', () => {
    const nodes = [
      { node: 5, share: 0.5 },
      { node: 9, share: 0.2 },
    ];
    const load = generate({ ...spec(), pattern: { kind: 'hotspot', nodes } }, 0.5, 10_000);
    const share = (node: number): number =>
      load.destination.filter((to) => to === node).length / load.packetCount;
    expect(share(5)).toBeCloseTo(0.5 + 0.3 / 16, 2);
    expect(share(9)).toBeCloseTo(0.2 + 0.3 / 16, 2);
    expect(share(0)).toBeCloseTo(0.3 / 16, 2);
  });

  it('a pattern that the nodes do not allow is refused by name', () => {
    expect(() => targets({ kind: 'transpose' }, mesh(4, 2))).toThrow('square grid');
    expect(() => targets({ kind: 'bit-reverse' }, mesh(3))).toThrow('a power of two, here are 9');
    const tree = nodeGrid(buildFabric({ kind: 'tree', fanOut: [3, 2] }));
    expect(() => targets({ kind: 'transpose' }, tree)).toThrow('square grid of nodes');
    const spot = (node: number, share: number): TrafficPattern => ({
      kind: 'hotspot',
      nodes: [{ node, share }],
    });
    expect(() => targets(spot(16, 1))).toThrow('there is no node 16; nodes are 0 to 15');
    expect(() => targets(spot(1, 1.5))).toThrow('add up to 1.5');
  });

  it('rows and columns are found over several chips, whose routers are numbered chip by chip', () => {
    const fabric = buildFabric({ kind: 'chips', chipColumns: 2, chipRows: 1, columns: 2, rows: 4 });
    const found = targets({ kind: 'neighbour' }, nodeGrid(fabric));
    // Router 1 is (1, 0); (2, 1) is the first of the second row of chip 1: 8 + 2.
    expect(found[1]).toBe(10);
  });
});
