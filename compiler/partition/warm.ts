/** Mapping from an earlier image of the same network: refined where that saves packets, kept where it does not. */
import type { ChipProfile, CoreType } from '../../src/model/chip.ts';
import { corePosition, coresPerChip } from '../../src/model/chip.ts';
import type {
  GivenMapping,
  Partition,
  Placement,
  QuantNet,
  Slice,
} from '../../src/model/mapping.ts';
import type { ProgramImage } from '../../src/model/program.ts';
import { groupDigits, InputError } from '../../src/support/errors.ts';
import type { Traffic } from '../place/traffic.ts';
import type { ReachFinder } from '../reach.ts';
import { bestOf, withOwnCosts } from './auto.ts';
import type { PartitionGoal } from './goal.ts';
import { refinedCandidates } from './multilevel.ts';
import { NetworkSearch } from './network-search.ts';

const SHOWN_MAX = 5;

/** What a mapping from an earlier one changed. */
export interface WarmReport {
  readonly neurons: number;
  /** Neurons on another core than before. */
  readonly neuronsMoved: number;
  /** Cores whose neurons are not those of before. */
  readonly coresChanged: number;
  /** Expected packets between cores, those from the host included; null where the earlier mapping is not legal any more. */
  readonly packetsBefore: number | null;
  readonly packetsAfter: number | null;
}

/**
 * The mapping that an image holds, by the populations of `net`. Throws InputError E_WARM where the image is of another
 * chip, of more chips than may be used, or of other populations.
 */
export function mappingOfImage(
  { header, cores }: ProgramImage,
  net: QuantNet,
  profile: ChipProfile,
  chips: number,
): GivenMapping {
  const faults = [
    ...chipFaults(header.profile, profile),
    ...populationFaults(header.populations, net),
  ];
  const last = cores.reduce((most, { core }) => Math.max(most, core), 0);
  if (faults.length === 0 && last >= coresPerChip(profile) * chips) {
    faults.push(`it uses core ${last}, and --chips ${chips} has ${coresPerChip(profile) * chips}`);
  }
  if (faults.length > 0) throw warmError(faults);
  const indexOf = new Map(net.populations.map(({ name }, index) => [name, index]));
  const parts = cores.map(({ slices, neurons }) =>
    slices.map(({ population, slotBegin, slotEnd }): Slice => {
      const { name } = header.populations[population]!;
      return { population: indexOf.get(name)!, neurons: neurons.slice(slotBegin, slotEnd) };
    }),
  );
  return {
    partition: { partitioner: 'warm', parts },
    placement: { placer: 'warm', coreOfPart: Int32Array.from(cores, ({ core }) => core) },
  };
}

function chipFaults(before: ChipProfile, now: ChipProfile): string[] {
  const same = (['tilesX', 'tilesY', 'coresPerTile'] as const).every(
    (key) => before.grid[key] === now.grid[key],
  );
  return same && before.name === now.name
    ? []
    : [`it was made for chip "${before.name}", this is "${now.name}"`];
}

function populationFaults(
  before: ProgramImage['header']['populations'],
  { populations }: QuantNet,
): string[] {
  const sizes = new Map(before.map(({ name, size }) => [name, size]));
  const names = new Set(populations.map(({ name }) => name));
  return [
    ...populations.flatMap(({ name, size }) => {
      const earlier = sizes.get(name);
      if (earlier === undefined) return [`it has no population "${name}"`];
      if (earlier === size) return [];
      return [
        `population "${name}" has ${groupDigits(earlier)} neurons there and ${groupDigits(size)} here`,
      ];
    }),
    ...before.flatMap(({ name }) =>
      names.has(name) ? [] : [`the network has no population "${name}"`],
    ),
  ];
}

function warmError(faults: readonly string[]): InputError {
  const more = faults.length > SHOWN_MAX ? `; and ${faults.length - SHOWN_MAX} more` : '';
  return new InputError(
    'E_WARM',
    `--warm: the image is no mapping of this network: ${faults.slice(0, SHOWN_MAX).join('; ')}${more}. Leave --warm out to map it from nothing.`,
    { faults },
  );
}

/** The parts of before, made legal and refined on as many cores, with the expected packets of both. */
export function refineWarm(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  goal: PartitionGoal,
  before: GivenMapping,
): {
  readonly partition: Partition;
  readonly packets: Pick<WarmReport, 'packetsBefore' | 'packetsAfter'>;
} | null {
  const search = new NetworkSearch(net, core, finder, withOwnCosts(goal));
  const kept = search.candidateOf(before.partition.parts, 'warm');
  if (kept === null) return null;
  const found = kept.parts.length > 1 ? refinedCandidates(search, kept.parts) : [];
  const fewer = found.filter(({ cost }) => cost.packets < kept.cost.packets);
  const best = bestOf(search, [kept, ...fewer], kept.cost) ?? kept;
  const spikes = (packets: number): number => Math.round(packets / search.weights.perSpike);
  return {
    partition: { partitioner: `warm (${best === kept ? 'kept' : 'refined'})`, parts: best.parts },
    packets: {
      packetsBefore: spikes(kept.cost.packets),
      packetsAfter: spikes(best.cost.packets),
    },
  };
}

