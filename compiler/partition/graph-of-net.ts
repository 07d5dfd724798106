/**
 * A network as the hypergraph that searches work on: vertices are atoms, and each neuron is a net of its own
 * atom and of those it reaches, merged with others of the same atom that reach the same. Inputs stand on no core:
 * their nets have targets alone, and one of these takes the place of the source. Such a net costs one packet less
 * than it sends, whatever the partition, so the least of one is the least of the other.
 */
import type { QuantNet } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import type { Level } from '../hypergraph/level.ts';
import { invert } from '../hypergraph/level.ts';
import type { MappingLimits } from '../hypergraph/limits.ts';
import type { ReachFinder } from '../reach.ts';
import { atomBits } from './atom-bits.ts';
import type { Atoms } from './atoms.ts';
import { growColumn } from './grow-column.ts';
import { atomReach } from './reached-atoms.ts';
import type { SpikeWeights } from './spike-weights.ts';

/** The finest level of a search over `atoms`. */
export function levelOfNet(
  net: QuantNet,
  atoms: Atoms,
  weights: SpikeWeights,
  finder: ReachFinder,
): Level {
  const nets = new NetColumns(atoms.count);
  net.populations.forEach(({ registers, size }, population) => {
    const pinsOf = targetFinder(net, atoms, population);
    if (registers === null) {
      nets.beginSource(-1);
      for (let k = 0; k < size; k++) nets.add(pinsOf(k), weights.columns[population]![k]!);
      return;
    }
    for (let atom = atoms.begins[population]!; atom < atoms.begins[population + 1]!; atom++) {
      nets.beginSource(atom);
      for (const k of atoms.neurons[atom]!) nets.add(pinsOf(k), weights.columns[population]![k]!);
    }
  });
  const columns = nets.sorted();
  const inColumns = invert(atoms.count, columns.netSources.length, columns.pinBegins, columns.pins);
  return {
    vertexCount: atoms.count,
    netCount: columns.netSources.length,
    sizes: Int32Array.from(atoms.neurons, ({ length }) => length),
    synapses: atomBits(net, atoms, finder),
    innerAxons: nets.innerAxons,
    ...columns,
    inBegins: inColumns.begins,
    inNets: inColumns.nets,
  };
}

/**
 * Limits of a core as a search counts them. Synapse memory is an estimate in bits: lists are rounded to words and
 * kernels shared only once it is known what stands on a core, so a mapping is counted again in the end.
 */
export function searchLimits({ core }: ReachFinder): MappingLimits {
  const limits = coreUseLimits(core.limits);
  const finite = (limit: number): number => (limit >= Number.MAX_SAFE_INTEGER ? Infinity : limit);
  const { headerBits, wordBits } = core.synapseMemory;
  return {
    name: core.name,
    neurons: limits.compartments,
    inputAxons: finite(limits.inputAxons),
    outputAxons: finite(limits.outputAxons),
    memoryBytes: finite(limits.synapseMemoryBits),
    bytesPerSynapse: 1,
    bytesPerInputAxon: headerBits + (wordBits - 1) / 2,
    fanIn: Infinity,
  };
}

/** Returns the distinct atoms that a neuron of `population` reaches, in a buffer that the next call reuses. */
function targetFinder(
  { projections }: QuantNet,
  atoms: Atoms,
  population: number,
): (neuron: number) => readonly number[] {
  const reaches = projections
    .filter(({ pre }) => pre === population)
    .map((projection) => atomReach(projection, atoms));
  const stamp = new Int32Array(atoms.count).fill(-1);
  const found: number[] = [];
  let current = -1;
  const add = (atom: number): void => {
    if (stamp[atom] === current) return;
    stamp[atom] = current;
    found.push(atom);
  };
  return (neuron) => {
    found.length = 0;
    current = neuron;
    for (const reach of reaches) reach(neuron, add);
    return found;
  };
}

