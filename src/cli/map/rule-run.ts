/** `map` of a network file: small ones with every synapse listed, large ones by the rules that they are made of. */
import { diagnose } from '../../../compiler/hypergraph/diagnose.ts';
import { type Mesh, squareMesh } from '../../../compiler/hypergraph/mesh.ts';
import { placeOnMesh } from '../../../compiler/hypergraph/place-mesh.ts';
import type { Effort, Objective } from '../../../compiler/hypergraph/problem.ts';
import { coresOfNeurons } from '../../../compiler/hypergraph/rule-cells.ts';
import { expandRules } from '../../../compiler/hypergraph/rule-expand.ts';
import { mapRuleSteps, type RuleResult } from '../../../compiler/hypergraph/rule-map.ts';
import {
  evaluateRulePlacement,
  ruleCastGroups,
} from '../../../compiler/hypergraph/rule-metrics.ts';
import {
  type RuleNetwork,
  ruleNeuronCount,
  ruleSynapseCount,
} from '../../../compiler/hypergraph/rule-network.ts';
import { isNetworkFile } from '../../readers/network-file.ts';
import { groupDigits, InputError } from '../../support/errors.ts';
import { readWholeFile } from '../files.ts';
import { letEventsIn, listenForInterrupt } from '../interrupt.ts';
import { explainMap, type MapExplanationParts } from './explain.ts';
import type { LimitSet } from './limit-sets.ts';
import type { PartitionFile } from './partition-file.ts';
import { checkRoom, type PlaceRequest } from './place-map.ts';
import type { NamedGraph } from './read-network.ts';
import { readRuleNetwork } from './rule-file.ts';
import { createStatusLine, type StatusLine } from './status-line.ts';
import { type MapSummary, summarizeMap } from './summary.ts';

/** Networks of at most so many synapses are worth listing them: a search over neurons finds more. */
const LISTED_SYNAPSES_MAX = 4_000_000;
/** About the share of the time that cutting takes; the rest goes to placement. */
const RULES_SHARE = 0.6;
/** Neurons that a partition file may have. */
const PARTITION_NEURONS_MAX = 2 ** 25;

export interface RuleRunOptions {
  readonly limits: LimitSet;
  readonly coresMax: number;
  readonly objective: Objective;
  readonly effort: Effort;
  readonly seed: number;
  /** Its constraints are not looked at. */
  readonly place: PlaceRequest;
  /** Whether a partition file will be written. */
  readonly keepsPartition: boolean;
  /** `performance.now()` at the beginning. */
  readonly started: number;
}

export interface RuleRun {
  readonly summary: MapSummary;
  readonly interrupted: boolean;
  /** Core of each neuron and place of each core. */
  readonly partition: () => PartitionFile;
  readonly explanation: () => ReturnType<typeof explainMap>;
}

/** The rules of a network file; null where the file is of another kind. Throws InputError E_FILE and E_NETWORK_FILE. */
export function readRules(path: string): RuleNetwork | null {
  if (!/\.(ya?ml|json)$/i.test(path)) return null;
  const bytes = readWholeFile(path, 'a network');
  return isNetworkFile(bytes) ? readRuleNetwork(bytes, path) : null;
}

/** The network with its synapses listed, where those are few enough. */
export function listedNetwork(network: RuleNetwork): NamedGraph | null {
  let synapses = 0;
  for (const rule of network.rules) {
    synapses += ruleSynapseCount(network, rule);
    if (synapses > LISTED_SYNAPSES_MAX) return null;
  }
  if (ruleNeuronCount(network) > LISTED_SYNAPSES_MAX) return null;
  return { name: network.name, ...expandRules(network) };
}

/** Cuts, places and counts without listing a synapse. Throws InputError E_PARTITION, E_CORES and E_USAGE. */
export async function runRules(network: RuleNetwork, options: RuleRunOptions): Promise<RuleRun> {
  const { limits, objective, effort, seed, place } = options;
  if (options.keepsPartition) checkPartitionSize(network);
  const interrupt = listenForInterrupt();
  const line = createStatusLine();
  try {
    const result = await cutByRules(network, limits, objective, line);
    const isCancelled = interrupt.requested;
    const mesh = place.mesh ?? squareMesh(result.mapping.cores);
    checkRoom(result.mapping.cores, mesh);
    const { km1 } = result.metrics;
    line.show({ phase: 'place', km1, cores: result.mapping.cores, done: RULES_SHARE });
    await letEventsIn();
    const placement = placeOnMesh(place.placer, result.traffic, {
      ...{ effort, seed, mesh, isCancelled },
      goal: place.goal,
      castGroups: () => ruleCastGroups(network, result.mapping),
    });
    await letEventsIn();
    return finished(network, result, placement, interrupt.requested(), options);
  } finally {
    line.clear();
    interrupt.dispose();
  }
}

/** Lets Ctrl-C in between the steps: there is nothing to keep before the last, a second one ends the process. */
async function cutByRules(
  network: RuleNetwork,
  limits: LimitSet,
  objective: Objective,
  line: StatusLine,
): Promise<RuleResult> {
  const steps = mapRuleSteps(network, limits, objective);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    line.show({ ...step.value, done: step.value.done * RULES_SHARE });
    await letEventsIn();
  }
}

function finished(
  network: RuleNetwork,
  result: RuleResult,
  placement: { readonly mesh: Mesh; readonly slots: Int32Array },
  interrupted: boolean,
  { limits, coresMax, started }: RuleRunOptions,
): RuleRun {
  const { mapping, metrics, uses, traffic, bounds, impossible } = result;
  const { mesh, slots } = placement;
  const origin = 'rules: boxes of populations';
  const common = { legal: metrics.legal, metrics, bounds, impossible, origin };
  const report = { ...common, partitioner: 'rules', structureless: false, cancelled: interrupted };
  const summary = summarizeMap({
    network: network.name,
    limits,
    origin,
    metrics,
    mesh: [mesh.width, mesh.height],
    meshMetrics: evaluateRulePlacement(network, mapping, traffic, slots, mesh),
    bounds,
    structureless: false,
    interrupted,
    diagnostics: diagnose({ cores: metrics.usedCores, report }, uses, limits, coresMax),
    wallMs: performance.now() - started,
  });
  const graph = { spikes: Int32Array.of(ruleNeuronCount(network)) };
  const explained: MapExplanationParts = { summary, graph, uses, limits, traffic, slots };
  return {
    summary,
    interrupted,
    partition: () => ({ part: partOf(network, result), cores: mapping.cores, place: placement }),
    explanation: () => explainMap(explained),
  };
}

function checkPartitionSize(network: RuleNetwork): void {
  const neurons = ruleNeuronCount(network);
  if (neurons <= PARTITION_NEURONS_MAX) return;
  const message = `the network has ${groupDigits(neurons)} neurons, a partition file takes at most ${groupDigits(PARTITION_NEURONS_MAX)}: leave --output out.`;
  throw new InputError('E_PARTITION', message);
}

function partOf(network: RuleNetwork, { mapping }: RuleResult): Int32Array {
  const part = new Int32Array(ruleNeuronCount(network));
  let begin = 0;
  network.populations.forEach(({ size }, k) => {
    part.set(coresOfNeurons(network, mapping, k), begin);
    begin += size;
  });
  return part;
}
