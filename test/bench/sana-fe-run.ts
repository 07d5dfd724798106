/**
 * One network of SANA-FE in a process of its own, for time and memory of that run alone:
 * `NETWORK ARCHITECTURE TIMING STEPS WARM_RUNS`, a line of JSON out.
 */
import { readFileSync } from 'node:fs';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import type { Timing } from '../../emulator/emulation-options.ts';
import { EVENT_KINDS, type ParameterSet } from '../../src/model/chip.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import {
  importSanafe,
  readSanafeArchitecture,
  readSanafeNetwork,
  SANAFE_ARITHMETIC,
} from '../../src/readers/sana-fe/index.ts';

export interface SanafeBenchRun {
  /** Read, import, compile and everything else until the first step. */
  readonly loadMs: number;
  /** The first run, in which the loops are still being compiled. */
  readonly firstRunMs: number;
  /** Median of the runs after it; null where there were none. */
  readonly warmRunMs: number | null;
  readonly peakBytes: number;
  readonly fired: number;
  readonly packets: number;
  readonly synapticEvents: number;
  readonly hops: number;
  readonly energyUj: number;
  readonly modelledUs: number;
}

interface Loaded {
  readonly image: ProgramImage;
  readonly set: ParameterSet;
}

const SILENCE = {
  sample: 'bias',
  steps: new Int32Array(0),
  indices: new Int32Array(0),
  counts: new Int32Array(0),
  droppedEvents: 0,
};

function load(networkFile: string, architectureFile: string): Loaded {
  const architecture = readSanafeArchitecture(readFileSync(architectureFile), architectureFile);
  const { network, profile, mapping } = importSanafe(
    readSanafeNetwork(readFileSync(networkFile), networkFile),
    architecture,
    { remap: false },
  );
  const parameterSet = profile.defaultParameterSet;
  const { image } = compile(network, profile, {
    ...DEFAULT_COMPILE_OPTIONS,
    parameterSet,
    arithmetic: SANAFE_ARITHMETIC,
    given: mapping!,
  });
  return { image, set: profile.parameterSets[parameterSet]! };
}

function timed<T>(what: () => T): { readonly value: T; readonly ms: number } {
  const started = performance.now();
  const value = what();
  return { value, ms: performance.now() - started };
}

function run(
  files: readonly [string, string],
  timing: Timing,
  steps: number,
  warmRuns: number,
): SanafeBenchRun {
  let trace: SampleTrace | undefined;
  const loaded = timed(() => {
    const { image, set } = load(...files);
    const options = { ...DEFAULT_EMULATION_OPTIONS, steps, timing };
    const emulator = createEmulator(image, set, options, (each) => {
      trace = each;
    });
    return { set, emulator };
  });
  const { emulator, set } = loaded.value;
  const [first, ...warm] = Array.from(
    { length: 1 + warmRuns },
    () => timed(() => emulator.feed(SILENCE, false)).ms,
  );
  warm.sort((a, b) => a - b);
  return {
    loadMs: loaded.ms,
    firstRunMs: first!,
    warmRunMs: warm[Math.floor(warm.length / 2)] ?? null,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    ...totals(trace!, set),
  };
}

function totals(
  { steps }: SampleTrace,
  { energyPj }: ParameterSet,
): Pick<
  SanafeBenchRun,
  'fired' | 'packets' | 'synapticEvents' | 'hops' | 'energyUj' | 'modelledUs'
> {
  const sum = (values: ArrayLike<number>): number =>
    Array.from(values).reduce((total, value) => total + value, 0);
  const pj = Array.from(steps.kinds, (count, k) => {
    return count * energyPj[EVENT_KINDS[k % EVENT_KINDS.length]!].value;
  });
  return {
    fired: sum(steps.fired),
    packets: sum(steps.packets),
    synapticEvents: sum(steps.synapticEvents),
    hops: sum(steps.hops),
    energyUj: sum(pj) / 1e6,
    modelledUs: sum(steps.stepPs) / 1e6,
  };
}

const [networkFile, architectureFile, timing, steps, warmRuns] = process.argv.slice(2);
const result = run(
  [networkFile!, architectureFile!],
  timing as Timing,
  Number(steps),
  Number(warmRuns),
);
process.stdout.write(`${JSON.stringify(result)}\n`);
