import type { Draws } from './draws.ts';
import { shuffle } from './draws.ts';
import type { Level } from './level.ts';
import { contract, numberClusters } from './level.ts';

/** How far clusters may grow. */
export interface ClusterCaps {
  readonly neurons: number;
  readonly synapses: number;
}

/** A coarser level and where each vertex of the finer one went. */
export interface CoarserLevel {
  readonly level: Level;
  readonly vertexOf: Int32Array;
}

/** Merges vertices with the same nets (same sources and same targets), up to the caps. Null where there are none. */
export function collapseTwins(
  level: Level,
  caps: ClusterCaps,
  part: Int32Array | null,
): CoarserLevel | null {
  const { vertexCount } = level;
  const cluster = Int32Array.from({ length: vertexCount }, (_, v) => v);
  const sizes = level.sizes.slice();
  const synapses = level.synapses.slice();
  const leaders = new Map<number, number[]>();
  let merged = 0;
  for (let v = 0; v < vertexCount; v++) {
    const hash = hashOf(level, v);
    const candidates = leaders.get(hash);
    if (candidates === undefined) {
      leaders.set(hash, [v]);
      continue;
    }
    const at = candidates.findIndex(
      (u) => (part === null || part[u] === part[v]) && areTwins(level, u, v),
    );
    if (at < 0) {
      candidates.push(v);
      continue;
    }
    const u = candidates[at]!;
    if (sizes[u]! + sizes[v]! > caps.neurons || synapses[u]! + synapses[v]! > caps.synapses) {
      candidates[at] = v;
      continue;
    }
    cluster[v] = u;
    sizes[u]! += sizes[v]!;
    synapses[u]! += synapses[v]!;
    merged++;
  }
  if (merged * 20 < vertexCount) return null;
  return merge(level, cluster);
}

function hashOf(level: Level, v: number): number {
  let hash = 17;
  for (let k = level.inBegins[v]!; k < level.inBegins[v + 1]!; k++) {
    hash = (hash + Math.imul(level.inNets[k]! + 1, 0x9e3779b1)) | 0;
  }
  hash = Math.imul(hash, 31);
  for (
    let k = level.pinBegins[level.netBegins[v]!]!;
    k < level.pinBegins[level.netBegins[v + 1]!]!;
    k++
  ) {
    hash = (hash + Math.imul(level.pins[k]! + 1, 0x85ebca6b)) | 0;
  }
  return hash;
}

function areTwins(level: Level, u: number, v: number): boolean {
  const { netBegins, pinBegins, inBegins } = level;
  if (netBegins[u + 1]! - netBegins[u]! !== netBegins[v + 1]! - netBegins[v]!) return false;
  return (
    sameRun(level.inNets, inBegins[u]!, inBegins[u + 1]!, inBegins[v]!, inBegins[v + 1]!) &&
    sameRun(
      level.pins,
      pinBegins[netBegins[u]!]!,
      pinBegins[netBegins[u + 1]!]!,
      pinBegins[netBegins[v]!]!,
      pinBegins[netBegins[v + 1]!]!,
    )
  );
}

function sameRun(
  values: Int32Array,
  begin: number,
  end: number,
  otherBegin: number,
  otherEnd: number,
): boolean {
  if (end - begin !== otherEnd - otherBegin) return false;
  for (let k = 0; k < end - begin; k++) {
    if (values[begin + k] !== values[otherBegin + k]) return false;
  }
  return true;
}

/**
 * One level of heavy-pin clustering: each vertex joins the cluster with which it shares most net weight for
 * its size, up to the caps, and only on its own core where `part` is given. At most `visitsMax` pins of its
 * nets are looked at. Null where too few vertices find a cluster.
 */
export function coarsen(
  level: Level,
  caps: ClusterCaps,
  part: Int32Array | null,
  visitsMax: number,
  draws: Draws,
): CoarserLevel | null {
  const { vertexCount } = level;
  const cluster = Int32Array.from({ length: vertexCount }, (_, v) => v);
  const sizes = level.sizes.slice();
  const synapses = level.synapses.slice();
  const isJoined = new Uint8Array(vertexCount);
  const order = cluster.slice();
  shuffle(order, vertexCount, draws);
  const scores = new Float64Array(vertexCount);
  const rated = new Int32Array(vertexCount);
  let clusters = vertexCount;
  for (let n = 0; n < vertexCount; n++) {
    const v = order[n]!;
    if (isJoined[v] === 1) continue;
    const count = rate(level, v, cluster, part, visitsMax, scores, rated);
    let [best, bestScore] = [-1, 0];
    for (let r = 0; r < count; r++) {
      const u = rated[r]!;
      const score = scores[u]! / sizes[u]!;
      scores[u] = 0;
      if (u === v || score < bestScore || (score === bestScore && u > best)) continue;
      if (sizes[u]! + sizes[v]! > caps.neurons) continue;
      if (synapses[u]! + synapses[v]! > caps.synapses) continue;
      best = u;
      bestScore = score;
    }
    if (best < 0) continue;
    cluster[v] = best;
    sizes[best]! += sizes[v]!;
    synapses[best]! += synapses[v]!;
    isJoined[v] = 1;
    isJoined[best] = 1;
    clusters--;
  }
  if (clusters > vertexCount * 0.95) return null;
  return merge(level, cluster);
}

/** Sums what v shares with each cluster in its nets, each net weighted by spikes per pin. */
function rate(
  level: Level,
  v: number,
  cluster: Int32Array,
  part: Int32Array | null,
  visitsMax: number,
  scores: Float64Array,
  rated: Int32Array,
): number {
  const { inBegins, inNets, netBegins, pinBegins, pins, netWeights, netSources } = level;
  const ownBegin = netBegins[v]!;
  const own = netBegins[v + 1]! - ownBegin;
  const nets = own + inBegins[v + 1]! - inBegins[v]!;
  let visits = 0;
  for (let n = 0; n < nets; n++) {
    const e = n < own ? ownBegin + n : inNets[inBegins[v]! + n - own]!;
    visits += pinBegins[e + 1]! - pinBegins[e]!;
  }
  const stride = Math.max(1, Math.ceil(visits / visitsMax));
  let count = 0;
  for (let n = stride > 1 ? v % stride : 0; n < nets; n += stride) {
    const e = n < own ? ownBegin + n : inNets[inBegins[v]! + n - own]!;
    const begin = pinBegins[e]!;
    const end = pinBegins[e + 1]!;
    if (end === begin || end - begin > visitsMax) continue;
    const score = (netWeights[e]! + 0.25) / (end - begin);
    for (let k = begin; k <= end; k++) {
      const member = k < end ? pins[k]! : netSources[e]!;
      if (member === v || (part !== null && part[member] !== part[v])) continue;
      const u = cluster[member]!;
      if (scores[u] === 0) rated[count++] = u;
      scores[u]! += score;
    }
  }
  return count;
}

function merge(level: Level, cluster: Int32Array): CoarserLevel {
  const { vertexOf, count } = numberClusters(cluster);
  return { level: contract(level, vertexOf, count), vertexOf };
}
