import { performance } from 'node:perf_hooks';
import { type AsyncEngine, createAsyncEngine } from '../../emulator/noc/async.ts';
import type { PacketLoad } from '../../emulator/noc/packet-load.ts';
import { buildMesh } from '../../emulator/noc/topology/index.ts';
import { createRng, type Rng } from '../../src/support/rng.ts';

const CORES = 100;
const STEPS = 20;
const PACKETS = 318_089;
const STEP_PS = 5_000_000;

export interface NocLoihiResult {
  readonly packets: number;
  readonly flitHops: number;
  readonly events: number;
  readonly seconds: number;
  readonly stepsPerSecond: number;
  readonly packetsPerSecond: number;
  readonly hopsPerSecond: number;
  readonly meanStepPs: number;
  readonly meanLatencyPs: number;
}

/**
 * 318,089 packets between random pairs of 100 cores in 20 steps, on Loihi's 8 x 4 tiles of 4 cores in two planes:
 * sources make a packet every 5 us / (packets of a step), destinations take 16 ns and 1 to 4 synapses of 3.8 ns.
 * SANA-FE's cycle mode does 0.66 to 0.8 steps/s on comparable traffic. The best of five passes counts.
 */
export function benchNocLoihi(): NocLoihiResult {
  const engine = createLoihiEngine();
  const rng = createRng('noc-loihi');
  const loads = Array.from({ length: STEPS }, (_, step) => stepLoad(rng, step));
  const before = { ...engine.counts };
  const sums = runAll(engine, loads);
  const flitHops = engine.counts.flitHops - before.flitHops;
  const events = engine.counts.events - before.events;
  const seconds = Math.min(...[1, 2, 3, 4, 5].map(() => secondsOf(() => runAll(engine, loads))));
  return {
    packets: PACKETS,
    flitHops,
    events,
    seconds,
    stepsPerSecond: STEPS / seconds,
    packetsPerSecond: PACKETS / seconds,
    hopsPerSecond: flitHops / seconds,
    meanStepPs: sums.ticks / STEPS,
    meanLatencyPs: sums.latencyTicks / PACKETS,
  };
}

/** Forward times as published for Loihi 1 (Davies et al. 2018, doi:10.1109/MM.2018.112130359); cycle = forward. Within a tile two local links. */
function createLoihiEngine(): AsyncEngine {
  const fabric = buildMesh({ kind: 'mesh', columns: 8, rows: 4, concentration: 4, planes: 2 });
  return createAsyncEngine(fabric, {
    links: {
      local: { forwardTicks: 1050, cycleTicks: 1050 },
      eastWest: { forwardTicks: 4100, cycleTicks: 4100 },
      northSouth: { forwardTicks: 6500, cycleTicks: 6500 },
    },
    bufferFlits: 8,
  });
}

function runAll(
  engine: AsyncEngine,
  loads: readonly PacketLoad[],
): { ticks: number; latencyTicks: number } {
  let ticks = 0;
  let latencyTicks = 0;
  for (const load of loads) {
    ticks += engine.run(load);
    const { consumedTicks, createTicks } = engine.times;
    for (let p = 0; p < load.packetCount; p++) latencyTicks += consumedTicks[p]! - createTicks[p]!;
  }
  return { ticks, latencyTicks };
}

function secondsOf(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}

function stepLoad(rng: Rng, step: number): PacketLoad {
  const packetCount =
    Math.floor((PACKETS * (step + 1)) / STEPS) - Math.floor((PACKETS * step) / STEPS);
  const source = Int32Array.from({ length: packetCount }, () => rng.integer(CORES));
  const perSource = new Int32Array(CORES);
  for (const node of source) perSource[node]!++;
  return {
    packetCount,
    source,
    flits: new Int32Array(packetCount).fill(1),
    deliveryBegin: Int32Array.from({ length: packetCount + 1 }, (_, p) => p),
    destination: Int32Array.from({ length: packetCount }, () => rng.integer(CORES)),
    createTicks: new Float64Array(packetCount),
    gapTicks: Float64Array.from(source, (node) => Math.floor(STEP_PS / perSource[node]!)),
    serviceTicks: Float64Array.from(source, () => 16_000 + 3800 * (1 + rng.integer(4))),
  };
}
