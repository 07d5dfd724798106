import { loadProfile } from '../../../chip-profiles/load.ts';
import { axonBits } from '../../../compiler/synapse-memory.ts';
import type { Connectivity, LoihiLifRegisters, Network } from '../../../src/model/network.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase, Inexpressible } from '../../support/golden.ts';
import type { LavaWeights } from '../../support/lava-network.ts';
import { lavaNetwork, sparseOf } from '../../support/lava-network.ts';
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

/** Weight cutting and the exponent on the sum: synaptic sums of lava's Dense and Sparse. */
export const denseLayerSuite: GoldenSuite = {
  name: 'dense_layer',
  title: "synaptic sums of lava's dense and sparse layers, through the Loihi profile",
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
        if (vector.num_message_bits > 0 && vector.x.flat().some((value) => value < 0)) {
          throw new Inexpressible('has graded messages below zero, and spikes have no sign');
        }
        const { trace } = runLava(layerNetwork(vector), eventsOf(vector), vector.T);
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

/** A message of value k is k events in one step; without message bits any value is one event. */
function eventsOf(vector: DenseCase): [number, number][] {
  return vector.x.flatMap((row, k) =>
    row.flatMap((value, index) => {
      const count = vector.num_message_bits > 0 ? value : Math.abs(Math.sign(value));
      return Array.from({ length: count }, (): [number, number] => [k + 1, index]);
    }),
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
