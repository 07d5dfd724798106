/** The neuron that `neuron` looks at: codes of a profile's converters, and what they make. */
import { chipInstance } from '../../../emulator/free-running-circuits.ts';
import {
  type CodeChoice,
  dacCurrentA,
  dacTimeS,
  dacVoltageV,
  nearestCapacitor,
  nearestCurrentCode,
  nearestSignedCode,
  nearestTimeCode,
  nearestVoltageCode,
  signedCurrentA,
} from '../../analog/codes.ts';
import { type DecodedNeuron, decodeCircuit } from '../../analog/decode.ts';
import { analogRegisterRanges } from '../../analog/registers.ts';
import {
  ANALOG_REGISTER_NAMES,
  type AnalogCore,
  type AnalogRegisters,
} from '../../model/analog.ts';
import type { Circuit } from '../../model/analog-circuit.ts';
import type { ChipProfile } from '../../model/chip.ts';
import type { ChipInstance } from '../../physics/mismatch.ts';
import { thermalVoltageV } from '../../physics/temperature.ts';
import { InputError } from '../../support/errors.ts';
import { type ExactRegister, withExactValue } from './ideal-converters.ts';
import { DEFAULT_SEED, type NeuronOptions } from './options.ts';
import {
  formatQuantity,
  parseCodes,
  parseQuantity,
  parseTemperatureK,
  parseWhole,
  type Unit,
} from './quantity.ts';

/** One register of the neuron: its code, what that makes, and what was wanted. */
export interface Choice {
  readonly register: ExactRegister;
  readonly unit: Unit;
  /** Null where the value itself is used. */
  readonly code: number | null;
  readonly value: number;
  readonly wanted: number | null;
  /** value / wanted - 1. */
  readonly error: number | null;
}

export interface NeuronSetup {
  readonly profile: ChipProfile;
  readonly coreType: string;
  readonly supplyV: number;
  /** Of the profile, with exact converters where values themselves are used. */
  readonly core: AnalogCore;
  readonly registers: AnalogRegisters;
  readonly choices: readonly Choice[];
  readonly isExact: boolean;
  readonly temperatureK: number | null;
  readonly seed: string;
  readonly chip: ChipInstance | null;
  /** Number of the neuron's devices on its chip. */
  readonly index: number;
}

const NEURONS_MAX = 2 ** 31 - 1;

/** Throws InputError E_USAGE, E_NEURON and E_ANALOG_*, each for one value that cannot be. */
export function setUpNeuron(profile: ChipProfile, options: NeuronOptions): NeuronSetup {
  const type = profile.coreTypes.find(({ analog }) => analog !== undefined);
  if (!type?.analog) {
    throw new InputError(
      'E_NEURON',
      `profile "${profile.name}" has no analog neurons; choose one that has, such as analog-ota-180nm (see \`spikeloom chips\`).`,
    );
  }
  const isExact = options.exact === true;
  const { core, registers, choices } = choose(type.analog, options, isExact);
  const instance =
    options.instance === undefined
      ? null
      : parseWhole('--instance', options.instance, 0, NEURONS_MAX);
  const seed = options.seed ?? DEFAULT_SEED;
  const set = profile.parameterSets[profile.defaultParameterSet]!;
  const setup: NeuronSetup = {
    profile,
    coreType: type.name,
    supplyV: set.supplyV.value,
    core,
    registers,
    choices,
    isExact,
    temperatureK:
      typeof options.temperature === 'string'
        ? parseTemperatureK('--temperature', options.temperature)
        : null,
    seed,
    chip: instance === null ? null : chipInstance(seed, instance),
    index:
      options.neuron === undefined ? 0 : parseWhole('--neuron', options.neuron, 0, NEURONS_MAX),
  };
  circuitOf(setup);
  return setup;
}

/** Decodes the neuron as it is set up, or with other registers or on another core. */
export function decodeSetup(
  setup: NeuronSetup,
  other: Partial<Pick<NeuronSetup, 'core' | 'registers' | 'temperatureK' | 'chip' | 'index'>> = {},
): DecodedNeuron {
  const { core, registers, temperatureK, chip, index } = { ...setup, ...other };
  return decodeCircuit(core, registers, { temperatureK, chip, index });
}

