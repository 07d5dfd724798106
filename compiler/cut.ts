/** From a network in a chip's numbers to parts that each fit a core: the partitioner, and what bounds it. */
import type { ChipProfile, CoreType } from '../src/model/chip.ts';
import { coresPerChip } from '../src/model/chip.ts';
import type { GivenMapping, Partition, QuantNet } from '../src/model/mapping.ts';
import type { NormalNetwork } from '../src/model/network.ts';
import { InputError } from '../src/support/errors.ts';
import { withinTierRoom } from './analog/tier-cores.ts';
import { arithmeticMode } from './arithmetic.ts';
import { choose } from './choose.ts';
import type { CompileOptions } from './compile-options.ts';
import { type Activity, UNIFORM_ACTIVITY } from './partition/activity.ts';
import { bitsForCores, coresAtLeast } from './partition/bounds.ts';
import {
  type ConstrainedPartition,
  checkChipConstraints,
  constrainToChip,
} from './partition/constrain-net.ts';
import { tooFewCores } from './partition/fit-errors.ts';
import { checkGivenPlaces } from './partition/given.ts';
import type { PartitionGoal } from './partition/goal.ts';
import { PARTITIONERS } from './partition/index.ts';
import { partitionStructured } from './partition/structured.ts';
import { mappingOfImage, refineWarm } from './partition/warm.ts';
import { ReachFinder } from './reach.ts';
import { searchSeed } from './search-seed.ts';
import { type SplitOutcome, type SplitReport, splitToFit } from './split-neurons.ts';

export interface CutNetwork {
  /** With parts and copies of neurons, where these were split. */
  readonly quantNet: QuantNet;
  readonly partition: Partition;
  readonly finder: ReachFinder;
  readonly split: SplitReport | null;
  /** Present where constraints were given. */
  readonly bound: ConstrainedPartition | undefined;
  /** Spikes that were measured for the partitioner; undefined where it asked for none. */
  readonly activity: Activity | undefined;
  /** Where the spikes came from, in words. */
  readonly activityNotes: readonly string[];
  /** Present where an earlier image was given: its mapping, and what refining it gained. */
  readonly before: GivenMapping | undefined;
  readonly refined: ReturnType<typeof refineWarm>;
}

/** Throws InputError for options that contradict the chip, and CompileError where nothing fits. */
export function cutNetwork(
  whole: QuantNet,
  normal: NormalNetwork,
  profile: ChipProfile,
  core: CoreType,
  options: CompileOptions,
): CutNetwork {
  const { chips, constraints, given } = options;
  if (constraints) checkChipConstraints(whole, constraints, profile, core, chips);
  if (given) checkGivenPlaces(whole, given, profile, chips);
  const before = options.warm && mappingOfImage(options.warm, whole, profile, chips);
  const notes = new Set<string>();
  let activity = options.activity && 'measure' in options.activity ? undefined : options.activity;
  let refined: ReturnType<typeof refineWarm> = null;
  const partitionNet = (net: QuantNet, finder: ReachFinder): Partition => {
    const known = given?.partition ?? options.partition;
    if (known) return known;
    const partitioner = choose(PARTITIONERS, options.partitioner, '--partitioner');
    const goal = partitionGoal(net, profile, options, (text, found) => {
      notes.add(text);
      activity = found;
    });
    if (before) refined = refineWarm(net, core, finder, goal, before);
    const made = refined?.partition ?? partitioner.run(net, core, finder, goal);
    return withinTierRoom(net, made, profile, core, chips, () =>
      partitionStructured(net, core, finder),
    );
  };
  const mode = arithmeticMode(options.arithmetic);
  const splitting = { ...options, calibration: 'max-abs', mode } as const;
  const cut = options.splitNeurons
    ? splitToFit(whole, normal, profile, core, splitting, partitionNet)
    : unsplit(whole, core, partitionNet);
  const { net, finder } = cut;
  const bound =
    constraints && constrainToChip(net, cut.partition, constraints, profile, core, finder, chips);
  const partition = bound?.partition ?? cut.partition;
  checkCoreCount(net, partition, profile, core, finder, chips);
  const { report: split } = cut;
  const activityNotes = [...notes];
  return {
    quantNet: net,
    partition,
    finder,
    split,
    bound,
    activity,
    activityNotes,
    before,
    refined,
  };
}

function unsplit(
  net: QuantNet,
  core: CoreType,
  partition: (net: QuantNet, finder: ReachFinder) => Partition,
): SplitOutcome {
  const finder = new ReachFinder(net, core);
  return { net, finder, partition: partition(net, finder), report: null };
}

/** `onActivity` is told where spikes came from, once a partitioner has asked for them. */
function partitionGoal(
  net: QuantNet,
  profile: ChipProfile,
  { parameterSet, chips, effort, seed, activity = UNIFORM_ACTIVITY }: CompileOptions,
  onActivity: (text: string, found: Activity | undefined) => void,
): PartitionGoal {
  let found: { readonly activity: Activity | undefined } | null = null;
  const find = (): Activity | undefined => {
    if (!('measure' in activity)) return activity;
    const measured = activity.measure(net);
    onActivity(activity.describe(), measured);
    return measured;
  };
  return {
    profile,
    set: profile.parameterSets[parameterSet]!,
    chips,
    effort,
    seed: searchSeed(seed, 'partition'),
    activity: () => {
      found ??= { activity: find() };
      return found.activity;
    },
  };
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
  const bound = coresAtLeast(net, core, finder);
  throw tooFewCores({
    needed: partition.parts.length,
    perChip,
    chips,
    chipsMax,
    bound,
    profileName: profile.name,
    narrower: bound.cores > perChip * chips ? bitsForCores(net, core, perChip * chips) : null,
  });
}
