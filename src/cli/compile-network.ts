/** From a network file and a chip's name to a compilation, as `run` and `compile` need it. */
import {
  type Compilation,
  type CompileOptions,
  compile,
  DEFAULT_COMPILE_OPTIONS,
} from '../../compiler/compile.ts';
import type { ChipProfile, ParameterSet } from '../model/chip.ts';
import type { Network } from '../model/network.ts';
import { InputError, nearestWord } from '../support/errors.ts';
import { type CalibrationRequest, prepareCalibration } from './calibrate-samples.ts';
import { loadNetworkOnChip } from './load-network-on-chip.ts';
import { measureActivity } from './measure-activity.ts';
import type { RunOptions } from './run-options.ts';

export interface MappingChoice {
  readonly partitioner?: string;
  readonly placer?: string;
  /** Map anew a network that came with a mapping. */
  readonly remap?: boolean;
}

export interface CompiledNetwork {
  readonly compilation: Compilation;
  readonly set: ParameterSet;
  readonly calibration: CalibrationRequest;
}

export async function compileNetwork(
  networkPath: string,
  chip: string,
  options: RunOptions,
  choice: MappingChoice = {},
): Promise<CompiledNetwork> {
  const { remap = false, ...algorithms } = choice;
  const loaded = await loadNetworkOnChip(networkPath, chip, remap);
  const { network, profile, given } = loaded;
  if (given) checkFreeOf(algorithms);
  const parameterSet = options.params ?? profile.defaultParameterSet;
  const set = chooseParameterSet(profile.parameterSets, parameterSet, profile.name);
  const calibration = await prepareCalibration(network, options);
  const compileOptions = {
    ...DEFAULT_COMPILE_OPTIONS,
    ...options.simulation,
    ...(remap ? { partitioner: 'balanced' } : {}),
    ...algorithms,
    ...(given ? { given } : {}),
    calibration: calibration.calibration,
    parameterSet,
    chips: options.chips,
    weightBits: options.weightBits,
    emulateReset: options.emulateReset,
    arithmetic: loaded.arithmetic ?? options.arithmetic,
    seed: options.seed,
    sourceSha256: loaded.sha256,
    profileSha256: loaded.profileSha256,
    now: () => performance.now(),
  };
  try {
    const balanced = balancedOptions(network, profile, compileOptions);
    return { compilation: compile(network, profile, balanced), set, calibration };
  } finally {
    calibration.done();
  }
}

/** With the spikes of a first run, where the partition is to be balanced for them. */
function balancedOptions(
  network: Network,
  profile: ChipProfile,
  options: CompileOptions,
): CompileOptions {
  if (options.partitioner !== 'balanced') return options;
  const activity = measureActivity(network, profile, options);
  return activity ? { ...options, activity } : options;
}

/** Throws InputError E_USAGE for algorithms that a given mapping leaves nothing to do. */
function checkFreeOf(algorithms: Omit<MappingChoice, 'remap'>): void {
  const [asked] = Object.keys(algorithms);
  if (asked === undefined) return;
  throw new InputError(
    'E_USAGE',
    `--${asked}: the network brings its own mapping, which is kept. Give --remap too to map it anew.`,
  );
}

/** Throws InputError E_PARAMS with the nearest name. */
export function chooseParameterSet(
  sets: Readonly<Record<string, ParameterSet>>,
  name: string,
  profile: string,
): ParameterSet {
  const set = Object.hasOwn(sets, name) ? sets[name] : undefined;
  if (set) return set;
  const names = Object.keys(sets);
  const near = nearestWord(name, names);
  throw new InputError(
    'E_PARAMS',
    `--params ${name}: ${profile} has no such parameter set${near ? `; did you mean ${near}?` : '.'} It has ${names.join(', ')}.`,
  );
}
