import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { Network } from '../../../src/model/network.ts';
import type { SampleTrace } from '../../../src/model/trace.ts';
import { winner } from '../../../src/reference/outcome.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import type { SlayerNeuron } from '../../support/loihi-chip.ts';
import { denseChain, slayerRegisters } from '../../support/loihi-chip.ts';
import { runOnChip, spikeRows } from '../../support/on-chip.ts';
import { findFiles, isJsonArray, readJson, readNumberRows } from '../../support/oracle-files.ts';
import { findRecordings, readLabels, readRecording } from '../../support/recordings.ts';

interface Expected {
  readonly id: number;
  readonly in_events: number;
  readonly hidden: readonly number[];
  readonly out: readonly number[];
  readonly pred: number;
}

interface Settings {
  readonly simulation: { readonly Ts: number; readonly tSample: number };
  readonly neuron: SlayerNeuron & { readonly wgtExp: number };
}

/** The data set's test recordings count from this name; the list of misclassified ones counts from 1. */
const FIRST_SAMPLE = 60_001;

/** An integer MLP that ran on Loihi: counts of every neuron, and right wherever the chip was. */
export const loihiNmnistSuite: GoldenSuite = {
  name: 'loihi_nmnist',
  title: 'spike counts of an integer MLP on event camera recordings, through the Loihi profile',
  files: (folder) => findFiles(folder, /^expected_.*\.json$/).filter(isJsonArray),
  runFile: async (file, folder, report) => {
    const recordings = findRecordings(folder);
    const place = dirname(file);
    const network = mlp(place);
    const { simulation } = settingsOf(place);
    const inputs = [...recordings.keys()].map((sample) =>
      readRecording(recordings, sample, {
        steps: simulation.tSample,
        dtS: simulation.Ts * 1e-3,
        inputShapes: [network.populations[0]!.shape],
        binOrigin: 'zero',
        binRounding: 'nearest-even',
        binValue: 'binary',
      }),
    );
    const { compilation, traces } = runOnChip(network, inputs, {
      steps: simulation.tSample,
      timing: 'none',
      recordSpikes: true,
    });
    const bySample = new Map(traces.map((trace) => [trace.sample, trace]));
    for (const expected of readJson<Expected[]>(file)) {
      await goldenCase({ folder, file, name: String(expected.id) }, report, (tally) => {
        const trace = bySample.get(String(expected.id));
        if (!trace) throw new Error(`no recording ${expected.id}.bs2`);
        tally.equal('input events', expected.in_events, trace.inputEvents);
        tally.list('hidden', expected.hidden, countsOf(trace, 1, expected.hidden.length));
        const out = countsOf(trace, 2, expected.out.length);
        tally.list('out', expected.out, out);
        tally.equal('prediction', expected.pred, winner(out));
      });
    }
    await goldenCase({ folder, file, name: 'classes as on the chip' }, report, (tally) => {
      const labels = readLabels(place, folder);
      const missed = new Set(readNumberRows(join(place, 'loihiMisclassificationList.txt')).flat());
      for (const { sample, outputCounts } of traces) {
        if (labels[sample] === undefined) continue;
        const isRight = winner(outputCounts) === labels[sample];
        tally.equal(`${sample} right`, !missed.has(Number(sample) - FIRST_SAMPLE + 1), isRight);
      }
      tally.equal(
        'weights cut',
        0,
        compilation.quantNet.projections.reduce((sum, p) => sum + p.stats.clippedCount, 0),
      );
    });
  },
};

function settingsOf(place: string): Settings {
  return parse(readFileSync(join(place, 'network.yaml'), 'utf8')) as Settings;
}

/** Layers from the files `fc<k>_i8_<post>x<pre>.bin`; a compartment rests for one step after a spike. */
function mlp(place: string): Network {
  const registers = slayerRegisters(settingsOf(place).neuron, 1);
  const files = findFiles(place, /^fc\d+_i8_\d+x\d+\.bin$/);
  const sizes = files.map((file) =>
    basename(file)
      .match(/(\d+)x(\d+)/)!
      .slice(1)
      .map(Number),
  );
  const layers = files.map((file, k) => ({
    name: `fc${k + 1}`,
    size: sizes[k]![0]!,
    weights: new Int8Array(readFileSync(file)),
    registers,
  }));
  return denseChain('loihi_nmnist', sizes[0]![1]!, layers);
}

/** Spikes of each neuron in the chip steps [0, input steps): the vectors count what 300 steps of the chip saw. */
function countsOf(trace: SampleTrace, population: number, size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const [step, neuron] of spikeRows(trace, population)) {
    if (step < trace.inputSteps) counts[neuron]!++;
  }
  return counts;
}
