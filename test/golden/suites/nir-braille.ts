import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { normalize } from '../../../compiler/normalize.ts';
import { schedule } from '../../../compiler/schedule.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../../src/model/simulation.ts';
import { readNir } from '../../../src/readers/nir.ts';
import { createFloatSimulator } from '../../../src/reference/simulate.ts';
import { SpikeloomError } from '../../../src/support/errors.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { spikeInput } from '../../support/loihi-chip.ts';
import { baseOf, findFiles, networkFileOf, readJson } from '../../support/oracle-files.ts';

type Raster = readonly (readonly [number, number])[];

interface Run {
  readonly dt: number;
  readonly reset: 'zero' | 'subtract';
  readonly current_order: 'new' | 'old';
  readonly seed: number;
  readonly steps: number;
  readonly input: Raster;
  readonly hidden: Raster;
  readonly out: Raster;
  readonly counts: readonly number[];
}

/** Recurrent networks with synaptic currents, in both orders of current and membrane. */
export const brailleSuite: GoldenSuite = {
  name: 'braille',
  title: 'rasters of two recurrent networks, float64 reference',
  files: (folder) => findFiles(folder, /^braille_.*\.json$/),
  runFile: async (file, folder, report) => {
    for (const run of readJson<Run[]>(file)) {
      const name = `seed ${run.seed}`;
      await goldenCase({ folder, file, name }, report, async (tally) => {
        const path = networkFileOf(folder, baseOf(file));
        const network = normalize(await readNir(readFileSync(path), basename(path)));
        const levels = schedule(network);
        const simulator = createFloatSimulator(network, levels, {
          ...DEFAULT_SIMULATION_OPTIONS,
          dtS: run.dt,
          reset: run.reset,
          currentOrder: run.current_order,
        });
        const events = run.input.map(([step, index]) => ({ step, index }));
        const { spikes, outputCounts } = simulator.run(spikeInput(name, events), run.steps);
        const rasterOf = (population: number): number[][] =>
          Array.from(spikes.steps, (step, k) => [step, spikes.indices[k]!]).filter(
            (_, k) => spikes.populations[k] === population,
          );
        const [output] = network.outputs as [number];
        const hidden = network.populations.findIndex(
          (p, index) => p.parameters.model !== 'input' && index !== output,
        );
        tally.raster('hidden', run.hidden, rasterOf(hidden));
        tally.raster('out', run.out, rasterOf(output));
        tally.list('counts', run.counts, outputCounts);
      });
    }
  },
};

/** Files whose edges name a node that is not there are refused by name. */
export const subgraphSuite: GoldenSuite = {
  name: 'subgraph',
  title: 'files with an edge to a missing node are refused',
  files: (folder) => findFiles(folder, /^braille_.*_subgraph\.nir$/),
  runFile: async (file, folder, report) => {
    await goldenCase({ folder, file, name: baseOf(file) }, report, async (tally) => {
      const code = await readNir(readFileSync(file), basename(file)).then(
        () => 'read without an error',
        (error) => (error instanceof SpikeloomError ? error.code : String(error)),
      );
      tally.equal('error', 'E_NIR_EDGE', code);
    });
  },
};
