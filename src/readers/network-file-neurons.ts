/** Populations of a network file. */
import type {
  LoihiLifRegisters,
  NeuronParameters,
  PerCompartment,
  PerNeuron,
  Population,
} from '../model/network.ts';
import { shapeSize } from '../model/network.ts';
import { INTEGER_NEURON_MODELS } from '../neurons/integer-models.ts';
import { LOIHI_LIF_FIELDS } from '../neurons/loihi-lif-fields.ts';
import { groupDigits } from '../support/errors.ts';
import { faultAt, type Path } from './network-file-faults.ts';
import {
  type NetworkText,
  notAmong,
  type PopulationText,
  unknownKey,
  type ValuesText,
} from './network-file-schema.ts';
import { type Reading, readPerNeuron, readRegister } from './network-file-values.ts';

const POPULATION_SIZE_MAX = 2 ** 24;
const NETWORK_SIZE_MAX = 2 ** 27;

/** What a real-valued model takes for parameters that are left out. */
const DEFAULTS: Readonly<Record<string, number>> = { r: 1, vLeak: 0, vReset: 0, wIn: 1 };

/** Throws InputError E_NETWORK_FILE: names that stand twice, sizes, values that do not fit. */
export function readPopulations(reading: Reading, text: NetworkText): Population[] {
  const seen = new Set<string>();
  let total = 0;
  return text.populations.map((population, k) => {
    const path = ['populations', k];
    if (seen.has(population.name)) {
      const message = `there are two populations "${population.name}"`;
      throw faultAt(reading.source, [...path, 'name'], message);
    }
    seen.add(population.name);
    const shape = readShape(reading, path, population);
    total += shapeSize(shape);
    if (total > NETWORK_SIZE_MAX) {
      const message = `more than ${groupDigits(NETWORK_SIZE_MAX)} neurons up to here`;
      throw faultAt(reading.source, path, message);
    }
    return {
      name: population.name,
      shape,
      size: shapeSize(shape),
      parameters: readParameters(reading, path, population, shape),
      bias:
        population.bias === undefined
          ? 0
          : readPerNeuron(reading, [...path, 'bias'], population.bias, shape),
    };
  });
}

function readShape(
  { source }: Reading,
  path: Path,
  { size, shape }: PopulationText,
): readonly number[] {
  if ((size === undefined) === (shape === undefined)) {
    throw faultAt(source, path, 'a population has a size or a shape, one of both');
  }
  const extents = shape ?? [size!];
  if (shapeSize(extents) <= POPULATION_SIZE_MAX) return extents;
  const neurons = groupDigits(shapeSize(extents));
  const message = `${neurons} neurons, at most ${groupDigits(POPULATION_SIZE_MAX)}`;
  throw faultAt(source, [...path, 'shape'], message);
}

function readParameters(
  reading: Reading,
  path: Path,
  population: PopulationText,
  shape: readonly number[],
): NeuronParameters {
  const model = population.model ?? 'registers';
  if (model === 'loihi-lif') {
    return { model, registers: readLoihiLif(reading, path, population, shape) };
  }
  if (model === 'registers') return readNamedModel(reading, path, population, shape);
  const read = (name: string): PerNeuron => {
    const text = population.parameters?.[name];
    if (text === undefined) return DEFAULTS[name]!;
    return readParameter(reading, [...path, 'parameters', name], text, shape, name);
  };
  return realParameters(model as RealModel, read);
}

type RealModel = Exclude<NeuronParameters['model'], 'loihi-lif' | 'registers'>;

