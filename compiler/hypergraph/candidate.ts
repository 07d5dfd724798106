import type { SpikeGraph } from './graph.ts';
import type { MappingLimits } from './limits.ts';
import type { PartitionMetrics } from './metrics.ts';
import { evaluatePartition } from './metrics.ts';
import type { Objective } from './problem.ts';

/** A partition with its exact metrics, core indices without gaps. */
export interface Candidate {
  readonly part: Int32Array;
  readonly cores: number;
  readonly metrics: PartitionMetrics;
  readonly origin: string;
}

/**
 * Numbers the cores by the mean index of their neurons, so that neighbours in the network tend to be
 * neighbours in number, and counts everything anew from the graph.
 */
export function createCandidate(
  graph: SpikeGraph,
  limits: MappingLimits,
  part: Int32Array,
  cores: number,
  origin: string,
): Candidate {
  const sums = new Float64Array(cores);
  const counts = new Int32Array(cores);
  for (let i = 0; i < part.length; i++) {
    sums[part[i]!]! += i;
    counts[part[i]!]!++;
  }
  const used = Array.from(counts.keys()).filter((core) => counts[core]! > 0);
  used.sort((a, b) => sums[a]! / counts[a]! - sums[b]! / counts[b]! || a - b);
  const numbers = new Int32Array(cores);
  used.forEach((core, n) => {
    numbers[core] = n;
  });
  const dense = part.map((core) => numbers[core]!);
  const { metrics } = evaluatePartition(graph, dense, used.length, limits);
  return { part: dense, cores: used.length, metrics, origin };
}

/**
 * Whether `a` is the better of two: legal before illegal, then at most `coresMax` cores, then by the
 * objective. Illegal ones are ordered by the cores over a limit.
 */
export function isBetter(
  a: Candidate,
  b: Candidate,
  objective: Objective,
  coresMax: number,
): boolean {
  const [x, y] = [rankOf(a, objective, coresMax), rankOf(b, objective, coresMax)];
  for (let n = 0; n < x.length; n++) if (x[n] !== y[n]) return x[n]! < y[n]!;
  return false;
}

function rankOf(candidate: Candidate, objective: Objective, coresMax: number): number[] {
  const { metrics, cores } = candidate;
  const violations = Object.values(metrics.violations).reduce((sum, count) => sum + count, 0);
  const excess = Math.max(0, cores - coresMax);
  return objective === 'cores'
    ? [violations, excess, cores, metrics.km1]
    : [violations, excess, metrics.km1, cores];
}
