/** From a network file and a chip's name to a compilation, as `run` and `compile` need it. */
import { DEFAULT_ANALOG_OPTIONS } from '../../compiler/analog/options.ts';
import {
  type Compilation,
  type CompileOptions,
  compile,
  DEFAULT_COMPILE_OPTIONS,
} from '../../compiler/compile.ts';
import type { Effort } from '../../compiler/hypergraph/problem.ts';
import type { ActivitySource } from '../../compiler/partition/activity.ts';
import type { PlaceGoal } from '../../compiler/place/place-parts.ts';
import type { ChipProfile, ParameterSet } from '../model/chip.ts';
import type { Network } from '../model/network.ts';
import { decodeImage } from '../program-file/decode.ts';
import { InputError, nearestWord } from '../support/errors.ts';
import { type CalibrationRequest, prepareCalibration } from './calibrate-samples.ts';
import { readConstraints } from './constraints-file.ts';
import { readWholeFile } from './files.ts';
import { withFittingProfiles } from './fitting-profiles.ts';
import { loadNetworkOnChip } from './load-network-on-chip.ts';
import { activitySource, measureActivity } from './measure-activity.ts';
import type { RunOptions } from './run-options.ts';

export interface MappingChoice {
  readonly partitioner?: string;
  readonly placer?: string;
  readonly placeFor?: PlaceGoal;
  /** File of what is asked of the mapping. */
  readonly constraints?: string;
  readonly effort?: Effort;
  readonly activity?: 'uniform' | 'measured';
  /** Image to start the mapping from. */
  readonly warm?: string;
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
  const { remap = false, activity, effort, warm, constraints, ...algorithms } = choice;
  const loaded = await loadNetworkOnChip(networkPath, chip, remap);
  const { network, profile, given } = loaded;
  if (given)
    checkFreeOf({
      ...algorithms,
      ...(effort ? { effort } : {}),
      ...(activity ? { activity } : {}),
      ...(warm ? { warm } : {}),
      ...(constraints ? { constraints } : {}),
      ...(options.splitNeurons ? { splitNeurons: true } : {}),
    });
  if (warm !== undefined) checkWarm(options, algorithms);
  checkAnalogUse(options, profile);
  const parameterSet = options.params ?? profile.defaultParameterSet;
  const set = chooseParameterSet(profile.parameterSets, parameterSet, profile.name);
  const calibration = await prepareCalibration(network, options);
  const compileOptions = {
    ...DEFAULT_COMPILE_OPTIONS,
    ...options.simulation,
    ...(remap ? { partitioner: 'balanced' } : {}),
    ...algorithms,
    ...(effort ? { effort } : {}),
    ...(warm ? { warm: decodeImage(readWholeFile(warm, 'a program image'), warm) } : {}),
    ...(given ? { given } : {}),
    ...(constraints ? { constraints: readConstraints(constraints) } : {}),
    calibration: calibration.calibration,
    parameterSet,
    chips: options.chips,
    weightBits: options.weightBits,
    analog: options.analog,
    emulateReset: options.emulateReset,
    ...(options.splitNeurons ? { splitNeurons: true } : {}),
    arithmetic: loaded.arithmetic ?? options.arithmetic,
    seed: options.seed,
    sourceSha256: loaded.sha256,
    profileSha256: loaded.profileSha256,
    now: () => performance.now(),
  };
  try {
    const source = activity === 'uniform' || given ? null : await activitySource(network, options);
    const informed = withActivity(network, profile, compileOptions, source);
    return { compilation: compile(network, profile, informed), set, calibration };
  } catch (error) {
    throw withFittingProfiles(error, network, profile, compileOptions);
  } finally {
    calibration.done();
  }
}

/** The balancing partitioner asks for the share of neurons that are updated too, which takes a run on a chip. */
function withActivity(
  network: Network,
  profile: ChipProfile,
  options: CompileOptions,
  source: ActivitySource | null,
): CompileOptions {
  if (source === null) return options;
  if (options.partitioner !== 'balanced') return { ...options, activity: source };
  const activity = measureActivity(network, profile, options);
  return { ...options, activity: activity ?? source };
}

