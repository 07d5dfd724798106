import { loadProfile } from '../../../chip-profiles/load.ts';
import { createBenchNetwork } from '../../support/bench-network.ts';
import type { GoldenSuite } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import { spikeInput } from '../../support/loihi-chip.ts';
import { evenPartition, runOnChip } from '../../support/on-chip.ts';
import { findFiles, readJson } from '../../support/oracle-files.ts';
import { spikeChecksum } from '../../support/spike-checksum.ts';

interface BenchFile {
  readonly networks: readonly {
    readonly N: number;
    readonly K: number;
    readonly T: number;
    readonly synapses: number;
    readonly spikes: number;
    readonly synaptic_events: number;
    readonly fnv1a32: string;
    readonly u_sum_final: number;
    readonly v_sum_final: number;
  }[];
}

const NEURONS_PER_CORE = 1000;

/** The benchmark network of lava's speed figures: the same raster and state to the last bit. */
export const benchSuite: GoldenSuite = {
  name: 'bench_network',
  title:
    'raster checksum, counts and final state of the benchmark networks, on cores of 1,000 neurons',
  files: (folder) => findFiles(folder, /^bench_network.*\.json$/),
  runFile: async (file, folder, report) => {
    const { profile } = loadProfile('loihi1-unlimited');
    for (const expected of readJson<BenchFile>(file).networks) {
      const { N, K, T } = expected;
      await goldenCase({ folder, file, name: `N ${N}, T ${T}` }, report, (tally) => {
        const { compilation, traces } = runOnChip(
          createBenchNetwork(N, K),
          [spikeInput('none', [])],
          {
            profile,
            partition: evenPartition(0, N, NEURONS_PER_CORE),
            // One step more than the vectors: the synaptic events of step T's spikes happen in T + 1.
            steps: T + 1,
            timing: 'none',
            recordSpikes: true,
            probes: [
              { population: 'neurons', variable: 'u' },
              { population: 'neurons', variable: 'v' },
            ],
          },
        );
        const trace = traces[0]!;
        const fired = sum(trace.steps.fired.subarray(0, T));
        const { steps, indices } = trace.spikes!;
        const checksum = spikeChecksum(steps.subarray(0, fired), indices.subarray(0, fired));
        tally.equal(
          'synapses',
          expected.synapses,
          compilation.image.header.projections[0]!.synapses,
        );
        tally.equal('spikes', expected.spikes, fired);
        tally.equal('synaptic events', expected.synaptic_events, sum(trace.steps.synapticEvents));
        tally.equal('checksum', expected.fnv1a32, checksum);
        const [u, v] = trace.probes!.map((probe) => probe.values.subarray((T - 1) * N, T * N)) as [
          Int32Array,
          Int32Array,
        ];
        tally.equal('sum of u', expected.u_sum_final, sum(u));
        tally.equal('sum of v', expected.v_sum_final, sum(v));
      });
    }
  },
};

function sum(values: Int32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
