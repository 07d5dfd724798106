import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Timing } from '../../../emulator/emulation-options.ts';
import type { GoldenSuite, Tally } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { findFiles } from '../../support/oracle-files.ts';
import type { SanafeRun } from '../../support/sana-fe.ts';
import { perfRows, readLines, readTable, runSanafe } from '../../support/sana-fe.ts';
import { RAND10K, splitmixNetlist } from '../../support/splitmix-netlist.ts';

const COUNTS = ['timestep', 'fired', 'updated', 'packets', 'hops', 'spikes'];
const ENERGIES = ['synapse', 'dendrite', 'soma', 'network', 'total'].map(
  (part) => `${part}_energy`,
);
/** Seven digits are printed. */
const PRINTED = 5e-7;
const NETWORK = /\.(yaml|net)(\.gz)?$/;

/** Networks beside tables of their runs, on the architecture of the folder. */
export const sanafeSuite: GoldenSuite = {
  name: 'runs',
  title:
    'counts of every step exactly, energies and simple time to print rounding, spikes and potentials, against SANA-FE',
  files: (folder) => findFiles(folder, NETWORK).filter((file) => tableOf(file, 'simple.perf')),
  runFile: async (file, folder, report) => {
    const expected = readTable(tableOf(file, 'simple.perf')!);
    const steps = expected.get('timestep')!.length;
    let run: SanafeRun | undefined;
    await goldenCase({ folder, file, name: `${stemOf(file)}, ${steps} steps` }, report, (tally) => {
      run = runSanafe(file, join(folder, 'arch', 'loihi.yaml'), { steps, recordSpikes: true });
      const actual = perfRows(run);
      for (const name of COUNTS) tally.list(name, expected.get(name)!, actual.get(name)!);
      for (const name of [...ENERGIES, 'sim_time']) {
        expected.get(name)!.forEach((value, step) => {
          tally.near(`${name}[${step}]`, value, actual.get(name)![step]!, PRINTED * value);
        });
      }
      compareSpikes(file, run, tally);
    });
    const potentials = tableOf(file, 'potentials');
    if (!potentials) return;
    await goldenCase({ folder, file, name: `${stemOf(file)}, potentials` }, report, (tally) => {
      comparePotentials(potentials, file, folder, steps, tally);
    });
  },
};

/** Time of whole runs by the models that follow packets. */
function timedSuite(
  name: string,
  title: string,
  timing: Timing,
  table: string,
  tolerance: number,
): GoldenSuite {
  return {
    name,
    title,
    files: (folder) => findFiles(folder, NETWORK).filter((file) => tableOf(file, table)),
    runFile: async (file, folder, report) => {
      const times = readTable(tableOf(file, table)!).get('sim_time')!;
      const steps = times.length;
      const sum = (values: ArrayLike<number>): number =>
        Array.from(values).reduce((total, value) => total + value, 0);
      await goldenCase(
        { folder, file, name: `${stemOf(file)}, ${steps} steps` },
        report,
        (tally) => {
          const { trace } = runSanafe(file, join(folder, 'arch', 'loihi.yaml'), { steps, timing });
          const [expected, actual] = [sum(times) * 1e6, sum(trace.steps.stepPs) / 1e6];
          tally.near('time of the run in microseconds', expected, actual, tolerance * expected);
          tally.remark(`${actual.toFixed(4)} us, ${((actual / expected - 1) * 100).toFixed(4)} %`);
        },
      );
    },
  };
}

export const sanafeDetailedSuite: GoldenSuite = timedSuite(
  'detailed',
  'time of each run within 0.1 %, against the semi-analytic model of SANA-FE',
  'detailed',
  'detailed.perf',
  1e-3,
);

export const sanafeCycleSuite: GoldenSuite = timedSuite(
  'cycle',
  'time of each run on our routers within 3 %, against the cycle model of SANA-FE (BookSim2)',
  'cycle',
  'cycle.perf',
  0.03,
);

/** Figures of SANA-FE for the network rand10k: its run has no files. Time in microseconds. */
const RAND10K_RUNS = [
  { timing: 'analytic', steps: 20, us: 114.4585, tolerance: 5e-7 },
  { timing: 'detailed', steps: 20, us: 130.4928, tolerance: 1e-3 },
  { timing: 'cycle', steps: 20, us: 136.559, tolerance: 0.03 },
  { timing: 'analytic', steps: 100, us: 722.1683, tolerance: 5e-7 },
  { timing: 'detailed', steps: 100, us: 865.996, tolerance: 1e-3 },
] as const;