/** Each part stays on the core that had most of its neurons; others take free cores near those they talk to. */
export function keepPlaces(
  net: QuantNet,
  { parts }: Partition,
  before: GivenMapping,
  traffic: Traffic,
  profile: ChipProfile,
  chips: number,
): Placement {
  const homes = homesOf(net, before);
  const coreOfPart = new Int32Array(parts.length).fill(-1);
  const taken = new Set<number>();
  for (const { part, core } of overlaps(parts, homes)) {
    if (coreOfPart[part]! >= 0 || taken.has(core)) continue;
    coreOfPart[part] = core;
    taken.add(core);
  }
  const available = coresPerChip(profile) * chips;
  coreOfPart.forEach((core, part) => {
    if (core >= 0) return;
    const free = nearestFree(part, coreOfPart, taken, traffic, profile, available);
    coreOfPart[part] = free;
    taken.add(free);
  });
  return { placer: 'warm', coreOfPart };
}

/** Core of each neuron before, by population. */
function homesOf(net: QuantNet, { partition, placement }: GivenMapping): Int32Array[] {
  const homes = net.populations.map(({ size }) => new Int32Array(size).fill(-1));
  partition.parts.forEach((slices, part) => {
    for (const { population, neurons } of slices) {
      for (const neuron of neurons) homes[population]![neuron] = placement.coreOfPart[part]!;
    }
  });
  return homes;
}

/** Pairs of a part and a core that held neurons of it, those with most in common first. */
function overlaps(
  parts: Partition['parts'],
  homes: readonly Int32Array[],
): { readonly part: number; readonly core: number; readonly common: number }[] {
  return parts
    .flatMap((slices, part) => {
      const counts = new Map<number, number>();
      for (const { population, neurons } of slices) {
        for (const neuron of neurons) {
          const core = homes[population]![neuron]!;
          if (core >= 0) counts.set(core, (counts.get(core) ?? 0) + 1);
        }
      }
      return Array.from(counts, ([core, common]) => ({ part, core, common }));
    })
    .sort((a, b) => b.common - a.common || a.part - b.part || a.core - b.core);
}

function nearestFree(
  part: number,
  coreOfPart: Int32Array,
  taken: ReadonlySet<number>,
  { messages }: Traffic,
  profile: ChipProfile,
  available: number,
): number {
  const neighbours = neighboursOf(part, messages);
  let [best, least] = [0, Infinity];
  for (let core = 0; core < available; core++) {
    if (taken.has(core)) continue;
    let hops = 0;
    for (const { other, count } of neighbours) {
      if (coreOfPart[other]! >= 0) hops += count * distance(profile, core, coreOfPart[other]!);
    }
    if (hops < least) [best, least] = [core, hops];
  }
  return best;
}

/** Parts that a part sends to or hears from, with the messages between the two; one may stand twice. */
function neighboursOf(
  part: number,
  { offsets, cores, messages }: Traffic['messages'],
): { readonly other: number; readonly count: number }[] {
  const found: { other: number; count: number }[] = [];
  for (let from = 0; from + 1 < offsets.length; from++) {
    for (let k = offsets[from]!; k < offsets[from + 1]!; k++) {
      if (from === part) found.push({ other: cores[k]!, count: messages[k]! });
      else if (cores[k] === part) found.push({ other: from, count: messages[k]! });
    }
  }
  return found;
}

function distance(profile: ChipProfile, a: number, b: number): number {
  const [from, to] = [corePosition(profile, a), corePosition(profile, b)];
  const across = (profile.grid.tilesX + profile.grid.tilesY) * Math.abs(from.chip - to.chip);
  return Math.abs(from.x - to.x) + Math.abs(from.y - to.y) + across;
}

/** Neurons and cores that are not what they were. */
export function countMoved(
  net: QuantNet,
  before: GivenMapping,
  after: GivenMapping,
): Pick<WarmReport, 'neurons' | 'neuronsMoved' | 'coresChanged'> {
  const [old, now] = [homesOf(net, before), homesOf(net, after)];
  const changed = new Set<number>();
  let [neurons, neuronsMoved] = [0, 0];
  now.forEach((column, population) => {
    column.forEach((core, neuron) => {
      if (core < 0) return;
      neurons++;
      const home = old[population]![neuron]!;
      if (home === core) return;
      neuronsMoved++;
      changed.add(core);
      if (home >= 0) changed.add(home);
    });
  });
  return { neurons, neuronsMoved, coresChanged: changed.size };
}
