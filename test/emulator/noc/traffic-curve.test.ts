import { describe, expect, it } from 'vitest';
import { saturationOf, traceCurve } from '../../../emulator/noc/curve.ts';
import { createIqEngine } from '../../../emulator/noc/iq.ts';
import { DEFAULT_IQ_OPTIONS } from '../../../emulator/noc/iq-options.ts';
import {
  DEFAULT_MEASUREMENT,
  type LoadPoint,
  type MeasurementSpec,
  measureLoad,
  type NocBench,
} from '../../../emulator/noc/measure-load.ts';
import type { NocEngine, PacketLoad } from '../../../emulator/noc/packet-load.ts';
import {
  flitRates,
  packetStatistics,
  runningMeans,
} from '../../../emulator/noc/packet-statistics.ts';
import { buildFabric } from '../../../emulator/noc/topology/index.ts';
import { nodeGrid } from '../../../emulator/noc/traffic-grid.ts';

const fabric = buildFabric({ kind: 'mesh', columns: 4, rows: 4 });
const quick: MeasurementSpec = {
  ...DEFAULT_MEASUREMENT,
  warmupCycles: 2000,
  samplePeriodCycles: 1000,
  samplesMin: 4,
  samplesMax: 10,
};

function bench(createEngine: () => NocEngine, seed = '1'): NocBench {
  return {
    createEngine,
    grid: nodeGrid(fabric),
    traffic: {
      pattern: { kind: 'uniform' },
      packetFlits: 1,
      injection: { kind: 'bernoulli' },
    },
    cycleTicks: 1,
    seed,
  };
}

/** Every source is a queue of its own that lets one packet through in `serviceTicks`: it saturates at 1 / serviceTicks. */
function queueEngine(serviceTicks: number): NocEngine {
  const empty = () => new Float64Array(0);
  const times = {
    createTicks: empty(),
    injectTicks: empty(),
    ejectHeadTicks: empty(),
    ejectTailTicks: empty(),
    consumedTicks: empty(),
    routersVisited: new Int32Array(0),
    zeroLoadTicks: empty(),
    waitedFor: new Int32Array(0),
  };
  return {
    times,
    counts: {
      outputFlits: empty(),
      outputBlockedTicks: empty(),
      bufferHighWater: new Int32Array(0),
      flitHops: 0,
      events: 0,
    },
    run: (load) => {
      const free = new Float64Array(fabric.nodeCount);
      times.injectTicks = Float64Array.from(load.createTicks, (create, p) => {
        const begin = Math.max(create, free[load.source[p]!]!);
        free[load.source[p]!] = begin + serviceTicks;
        return begin;
      });
      times.ejectTailTicks = times.injectTicks.map((inject) => inject + serviceTicks);
      times.zeroLoadTicks = new Float64Array(load.packetCount).fill(serviceTicks);
      times.routersVisited = new Int32Array(load.packetCount).fill(1);
      return Math.max(...free);
    },
  };
}

/** Four packets: made at 0, 10, 20 and 30, sent 1 later, 5 and then 5, 7 and 9 cycles under way. */
const load: PacketLoad = {
  packetCount: 4,
  source: Int32Array.of(0, 0, 1, 1),
  flits: Int32Array.of(1, 2, 1, 2),
  deliveryBegin: Int32Array.of(0, 1, 2, 3, 4),
  destination: Int32Array.of(1, 1, 0, 1),
  createTicks: Float64Array.of(0, 10, 20, 30),
  gapTicks: null,
  serviceTicks: null,
};
const times = {
  createTicks: load.createTicks,
  injectTicks: Float64Array.of(1, 11, 21, 31),
  ejectHeadTicks: Float64Array.of(6, 15, 28, 39),
  ejectTailTicks: Float64Array.of(6, 16, 28, 40),
  consumedTicks: Float64Array.of(6, 16, 28, 40),
  routersVisited: Int32Array.of(1, 1, 2, 2),
  zeroLoadTicks: Float64Array.of(5, 4, 6, 6),
  waitedFor: Int32Array.of(-1, -1, -1, -1),
};

