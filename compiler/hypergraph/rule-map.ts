/** Maps a network by the shapes of its populations: cut into boxes, boxes to cores, everything counted by rule. */
import type { CoreBound, ImpossibleNeurons, MappingLimits } from './limits.ts';
import type { Objective, PartitionProgress } from './problem.ts';
import { type CutOptions, cutPopulations, type RowCounts, reachesOf } from './rule-cut.ts';
import { findImpossibleByRule, ruleCoreBounds } from './rule-limits.ts';
import { evaluateRules, type RuleEvaluation } from './rule-metrics.ts';
import type { Rule, RuleNetwork } from './rule-network.ts';
import { packTiles, type RuleMapping } from './rule-pack.ts';

export interface RuleResult extends RuleEvaluation {
  readonly mapping: RuleMapping;
  readonly bounds: readonly CoreBound[];
  readonly impossible: readonly ImpossibleNeurons[];
}

/** Legal where `metrics.legal` says so. Throws InputError E_CORES for more than 2^20 cores. */
export function mapRules(
  network: RuleNetwork,
  limits: MappingLimits,
  objective: Objective,
): RuleResult {
  const steps = mapRuleSteps(network, limits, objective);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same step by step, so that a caller can look at a clock or an interrupt in between. */
export function* mapRuleSteps(
  network: RuleNetwork,
  limits: MappingLimits,
  objective: Objective,
): Generator<PartitionProgress, RuleResult> {
  yield { phase: 'read rules', km1: null, cores: null, done: 0 };
  const rows = countRows(network);
  const options: CutOptions = { limits, objective };
  yield { phase: 'cut populations', km1: null, cores: null, done: 0.1 };
  const tilings = cutPopulations(network, rows, options);
  const reaches = reachesOf(network, rows, options, tilings);
  yield { phase: 'pack boxes', km1: null, cores: null, done: 0.3 };
  const mapping = packTiles(network, rows, tilings, reaches, limits);
  yield { phase: 'count messages', km1: null, cores: mapping.cores, done: 0.4 };
  const evaluation = evaluateRules(network, mapping, limits);
  return {
    mapping,
    ...evaluation,
    bounds: ruleCoreBounds(network, limits),
    impossible: findImpossibleByRule(network, limits),
  };
}

function countRows(network: RuleNetwork): Map<Rule, RowCounts> {
  const counts = new Map<Rule, RowCounts>();
  for (const rule of network.rules) {
    if (rule.kind !== 'rows') continue;
    const { size } = network.populations[rule.post]!;
    const fanIns = new Int32Array(size);
    const rows = rule.open();
    let targetsMax = 0;
    for (let i = 0; i < network.populations[rule.pre]!.size; i++) {
      const count = rows.next();
      targetsMax = Math.max(targetsMax, count);
      for (let n = 0; n < count; n++) fanIns[rows.targets[n]!]!++;
    }
    const before = new Float64Array(size + 1);
    for (let o = 0; o < size; o++) before[o + 1] = before[o]! + fanIns[o]!;
    counts.set(rule, { targetsMax, fanIns, before });
  }
  return counts;
}
