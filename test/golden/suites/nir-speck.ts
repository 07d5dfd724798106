import { readFileSync } from 'node:fs';
import { normalize } from '../../../compiler/normalize.ts';
import { maxAbs } from '../../../compiler/quantize/weights.ts';
import { schedule } from '../../../compiler/schedule.ts';
import type { SpikeInput } from '../../../src/model/events.ts';
import type { Conv, FloatArray, Network, NormalNetwork } from '../../../src/model/network.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../../../src/model/simulation.ts';
import { readRecording2d } from '../../../src/readers/events/recording.ts';
import { readNir } from '../../../src/readers/nir.ts';
import { createFloatSimulator } from '../../../src/reference/simulate.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { baseOf, findFile, findFiles } from '../../support/oracle-files.ts';
import type { Recordings } from '../../support/recordings.ts';
import { findRecordings, readLabels } from '../../support/recordings.ts';

/** What an int8 model of the chip reached against the measured counts, as stated with them. */
const STATED = { spikesOff: 55, countsEqual: 0.974, cosine: 0.9995 };
const WEIGHT_SCALE = 128;
const THRESHOLD = 72;
/** The chip fires at the threshold, our neurons above it; whole numbers lie clear of this. */
const JUST_BELOW = 2 ** -20;

/** The first layer of a CNN on a Speck chip: spike counts of its neurons for one recording of each digit. */
export const speckSuite: GoldenSuite = {
  name: 'speck',
  title: 'spike counts measured on a Speck chip, float64 reference with int8 weights',
  files: (folder) => findFiles(folder, /^speck_layer1_counts_u8.*\.bin$/),
  runFile: async (file, folder, report) => {
    await goldenCase({ folder, file, name: baseOf(file) }, report, async (tally) => {
      const measured = readFileSync(file);
      const modelled = await countSpikes(folder, measured.length);
      const [spikes, chipSpikes] = [sum(modelled), sum(measured)];
      const equal = modelled.filter((count, k) => count === measured[k]).length / measured.length;
      const cosine = cosineOf(modelled, measured);
      tally.near('spikes', chipSpikes, spikes, STATED.spikesOff);
      tally.equal('counts equal as stated', true, Number(equal.toFixed(3)) >= STATED.countsEqual);
      tally.equal('cosine as stated', true, Number(cosine.toFixed(4)) >= STATED.cosine);
      const share = (100 * equal).toFixed(2);
      tally.remark(
        `${spikes} spikes against ${chipSpikes} on the chip; ${share} % of ${measured.length} counts equal, cosine ${cosine.toFixed(5)}`,
      );
    });
  },
};

/** Counts of the layer's neurons for the first recording of each class, classes ascending: [classes][neurons]. */
async function countSpikes(folder: string, length: number): Promise<Int32Array> {
  const path = findFile(folder, /^cnn_sinabs\.nir$/);
  const network = firstLayer(await readNir(readFileSync(path), 'cnn_sinabs.nir'));
  const simulator = createFloatSimulator(network, schedule(network), {
    ...DEFAULT_SIMULATION_OPTIONS,
    reset: 'subtract',
    vMin: -THRESHOLD,
  });
  const recordings = findRecordings(folder);
  const counts = new Int32Array(length);
  const neurons = network.populations[1]!.size;
  firstOfEachClass(folder).forEach((sample, k) => {
    const input = eventByEvent(recordings, sample, network.populations[0]!.shape);
    const { spikes } = simulator.run(input, input.steps.length);
    for (const index of spikes.indices) counts[k * neurons + index]!++;
  });
  return counts;
}

/** The first layer with weights on the chip's grid, which its largest weight fills. */
function firstLayer(network: Network): NormalNetwork {
  const [input, layer] = network.populations;
  const [projection] = network.projections;
  const stage = projection!.stages[0] as Conv<FloatArray>;
  const largest = maxAbs(stage.weights);
  const weights = Float64Array.from(stage.weights, (w: number) =>
    Math.round((w * WEIGHT_SCALE) / largest),
  );
  const parameters = { model: 'if', r: 1, vThreshold: THRESHOLD - JUST_BELOW, vReset: 0 } as const;
  return normalize({
    ...network,
    populations: [input!, { ...layer!, parameters }],
    projections: [{ ...projection!, stages: [{ ...stage, weights }] }],
    outputs: [1],
  });
}

/** The chip takes events one at a time; neurons without a leak do not see how much time lies between. */
function eventByEvent(
  recordings: Recordings,
  sample: string,
  shape: readonly number[],
): SpikeInput {
  const path = recordings.get(sample);
  if (path === undefined) throw new Error(`no recording ${sample}.bs2`);
  const { indices } = readRecording2d(readFileSync(path), path, [shape]).events;
  return {
    sample,
    steps: Int32Array.from(indices, (_, k) => k),
    indices,
    counts: new Int32Array(indices.length).fill(1),
    droppedEvents: 0,
  };
}

function firstOfEachClass(folder: string): string[] {
  const firsts = new Map<number, string>();
  for (const [sample, label] of Object.entries(readLabels(folder, folder))) {
    const known = firsts.get(label);
    if (known === undefined || Number(sample) < Number(known)) firsts.set(label, sample);
  }
  return [...firsts].sort(([a], [b]) => a - b).map(([, sample]) => sample);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    product += a[k]! * b[k]!;
    squareA += a[k]! ** 2;
    squareB += b[k]! ** 2;
  }
  return product / Math.sqrt(squareA * squareB);
}
