/** Our functional emulation against a plain C++ loop of the same network, in one run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionalResult } from './functional.ts';
import { benchFunctional } from './functional.ts';

interface CppResult {
  readonly spikes: number;
  readonly checksum: string;
  readonly synapticEvents: number;
  readonly seconds: number;
}

export interface CppComparison {
  readonly compiler: string;
  readonly neurons: number;
  readonly synapses: number;
  readonly steps: number;
  readonly spikes: number;
  readonly checksum: string;
  readonly synapticEvents: number;
  /** Loop only, in the order of the runs. */
  readonly cppSeconds: readonly number[];
  readonly ourSeconds: readonly number[];
  /** Medians. */
  readonly cppSynapticEventsPerSecond: number;
  readonly ourSynapticEventsPerSecond: number;
  readonly oursOverCpp: number;
}

const SOURCE = fileURLToPath(new URL('./cpp/bench-network.cpp', import.meta.url));
const COMPILER = 'g++';
const FLAGS = ['-std=c++17', '-O3', '-march=native'];

/** Runs both in turns, `rounds` times each; spikes, checksum and synaptic events must agree. */
export function benchCpp(
  n: number,
  k: number,
  steps: number,
  rounds: number,
): CppComparison | { readonly skipped: string } {
  const found = spawnSync(COMPILER, ['--version'], { encoding: 'utf8' });
  if (found.status !== 0) return { skipped: `there is no ${COMPILER} to compile ${SOURCE} with` };
  const folder = mkdtempSync(join(tmpdir(), 'spikeloom-cpp-'));
  try {
    const program = join(folder, 'bench-network');
    execFileSync(COMPILER, [...FLAGS, SOURCE, '-o', program]);
    const runCpp = (): CppResult =>
      JSON.parse(execFileSync(program, [n, k, steps].map(String), { encoding: 'utf8' }));
    const pairs = Array.from({ length: rounds }, () => ({
      cpp: runCpp(),
      ours: benchFunctional(n, k, steps, 'none'),
    }));
    for (const { cpp, ours } of pairs) checkEqual(cpp, ours);
    const compiler = `${found.stdout.split('\n')[0]} ${FLAGS.join(' ')}`;
    return comparison(compiler, pairs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function comparison(
  compiler: string,
  pairs: readonly { readonly cpp: CppResult; readonly ours: FunctionalResult }[],
): CppComparison {
  const { neurons, synapses, steps, spikes, checksum, synapticEvents } = pairs[0]!.ours;
  const cppSeconds = pairs.map(({ cpp }) => cpp.seconds);
  const ourSeconds = pairs.map(({ ours }) => ours.wallMs / 1000);
  const cppRate = synapticEvents / median(cppSeconds);
  const ourRate = synapticEvents / median(ourSeconds);
  return {
    compiler,
    neurons,
    synapses,
    steps,
    spikes,
    checksum,
    synapticEvents,
    cppSeconds,
    ourSeconds,
    cppSynapticEventsPerSecond: cppRate,
    ourSynapticEventsPerSecond: ourRate,
    oursOverCpp: ourRate / cppRate,
  };
}

function checkEqual(cpp: CppResult, ours: FunctionalResult): void {
  for (const field of ['spikes', 'checksum', 'synapticEvents'] as const) {
    if (cpp[field] === ours[field]) continue;
    throw new Error(`${field} differs: ${cpp[field]} in C++, ${ours[field]} in ours`);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
