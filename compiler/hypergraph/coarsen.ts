import type { Draws } from './draws.ts';
import { shuffle } from './draws.ts';
import type { Level } from './level.ts';
import { contract, numberClusters } from './level.ts';

/** Vertices come in random order within blocks of so many: neighbours in number use the same nets. */
const BLOCK_SIZE = 4096;

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
  if (!hasTwins(level)) return null;
  const cluster = Int32Array.from({ length: vertexCount }, (_, v) => v);
  const sizes = level.sizes.slice();
  const synapses = level.synapses.slice();
  const leaders = new LeaderTable(vertexCount);
  let merged = 0;
  for (let v = 0; v < vertexCount; v++) {
    const hash = hashOf(level, v);
    let u = leaders.first(hash);
    while (u >= 0) {
      if ((part === null || part[u] === part[v]) && areTwins(level, u, v)) break;
      u = leaders.next[u]!;
    }
    if (u < 0) {
      leaders.add(hash, v);
    } else if (
      sizes[u]! + sizes[v]! > caps.neurons ||
      synapses[u]! + synapses[v]! > caps.synapses
    ) {
      // The newest leader of a hash is found first, so v takes over.
      leaders.add(hash, v);
    } else {
      cluster[v] = u;
      sizes[u]! += sizes[v]!;
      synapses[u]! += synapses[v]!;
      merged++;
    }
  }
  if (merged * 20 < vertexCount) return null;
  return merge(level, cluster);
}

/** Vertices of which one has a twin if one in twenty has: it is missed once in 500,000 levels. */
const TWIN_SAMPLES = 256;
const TWIN_VISITS_MAX = 4096;

/** Whether twins are worth looking for: those of some vertices are sought among the members of one net. */
function hasTwins(level: Level): boolean {
  const { vertexCount, inBegins, inNets, pinBegins, netBegins, pins } = level;
  const step = Math.max(1, Math.floor(vertexCount / TWIN_SAMPLES));
  for (let v = 0; v < vertexCount; v += step) {
    if (inBegins[v + 1]! > inBegins[v]!) {
      const e = inNets[inBegins[v]!]!;
      const end = Math.min(pinBegins[e + 1]!, pinBegins[e]! + TWIN_VISITS_MAX);
      for (let k = pinBegins[e]!; k < end; k++) {
        if (pins[k] !== v && areTwins(level, pins[k]!, v)) return true;
      }
      continue;
    }
    const first = pinBegins[netBegins[v]!]!;
    if (first === pinBegins[netBegins[v + 1]!]!) continue;
    const target = pins[first]!;
    for (let k = inBegins[target]!; k < inBegins[target + 1]!; k++) {
      const u = level.netSources[inNets[k]!]!;
      if (u !== v && areTwins(level, u, v)) return true;
    }
  }
  return false;
}

/** Vertices by hash, the newest first. */
class LeaderTable {
  readonly next: Int32Array;
  private readonly heads: Int32Array;
  private readonly mask: number;

  constructor(vertexCount: number) {
    let size = 16;
    while (size < vertexCount) size *= 2;
    this.next = new Int32Array(vertexCount);
    this.heads = new Int32Array(size).fill(-1);
    this.mask = size - 1;
  }

  /** -1 where there is none; the following ones are in `next`. */
  first(hash: number): number {
    return this.heads[(hash ^ (hash >>> 15)) & this.mask]!;
  }

  add(hash: number, v: number): void {
    const at = (hash ^ (hash >>> 15)) & this.mask;
    this.next[v] = this.heads[at]!;
    this.heads[at] = v;
  }
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
  for (let begin = 0; begin < vertexCount; begin += BLOCK_SIZE) {
    const end = Math.min(vertexCount, begin + BLOCK_SIZE);
    shuffle(order.subarray(begin, end), end - begin, draws);
  }
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
