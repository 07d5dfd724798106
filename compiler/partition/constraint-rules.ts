/** A user's constraints held against a network and a chip: runs of neurons with what is asked of each. */
import type {
  AvoidedLink,
  GroupRule,
  MappingConstraints,
  PinRule,
} from '../../src/model/constraints.ts';
import type { ConstraintTarget } from './constraint-target.ts';
import { avoidedOf, coresOf, linkOf, located } from './constraint-target.ts';
import { contradiction, coreList, neuronsText } from './constraint-text.ts';

/** Neurons of one population of which the same is asked. */
export interface NeuronRun {
  readonly population: number;
  readonly begin: number;
  readonly end: number;
  /** Cores that all pins leave; null where there is no pin. */
  readonly cores: ReadonlySet<number> | null;
  /** Origins of the pins. */
  readonly pins: readonly string[];
  /** Group whose neurons share a core, -1 for none. */
  readonly group: number;
  /** Rules of `apart` with the member that the run is part of. */
  readonly apart: ReadonlyMap<number, number>;
}

export interface SharedGroup {
  readonly origins: readonly string[];
  readonly cores: ReadonlySet<number> | null;
  readonly pins: readonly string[];
  readonly apart: ReadonlyMap<number, number>;
}

export interface ResolvedConstraints {
  readonly avoidedCores: ReadonlySet<number>;
  /** Pairs of routers, as the file names them. */
  readonly avoidedLinks: readonly {
    readonly routers: readonly [number, number];
    readonly rule: AvoidedLink;
  }[];
  /** By population: runs in order, without overlap, of neurons that a rule speaks of. */
  readonly runs: readonly (readonly NeuronRun[])[];
  readonly groups: readonly SharedGroup[];
  readonly apartOrigins: readonly string[];
}

/**
 * Throws InputError E_CONSTRAINTS for names and places that do not exist, and CompileError E_CONSTRAINTS for rules that
 * contradict each other.
 */
export function resolveConstraints(
  constraints: MappingConstraints,
  target: ConstraintTarget,
): ResolvedConstraints {
  const avoidedCores = avoidedOf(constraints, target);
  const claims = claimsOf(constraints, target, avoidedCores);
  const groupOf = joinGroups(claims, constraints.together.length);
  const runs = claims.map((list, population) =>
    list.map((claim) => runOf(claim, population, groupOf, constraints, target)),
  );
  return {
    avoidedCores,
    avoidedLinks: constraints.avoidLinks.map((rule) => ({
      routers: linkOf(rule, target),
      rule,
    })),
    runs,
    groups: sharedGroups(runs, groupOf, constraints),
    apartOrigins: constraints.apart.map(({ origin }) => origin),
  };
}

/** Neurons between two neighbouring ends of ranges, with the rules that speak of them. */
interface Claim {
  readonly begin: number;
  readonly end: number;
  readonly pins: readonly { readonly rule: PinRule; readonly cores: ReadonlySet<number> }[];
  /** Numbers of rules of `together`. */
  readonly together: readonly number[];
  /** Numbers of rules of `apart`, and the members there. */
  readonly apart: readonly (readonly [number, number])[];
}

function claimsOf(
  { pin, together, apart }: MappingConstraints,
  target: ConstraintTarget,
  avoided: ReadonlySet<number>,
): Claim[][] {
  const mentions: Mention[] = [
    ...pin.map((rule) => ({
      ...located(rule.neurons, rule.origin, target),
      pin: { rule, cores: coresOf(rule, target, avoided) },
    })),
    ...memberMentions(together, target, (rule) => ({ together: rule })),
    ...memberMentions(apart, target, (rule, member) => ({ apart: [rule, member] })),
  ];
  return target.populations.map((_, population) =>
    cutAtEnds(mentions.filter((mention) => mention.population === population)),
  );
}

interface Mention {
  readonly population: number;
  readonly begin: number;
  readonly end: number;
  readonly pin?: Claim['pins'][number];
  readonly together?: number;
  readonly apart?: readonly [number, number];
}

function memberMentions(
  rules: readonly GroupRule[],
  target: ConstraintTarget,
  what: (rule: number, member: number) => Pick<Mention, 'together' | 'apart'>,
): Mention[] {
  return rules.flatMap(({ members, origin }, rule) =>
    members.map((range, member) => ({
      ...located(range, origin, target),
      ...what(rule, member),
    })),
  );
}

