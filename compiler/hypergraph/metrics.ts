/** Exact metrics of a partition, each counted from the graph alone. */
import type { SpikeGraph } from './graph.ts';
import { fanIns } from './graph.ts';
import type { MappingLimits } from './limits.ts';

/** Messages between cores as sparse rows, each pair of cores once. */
export interface CoreTraffic {
  /** [coreCount + 1] into `cores` and `messages`. */
  readonly offsets: Int32Array;
  /** Destination cores, ascending in each row. */
  readonly cores: Int32Array;
  /** Spikes sent from the row's core to that one. */
  readonly messages: Float64Array;
}

/** Use of each core, [coreCount] each. */
export interface CoreUses {
  readonly neurons: Int32Array;
  readonly synapses: Float64Array;
  readonly inputAxons: Int32Array;
  readonly outputAxons: Int32Array;
}

/** Cores over each limit. */
export interface Violations {
  readonly neurons: number;
  readonly inputAxons: number;
  readonly outputAxons: number;
  readonly memoryBytes: number;
}

export interface PartitionMetrics {
  /** Core indices run below this; some may be empty. */
  readonly cores: number;
  readonly usedCores: number;
  /** Spike messages between cores, one for each destination core. */
  readonly km1: number;
  /** Spikes over synapses between cores: messages without multicast. */
  readonly cutEvents: number;
  readonly cutEdges: number;
  /** Neurons with a target on another core. */
  readonly cutNets: number;
  readonly maxNeurons: number;
  readonly maxInputAxons: number;
  readonly maxOutputAxons: number;
  /** 0 where the limits give synapses no bytes. */
  readonly maxMemoryBytes: number;
  readonly violations: Violations;
  /** Neurons over the fan-in limit, which no partition changes. */
  readonly fanInViolations: number;
  readonly legal: boolean;
}

/** Counts messages, use and violations in one pass over the synapses; `part` gives the core of each neuron. */
export function evaluatePartition(
  graph: SpikeGraph,
  part: Int32Array,
  coreCount: number,
  limits: MappingLimits,
): { readonly metrics: PartitionMetrics; readonly uses: CoreUses } {
  const uses = emptyUses(coreCount);
  const stamp = new Int32Array(coreCount).fill(-1);
  const { neuronCount, offsets, targets, spikes, sizes } = graph;
  let [km1, cutEvents, cutEdges, cutNets] = [0, 0, 0, 0];
  for (let i = 0; i < neuronCount; i++) {
    const home = part[i]!;
    uses.neurons[home]! += sizes ? sizes[i]! : 1;
    let [reached, crossing] = [0, 0];
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const core = part[targets[k]!]!;
      uses.synapses[core]!++;
      if (core !== home) crossing++;
      if (stamp[core] === i) continue;
      stamp[core] = i;
      uses.inputAxons[core]!++;
      reached++;
    }
    uses.outputAxons[home]! += reached;
    const others = reached - (stamp[home] === i ? 1 : 0);
    km1 += spikes[i]! * others;
    cutEvents += spikes[i]! * crossing;
    cutEdges += crossing;
    if (others > 0) cutNets++;
  }
  const fanInViolations = fanIns(graph).reduce((sum, n) => sum + (n > limits.fanIn ? 1 : 0), 0);
  const counts = { km1, cutEvents, cutEdges, cutNets, fanInViolations };
  return { metrics: metricsOf(uses, counts, limits), uses };
}

/** What a count of messages and the uses of cores come to under limits. */
export function metricsOf(
  uses: CoreUses,
  counts: Pick<PartitionMetrics, 'km1' | 'cutEvents' | 'cutEdges' | 'cutNets' | 'fanInViolations'>,
  limits: MappingLimits,
): PartitionMetrics {
  const bytes = memoryOf(uses, limits);
  const violations = violationsOf(uses, bytes, limits);
  const isLegal = Object.values(violations).every((count) => count === 0);
  return {
    cores: uses.neurons.length,
    usedCores: uses.neurons.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0),
    ...counts,
    maxNeurons: largest(uses.neurons),
    maxInputAxons: largest(uses.inputAxons),
    maxOutputAxons: largest(uses.outputAxons),
    maxMemoryBytes: largest(bytes),
    violations,
    legal: counts.fanInViolations === 0 && isLegal,
  };
}

function emptyUses(coreCount: number): CoreUses {
  return {
    neurons: new Int32Array(coreCount),
    synapses: new Float64Array(coreCount),
    inputAxons: new Int32Array(coreCount),
    outputAxons: new Int32Array(coreCount),
  };
}

/** Bytes of each core under the limits' cost function. */
export function memoryOf(uses: CoreUses, limits: MappingLimits): Float64Array {
  return uses.synapses.map(
    (synapses, core) =>
      synapses * limits.bytesPerSynapse + uses.inputAxons[core]! * limits.bytesPerInputAxon,
  );
}

function violationsOf(uses: CoreUses, bytes: Float64Array, limits: MappingLimits): Violations {
  return {
    neurons: countOver(uses.neurons, limits.neurons),
    inputAxons: countOver(uses.inputAxons, limits.inputAxons),
    outputAxons: countOver(uses.outputAxons, limits.outputAxons),
    memoryBytes: countOver(bytes, limits.memoryBytes),
  };
}

function countOver(values: Int32Array | Float64Array, limit: number): number {
  let count = 0;
  for (const value of values) if (value > limit) count++;
  return count;
}

function largest(values: Int32Array | Float64Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** Messages between each pair of cores. */
export function coreTraffic(graph: SpikeGraph, part: Int32Array, coreCount: number): CoreTraffic {
  const byCore = neuronsByCore(part, coreCount);
  const row = new Float64Array(coreCount);
  const stamp = new Int32Array(coreCount).fill(-1);
  const offsets = new Int32Array(coreCount + 1);
  const cores: number[] = [];
  const messages: number[] = [];
  for (let home = 0; home < coreCount; home++) {
    const reached: number[] = [];
    for (let n = byCore.begins[home]!; n < byCore.begins[home + 1]!; n++) {
      const i = byCore.neurons[n]!;
      for (let k = graph.offsets[i]!; k < graph.offsets[i + 1]!; k++) {
        const core = part[graph.targets[k]!]!;
        if (core === home || stamp[core] === i) continue;
        stamp[core] = i;
        if (graph.spikes[i] === 0) continue;
        if (row[core] === 0) reached.push(core);
        row[core]! += graph.spikes[i]!;
      }
    }
    for (const core of reached.sort((a, b) => a - b)) {
      cores.push(core);
      messages.push(row[core]!);
      row[core] = 0;
    }
    offsets[home + 1] = cores.length;
  }
  return { offsets, cores: Int32Array.from(cores), messages: Float64Array.from(messages) };
}

/** Neurons of each core, ascending. */
function neuronsByCore(
  part: Int32Array,
  coreCount: number,
): { readonly begins: Int32Array; readonly neurons: Int32Array } {
  const begins = new Int32Array(coreCount + 1);
  for (let i = 0; i < part.length; i++) begins[part[i]! + 1]!++;
  for (let c = 0; c < coreCount; c++) begins[c + 1]! += begins[c]!;
  const next = begins.slice(0, coreCount);
  const neurons = new Int32Array(part.length);
  for (let i = 0; i < part.length; i++) neurons[next[part[i]!]!++] = i;
  return { begins, neurons };
}
