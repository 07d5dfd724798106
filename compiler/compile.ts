import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import { coresPerChip } from '../src/model/chip.ts';
import type {
  GivenMapping,
  Partition,
  Placement,
  QuantNet,
  Schedule,
} from '../src/model/mapping.ts';
import type { Network, NormalNetwork } from '../src/model/network.ts';
import type { ProgramImage } from '../src/model/program.ts';
import { IMAGE_FORMAT_VERSION } from '../src/model/program.ts';
import type { SimulationOptions } from '../src/model/simulation.ts';
import { DEFAULT_SIMULATION_OPTIONS } from '../src/model/simulation.ts';
import { InputError, nearestWord } from '../src/support/errors.ts';
import { createRng } from '../src/support/rng.ts';
import { ARITHMETIC_MODES, arithmeticMode } from './arithmetic.ts';
import { assemble } from './assemble.ts';
import { profileWarnings } from './core-profiles.ts';
import { checkChipLearns } from './learning.ts';
import { normalize } from './normalize.ts';
import type { Activity } from './partition/activity.ts';
import { coresAtLeast } from './partition/bounds.ts';
import { tooFewCores } from './partition/fit-errors.ts';
import { checkGivenPlaces, checkGivenUse } from './partition/given.ts';
import { PARTITIONERS } from './partition/index.ts';
import { PLACERS } from './place/index.ts';
import { trafficBetween } from './place/traffic.ts';
import { calibrate } from './quantize/calibrate.ts';
import type { Calibration, CalibrationSamples } from './quantize/calibration.ts';
import type { QuantizeOptions } from './quantize/quantize.ts';
import { quantize } from './quantize/quantize.ts';
import { ReachFinder } from './reach.ts';
import type { RoutePlan } from './route/axons.ts';
import { planRoutes } from './route/axons.ts';
import { chipSchedule, schedule } from './schedule.ts';

export interface CompileOptions extends SimulationOptions {
  readonly parameterSet: string;
  readonly chips: number;
  readonly weightBits: number;
  readonly emulateReset: boolean;
  /** How scales and roundings are chosen, or samples to find a plan with; default: `max-abs`. */
  readonly calibration?: Calibration | CalibrationSamples;
  /** Name of the integer semantics, see compiler/arithmetic.ts. */
  readonly arithmetic: string;
  readonly partitioner: string;
  readonly placer: string;
  readonly seed: string;
  readonly sourceSha256: string;
  readonly profileSha256: string;
  /** Spikes that a partition is balanced for, by population of the quantised network; default: all alike. */
  readonly activity?: Activity;
  /** Use this partition instead of computing one; it is checked like any other. */
  readonly partition?: Partition;
  /** Use this partition and these cores; throws where they are no legal mapping. */
  readonly given?: GivenMapping;
  /** Wall clock in milliseconds, for the header; the compiler itself never reads a clock. */
  readonly now?: () => number;
}

export const DEFAULT_COMPILE_OPTIONS: Omit<CompileOptions, 'parameterSet' | 'calibration'> = {
  ...DEFAULT_SIMULATION_OPTIONS,
  chips: 1,
  weightBits: 8,
  emulateReset: false,
  arithmetic: ARITHMETIC_MODES[0]!.name,
  partitioner: PARTITIONERS[0]!.name,
  placer: PLACERS[0]!.name,
  seed: '1',
  sourceSha256: '',
  profileSha256: '',
};

/** Every value on the way from a network to an image; each can be looked at alone. */
export interface Compilation {
  readonly normal: NormalNetwork;
  readonly schedule: Schedule;
  readonly quantNet: QuantNet;
  readonly partition: Partition;
  readonly placement: Placement;
  readonly plan: RoutePlan;
  readonly image: ProgramImage;
}

/**
 * The whole compiler. Throws InputError for a malformed network, or samples that it cannot calibrate on,
 * and CompileError where the chip cannot hold or express the network.
 */
