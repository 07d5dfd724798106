import { diagnose } from '../../../compiler/hypergraph/diagnose.ts';
import type { SpikeGraph } from '../../../compiler/hypergraph/graph.ts';
import { sourcesOf } from '../../../compiler/hypergraph/graph.ts';
import { GRAPH_PARTITIONERS } from '../../../compiler/hypergraph/index.ts';
import { coreBounds, findImpossible } from '../../../compiler/hypergraph/limits.ts';
import { evaluatePlacement, squareMesh } from '../../../compiler/hypergraph/mesh.ts';
import { coreTraffic, evaluatePartition } from '../../../compiler/hypergraph/metrics.ts';
import { MESH_PLACERS } from '../../../compiler/hypergraph/place-mesh.ts';
import type { Effort, Objective } from '../../../compiler/hypergraph/problem.ts';
import { readSnng } from '../../readers/snng.ts';
import { InputError, nearestWord } from '../../support/errors.ts';
import { checkWritable, readWholeFile, writeWhole } from '../files.ts';
import { type LimitSet, namedLimits, readLimits } from '../map/limit-sets.ts';
import { type PartitionFile, parsePartition, partitionText } from '../map/partition-file.ts';
import { runMap } from '../map/run-map.ts';
import { explainText, type MapSummary, mapText, summarizeMap } from '../map/summary.ts';

export interface MapOptions {
  readonly chipLimits?: string;
  readonly limits?: string;
  readonly effort: Effort;
  readonly objective: Objective;
  readonly cores?: string;
  readonly partitioner: string;
  readonly placer: string;
  readonly seed: string;
  readonly output?: string;
  readonly evaluate?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** `map NETWORK`: spreads a bare network over cores and cores over a mesh, or judges a partition file. */
export async function mapCommand(path: string, options: MapOptions): Promise<number> {
  const started = performance.now();
  const limits = limitsOf(options);
  checkName('--partitioner', options.partitioner, GRAPH_PARTITIONERS);
  checkName('--placer', options.placer, MESH_PLACERS);
  const cores = coresOf(options.cores);
  if (options.output !== undefined) checkWritable(options.output, 'file');
  const network = readSnng(readWholeFile(path, 'a network'), path);
  const mapped =
    options.evaluate === undefined
      ? await search(network, limits, cores, options)
      : given(network, options.evaluate);
  const { partition, origin, structureless, interrupted } = mapped;
  const { summary, uses } = judge(network, network.name, limits, cores, partition, {
    origin,
    structureless,
    interrupted,
    started,
  });
  if (options.output !== undefined) {
    writeWhole(options.output, partitionText(network.name, limits.name, partition));
  }
  if (interrupted) {
    process.stderr.write(
      `W_INTERRUPTED: interrupted; this is the best ${summary.legal ? 'legal ' : ''}mapping so far${options.output === undefined ? '' : `, written to ${options.output}`}.\n`,
    );
  }
  process.stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : mapText(summary));
  if (options.explain && !options.json) process.stdout.write(`\n${explainText(uses, limits)}`);
  return summary.legal ? 0 : 1;
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
  const { effort, objective, partitioner, placer } = options;
  const { result, placement, interrupted } = await runMap({ graph, limits }, partitioner, placer, {
    effort,
    objective,
    seed: seedOf(options.seed),
    ...(Number.isFinite(cores) ? { cores } : {}),
  });
  const { part, report } = result;
  return {
    partition: { part, cores: result.cores, place: placement },
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
  run: Omit<Mapped, 'partition'> & { readonly started: number },
): { readonly summary: MapSummary; readonly uses: ReturnType<typeof evaluatePartition>['uses'] } {
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
    diagnostics: diagnose(result, uses, limits, coresMax),
  });
  return { summary, uses };
}

function limitsOf({ chipLimits, limits }: MapOptions): LimitSet {
  if (limits !== undefined && chipLimits !== undefined) {
    throw new InputError('E_USAGE', '--limits and --chip-limits are two ways to say one thing.');
  }
  return limits === undefined ? namedLimits(chipLimits ?? 'loihi') : readLimits(limits);
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
