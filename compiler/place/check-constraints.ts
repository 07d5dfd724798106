/** Holds a finished mapping against the user's constraints, from the mapping alone. */
import type { ChipProfile } from '../../src/model/chip.ts';
import type { Partition, Placement, QuantNet } from '../../src/model/mapping.ts';
import { CompileError, groupDigits, invariant } from '../../src/support/errors.ts';
import type { NeuronRun, ResolvedConstraints } from '../partition/constraint-rules.ts';
import { neuronsText } from '../partition/constraint-text.ts';
import { badWays } from './chip-links.ts';
import type { PartMessages } from './flows.ts';

const SHOWN_MAX = 5;

/**
 * Throws CompileError E_CONSTRAINTS where packets would cross an avoided link, with the pairs of cores; all other rules
 * are kept by the passes before, so that a broken one is a fault of ours.
 */
export function checkConstraints(
  net: QuantNet,
  partition: Partition,
  placement: Placement,
  rules: ResolvedConstraints,
  messages: PartMessages,
  profile: ChipProfile,
  chips: number,
): void {
  checkRuns(net, partition, placement, rules);
  const pairs = routedPairs(placement, messages);
  const links = rules.avoidedLinks.map(({ routers }) => routers);
  const found = badWays(profile, chips, links, pairs);
  if (found.length === 0) return;
  const shown = found.slice(0, SHOWN_MAX).map(({ from, to, link }) => {
    const { rule } = rules.avoidedLinks[link]!;
    return `${from === null ? 'from the host' : `from core ${from}`} to core ${to} over the link of tiles [${rule.from.x}, ${rule.from.y}] and [${rule.to.x}, ${rule.to.y}] (${rule.origin})`;
  });
  const more =
    found.length > SHOWN_MAX ? `; and ${groupDigits(found.length - SHOWN_MAX)} more` : '';
  throw new CompileError(
    'E_CONSTRAINTS',
    `no placement was found whose packets keep off the avoided links: they would go ${shown.join('; ')}${more}. Packets take one way only (${profile.network.routing}); give the parts more room, or avoid the tiles behind the link.`,
    { ways: found },
  );
}

function* routedPairs(
  { coreOfPart }: Placement,
  { offsets, cores, hostMessages }: PartMessages,
): Generator<readonly [number | null, number]> {
  for (let part = 0; part < coreOfPart.length; part++) {
    if ((hostMessages?.[part] ?? 0) > 0) yield [null, coreOfPart[part]!];
    for (let k = offsets[part]!; k < offsets[part + 1]!; k++) {
      yield [coreOfPart[part]!, coreOfPart[cores[k]!]!];
    }
  }
}

function checkRuns(
  net: QuantNet,
  { parts }: Partition,
  { coreOfPart }: Placement,
  { avoidedCores, runs }: ResolvedConstraints,
): void {
  const coreOfGroup = new Map<number, number>();
  const memberOn = new Map<string, number>();
  parts.forEach((slices, part) => {
    const core = coreOfPart[part]!;
    invariant(!avoidedCores.has(core), `core ${core} is to be avoided`);
    for (const { population, neurons } of slices) {
      for (const run of touched(runs[population] ?? [], neurons)) {
        const who = neuronsText(net.populations[population]!.name, run.begin, run.end);
        invariant(run.cores?.has(core) ?? true, `${who} are on core ${core}, against a pin`);
        if (run.group >= 0) {
          invariant((coreOfGroup.get(run.group) ?? core) === core, `${who} are not together`);
          coreOfGroup.set(run.group, core);
        }
        for (const [rule, member] of run.apart) {
          const key = `${core}/${rule}`;
          invariant((memberOn.get(key) ?? member) === member, `${who} are not apart`);
          memberOn.set(key, member);
        }
      }
    }
  });
}

function touched(runs: readonly NeuronRun[], neurons: Int32Array): NeuronRun[] {
  if (runs.length === 0) return [];
  const sorted = neurons.slice().sort();
  return runs.filter(({ begin, end }) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < begin) low = middle + 1;
      else high = middle;
    }
    return low < sorted.length && sorted[low]! < end;
  });
}
