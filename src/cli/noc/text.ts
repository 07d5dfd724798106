/** A summary of `noc` as a table for people, at most 100 columns wide. */
import pc from 'picocolors';
import { plainText } from '../../report/escape.ts';
import { formatCount, formatPercent } from '../../report/units.ts';
import type { NocSummary, PointSummary } from './summary.ts';

const COLUMNS = [
  'load',
  'state',
  'latency',
  'p50',
  'p99',
  'max',
  'at source',
  'blocked',
  'routers',
  'accepted',
  'least',
] as const;

/** The figures of a run, ending in a newline. */
export function renderNocText(summary: NocSummary, colour: boolean): string {
  const { bold, dim, yellow } = pc.createColors(colour);
  const { network, curve, shown, saturation, unit } = summary;
  const rows = (curve.length > 0 ? curve : [shown]).map(pointCells);
  const table = alignRows([[...COLUMNS], ...rows]);
  const zero = summary.zeroLoadLatency;
  const lines = [
    bold(plainText(`${network.name}: ${routerText(summary)}`)),
    ...trafficLines(summary).map(plainText),
    '',
    dim(table[0]!),
    ...table.slice(1),
    '',
    ...(zero === null
      ? []
      : [`zero load    ${figure(zero)} ${unit}, mean of the packets shown below`]),
    ...(saturation ? [`saturation   ${saturationText(saturation)}`] : []),
    `links        ${shownText(summary)}`,
    ...shown.worstLinks.map((link) =>
      plainText(
        `             ${link.from} -> ${link.to} (${link.kind}): busy ${formatPercent(link.utilization)}, ` +
          `blocked ${formatPercent(link.blocked)}` +
          (link.bufferHighWater === null ? '' : `, up to ${link.bufferHighWater} flits behind it`),
      ),
    ),
    ...summary.warnings.map((warning) => yellow(plainText(warning))),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function routerText({ config: { router }, network }: NocSummary): string {
  const size = `${formatCount(network.routers)} routers, ${formatCount(network.nodes)} nodes`;
  const buffers = `buffers of ${router.bufferFlits} flit${router.bufferFlits === 1 ? '' : 's'}`;
  if (router.model === 'async') return `${size}; asynchronous, ${buffers}`;
  const vcs = router.vcs === 1 ? '1 virtual channel' : `${router.vcs} virtual channels`;
  return `${size}; clocked, ${vcs}, ${buffers}${router.speculative ? ', speculative' : ''}`;
}

function trafficLines({ config: { traffic }, unit, cycleNs, seed }: NocSummary): string[] {
  const cycle = cycleNs === null ? '' : `; a cycle is ${cycleNs} ns`;
  const units = `latencies in ${unit}, loads in flits per node and cycle${cycle}`;
  if (traffic.kind === 'trace') return [`packets of ${traffic.path}`, units];
  const { pattern, packetFlits, injection } = traffic;
  const flits = `packets of ${packetFlits} flit${packetFlits === 1 ? '' : 's'}`;
  return [`traffic ${pattern.kind}, ${flits}, ${injection.kind}, seed ${seed}`, units];
}

function saturationText({
  stableLoad,
  saturatedLoad,
  throughput,
}: NonNullable<NocSummary['saturation']>): string {
  const carried = `carries ${throughput.toPrecision(4)} flits per node and cycle`;
  if (saturatedLoad === null) return `none up to a load of ${short(stableLoad)}; ${carried}`;
  return `between a load of ${short(stableLoad)} and ${short(saturatedLoad)}; ${carried}`;
}

function shownText({ shown, curve, unit }: NocSummary): string {
  const of =
    curve.length === 0 ? 'the busiest' : `at a load of ${short(shown.offeredLoad)}, the busiest`;
  return `${of} over ${formatCount(shown.endTime)} ${unit} and ${formatCount(shown.packetsInRun)} packets`;
}

/** Beyond saturation latencies grow with the time that one looks. */
function pointCells(point: PointSummary): string[] {
  const isOpen = point.state === 'saturated' || point.state === 'unsettled';
  const latency = (value: number | null | undefined): string =>
    isOpen || value === null || value === undefined ? '–' : figure(value);
  const { packetLatency } = point;
  return [
    short(point.offeredLoad),
    point.state,
    latency(packetLatency?.mean),
    latency(packetLatency?.p50),
    latency(packetLatency?.p99),
    latency(packetLatency?.max),
    latency(point.sourceWaitMean),
    latency(point.blockedMean),
    point.routersMean === null ? '–' : point.routersMean.toFixed(2),
    point.acceptedRate.toPrecision(4),
    point.acceptedRateMin.toPrecision(3),
  ];
}

function figure(value: number): string {
  return value >= 1000 ? formatCount(Math.round(value)) : value.toFixed(value < 10 ? 2 : 1);
}

function short(load: number): string {
  return String(Number(load.toPrecision(4)));
}

function alignRows(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) =>
    row
      .map((cell, k) => (k === 1 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join('  '),
  );
}
