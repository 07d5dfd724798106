import { diagnose } from '../../../compiler/hypergraph/diagnose.ts';
import type { SpikeGraph } from '../../../compiler/hypergraph/graph.ts';
import { sourcesOf } from '../../../compiler/hypergraph/graph.ts';
import { GRAPH_PARTITIONERS } from '../../../compiler/hypergraph/index.ts';
import { coreBounds, findImpossible } from '../../../compiler/hypergraph/limits.ts';
import { evaluatePlacement, squareMesh } from '../../../compiler/hypergraph/mesh.ts';
import { coreTraffic, evaluatePartition } from '../../../compiler/hypergraph/metrics.ts';
import { MESH_PLACERS } from '../../../compiler/hypergraph/place-mesh.ts';
import type { Effort, Objective } from '../../../compiler/hypergraph/problem.ts';
import type { RuleNetwork } from '../../../compiler/hypergraph/rule-network.ts';
import type { PlaceGoal } from '../../../compiler/place/place-parts.ts';
import { HGR_SOURCES, type HgrSource } from '../../readers/hgr.ts';
import { type Explanation, renderExplanation } from '../../report/explain.ts';
import { InputError, nearestWord } from '../../support/errors.ts';
import { readConstraints } from '../constraints-file.ts';
import { checkWritable, readWholeFile, writeWhole } from '../files.ts';
import { chooseLimits, type LimitOptions } from '../map/choose-limits.ts';
import { explainMap } from '../map/explain.ts';
import { fittingLimits } from '../map/fitting-limits.ts';
import type { LimitSet } from '../map/limit-sets.ts';
import { type PartitionFile, parsePartition, partitionText } from '../map/partition-file.ts';
import { type PlaceRequest, parseMesh, resolveRules } from '../map/place-map.ts';
import { readMapNetwork } from '../map/read-network.ts';
import { listedNetwork, readRules, runRules } from '../map/rule-run.ts';
import { runMap } from '../map/run-map.ts';
import { type MapSummary, mapText, summarizeMap } from '../map/summary.ts';

export interface MapOptions extends LimitOptions {
  readonly hgrSource?: string;
  readonly effort: Effort;
  readonly objective: Objective;
  readonly cores?: string;
  readonly partitioner: string;
  readonly placer: string;
  readonly placeFor?: PlaceGoal;
  readonly mesh?: string;
  readonly constraints?: string;
  readonly seed: string;
  readonly output?: string;
  readonly partition?: string;
  /** An older name of `partition`. */
  readonly evaluate?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** `map NETWORK`: spreads a bare network over cores and cores over a mesh, or judges a partition file. */
export async function mapCommand(path: string, options: MapOptions): Promise<number> {
  const started = performance.now();
  const limits = chooseLimits(options);
  checkName('--partitioner', options.partitioner, GRAPH_PARTITIONERS);
  checkName('--placer', options.placer, MESH_PLACERS);
  const cores = coresOf(options.cores);
  if (options.output !== undefined) checkWritable(options.output, 'file');
  const file = partitionOf(options);
  if (file !== undefined) checkJudgesOnly(options);
  const rules = readRules(path);
  const listed = rules === null ? null : listedNetwork(rules);
  if (rules !== null && listed === null) return mapByRules(rules, limits, cores, options, started);
  const network = listed ?? readMapNetwork(path, hgrSourceOf(options.hgrSource));
  const mapped =
    file === undefined ? await search(network, limits, cores, options) : given(network, file);
  const { partition, origin, structureless, interrupted } = mapped;
  const isGiven = file !== undefined;
  const { summary, explanation } = judge(network, network.name, limits, cores, partition, {
    origin,
    structureless,
    interrupted,
    isGiven,
    started,
  });
  if (options.output !== undefined) {
    writeWhole(options.output, partitionText(network.name, limits.name, partition));
  }
  if (interrupted) warnInterrupted(summary, options);
  process.stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : mapText(summary));
  if (options.explain && !options.json) {
    process.stdout.write(`\n${renderExplanation(explanation(), process.stdout.isTTY ?? false)}`);
  }
  return summary.legal ? 0 : 1;
}

/** A network file with more synapses than are listed: mapped by its rules. */
async function mapByRules(
  network: RuleNetwork,
  limits: LimitSet,
  coresMax: number,
  options: MapOptions,
  started: number,
): Promise<number> {
  if (partitionOf(options) !== undefined || options.constraints !== undefined) {
    throw new InputError(
      'E_USAGE',
      `${network.name} has too many synapses to list, so it is mapped by its rules: --partition and --constraints need a list.`,
    );
  }
  if (options.partitioner !== GRAPH_PARTITIONERS[0]!.name) {
    throw new InputError(
      'E_USAGE',
      `--partitioner ${options.partitioner}: ${network.name} has too many synapses to list, so it is mapped by its rules. Leave it out.`,
    );
  }
  const { effort, objective, output } = options;
  const run = await runRules(network, {
    ...{ limits, coresMax, effort, objective, started },
    place: placeRequest(options),
    seed: seedOf(options.seed),
    keepsPartition: output !== undefined,
  });
  if (output !== undefined) {
    writeWhole(output, partitionText(network.name, limits.name, run.partition()));
  }
  const { summary, explanation } = run;
  if (run.interrupted) warnInterrupted(summary, options);
  process.stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : mapText(summary));
  if (options.explain && !options.json) {
    process.stdout.write(`\n${renderExplanation(explanation(), process.stdout.isTTY ?? false)}`);
  }
  return summary.legal ? 0 : 1;
}

