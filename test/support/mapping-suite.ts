/** The mapping suite's networks, limits and recorded results, as its README describes them. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { SpikeGraph } from '../../compiler/hypergraph/graph.ts';
import type { MappingLimits } from '../../compiler/hypergraph/limits.ts';
import { LIMIT_SETS } from '../../src/cli/map/limit-sets.ts';
import { readSnng } from '../../src/readers/snng.ts';
import { findFiles, readJsonLines } from './oracle-files.ts';

/** One recorded result of another method. */
export interface RecordedResult {
  readonly net: string;
  readonly profile: string;
  readonly method: string;
  readonly k: number | null;
  readonly km1: number | null;
  readonly feasible: boolean;
  readonly timeS?: number;
  readonly hopsSA?: number;
}

/** A network with the limits of one profile and everything recorded for the two. */
export interface SuitePair {
  readonly net: string;
  readonly profile: string;
  readonly results: readonly RecordedResult[];
}

export interface EvaluationVector {
  readonly net: string;
  readonly profile: string;
  readonly method: string;
  readonly k: number;
  readonly mesh: readonly [number, number];
  readonly pos: readonly number[];
  readonly part: readonly number[];
  readonly expect: {
    readonly km1: number;
    readonly cutEvents: number;
    readonly cutEdges: number;
    readonly cutNets: number;
    readonly used: number;
    readonly spikes: number;
    readonly feasible: boolean;
    readonly maxNeurons: number;
    readonly maxAxIn: number;
    readonly maxAxOut: number;
    readonly maxMem: number;
    readonly viol: Readonly<Record<'neurons' | 'axIn' | 'axOut' | 'mem', number>>;
    readonly hopsRow: number;
    readonly hopsSA: number;
    readonly avgHopSA: number;
    readonly maxHopSA: number;
    readonly maxLinkSA: number;
    readonly mcastHopsSA: number;
  };
}

export function limitsOf(profile: string): MappingLimits {
  const found = LIMIT_SETS.find(({ name }) => name === profile);
  if (!found) throw new Error(`no limits named ${profile}`);
  return found;
}

/** Reads a network once. */
export function createNetworkReader(folder: string): (net: string) => SpikeGraph {
  const read = new Map<string, SpikeGraph>();
  return (net) => {
    const known = read.get(net);
    if (known) return known;
    const file = findFiles(folder, /\.snng(\.gz)?$/).find((path) =>
      path.replace(/\.snng(\.gz)?$/, '').endsWith(`/${net}`),
    );
    if (file === undefined) throw new Error(`no network ${net} under ${folder}`);
    const graph = readSnng(readFileSync(file), file);
    read.set(net, graph);
    return graph;
  };
}

/** All (network, profile) pairs of baselines and references whose network is there. */
export function suitePairs(folder: string): SuitePair[] {
  const networks = findFiles(folder, /\.snng(\.gz)?$/);
  const results = findFiles(folder, /^(baselines|references)\.jsonl$/).flatMap((file) =>
    readJsonLines<RecordedResult>(file),
  );
  const pairs = new Map<string, RecordedResult[]>();
  for (const result of results) {
    if (!networks.some((path) => path.includes(`/${result.net}.snng`))) continue;
    const key = `${result.net} ${result.profile}`;
    pairs.set(key, [...(pairs.get(key) ?? []), result]);
  }
  return [...pairs.values()].map((list) => ({
    net: list[0]!.net,
    profile: list[0]!.profile,
    results: list,
  }));
}

export function legalResults(pair: SuitePair): RecordedResult[] {
  return pair.results.filter(({ feasible, km1 }) => feasible && km1 !== null);
}

/** Least messages that a method of that name left, over its legal runs; null where it has none. */
export function bestOf(pair: SuitePair, method: RegExp): RecordedResult | null {
  const found = legalResults(pair).filter((result) => method.test(result.method));
  return found.sort((a, b) => a.km1! - b.km1!)[0] ?? null;
}

/** Cores that the recorded results with least cores use; the core count at which we are compared. */
export function coresOf(pair: SuitePair): number {
  return Math.min(...legalResults(pair).map(({ k }) => k!));
}

export function readVectors(file: string): EvaluationVector[] {
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as EvaluationVector[];
}
