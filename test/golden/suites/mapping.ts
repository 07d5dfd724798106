import type { SpikeGraph } from '../../../compiler/hypergraph/graph.ts';
import { partitionGraph } from '../../../compiler/hypergraph/index.ts';
import { countHops, evaluatePlacement } from '../../../compiler/hypergraph/mesh.ts';
import { coreTraffic, evaluatePartition } from '../../../compiler/hypergraph/metrics.ts';
import type { PartitionOptions, PartitionResult } from '../../../compiler/hypergraph/problem.ts';
import type { GoldenSuite, Tally } from '../../support/golden.ts';
import { goldenCase } from '../../support/golden.ts';
import {
  bestOf,
  coresOf,
  createNetworkReader,
  type EvaluationVector,
  legalResults,
  limitsOf,
  readVectors,
  type SuitePair,
  suitePairs,
} from '../../support/mapping-suite.ts';
import { findFiles } from '../../support/oracle-files.ts';

/** Every metric of given mappings, counted from the network. */
export const mappingVectorsSuite: GoldenSuite = {
  name: 'vectors',
  title: 'metrics of given mappings, against an independent evaluator',
  files: (folder) => findFiles(folder, /^evalvectors\.json\.gz$/),
  runFile: async (file, folder, report) => {
    const read = createNetworkReader(folder);
    for (const vector of readVectors(file)) {
      const name = `${vector.net} ${vector.profile} ${vector.method} k=${vector.k}`;
      await goldenCase({ folder, file, name }, report, (tally) =>
        compareVector(tally, vector, read(vector.net)),
      );
    }
  },
};

function compareVector(tally: Tally, vector: EvaluationVector, graph: SpikeGraph): void {
  const { k, expect } = vector;
  const part = Int32Array.from(vector.part);
  const { metrics } = evaluatePartition(graph, part, k, limitsOf(vector.profile));
  const traffic = coreTraffic(graph, part, k);
  const mesh = { width: vector.mesh[0], height: vector.mesh[1] };
  const placed = evaluatePlacement(graph, part, traffic, Int32Array.from(vector.pos), mesh);
  const rows = Int32Array.from({ length: k }, (_, core) => core);
  const { violations } = metrics;
  const found = {
    km1: metrics.km1,
    cutEvents: metrics.cutEvents,
    cutEdges: metrics.cutEdges,
    cutNets: metrics.cutNets,
    used: metrics.usedCores,
    spikes: graph.spikes.reduce((sum, count) => sum + count, 0),
    feasible: metrics.legal,
    maxNeurons: metrics.maxNeurons,
    maxAxIn: metrics.maxInputAxons,
    maxAxOut: metrics.maxOutputAxons,
    maxMem: metrics.maxMemoryBytes,
    hopsRow: countHops(traffic, rows, mesh),
    hopsSA: placed.hops,
    maxHopSA: placed.maxHops,
    maxLinkSA: placed.maxLinkLoad,
    mcastHopsSA: placed.multicastHops,
  };
  for (const [key, value] of Object.entries(found)) {
    tally.equal(key, expect[key as keyof typeof expect], value);
  }
  tally.equal('viol.neurons', expect.viol.neurons, violations.neurons);
  tally.equal('viol.axIn', expect.viol.axIn, violations.inputAxons);
  tally.equal('viol.axOut', expect.viol.axOut, violations.outputAxons);
  tally.equal('viol.mem', expect.viol.mem, violations.memoryBytes);
  tally.near('avgHopSA', expect.avgHopSA, placed.meanHops, 0.0006);
}

function run(
  graph: SpikeGraph,
  pair: SuitePair,
  options: Partial<PartitionOptions>,
): PartitionResult {
  return partitionGraph(
    'auto',
    { graph, limits: limitsOf(pair.profile) },
    { effort: 'normal', seed: 1, objective: 'traffic', ...options },
  );
}

