/** What the spike router did over all samples: figures for the summary, links over time for the report. */
import type { Fabric } from '../../emulator/noc/fabric.ts';
import type { LatencySplit, NocTrace, Spread } from '../model/noc-trace.ts';
import { latencyBinPs, latencyQuantilePs } from '../model/noc-trace.ts';
import type { NocLink, NocSummary, ReportNoc } from '../model/report.ts';
import { sum } from './sum.ts';

const WORST_LINKS = 10;
/** Bars of the report's histogram: four of the trace's bins each. */
const BINS_PER_BAR = 4;

/** A network and how long each of its outputs is busy with a flit. */
export interface TimedFabric {
  readonly fabric: Fabric;
  /** By index of `linkKinds`, picosecond. */
  readonly cyclePs: readonly number[];
}

export function nocSummary(traces: readonly NocTrace[], timed: TimedFabric): NocSummary {
  const deliveries = sum(traces, (trace) => trace.deliveries);
  const each = (total: number): number => (deliveries > 0 ? total / deliveries / 1000 : 0);
  const latency = joined(traces.map(({ latencyPs }) => latencyPs));
  const isi = joined(traces.map(({ isiDistortionPs }) => isiDistortionPs));
  const histogram = totalHistogram(traces);
  const part = (key: keyof LatencySplit): number => each(sum(traces, ({ split }) => split[key]));
  return {
    packets: sum(traces, (trace) => trace.packets),
    deliveries,
    flitHops: sum(traces, (trace) => trace.flitHops),
    latencyNs: {
      mean: each(latency.sum),
      p50: Math.min(latency.max, latencyQuantilePs(histogram, 0.5)) / 1000,
      p99: Math.min(latency.max, latencyQuantilePs(histogram, 0.99)) / 1000,
      max: latency.max / 1000,
    },
    splitNs: {
      source: part('sourcePs'),
      way: part('wayPs'),
      blocked: part('blockedPs'),
      destination: part('destinationPs'),
    },
    isiDistortionNs: {
      mean: isi.count > 0 ? isi.sum / isi.count / 1000 : 0,
      max: isi.max / 1000,
    },
    outOfOrder: sum(traces, (trace) => trace.outOfOrder),
    worstLinks: worstLinks(traces, timed),
    bufferHighWater: traces.reduce(
      (most, { links }) => links.bufferHighWater.reduce((a, b) => Math.max(a, b), most),
      0,
    ),
  };
}

/** Router-to-router links with their use in each bin of the `stepCount` steps; those that carried nothing too. */
export function reportNoc(
  traces: readonly NocTrace[],
  timed: TimedFabric,
  stepCount: number,
): ReportNoc {
  const { fabric } = timed;
  const histogram = totalHistogram(traces);
  return {
    routers: routerPlaces(fabric),
    links: allLinks(traces, timed),
    bins: binsOf(traces).map(({ begin, end }) => ({ begin, end: Math.min(end, stepCount) })),
    latency: bars(histogram),
  };
}

function worstLinks(traces: readonly NocTrace[], timed: TimedFabric): NocLink[] {
  return allLinks(traces, timed)
    .filter(({ flits }) => flits > 0)
    .sort((a, b) => b.utilization - a.utilization || b.blockedNs - a.blockedNs)
    .slice(0, WORST_LINKS)
    .map(({ from, to, kind, flits, utilization, blockedNs }) => ({
      from,
      to,
      kind,
      flits,
      utilization,
      blockedNs,
    }));
}

type Link = ReportNoc['links'][number];

/** What each output carried, all samples together. */
interface OutputUse {
  readonly flits: (output: number) => number;
  readonly blockedPs: (output: number) => number;
  /** Chip time of each bin, and the flits of an output in it. */
  readonly binPs: readonly number[];
  readonly binFlits: (bin: number, output: number) => number;
}

function allLinks(traces: readonly NocTrace[], timed: TimedFabric): Link[] {
  const outputCount = timed.fabric.outputRouter.length;
  return linksOfOutputs(timed, {
    flits: (output) => sum(traces, ({ links }) => links.flits[output]!),
    blockedPs: (output) => sum(traces, ({ links }) => links.blockedPs[output]!),
    binPs: binsOf(traces).map((_, b) => sum(traces, ({ timeline }) => timeline.binPs[b] ?? 0)),
    binFlits: (bin, output) =>
      sum(traces, ({ timeline }) => timeline.flits[bin * outputCount + output] ?? 0),
  });
}