/**
 * Throws InputError E_USAGE for options of circuits on a chip that has none, of tiers on a flat one, or of registers on
 * one that is all circuits; E_WEIGHT_BITS for bits that were asked for and that its circuits lack.
 */
function checkAnalogUse(
  { analog, arithmeticGiven, weightBits, weightBitsGiven }: AnalogUse,
  { name, coreTypes }: ChipProfile,
): void {
  const circuits = coreTypes.find((type) => type.analog)?.analog;
  const { timeScale, leakMatch, tiers, compensateTsv } = DEFAULT_ANALOG_OPTIONS;
  const clashes: [boolean, string][] = [
    [analog.timeScale !== timeScale && !circuits, '--time-scale is for analog circuits'],
    [
      analog.leakMatch !== leakMatch && circuits?.neuron.kind !== 'ota',
      '--leak-match is for OTA neurons',
    ],
    [analog.tiers !== tiers && !circuits?.stack, '--tiers is for stacks'],
    [
      analog.compensateTsv !== compensateTsv && circuits?.stack?.crossing !== 'membrane',
      '--compensate-tsv is for membranes that cross tiers',
    ],
  ];
  for (const [clash, what] of clashes) {
    if (clash) throw new InputError('E_USAGE', `${what}; ${name} has none. Leave it out.`);
  }
  if (circuits === undefined) return;
  if (arithmeticGiven) {
    throw new InputError(
      'E_USAGE',
      `--arithmetic: cores of ${name} are analog, and no integer semantics is theirs. Leave it out.`,
    );
  }
  const widths = [...new Set(coreTypes.flatMap(({ registers }) => registers.weightBits))];
  if (!weightBitsGiven || widths.includes(weightBits)) return;
  throw new InputError(
    'E_WEIGHT_BITS',
    `--weight-bits ${weightBits}: weights of ${name} have ${widths.join(', ')} bits, sign included. Give one of these, or leave it out for the most up to 8.`,
  );
}

type AnalogUse = Pick<RunOptions, 'analog' | 'arithmeticGiven' | 'weightBits' | 'weightBitsGiven'>;

/** Throws InputError E_USAGE for what an earlier mapping cannot be joined with. */
function checkWarm(
  { splitNeurons }: Pick<RunOptions, 'splitNeurons'>,
  { partitioner, placer }: Pick<MappingChoice, 'partitioner' | 'placer'>,
): void {
  const clashes = Object.entries({ splitNeurons, partitioner, placer });
  const [clash] = clashes.find(([, value]) => value !== undefined && value !== false) ?? [];
  if (clash === undefined) return;
  throw new InputError(
    'E_USAGE',
    `--warm starts from the mapping of an image: leave out --${flagOf(clash)}.`,
  );
}

/** What the command line says on how to map, for commands that compile. */
export function mappingChoice(raw: MappingChoice): MappingChoice {
  const { partitioner, placer, placeFor, constraints, effort, activity, warm, remap } = raw;
  return {
    ...(partitioner ? { partitioner } : {}),
    ...(placer ? { placer } : {}),
    ...(placeFor ? { placeFor } : {}),
    ...(constraints ? { constraints } : {}),
    ...(effort ? { effort } : {}),
    ...(activity ? { activity } : {}),
    ...(warm ? { warm } : {}),
    ...(remap ? { remap: true } : {}),
  };
}

function flagOf(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Throws InputError E_USAGE for algorithms that a given mapping leaves nothing to do. */
function checkFreeOf(algorithms: Readonly<Record<string, unknown>>): void {
  const [asked] = Object.keys(algorithms);
  if (asked === undefined) return;
  throw new InputError(
    'E_USAGE',
    `--${flagOf(asked)}: the network brings its own mapping, which is kept. Give --remap too to map it anew.`,
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
