import { createRng } from '../../src/support/rng.ts';
import type { FabricCounts, NocEngine, PacketLoad, PacketTimes } from './packet-load.ts';
import {
  type FlitRates,
  flitRates,
  type LatencyFigures,
  type PacketStatistics,
  packetStatistics,
  runningMeans,
  type TickWindow,
} from './packet-statistics.ts';
import { generateTraffic, type TrafficSpec } from './traffic.ts';
import type { NodeGrid } from './traffic-grid.ts';

/** A network under synthetic traffic. */
export interface NocBench {
  /** An engine in its first state; each run gets one of its own, so that no run depends on another. */
  readonly createEngine: () => NocEngine;
  readonly grid: NodeGrid;
  readonly traffic: TrafficSpec;
  /** Ticks of a cycle: 1 in a clocked network, the time of a flit in an asynchronous one. */
  readonly cycleTicks: number;
  readonly seed: string;
}

/**
 * How a load is measured, after BookSim2 (Jiang et al. 2013, doi:10.1109/ISPASS.2013.6557149): nodes send through a
 * warm-up, then sample periods follow. Packets made in them are followed to their end, while others are still sent.
 */
export interface MeasurementSpec {
  readonly warmupCycles: number;
  readonly samplePeriodCycles: number;
  /** Periods at first, and where the mean latency has not settled after those. */
  readonly samplesMin: number;
  readonly samplesMax: number;
  /** The mean has settled when each of the last three periods changed it by less than this fraction. */
  readonly settledChange: number;
  /** A load is beyond saturation where its mean packet latency is over this. */
  readonly latencyLimitCycles: number;
  /** Runs with seeds of their own. */
  readonly repetitions: number;
}

export const DEFAULT_MEASUREMENT: MeasurementSpec = {
  warmupCycles: 5000,
  samplePeriodCycles: 2000,
  samplesMin: 5,
  samplesMax: 20,
  settledChange: 0.05,
  latencyLimitCycles: 500,
  repetitions: 1,
};

/**
 * `saturated`: the mean latency is over its limit, or the network takes less than is offered while packets queue.
 * `unsettled` counts as saturated: the mean latency still moved at the last period.
 */
export type LoadState = 'stable' | 'saturated' | 'unsettled';

/** One load, measured; latencies in ticks, rates in flits per node and cycle. Means over all repetitions. */
export interface LoadPoint {
  readonly offeredLoad: number;
  readonly state: LoadState;
  readonly statistics: PacketStatistics;
  readonly rates: FlitRates;
  /** Mean packet latency and accepted rate of each repetition. */
  readonly repetitions: readonly {
    readonly latencyTicks: number | null;
    readonly accepted: number;
  }[];
  /** Cycles of all sample periods of one repetition. */
  readonly windowCycles: number;
  /** Work of all runs that were made for the point, warm-up included. */
  readonly flitHops: number;
  readonly events: number;
  /** The first repetition, run to its end. */
  readonly run: LoadRun;
}

/** A load as it was run. `times` and `counts` stay valid while the engine is not used again. */
export interface LoadRun {
  readonly load: PacketLoad;
  readonly times: PacketTimes;
  readonly counts: FabricCounts;
  readonly window: TickWindow;
  readonly endTick: number;
}

/** Measures one load. Throws what `generateTraffic` and the engine throw. */
export function measureLoad(
  bench: NocBench,
  offeredLoad: number,
  spec: MeasurementSpec,
): LoadPoint {
  const results = Array.from({ length: spec.repetitions }, (_, k) =>
    measureOnce(bench, offeredLoad, spec, `${bench.seed}/${k}`),
  );
  const first = results[0]!;
  return {
    offeredLoad,
    state: worstState(results.map(({ state }) => state)),
    statistics: meanStatistics(results.map(({ statistics }) => statistics)),
    rates: meanRates(results.map(({ rates }) => rates)),
    repetitions: results.map(({ statistics, rates }) => ({
      latencyTicks: statistics.packetTicks?.mean ?? null,
      accepted: rates.accepted,
    })),
    windowCycles: (first.run.window.endTick - first.run.window.beginTick) / bench.cycleTicks,
    flitHops: results.reduce((sum, { flitHops }) => sum + flitHops, 0),
    events: results.reduce((sum, { events }) => sum + events, 0),
    run: first.run,
  };
}

interface OneResult {
  readonly state: LoadState;
  readonly statistics: PacketStatistics;
  readonly rates: FlitRates;
  readonly flitHops: number;
  readonly events: number;
  readonly run: LoadRun;
}

/** Where the mean has not settled within `samplesMin` periods, the longer run begins as the shorter one did. */
function measureOnce(
  bench: NocBench,
  offeredLoad: number,
  spec: MeasurementSpec,
  seed: string,
): OneResult {
  let [flitHops, events] = [0, 0];
  for (let samples = spec.samplesMin; ; samples = spec.samplesMax) {
    const run = runOnce(bench, offeredLoad, spec, samples, seed);
    flitHops += run.counts.flitHops;
    events += run.counts.events;
    const { load, times, window } = run;
    const settled = judge(run, samples, spec, bench.cycleTicks);
    if (settled === 'unsettled' && samples < spec.samplesMax) continue;
    const statistics = packetStatistics(load, times, window);
    const rates = perCycle(flitRates(load, times, window, bench.grid.nodeCount), bench.cycleTicks);
    const state = isFallingBehind(statistics, rates) ? 'saturated' : settled;
    return { state, statistics, rates, flitHops, events, run };
  }
}

