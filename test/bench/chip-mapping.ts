/**
 * What the default mapping saves over neurons in index order on cores row by row: messages between cores, hops,
 * energy and chip time of real networks, emulated. Needs SPIKELOOM_ORACLES for all but the first.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadProfile } from '../../chip-profiles/load.ts';
import type { CompileOptions } from '../../compiler/compile.ts';
import { compile, DEFAULT_COMPILE_OPTIONS } from '../../compiler/compile.ts';
import { createEmulator, DEFAULT_EMULATION_OPTIONS } from '../../emulator/emulate.ts';
import { prepareInputs } from '../../src/cli/inputs.ts';
import { activitySource } from '../../src/cli/measure-activity.ts';
import { readTask } from '../../src/cli/read-task.ts';
import { checkRunOptions, type RunOptions } from '../../src/cli/run-options.ts';
import type { ChipProfile } from '../../src/model/chip.ts';
import { EVENT_KINDS } from '../../src/model/chip.ts';
import type { SpikeInput } from '../../src/model/events.ts';
import type { Network } from '../../src/model/network.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import { readNir } from '../../src/readers/nir.ts';
import {
  importSanafe,
  readSanafeArchitecture,
  readSanafeNetwork,
  SANAFE_ARITHMETIC,
} from '../../src/readers/sana-fe/index.ts';

const MAPPINGS = [
  { name: 'sequential + row-major', partitioner: 'sequential', placer: 'row-major' },
  { name: 'default', partitioner: 'auto', placer: DEFAULT_COMPILE_OPTIONS.placer },
] as const;

const SILENCE: SpikeInput = {
  sample: 'bias',
  steps: new Int32Array(0),
  indices: new Int32Array(0),
  counts: new Int32Array(0),
  droppedEvents: 0,
};

/** A network on its chip with what it is fed. */
interface Case {
  readonly name: string;
  readonly network: Network;
  readonly profile: ChipProfile;
  readonly arithmetic: string;
  readonly options: RunOptions;
  readonly samples: readonly SpikeInput[];
  readonly steps: number;
}

export interface ChipMappingRow {
  readonly network: string;
  readonly mapping: string;
  readonly cores: number;
  readonly messages: number;
  readonly hops: number;
  readonly energyUj: number;
  readonly chipUs: number;
  readonly compileMs: number;
}

export async function benchChipMapping(): Promise<readonly ChipMappingRow[]> {
  const cases: Case[] = [await digits()];
  const oracles = process.env.SPIKELOOM_ORACLES;
  const recorded = oracles ? [await recordings(oracles), gestures(oracles)] : [null, null];
  for (const [k, found] of recorded.entries()) {
    if (found) cases.push(found);
    else
      process.stderr.write(`skipped ${['cnn_sinabs', 'DVS gestures'][k]}: no SPIKELOOM_ORACLES\n`);
  }
  const rows: ChipMappingRow[] = [];
  for (const each of cases) {
    for (const mapping of MAPPINGS) rows.push(await measure(each, mapping));
  }
  return rows;
}

