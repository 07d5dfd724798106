import {
  type Saturation,
  saturationOf,
  searchSteps,
  traceCurve,
} from '../../../emulator/noc/curve.ts';
import type { LoadPoint, LoadRun, NocBench } from '../../../emulator/noc/measure-load.ts';
import { flitRates, packetStatistics } from '../../../emulator/noc/packet-statistics.ts';
import { type Interrupt, letEventsIn } from '../interrupt.ts';
import { createProgress } from '../progress.ts';
import type { NocConfig, SyntheticTraffic } from './config.ts';
import type { NocNetwork } from './network.ts';
import type { PacketTrace } from './packet-trace.ts';

/** A point without its packets. */
export type CurvePoint = Omit<LoadPoint, 'run'>;

/** What came out, before it is put into words. */
export interface NocResult {
  /** In order of their loads; one without a state for a trace. */
  readonly points: readonly CurvePoint[];
  /** The run whose packets and links are shown: of the largest stable load, or of the trace. */
  readonly shown: { readonly point: CurvePoint; readonly run: LoadRun; readonly ids: Float64Array };
  readonly interrupted: boolean;
}

/** Measures the loads of a configuration one after the other; null where interrupted before the first was done. */
export async function runCurve(
  config: NocConfig,
  traffic: SyntheticTraffic,
  network: NocNetwork,
  interrupt: Interrupt,
): Promise<NocResult | null> {
  const { grid, cycleTicks, createEngine } = network;
  const bench: NocBench = { createEngine, grid, traffic, cycleTicks, seed: config.seed };
  const { loads } = traffic;
  const searched = config.findSaturation ? searchSteps(loads) : 0;
  const expected = loads.length + searched;
  const progress = createProgress('measuring', expected, 'loads');
  const points: CurvePoint[] = [];
  let shown: LoadPoint | null = null;
  try {
    for (const point of traceCurve(bench, loads, config.measurement, config.findSaturation)) {
      const { run: _, ...rest } = point;
      points.push(rest);
      if (isShownRather(point, shown)) shown = point;
      // The search may take a few loads more or less than was thought.
      if (points.length <= expected) progress.advance();
      await letEventsIn();
      if (interrupt.requested()) break;
    }
  } finally {
    progress.done();
  }
  if (shown === null) return null;
  points.sort((a, b) => a.offeredLoad - b.offeredLoad);
  const { run, ...point } = shown;
  const ids = Float64Array.from({ length: run.load.packetCount }, (_, p) => p);
  return { points, shown: { point, run, ids }, interrupted: interrupt.requested() };
}

/** The largest stable load; the smallest one where none is stable. */
function isShownRather(point: LoadPoint, shown: LoadPoint | null): boolean {
  if (shown === null) return true;
  const [isStable, wasStable] = [point.state === 'stable', shown.state === 'stable'];
  if (isStable !== wasStable) return isStable;
  return isStable ? point.offeredLoad > shown.offeredLoad : point.offeredLoad < shown.offeredLoad;
}

/** Where a curve saturates, or null where that was not asked for or the search was interrupted. */
export function saturationFound(
  config: NocConfig,
  { points, interrupted }: NocResult,
): Saturation | null {
  if (config.traffic.kind === 'trace' || !config.findSaturation || interrupted) return null;
  return saturationOf(points);
}

/** Carries the packets of a trace once; all of them count. */
export function runTrace(network: NocNetwork, trace: PacketTrace): NocResult {
  const { load, ids } = trace;
  const { cycleTicks, fabric } = network;
  const engine = network.createEngine();
  const endTick = engine.run(load);
  const { times, counts } = engine;
  const window = { beginTick: 0, endTick: endTick + 1 };
  const run: LoadRun = { load, times, counts, window, endTick };
  const perTick = flitRates(load, times, window, fabric.nodeCount);
  const statistics = packetStatistics(load, times, window);
  const rates = {
    offered: perTick.offered * cycleTicks,
    injected: perTick.injected * cycleTicks,
    accepted: perTick.accepted * cycleTicks,
    acceptedMin: perTick.acceptedMin * cycleTicks,
  };
  const point: CurvePoint = {
    offeredLoad: rates.offered,
    state: 'stable',
    statistics,
    rates,
    repetitions: [],
    windowCycles: endTick / cycleTicks,
    flitHops: counts.flitHops,
    events: counts.events,
  };
  return { points: [point], shown: { point, run, ids }, interrupted: false };
}