/** The neuron's circuit. Throws InputError E_NEURON where its devices make none that works. */
export function circuitOf(
  setup: NeuronSetup,
  other: Partial<Pick<NeuronSetup, 'core' | 'registers' | 'temperatureK'>> = {},
): Circuit {
  const { circuit, fault } = decodeSetup(setup, other);
  if (circuit !== null) return circuit;
  throw new InputError(
    'E_NEURON',
    `the neuron does not work: ${fault}. Choose other codes or values.`,
  );
}

interface Chosen {
  readonly core: AnalogCore;
  readonly registers: AnalogRegisters;
  readonly choices: readonly Choice[];
}

function choose(profileCore: AnalogCore, options: NeuronOptions, isExact: boolean): Chosen {
  const codes =
    options.code === undefined ? new Map() : parseCodes(options.code, ANALOG_REGISTER_NAMES);
  const specs = registersOf(profileCore);
  refuseForeign(profileCore, specs, options);
  let core = profileCore;
  const choices: Choice[] = [];
  const registers: Record<string, number> = {
    ...Object.fromEntries(ANALOG_REGISTER_NAMES.map((name) => [name, 0])),
    ...Object.fromEntries(codes),
    tsvs: viasOf(core, codes, options),
  };
  for (const { register, unit, defaultOf } of specs) {
    const wanted = wantedOf(register, unit, codes, options);
    if (typeof wanted === 'object' && wanted !== null) {
      checkRegister(core, register, wanted.code);
      registers[register] = wanted.code;
      const value = codeValue(core, register, wanted.code);
      choices.push({ register, unit, code: wanted.code, value, wanted: null, error: null });
      continue;
    }
    const value = wanted ?? defaultOf(choices);
    if (isExact && wanted !== null) {
      core = withExactValue(core, register, value);
      registers[register] =
        register === 'capacitor' ? 0 : Math.sign(value) || (register === 'input' ? 0 : 1);
      choices.push({ register, unit, code: null, value, wanted: value, error: 0 });
      continue;
    }
    const choice = nearest(core, register, value);
    if (wanted !== null && choice.clipped) throw rangeError(core, register, unit, value);
    registers[register] = choice.code;
    choices.push({
      register,
      unit,
      code: choice.code,
      value: choice.value,
      wanted,
      error: wanted === null ? null : choice.error,
    });
  }
  return { core, registers: registers as unknown as AnalogRegisters, choices };
}

/** Values of registers that this kind of neuron lacks. */
function refuseForeign(
  { neuron }: AnalogCore,
  specs: readonly RegisterSpec[],
  options: NeuronOptions,
): void {
  const own = specs.map(({ register }) => register);
  for (const name of ['gain', 'capacitor'] as const) {
    if (options[name] === undefined || own.includes(name)) continue;
    throw new InputError(
      'E_USAGE',
      `--${name}: a neuron of kind "${neuron.kind}" has no choice of it; it has ${own.join(', ')}.`,
    );
  }
}

interface RegisterSpec {
  readonly register: ExactRegister;
  readonly unit: Unit;
  /** Where neither code nor value is given; the registers before it are chosen. */
  readonly defaultOf: (before: readonly Choice[]) => number;
}

/** The defaults of OTA neurons are the circuit of the ngspice runs; those of DPI neurons a time constant of 20 ms. */
function registersOf({ neuron, temperature }: AnalogCore): readonly RegisterSpec[] {
  const made = (register: ExactRegister, before: readonly Choice[]): number =>
    before.find((choice) => choice.register === register)!.value;
  if (neuron.kind === 'ota') {
    const resetV = neuron.resetV.value;
    return [
      { register: 'leak', unit: 'A', defaultOf: () => 50e-12 },
      { register: 'threshold', unit: 'V', defaultOf: () => resetV + 0.15 },
      { register: 'capacitor', unit: 'F', defaultOf: () => 1e-12 },
      { register: 'refractory', unit: 's', defaultOf: () => 0.5e-3 },
      { register: 'input', unit: 'A', defaultOf: (before) => 2 * made('leak', before) },
    ];
  }
  const thermalV = thermalVoltageV(temperature.referenceK.value);
  const leakA = (neuron.capacitanceF.value * thermalV) / (neuron.kappa.value * 20e-3);
  return [
    { register: 'leak', unit: 'A', defaultOf: () => leakA },
    { register: 'gain', unit: 'A', defaultOf: (before) => made('leak', before) },
    { register: 'threshold', unit: 'A', defaultOf: (before) => 20 * made('gain', before) },
    { register: 'refractory', unit: 's', defaultOf: () => 1e-3 },
    {
      register: 'input',
      unit: 'A',
      defaultOf: (before) =>
        2 * made('leak', before) * (1 + made('threshold', before) / made('gain', before)),
    },
  ];
}

