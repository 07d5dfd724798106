import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { normalize } from '../../../compiler/normalize.ts';
import { schedule } from '../../../compiler/schedule.ts';
import type { NormalNetwork } from '../../../src/model/network.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../../src/model/simulation.ts';
import { readNir } from '../../../src/readers/nir.ts';
import type { ReferenceOutcome } from '../../../src/reference/outcome.ts';
import { winner } from '../../../src/reference/outcome.ts';
import { createFloatSimulator } from '../../../src/reference/simulate.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { findFile, findFiles, isJsonArray, readJson } from '../../support/oracle-files.ts';
import { findRecordings, readLabels, readRecording } from '../../support/recordings.ts';

interface Expected {
  readonly network: string;
  readonly reset: 'zero' | 'subtract';
  readonly v_min: number | null;
  readonly steps: number;
  readonly bin_us: number;
  readonly bin_origin: string;
  readonly binning: string;
  /** Over all recordings that have a label. */
  readonly acc?: number;
  readonly samples: readonly {
    readonly id: number | string;
    readonly out: readonly number[];
    readonly pred: number | null;
    readonly spikes: Readonly<Record<string, number>>;
  }[];
}

/** Every layer's spike counts of a spiking CNN, as an independent simulator counted them. */
export const nmnistSuite: GoldenSuite = {
  name: 'nmnist',
  title: 'spike counts of a CNN on event camera recordings, float64 reference',
  files: (folder) => findFiles(folder, /^expected_.*\.json$/).filter((file) => !isJsonArray(file)),
  runFile: async (file, folder, report) => {
    const expected = readJson<Expected>(file);
    const simulate = await createRun(folder, expected);
    const outcomes = new Map<string, ReferenceOutcome>();
    for (const sample of expected.samples) {
      const id = String(sample.id);
      await goldenCase({ folder, file, name: id }, report, (tally) => {
        const { network, outcome } = simulate(id);
        outcomes.set(id, outcome);
        for (const [name, count] of Object.entries(sample.spikes)) {
          const population = network.populations.findIndex((p) => p.name === name);
          tally.equal(`spikes of ${name}`, count, outcome.spikesByPopulation[population]);
        }
        tally.list('output counts', sample.out, outcome.outputCounts);
        tally.equal('prediction', sample.pred, winner(outcome.outputCounts));
      });
    }
    const { acc } = expected;
    const labels = Object.entries(readLabels(dirname(file), folder));
    const recordings = findRecordings(folder);
    if (acc === undefined || !labels.every(([id]) => recordings.has(id))) return;
    await goldenCase({ folder, file, name: 'accuracy' }, report, (tally) => {
      const right = labels.filter(([id, label]) => {
        const outcome = outcomes.get(id) ?? simulate(id).outcome;
        return winner(outcome.outputCounts) === label;
      });
      tally.near('accuracy', acc, right.length / labels.length, 1e-9);
      tally.remark(`${right.length} of ${labels.length} right`);
    });
  },
};

async function createRun(
  folder: string,
  expected: Expected,
): Promise<(id: string) => { network: NormalNetwork; outcome: ReferenceOutcome }> {
  const path = findFile(folder, new RegExp(`^${expected.network.replaceAll('.', '\\.')}$`));
  const network = normalize(await readNir(readFileSync(path), expected.network));
  const dtS = expected.bin_us * 1e-6;
  const simulator = createFloatSimulator(network, schedule(network), {
    ...DEFAULT_SIMULATION_OPTIONS,
    dtS,
    reset: expected.reset,
    vMin: expected.v_min,
  });
  const recordings = findRecordings(folder);
  const options = {
    steps: expected.steps,
    dtS,
    inputShapes: network.populations.flatMap((p) =>
      p.parameters.model === 'input' ? [p.shape] : [],
    ),
    binOrigin: expected.bin_origin.startsWith('first') ? 'first' : 'zero',
    binRounding: 'floor',
    binValue: expected.binning.includes('count') ? 'count' : 'binary',
  } as const;
  return (id) => ({
    network,
    outcome: simulator.run(readRecording(recordings, id, options), expected.steps),
  });
}
