/** What `noc` writes: a folder of tables, and the packets of a run. */
import { type Content, writeFolder } from '../files.ts';
import type { LinkUse } from './link-use.ts';
import type { NocResult } from './run-noc.ts';
import type { NocSummary, PointSummary } from './summary.ts';

const MARKER = 'summary.json';
const OWN_FILE = /^(summary\.json|curve\.csv|packets\.csv|links\.csv)$/;

/** Writes the folder; `summary.json` appears last, so that its presence means a whole folder. */
export function writeNocFolder(
  folder: string,
  summary: NocSummary,
  result: NocResult,
  links: readonly LinkUse[],
): void {
  const files: [string, Content][] = [
    ['packets.csv', packetLines(result)],
    ['links.csv', joined(linkLines(links))],
    [MARKER, `${JSON.stringify(summary, null, 2)}\n`],
  ];
  if (summary.curve.length > 0) files.unshift(['curve.csv', joined(curveLines(summary))]);
  writeFolder(folder, files, MARKER, (name) => OWN_FILE.test(name));
}

function* curveLines({ curve, unit }: NocSummary): Generator<string> {
  const latencies = ['packet_latency_mean', 'p50', 'p99', 'min', 'max'].map((name, k) =>
    k === 0 ? `${name}_${unit}` : `packet_latency_${name}_${unit}`,
  );
  yield [
    'offered_flits_per_node_cycle',
    'state',
    ...latencies,
    `network_latency_mean_${unit}`,
    `source_wait_mean_${unit}`,
    `zero_load_mean_${unit}`,
    `blocked_mean_${unit}`,
    'routers_mean',
    'injected_flit_rate',
    'accepted_flit_rate_mean',
    'accepted_flit_rate_min_node',
    `packet_latency_least_repetition_${unit}`,
    `packet_latency_greatest_repetition_${unit}`,
    'packets',
    'window_cycles',
  ].join(',');
  for (const point of curve) yield curveRow(point).join(',');
}

/** Latencies of a load beyond saturation say nothing and are left empty, as BookSim2 does. */
function curveRow(point: PointSummary): (string | number)[] {
  const cell = (value: number | null | undefined): string | number =>
    point.state !== 'stable' || value === null || value === undefined ? '' : value;
  const { packetLatency } = point;
  const means = point.repetitions.flatMap(({ latency }) => (latency === null ? [] : [latency]));
  return [
    point.offeredLoad,
    point.state,
    cell(packetLatency?.mean),
    cell(packetLatency?.p50),
    cell(packetLatency?.p99),
    cell(packetLatency?.min),
    cell(packetLatency?.max),
    cell(point.networkLatencyMean),
    cell(point.sourceWaitMean),
    cell(point.zeroLoadMean),
    cell(point.blockedMean),
    point.routersMean ?? '',
    point.injectedRate,
    point.acceptedRate,
    point.acceptedRateMin,
    cell(means.length === 0 ? null : Math.min(...means)),
    cell(means.length === 0 ? null : Math.max(...means)),
    point.packets,
    point.windowCycles,
  ];
}

function* linkLines(links: readonly LinkUse[]): Generator<string> {
  yield 'output,from,to,kind,flits,utilization,blocked,buffer_high_water';
  for (const link of links) {
    const { output, from, to, kind, flits, utilization, blocked, bufferHighWater } = link;
    yield [
      output,
      from,
      to,
      csvField(kind),
      flits,
      utilization,
      blocked,
      bufferHighWater ?? '',
    ].join(',');
  }
}

/**
 * All packets of the run that is shown, times in ticks: cycles, or picoseconds. The first nine columns are those of a
 * packet trace and its results; the waits add up to t_eject_tail - t_create.
 */
export function packetLines({ shown }: NocResult): Generator<string> {
  return joined(packetRows(shown));
}

function* packetRows({ run, ids }: NocResult['shown']): Generator<string> {
  const { load, times } = run;
  yield 'id,src,dst,flits,t_create,t_inject_head,t_eject_head,t_eject_tail,routers_visited,wait_source,zero_load,wait_network,waited_for';
  for (let p = 0; p < load.packetCount; p++) {
    const create = load.createTicks[p]!;
    const inject = times.injectTicks[p]!;
    const tail = times.ejectTailTicks[p]!;
    const alone = times.zeroLoadTicks[p]!;
    const other = times.waitedFor[p]!;
    yield [
      ids[p],
      load.source[p],
      load.destination[p],
      load.flits[p],
      create,
      inject,
      times.ejectHeadTicks[p],
      tail,
      times.routersVisited[p],
      inject - create,
      alone,
      tail - inject - alone,
      other < 0 ? '' : ids[other],
    ].join(',');
  }
}

const LINES_PER_PIECE = 20_000;

function* joined(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  for (const line of lines) {
    piece.push(line);
    if (piece.length < LINES_PER_PIECE) continue;
    yield `${piece.join('\n')}\n`;
    piece = [];
  }
  if (piece.length > 0) yield `${piece.join('\n')}\n`;
}

function csvField(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
