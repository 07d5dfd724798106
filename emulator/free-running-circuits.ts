/** The circuits of all neurons of an image: what its codes make at a temperature on one chip instance. */
import { createDecoder, type DecodedNeuron, type DecodeOptions } from '../src/analog/decode.ts';
import {
  ANALOG_NEURONS,
  ANALOG_REGISTER_NAMES,
  type AnalogCore,
  type AnalogRegisters,
} from '../src/model/analog.ts';
import type { Circuit } from '../src/model/analog-circuit.ts';
import { valueAt } from '../src/model/network.ts';
import type { CoreSlice, ProgramImage } from '../src/model/program.ts';
import type { ChipInstance } from '../src/physics/mismatch.ts';
import { EmulationError, InputError } from '../src/support/errors.ts';
import { createRng } from '../src/support/rng.ts';
import type { EmulationOptions } from './emulation-options.ts';
import type { NeuronPlaces } from './free-running-places.ts';
import { coreTypeAt } from './free-running-ways.ts';

/** Neurons that work have a number in the engine, in the order of all neurons; dead ones have none. */
export interface ChipCircuits {
  readonly decoded: readonly DecodedNeuron[];
  /** Of each neuron, -1 where it is dead [neuronCount]. */
  readonly engineOf: Int32Array;
  /** Neuron of each number in the engine. */
  readonly neuronOf: Int32Array;
  /** For the engine: circuit k is of its neuron k. */
  readonly circuits: readonly Circuit[];
  readonly circuitOf: Int32Array;
}

/**
 * Throws EmulationError E_ANALOG_IMAGE where a core or a neuron is not analog, and what `createDecoder` throws for
 * temperatures and codes out of range.
 */
export function decodeChip(
  image: ProgramImage,
  places: NeuronPlaces,
  options: EmulationOptions,
): ChipCircuits {
  const decoded: DecodedNeuron[] = new Array(places.neuronCount);
  const decoders = createDecoders(image, options);
  image.cores.forEach((core, c) => {
    const { analog, decode, indexOf } = decoders(core.core, c);
    for (const slice of core.slices) {
      checkNeuron(slice, analog, core.core);
      for (let slot = slice.slotBegin; slot < slice.slotEnd; slot++) {
        const neuron = places.begins[slice.population]! + core.neurons[slot]!;
        decoded[neuron] = named(image, slice, core.neurons[slot]!, core.core, () =>
          decode(registersOf(slice, slot), indexOf(slot)),
        );
      }
    }
  });
  const engineOf = new Int32Array(places.neuronCount).fill(-1);
  const neuronOf = decoded.flatMap(({ circuit }, neuron) => (circuit ? [neuron] : []));
  neuronOf.forEach((neuron, engine) => {
    engineOf[neuron] = engine;
  });
  return {
    decoded,
    engineOf,
    neuronOf: Int32Array.from(neuronOf),
    circuits: neuronOf.map((neuron) => decoded[neuron]!.circuit!),
    circuitOf: Int32Array.from(neuronOf.keys()),
  };
}

/** What a neuron's codes are refused for, with where it is. */
function named<T>(
  { header }: ProgramImage,
  { population }: CoreSlice,
  index: number,
  core: number,
  decode: () => T,
): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { name } = header.populations[population]!;
    throw new InputError(
      error.code,
      `neuron ${index} of population "${name}" on core ${core}: ${error.message}`,
      { ...error.data, population: name, index, core },
    );
  }
}

interface CoreDecoder {
  readonly analog: AnalogCore;
  readonly decode: ReturnType<typeof createDecoder>;
  /** The device's number on its chip. */
  readonly indexOf: (slot: number) => number;
}

function createDecoders(
  { header }: ProgramImage,
  options: EmulationOptions,
): (core: number, c: number) => CoreDecoder {
  const instance = options.instance ?? null;
  const decodeOptions: DecodeOptions = {
    temperatureK: options.temperatureK ?? null,
    chip: instance === null ? null : chipInstance(header.seed, instance),
  };
  const known = new Map<AnalogCore, ReturnType<typeof createDecoder>>();
  return (core) => {
    const type = coreTypeAt(header.profile, core);
    const analog = type?.analog;
    if (!type || !analog) throw notAnalog(header.profile.name, core, type?.controller);
    const decode = known.get(analog) ?? createDecoder(analog, decodeOptions);
    known.set(analog, decode);
    const slots = type.limits.compartments.value;
    return { analog, decode, indexOf: (slot) => core * slots + slot };
  };
}

/** The chip with serial number `instance` among those of a seed's text. */
export function chipInstance(seed: string, instance: number): ChipInstance {
  return { seed: createRng(JSON.stringify(['chip', seed])).integer(2 ** 32), instance };
}

function registersOf({ registers, slotBegin }: CoreSlice, slot: number): AnalogRegisters {
  const codes: Record<string, number> = {};
  for (const name of ANALOG_REGISTER_NAMES) {
    codes[name] = valueAt(registers[name] ?? 0, slot - slotBegin);
  }
  return codes as unknown as AnalogRegisters;
}

function checkNeuron({ neuron }: CoreSlice, analog: AnalogCore, core: number): void {
  const expected = ANALOG_NEURONS[analog.neuron.kind];
  if (neuron === expected) return;
  throw new EmulationError(
    'E_ANALOG_IMAGE',
    `core ${core} holds neurons of model "${neuron}", its circuits are ${expected}. Compile the network for this chip.`,
    { core, neuron },
  );
}

function notAnalog(profile: string, core: number, controller?: string): EmulationError {
  return new EmulationError(
    'E_ANALOG_IMAGE',
    `core ${core} of ${profile} ${controller ? `has the controller "${controller}"` : 'is of no core type'}; a free-running chip is emulated with analog cores only. Choose a profile whose cores are all analog.`,
    { core },
  );
}
