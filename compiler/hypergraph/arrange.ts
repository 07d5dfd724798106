/**
 * An order of the vertices in which those that share nets stand near each other. Nothing in a result depends
 * on it; passes over large levels find in the cache what they would else wait for.
 */
import type { CoarserLevel } from './coarsen.ts';
import type { Level } from './level.ts';

/** Levels of fewer pins fit into caches whatever their order. */
const PINS_MIN = 2_000_000;
const SAMPLES_MAX = 20_000;
/** Index order is good enough where half of the pins are nearer to their source than this share of all. */
const NEAR_SHARE = 1 / 32;
/** Vertices of one region, and the neighbours in it that make a vertex part of it. */
const REGION_SIZE = 2048;
const NEIGHBOURS_MIN = 3;

/** The level with its vertices in such an order; null below `pinsMin` pins and where index order serves as well. */
export function arrange(level: Level, pinsMin: number = PINS_MIN): CoarserLevel | null {
  if (level.pins.length < pinsMin || isNear(level)) return null;
  const order = regionOrder(level);
  const vertexOf = new Int32Array(level.vertexCount);
  for (let n = 0; n < order.length; n++) vertexOf[order[n]!] = n;
  return { level: reorder(level, order, vertexOf), vertexOf };
}

function isNear(level: Level): boolean {
  const { vertexCount, netCount, netSources, pinBegins, pins } = level;
  const step = Math.max(1, Math.floor(netCount / SAMPLES_MAX));
  const near = vertexCount * NEAR_SHARE;
  let [count, nearCount] = [0, 0];
  for (let e = 0; e < netCount; e += step) {
    for (let k = pinBegins[e]!; k < pinBegins[e + 1]!; k++) {
      count++;
      if (Math.abs(pins[k]! - netSources[e]!) < near) nearCount++;
    }
  }
  return nearCount * 2 >= count;
}

/**
 * Regions grown one after the other: a vertex joins once three vertices of the region are its neighbours,
 * so that single far synapses do not lead astray; the next region begins at the oldest neighbour that none
 * has taken.
 */
function regionOrder(level: Level): Int32Array {
  const { vertexCount } = level;
  const growth: Growth = {
    level,
    order: new Int32Array(vertexCount),
    count: 0,
    isTaken: new Uint8Array(vertexCount),
    near: new Uint8Array(vertexCount),
    regionOf: new Int32Array(vertexCount).fill(-1),
    met: new Int32Array(vertexCount),
    metCount: 0,
    isMet: new Uint8Array(vertexCount),
  };
  let [oldest, lowest] = [0, 0];
  for (let region = 0; growth.count < vertexCount; region++) {
    const end = Math.min(vertexCount, growth.count + REGION_SIZE);
    let next = growth.count;
    while (growth.count < end) {
      if (next === growth.count) {
        while (oldest < growth.metCount && growth.isTaken[growth.met[oldest]!] === 1) oldest++;
        while (growth.isTaken[lowest] === 1) lowest++;
        take(growth, oldest < growth.metCount ? growth.met[oldest]! : lowest);
      }
      visit(growth, growth.order[next++]!, region, end);
    }
  }
  return growth.order;
}

interface Growth {
  readonly level: Level;
  /** Vertices that are taken, in order: [0, count). */
  readonly order: Int32Array;
  count: number;
  readonly isTaken: Uint8Array;
  /** Neighbours in the region of `regionOf`. */
  readonly near: Uint8Array;
  readonly regionOf: Int32Array;
  /** Vertices with a neighbour that is taken, in the order in which they were met. */
  readonly met: Int32Array;
  metCount: number;
  readonly isMet: Uint8Array;
}

function take(growth: Growth, v: number): void {
  growth.isTaken[v] = 1;
  growth.order[growth.count++] = v;
}

/** Counts v with its targets and sources; those with neighbours enough join while the region has room. */
function visit(growth: Growth, v: number, region: number, end: number): void {
  const { inBegins, inNets, netSources, netBegins, pinBegins, pins } = growth.level;
  const pinEnd = pinBegins[netBegins[v + 1]!]!;
  for (let k = pinBegins[netBegins[v]!]!; k < pinEnd; k++) meet(growth, pins[k]!, region, end);
  for (let k = inBegins[v]!; k < inBegins[v + 1]!; k++) {
    meet(growth, netSources[inNets[k]!]!, region, end);
  }
}

function meet(growth: Growth, u: number, region: number, end: number): void {
  if (growth.isTaken[u] === 1) return;
  if (growth.regionOf[u] !== region) {
    growth.regionOf[u] = region;
    growth.near[u] = 0;
    if (growth.isMet[u] === 0) {
      growth.isMet[u] = 1;
      growth.met[growth.metCount++] = u;
    }
  }
  if (growth.near[u]! < NEIGHBOURS_MIN) growth.near[u]!++;
  if (growth.near[u]! >= NEIGHBOURS_MIN && growth.count < end) take(growth, u);
}

function reorder(level: Level, order: Int32Array, vertexOf: Int32Array): Level {
  const { vertexCount, netCount } = level;
  const netBegins = new Int32Array(vertexCount + 1);
  const netOf = new Int32Array(netCount);
  const netSources = new Int32Array(netCount);
  const pinBegins = new Int32Array(netCount + 1);
  const inBegins = new Int32Array(vertexCount + 1);
  const oldNets = new Int32Array(netCount);
  for (let n = 0, net = 0; n < vertexCount; n++) {
    const v = order[n]!;
    for (let e = level.netBegins[v]!; e < level.netBegins[v + 1]!; e++, net++) {
      netOf[e] = net;
      oldNets[net] = e;
      netSources[net] = n;
      pinBegins[net + 1] = pinBegins[net]! + level.pinBegins[e + 1]! - level.pinBegins[e]!;
    }
    netBegins[n + 1] = net;
    inBegins[n + 1] = inBegins[n]! + level.inBegins[v + 1]! - level.inBegins[v]!;
  }
  const pins = new Int32Array(level.pins.length);
  for (let net = 0; net < netCount; net++) {
    const from = level.pinBegins[oldNets[net]!]! - pinBegins[net]!;
    for (let k = pinBegins[net]!; k < pinBegins[net + 1]!; k++) {
      pins[k] = vertexOf[level.pins[from + k]!]!;
    }
  }
  const inNets = new Int32Array(level.inNets.length);
  for (let n = 0; n < vertexCount; n++) {
    const from = level.inBegins[order[n]!]! - inBegins[n]!;
    for (let k = inBegins[n]!; k < inBegins[n + 1]!; k++) {
      inNets[k] = netOf[level.inNets[from + k]!]!;
    }
  }
  return {
    vertexCount,
    netCount,
    sizes: order.map((v) => level.sizes[v]!),
    synapses: Float64Array.from(order, (v) => level.synapses[v]!),
    innerAxons: order.map((v) => level.innerAxons[v]!),
    netBegins,
    netSources,
    netWeights: oldNets.map((e) => level.netWeights[e]!),
    netAxons: oldNets.map((e) => level.netAxons[e]!),
    netReturns: Uint8Array.from(oldNets, (e) => level.netReturns[e]!),
    pinBegins,
    pins,
    inBegins,
    inNets,
  };
}
