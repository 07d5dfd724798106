/** One level of a coarsened hypergraph: vertices are clusters of neurons, nets go from a vertex to others. */
import type { SourceColumns, SpikeGraph } from './graph.ts';

export interface Level {
  readonly vertexCount: number;
  readonly netCount: number;
  /** Neurons of each vertex. */
  readonly sizes: Int32Array;
  /** Incoming synapses of each vertex. */
  readonly synapses: Float64Array;
  /** Axons of nets that stay inside of the vertex: an input and an output axon each, wherever it goes. */
  readonly innerAxons: Int32Array;
  /** Nets are sorted by source: vertex v sends nets [netBegins[v], netBegins[v + 1]). */
  readonly netBegins: Int32Array;
  readonly netSources: Int32Array;
  /** Spikes. */
  readonly netWeights: Int32Array;
  /** Neurons that send this net, so axons that it takes where it arrives. */
  readonly netAxons: Int32Array;
  /** 1 where the net has targets in its own source vertex too. */
  readonly netReturns: Uint8Array;
  /** [netCount + 1] into `pins`: target vertices without the source, distinct. */
  readonly pinBegins: Int32Array;
  readonly pins: Int32Array;
  /** [vertexCount + 1] into `inNets`: nets that have the vertex as a pin. */
  readonly inBegins: Int32Array;
  readonly inNets: Int32Array;
}

/** The network itself as a level: each neuron a vertex and a net. Shares the graph's columns where it can. */
export function finestLevel(graph: SpikeGraph, sources: SourceColumns): Level {
  const { neuronCount, spikes } = graph;
  const netReturns = new Uint8Array(neuronCount);
  const innerAxons = new Int32Array(neuronCount);
  const { begins, pins, hasLoops } = withoutLoops(graph, netReturns, innerAxons);
  const inColumns = hasLoops
    ? invert(neuronCount, neuronCount, begins, pins)
    : { begins: sources.offsets, nets: sources.sources };
  const synapses = new Float64Array(neuronCount);
  for (let v = 0; v < neuronCount; v++) {
    synapses[v] = sources.offsets[v + 1]! - sources.offsets[v]!;
  }
  const identity = Int32Array.from({ length: neuronCount + 1 }, (_, v) => v);
  return {
    vertexCount: neuronCount,
    netCount: neuronCount,
    sizes: graph.sizes ?? new Int32Array(neuronCount).fill(1),
    synapses,
    innerAxons,
    netBegins: identity,
    netSources: identity.subarray(0, neuronCount),
    netWeights: spikes,
    netAxons: new Int32Array(neuronCount).fill(1),
    netReturns,
    pinBegins: begins,
    pins,
    inBegins: inColumns.begins,
    inNets: inColumns.nets,
  };
}

function withoutLoops(
  graph: SpikeGraph,
  netReturns: Uint8Array,
  innerAxons: Int32Array,
): { readonly begins: Int32Array; readonly pins: Int32Array; readonly hasLoops: boolean } {
  const { neuronCount, offsets, targets } = graph;
  let loops = 0;
  for (let i = 0; i < neuronCount; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      if (targets[k] === i) {
        netReturns[i] = 1;
        loops++;
      }
    }
  }
  if (loops === 0) return { begins: offsets, pins: targets, hasLoops: false };
  const begins = new Int32Array(neuronCount + 1);
  const pins = new Int32Array(targets.length - loops);
  let next = 0;
  for (let i = 0; i < neuronCount; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      if (targets[k] !== i) pins[next++] = targets[k]!;
    }
    begins[i + 1] = next;
    if (netReturns[i] === 1 && begins[i] === next) {
      netReturns[i] = 0;
      innerAxons[i] = 1;
    }
  }
  return { begins, pins, hasLoops: true };
}