/** A code, a value in base units, or null for the default. */
function wantedOf(
  register: ExactRegister,
  unit: Unit,
  codes: ReadonlyMap<string, number>,
  options: NeuronOptions,
): { readonly code: number } | number | null {
  const code = codes.get(register);
  const text = options[register];
  if (text === undefined) return code === undefined ? null : { code };
  if (code !== undefined) {
    throw new InputError(
      'E_USAGE',
      `--${register} and --code ${register}=${code}: give one of them.`,
    );
  }
  const value = parseQuantity(`--${register}`, text, unit);
  const mayBeNegative = register === 'input' || unit === 'V';
  if (value < 0 && !mayBeNegative) {
    throw new InputError('E_USAGE', `--${register} ${text}: it cannot be negative.`);
  }
  return value;
}

function viasOf(
  core: AnalogCore,
  codes: ReadonlyMap<string, number>,
  options: NeuronOptions,
): number {
  const given = codes.get('tsvs');
  if (options.tsvs !== undefined && given !== undefined) {
    throw new InputError('E_USAGE', `--tsvs and --code tsvs=${given}: give one of them.`);
  }
  const [least, most] = analogRegisterRanges(core).tsvs;
  const count =
    given ??
    (options.tsvs === undefined ? 0 : parseWhole('--tsvs', options.tsvs, least, NEURONS_MAX));
  if (count > 0 && core.stack === undefined) throw noStack('--tsvs');
  if (count <= most) return count;
  throw new InputError('E_USAGE', `--tsvs ${count}: a membrane has at most ${most} vias.`);
}

export function noStack(flag: string): InputError {
  return new InputError(
    'E_NEURON',
    `${flag}: the chip is no stack and has no vias; choose a profile that is one, such as analog-ota-3d.`,
  );
}

function checkRegister(core: AnalogCore, register: ExactRegister, code: number): void {
  const [least, most] = analogRegisterRanges(core)[register];
  if (code >= least && code <= most) return;
  throw new InputError(
    'E_NEURON',
    least === most
      ? `--code ${register}=${code}: this neuron's ${register} is fixed, its code is ${least}.`
      : `--code ${register}=${code}: the register holds ${least} to ${most}.`,
  );
}

/** What a code makes. */
export function codeValue({ neuron }: AnalogCore, register: ExactRegister, code: number): number {
  if (register === 'refractory') return dacTimeS(neuron.refractory, code);
  if (register === 'input') return signedCurrentA(neuron.input, code);
  if (register === 'leak') return dacCurrentA(neuron.leak, code);
  if (neuron.kind === 'ota') {
    return register === 'threshold'
      ? dacVoltageV(neuron.threshold, code)
      : neuron.capacitorsF[code]!.value;
  }
  return dacCurrentA(register === 'gain' ? neuron.gain : neuron.threshold, code);
}

/** The code whose value is nearest. */
export function nearest(
  { neuron }: AnalogCore,
  register: ExactRegister,
  value: number,
): CodeChoice {
  if (register === 'refractory') return nearestTimeCode(neuron.refractory, value);
  if (register === 'input') return nearestSignedCode(neuron.input, value);
  if (register === 'leak') return nearestCurrentCode(neuron.leak, value);
  if (neuron.kind === 'ota') {
    return register === 'threshold'
      ? nearestVoltageCode(neuron.threshold, value)
      : nearestCapacitor(neuron, value);
  }
  return nearestCurrentCode(register === 'gain' ? neuron.gain : neuron.threshold, value);
}

function rangeError(
  core: AnalogCore,
  register: ExactRegister,
  unit: Unit,
  value: number,
): InputError {
  const [least, most] = analogRegisterRanges(core)[register];
  const show = (code: number): string => formatQuantity(codeValue(core, register, code), unit);
  const range =
    register === 'input'
      ? `0 and, of either sign, ${show(1)} to ${show(most)}`
      : least === most
        ? `only ${show(most)}`
        : `${show(least)} to ${show(most)}`;
  return new InputError(
    'E_NEURON',
    `--${register} ${formatQuantity(value, unit)}: the chip makes ${range}. Choose a value within, or --exact to look at the circuit without its converters.`,
    { register, value },
  );
}