/** The rows as a table in Markdown, the second of each network with its share of the first. */
export function chipMappingTable(rows: readonly ChipMappingRow[]): string {
  const columns = ['messages', 'hops', 'energyUj', 'chipUs'] as const;
  const head = ['network', 'mapping', 'cores', ...columns, 'compile s'];
  const lines = rows.map((row, k) => {
    const first = k % MAPPINGS.length === 0 ? null : rows[k - (k % MAPPINGS.length)]!;
    const cells = columns.map((column) => {
      const text = row[column].toLocaleString('en-US', { maximumFractionDigits: 1 });
      if (first === null) return text;
      const change = (100 * (row[column] - first[column])) / first[column];
      return `${text} (${change > 0 ? '+' : ''}${change.toFixed(1)} %)`;
    });
    return [
      row.network,
      row.mapping,
      String(row.cores),
      ...cells,
      (row.compileMs / 1000).toFixed(2),
    ];
  });
  return [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

async function measure(
  { name, network, profile, arithmetic, options, samples, steps }: Case,
  mapping: (typeof MAPPINGS)[number],
): Promise<ChipMappingRow> {
  const compileOptions: CompileOptions = {
    ...DEFAULT_COMPILE_OPTIONS,
    parameterSet: profile.defaultParameterSet,
    arithmetic,
    partitioner: mapping.partitioner,
    placer: mapping.placer,
    activity: await activitySource(network, options),
  };
  const started = performance.now();
  const { image } = compile(network, profile, compileOptions);
  const compileMs = performance.now() - started;
  return {
    network: name,
    mapping: mapping.name,
    cores: image.cores.length,
    ...emulated(image, samples, steps),
    compileMs,
  };
}

function emulated(
  image: ProgramImage,
  samples: readonly SpikeInput[],
  steps: number,
): Pick<ChipMappingRow, 'messages' | 'hops' | 'energyUj' | 'chipUs'> {
  const set = image.header.profile.parameterSets[image.header.parameterSet]!;
  const sum = (values: ArrayLike<number>): number =>
    Array.from(values).reduce((total, value) => total + value, 0);
  const totals = { messages: 0, hops: 0, energyUj: 0, chipUs: 0 };
  const options = { ...DEFAULT_EMULATION_OPTIONS, steps, timing: 'analytic' as const };
  const emulator = createEmulator(image, set, options, ({ steps: columns }) => {
    const pj = Array.from(
      columns.kinds,
      (count, k) => count * set.energyPj[EVENT_KINDS[k % EVENT_KINDS.length]!].value,
    );
    totals.messages += sum(columns.interCorePackets);
    totals.hops += sum(columns.hops);
    totals.energyUj += sum(pj) / 1e6;
    totals.chipUs += sum(columns.stepPs) / 1e6;
  });
  samples.forEach((sample, k) => {
    emulator.feed(sample, k === samples.length - 1);
  });
  return totals;
}

async function digits(): Promise<Case> {
  const folder = join(import.meta.dirname, '../../examples/digits');
  return nirCase('digits', join(folder, 'digits.nir'), join(folder, 'test.npz'), 100, null);
}

async function recordings(oracles: string): Promise<Case | null> {
  const path = join(oracles, 'nir/networks/cnn_sinabs.nir');
  if (!existsSync(path)) return null;
  return nirCase('cnn_sinabs', path, join(oracles, 'nir/nmnist/samples'), 10, '300');
}

async function nirCase(
  name: string,
  path: string,
  input: string,
  samples: number,
  steps: string | null,
): Promise<Case> {
  const { profile } = await loadProfile('loihi1');
  const network = await readNir(readFileSync(path), path);
  const options = runOptions({ input, samples: String(samples), ...(steps ? { steps } : {}) });
  const fed = network.populations.filter(({ parameters }) => parameters.model === 'input');
  const inputs = await prepareInputs(fed, options.simulation.dtS, options);
  const read = inputs.tasks.map(({ ref }) => readTask(ref, null, inputs.reading).input);
  const { arithmetic } = options;
  return { name, network, profile, arithmetic, options, samples: read, steps: inputs.steps };
}

function gestures(oracles: string): Case | null {
  const [chipFile, file] = ['arch/loihi.yaml', 'dvs/dvs.yaml.gz'].map((each) =>
    join(oracles, 'sana-fe', each),
  ) as [string, string];
  if (!existsSync(chipFile) || !existsSync(file)) return null;
  const architecture = readSanafeArchitecture(readFileSync(chipFile), chipFile);
  const draft = readSanafeNetwork(readFileSync(file), file);
  const { network, profile } = importSanafe(draft, architecture, { remap: true });
  const options = runOptions({});
  return {
    name: 'DVS gestures',
    network,
    profile,
    arithmetic: SANAFE_ARITHMETIC,
    options,
    samples: [SILENCE],
    steps: 128,
  };
}

function runOptions(given: Readonly<Record<string, string>>): RunOptions {
  return checkRunOptions({
    binOrigin: 'first',
    binRounding: 'floor',
    binValue: 'count',
    coding: 'rate',
    betweenSamples: 'reset',
    reset: 'zero',
    spikeCharge: 'auto',
    currentOrder: 'new',
    timing: 'analytic',
    pace: 'fast',
    ...given,
  });
}
