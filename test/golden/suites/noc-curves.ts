/**
 * Latency/throughput curves of BookSim2: `curves/NAME.cfg` is its configuration, `NAME.csv` what it measured. Random
 * streams differ, so values agree within tolerances: latencies at the load that BookSim2's own stream really had,
 * and with its mean number of routers, which moves the latency by a known time a router.
 */
import { readFileSync } from 'node:fs';
import { createIqEngine } from '../../../emulator/noc/iq.ts';
import {
  type LoadPoint,
  type MeasurementSpec,
  measureLoad,
  type NocBench,
} from '../../../emulator/noc/measure-load.ts';
import { buildFabric } from '../../../emulator/noc/topology/index.ts';
import { nodeGrid } from '../../../emulator/noc/traffic-grid.ts';
import { parseBooksim } from '../../../src/cli/noc/booksim-config.ts';
import type { NocConfig } from '../../../src/cli/noc/config.ts';
import { type GoldenSuite, goldenCase, Inexpressible, type Tally } from '../../support/golden.ts';
import { baseOf, findFiles } from '../../support/oracle-files.ts';

const ZERO_LOAD_TOLERANCE = 0.01;
const LATENCY_TOLERANCE = 0.03;
const THROUGHPUT_TOLERANCE = 0.03;
/** Latencies are held against BookSim2's up to this many times the one without load. */
const NEAR = 3;
/** From here on queues fill and empty slowly, and one stream differs from the next by more than the tolerance. */
const KNEE = 1.3;
const KNEE_REPETITIONS = 2;
/** Long streams that decide where a shorter look is out of tolerance. */
const STREAMS = 12;
/** Standard deviations within which one more stream is expected. */
const DEVIATIONS = 3;
/** Packets of a window below the knee: their mean latency is known to about 0.4 %. */
const PACKETS = 15_000;

export const nocCurvesSuite: GoldenSuite = {
  name: 'noc-curves',
  title: "BookSim2's latency/throughput curves",
  files: (folder) => findFiles(folder, /\.cfg$/),
  runFile: async (file, folder, report) => {
    const name = baseOf(file);
    await goldenCase({ folder, file, name }, report, (tally) => {
      const { config } = parseBooksim(readFileSync(file, 'utf8'), name);
      compareCurve(createBench(config), config, readRows(file.replace(/cfg$/, 'csv')), tally);
    });
  },
};

interface Row {
  readonly offered: number;
  readonly isStable: boolean;
  readonly latency: number;
  readonly routers: number;
  readonly injected: number;
  readonly accepted: number;
}

/** Columns of the CSV by their names, so that others may stand between them. */
function readRows(path: string): Row[] {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const names = head!.trim().split(',');
  return lines.map((line) => {
    const cells = line.trim().split(',');
    const cell = (name: string): string => cells[names.indexOf(name)]!;
    return {
      offered: Number(cell('offered_flits_per_node_cycle')),
      isStable: cell('state') === 'stable',
      latency: Number(cell('packet_latency_avg')),
      routers: Number(cell('router_hops_avg')),
      injected: Number(cell('injected_flit_rate')),
      accepted: Number(cell('accepted_flit_rate_avg')),
    };
  });
}

function createBench({ topology, router, traffic }: NocConfig): NocBench {
  if (router.model !== 'iq' || traffic.kind !== 'synthetic') {
    throw new Inexpressible('not a clocked network under synthetic traffic');
  }
  const fabric = buildFabric(topology);
  const { vcs, ...rest } = router;
  const options = { ...rest, vcCount: vcs, waits: false };
  return {
    createEngine: () => createIqEngine(fabric, options),
    grid: nodeGrid(fabric),
    traffic,
    cycleTicks: 1,
    seed: 'curves',
  };
}