export function compile(
  network: Network,
  profile: ChipProfile,
  options: CompileOptions,
): Compilation {
  const started = options.now?.() ?? 0;
  const core = coreTypeOf(profile);
  const normal = normalize(network);
  checkChipLearns(normal, core, profile);
  const mode = arithmeticMode(options.arithmetic);
  const levels =
    mode.stepsOf === 'chip' ? chipSchedule(normal) : schedule(normal, mode.inputLagSteps);
  const quantNet = quantizeCalibrated(normal, levels, core, { ...options, mode });
  const finder = new ReachFinder(quantNet, core);
  if (options.given) checkGivenPlaces(quantNet, options.given, profile, options.chips);
  const partition =
    options.given?.partition ??
    options.partition ??
    choose(PARTITIONERS, options.partitioner, '--partitioner').run(quantNet, core, finder, {
      profile,
      set: profile.parameterSets[options.parameterSet]!,
      chips: options.chips,
      ...(options.activity ? { activity: options.activity } : {}),
    });
  checkCoreCount(quantNet, partition, profile, core, finder, options.chips);
  const plan = planRoutes(quantNet, partition, finder);
  if (options.given) checkGivenUse(options.given, plan.uses, core);
  const placement = options.given?.placement ?? place(quantNet, partition, plan, profile, options);
  const chipsUsed = new Set(
    Array.from(placement.coreOfPart, (at) => Math.floor(at / coresPerChip(profile))),
  ).size;
  const image = assemble(quantNet, partition, placement, plan, {
    formatVersion: IMAGE_FORMAT_VERSION,
    networkName: quantNet.name,
    sourceSha256: options.sourceSha256,
    profile,
    profileSha256: options.profileSha256,
    parameterSet: options.parameterSet,
    arithmetic: mode.name,
    inputLagSteps: mode.inputLagSteps,
    dtS: options.dtS,
    seed: options.seed,
    chipsUsed,
    partitioner: partition.partitioner,
    placer: placement.placer,
    mappingWallMs: (options.now?.() ?? 0) - started,
    assumptions: quantNet.assumptions,
    warnings: [...clipWarnings(quantNet), ...profileWarnings(finder.registerRows, quantNet, core)],
  });
  return { normal, schedule: levels, quantNet, partition, placement, plan, image };
}

function place(
  net: QuantNet,
  partition: Partition,
  plan: RoutePlan,
  profile: ChipProfile,
  options: CompileOptions,
): Placement {
  const traffic = trafficBetween(net, partition, plan.routes);
  const placer = choose(PLACERS, options.placer, '--placer');
  const rng = createRng(options.seed).fork('place');
  return placer.run(net, partition, traffic, profile, options.chips, rng);
}

function quantizeCalibrated(
  network: NormalNetwork,
  levels: Schedule,
  core: CoreType,
  given: Omit<QuantizeOptions, 'calibration'> & Pick<CompileOptions, 'calibration'>,
): QuantNet {
  const { calibration = 'max-abs', ...options } = given;
  if (typeof calibration === 'string' || calibration.kind !== 'samples') {
    return quantize(network, levels, core, { ...options, calibration });
  }
  const { samples, steps, onPopulation } = calibration;
  const plan = calibrate(network, levels, core, options, samples, steps, onPopulation);
  return quantize(network, levels, core, { ...options, calibration: plan });
}

function coreTypeOf(profile: ChipProfile): CoreType {
  const [core, ...others] = profile.coreTypes;
  if (core && others.length === 0) return core;
  throw new InputError(
    'E_CORE_TYPES',
    `profile "${profile.name}" has ${profile.coreTypes.length} core types; the compiler maps onto profiles with one.`,
  );
}

function choose<T extends { readonly name: string }>(
  list: readonly T[],
  name: string,
  flag: string,
): T {
  const found = list.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = list.map((candidate) => candidate.name);
  const near = nearestWord(name, names);
  throw new InputError(
    'E_USAGE',
    `${flag} ${name}: there is no such algorithm${near ? `; did you mean ${near}?` : '.'} There are: ${names.join(', ')}.`,
  );
}

function checkCoreCount(
  net: QuantNet,
  partition: Partition,
  profile: ChipProfile,
  core: CoreType,
  finder: ReachFinder,
  chips: number,
): void {
  const perChip = coresPerChip(profile);
  const { chipsMax } = profile.grid;
  if (chips > chipsMax) {
    throw new InputError(
      'E_CHIPS',
      `--chips ${chips}: systems of ${profile.name} join at most ${chipsMax === 1 ? 'one chip' : `${chipsMax} chips`}.`,
    );
  }
  if (partition.parts.length <= perChip * chips) return;
  const bound = coresAtLeast(net, partition, core, finder);
  throw tooFewCores(partition.parts.length, perChip, chips, chipsMax, bound, profile.name);
}

function clipWarnings(net: QuantNet): string[] {
  return net.projections.flatMap((projection) =>
    projection.stats.clippedCount === 0
      ? []
      : [
          `projection "${projection.name}": ${projection.stats.clippedCount} weights were clipped or cut to ${projection.weightBits} bits.`,
        ],
  );
}
