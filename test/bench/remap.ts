/** The DVS gesture network of SANA-FE on the mapping it came with, and as our compiler maps it: 128 steps. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compilation, CompileOptions } from '../../compiler/compile.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import { measureActivity } from '../../src/cli/measure-activity.ts';
import type { ParameterSet } from '../../src/model/chip.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { SampleTrace } from '../../src/model/trace.ts';
import {
  importSanafe,
  readSanafeArchitecture,
  readSanafeNetwork,
  SANAFE_ARITHMETIC,
} from '../../src/readers/sana-fe/index.ts';
import { oracleFolder } from '../support/oracle-files.ts';

const STEPS = 128;

export interface RemapRow {
  readonly mapping: string;
  readonly cores: number;
  readonly packets: number;
  readonly hops: number;
  readonly energyUj: number;
  readonly simpleUs: number;
  readonly detailedUs: number;
  readonly compileMs: number;
}

/** Reads the architecture and the DVS network of the oracle folder `sana-fe`. */
export function benchRemap(): readonly RemapRow[] {
  const folder = oracleFolder('sana-fe');
  if (folder === null) throw new Error('the DVS network is not there: set SPIKELOOM_ORACLES');
  const [chipFile, file] = [join(folder, 'arch/loihi.yaml'), join(folder, 'dvs/dvs.yaml.gz')];
  const architecture = readSanafeArchitecture(readFileSync(chipFile), chipFile);
  const draft = readSanafeNetwork(readFileSync(file), file);
  const { network, profile, mapping } = importSanafe(draft, architecture, { remap: false });
  const parameterSet = profile.defaultParameterSet;
  const set = profile.parameterSets[parameterSet]!;
  const base = { ...DEFAULT_COMPILE_OPTIONS, parameterSet, arithmetic: SANAFE_ARITHMETIC };
  const row = (name: string, optionsOf: () => CompileOptions): RemapRow => {
    const started = performance.now();
    const compilation = compile(network, profile, optionsOf());
    const compileMs = performance.now() - started;
    return { mapping: name, ...measure(compilation, set), compileMs };
  };
  const balanced = (): CompileOptions => {
    const activity = measureActivity(network, profile, base);
    return { ...base, partitioner: 'balanced', ...(activity ? { activity } : {}) };
  };
  return [
    row('by hand, as it came', () => ({ ...base, given: mapping! })),
    row('--remap --partitioner structured', () => ({ ...base, partitioner: 'structured' })),
    row('--remap --partitioner auto', () => ({ ...base, partitioner: 'auto' })),
    row('--remap', balanced),
    row('the same, --placer anneal', () => ({ ...balanced(), placer: 'anneal' })),
  ];
}

function measure(
  { image }: Compilation,
  set: ParameterSet,
): Omit<RemapRow, 'mapping' | 'compileMs'> {
  const run = (timing: 'analytic' | 'detailed'): SampleTrace['steps'] => {
    const traces: SampleTrace[] = [];
    const options = { ...DEFAULT_EMULATION_OPTIONS, steps: STEPS, timing };
    const emulator = createEmulator(image, set, options, (trace) => traces.push(trace));
    emulator.feed(
      {
        sample: 'bias',
        steps: new Int32Array(0),
        indices: new Int32Array(0),
        counts: new Int32Array(0),
        droppedEvents: 0,
      },
      true,
    );
    return traces[0]!.steps;
  };
  const sum = (values: ArrayLike<number>): number =>
    Array.from(values).reduce((total, value) => total + value, 0);
  const simple = run('analytic');
  const pj = Array.from(
    simple.kinds,
    (count, k) => count * set.energyPj[EVENT_KINDS[k % EVENT_KINDS.length]!].value,
  );
  return {
    cores: image.cores.length,
    packets: sum(simple.packets),
    hops: sum(simple.hops),
    energyUj: sum(pj) / 1e6,
    simpleUs: sum(simple.stepPs) / 1e6,
    detailedUs: sum(run('detailed').stepPs) / 1e6,
  };
}

/** The rows as a table in Markdown. */
export function remapTable(rows: readonly RemapRow[]): string {
  const head = [
    'mapping',
    'cores',
    'packets',
    'hops',
    'energy uJ',
    'simple us',
    'detailed us',
    'compile s',
  ];
  const lines = rows.map((row) => [
    row.mapping,
    String(row.cores),
    String(row.packets),
    String(row.hops),
    row.energyUj.toFixed(2),
    row.simpleUs.toFixed(1),
    row.detailedUs.toFixed(1),
    (row.compileMs / 1000).toFixed(1),
  ]);
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}