function warnInterrupted({ legal }: MapSummary, { output }: MapOptions): void {
  process.stderr.write(
    `W_INTERRUPTED: interrupted; this is the best ${legal ? 'legal ' : ''}mapping so far${output === undefined ? '' : `, written to ${output}`}.\n`,
  );
}

interface Mapped {
  readonly partition: PartitionFile;
  readonly origin: string;
  readonly structureless: boolean;
  readonly interrupted: boolean;
}

async function search(
  graph: SpikeGraph,
  limits: LimitSet,
  cores: number,
  options: MapOptions,
): Promise<Mapped> {
  const { effort, objective, partitioner } = options;
  const request = placeRequest(options);
  // Before the search, which may take long.
  if (request.constraints) resolveRules(request, request.constraints, graph.neuronCount);
  const { result, placed, interrupted } = await runMap({ graph, limits }, partitioner, request, {
    effort,
    objective,
    seed: seedOf(options.seed),
    ...(Number.isFinite(cores) ? { cores } : {}),
  });
  const { report } = result;
  return {
    partition: { part: placed.part, cores: placed.cores, place: placed.placement },
    origin: `${report.partitioner}: ${report.origin}`,
    structureless: report.structureless,
    interrupted,
  };
}

function given(graph: SpikeGraph, path: string): Mapped {
  const bytes = readWholeFile(path, 'a partition');
  const partition = parsePartition(bytes, path, graph.neuronCount);
  return { partition, origin: path, structureless: false, interrupted: false };
}

/** All figures of a partition, counted from the network alone. */
function judge(
  graph: SpikeGraph,
  network: string,
  limits: LimitSet,
  coresMax: number,
  { part, cores, place }: PartitionFile,
  run: Omit<Mapped, 'partition'> & { readonly isGiven: boolean; readonly started: number },
): { readonly summary: MapSummary; readonly explanation: () => Explanation } {
  const { metrics, uses } = evaluatePartition(graph, part, cores, limits);
  const mesh = place?.mesh ?? squareMesh(cores);
  const slots = place?.slots ?? Int32Array.from({ length: cores }, (_, core) => core);
  const traffic = coreTraffic(graph, part, cores);
  const bounds = coreBounds(graph, sourcesOf(graph), limits);
  const impossible = findImpossible(graph, limits);
  const report = { ...run, partitioner: '', legal: metrics.legal, metrics, bounds, impossible };
  const result = { cores: metrics.usedCores, report: { ...report, cancelled: run.interrupted } };
  const summary = summarizeMap({
    network,
    limits,
    origin: run.origin,
    metrics,
    mesh: [mesh.width, mesh.height],
    meshMetrics: evaluatePlacement(graph, part, traffic, slots, mesh),
    bounds,
    structureless: run.structureless,
    interrupted: run.interrupted,
    wallMs: performance.now() - run.started,
    diagnostics: diagnose(result, uses, limits, coresMax, {
      fitting: metrics.legal ? [] : fittingLimits(graph, limits),
      isGiven: run.isGiven,
    }),
  });
  return {
    summary,
    explanation: () => explainMap({ summary, graph, uses, limits, traffic, slots }),
  };
}

function placeRequest({ placer, placeFor, mesh, constraints }: MapOptions): PlaceRequest {
  return {
    placer,
    goal: placeFor ?? 'hops',
    mesh: mesh === undefined ? null : parseMesh(mesh),
    constraints: constraints === undefined ? null : readConstraints(constraints),
  };
}

/** Throws InputError E_USAGE for options that a partition which is only judged leaves nothing to do. */
function checkJudgesOnly({ mesh, constraints, placeFor }: MapOptions): void {
  const asked = Object.entries({ mesh, constraints, 'place-for': placeFor });
  const [option] = asked.find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return;
  throw new InputError('E_USAGE', `--${option}: a partition that is given is judged as it is.`);
}

/** The partition file to judge, under either name of its option. */
function partitionOf({ partition, evaluate }: MapOptions): string | undefined {
  if (partition === undefined || evaluate === undefined) return partition ?? evaluate;
  throw new InputError('E_USAGE', '--partition and --evaluate are two names of one option.');
}

function hgrSourceOf(text: string | undefined): HgrSource {
  const found = HGR_SOURCES.find((source) => source === (text ?? HGR_SOURCES[0]));
  if (found) return found;
  throw new InputError('E_USAGE', `--hgr-source ${text}: there are ${HGR_SOURCES.join(' and ')}.`);
}

function checkName(option: string, name: string, list: readonly { readonly name: string }[]): void {
  const names = list.map((entry) => entry.name);
  if (names.includes(name)) return;
  const near = nearestWord(name, names);
  throw new InputError(
    'E_USAGE',
    `${option} ${name}: there is no such one${near ? ` (did you mean ${near}?)` : ''}; there are ${names.join(', ')}.`,
  );
}

function coresOf(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const cores = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (cores >= 1) return cores;
  throw new InputError('E_USAGE', `--cores ${text}: write a whole number of at least 1.`);
}

/** A number as it is, any other text by its FNV-1a hash. */
function seedOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  }
  return hash >>> 0;
}