/** Cycles for which nodes send in a run of so many sample periods. */
export function runCycles(spec: MeasurementSpec, samples: number): number {
  // Packets of the window meet the same traffic to their end as long as they take no longer than this.
  const drainCycles = 2 * spec.latencyLimitCycles;
  return spec.warmupCycles + samples * spec.samplePeriodCycles + drainCycles;
}

function runOnce(
  { createEngine, grid, traffic, cycleTicks }: NocBench,
  offeredLoad: number,
  spec: MeasurementSpec,
  samples: number,
  seed: string,
): LoadRun {
  const beginTick = spec.warmupCycles * cycleTicks;
  const endTick = beginTick + samples * spec.samplePeriodCycles * cycleTicks;
  const cycles = runCycles(spec, samples);
  const load = generateTraffic(traffic, grid, offeredLoad, { cycles, cycleTicks }, createRng(seed));
  const engine = createEngine();
  const lastTick = engine.run(load);
  const { times, counts } = engine;
  return { load, times, counts, window: { beginTick, endTick }, endTick: lastTick };
}

function judge(
  { load, times, window }: LoadRun,
  samples: number,
  { settledChange, latencyLimitCycles }: MeasurementSpec,
  cycleTicks: number,
): LoadState {
  const means = runningMeans(load, times, window, samples);
  if (means[samples - 1]! > latencyLimitCycles * cycleTicks) return 'saturated';
  for (let k = Math.max(1, samples - 3); k < samples; k++) {
    const change = Math.abs(means[k]! - means[k - 1]!) / means[k]!;
    // Without a packet so far there is no mean and no change.
    if (change >= settledChange) return 'unsettled';
  }
  return 'stable';
}

/** Below this latency, in terms of that without load, no queue is growing; the window's ends blur the rates then. */
const QUEUEING = 3;
const ACCEPTED_SHARE = 0.99;

function isFallingBehind(
  { packetTicks, zeroLoadTicksMean }: PacketStatistics,
  { offered, accepted }: FlitRates,
): boolean {
  if (packetTicks === null || zeroLoadTicksMean === null) return false;
  return packetTicks.mean > QUEUEING * zeroLoadTicksMean && accepted < ACCEPTED_SHARE * offered;
}

function worstState(states: readonly LoadState[]): LoadState {
  if (states.includes('saturated')) return 'saturated';
  return states.includes('unsettled') ? 'unsettled' : 'stable';
}

function perCycle(rates: FlitRates, cycleTicks: number): FlitRates {
  return {
    offered: rates.offered * cycleTicks,
    injected: rates.injected * cycleTicks,
    accepted: rates.accepted * cycleTicks,
    acceptedMin: rates.acceptedMin * cycleTicks,
  };
}

function meanRates(all: readonly FlitRates[]): FlitRates {
  const mean = (pick: (rates: FlitRates) => number): number =>
    all.reduce((sum, rates) => sum + pick(rates), 0) / all.length;
  return {
    offered: mean(({ offered }) => offered),
    injected: mean(({ injected }) => injected),
    accepted: mean(({ accepted }) => accepted),
    acceptedMin: mean(({ acceptedMin }) => acceptedMin),
  };
}

/** Means of means; least and greatest are those of all repetitions. */
function meanStatistics(all: readonly PacketStatistics[]): PacketStatistics {
  const mean = (pick: (one: PacketStatistics) => number | null): number | null => {
    const values = all.map(pick).filter((value) => value !== null);
    return values.length === 0
      ? null
      : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    packets: all.reduce((sum, { packets }) => sum + packets, 0),
    packetTicks: meanLatency(all.flatMap(({ packetTicks }) => (packetTicks ? [packetTicks] : []))),
    networkTicksMean: mean(({ networkTicksMean }) => networkTicksMean),
    sourceWaitTicksMean: mean(({ sourceWaitTicksMean }) => sourceWaitTicksMean),
    zeroLoadTicksMean: mean(({ zeroLoadTicksMean }) => zeroLoadTicksMean),
    blockedTicksMean: mean(({ blockedTicksMean }) => blockedTicksMean),
    routersMean: mean(({ routersMean }) => routersMean),
  };
}

function meanLatency(all: readonly LatencyFigures[]): LatencyFigures | null {
  if (all.length === 0) return null;
  const mean = (pick: (one: LatencyFigures) => number): number =>
    all.reduce((sum, one) => sum + pick(one), 0) / all.length;
  return {
    mean: mean((one) => one.mean),
    p50: mean(({ p50 }) => p50),
    p99: mean(({ p99 }) => p99),
    min: Math.min(...all.map(({ min }) => min)),
    max: Math.max(...all.map(({ max }) => max)),
  };
}
