import { loadProfile } from '../../../chip-profiles/load.ts';
import { axonBits } from '../../../compiler/synapse-memory.ts';
import type { SpikeInput } from '../../../src/model/events.ts';
import type {
  Connectivity,
  LoihiLifRegisters,
  Network,
  NeuronParameters,
} from '../../../src/model/network.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import type { LavaWeights } from '../../support/lava-network.ts';
import { lavaNetwork, sparseOf } from '../../support/lava-network.ts';
import { runOnChip } from '../../support/on-chip.ts';
import { findFiles, readJsonLines } from '../../support/oracle-files.ts';
import { runLava } from './loihi-lif.ts';

interface DenseCase extends LavaWeights {
  readonly id: string;
  readonly kind: 'dense' | 'sparse';
  readonly n_out: number;
  readonly n_in: number;
  readonly T: number;
  readonly num_message_bits: number;
  readonly weights: readonly (readonly number[])[];
  readonly weights_q: readonly (readonly number[])[];
  /** [T][n_in]. */
  readonly x: readonly (readonly number[])[];
  /** [T][n_out]. */
  readonly a_out: readonly (readonly number[])[];
}

/** Compartments whose current is gone after a step, so that u shows the synaptic sum; they never spike. */
export const SUM_METER: LoihiLifRegisters = {
  du: 4095,
  dv: 0,
  vthMant: 0,
  biasMant: 0,
  biasExp: 0,
  refractorySteps: 0,
  v0: 0,
  reset: 'zero',
  spiking: false,
};

/** u of a sum meter: the sum shifted left by 6, wrapped once as lava does. */
export function shownSum(sum: number): number {
  const shifted = sum * 64;
  const wrapped = shifted > 2 ** 23 ? shifted - 2 ** 24 : shifted;
  return wrapped <= -(2 ** 23) ? shifted + 2 ** 24 : wrapped;
}

/** [step, input, payload]. */
export type Message = readonly [number, number, number];

/** Messages in any order, at most one a step and input, as sorted columns. */
export function gradedInput(sample: string, messages: readonly Message[]): SpikeInput {
  const sorted = [...messages].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const column = (k: number): Int32Array => Int32Array.from(sorted, (message) => message[k]!);
  return { sample, steps: column(0), indices: column(1), counts: column(2), droppedEvents: 0 };
}

/**
 * Sums of the population "neurons" by chip step, as graded messages make them on Loihi 2. They are read
 * from resonators that neither turn nor keep anything, whose real part is the sum to its last bit.
 */
export function gradedSums(
  network: Network,
  messages: readonly Message[],
  steps: number,
): (step: number) => Int32Array {
  const populations = network.populations.map((population) =>
    population.name === 'neurons' ? { ...population, parameters: GRADED_METER } : population,
  );
  const input = gradedInput(
    network.name,
    messages.filter(([step]) => step < steps),
  );
  const { traces } = runOnChip({ ...network, populations }, [input], {
    profile: loadProfile('loihi2').profile,
    steps,
    timing: 'none',
    probes: [{ population: 'neurons', variable: 'real' }],
  });
  const { size } = populations.find(({ name }) => name === 'neurons')!;
  const { values } = traces[0]!.probes![0]!;
  return (step) => values.subarray(step * size, (step + 1) * size) as Int32Array;
}

/** Its real part is the sum of the step, up to +-(2^23 - 1). */
export const GRADED_METER: NeuronParameters = {
  model: 'registers',
  neuron: 'loihi2-rf',
  registers: { sinDecay: 0, cosDecay: 0, decayBits: 0, stateExp: 0 },
};

