import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gather } from '../../../compiler/hypergraph/attractions.ts';
import { coarsen, collapseTwins } from '../../../compiler/hypergraph/coarsen.ts';
import { createDraws } from '../../../compiler/hypergraph/draws.ts';
import { fitsCore, memoryBytesOf, totalOverload } from '../../../compiler/hypergraph/fits.ts';
import type { SpikeGraph } from '../../../compiler/hypergraph/graph.ts';
import { sourcesOf } from '../../../compiler/hypergraph/graph.ts';
import type { Level } from '../../../compiler/hypergraph/level.ts';
import { contract, finestLevel } from '../../../compiler/hypergraph/level.ts';
import { evaluatePartition, memoryOf } from '../../../compiler/hypergraph/metrics.ts';
import { PartitionState } from '../../../compiler/hypergraph/state.ts';
import { anyGraph, anyLimits, UNLIMITED } from './random-graph.ts';

const CORES = 5;

/** Draws of any length: vertex and core of each move. */
const anyMoves = fc.array(fc.tuple(fc.nat(), fc.nat(CORES - 1)), { maxLength: 30 });

function stateOf(level: Level, moves: readonly (readonly [number, number])[]): PartitionState {
  const part = Int32Array.from({ length: level.vertexCount }, (_, v) => v % CORES);
  const state = new PartitionState(level, UNLIMITED, CORES, part, true);
  for (const [v, core] of moves) state.move(v % level.vertexCount, core);
  return state;
}

/** Counts straight from the definitions, with sets. */
function naive(graph: SpikeGraph, part: ArrayLike<number>): { km1: number; axons: number[][] } {
  let km1 = 0;
  const inputs = Array.from({ length: CORES }, () => new Set<number>());
  const outputs = new Array<number>(CORES).fill(0);
  for (let i = 0; i < graph.neuronCount; i++) {
    const targets = graph.targets.subarray(graph.offsets[i]!, graph.offsets[i + 1]!);
    const cores = new Set(Array.from(targets, (target) => part[target]!));
    for (const core of cores) inputs[core]!.add(i);
    outputs[part[i]!]! += cores.size;
    cores.delete(part[i]!);
    km1 += graph.spikes[i]! * cores.size;
  }
  return { km1, axons: [inputs.map((set) => set.size), outputs] };
}

function expectCounts(state: PartitionState, graph: SpikeGraph, part: Int32Array): void {
  const { metrics, uses } = evaluatePartition(graph, part, CORES, UNLIMITED);
  const expected = naive(graph, part);
  expect(metrics.km1).toBe(expected.km1);
  expect([...uses.inputAxons]).toEqual(expected.axons[0]);
  expect([...uses.outputAxons]).toEqual(expected.axons[1]);
  expect(state.km1).toBe(metrics.km1);
  expect([...state.neurons]).toEqual([...uses.neurons]);
  expect([...state.inputAxons]).toEqual([...uses.inputAxons]);
  expect([...state.outputAxons]).toEqual([...uses.outputAxons]);
  expect(Array.from({ length: CORES }, (_, c) => memoryBytesOf(state, c))).toEqual([
    ...memoryOf(uses, UNLIMITED),
  ]);
}

describe('a partition that changes by moves', () => {
  it('has the counts of a naive evaluator after any moves', () => {
    fc.assert(
      fc.property(anyGraph, anyMoves, (graph, moves) => {
        const state = stateOf(finestLevel(graph, sourcesOf(graph)), moves);
        expectCounts(state, graph, state.part);
      }),
      { numRuns: 300 },
    );
  });

  it('has the same counts on a level with any clusters', () => {
    const clusters = fc.array(fc.nat(9), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(anyGraph, clusters, clusters, anyMoves, (graph, a, b, moves) => {
        const finest = finestLevel(graph, sourcesOf(graph));
        const first = Int32Array.from({ length: graph.neuronCount }, (_, v) =>
          v < 20 ? a[v]! : v - 10,
        );
        const count = Math.max(...first) + 1;
        const middle = contract(finest, first, count);
        const second = Int32Array.from({ length: count }, (_, v) => b[v % 40]!);
        const top = contract(middle, second, 10);
        const state = stateOf(top, moves);
        expectCounts(
          state,
          graph,
          Int32Array.from(first, (u) => state.part[second[u]!]!),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('predicts what every move does to the messages', () => {
    fc.assert(
      fc.property(anyGraph, anyMoves, fc.nat(), (graph, moves, pick) => {
        const state = stateOf(finestLevel(graph, sourcesOf(graph)), moves);
        const v = pick % graph.neuronCount;
        const row = new Float64Array(CORES);
        const found = new Int32Array(CORES);
        gather(state, v, row, found);
        expect(state.gatheredRelease).toBe(state.release[v]);
        expect([...row]).toEqual([...state.attraction.subarray(v * CORES, (v + 1) * CORES)]);
        for (let core = 0; core < CORES; core++) {
          if (core === state.part[v]) continue;
          const before = state.km1;
          const home = state.part[v]!;
          const gain = state.gain(v, core);
          state.move(v, core);
          expect(before - state.km1).toBe(gain);
          state.move(v, home);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('says that a move fits only where no limit is broken by it', () => {
    fc.assert(
      fc.property(anyGraph, anyLimits, anyMoves, (graph, limits, moves) => {
        const level = finestLevel(graph, sourcesOf(graph));
        const part = Int32Array.from({ length: graph.neuronCount }, (_, v) => v % CORES);
        const state = new PartitionState(level, limits, CORES, part, true);
        for (const [pick, core] of moves) {
          const v = pick % graph.neuronCount;
          const legal = totalOverload(state) === 0;
          const fits = fitsCore(state, v, core);
          const home = state.part[v]!;
          state.move(v, core);
          if (fits && legal) expect(totalOverload(state)).toBe(0);
          if (!fits) state.move(v, home);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('coarsening', () => {
  it('keeps neurons, synapses and caps', () => {
    fc.assert(
      fc.property(anyGraph, fc.integer({ min: 1, max: 8 }), (graph, most) => {
        const level = finestLevel(graph, sourcesOf(graph));
        const caps = { neurons: most, synapses: Infinity };
        for (const coarser of [
          collapseTwins(level, caps, null),
          coarsen(level, caps, null, 1000, createDraws(1)),
        ]) {
          if (coarser === null) continue;
          const { sizes, synapses } = coarser.level;
          expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(graph.neuronCount);
          expect(synapses.reduce((sum, n) => sum + n, 0)).toBe(graph.targets.length);
          expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
