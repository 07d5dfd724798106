/**
 * Codes of an analog chip -> circuits in SI units, at a temperature, on one chip instance. The compiler states its errors
 * with it and the emulator runs what it gives, so both mean the same by a code.
 */
import type { AnalogCore, AnalogRegisters } from '../model/analog.ts';
import type { Channel, Circuit } from '../model/analog-circuit.ts';
import type { ChipInstance } from '../physics/mismatch.ts';
import { climateOf } from './climate.ts';
import { dacCurrentA, dacTimeS, signedCurrentA } from './codes.ts';
import type { DecodeContext } from './decode-context.ts';
import { decodeDpi } from './decode-dpi.ts';
import { decodeOta } from './decode-ota.ts';
import { type Devices, devicesOf } from './devices.ts';
import { checkAnalogRegisters } from './registers.ts';
import { viaOf } from './via.ts';
import { weightCurrents } from './weights.ts';

/** Channel of a decoded circuit that all its synapses, of either sign, act on. */
export const SYNAPSE_CHANNEL = 0;

export interface DecodeOptions {
  /** Null is the temperature at which the profile's figures hold. */
  readonly temperatureK: number | null;
  /** Null is the nominal chip, without mismatch. */
  readonly chip: ChipInstance | null;
}

export interface DecodedNeuron {
  /** Null where this chip's devices make a neuron that never fires or never stops; `fault` says which. */
  readonly circuit: Circuit | null;
  readonly fault: string | null;
  /** All that hangs on the membrane, and the vias' part of it. */
  readonly capacitanceF: number;
  readonly tsvF: number;
  /** Current of a signed weight code. Throws InputError E_ANALOG_CODE. */
  weightA(code: number): number;
  /** The same in the unit of its channel: C of a packet, A of an exponential jump. */
  weight(code: number): number;
  /** Drawn from the supply, spiking or not: bias currents and comparator. Dead neurons draw it too. */
  readonly staticA: number;
  /** Recharged from the supply at each spike, see `rechargedFraction`; 0 where the neuron has none. */
  readonly resetCapacitanceF: number;
}

/** Decodes the neurons of one core type: `index` is the device's number, unique on a chip. */
export type Decoder = (registers: AnalogRegisters, index: number) => DecodedNeuron;

/**
 * Throws InputError E_ANALOG_TEMPERATURE; the decoder throws E_ANALOG_CODE for a code out of range and E_ANALOG_CAPACITANCE
 * for a membrane without any capacitance.
 */
export function createDecoder(core: AnalogCore, options: DecodeOptions): Decoder {
  const climate = climateOf(core.temperature, options.temperatureK);
  const via = core.stack === undefined ? null : viaOf(core.stack, climate.temperatureK);
  const context: DecodeContext = { core, climate, via };
  return (registers, index) => {
    checkAnalogRegisters(core, registers);
    const devices = devicesOf(core.mismatch, options.chip, index);
    return decode(
      context,
      registers,
      devices,
      weightsOf(context, registers, devices, options, index),
    );
  };
}

/** One neuron; `createDecoder` decodes many at less cost. Throws as it does. */
export function decodeCircuit(
  core: AnalogCore,
  registers: AnalogRegisters,
  options: DecodeOptions & { readonly index: number },
): DecodedNeuron {
  return createDecoder(core, options)(registers, options.index);
}

function decode(
  context: DecodeContext,
  registers: AnalogRegisters,
  devices: Devices,
  weightA: (code: number) => number,
): DecodedNeuron {
  const { neuron, synapse } = context.core;
  const decoded =
    neuron.kind === 'ota'
      ? decodeOta(neuron, context, registers, devices)
      : decodeDpi(neuron, context, registers, devices);
  const { membrane, fault } = decoded;
  const circuit: Circuit = {
    membrane,
    inputA:
      signedCurrentA(neuron.input, registers.input) * devices.input * context.climate.currentFactor,
    refractoryS: dacTimeS(neuron.refractory, registers.refractory),
    channels: [channelOf(context, registers, devices)],
  };
  const perA = synapse.kind === 'packet' ? synapse.widthS.value : 1;
  return {
    circuit: fault === null ? circuit : null,
    fault,
    capacitanceF: membrane.capacitanceF,
    tsvF: decoded.tsvF,
    weightA,
    weight: (code) => weightA(code) * perA,
    staticA: decoded.staticA,
    resetCapacitanceF: decoded.resetCapacitanceF,
  };
}

function channelOf(
  { core, climate }: DecodeContext,
  registers: AnalogRegisters,
  devices: Devices,
): Channel {
  const { neuron, synapse } = core;
  if (synapse.kind === 'packet' || synapse.tau === undefined) {
    return { kind: 'packet', widthS: synapse.widthS.value };
  }
  const nominalS = dacTimeS(synapse.tau, registers.tau);
  return {
    kind: 'current',
    tauS: (nominalS * climate.tauFactor(neuron.kappa.value)) / devices.tau,
  };
}

function weightsOf(
  { core, climate }: DecodeContext,
  { unit }: AnalogRegisters,
  devices: Devices,
  { chip }: DecodeOptions,
  index: number,
): (code: number) => number {
  const unitA = dacCurrentA(core.synapse.unit, unit) * devices.unit * climate.currentFactor;
  return weightCurrents({ unitA, unitSigma: core.mismatch.weightUnit.value }, chip, index);
}
