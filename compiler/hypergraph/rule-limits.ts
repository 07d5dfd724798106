/** What no mapping of a rule network can escape: lower bounds on cores, and neurons that no core holds. */
import type { CoreBound, ImpossibleNeurons, LimitName, MappingLimits } from './limits.ts';
import { coreBound } from './limits.ts';
import { targetsOf } from './rule-axes.ts';
import type { Rule, RuleNetwork } from './rule-network.ts';
import { populationBegins, ruleFanIns, ruleNeuronCount, ruleSynapseCount } from './rule-network.ts';

/** Lower bounds on the core count, the binding one first. */
export function ruleCoreBounds(network: RuleNetwork, limits: MappingLimits): CoreBound[] {
  const neurons = ruleNeuronCount(network);
  const synapses = network.rules.reduce((sum, rule) => sum + ruleSynapseCount(network, rule), 0);
  const senders = network.populations.reduce((sum, _, k) => sum + senderCount(network, k), 0);
  const bytes = synapses * limits.bytesPerSynapse + senders * limits.bytesPerInputAxon;
  const bounds = [
    coreBound('neurons', neurons, limits, 'neurons'),
    coreBound('memoryBytes', bytes, limits, 'bytes of synapses and axons'),
    coreBound('inputAxons', senders, limits, 'neurons that send'),
    coreBound('outputAxons', senders, limits, 'neurons that send'),
  ];
  return bounds.sort((a, b) => b.cores - a.cores);
}

/** Neurons with a target: as many at least as by the rule that gives most of them one. */
function senderCount(network: RuleNetwork, population: number): number {
  const counts = network.rules
    .filter((rule) => rule.pre === population)
    .map((rule) => rowsOrAxesSenders(network, rule));
  return Math.max(0, ...counts);
}

function rowsOrAxesSenders(network: RuleNetwork, rule: Rule): number {
  if (rule.kind === 'rows') {
    const rows = rule.open();
    let count = 0;
    for (let i = 0; i < network.populations[rule.pre]!.size; i++) if (rows.next() > 0) count++;
    return count;
  }
  return rule.axes.reduce((all, axis) => {
    let count = 0;
    for (let i = 0; i < axis.sources; i++) if (targetsOf(axis, i) > 0) count++;
    return all * count;
  }, 1);
}

/** Each limit that single neurons break. Parallel rules bring a source once, so only the largest counts as axons. */
export function findImpossibleByRule(
  network: RuleNetwork,
  limits: MappingLimits,
): ImpossibleNeurons[] {
  const begins = populationBegins(network);
  const found: ImpossibleNeurons[] = [];
  const check = (
    resource: LimitName,
    available: number,
    needs: (population: number) => Float64Array,
  ): void => {
    if (!Number.isFinite(available)) return;
    let [count, neuron, needed] = [0, -1, available];
    for (let k = 0; k < network.populations.length; k++) {
      needs(k).forEach((need, i) => {
        if (need <= available) return;
        count++;
        if (need > needed) [neuron, needed] = [begins[k]! + i, need];
      });
    }
    if (count > 0) found.push({ resource, count, neuron, needed, available });
  };
  const axonsOf = (k: number): Float64Array => sourcesOfEach(network, k);
  check('fanIn', limits.fanIn, (k) => ruleFanIns(network, k));
  check('inputAxons', limits.inputAxons, axonsOf);
  check('memoryBytes', limits.memoryBytes, (k) => {
    const axons = axonsOf(k);
    return ruleFanIns(network, k).map(
      (synapses, i) => synapses * limits.bytesPerSynapse + axons[i]! * limits.bytesPerInputAxon,
    );
  });
  return found.sort((a, b) => b.needed / b.available - a.needed / a.available);
}

function sourcesOfEach(network: RuleNetwork, post: number): Float64Array {
  const byPre = new Map<number, Float64Array>();
  for (const rule of network.rules) {
    if (rule.post !== post) continue;
    const own = ruleFanIns({ ...network, rules: [rule] }, post);
    const other = byPre.get(rule.pre);
    byPre.set(rule.pre, other ? other.map((count, i) => Math.max(count, own[i]!)) : own);
  }
  const sum = new Float64Array(network.populations[post]!.size);
  for (const counts of byPre.values()) {
    for (let i = 0; i < sum.length; i++) sum[i]! += counts[i]!;
  }
  return sum;
}