describe('statistics of packets', () => {
  it('count packets by their creation and split their latency', () => {
    const found = packetStatistics(load, times, { beginTick: 10, endTick: 31 });
    expect(found).toEqual({
      packets: 3,
      packetTicks: { mean: 8, p50: 8, p99: 10, min: 6, max: 10 },
      networkTicksMean: 7,
      sourceWaitTicksMean: 1,
      zeroLoadTicksMean: 16 / 3,
      blockedTicksMean: 5 / 3,
      routersMean: 5 / 3,
    });
  });

  it('are null without a packet', () => {
    const found = packetStatistics(load, times, { beginTick: 100, endTick: 200 });
    expect([found.packets, found.packetTicks, found.routersMean]).toEqual([0, null, null]);
  });

  it('take rates over the nodes, and the least over destinations', () => {
    const rates = flitRates(load, times, { beginTick: 0, endTick: 40 }, 2);
    expect(rates.offered).toBeCloseTo(6 / 80, 12);
    expect(rates.injected).toBeCloseTo(6 / 80, 12);
    expect(rates.accepted).toBeCloseTo(4 / 80, 12);
    expect(rates.acceptedMin).toBeCloseTo(1 / 40, 12);
  });

  it('have means that run over parts of the window', () => {
    const found = runningMeans(load, times, { beginTick: 0, endTick: 40 }, 4);
    expect([...found]).toEqual([6, 6, 20 / 3, 7.5]);
  });
});

describe('a measured load', () => {
  const engine = (): NocEngine => createIqEngine(fabric, DEFAULT_IQ_OPTIONS);

  it('has almost the latency of an empty network where little is offered: 2 + 4 (hops + 1)', () => {
    const { statistics, state } = measureLoad(bench(engine), 0.005, quick);
    expect(state).toBe('stable');
    const alone = 2 + 4 * statistics.routersMean!;
    expect(statistics.zeroLoadTicksMean).toBeCloseTo(alone, 9);
    expect(statistics.packetTicks!.mean / alone).toBeLessThan(1.01);
    // Mean hops of a 4 x 4 mesh are 2.5.
    expect(statistics.routersMean).toBeCloseTo(3.5, 0);
  });

  it('is the same for the same seed and does not depend on what was measured before', () => {
    const first = measureLoad(bench(engine), 0.2, quick);
    measureLoad(bench(engine), 0.3, quick);
    expect(measureLoad(bench(engine), 0.2, quick)).toEqual(first);
    const other = measureLoad(bench(engine, '2'), 0.2, quick);
    expect(other.statistics.packetTicks).not.toEqual(first.statistics.packetTicks);
  });

  it('is repeated with seeds of their own', () => {
    const { repetitions, statistics } = measureLoad(bench(engine), 0.2, {
      ...quick,
      repetitions: 3,
    });
    expect(new Set(repetitions.map(({ latencyTicks }) => latencyTicks)).size).toBe(3);
    const mean = repetitions.reduce((sum, { latencyTicks }) => sum + latencyTicks!, 0) / 3;
    expect(statistics.packetTicks!.mean).toBeCloseTo(mean, 9);
  });

  it('without a packet in its window is stable and has no latency', () => {
    const { state, statistics } = measureLoad(bench(engine), 1e-9, quick);
    expect([state, statistics.packetTicks]).toEqual(['stable', null]);
  });
});

describe('a curve', () => {
  function curve(serviceTicks: number, loads: readonly number[], finds = true): LoadPoint[] {
    return [
      ...traceCurve(
        bench(() => queueEngine(serviceTicks)),
        loads,
        quick,
        finds,
      ),
    ];
  }

  it('finds the saturation point of a queue within 3 %', () => {
    for (const [serviceTicks, loads] of [
      [4, [0.1]],
      [4, [0.1, 0.5, 1]],
      [8, [0.5]],
    ] as const) {
      const points = curve(serviceTicks, loads);
      const { stableLoad, saturatedLoad, throughput } = saturationOf(points);
      expect(stableLoad * serviceTicks).toBeGreaterThan(0.95);
      expect(saturatedLoad! * serviceTicks).toBeLessThan(1.03);
      expect(throughput * serviceTicks).toBeGreaterThan(0.97);
      expect(points.length).toBeLessThan(16);
    }
  });

  it('ends where the largest load is stable', () => {
    const points = curve(1, [0.5]);
    expect(saturationOf(points)).toEqual({
      stableLoad: 1,
      saturatedLoad: null,
      throughput: points.at(-1)!.rates.accepted,
    });
  });

  it('measures only what was asked for without a search', () => {
    expect(curve(4, [0.3, 0.1], false).map(({ offeredLoad }) => offeredLoad)).toEqual([0.3, 0.1]);
  });
});