function realParameters(model: RealModel, read: (name: string) => PerNeuron): NeuronParameters {
  switch (model) {
    case 'input':
    case 'readout':
      return { model };
    case 'threshold':
      return { model, threshold: read('threshold') };
    case 'i':
      return { model, r: read('r') };
    case 'if':
      return { model, r: read('r'), ...spiking(read) };
    case 'li':
      return { model, tauS: read('tauS'), ...leaky(read) };
    case 'lif':
      return { model, tauS: read('tauS'), ...leaky(read), ...spiking(read) };
    case 'cuba-li':
      return { model, ...synaptic(read), ...leaky(read) };
    case 'cuba-lif':
      return { model, ...synaptic(read), ...leaky(read), ...spiking(read) };
  }
}

type Read = (name: string) => PerNeuron;

function leaky(read: Read) {
  return { r: read('r'), vLeak: read('vLeak') };
}

function synaptic(read: Read) {
  return { tauSynS: read('tauSynS'), tauMemS: read('tauMemS'), wIn: read('wIn') };
}

function spiking(read: Read) {
  return { vThreshold: read('vThreshold'), vReset: read('vReset') };
}

function readParameter(
  reading: Reading,
  path: Path,
  text: ValuesText,
  shape: readonly number[],
  name: string,
): PerNeuron {
  const values = readPerNeuron(reading, path, text, shape);
  if (!name.startsWith('tau')) return values;
  const list = typeof values === 'number' ? [values] : values;
  const bad = list.findIndex((value) => value <= 0);
  if (bad < 0) return values;
  const message = `a time constant of ${list[bad]} s; it is above 0`;
  throw faultAt(reading.source, path, message);
}

/** Registers that are left out have the values of a compartment that neither leaks nor decays. */
function readLoihiLif(
  reading: Reading,
  path: Path,
  { registers = {} }: PopulationText,
  shape: readonly number[],
): LoihiLifRegisters {
  const read = (name: string): PerCompartment | undefined => {
    const text = registers[name];
    if (text === undefined) return undefined;
    const field = LOIHI_LIF_FIELDS.find((candidate) => candidate.name === name)!;
    return readRegister(reading, [...path, 'registers', name], text as ValuesText, shape, field);
  };
  const needed = (name: string): PerCompartment =>
    read(name) ?? LOIHI_LIF_FIELDS.find((field) => field.name === name)!.default;
  const optional = (name: 'u0' | 'vMin' | 'vMax') => {
    const values = read(name);
    return values === undefined ? {} : { [name]: values };
  };
  return {
    du: needed('du'),
    dv: needed('dv'),
    vthMant: needed('vthMant'),
    biasMant: needed('biasMant'),
    biasExp: needed('biasExp'),
    refractorySteps: needed('refractorySteps'),
    ...optional('u0'),
    v0: needed('v0'),
    ...optional('vMin'),
    ...optional('vMax'),
    reset: registers.reset === 'none' ? 'none' : 'zero',
    spiking: registers.spiking !== false,
  };
}

/** The kernels of arithmetic modes are chosen by `--arithmetic`, not by a file. */
const NAMED_MODELS = INTEGER_NEURON_MODELS.filter(({ name }) => !name.startsWith('loihi-lif'));

function readNamedModel(
  reading: Reading,
  path: Path,
  { neuron = '', registers = {} }: PopulationText,
  shape: readonly number[],
): NeuronParameters {
  const model = NAMED_MODELS.find(({ name }) => name === neuron);
  if (!model) {
    const known = NAMED_MODELS.map(({ name }) => name);
    const message =
      neuron === 'loihi-lif' ? 'write "model: loihi-lif" instead' : notAmong(neuron, known);
    throw faultAt(reading.source, [...path, 'neuron'], message);
  }
  const read = Object.entries(registers).map(([name, text]) => {
    const at = [...path, 'registers', name];
    const field = model.fields.find((candidate) => candidate.name === name);
    if (field) return [name, readRegister(reading, at, text as ValuesText, shape, field)] as const;
    const valid = model.fields.map((candidate) => candidate.name);
    throw faultAt(reading.source, at, unknownKey(name, valid));
  });
  return { model: 'registers', neuron, registers: Object.fromEntries(read) };
}