/** Sweeps over the ends of all mentions of a population. */
function cutAtEnds(mentions: readonly Mention[]): Claim[] {
  const edges = [...new Set(mentions.flatMap(({ begin, end }) => [begin, end]))].sort(
    (a, b) => a - b,
  );
  const opening = groupedBy(mentions, ({ begin }) => begin);
  let open: Mention[] = [];
  const claims: Claim[] = [];
  edges.slice(0, -1).forEach((begin, k) => {
    open = [...open.filter(({ end }) => end > begin), ...(opening.get(begin) ?? [])];
    if (open.length === 0) return;
    claims.push({
      begin,
      end: edges[k + 1]!,
      pins: open.flatMap(({ pin }) => (pin ? [pin] : [])),
      together: open.flatMap(({ together }) => (together === undefined ? [] : [together])),
      apart: open.flatMap(({ apart }) => (apart ? [apart] : [])),
    });
  });
  return claims;
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Group of each rule of `together`: rules that share a neuron are one. */
function joinGroups(claims: readonly (readonly Claim[])[], rules: number): Int32Array {
  const parent = Int32Array.from({ length: rules }, (_, rule) => rule);
  const rootOf = (rule: number): number => {
    let root = rule;
    while (parent[root] !== root) root = parent[root]!;
    return root;
  };
  for (const { together } of claims.flat()) {
    for (const rule of together) {
      const [a, b] = [rootOf(together[0]!), rootOf(rule)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const roots = [...new Set(parent.map((rule) => rootOf(rule)))].sort((a, b) => a - b);
  return parent.map((rule) => roots.indexOf(rootOf(rule)));
}

function runOf(
  { begin, end, pins, together, apart }: Claim,
  population: number,
  groupOf: Int32Array,
  constraints: MappingConstraints,
  target: ConstraintTarget,
): NeuronRun {
  const run = { population, begin, end };
  const { name } = target.populations[population]!;
  const who = neuronsText(name, begin, end);
  const members = new Map<number, number>();
  for (const [rule, member] of apart) {
    const other = members.get(rule);
    if (other !== undefined && other !== member) {
      throw contradiction(
        constraints.apart[rule]!.origin,
        `${who} stand in two members of this "apart", which may not share a core. Name them once.`,
      );
    }
    members.set(rule, member);
  }
  let cores: ReadonlySet<number> | null = null;
  const origins: string[] = [];
  for (const pin of pins) {
    const both = meet(cores, pin.cores);
    if (both.size === 0) {
      throw contradiction(
        pin.rule.origin,
        `${who} are pinned to ${coreList(pin.cores)} here and to ${coreList(cores!)} at ${origins.join(', ')}: no core is in both.`,
      );
    }
    cores = both;
    origins.push(pin.rule.origin);
  }
  const group = together.length === 0 ? -1 : groupOf[together[0]!]!;
  return { ...run, cores, pins: origins, group, apart: members };
}

function sharedGroups(
  runs: readonly (readonly NeuronRun[])[],
  groupOf: Int32Array,
  { together, apart }: MappingConstraints,
): SharedGroup[] {
  const count = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  return Array.from({ length: count }, (_, group) => {
    const origins = together.filter((_rule, k) => groupOf[k] === group).map(({ origin }) => origin);
    let cores: ReadonlySet<number> | null = null;
    const pins = new Set<string>();
    const members = new Map<number, number>();
    for (const run of runs.flat().filter((each) => each.group === group)) {
      if (run.cores !== null) {
        const both = meet(cores, run.cores);
        if (both.size === 0) {
          throw contradiction(
            origins.join(', '),
            `neurons that are to be together are pinned to ${coreList(run.cores)} at ${run.pins.join(', ')} and to ${coreList(cores!)} at ${[...pins].join(', ')}: no core is in both.`,
          );
        }
        cores = both;
        for (const pin of run.pins) pins.add(pin);
      }
      for (const [rule, member] of run.apart) {
        const other = members.get(rule);
        if (other !== undefined && other !== member) {
          throw contradiction(
            origins.join(', '),
            `neurons that are to be together here are to be apart at ${apart[rule]!.origin}. Drop one of the two.`,
          );
        }
        members.set(rule, member);
      }
    }
    return { origins, cores, pins: [...pins], apart: members };
  });
}

/** Cores in both; all of `b` where a allows any. */
export function meet(a: ReadonlySet<number> | null, b: ReadonlySet<number>): ReadonlySet<number> {
  if (a === null || a === b) return b;
  const both = new Set([...a].filter((core) => b.has(core)));
  return both.size === b.size ? b : both.size === a.size ? a : both;
}
