/** Analog neurons and the synapses between them, before anything is mapped: what the engine runs. */
import { InputError } from '../../src/support/errors.ts';
import type { Circuit } from './circuit.ts';
import {
  CHANNEL_CONDUCTANCE,
  CHANNEL_DRIVE,
  CHANNEL_JUMP,
  CHANNEL_RECTANGLE,
  type NeuronColumns,
} from './neuron-columns.ts';

export interface AnalogNetwork {
  readonly circuits: readonly Circuit[];
  /** Circuit of each neuron [neuronCount]. */
  readonly circuitOf: Int32Array;
  /** External sources; source neuronCount + k is input k. */
  readonly inputCount: number;
  readonly synapses: AnalogSynapses;
}

/** Rows by source, CSR. Weights are in the unit of the target's channel: C, A or S. */
export interface AnalogSynapses {
  /** [neuronCount + inputCount + 1]. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly channels: Uint8Array;
  readonly weights: Float64Array;
  /** Whole picoseconds from spike to effect, of each synapse or of all. */
  readonly delaysPs: Float64Array | number;
}

/** A network without synapses. */
export const NO_SYNAPSES: AnalogSynapses = {
  offsets: new Int32Array(1),
  targets: new Int32Array(0),
  channels: new Uint8Array(0),
  weights: new Float64Array(0),
  delaysPs: 0,
};

/** Rows of equal delay, so that one entry in the queue delivers many synapses. */
export interface FanOut {
  /** Groups of each source [sourceCount + 1]. */
  readonly groupOffsets: Int32Array;
  /** First synapse of each group [groupCount + 1] and its delay. */
  readonly begins: Int32Array;
  readonly delaysPs: Float64Array;
  readonly targets: Int32Array;
  readonly channels: Uint8Array;
  readonly weights: Float64Array;
}

/** Sorts each row by (delay, target), stable. Throws E_ANALOG_NETWORK with the first synapse that cannot be. */
export function prepareFanOut(network: AnalogNetwork, columns: NeuronColumns): FanOut {
  const { synapses, inputCount } = network;
  const sourceCount = columns.count + inputCount;
  checkShapes(synapses, sourceCount);
  const sorted = sortRows(synapses, sourceCount);
  checkSynapses(sorted, columns);
  const groupOffsets = new Int32Array(sourceCount + 1);
  const begins: number[] = [];
  const delays: number[] = [];
  for (let source = 0; source < sourceCount; source++) {
    const end = sorted.offsets[source + 1]!;
    for (let k = sorted.offsets[source]!; k < end; k++) {
      const delay = delayOf(sorted.delaysPs, k);
      if (k > sorted.offsets[source]! && delay === delays.at(-1)) continue;
      begins.push(k);
      delays.push(delay);
    }
    groupOffsets[source + 1] = begins.length;
  }
  return {
    groupOffsets,
    begins: Int32Array.from([...begins, sorted.targets.length]),
    delaysPs: Float64Array.from(delays),
    targets: sorted.targets,
    channels: sorted.channels,
    weights: sorted.weights,
  };
}

function delayOf(delaysPs: Float64Array | number, synapse: number): number {
  return typeof delaysPs === 'number' ? delaysPs : delaysPs[synapse]!;
}

function checkShapes(synapses: AnalogSynapses, sourceCount: number): void {
  const { offsets, targets, channels, weights, delaysPs } = synapses;
  const count = targets.length;
  if (count === 0 && offsets.length === 1) return;
  const lengths = [channels.length, weights.length];
  if (typeof delaysPs !== 'number') lengths.push(delaysPs.length);
  const isSound =
    offsets.length === sourceCount + 1 &&
    offsets[0] === 0 &&
    offsets[sourceCount] === count &&
    lengths.every((length) => length === count) &&
    offsets.every((offset, k) => k === 0 || offset >= offsets[k - 1]!);
  if (isSound) return;
  throw new InputError(
    'E_ANALOG_NETWORK',
    `synapse columns do not fit together: ${offsets.length} offsets (${sourceCount + 1} wanted, rising from 0 to ${count}), ${count} targets, ${channels.length} channels, ${weights.length} weights.`,
  );
}

function checkSynapses(synapses: AnalogSynapses, columns: NeuronColumns): void {
  const { targets, channels, weights, delaysPs } = synapses;
  const { count, channelCount, channelKind } = columns;
  const fail = (synapse: number, text: string): never => {
    throw new InputError('E_ANALOG_NETWORK', `synapse ${synapse} ${text}.`, { synapse });
  };
  for (let k = 0; k < targets.length; k++) {
    const target = targets[k]!;
    const channel = channels[k]!;
    const weight = weights[k]!;
    const delayPs = delayOf(delaysPs, k);
    if (target < 0 || target >= count) fail(k, `goes to neuron ${target} of ${count}`);
    const kind = channel < channelCount ? channelKind[target * channelCount + channel]! : -1;
    if (!INPUT_KINDS.has(kind))
      fail(k, `goes to channel ${channel} of neuron ${target}, which is no input`);
    if (!Number.isFinite(weight)) fail(k, `has the weight ${weight}`);
    if (kind === CHANNEL_CONDUCTANCE && weight < 0) {
      fail(
        k,
        `has the weight ${weight} S; a conductance cannot be negative, its reversal voltage gives the sign`,
      );
    }
    if (!(delayPs >= 0 && delayPs <= 2 ** 53 && Number.isInteger(delayPs))) {
      fail(k, `has a delay of ${delayPs} ps; it must be a whole number, at least 0`);
    }
  }
}

const INPUT_KINDS: ReadonlySet<number> = new Set([
  CHANNEL_DRIVE,
  CHANNEL_CONDUCTANCE,
  CHANNEL_JUMP,
  CHANNEL_RECTANGLE,
]);

function sortRows(synapses: AnalogSynapses, sourceCount: number): AnalogSynapses {
  const { offsets, targets, delaysPs } = synapses;
  if (offsets.length === 1) return { ...synapses, offsets: new Int32Array(sourceCount + 1) };
  if (typeof delaysPs === 'number' && isSorted(synapses, sourceCount)) return synapses;
  const order = Int32Array.from(targets.keys());
  for (let source = 0; source < sourceCount; source++) {
    order
      .subarray(offsets[source]!, offsets[source + 1]!)
      .sort(
        (a, b) => delayOf(delaysPs, a) - delayOf(delaysPs, b) || targets[a]! - targets[b]! || a - b,
      );
  }
  return {
    offsets,
    targets: order.map((k) => targets[k]!),
    channels: Uint8Array.from(order, (k) => synapses.channels[k]!),
    weights: Float64Array.from(order, (k) => synapses.weights[k]!),
    delaysPs:
      typeof delaysPs === 'number' ? delaysPs : Float64Array.from(order, (k) => delaysPs[k]!),
  };
}

function isSorted({ offsets, targets }: AnalogSynapses, sourceCount: number): boolean {
  for (let source = 0; source < sourceCount; source++) {
    for (let k = offsets[source]! + 1; k < offsets[source + 1]!; k++) {
      if (targets[k]! < targets[k - 1]!) return false;
    }
  }
  return true;
}
