import type { SpikeGraph } from './graph.ts';
import type { CoreTraffic } from './metrics.ts';

/** A mesh of cores; slot s is at column s mod width, row floor(s / width). */
export interface Mesh {
  readonly width: number;
  readonly height: number;
}

export interface MeshMetrics {
  /** Messages times router-to-router links. */
  readonly hops: number;
  /** Hops of a message, mean and largest. */
  readonly meanHops: number;
  readonly maxHops: number;
  /** Messages on the most loaded directed link, each message on its own path, x before y. */
  readonly maxLinkLoad: number;
  /** Links of the trees along which each neuron's spikes go to all of their cores, times spikes. */
  readonly multicastHops: number;
}

/** The smallest nearly square mesh: ceil(sqrt k) columns. */
export function squareMesh(cores: number): Mesh {
  const width = Math.max(1, Math.ceil(Math.sqrt(cores)));
  return { width, height: Math.max(1, Math.ceil(cores / width)) };
}

/** Sum of messages times Manhattan distance; `slots` gives the slot of each core. */
export function countHops(traffic: CoreTraffic, slots: Int32Array, mesh: Mesh): number {
  let hops = 0;
  for (let a = 0; a < slots.length; a++) {
    for (let k = traffic.offsets[a]!; k < traffic.offsets[a + 1]!; k++) {
      hops += traffic.messages[k]! * distance(slots[a]!, slots[traffic.cores[k]!]!, mesh.width);
    }
  }
  return hops;
}

function distance(a: number, b: number, width: number): number {
  const dx = Math.abs((a % width) - (b % width));
  const dy = Math.abs(Math.floor(a / width) - Math.floor(b / width));
  return dx + dy;
}

/** Hops, distances and link loads of a placement, counted path by path. */
export function evaluatePlacement(
  graph: SpikeGraph,
  part: Int32Array,
  traffic: CoreTraffic,
  slots: Int32Array,
  mesh: Mesh,
): MeshMetrics {
  const multicastHops = countTreeLinks(graph, part, slots, mesh);
  return { ...evaluateTraffic(traffic, slots, mesh), multicastHops };
}

/** What the messages between cores alone say of a placement. */
export function evaluateTraffic(
  traffic: CoreTraffic,
  slots: Int32Array,
  mesh: Mesh,
): Omit<MeshMetrics, 'multicastHops'> {
  const hops = countHops(traffic, slots, mesh);
  let [messages, maxHops] = [0, 0];
  const loads = new Float64Array(mesh.width * mesh.height * LINKS);
  for (let a = 0; a < slots.length; a++) {
    for (let k = traffic.offsets[a]!; k < traffic.offsets[a + 1]!; k++) {
      const amount = traffic.messages[k]!;
      const to = slots[traffic.cores[k]!]!;
      messages += amount;
      maxHops = Math.max(maxHops, distance(slots[a]!, to, mesh.width));
      walk(slots[a]!, to, mesh.width, (link) => {
        loads[link]! += amount;
      });
    }
  }
  return {
    hops,
    meanHops: messages === 0 ? 0 : hops / messages,
    maxHops,
    maxLinkLoad: loads.reduce((most, load) => Math.max(most, load), 0),
  };
}

/** Directed links leave a slot east, west, south or north. */
export const LINKS = 4;

/** Visits the directed links from slot to slot, x before y. */
export function walk(from: number, to: number, width: number, visit: (link: number) => void): void {
  const [toX, toY] = [to % width, Math.floor(to / width)];
  let [x, y] = [from % width, Math.floor(from / width)];
  for (; x !== toX; x += x < toX ? 1 : -1) visit((y * width + x) * LINKS + (x < toX ? 0 : 1));
  for (; y !== toY; y += y < toY ? 1 : -1) visit((y * width + x) * LINKS + (y < toY ? 2 : 3));
}

function countTreeLinks(
  graph: SpikeGraph,
  part: Int32Array,
  slots: Int32Array,
  mesh: Mesh,
): number {
  const linkMarks = new Int32Array(mesh.width * mesh.height * LINKS).fill(-1);
  const coreMarks = new Int32Array(slots.length).fill(-1);
  let total = 0;
  for (let i = 0; i < graph.neuronCount; i++) {
    const home = part[i]!;
    let links = 0;
    for (let k = graph.offsets[i]!; k < graph.offsets[i + 1]!; k++) {
      const core = part[graph.targets[k]!]!;
      if (core === home || coreMarks[core] === i) continue;
      coreMarks[core] = i;
      walk(slots[home]!, slots[core]!, mesh.width, (link) => {
        if (linkMarks[link] !== i) links++;
        linkMarks[link] = i;
      });
    }
    total += graph.spikes[i]! * links;
  }
  return total;
}
