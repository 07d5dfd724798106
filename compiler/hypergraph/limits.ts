import { groupDigits } from '../../src/support/errors.ts';
import type { SourceColumns, SpikeGraph } from './graph.ts';
import { fanIns, synapseCount, totalSize } from './graph.ts';

/** What one core holds; Infinity where it has no such limit. */
export interface MappingLimits {
  readonly name: string;
  readonly neurons: number;
  /** Distinct sources with a target on the core, those of the core itself included. */
  readonly inputAxons: number;
  /** Pairs of (neuron of the core, core with a target of it), the core itself included. */
  readonly outputAxons: number;
  readonly memoryBytes: number;
  readonly bytesPerSynapse: number;
  readonly bytesPerInputAxon: number;
  /** Incoming synapses of one neuron. */
  readonly fanIn: number;
}

export type LimitName = 'neurons' | 'inputAxons' | 'outputAxons' | 'memoryBytes' | 'fanIn';

/** A neuron that no core can hold, whatever else is on it. */
export interface ImpossibleNeurons {
  readonly resource: LimitName;
  /** How many such neurons there are, and the worst of them. */
  readonly count: number;
  readonly neuron: number;
  readonly needed: number;
  readonly available: number;
}

/** No partition can use fewer cores. */
export interface CoreBound {
  readonly cores: number;
  readonly resource: LimitName;
  readonly reason: string;
}

/** Each limit that single neurons break: proof that no partition is legal. */
export function findImpossible(graph: SpikeGraph, limits: MappingLimits): ImpossibleNeurons[] {
  const inputs = fanIns(graph);
  const perSynapse = limits.bytesPerSynapse + limits.bytesPerInputAxon;
  const found: ImpossibleNeurons[] = [];
  const check = (resource: LimitName, available: number, need: (v: number) => number): void => {
    let [count, worst, most] = [0, -1, available];
    for (let v = 0; v < graph.neuronCount; v++) {
      const needed = need(v);
      if (needed <= available) continue;
      count++;
      if (needed > most) [worst, most] = [v, needed];
    }
    if (count > 0) found.push({ resource, count, neuron: worst, needed: most, available });
  };
  check('neurons', limits.neurons, (v) => graph.sizes?.[v] ?? 1);
  check('fanIn', limits.fanIn, (v) => inputs[v]!);
  check('inputAxons', limits.inputAxons, (v) => inputs[v]!);
  check('memoryBytes', limits.memoryBytes, (v) => inputs[v]! * perSynapse);
  check('outputAxons', limits.outputAxons, (v) =>
    graph.offsets[v + 1]! > graph.offsets[v]! ? 1 : 0,
  );
  return found.sort((a, b) => b.needed / b.available - a.needed / a.available);
}

/** Lower bounds on the core count, the binding one first; empty networks need none. */
export function coreBounds(
  graph: SpikeGraph,
  sources: SourceColumns,
  limits: MappingLimits,
): CoreBound[] {
  const { neuronCount, offsets } = graph;
  if (neuronCount === 0) return [];
  const places = totalSize(graph);
  let [senders, receivers] = [0, 0];
  for (let i = 0; i < neuronCount; i++) {
    if (offsets[i + 1]! > offsets[i]!) senders++;
    if (sources.offsets[i + 1]! > sources.offsets[i]!) receivers++;
  }
  // A sender takes an input axon on at least one core, and an output axon on its own.
  const axonBytes = senders * limits.bytesPerInputAxon;
  const bytes = synapseCount(graph) * limits.bytesPerSynapse + axonBytes;
  const bounds: CoreBound[] = [
    coreBound('neurons', places, limits, 'neurons'),
    coreBound('memoryBytes', bytes, limits, 'bytes of synapses and axons'),
    coreBound('inputAxons', senders, limits, 'neurons that send'),
    coreBound('outputAxons', senders, limits, 'neurons that send'),
  ];
  const wide = widestGroup(sources, limits, receivers);
  if (wide !== null) bounds.push(wide);
  return bounds.sort((a, b) => b.cores - a.cores);
}

/** Cores that hold `needed` of a resource; `what` says of what it is made. */
export function coreBound(
  resource: LimitName,
  needed: number,
  limits: MappingLimits,
  what: string,
): CoreBound {
  const available = limits[resource];
  const cores = available > 0 ? Math.max(1, Math.ceil(needed / available)) : Infinity;
  return { cores, resource, reason: `${groupDigits(Math.ceil(needed))} ${what}` };
}

/**
 * Neurons with disjoint sources cannot share axons. Picks such neurons greedily, largest fan-in first:
 * their fan-ins together are axons that all cores together must have.
 */
function widestGroup(
  sources: SourceColumns,
  limits: MappingLimits,
  receivers: number,
): CoreBound | null {
  if (!Number.isFinite(limits.inputAxons) || receivers === 0) return null;
  const neuronCount = sources.offsets.length - 1;
  const order = Int32Array.from({ length: neuronCount }, (_, v) => v);
  const degree = (v: number): number => sources.offsets[v + 1]! - sources.offsets[v]!;
  order.sort((a, b) => degree(b) - degree(a) || a - b);
  const taken = new Uint8Array(neuronCount);
  let axons = 0;
  for (const v of order) {
    let isFree = true;
    for (let k = sources.offsets[v]!; k < sources.offsets[v + 1]! && isFree; k++) {
      isFree = taken[sources.sources[k]!] === 0;
    }
    if (!isFree) continue;
    axons += degree(v);
    for (let k = sources.offsets[v]!; k < sources.offsets[v + 1]!; k++)
      taken[sources.sources[k]!] = 1;
  }
  return coreBound('inputAxons', axons, limits, 'sources of neurons that share none');
}
