import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findImpossible } from '../../../compiler/hypergraph/limits.ts';
import { evaluatePlacement, squareMesh } from '../../../compiler/hypergraph/mesh.ts';
import { coreTraffic, evaluatePartition } from '../../../compiler/hypergraph/metrics.ts';
import {
  allRelation,
  composeRelations,
  groupRelation,
  pairsBetween,
  sameRelation,
  sourceRuns,
  targetAt,
  targetsOf,
  targetsWithin,
  windowRelation,
} from '../../../compiler/hypergraph/rule-axes.ts';
import { coresOfNeurons } from '../../../compiler/hypergraph/rule-cells.ts';
import { expandRules } from '../../../compiler/hypergraph/rule-expand.ts';
import { mapRules } from '../../../compiler/hypergraph/rule-map.ts';
import { evaluateRulePlacement } from '../../../compiler/hypergraph/rule-metrics.ts';
import type {
  Rule,
  RuleNetwork,
  RulePopulation,
  Triple,
} from '../../../compiler/hypergraph/rule-network.ts';
import type { RuleMapping } from '../../../compiler/hypergraph/rule-pack.ts';
import { anyLimits } from './random-graph.ts';

const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const anyWindow = fc
  .record({
    input: small(9),
    kernel: small(4),
    stride: small(3),
    dilation: small(3),
    padding: fc.integer({ min: 0, max: 3 }),
    hidden: fc.integer({ min: 0, max: 2 }),
    output: small(9),
  })
  .map(({ hidden, ...axis }) => ({ ...axis, extent: Math.max(1, axis.input - hidden) }));

const anyShape: fc.Arbitrary<Triple<number>> = fc.tuple(small(4), small(5), small(5));

function populationOf(shape: Triple<number>, k: number): RulePopulation {
  return { name: `p${k}`, shape, size: shape[0] * shape[1] * shape[2] };
}

interface Draft {
  readonly kind: 'all' | 'same' | 'conv' | 'pool' | 'rows';
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
  readonly seed: number;
}

const anyDraft: fc.Arbitrary<Draft> = fc.record({
  kind: fc.constantFrom('all', 'same', 'conv', 'pool', 'rows'),
  kernel: small(3),
  stride: small(2),
  dilation: small(2),
  padding: fc.integer({ min: 0, max: 1 }),
  seed: fc.integer({ min: 1, max: 1000 }),
});

function ruleOf(draft: Draft, pre: number, post: number, populations: RulePopulation[]): Rule {
  const [from, to] = [populations[pre]!, populations[post]!];
  const window = (axis: 1 | 2) =>
    windowRelation({
      input: from.shape[axis],
      extent: from.shape[axis],
      output: to.shape[axis],
      kernel: draft.kernel,
      stride: draft.stride,
      dilation: draft.kind === 'pool' ? 1 : draft.dilation,
      padding: draft.padding,
    });
  const axisOf = (axis: 0 | 1 | 2) => {
    const [sources, targets] = [from.shape[axis], to.shape[axis]];
    if (draft.kind === 'all') return allRelation(sources, targets);
    if (draft.kind === 'same') {
      return sources === targets ? sameRelation(sources) : allRelation(sources, targets);
    }
    if (axis !== 0) return window(axis);
    const groups = sources % 2 === 0 && targets % 2 === 0 ? 2 : 1;
    return draft.kind === 'pool' && sources === targets
      ? sameRelation(sources)
      : groupRelation(sources, targets, groups);
  };
  if (draft.kind !== 'rows') {
    return { kind: 'product', pre, post, axes: [axisOf(0), axisOf(1), axisOf(2)] };
  }
  const targets = new Int32Array(to.size);
  const open = () => {
    let row = 0;
    const next = (): number => {
      let count = 0;
      for (let t = 0; t < to.size; t++) {
        if (Math.imul(row * 31 + t + draft.seed, 0x9e3779b1) >>> 28 < 4) targets[count++] = t;
      }
      row++;
      return count;
    };
    return { targets, next };
  };
  return { kind: 'rows', pre, post, open };
}

/** Few populations, any rules between them, loops and rings too, at most one rule a pair. */
const anyRuleNetwork: fc.Arbitrary<RuleNetwork> = fc
  .array(anyShape, { minLength: 1, maxLength: 4 })
  .chain((shapes) =>
    fc.record({
      shapes: fc.constant(shapes),
      pairs: fc.uniqueArray(fc.nat(shapes.length * shapes.length - 1), { maxLength: 5 }),
      drafts: fc.array(anyDraft, { minLength: 5, maxLength: 5 }),
    }),
  )
  .map(({ shapes, pairs, drafts }) => {
    const populations = shapes.map(populationOf);
    const rules = pairs.map((pair, n) =>
      ruleOf(drafts[n]!, Math.floor(pair / shapes.length), pair % shapes.length, populations),
    );
    return { name: 'any', populations, rules };
  });

