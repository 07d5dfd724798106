import { InputError } from '../../src/support/errors.ts';

/**
 * A spiking network as a mapper sees it: who sends to whom and how often. Each neuron is one net: itself
 * and its targets, weighted with its spikes.
 */
export interface SpikeGraph {
  readonly neuronCount: number;
  /** [neuronCount + 1] into `targets`. */
  readonly offsets: Int32Array;
  /** Targets of each neuron, ascending and distinct. */
  readonly targets: Int32Array;
  /** Spikes of each neuron in the observed window, integers of at least 0. */
  readonly spikes: Int32Array;
  /** Places that each neuron takes of a core's neurons; absent where all take one. */
  readonly sizes?: Int32Array;
}

/** Columns of the reversed graph: the sources of each neuron, ascending. */
export interface SourceColumns {
  /** [neuronCount + 1] into `sources`. */
  readonly offsets: Int32Array;
  readonly sources: Int32Array;
}

/** Messages of one vertex are summed in int32 tables, so all spikes together stay below this. */
const SPIKES_MAX = 2 ** 31 - 1;

export function synapseCount(graph: SpikeGraph): number {
  return graph.targets.length;
}

/** Sources of each neuron, by a counting sort of the synapses. */
export function sourcesOf(graph: SpikeGraph): SourceColumns {
  const { neuronCount, offsets, targets } = graph;
  const begins = new Int32Array(neuronCount + 1);
  for (let k = 0; k < targets.length; k++) begins[targets[k]! + 1]!++;
  for (let v = 0; v < neuronCount; v++) begins[v + 1]! += begins[v]!;
  const next = begins.slice(0, neuronCount);
  const sources = new Int32Array(targets.length);
  for (let i = 0; i < neuronCount; i++) {
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) sources[next[targets[k]!]!++] = i;
  }
  return { offsets: begins, sources };
}

/** Places of a core that all neurons together take. */
export function totalSize({ neuronCount, sizes }: SpikeGraph): number {
  return sizes ? sizes.reduce((sum, size) => sum + size, 0) : neuronCount;
}

/** Incoming synapses of each neuron. */
export function fanIns(graph: SpikeGraph): Int32Array {
  const counts = new Int32Array(graph.neuronCount);
  for (let k = 0; k < graph.targets.length; k++) counts[graph.targets[k]!]!++;
  return counts;
}

/** Throws InputError E_GRAPH where columns disagree, targets are not ascending, or spikes are out of range. */
export function checkGraph(graph: SpikeGraph): void {
  const { neuronCount, offsets, targets, spikes } = graph;
  const others = [spikes, ...(graph.sizes ? [graph.sizes] : [])];
  if (offsets.length !== neuronCount + 1 || others.some(({ length }) => length !== neuronCount)) {
    throw new InputError('E_GRAPH', `columns of ${neuronCount} neurons have other lengths.`);
  }
  if (offsets[0] !== 0 || offsets[neuronCount] !== targets.length) {
    throw new InputError('E_GRAPH', 'offsets do not span the targets.');
  }
  let total = 0;
  for (let i = 0; i < neuronCount; i++) {
    if (spikes[i]! < 0) throw new InputError('E_GRAPH', `neuron ${i} has ${spikes[i]} spikes.`);
    total += spikes[i]!;
    let before = -1;
    for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
      const target = targets[k]!;
      if (target <= before || target >= neuronCount) {
        throw new InputError(
          'E_GRAPH',
          `target ${target} of neuron ${i} is out of range, out of order or there twice.`,
        );
      }
      before = target;
    }
  }
  if (total > SPIKES_MAX) {
    throw new InputError(
      'E_GRAPH',
      `the network has ${total} spikes, at most ${SPIKES_MAX} can be mapped: observe a shorter window or divide all counts.`,
    );
  }
}
