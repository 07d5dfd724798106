/** Parameters of all neurons as columns, and of each circuit's channels. */
import { comparatorDelayS } from '../../src/physics/comparator.ts';
import { InputError } from '../../src/support/errors.ts';
import { type Channel, type Circuit, type PreparedCircuit, prepareCircuit } from './circuit.ts';
import { rheobaseDrive } from './closed-form.ts';
import { FORCING_AGAINST, FORCING_CONDUCTANCE, FORCING_DRIVE } from './taylor.ts';

export const PS_PER_S = 1e12;

export interface NeuronColumns {
  readonly count: number;
  /** Channels a neuron has room for; channel c of neuron n stands at n * channelCount + c. */
  readonly channelCount: number;
  readonly leak: Uint8Array;
  readonly leakRate: Float64Array;
  readonly gainPerC: Float64Array;
  readonly scaleV: Float64Array;
  readonly origin: Float64Array;
  readonly thresholdU: Float64Array;
  readonly resetU: Float64Array;
  readonly startU: Float64Array;
  readonly floorU: Float64Array;
  readonly rheobase: Float64Array;
  readonly inputDrive: Float64Array;
  readonly refractoryPs: Float64Array;
  readonly minimumIntervalPs: Float64Array;
  /** CHANNEL_* of each channel; a channel that a circuit lacks is CHANNEL_NONE. */
  readonly channelKind: Uint8Array;
  /** 1/s of a decay, or whole picoseconds of a packet. */
  readonly channelRate: Float64Array;
  /** Drive, in 1/s, for a weight of 1: gain, 1 / C, or the gain a second of a packet's rectangle. */
  readonly channelGain: Float64Array;
  readonly channelReversalU: Float64Array;
  /** Drive that an adaptation gains at a spike. */
  readonly channelJump: Float64Array;
  /** 1 where the comparator has a delay. */
  readonly hasDelay: Uint8Array;
  /** Seconds from crossing to spike at a slope in u/s. */
  readonly delayS: (neuron: number, slope: number) => number;
}

export const CHANNEL_DRIVE: number = FORCING_DRIVE;
export const CHANNEL_ADAPTATION: number = FORCING_AGAINST;
export const CHANNEL_CONDUCTANCE: number = FORCING_CONDUCTANCE;
export const CHANNEL_JUMP = 3;
export const CHANNEL_RECTANGLE = 4;
const CHANNEL_NONE = 5;

/** Neuron n is made as `circuits[circuitOf[n]]`. Throws what prepareCircuit throws, or E_ANALOG_NETWORK. */
export function createColumns(circuits: readonly Circuit[], circuitOf: Int32Array): NeuronColumns {
  const prepared = circuits.map(prepareCircuit);
  const circuitAt = (neuron: number): number => checkedCircuit(circuits, circuitOf, neuron);
  const count = circuitOf.length;
  const channelCount = Math.max(0, ...circuits.map(({ channels }) => channels.length));
  const column = (pick: (circuit: PreparedCircuit) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, n) => pick(prepared[circuitAt(n)]!));
  const circuitColumn = (pick: (circuit: Circuit) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, n) => pick(circuits[circuitAt(n)]!));
  const gainPerC = column((p) => p.gainPerC);
  return {
    count,
    channelCount,
    leak: Uint8Array.from({ length: count }, (_, n) => prepared[circuitAt(n)]!.leak),
    leakRate: column((p) => p.leakRate),
    gainPerC,
    scaleV: column((p) => p.scaleV),
    origin: column((p) => p.origin),
    thresholdU: column((p) => p.thresholdU),
    resetU: column((p) => p.resetU),
    startU: column((p) => p.startU),
    floorU: column((p) => p.floorU),
    rheobase: column((p) => rheobaseDrive(p.leak, p.leakRate, p.thresholdU)),
    inputDrive: circuitColumn(({ inputA }) => inputA).map((inputA, n) => inputA * gainPerC[n]!),
    refractoryPs: circuitColumn(({ refractoryS }) => refractoryS * PS_PER_S),
    minimumIntervalPs: column((p) => p.minimumIntervalS * PS_PER_S),
    ...channelColumns(circuits, prepared, circuitOf, channelCount),
    hasDelay: Uint8Array.from({ length: count }, (_, n) =>
      prepared[circuitAt(n)]!.comparator?.delay ? 1 : 0,
    ),
    delayS: (neuron, slope) => {
      const { comparator, scaleV } = prepared[circuitOf[neuron]!]!;
      return comparator?.delay ? comparatorDelayS(comparator.delay, slope * scaleV) : 0;
    },
  };
}

function checkedCircuit(
  circuits: readonly Circuit[],
  circuitOf: Int32Array,
  neuron: number,
): number {
  const circuit = circuitOf[neuron]!;
  if (circuit >= 0 && circuit < circuits.length) return circuit;
  throw new InputError(
    'E_ANALOG_NETWORK',
    `neuron ${neuron} is of circuit ${circuit}, but there are ${circuits.length} circuits.`,
  );
}

type ChannelColumns = Pick<
  NeuronColumns,
  'channelKind' | 'channelRate' | 'channelGain' | 'channelReversalU' | 'channelJump'
>;

function channelColumns(
  circuits: readonly Circuit[],
  prepared: readonly PreparedCircuit[],
  circuitOf: Int32Array,
  channelCount: number,
): ChannelColumns {
  const size = circuitOf.length * channelCount;
  const columns = {
    channelKind: new Uint8Array(size).fill(CHANNEL_NONE),
    channelRate: new Float64Array(size),
    channelGain: new Float64Array(size),
    channelReversalU: new Float64Array(size),
    channelJump: new Float64Array(size),
  };
  circuitOf.forEach((circuit, neuron) => {
    circuits[circuit]!.channels.forEach((channel, c) => {
      fillChannel(columns, neuron * channelCount + c, channel, prepared[circuit]!);
    });
  });
  return columns;
}

function fillChannel(
  columns: ChannelColumns,
  at: number,
  channel: Channel,
  { gainPerC, origin, scaleV }: PreparedCircuit,
): void {
  columns.channelGain[at] = gainPerC;
  if (channel.kind === 'packet') {
    const isWide = channel.widthS > 0;
    columns.channelKind[at] = isWide ? CHANNEL_RECTANGLE : CHANNEL_JUMP;
    const widthPs = isWide ? Math.max(1, Math.round(channel.widthS * PS_PER_S)) : 0;
    columns.channelRate[at] = widthPs;
    if (isWide) columns.channelGain[at] = (gainPerC * PS_PER_S) / widthPs;
    return;
  }
  columns.channelRate[at] = 1 / channel.tauS;
  if (channel.kind === 'current') columns.channelKind[at] = CHANNEL_DRIVE;
  else if (channel.kind === 'adaptation') {
    columns.channelKind[at] = CHANNEL_ADAPTATION;
    columns.channelJump[at] = channel.jumpA * gainPerC;
  } else {
    columns.channelKind[at] = CHANNEL_CONDUCTANCE;
    // g / C = g gainPerC scaleV.
    columns.channelGain[at] = gainPerC * scaleV;
    columns.channelReversalU[at] = (channel.reversalV - origin) / scaleV;
  }
}