/** Links of the first plane; the others' flits are added, their busy part averaged. */
export function linksOfOutputs({ fabric, cyclePs }: TimedFabric, use: OutputUse): Link[] {
  const planeOutputs = fabric.outputRouter.length / fabric.planeCount;
  const chipPs = use.binPs.reduce((all, ps) => all + ps, 0);
  const links: Link[] = [];
  for (let o = 0; o < planeOutputs; o++) {
    const target = fabric.outputTarget[o]!;
    if (target < 0) continue;
    const planes = Array.from({ length: fabric.planeCount }, (_, p) => o + p * planeOutputs);
    const kind = fabric.outputLinkKind[o]!;
    const busyPs = (cyclePs[kind] ?? 0) / fabric.planeCount;
    const flits = sum(planes, use.flits);
    const [fromRouter, toRouter] = [fabric.outputRouter[o]!, fabric.inputRouter[target]!];
    links.push({
      fromRouter,
      toRouter,
      from: routerName(fabric, fromRouter),
      to: routerName(fabric, toRouter),
      kind: fabric.linkKinds[kind]!,
      flits,
      utilization: chipPs > 0 ? (flits * busyPs) / chipPs : 0,
      blockedNs: sum(planes, use.blockedPs) / 1000,
      byBin: use.binPs.map((ps, b) =>
        ps > 0 ? (sum(planes, (output) => use.binFlits(b, output)) * busyPs) / ps : 0,
      ),
    });
  }
  return links;
}

/** All samples of a run have the same bins, but a sample that was left early fills fewer. */
function binsOf(traces: readonly NocTrace[]): { begin: number; end: number }[] {
  const binCount = traces.reduce((most, { timeline }) => Math.max(most, timeline.binPs.length), 0);
  const binSteps = traces[0]?.timeline.binSteps ?? 1;
  return Array.from({ length: binCount }, (_, b) => ({
    begin: b * binSteps,
    end: (b + 1) * binSteps,
  }));
}

/** Routers of the first plane. */
export function routerPlaces(fabric: Fabric): ReportNoc['routers'] {
  const routers = fabric.routerCount / fabric.planeCount;
  return Array.from({ length: routers }, (_, r) => placeOf(fabric, r));
}

function placeOf(fabric: Fabric, router: number): { x: number; y: number; chip: number } {
  const { routerPlace } = fabric;
  return {
    x: routerPlace[router * 3]!,
    y: routerPlace[router * 3 + 1]!,
    chip: routerPlace[router * 3 + 2]!,
  };
}

function routerName(fabric: Fabric, router: number): string {
  const { x, y, chip } = placeOf(fabric, router);
  return chip > 0 ? `${chip}:(${x},${y})` : `(${x},${y})`;
}

function totalHistogram(traces: readonly NocTrace[]): Float64Array {
  const total = new Float64Array(traces[0]?.latencyHistogram.length ?? 0);
  for (const { latencyHistogram } of traces) {
    for (let b = 0; b < total.length; b++) total[b]! += latencyHistogram[b]!;
  }
  return total;
}

function bars(histogram: Float64Array): ReportNoc['latency'] {
  const heights: { fromNs: number; toNs: number; count: number }[] = [];
  for (let bin = 0; bin < histogram.length; bin += BINS_PER_BAR) {
    const count = histogram.subarray(bin, bin + BINS_PER_BAR).reduce((all, n) => all + n, 0);
    const [fromNs, toNs] = [latencyBinPs(bin) / 1000, latencyBinPs(bin + BINS_PER_BAR) / 1000];
    heights.push({ fromNs, toNs, count });
  }
  const first = heights.findIndex(({ count }) => count > 0);
  const last = heights.findLastIndex(({ count }) => count > 0);
  return first < 0 ? [] : heights.slice(first, last + 1);
}

function joined(spreads: readonly Spread[]): Spread {
  return spreads.reduce(
    (all, { count, sum: total, max }) => ({
      count: all.count + count,
      sum: all.sum + total,
      max: Math.max(all.max, max),
    }),
    { count: 0, sum: 0, max: 0 },
  );
}
