import { dirname, join } from 'node:path';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { loihiChipInput, loihiChipNetwork } from '../../support/loihi-chip.ts';
import { runOnChip, spikeRows } from '../../support/on-chip.ts';
import { baseOf, findFiles, readNumberRows } from '../../support/oracle-files.ts';

const STEPS = 500;
const LAYERS = ['hidden', 'output'] as const;

/** A 250-25-1 network measured on a Loihi chip: spikes and voltages, through compiler, image and emulator. */
export const loihiChipSuite: GoldenSuite = {
  name: 'loihi_chip',
  title: 'spikes and voltages measured on a Loihi chip',
  files: (folder) => findFiles(folder, /^loihi(Hidden|Output)(Spikes|Voltage\d*)\.txt$/),
  runFile: async (file, folder, report) => {
    await goldenCase({ folder, file, name: baseOf(file) }, report, (tally) => {
      const place = dirname(file);
      const layer = baseOf(file).startsWith('loihiHidden') ? 0 : 1;
      const network = loihiChipNetwork(place);
      const { traces } = runOnChip(network, [loihiChipInput(place, STEPS)], {
        steps: STEPS,
        recordSpikes: true,
        probes: LAYERS.map((population) => ({ population, variable: 'v' })),
      });
      const trace = traces[0]!;
      if (file.endsWith('Spikes.txt')) {
        const expected = readNumberRows(file).map(([neuron, step]) => [step!, neuron!]);
        const actual = spikeRows(trace, layer + 1).filter(([step]) => step < STEPS);
        tally.raster('spikes', expected, actual);
        tally.remark(`${expected.length} spikes`);
        return;
      }
      const neuron = Number(/\d*$/.exec(baseOf(file))![0]);
      const { size } = network.populations[layer + 1]!;
      const fired = chipSpikes(
        join(place, `loihi${layer === 0 ? 'Hidden' : 'Output'}Spikes.txt`),
        neuron,
      );
      readNumberRows(file)
        .flat()
        .forEach((voltage, k) => {
          const step = k + 1;
          if (fired.has(step)) return; // The chip's probe shows 128 in the step of a spike.
          tally.equal(
            `v in step ${step}`,
            voltage,
            trace.probes![layer]!.values[step * size + neuron],
          );
        });
    });
  },
};

function chipSpikes(file: string, neuron: number): Set<number> {
  return new Set(
    readNumberRows(file).flatMap(([index, step]) => (index === neuron ? [step!] : [])),
  );
}
