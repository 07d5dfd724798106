import { loadProfile } from '../../../chip-profiles/load.ts';
import { axonBits } from '../../../compiler/synapse-memory.ts';
import type { Connectivity, LoihiLifRegisters } from '../../../src/model/network.ts';
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
const SUM_METER: LoihiLifRegisters = {
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

/** Largest sum that u holds without wrapping. */
const SUM_LIMIT = 2 ** 17;

/** Weight cutting and the exponent on the sum: synaptic sums of lava's Dense and Sparse. */
export const denseLayerSuite: GoldenSuite = {
  name: 'dense_layer',
  title: "synaptic sums of lava's dense and sparse layers, through the Loihi profile",
  files: (folder) => findFiles(folder, /^dense_layer.*\.jsonl(\.gz)?$/),
  run: async (folder, report) => {
    for (const file of denseLayerSuite.files(folder)) {
      for (const vector of readJsonLines<DenseCase>(file)) {
        const name = `${vector.id} ${vector.kind}`;
        await goldenCase({ folder, file, name }, report, (tally) => {
          refuseGraded(vector);
          const network = lavaNetwork({
            name: vector.id,
            inputs: vector.n_in,
            neurons: vector.n_out,
            registers: SUM_METER,
            projections: [{ name: 'layer', from: 'input', map: mapOf(vector), weights: vector }],
          });
          const { compilation, trace } = runLava(network, eventsOf(vector), vector.T);
          const { connectivity } = compilation.quantNet.projections[0]!;
          const quantized = vector.weights_q.flat().filter((_, k) => isStored(vector, k));
          tally.list(
            'weights',
            inStoredOrder(vector, quantized),
            connectivity.weights as Int16Array,
          );
          const u = trace.probes![0]!.values;
          vector.a_out.forEach((row, k) => {
            const begin = (k + 1) * vector.n_out;
            const sums = Array.from(u.subarray(begin, begin + vector.n_out), (value) => value / 64);
            tally.list(`sums in step ${k + 1}`, row, sums);
          });
        });
      }
    }
  },
};

function refuseGraded(vector: DenseCase): void {
  if (vector.num_message_bits > 0 && vector.x.flat().some((value) => value < 0)) {
    throw new Inexpressible('has graded messages below zero, and spikes have no sign');
  }
  if (vector.a_out.flat().some((sum) => Math.abs(sum) >= SUM_LIMIT)) {
    throw new Inexpressible('has sums that u cannot show without wrapping');
  }
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

function mapOf(vector: DenseCase): Connectivity & { readonly weights: Float32Array } {
  const { n_in: preSize, n_out: postSize } = vector;
  const weights = Float32Array.from(vector.weights.flat());
  if (vector.kind === 'dense') return { kind: 'dense', preSize, postSize, weights };
  const rows = vector.weights.flatMap((row, post) => row.map((weight, pre) => [pre, post, weight]));
  return sparseOf(
    preSize,
    postSize,
    rows.filter((row) => row[2] !== 0),
  );
}

function isStored(vector: DenseCase, k: number): boolean {
  return vector.kind === 'dense' || vector.weights.flat()[k] !== 0;
}

/** From rows by target, as the file has them, to rows by source where the map is sparse. */
function inStoredOrder(vector: DenseCase, stored: readonly number[]): readonly number[] {
  if (vector.kind === 'dense') return stored;
  let next = 0;
  const rows = vector.weights.flatMap((row, post) =>
    row.flatMap((weight, pre) => (weight === 0 ? [] : [[pre, post, stored[next++]!]])),
  );
  return Array.from(sparseOf(vector.n_in, vector.n_out, rows).weights);
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
  run: async (folder, report) => {
    const memory = loadProfile('loihi1').profile.coreTypes[0]!.synapseMemory;
    for (const file of synapseBitsSuite.files(folder)) {
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
    }
  },
};