export function invert(
  vertexCount: number,
  netCount: number,
  pinBegins: Int32Array,
  pins: Int32Array,
): { readonly begins: Int32Array; readonly nets: Int32Array } {
  const begins = new Int32Array(vertexCount + 1);
  const pinCount = pinBegins[netCount]!;
  for (let k = 0; k < pinCount; k++) begins[pins[k]! + 1]!++;
  for (let v = 0; v < vertexCount; v++) begins[v + 1]! += begins[v]!;
  const next = begins.slice(0, vertexCount);
  const nets = new Int32Array(pinCount);
  for (let e = 0; e < netCount; e++) {
    for (let k = pinBegins[e]!; k < pinBegins[e + 1]!; k++) nets[next[pins[k]!]!++] = e;
  }
  return { begins, nets };
}

/** Vertex numbers of each cluster, dense and in order of first appearance. */
export function numberClusters(cluster: Int32Array): {
  readonly vertexOf: Int32Array;
  readonly count: number;
} {
  const seen = new Int32Array(cluster.length).fill(-1);
  const vertexOf = new Int32Array(cluster.length);
  let count = 0;
  for (let v = 0; v < cluster.length; v++) {
    const leader = cluster[v]!;
    if (seen[leader]! < 0) seen[leader] = count++;
    vertexOf[v] = seen[leader]!;
  }
  return { vertexOf, count };
}

/** The level with the vertices of each cluster merged, and identical nets of a vertex made one. */
export function contract(level: Level, vertexOf: Int32Array, vertexCount: number): Level {
  const sizes = new Int32Array(vertexCount);
  const synapses = new Float64Array(vertexCount);
  const innerAxons = new Int32Array(vertexCount);
  for (let v = 0; v < level.vertexCount; v++) {
    const cluster = vertexOf[v]!;
    sizes[cluster]! += level.sizes[v]!;
    synapses[cluster]! += level.synapses[v]!;
    innerAxons[cluster]! += level.innerAxons[v]!;
  }
  const members = membersOf(vertexOf, vertexCount);
  const nets = mergeNets(level, vertexOf, vertexCount, members, innerAxons);
  const inColumns = invert(vertexCount, nets.netSources.length, nets.pinBegins, nets.pins);
  return {
    vertexCount,
    netCount: nets.netSources.length,
    sizes,
    synapses,
    innerAxons,
    ...nets,
    inBegins: inColumns.begins,
    inNets: inColumns.nets,
  };
}

function membersOf(
  vertexOf: Int32Array,
  vertexCount: number,
): { readonly begins: Int32Array; readonly vertices: Int32Array } {
  const begins = new Int32Array(vertexCount + 1);
  for (let v = 0; v < vertexOf.length; v++) begins[vertexOf[v]! + 1]!++;
  for (let c = 0; c < vertexCount; c++) begins[c + 1]! += begins[c]!;
  const next = begins.slice(0, vertexCount);
  const vertices = new Int32Array(vertexOf.length);
  for (let v = 0; v < vertexOf.length; v++) vertices[next[vertexOf[v]!]!++] = v;
  return { begins, vertices };
}

type NetColumns = Pick<
  Level,
  'netBegins' | 'netSources' | 'netWeights' | 'netAxons' | 'netReturns' | 'pinBegins' | 'pins'
>;

