import type { LatencyFigures } from '../../../emulator/noc/packet-statistics.ts';
import { groupDigits } from '../../support/errors.ts';
import { VERSION } from '../version.ts';
import type { NocConfig } from './config.ts';
import { busiestLinks, type LinkUse } from './link-use.ts';
import type { NocNetwork } from './network.ts';
import { type CurvePoint, type NocResult, saturationFound } from './run-noc.ts';

const WORST_LINKS = 5;
const PS_PER_NS = 1000;

/** The JSON document of `noc`. Latencies are in `unit`, rates in flits per node and cycle. */
export interface NocSummary {
  readonly schema: 'spikeloom/noc/1';
  readonly version: string;
  readonly command: 'noc';
  readonly seed: string;
  readonly network: {
    readonly name: string;
    readonly routers: number;
    readonly nodes: number;
    readonly planes: number;
    readonly linkKinds: readonly string[];
  };
  readonly config: Omit<NocConfig, 'seed'>;
  readonly unit: 'cycles' | 'ns';
  /** What a cycle is where the unit is ns: the time of a flit. */
  readonly cycleNs: number | null;
  /** Latency that the packets shown would have alone in the network. */
  readonly zeroLoadLatency: number | null;
  /** By load; of a trace none. */
  readonly curve: readonly PointSummary[];
  readonly saturation: {
    readonly stableLoad: number;
    readonly saturatedLoad: number | null;
    readonly throughput: number;
  } | null;
  /** The run whose packets and links follow. */
  readonly shown: PointSummary & {
    /** Packets and time of the whole run, warm-up included. */
    readonly packetsInRun: number;
    readonly endTime: number;
    readonly worstLinks: readonly LinkUse[];
  };
  readonly warnings: readonly string[];
  readonly host: { readonly wallMs: number; readonly flitHopsPerSecond: number };
}

/** Beyond saturation latencies grow with the time that one looks: they are lower bounds there. */
export interface PointSummary {
  readonly offeredLoad: number;
  readonly state: string;
  readonly packets: number;
  /** Null where no packet was made in the window. */
  readonly packetLatency: LatencyFigures | null;
  readonly networkLatencyMean: number | null;
  readonly sourceWaitMean: number | null;
  readonly zeroLoadMean: number | null;
  readonly blockedMean: number | null;
  readonly routersMean: number | null;
  readonly injectedRate: number;
  readonly acceptedRate: number;
  readonly acceptedRateMin: number;
  /** Of each repetition. */
  readonly repetitions: readonly { readonly latency: number | null; readonly accepted: number }[];
  readonly windowCycles: number;
  readonly flitHops: number;
  readonly events: number;
}

export function summarizeNoc(
  config: NocConfig,
  network: NocNetwork,
  result: NocResult,
  links: readonly LinkUse[],
  wallMs: number,
): NocSummary {
  const { fabric, cycleTicks } = network;
  const { seed, ...rest } = config;
  const isClocked = config.router.model === 'iq';
  const perUnit = isClocked ? 1 : PS_PER_NS;
  const isTrace = config.traffic.kind === 'trace';
  const { point, run } = result.shown;
  const flitHops = result.points.reduce((sum, one) => sum + one.flitHops, 0);
  const shown = summarizePoint(point, perUnit, isTrace ? 'trace' : point.state);
  return {
    schema: 'spikeloom/noc/1',
    version: VERSION,
    command: 'noc',
    seed,
    network: {
      name: fabric.name,
      routers: fabric.routerCount,
      nodes: fabric.nodeCount,
      planes: fabric.planeCount,
      linkKinds: fabric.linkKinds,
    },
    config: rest,
    unit: isClocked ? 'cycles' : 'ns',
    cycleNs: isClocked ? null : cycleTicks / PS_PER_NS,
    zeroLoadLatency: shown.zeroLoadMean,
    curve: isTrace ? [] : result.points.map((one) => summarizePoint(one, perUnit, one.state)),
    saturation: saturationFound(config, result),
    shown: {
      ...shown,
      packetsInRun: run.load.packetCount,
      endTime: run.endTick / perUnit,
      worstLinks: busiestLinks(links, WORST_LINKS),
    },
    warnings: warningsOf(config, result),
    host: { wallMs, flitHopsPerSecond: flitHops / (wallMs / 1000) },
  };
}

function summarizePoint(point: CurvePoint, perUnit: number, state: string): PointSummary {
  const { statistics, rates } = point;
  const time = (ticks: number | null): number | null => (ticks === null ? null : ticks / perUnit);
  return {
    offeredLoad: point.offeredLoad,
    state,
    packets: statistics.packets,
    packetLatency: statistics.packetTicks && scaled(statistics.packetTicks, perUnit),
    networkLatencyMean: time(statistics.networkTicksMean),
    sourceWaitMean: time(statistics.sourceWaitTicksMean),
    zeroLoadMean: time(statistics.zeroLoadTicksMean),
    blockedMean: time(statistics.blockedTicksMean),
    routersMean: statistics.routersMean,
    injectedRate: rates.injected,
    acceptedRate: rates.accepted,
    acceptedRateMin: rates.acceptedMin,
    repetitions: point.repetitions.map(({ latencyTicks, accepted }) => ({
      latency: time(latencyTicks),
      accepted,
    })),
    windowCycles: point.windowCycles,
    flitHops: point.flitHops,
    events: point.events,
  };
}

function scaled(figures: LatencyFigures, perUnit: number): LatencyFigures {
  return {
    mean: figures.mean / perUnit,
    p50: figures.p50 / perUnit,
    p99: figures.p99 / perUnit,
    min: figures.min / perUnit,
    max: figures.max / perUnit,
  };
}

/** Packets below which a mean latency says little. */
const PACKETS_FEW = 100;

function warningsOf(config: NocConfig, result: NocResult): string[] {
  if (config.traffic.kind === 'trace') return [];
  const warnings: string[] = [];
  const few = result.points.filter(({ statistics }) => statistics.packets < PACKETS_FEW);
  if (few.length > 0) {
    warnings.push(
      `W_NOC_FEW_PACKETS: at a load of ${few.map(({ offeredLoad }) => offeredLoad).join(', ')} fewer than ${PACKETS_FEW} packets were measured; make the sample periods longer.`,
    );
  }
  if (result.interrupted) {
    warnings.push(
      `W_INTERRUPTED: ${groupDigits(result.points.length)} loads were measured; the rest and the saturation point are missing.`,
    );
  }
  const found = saturationFound(config, result);
  const { injection } = config.traffic;
  const most = injection.kind === 'bursts' ? injection.onLoad : 1;
  if (found !== null && found.saturatedLoad === null && found.stableLoad < most) {
    warnings.push(
      `W_NOC_NOT_SATURATED: a load of ${found.stableLoad}, the largest that one run can hold, is still stable; shorten the warm-up or the sample periods to go on.`,
    );
  }
  return warnings;
}