function compareCurve(
  bench: NocBench,
  config: NocConfig,
  rows: readonly Row[],
  tally: Tally,
): void {
  const cyclesPerRouter = perRouter(config);
  const zeroLoad = rows[0]!.latency;
  const worst = { latency: 0, throughput: 0 };
  const apart: number[] = [];
  for (const [k, row] of rows.entries()) {
    const isNear = row.isStable && row.latency < NEAR * zeroLoad;
    const load = row.isStable ? row.injected : row.offered;
    const tolerance = k === 0 ? ZERO_LOAD_TOLERANCE : LATENCY_TOLERANCE;
    const what = `at ${row.offered}`;
    const spec = specOf(config, row, k === 0, zeroLoad);
    const sameRouters = ({ statistics }: LoadPoint): number =>
      row.latency + cyclesPerRouter * (statistics.routersMean! - row.routers);
    let point = measureLoad(bench, load, spec);
    if (isNear && latencyError(sameRouters(point), point) > tolerance) {
      const slow = { ...slowSpec(config), repetitions: STREAMS };
      point = measureLoad(bench, load, slow);
    }
    if (isNear) {
      const expected = sameRouters(point);
      const mean = point.statistics.packetTicks!.mean;
      const error = latencyError(expected, point);
      const isAmong = error > tolerance && isAmongStreams(expected, point);
      if (isAmong) apart.push(row.offered);
      else worst.latency = Math.max(worst.latency, error);
      tally.near(`latency ${what}`, isAmong ? mean : expected, mean, tolerance * expected);
    }
    if (isNear || !row.isStable)
      tally.equal(`state ${what}`, row.isStable, point.state === 'stable');
    if (!row.isStable) {
      const { accepted } = point.rates;
      worst.throughput = Math.max(worst.throughput, Math.abs(accepted / row.accepted - 1));
      tally.near(`accepted ${what}`, row.accepted, accepted, THROUGHPUT_TOLERANCE * row.accepted);
    }
  }
  tally.remark(
    `latencies within ${percent(worst.latency)}, throughput within ${percent(worst.throughput)}${
      apart.length === 0
        ? ''
        : `; at ${apart.join(' and ')} only within the spread of single streams`
    }`,
  );
}

function latencyError(expected: number, { statistics }: LoadPoint): number {
  return Math.abs(statistics.packetTicks!.mean / expected - 1);
}

/** BookSim2's value is one stream of about the same length: it may lie as far from the mean as single ones of ours. */
function isAmongStreams(expected: number, { repetitions, statistics }: LoadPoint): boolean {
  const mean = statistics.packetTicks!.mean;
  const { length } = repetitions;
  if (length < STREAMS) return false;
  const squares = repetitions.reduce((sum, one) => sum + (one.latencyTicks! - mean) ** 2, 0);
  const deviation = Math.sqrt((squares / (length - 1)) * (1 + 1 / length));
  return Math.abs(expected - mean) <= DEVIATIONS * deviation;
}

/** Allocation of channel and switch, traversal and wire; one cycle less where the allocations go together. */
function perRouter({ router }: NocConfig): number {
  if (router.model !== 'iq') return 0;
  return 4 + router.routingDelay - (router.speculative ? 1 : 0);
}

/** Long windows only where they matter: without load each packet counts, at the knee queues are slow. */
function specOf(config: NocConfig, row: Row, isFirst: boolean, zeroLoad: number): MeasurementSpec {
  const { topology, traffic, measurement } = config;
  const slow = slowSpec(config);
  if (isFirst) return { ...slow, repetitions: 4 };
  // Far beyond saturation queues need no time to build up.
  const isClear = row.accepted < 0.9 * row.offered;
  if (!row.isStable) return isClear ? window(measurement, 2000) : slow;
  if (row.latency >= NEAR * zeroLoad) return window(measurement, 1000);
  if (row.latency > KNEE * zeroLoad) return { ...slow, repetitions: KNEE_REPETITIONS };
  const nodes = buildFabric(topology).nodeCount;
  const flits = traffic.kind === 'synthetic' ? traffic.packetFlits : 1;
  return window(measurement, Math.ceil((PACKETS * flits) / (3 * nodes * row.offered)));
}

function slowSpec({ measurement }: NocConfig): MeasurementSpec {
  return { ...measurement, warmupCycles: measurement.samplePeriodCycles };
}

/** Three periods, and no more. */
function window(spec: MeasurementSpec, samplePeriodCycles: number): MeasurementSpec {
  return { ...spec, warmupCycles: 4000, samplePeriodCycles, samplesMin: 3, samplesMax: 3 };
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`;
}