/** Weight cutting and the exponent on the sum: synaptic sums of lava's Dense and Sparse. */
export const denseLayerSuite: GoldenSuite = {
  name: 'dense_layer',
  title:
    "synaptic sums of lava's dense and sparse layers, through the Loihi profile or, where messages are graded, the Loihi 2 one",
  files: (folder) => findFiles(folder, /^dense_layer.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<DenseCase>(file)) {
      const name = `${vector.id} ${vector.kind}`;
      await goldenCase({ folder, file, name: `${name} weights` }, report, (tally) => {
        const { compilation } = runLava(layerNetwork(vector), [], 1);
        const { connectivity } = compilation.quantNet.projections[0]!;
        const map = mapOf(vector, vector.weights_q);
        tally.list('weights', map.weights, connectivity.weights as Int16Array);
      });
      await goldenCase({ folder, file, name: `${name} sums` }, report, (tally) => {
        const network = layerNetwork(vector);
        if (vector.num_message_bits > 0) {
          const sums = gradedSums(network, messagesOf(vector), vector.T);
          vector.a_out.forEach((row, k) => {
            tally.list(`sums in step ${k + 1}`, row, sums(k + 1));
          });
          return;
        }
        const { trace } = runLava(network, spikesOf(vector), vector.T);
        const u = trace.probes![0]!.values;
        vector.a_out.forEach((row, k) => {
          const begin = (k + 1) * vector.n_out;
          const shown = u.subarray(begin, begin + vector.n_out);
          tally.list(`sums in step ${k + 1}`, row.map(shownSum), shown);
        });
      });
    }
  },
};

function layerNetwork(vector: DenseCase): Network {
  return lavaNetwork({
    name: vector.id,
    inputs: vector.n_in,
    neurons: vector.n_out,
    registers: SUM_METER,
    projections: [
      { name: 'layer', from: 'input', map: mapOf(vector, vector.weights), weights: vector },
    ],
  });
}

/** Without message bits any value is one spike. */
function spikesOf(vector: DenseCase): [number, number][] {
  return vector.x.flatMap((row, k) =>
    row.flatMap((value, index): [number, number][] => (value === 0 ? [] : [[k + 1, index]])),
  );
}

function messagesOf(vector: DenseCase): Message[] {
  return vector.x.flatMap((row, k) =>
    row.flatMap((value, index): Message[] => (value === 0 ? [] : [[k + 1, index, value]])),
  );
}

/** The layer's map with `values`, [n_out][n_in]; a sparse one holds the weights that the file does not give as 0. */
function mapOf(
  vector: DenseCase,
  values: readonly (readonly number[])[],
): Connectivity & { readonly weights: Float32Array } {
  const { n_in: preSize, n_out: postSize } = vector;
  if (vector.kind === 'dense') {
    return { kind: 'dense', preSize, postSize, weights: Float32Array.from(values.flat()) };
  }
  const rows = values.flatMap((row, post) =>
    row.flatMap((value, pre) => (vector.weights[post]![pre] === 0 ? [] : [[pre, post, value]])),
  );
  return sparseOf(preSize, postSize, rows);
}

interface BitsCase {
  readonly delay_bits: number;
  readonly tag_bits: number;
  readonly compression: number;
  /** Synapses of a full block less one. */
  readonly n_synapses: number;
  readonly real_weight_bits: number;
  readonly real_idx_bits: number;
  readonly n_weights: number;
  readonly bits: number;
}

/** Synapse memory of one axon in each format. */
export const synapseBitsSuite: GoldenSuite = {
  name: 'synapse_bits',
  title: "core memory of one axon's synapses in nengo-loihi",
  files: (folder) => findFiles(folder, /^nengo_loihi_synapse_bits.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    const memory = loadProfile('loihi1').profile.coreTypes[0]!.synapseMemory;
    for (const [k, vector] of readJsonLines<BitsCase>(file).entries()) {
      await goldenCase({ folder, file, name: `line ${k + 1}` }, report, (tally) => {
        const widths = {
          weightBits: vector.real_weight_bits,
          delayBits: vector.delay_bits,
          tagBits: vector.tag_bits,
          indexBits: vector.compression === 0 ? vector.real_idx_bits : 0,
        };
        const blocks = { ...memory, blockSynapses: vector.n_synapses + 1 };
        tally.equal('bits', vector.bits, axonBits(vector.n_weights, widths, blocks));
      });
    }
  },
};
