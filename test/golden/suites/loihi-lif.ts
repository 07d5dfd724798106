import { loadProfile } from '../../../chip-profiles/load.ts';
import type { LoihiLifRegisters } from '../../../src/model/network.ts';
import type { SampleTrace } from '../../../src/model/trace.ts';
import type { LoihiLifCounts } from '../../../src/neurons/loihi-lif.ts';
import { createLoihiLifState, stepLoihiLif } from '../../../src/neurons/loihi-lif.ts';
import { loihiLifRegisterColumns } from '../../../src/neurons/loihi-lif-fields.ts';
import { namedRegisters } from '../../../src/neurons/loihi-lif-registers.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import type { LavaWeights } from '../../support/lava-network.ts';
import { lavaNetwork, sparseOf, withDelaysUpTo } from '../../support/lava-network.ts';
import { spikeInput } from '../../support/loihi-chip.ts';
import { evenPartition, runOnChip, spikeRows } from '../../support/on-chip.ts';
import { findFiles, readJsonLines } from '../../support/oracle-files.ts';

interface SingleCase {
  readonly id: string;
  readonly kind: string;
  readonly T: number;
  readonly du: number;
  readonly dv: number;
  readonly bias_mant: number;
  readonly bias_exp: number;
  readonly vth: number;
  readonly u0: number;
  readonly v0: number;
  readonly syn: LavaWeights & {
    readonly weights: readonly number[];
    readonly weights_q: readonly number[];
    readonly in_spikes: readonly (readonly [number, number])[];
  };
  readonly a_in: readonly number[];
  readonly u: readonly number[];
  readonly v: readonly number[];
  readonly spikes: readonly number[];
}

const singleFiles = (folder: string): string[] => findFiles(folder, /^lif_single.*\.jsonl(\.gz)?$/);

/** The compartment alone, driven by the recorded synaptic sums. */
export const lifKernelSuite: GoldenSuite = {
  name: 'lif_single (kernel)',
  title: 'every u, v and spike of single compartments in lava, neuron kernel',
  files: singleFiles,
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<SingleCase>(file)) {
      const name = `${vector.id} ${vector.kind}`;
      await goldenCase({ folder, file, name }, report, (tally) => {
        const columns = loihiLifRegisterColumns(namedRegisters(registersOf(vector)), 1);
        const state = createLoihiLifState(columns);
        const input = new Int32Array(1);
        const counts: LoihiLifCounts = { fired: 0, updated: 0, saturations: 0 };
        const got = { u: [] as number[], v: [] as number[], spikes: [] as number[] };
        vector.a_in.forEach((a, k) => {
          input[0] = a;
          stepLoihiLif(state, columns, input, 0, 1, new Int32Array(1), 0, counts);
          got.u.push(state.u[0]!);
          got.v.push(state.v[0]!);
          if (counts.fired > 0) got.spikes.push(k + 1);
        });
        tally.list('u', vector.u, got.u);
        tally.list('v', vector.v, got.v);
        tally.list('spikes', vector.spikes, got.spikes);
      });
    }
  },
};

/** The same compartments behind their synapses, through compiler, image and emulator. */
export const lifSingleSuite: GoldenSuite = {
  name: 'lif_single (chip)',
  title: 'every u, v and spike of single compartments in lava, through the Loihi profile',
  files: singleFiles,
  runFile: async (file, folder, report) => {
    for (const vector of readJsonLines<SingleCase>(file)) {
      const name = `${vector.id} ${vector.kind}`;
      await goldenCase({ folder, file, name }, report, (tally) => {
        const { syn, T } = vector;
        const inputs = syn.weights.length;
        const network = lavaNetwork({
          name: vector.id,
          inputs,
          neurons: 1,
          registers: registersOf(vector),
          projections: [
            {
              name: 'syn',
              from: 'input',
              map: {
                kind: 'dense',
                preSize: inputs,
                postSize: 1,
                weights: Float32Array.from(syn.weights),
              },
              weights: syn,
            },
          ],
        });
        const { compilation, trace } = runLava(network, syn.in_spikes, T);
        const quantized = compilation.quantNet.projections[0]!.connectivity.weights;
        tally.list('weights', syn.weights_q, quantized as Int16Array);
        // Step t of lava is chip step t; chip step 0 is the host's.
        tally.list('u', vector.u, trace.probes![0]!.values.slice(1, T + 1));
        tally.list('v', vector.v, trace.probes![1]!.values.slice(1, T + 1));
        tally.list(
          'spikes',
          vector.spikes,
          spikeRows(trace, 1).map(([step]) => step),
        );
      });
    }
  },
};

function registersOf(vector: SingleCase): LoihiLifRegisters {
  return {
    du: vector.du,
    dv: vector.dv,
    vthMant: vector.vth,
    biasMant: vector.bias_mant,
    biasExp: vector.bias_exp,
    refractorySteps: 0,
    u0: vector.u0,
    v0: vector.v0,
    reset: 'zero',
    spiking: true,
  };
}