function partOf(network: RuleNetwork, mapping: RuleMapping): Int32Array {
  return Int32Array.from(
    network.populations.flatMap((_, k) => Array.from(coresOfNeurons(network, mapping, k))),
  );
}

describe('relations of axes', () => {
  it('join what a convolution joins', () => {
    fc.assert(
      fc.property(anyWindow, (axis) => {
        const relation = windowRelation(axis);
        for (let i = 0; i < axis.input; i++) {
          const expected: number[] = [];
          for (let o = 0; o < axis.output; o++) {
            for (let k = 0; k < axis.kernel; k++) {
              if (o * axis.stride - axis.padding + k * axis.dilation !== i) continue;
              if (i < axis.extent) expected.push(o);
            }
          }
          const found = Array.from({ length: targetsOf(relation, i) }, (_, n) =>
            targetAt(relation, i, n),
          );
          expect(found).toEqual(expected);
        }
      }),
    );
  });

  it('know the sources and pairs of any run of targets', () => {
    fc.assert(
      fc.property(anyWindow, fc.nat(9), fc.nat(9), (axis, a, b) => {
        const relation = windowRelation(axis);
        const [begin, end] = [a, b].map((n) => Math.min(n, axis.output)).sort((x, y) => x - y);
        const counts = Array.from({ length: axis.input }, (_, i) =>
          targetsWithin(relation, i, begin!, end!),
        );
        const runs = sourceRuns(relation, begin!, end!);
        const sources = new Set<number>();
        for (let n = 0; n < runs.length; n += 2) {
          for (let i = runs[n]!; i < runs[n + 1]!; i++) sources.add(i);
        }
        expect([...sources]).toEqual([...counts.keys()].filter((i) => counts[i]! > 0));
        expect(pairsBetween(relation, 0, axis.input, begin!, end!)).toBe(
          counts.reduce((sum, count) => sum + count, 0),
        );
      }),
    );
  });

  it('compose where what lies behind is one run', () => {
    fc.assert(
      fc.property(anyWindow, anyWindow, (one, other) => {
        const first = windowRelation({ ...one, dilation: 1 });
        const second = windowRelation({
          ...other,
          input: one.output,
          extent: one.output,
          dilation: 1,
        });
        const both = composeRelations(first, second);
        for (let i = 0; i < one.input; i++) {
          const reached = new Set<number>();
          for (let n = 0; n < targetsOf(first, i); n++) {
            const middle = targetAt(first, i, n);
            for (let m = 0; m < targetsOf(second, middle); m++) {
              reached.add(targetAt(second, middle, m));
            }
          }
          const expected = [...reached].sort((a, b) => a - b);
          if (both === null) continue;
          const found = Array.from({ length: targetsOf(both, i) }, (_, n) => targetAt(both, i, n));
          expect(found).toEqual(expected);
        }
      }),
    );
  });
});

describe('networks mapped by their rules', () => {
  it('have the figures of the same network with every synapse listed', () => {
    fc.assert(
      fc.property(anyRuleNetwork, anyLimits, (network, limits) => {
        const { mapping, metrics, uses, traffic, impossible } = mapRules(
          network,
          limits,
          'traffic',
        );
        const graph = expandRules(network);
        const part = partOf(network, mapping);
        const expected = evaluatePartition(graph, part, mapping.cores, limits);
        expect(metrics).toEqual(expected.metrics);
        expect(uses).toEqual(expected.uses);
        expect(traffic).toEqual(coreTraffic(graph, part, mapping.cores));
        const mesh = squareMesh(mapping.cores);
        const slots = Int32Array.from({ length: mapping.cores }, (_, core) => core);
        expect(evaluateRulePlacement(network, mapping, traffic, slots, mesh)).toEqual(
          evaluatePlacement(graph, part, traffic, slots, mesh),
        );
        const byNeuron = findImpossible(graph, limits).filter(
          ({ resource }) => resource !== 'outputAxons' && resource !== 'neurons',
        );
        expect(impossible.map(({ resource, count, needed }) => [resource, count, needed])).toEqual(
          byNeuron.map(({ resource, count, needed }) => [resource, count, needed]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('are legal wherever each neuron fits a core and output axons are not limited', () => {
    fc.assert(
      fc.property(anyRuleNetwork, anyLimits, (network, limits) => {
        const open = { ...limits, outputAxons: Infinity };
        const { metrics, impossible } = mapRules(network, open, 'traffic');
        expect(metrics.legal).toBe(impossible.length === 0);
      }),
      { numRuns: 200 },
    );
  });

  it('come out the same each time', () => {
    fc.assert(
      fc.property(anyRuleNetwork, anyLimits, (network, limits) => {
        expect(mapRules(network, limits, 'cores')).toEqual(mapRules(network, limits, 'cores'));
      }),
      { numRuns: 30 },
    );
  });
});
