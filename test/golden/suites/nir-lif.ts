import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { normalize } from '../../../compiler/normalize.ts';
import { schedule } from '../../../compiler/schedule.ts';
import type { NormalNetwork } from '../../../src/model/network.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../../src/model/simulation.ts';
import { readNir } from '../../../src/readers/nir.ts';
import { createFloatSimulator } from '../../../src/reference/simulate.ts';
import type { GoldenSuite, Tally } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { denseChain, spikeInput } from '../../support/loihi-chip.ts';
import { runOnChip, spikeRows } from '../../support/on-chip.ts';
import {
  baseOf,
  findFiles,
  networkFileOf,
  readJson,
  readNumberRows,
} from '../../support/oracle-files.ts';

/** Own forward-Euler traces in float64. */
interface LifTrace {
  readonly dt: number;
  readonly reset: 'zero' | 'subtract';
  readonly input_steps: readonly number[];
  readonly v: readonly number[];
  readonly spike_steps: readonly number[];
}

interface TwoLifTrace {
  readonly dt: number;
  readonly reset: 'zero' | 'subtract';
  readonly steps: number;
  readonly lif1_spikes: readonly number[];
  readonly lif2_v: readonly number[];
}

/** Of the CSV files of the NIR paper's platforms. */
const CSV_DT_S = 1e-4;
const CSV_NETWORK = 'lif_norse';
/** The platforms computed in float32. */
const CSV_TOLERANCE = 1e-6;

/** A leaky neuron by the equations: voltages to rounding, spikes exactly. */
export const lifSuite: GoldenSuite = {
  name: 'lif',
  title: 'voltages and spikes of leaky neurons, float64 reference',
  files: (folder) => findFiles(folder, /^(ref_.*lif.*\.json|lif_(norse|lava_cpu_float).*\.csv)$/),
  runFile: async (file, folder, report) => {
    await goldenCase({ folder, file, name: baseOf(file) }, report, async (tally) => {
      if (file.endsWith('.csv')) await checkCsv(folder, file, tally);
      else await checkTrace(folder, file, tally);
    });
  },
};

/** Rows of input, voltage, spike; all of the network lif_norse. Lava takes its input one step later. */
async function checkCsv(folder: string, file: string, tally: Tally): Promise<void> {
  const rows = readNumberRows(file);
  const lag = baseOf(file).startsWith('lif_lava') ? 1 : 0;
  const network = await readNetwork(folder, CSV_NETWORK);
  const events = rows.flatMap(([input], step) =>
    input === 0 ? [] : [{ step: step + lag, index: 0 }],
  );
  const got = simulate(network, events, rows.length, { dtS: CSV_DT_S, reset: 'zero' });
  tally.list(
    'v',
    rows.map((row) => row[1]!),
    got.voltages[0]!,
    CSV_TOLERANCE,
  );
  tally.list(
    'spike',
    rows.flatMap((row, step) => (row[2] === 1 ? [step] : [])),
    got.spikes[0]!,
  );
}

async function checkTrace(folder: string, file: string, tally: Tally): Promise<void> {
  const trace = readJson<LifTrace | TwoLifTrace>(file);
  const network = await readNetwork(
    folder,
    baseOf(file)
      .replace(/^ref_/, '')
      .replace(/_[a-z]+$/, ''),
  );
  const options = { dtS: trace.dt, reset: trace.reset };
  if ('lif1_spikes' in trace) {
    const got = simulate(network, [], trace.steps, options);
    tally.list('spikes of lif1', trace.lif1_spikes, got.spikes[0]!);
    tally.list('v of lif2', trace.lif2_v, got.voltages[1]!, 1e-12);
    return;
  }
  const events = trace.input_steps.map((step) => ({ step, index: 0 }));
  const got = simulate(network, events, trace.v.length, options);
  tally.list('v', trace.v, got.voltages[0]!, 1e-12);
  tally.list('spikes', trace.spike_steps, got.spikes[0]!);
}

async function readNetwork(folder: string, stem: string): Promise<NormalNetwork> {
  const path = networkFileOf(folder, stem);
  return normalize(await readNir(readFileSync(path), basename(path)));
}

/** Voltages and spike steps of neuron 0 of each neuron population, in level order. */
function simulate(
  network: NormalNetwork,
  events: readonly { step: number; index: number }[],
  steps: number,
  options: { readonly dtS: number; readonly reset: 'zero' | 'subtract' },
): { voltages: Float64Array[]; spikes: number[][] } {
  const levels = schedule(network);
  const simulator = createFloatSimulator(network, levels, {
    ...DEFAULT_SIMULATION_OPTIONS,
    ...options,
  });
  const order = network.populations
    .map((_, p) => p)
    .filter((p) => network.populations[p]!.parameters.model !== 'input')
    .sort((a, b) => levels.levels[a]! - levels.levels[b]!);
  const voltages = order.map(() => new Float64Array(steps));
  const { spikes } = simulator.run(spikeInput('trace', events), steps, {
    probe: (step, population, v) => {
      voltages[order.indexOf(population)]![step] = v[0]!;
    },
  });
  const spikesOf = (population: number): number[] =>
    Array.from(spikes.steps).filter((_, k) => spikes.populations[k] === population);
  return { voltages, spikes: order.map(spikesOf) };
}

/** Value that the chip's voltage probe shows in the step of a spike, whatever the voltage. */
const PROBE_AT_SPIKE = 128;

/** The same neuron as registers: lava's fixed point and a real Loihi, through compiler, image and emulator. */
export const lifLoihiSuite: GoldenSuite = {
  name: 'lif-loihi',
  title: 'voltages and spikes of one compartment, as lava computed and a Loihi measured them',
  files: (folder) => findFiles(folder, /^lif_lava_.*fixed.*\.csv$/),
  runFile: async (file, folder, report) => {
    await goldenCase({ folder, file, name: baseOf(file) }, report, (tally) => {
      const rows = readNumberRows(file);
      const events = rows.flatMap(([input], step) => (input === 0 ? [] : [{ step, index: 0 }]));
      const { traces } = runOnChip(compartment(), [spikeInput('trace', events)], {
        steps: rows.length,
        recordSpikes: true,
        probes: [{ population: 'lif', variable: 'v' }],
      });
      const v = traces[0]!.probes![0]!.values;
      const isMeasured = baseOf(file).includes('_loihi_');
      let artefacts = 0;
      rows.forEach(([, voltage, spike], step) => {
        if (isMeasured && spike === 1 && voltage === PROBE_AT_SPIKE) artefacts++;
        else tally.equal(`v in step ${step}`, voltage, v[step]);
      });
      const spikes = rows.flatMap((row, step) => (row[2] === 1 ? [[step, 0]] : []));
      tally.raster(
        'spikes',
        spikes,
        spikeRows(traces[0]!, 1).filter(([step]) => step < rows.length),
      );
      if (isMeasured) {
        tally.remark(
          `${artefacts} voltages left out where the chip's probe shows ${PROBE_AT_SPIKE} at a spike`,
        );
      }
    });
  },
};

/** vDecay 163, weight 10, vth 25; the current is gone after one step. */
function compartment(): ReturnType<typeof denseChain> {
  const registers = {
    du: 4095,
    dv: 163,
    vthMant: 25,
    biasMant: 0,
    biasExp: 0,
    refractorySteps: 0,
    v0: 0,
    reset: 'zero',
    spiking: true,
  } as const;
  return denseChain('lif', 1, [{ name: 'lif', size: 1, weights: [10], registers }]);
}