/** Maps the nets of each cluster; those with the same targets are merged, those that stay inside become inner axons. */
function mergeNets(
  level: Level,
  vertexOf: Int32Array,
  vertexCount: number,
  members: { readonly begins: Int32Array; readonly vertices: Int32Array },
  innerAxons: Int32Array,
): NetColumns {
  const { netBegins, pinBegins, pins } = level;
  const netBeginsOut = new Int32Array(vertexCount + 1);
  const netSources = new Int32Array(level.netCount);
  const netWeights = new Int32Array(level.netCount);
  const netAxons = new Int32Array(level.netCount);
  const netReturns = new Uint8Array(level.netCount);
  const pinBeginsOut = new Int32Array(level.netCount + 1);
  // Each net shrinks or stays, so the pins of before are room enough.
  const pinsOut = new Int32Array(pinBegins[level.netCount]!);
  const hashes = new Int32Array(level.netCount);
  const stamp = new Int32Array(vertexCount).fill(-1);
  const table = new NetTable();
  let netCount = 0;
  for (let cluster = 0; cluster < vertexCount; cluster++) {
    netBeginsOut[cluster] = netCount;
    let candidates = 0;
    for (let m = members.begins[cluster]!; m < members.begins[cluster + 1]!; m++) {
      const v = members.vertices[m]!;
      candidates += netBegins[v + 1]! - netBegins[v]!;
    }
    table.reset(candidates);
    for (let m = members.begins[cluster]!; m < members.begins[cluster + 1]!; m++) {
      const v = members.vertices[m]!;
      for (let e = netBegins[v]!; e < netBegins[v + 1]!; e++) {
        const begin = pinBeginsOut[netCount]!;
        let end = begin;
        let hash = 0;
        let returns = level.netReturns[e]!;
        for (let k = pinBegins[e]!; k < pinBegins[e + 1]!; k++) {
          const u = vertexOf[pins[k]!]!;
          if (u === cluster) {
            returns = 1;
          } else if (stamp[u] !== e) {
            stamp[u] = e;
            pinsOut[end++] = u;
            hash = (hash + Math.imul(u + 1, 0x9e3779b1)) | 0;
          }
        }
        if (end === begin) {
          if (returns === 1) innerAxons[cluster]! += level.netAxons[e]!;
          continue;
        }
        hash = (hash ^ Math.imul(hash, 0x85ebca6b)) | returns;
        // The order of distinct pins follows the finer net, so equal sets are compared by marks.
        const twin = table.find(
          hash,
          hashes,
          (other) =>
            netReturns[other] === returns &&
            samePins(pinsOut, pinBeginsOut[other]!, pinBeginsOut[other + 1]!, begin, end, stamp, e),
        );
        if (twin >= 0) {
          netWeights[twin]! += level.netWeights[e]!;
          netAxons[twin]! += level.netAxons[e]!;
          continue;
        }
        table.add(hash, netCount);
        hashes[netCount] = hash;
        netSources[netCount] = cluster;
        netWeights[netCount] = level.netWeights[e]!;
        netAxons[netCount] = level.netAxons[e]!;
        netReturns[netCount] = returns;
        netCount++;
        pinBeginsOut[netCount] = end;
      }
    }
  }
  netBeginsOut[vertexCount] = netCount;
  return {
    netBegins: netBeginsOut,
    netSources: netSources.slice(0, netCount),
    netWeights: netWeights.slice(0, netCount),
    netAxons: netAxons.slice(0, netCount),
    netReturns: netReturns.slice(0, netCount),
    pinBegins: pinBeginsOut.slice(0, netCount + 1),
    pins: pinsOut.slice(0, pinBeginsOut[netCount]!),
  };
}

/** Whether the pins of an earlier net are those just marked with `mark`. */
function samePins(
  pins: Int32Array,
  otherBegin: number,
  otherEnd: number,
  begin: number,
  end: number,
  stamp: Int32Array,
  mark: number,
): boolean {
  if (otherEnd - otherBegin !== end - begin) return false;
  for (let k = otherBegin; k < otherEnd; k++) if (stamp[pins[k]!] !== mark) return false;
  return true;
}

/** Open addressing over the nets of one cluster; grows, never shrinks. */
class NetTable {
  private slots = new Int32Array(16);
  private mask = 15;

  reset(count: number): void {
    let size = 16;
    while (size < count * 2) size *= 2;
    if (size > this.slots.length) this.slots = new Int32Array(size);
    this.mask = size - 1;
    this.slots.fill(-1, 0, size);
  }

  find(hash: number, hashes: Int32Array, isTwin: (net: number) => boolean): number {
    for (let at = hash & this.mask; this.slots[at]! >= 0; at = (at + 1) & this.mask) {
      const net = this.slots[at]!;
      if (hashes[net] === hash && isTwin(net)) return net;
    }
    return -1;
  }

  add(hash: number, net: number): void {
    let at = hash & this.mask;
    while (this.slots[at]! >= 0) at = (at + 1) & this.mask;
    this.slots[at] = net;
  }
}