/** Legal wherever anything recorded is, never worse than index order, and far below METIS in the median. */
export const mappingNormalSuite: GoldenSuite = {
  name: 'normal',
  title: 'legal wherever a recorded mapping is, and its messages, against METIS and index order',
  files: (folder) => findFiles(folder, /^baselines\.jsonl$/),
  runFile: async (file, folder, report) => {
    const read = createNetworkReader(folder);
    const ratios: number[] = [];
    for (const pair of suitePairs(folder).filter((each) => legalResults(each).length > 0)) {
      const name = `${pair.net} ${pair.profile}`;
      await goldenCase({ folder, file, name }, report, (tally) => {
        const { cores, report: found } = run(read(pair.net), pair, {});
        const { km1 } = found.metrics;
        tally.equal('legal', true, found.legal);
        const sequential = bestOf(pair, /^seq$/);
        if (sequential) atMost(tally, 'messages of index order', km1, sequential.km1!);
        const metis = bestOf(pair, /^metis$/);
        if (metis) ratios.push(km1 / metis.km1!);
        tally.remark(`${cores} cores, ${km1} messages`);
      });
    }
    await goldenCase({ folder, file, name: 'median against METIS' }, report, (tally) => {
      atMost(tally, 'share of METIS', median(ratios), 0.85);
    });
  },
};

function atMost(tally: Tally, what: string, value: number, most: number): void {
  tally.equal(`${what}: at most ${most}`, true, value <= most || value);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1]!;
}

/** Cores that are enough, by network and profile. */
const CORES_ENOUGH: Readonly<Record<string, number>> = {
  'mlp-784-1024-1024-10 loihi': 31,
  'lenet loihi': 9,
  'synfire6k loihi': 11,
  'grid16k truenorth': 256,
  'synfire6k truenorth': 34,
};

/** Few cores where asked for. */
export const mappingCoresSuite: GoldenSuite = {
  name: 'cores',
  title: 'cores needed where few are asked for, against recorded and constructed mappings',
  files: (folder) => findFiles(folder, /^references\.jsonl$/),
  runFile: async (file, folder, report) => {
    const read = createNetworkReader(folder);
    for (const pair of suitePairs(folder).filter((each) => legalResults(each).length > 0)) {
      const name = `${pair.net} ${pair.profile}`;
      const enough = CORES_ENOUGH[name] ?? coresOf(pair);
      await goldenCase({ folder, file, name }, report, (tally) => {
        const { cores, report: found } = run(read(pair.net), pair, { objective: 'cores' });
        tally.equal('legal', true, found.legal);
        atMost(tally, 'cores', cores, enough);
        tally.remark(`${cores} cores of at most ${enough}`);
      });
    }
  },
};

/** A 250,239-message tiling stands in for KaHyPar where that had no room at all to move (grid16k, 16 cores). */
const TILES = /^tiles/;

/** Messages at the core counts of the baselines. */
export const mappingBestSuite: GoldenSuite = {
  name: 'best',
  title: 'messages at the highest effort with the same cores, against KaHyPar',
  files: (folder) => findFiles(folder, /^baselines\.jsonl$/),
  runFile: async (file, folder, report) => {
    const read = createNetworkReader(folder);
    const ratios: number[] = [];
    for (const pair of suitePairs(folder).filter(({ profile }) => profile === 'loihi-free')) {
      const name = `${pair.net} ${pair.profile}`;
      await goldenCase({ folder, file, name }, report, (tally) => {
        const cores = coresOf(pair);
        const other = tilesOf(folder, pair.net) ?? bestOf(pair, /^kahypar/)?.km1;
        const { report: found } = run(read(pair.net), pair, { effort: 'best', cores });
        const { km1, usedCores } = found.metrics;
        tally.equal('legal', true, found.legal);
        atMost(tally, 'cores', usedCores, cores);
        if (other) {
          atMost(tally, 'share of KaHyPar', km1 / other, 1.11);
          ratios.push(km1 / other);
        }
        tally.remark(`${usedCores} cores, ${km1} messages`);
      });
    }
    await goldenCase({ folder, file, name: 'median against KaHyPar' }, report, (tally) => {
      atMost(tally, 'share of KaHyPar', median(ratios), 1.05);
    });
  },
};

function tilesOf(folder: string, net: string): number | null {
  const pair = suitePairs(folder).find((each) => each.net === net && bestOf(each, TILES) !== null);
  return pair && pair.profile === 'loihi' ? bestOf(pair, TILES)!.km1 : null;
}