/** Nets as they are found, one source atom after the other; those of a source with equal pins are one. */
class NetColumns {
  readonly innerAxons: Int32Array;
  private readonly sources: number[] = [];
  private readonly weights: number[] = [];
  private readonly axons: number[] = [];
  private readonly returns: number[] = [];
  private readonly begins: number[] = [0];
  private pins = new Int32Array(1024);
  /** Nets of the present source by a hash of their pins. */
  private readonly known = new Map<number, number[]>();
  private source = -1;
  private readonly stamp: Int32Array;
  private mark = 0;

  constructor(atomCount: number) {
    this.innerAxons = new Int32Array(atomCount);
    this.stamp = new Int32Array(atomCount);
  }

  /** -1 for the host: a target takes its place. */
  beginSource(source: number): void {
    this.source = source;
    this.known.clear();
  }

  /** Adds the net of one neuron. */
  add(targets: readonly number[], weight: number): void {
    if (targets.length === 0) return;
    const home = this.source < 0 ? targets[this.sources.length % targets.length]! : this.source;
    const same = this.find(targets);
    if (same >= 0) {
      this.weights[same]! += weight;
      this.axons[same]!++;
      return;
    }
    const others = targets.filter((atom) => atom !== home);
    if (others.length === 0) {
      this.innerAxons[home]!++;
      return;
    }
    const net = this.sources.length;
    const begin = this.begins[net]!;
    this.pins = growColumn(this.pins, begin + others.length);
    this.pins.set(others, begin);
    this.begins.push(begin + others.length);
    this.sources.push(home);
    this.weights.push(weight);
    this.axons.push(1);
    this.returns.push(others.length < targets.length ? 1 : 0);
    const hash = hashOf(targets);
    this.known.set(hash, [...(this.known.get(hash) ?? []), net]);
  }

  private find(targets: readonly number[]): number {
    const candidates = this.known.get(hashOf(targets));
    if (candidates === undefined) return -1;
    this.mark++;
    for (const atom of targets) this.stamp[atom] = this.mark;
    return candidates.find((net) => this.isMarked(net, targets.length)) ?? -1;
  }

  /** Whether the targets of a net are those just marked. */
  private isMarked(net: number, count: number): boolean {
    const [begin, end] = [this.begins[net]!, this.begins[net + 1]!];
    if (end - begin + this.returns[net]! !== count) return false;
    for (let k = begin; k < end; k++) if (this.stamp[this.pins[k]!] !== this.mark) return false;
    return this.returns[net] === 0 || this.stamp[this.sources[net]!] === this.mark;
  }

  /** Columns as a level has them, nets by their source. */
  sorted(): Pick<
    Level,
    'netBegins' | 'netSources' | 'netWeights' | 'netAxons' | 'netReturns' | 'pinBegins' | 'pins'
  > {
    const { sources, begins } = this;
    const netBegins = new Int32Array(this.innerAxons.length + 1);
    for (const source of sources) netBegins[source + 1]!++;
    for (let v = 0; v < this.innerAxons.length; v++) netBegins[v + 1]! += netBegins[v]!;
    const next = netBegins.slice();
    const order = new Int32Array(sources.length);
    sources.forEach((source, net) => {
      order[next[source]!++] = net;
    });
    const pinBegins = new Int32Array(sources.length + 1);
    const pins = new Int32Array(begins[sources.length]!);
    order.forEach((net, k) => {
      const own = this.pins.subarray(begins[net]!, begins[net + 1]!);
      pins.set(own, pinBegins[k]!);
      pinBegins[k + 1] = pinBegins[k]! + own.length;
    });
    const inOrder = (values: readonly number[]): Int32Array =>
      Int32Array.from(order, (net) => values[net]!);
    return {
      netBegins,
      netSources: inOrder(sources),
      netWeights: inOrder(this.weights),
      netAxons: inOrder(this.axons),
      netReturns: Uint8Array.from(order, (net) => this.returns[net]!),
      pinBegins,
      pins,
    };
  }
}

/** Equal for equal sets, whatever their order. */
function hashOf(atoms: readonly number[]): number {
  let hash = atoms.length;
  for (const atom of atoms) hash = (hash + Math.imul(atom + 1, 0x9e3779b1)) | 0;
  return hash ^ (hash >>> 15);
}