/**
 * Emulates chip steps 0..T. Lava counts steps from 1 and a compartment at level 1 of ours starts in chip
 * step 1, so that steps carry over as they are: an input spike of step t acts in t + 1 in both.
 */
export function runLava(
  network: Parameters<typeof runOnChip>[0],
  inputSpikes: readonly (readonly number[])[],
  steps: number,
  options: Partial<Parameters<typeof runOnChip>[2]> = {},
): { compilation: ReturnType<typeof runOnChip>['compilation']; trace: SampleTrace } {
  const events = inputSpikes
    .map(([step, index]) => ({ step: step!, index: index! }))
    .filter(({ step }) => step < steps);
  const { compilation, traces } = runOnChip(network, [spikeInput(network.name, events)], {
    steps,
    timing: 'none',
    recordSpikes: true,
    probes: [
      { population: 'neurons', variable: 'u' },
      { population: 'neurons', variable: 'v' },
    ],
    ...options,
  });
  return { compilation, trace: traces[0]! };
}

interface NetworkCase {
  readonly id: string;
  readonly N: number;
  readonly n_input: number;
  readonly T: number;
  readonly du: readonly number[];
  readonly dv: readonly number[];
  readonly bias_mant: readonly number[];
  readonly bias_exp: readonly number[];
  readonly vth: readonly number[];
  readonly connections: readonly (LavaWeights & {
    readonly name: string;
    readonly source: 'input' | 'neurons';
    readonly delay_model: boolean;
    readonly synapses: readonly (readonly number[])[];
  })[];
  readonly in_spikes: readonly (readonly [number, number])[];
  readonly out_spikes: readonly (readonly [number, number])[];
  readonly u_final: readonly number[];
  readonly v_final: readonly number[];
  readonly probe: readonly number[];
  readonly probe_u: readonly (readonly number[])[];
  readonly probe_v: readonly (readonly number[])[];
}

const LAVA_DELAY_MAX = 63;
const SMALL_CORE = 7;

/** Recurrent networks on one core as the compiler cuts them, and spread over many small cores. */
export const lifNetworkSuite: GoldenSuite = {
  name: 'lif_network',
  title: 'spikes and states of recurrent networks in lava, through the Loihi profile',
  files: (folder) => findFiles(folder, /^lif_network.*\.jsonl(\.gz)?$/),
  runFile: async (file, folder, report) => {
    const profile = withDelaysUpTo(loadProfile('loihi1').profile, LAVA_DELAY_MAX);
    for (const vector of readJsonLines<NetworkCase>(file)) {
      for (const isSpread of [false, true]) {
        const name = `${vector.id} ${isSpread ? `on cores of ${SMALL_CORE}` : 'as partitioned'}`;
        await goldenCase({ folder, file, name }, report, (tally) => {
          const { N, T } = vector;
          const partition = isSpread ? { partition: evenPartition(1, N, SMALL_CORE) } : {};
          const { trace } = runLava(networkOf(vector), vector.in_spikes, T, {
            profile,
            ...partition,
          });
          tally.raster('spikes', vector.out_spikes, spikeRows(trace, 1));
          const [u, v] = trace.probes!.map((probe) => probe.values) as [Int32Array, Int32Array];
          tally.list('final u', vector.u_final, u.slice(T * N, (T + 1) * N));
          tally.list('final v', vector.v_final, v.slice(T * N, (T + 1) * N));
          for (let step = 1; step <= T; step++) {
            const at = (values: Int32Array): number[] =>
              vector.probe.map((n) => values[step * N + n]!);
            tally.list(`u in step ${step}`, vector.probe_u[step - 1]!, at(u));
            tally.list(`v in step ${step}`, vector.probe_v[step - 1]!, at(v));
          }
        });
      }
    }
  },
};

function networkOf(vector: NetworkCase): ReturnType<typeof lavaNetwork> {
  return lavaNetwork({
    name: vector.id,
    inputs: vector.n_input,
    neurons: vector.N,
    registers: {
      du: Int32Array.from(vector.du),
      dv: Int32Array.from(vector.dv),
      vthMant: Int32Array.from(vector.vth),
      biasMant: Int32Array.from(vector.bias_mant),
      biasExp: Int32Array.from(vector.bias_exp),
      refractorySteps: 0,
      v0: 0,
      reset: 'zero',
      spiking: true,
    },
    projections: vector.connections.map((connection) => ({
      name: connection.name,
      from: connection.source,
      map: sparseOf(
        connection.source === 'input' ? vector.n_input : vector.N,
        vector.N,
        connection.synapses,
      ),
      weights: connection,
    })),
  });
}
