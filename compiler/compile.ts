import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import { coresPerChip } from '../src/model/chip.ts';
import type { Partition, Placement, QuantNet, Schedule } from '../src/model/mapping.ts';
import type { Network, NormalNetwork } from '../src/model/network.ts';
import type { ProgramImage } from '../src/model/program.ts';
import { IMAGE_FORMAT_VERSION } from '../src/model/program.ts';
import { InputError } from '../src/support/errors.ts';
import type { AnalogMapping } from './analog/map-analog.ts';
import { assemble } from './assemble.ts';
import type { CompileOptions } from './compile-options.ts';
import { profileWarnings } from './core-profiles.ts';
import { type CutNetwork, cutNetwork } from './cut.ts';
import { checkChipLearns } from './learning.ts';
import { lowerNetwork } from './lower.ts';
import { normalize } from './normalize.ts';
import { checkGivenUse } from './partition/given.ts';
import type { WarmReport } from './partition/warm.ts';
import type { RoutePlan } from './route/axons.ts';
import { planRoutes } from './route/axons.ts';
import { checkRoutingTables, type RoutingTables, routingTables } from './route/tables.ts';
import { seatParts, warmReport } from './seat.ts';
import type { SplitReport } from './split-neurons.ts';

export { type CompileOptions, DEFAULT_COMPILE_OPTIONS } from './compile-options.ts';

/** Every value on the way from a network to an image; each can be looked at alone. */
export interface Compilation {
  readonly normal: NormalNetwork;
  readonly schedule: Schedule;
  /** With parts and copies behind the populations of `normal`, where neurons were split. */
  readonly quantNet: QuantNet;
  readonly split: SplitReport | null;
  readonly partition: Partition;
  readonly placement: Placement;
  readonly plan: RoutePlan;
  readonly tables: RoutingTables;
  readonly image: ProgramImage;
  /** Null where no earlier image was given. */
  readonly warm: WarmReport | null;
  /** What the codes of circuits stand for; null for digital cores. */
  readonly analog: AnalogMapping | null;
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
  const { schedule, quantNet: whole, analog } = lowerNetwork(normal, profile, core, options);
  const cut = cutNetwork(whole, normal, profile, core, options);
  const { quantNet, partition, finder, split } = cut;
  const plan = planRoutes(quantNet, partition, finder);
  if (options.given) checkGivenUse(options.given, plan.uses, core);
  const placement = seatParts(cut, plan, profile, core, options);
  const tables = routingTables(quantNet, partition, placement, plan.routes, profile, options.chips);
  checkRoutingTables(tables, profile);
  const image = assemble(quantNet, partition, placement, plan, {
    ...headerOf(cut, placement, profile, core, options),
    ...(analog ? { analog: { timeScale: analog.lowering.timeScale.timeScale } } : {}),
    mappingWallMs: (options.now?.() ?? 0) - started,
  });
  const warm = warmReport(cut, placement);
  return {
    normal,
    schedule,
    quantNet,
    split,
    partition,
    placement,
    plan,
    tables,
    image,
    warm,
    analog,
  };
}

function headerOf(
  { quantNet, partition, finder, activityNotes }: CutNetwork,
  placement: Placement,
  profile: ChipProfile,
  core: CoreType,
  options: CompileOptions,
): Omit<Parameters<typeof assemble>[4], 'mappingWallMs'> {
  const chips = Array.from(placement.coreOfPart, (at) => Math.floor(at / coresPerChip(profile)));
  return {
    formatVersion: IMAGE_FORMAT_VERSION,
    networkName: quantNet.name,
    sourceSha256: options.sourceSha256,
    profile,
    profileSha256: options.profileSha256,
    parameterSet: options.parameterSet,
    arithmetic: quantNet.arithmetic,
    inputLagSteps: quantNet.inputLagSteps,
    dtS: options.dtS,
    seed: options.seed,
    chipsUsed: new Set(chips).size,
    partitioner: partition.partitioner,
    placer: placement.placer,
    assumptions: [
      ...quantNet.assumptions,
      ...activityNotes.map((text) => ({ code: 'A_ACTIVITY', text })),
    ],
    warnings: [...clipWarnings(quantNet), ...profileWarnings(finder.registerRows, quantNet, core)],
  };
}

function coreTypeOf(profile: ChipProfile): CoreType {
  const [core, ...others] = profile.coreTypes;
  if (core && others.length === 0) return core;
  throw new InputError(
    'E_CORE_TYPES',
    `profile "${profile.name}" has ${profile.coreTypes.length} core types; the compiler maps onto profiles with one.`,
  );
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