const RAND10K_COUNTS: Readonly<Record<number, readonly [number, number, number]>> = {
  20: [5004, 318_089, 500_400],
  100: [37_448, 2_380_876, 3_744_800],
};

export const sanafeRandomSuite: GoldenSuite = {
  name: 'rand10k',
  title:
    'counts of the network rand10k exactly, simple time to print rounding, detailed within 0.1 %, cycle within 3 %',
  files: (folder) => findFiles(folder, /^loihi\.yaml$/),
  runFile: async (file, folder, report) => {
    const network = { name: 'rand10k.net', text: splitmixNetlist(RAND10K) };
    for (const { timing, steps, us, tolerance } of RAND10K_RUNS) {
      await goldenCase({ folder, file, name: `${timing}, ${steps} steps` }, report, (tally) => {
        const { trace } = runSanafe(network, file, { steps, timing });
        const sum = (values: ArrayLike<number>): number =>
          Array.from(values).reduce((total, value) => total + value, 0);
        const { fired, packets, synapticEvents, stepPs } = trace.steps;
        tally.equal('counts', RAND10K_COUNTS[steps], [fired, packets, synapticEvents].map(sum));
        const actual = sum(stepPs) / 1e6;
        tally.near('time of the run in microseconds', us, actual, tolerance * us);
        tally.remark(`${actual.toFixed(4)} us, ${((actual / us - 1) * 100).toFixed(4)} %`);
      });
    }
  },
};

function compareSpikes(file: string, { image, trace }: SanafeRun, tally: Tally): void {
  const table = tableOf(file, 'spikes');
  if (!table) return;
  const theirs = readLines(table).slice(1);
  const { steps, populations, indices } = trace.spikes!;
  const ours = Array.from(steps, (step, k) => {
    const { name } = image.header.populations[populations[k]!]!;
    return `${name}.${indices[k]},${step + 1}`;
  });
  const [expected, actual] = [new Set(theirs), new Set(ours)];
  for (const row of expected) tally.equal(`spike ${row}`, true, actual.has(row));
  tally.equal('spikes', expected.size, actual.size);
}

/** Columns are `neuron GROUP.INDEX`; registers count 1/64 at least. */
function comparePotentials(
  table: string,
  file: string,
  folder: string,
  steps: number,
  tally: Tally,
): void {
  const rows = readTable(table);
  const names = [...rows.keys()].filter((name) => name.startsWith('neuron '));
  const groups = [...new Set(names.map((name) => name.slice(7).split('.')[0]!))];
  const probes = groups.map((population) => ({ population, variable: 'v' }));
  const { image, trace } = runSanafe(file, join(folder, 'arch', 'loihi.yaml'), {
    steps,
    timing: 'none',
    probes,
  });
  for (const name of names) {
    const [group, index] = name.slice(7).split('.') as [string, string];
    const probe = trace.probes!.find(
      ({ population }) => image.header.populations[population]!.name === group,
    )!;
    const { size } = image.header.populations[probe.population]!;
    const unit = unitOf(image, probe.population);
    const values = Array.from(
      { length: steps },
      (_, step) => probe.values[step * size + Number(index)]! / unit,
    );
    rows.get(name)!.forEach((value, step) => {
      tally.near(`${name}[${step}]`, value, values[step]!, printedTo(value, 6));
    });
  }
}

/** Half of the last digit that is printed. */
function printedTo(value: number, digits: number): number {
  if (value === 0) return 0;
  return 0.50001 * 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
}

/** Register units of 1. */
function unitOf({ cores }: SanafeRun['image'], population: number): number {
  const slice = cores
    .flatMap(({ slices }) => slices)
    .find((each) => each.population === population);
  const bits = slice?.registers.fractionBits ?? 0;
  return 64 * 2 ** (typeof bits === 'number' ? bits : bits[0]!);
}

function stemOf(file: string): string {
  return basename(file).replace(NETWORK, '');
}

/** The table `STEM.WHAT[.STEPS].csv[.gz]` beside a network. */
function tableOf(file: string, what: string): string | undefined {
  const begin = `${stemOf(file)}.${what}.`;
  const folder = dirname(file);
  if (!existsSync(folder)) return undefined;
  const found = readdirSync(folder).find(
    (name) => name.startsWith(begin) && /^(\d+\.)?csv(\.gz)?$/.test(name.slice(begin.length)),
  );
  return found && join(folder, found);
}
