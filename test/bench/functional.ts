/** Functional emulation of the random benchmark network: 10 cores of 1,000 on `loihi1-unlimited`, through the image. */
import { loadProfile } from '../../chip-profiles/load.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import { createBenchNetwork } from '../support/bench-network.ts';
import { evenPartition } from '../support/on-chip.ts';
import { spikeChecksum } from '../support/spike-checksum.ts';

export interface FunctionalResult {
  readonly neurons: number;
  readonly synapses: number;
  readonly steps: number;
  readonly timing: 'none' | 'analytic';
  readonly spikes: number;
  readonly checksum: string;
  readonly synapticEvents: number;
  readonly wallMs: number;
  readonly synapticEventsPerSecond: number;
  readonly stepsPerSecond: number;
  /** Image and state; the WebAssembly memory of gathered rows, which Node does not count, adds 4 to 5. */
  readonly bytesPerSynapse: number;
}

const SILENCE: SpikeInput = {
  sample: 'bench',
  steps: new Int32Array(0),
  indices: new Int32Array(0),
  counts: new Int32Array(0),
  droppedEvents: 0,
};

/** One thread, per-core counts of every kind on. Spikes are recorded, since the checksum needs them. */
export function benchFunctional(
  n: number,
  k: number,
  steps: number,
  timing: 'none' | 'analytic',
): FunctionalResult {
  const before = memoryBytes();
  const { profile } = loadProfile('loihi1-unlimited');
  const parameterSet = profile.defaultParameterSet;
  const { image } = compile(createBenchNetwork(n, k), profile, {
    ...DEFAULT_COMPILE_OPTIONS,
    parameterSet,
    partition: evenPartition(0, n, 1000),
  });
  const traces: SampleTrace[] = [];
  const emulator = createEmulator(
    image,
    profile.parameterSets[parameterSet]!,
    { ...DEFAULT_EMULATION_OPTIONS, steps, timing, recordSpikes: true },
    (trace) => traces.push(trace),
  );
  const held = memoryBytes() - before;
  const started = performance.now();
  emulator.feed(SILENCE, true);
  const wallMs = performance.now() - started;
  const trace = traces[0]!;
  const synapticEvents = trace.steps.synapticEvents.reduce((sum, count) => sum + count, 0);
  const synapses = image.header.projections[0]!.synapses;
  return {
    neurons: n,
    synapses,
    steps,
    timing,
    spikes: trace.spikeTotal,
    checksum: spikeChecksum(trace.spikes!.steps, trace.spikes!.indices),
    synapticEvents,
    wallMs,
    synapticEventsPerSecond: (synapticEvents / wallMs) * 1000,
    stepsPerSecond: (steps / wallMs) * 1000,
    bytesPerSynapse: held / synapses,
  };
}

/** Heap and array buffers in use after a collection where the process allows one (--expose-gc). */
function memoryBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
