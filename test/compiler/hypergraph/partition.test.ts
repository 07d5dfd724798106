import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../compiler/hypergraph/diagnose.ts';
import {
  GRAPH_PARTITIONERS,
  partitionGraph,
  partitionSteps,
} from '../../../compiler/hypergraph/index.ts';
import { findImpossible } from '../../../compiler/hypergraph/limits.ts';
import { evaluatePartition } from '../../../compiler/hypergraph/metrics.ts';
import type { PartitionOptions } from '../../../compiler/hypergraph/problem.ts';
import { findPlane } from '../../../compiler/hypergraph/tiles.ts';
import { gridGraph, randomGraph, synfireGraph } from '../../support/snng-networks.ts';
import { anyGraph, anyLimits, graphOf, UNLIMITED } from './random-graph.ts';

const OPTIONS: PartitionOptions = { effort: 'normal', seed: 1, objective: 'traffic' };
const SMALL_CORES = { ...UNLIMITED, neurons: 64 };

describe('partitioners by name', () => {
  for (const { name } of GRAPH_PARTITIONERS) {
    it(`${name}: every partition is legal, or says why not`, () => {
      fc.assert(
        fc.property(
          anyGraph,
          anyLimits,
          fc.constantFrom('fast', 'normal', 'best'),
          (graph, limits, effort) => {
            const result = partitionGraph(name, { graph, limits }, { ...OPTIONS, effort });
            const { metrics, uses } = evaluatePartition(graph, result.part, result.cores, limits);
            expect(result.report.metrics).toEqual(metrics);
            expect(metrics.usedCores).toBe(result.cores);
            const faults = diagnose(result, uses, limits, Infinity);
            expect(faults.length === 0).toBe(result.report.legal);
            // Neurons alone on cores satisfy all limits but that of output axons.
            const canFail = Number.isFinite(limits.outputAxons);
            if (!canFail && findImpossible(graph, limits).length === 0) {
              expect(result.report.legal).toBe(true);
            }
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  it('are never worse than index order where that is legal', () => {
    fc.assert(
      fc.property(anyGraph, anyLimits, (graph, limits) => {
        const [ours, simple] = ['auto', 'sequential'].map((name) =>
          partitionGraph(name, { graph, limits }, OPTIONS),
        );
        if (!simple!.report.legal) return;
        expect(ours!.report.legal).toBe(true);
        expect(ours!.report.metrics.km1).toBeLessThanOrEqual(simple!.report.metrics.km1);
      }),
      { numRuns: 60 },
    );
  });

  it('give the same partition for the same seed', () => {
    const problem = { graph: gridGraph(24, 3), limits: SMALL_CORES };
    for (const effort of ['fast', 'normal', 'best'] as const) {
      const [a, b] = [1, 2].map(() => partitionGraph('auto', problem, { ...OPTIONS, effort }));
      expect(a!.part).toEqual(b!.part);
    }
  });
});

describe('the search', () => {
  it('finds the groups of a shuffled synfire chain', () => {
    const graph = synfireGraph(12, 32, 5);
    const options = { ...OPTIONS, effort: 'best' as const };
    const { report, cores } = partitionGraph('auto', { graph, limits: SMALL_CORES }, options);
    // Two groups a core: five links between cores carry about 32 neurons' spikes each.
    expect(cores).toBe(6);
    expect(report.metrics.cutNets).toBeLessThanOrEqual(5 * 32);
  });

  it('cuts a plane into squares, and finds the plane by itself', () => {
    const graph = gridGraph(32, 4);
    expect(findPlane(graph)).toEqual({ width: 32, height: 32 });
    expect(findPlane(synfireGraph(10, 20, 1))).toBeNull();
    const { report } = partitionGraph('auto', { graph, limits: SMALL_CORES }, OPTIONS);
    expect(report.legal).toBe(true);
    expect(report.metrics.usedCores).toBe(16);
  });

  it('recognises a network without structure and does not labour over it', () => {
    const graph = randomGraph(3000, 30, 6);
    const { report } = partitionGraph('auto', { graph, limits: SMALL_CORES }, OPTIONS);
    expect(report.structureless).toBe(true);
    expect(report.legal).toBe(true);
  });

  it('keeps to the cores that it may use', () => {
    const graph = gridGraph(16, 7);
    const { cores, report } = partitionGraph(
      'auto',
      { graph, limits: { ...UNLIMITED, neurons: 100 } },
      { ...OPTIONS, cores: 3 },
    );
    expect(cores).toBeLessThanOrEqual(3);
    expect(report.legal).toBe(true);
  });

  it('returns the best so far once it is cancelled', () => {
    let steps = 0;
    const problem = { graph: gridGraph(32, 8), limits: SMALL_CORES };
    const search = partitionSteps('multilevel', problem, {
      ...OPTIONS,
      effort: 'best',
      isCancelled: () => steps > 3,
    });
    for (;;) {
      const step = search.next();
      steps++;
      if (!step.done) continue;
      expect(step.value.report.cancelled).toBe(true);
      expect(step.value.report.legal).toBe(true);
      break;
    }
  });

  it('proves that one giant neuron fits no core', () => {
    const sources = Array.from({ length: 20 }, () => ({ spikes: 1, targets: [20] }));
    const graph = graphOf([...sources, { spikes: 1, targets: [] }]);
    const limits = { ...UNLIMITED, inputAxons: 8 };
    const result = partitionGraph('auto', { graph, limits }, OPTIONS);
    const { uses } = evaluatePartition(graph, result.part, result.cores, limits);
    const [first] = diagnose(result, uses, limits, Infinity);
    expect(first).toMatchObject({ code: 'E_FANIN', element: 'neuron 20', impossible: true });
    expect(first!.message).toBe(
      'neuron 20 alone needs 20 input axons, there are 8 (+12, 150% over) of "unlimited". No partition and no number of cores can change this.',
    );
  });

  it('takes empty networks', () => {
    const result = partitionGraph('auto', { graph: graphOf([]), limits: SMALL_CORES }, OPTIONS);
    expect(result.cores).toBe(0);
    expect(result.report.legal).toBe(true);
  });
});
