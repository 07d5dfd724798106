/** Synapse kernels alone: a fully connected 1,024 x 1,024 layer as dense rows, sparse rows and one shared kernel. */
import { deliverDense, deliverSparse } from '../../emulator/deliver.ts';
import { SPARSE_SLOT_BITS } from '../../src/model/program.ts';

export interface KernelResult {
  readonly denseEventsPerSecond: number;
  readonly sparseEventsPerSecond: number;
  /** Dense rate over sparse rate, medians of one run. */
  readonly ratio: number;
}

const SIZE = 1024;
const EVENTS = 200;
const ROUNDS = 41;

/** Medians over interleaved rounds, so that noise of the machine hits both alike. */
export function benchKernels(): KernelResult {
  const weights = Int16Array.from({ length: SIZE * SIZE }, (_, k) => ((k * 37) % 255) - 127);
  const offsets = Int32Array.from({ length: SIZE + 1 }, (_, row) => row * SIZE);
  const words = Int32Array.from(weights, (w, k) => (w << SPARSE_SLOT_BITS) | (k % SIZE));
  const events = Int32Array.from({ length: EVENTS }, (_, k) => (k * 613) % SIZE);
  const sums = new Int32Array(SIZE);
  const dense = (): number => deliverDense(events, EVENTS, SIZE, weights, sums, 0);
  const sparse = (): number => deliverSparse(events, EVENTS, offsets, words, sums);
  const times = { dense: [] as number[], sparse: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.dense.push(timeMs(dense));
    times.sparse.push(timeMs(sparse));
  }
  const rate = (list: number[]): number => (EVENTS * SIZE * 1000) / median(list);
  const denseEventsPerSecond = rate(times.dense);
  const sparseEventsPerSecond = rate(times.sparse);
  return {
    denseEventsPerSecond,
    sparseEventsPerSecond,
    ratio: denseEventsPerSecond / sparseEventsPerSecond,
  };
}

function timeMs(run: () => number): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
