/**
 * Clocked router on meshes with uniform traffic of single flits, one channel, buffers of 4, one thread; against
 * BookSim2 (commit 28f43299, g++ 12 -O3) on the same meshes, loads and cycles. Its CPU times were recorded on a
 * shared machine of two cores, from a packet list of its own random stream, packet log included (under 5 %).
 */
import { createIqEngine } from '../../emulator/noc/iq.ts';
import { DEFAULT_IQ_OPTIONS } from '../../emulator/noc/iq-options.ts';
import { buildMesh } from '../../emulator/noc/topology/index.ts';
import { uniformLoad } from '../support/noc-traffic.ts';

interface NocCase {
  readonly side: number;
  /** Flits per node and cycle. */
  readonly load: number;
  readonly cycles: number;
  readonly waits: boolean;
  readonly booksimCpuS: number;
  readonly booksimFlitHops: number;
}

/** Smallest work first, so that its first run is the first of the process. */
const CASES: readonly NocCase[] = [
  {
    side: 16,
    load: 0.0007,
    cycles: 10_000,
    waits: false,
    booksimCpuS: 1.22,
    booksimFlitHops: 20_661,
  },
  {
    side: 16,
    load: 0.021,
    cycles: 10_000,
    waits: false,
    booksimCpuS: 6.12,
    booksimFlitHops: 621_656,
  },
  {
    side: 16,
    load: 0.021,
    cycles: 10_000,
    waits: true,
    booksimCpuS: 6.12,
    booksimFlitHops: 621_656,
  },
  {
    side: 8,
    load: 0.0016,
    cycles: 20_000,
    waits: false,
    booksimCpuS: 0.31,
    booksimFlitHops: 13_113,
  },
  {
    side: 8,
    load: 0.046,
    cycles: 20_000,
    waits: false,
    booksimCpuS: 1.32,
    booksimFlitHops: 368_809,
  },
];

const RUNS = 7;

export interface NocResult {
  readonly mesh: string;
  readonly flitsPerNodeAndCycle: number;
  /** Statistics of waits kept. */
  readonly waits: boolean;
  readonly packets: number;
  /** Flits through routers, as BookSim2 counts hops: the last router too. */
  readonly flitHops: number;
  readonly simulatedCycles: number;
  /** CPU of all threads, compiling included: of the first run, and the median of all. */
  readonly firstCpuMs: number;
  readonly cpuMs: number;
  readonly flitHopsPerSecond: number;
  readonly routerCyclesPerSecond: number;
  readonly eventsPerFlitHop: number;
  readonly heapMb: number;
  readonly residentMb: number;
  readonly booksimCpuMs: number;
  readonly booksimFlitHopsPerSecond: number;
  /** Flit-hops per CPU second, ours over BookSim2's. */
  readonly timesBooksim: number;
}

export function benchNoc(): readonly NocResult[] {
  return CASES.map(measure);
}

function measure(settings: NocCase): NocResult {
  const { side, load: rate, cycles, waits, booksimCpuS, booksimFlitHops } = settings;
  const load = uniformLoad(side * side, rate, cycles, 'bench/noc');
  globalThis.gc?.();
  const before = heldBytes();
  const fabric = buildMesh({ kind: 'mesh', columns: side, rows: side });
  const engine = createIqEngine(fabric, { ...DEFAULT_IQ_OPTIONS, waits });
  const times: number[] = [];
  let endTick = 0;
  for (let run = 0; run < RUNS; run++) {
    const begin = process.cpuUsage();
    endTick = engine.run(load);
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1000);
  }
  const heapMb = (heldBytes() - before) / 2 ** 20;
  const cpuMs = [...times].sort((a, b) => a - b)[RUNS >> 1]!;
  const { routersVisited } = engine.times;
  const flitHops = routersVisited
    .subarray(0, load.packetCount)
    .reduce((sum, count) => sum + count, 0);
  const flitHopsPerSecond = (flitHops * 1000) / cpuMs;
  const booksimFlitHopsPerSecond = booksimFlitHops / booksimCpuS;
  return {
    mesh: `${side} x ${side}`,
    flitsPerNodeAndCycle: rate,
    waits,
    packets: load.packetCount,
    flitHops,
    simulatedCycles: endTick,
    firstCpuMs: times[0]!,
    cpuMs,
    flitHopsPerSecond,
    routerCyclesPerSecond: (endTick * side * side * 1000) / cpuMs,
    eventsPerFlitHop: engine.counts.events / RUNS / flitHops,
    heapMb,
    residentMb: process.memoryUsage().rss / 2 ** 20,
    booksimCpuMs: booksimCpuS * 1000,
    booksimFlitHopsPerSecond,
    timesBooksim: flitHopsPerSecond / booksimFlitHopsPerSecond,
  };
}

function heldBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
