/** Neurons and weights of netx layers as Loihi registers. */
import type {
  LoihiLifRegisters,
  PerCompartment,
  SignMode,
  WeightRegisters,
} from '../model/network.ts';
import { shapeSize } from '../model/network.ts';
import { groupDigits } from '../support/errors.ts';
import type { NetxArray, NetxGroup } from './netx-fields.ts';
import { hasField, integersField, netxError, textField } from './netx-fields.ts';

const NEURON_TYPES: ReadonlySet<string> = new Set(['CUBA', 'LOIHI']);
/** netx gives biases this exponent. */
const BIAS_EXP = 6;
/** Weight bits that a Loihi synapse format can have, fewest first. */
const WEIGHT_BITS = [1, 2, 3, 4, 5, 6, 8];

/**
 * Registers of a layer's neurons of `shape`. lava's register du is iDecay - 1; a refractory delay of 1
 * is the chip's least and no pause. Throws E_NETX_NEURON, E_NETX_FIELD.
 */
export function readNeuronRegisters(
  layer: NetxGroup,
  neuron: NetxGroup,
  shape: readonly number[],
): LoihiLifRegisters {
  checkType(neuron);
  const field = (name: string, min: number, max: number): PerCompartment =>
    perNeuron(integersField(neuron, name, min, max), shape, neuron, name);
  const optional = (name: string, min: number, max: number, fallback: number): PerCompartment =>
    hasField(neuron, name) ? field(name, min, max) : fallback;
  const bias = hasField(layer, 'bias')
    ? perNeuron(integersField(layer, 'bias', -4096, 4095), shape, layer, 'bias')
    : 0;
  return {
    du: mapEach(field('iDecay', 1, 4096), (decay) => decay - 1),
    dv: field('vDecay', 0, 4096),
    vthMant: field('vThMant', 0, 131_071),
    biasMant: bias,
    biasExp: BIAS_EXP,
    refractorySteps: mapEach(optional('refDelay', 0, 64, 1), (steps) => Math.max(0, steps - 1)),
    v0: 0,
    reset: 'zero',
    spiking: true,
  };
}

function checkType(neuron: NetxGroup): void {
  const type = textField(neuron, 'type');
  if (!NEURON_TYPES.has(type)) {
    throw netxError(
      'E_NETX_NEURON',
      neuron,
      `neurons of type "${type}" are not read; known are CUBA and LOIHI (current-based leaky integrate and fire).`,
    );
  }
  if (!hasField(neuron, 'gradedSpike')) return;
  if (integersField(neuron, 'gradedSpike', 0, 1).values[0] === 0) return;
  throw netxError('E_NETX_NEURON', neuron, 'graded spikes are not read; train with binary spikes.');
}

/** One value, one a channel, or one a neuron. Throws E_NETX_SHAPE. */
export function perNeuron(
  { values }: NetxArray,
  shape: readonly number[],
  from: NetxGroup,
  name: string,
): PerCompartment {
  const size = shapeSize(shape);
  const channels = shape[0] ?? 1;
  if (values.length === 1) return values[0]!;
  if (values.length === size) return collapse(Int32Array.from(values));
  if (values.length === channels) {
    const plane = size / channels;
    return collapse(Int32Array.from({ length: size }, (_, k) => values[Math.floor(k / plane)]!));
  }
  throw netxError(
    'E_NETX_SHAPE',
    from,
    `field "${name}" has ${groupDigits(values.length)} values; 1, ${groupDigits(channels)} (channels) or ${groupDigits(size)} (neurons) fit shape [${shape.join(', ')}].`,
  );
}

function collapse(values: Int32Array): PerCompartment {
  return values.every((value) => value === values[0]) ? values[0]! : values;
}

function mapEach(values: PerCompartment, compute: (value: number) => number): PerCompartment {
  return typeof values === 'number' ? compute(values) : values.map(compute);
}

/** Weights as mantissas with the registers that hold them. */
export interface NetxWeights {
  readonly weights: Float32Array;
  readonly registers: WeightRegisters;
  /** Weights whose lowest bit no format holds (odd, of both signs, some beyond 127). */
  readonly cutCount: number;
}

/**
 * Weights of 8 bits beside their sign. Mixed signs step by 2; odd weights up to 127 are kept by doubling
 * the mantissas against an exponent one lower, whose sums stay exact. Throws E_NETX_FIELD.
 */
export function readWeights(layer: NetxGroup, name: string, weightExp: number): NetxWeights {
  const { values } = integersField(layer, name, -256, 255);
  let [min, max, odd] = [0, 0, 0];
  for (let k = 0; k < values.length; k++) {
    min = Math.min(min, values[k]!);
    max = Math.max(max, values[k]!);
    odd += values[k]! & 1;
  }
  const signMode: SignMode =
    min >= 0 ? 'excitatory' : max > 0 || min < -255 ? 'mixed' : 'inhibitory';
  const isMixed = signMode === 'mixed';
  const doubles = isMixed && odd > 0 && max <= 127 && min >= -128;
  const weights = Float32Array.from(values, (value) => (doubles ? value * 2 : value));
  const cutCount = isMixed && odd > 0 && !doubles ? odd : 0;
  const registers = {
    weightExp: doubles ? weightExp - 1 : weightExp,
    weightBits: cutCount > 0 ? 8 : fewestBits(weights, isMixed),
    signMode,
  };
  return { weights, registers, cutCount };
}

/** The fewest bits whose grid holds all weights exactly; Loihi stores fewer bits in less memory. */
function fewestBits(weights: Float32Array, isMixed: boolean): number {
  let bitsUsed = 0;
  for (const weight of weights) bitsUsed |= Math.abs(weight);
  const holds = (bits: number): boolean =>
    (bitsUsed & (2 ** (8 - bits + (isMixed ? 1 : 0)) - 1)) === 0;
  return WEIGHT_BITS.find(holds) ?? 8;
}
