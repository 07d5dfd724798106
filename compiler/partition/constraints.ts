/** Brings a partition within a user's constraints: parts that a rule touches are split and filled anew. */
import type { Slice } from '../../src/model/mapping.ts';
import { CompileError, groupDigits } from '../../src/support/errors.ts';
import type { NeuronRun, ResolvedConstraints, SharedGroup } from './constraint-rules.ts';
import { meet } from './constraint-rules.ts';
import { contradiction, coreList, neuronsText } from './constraint-text.ts';
import { CoreSeats } from './core-seats.ts';

/** A limit that is in the way of neurons on a core. */
export interface LoadViolation {
  readonly resource: string;
  readonly needed: number;
  readonly available: number;
}

/** Cores that fill up, numbered from 0 as they are opened. */
export interface PartLoads {
  readonly open: () => number;
  /** Adds the neurons and returns null, or adds nothing and returns the first limit in the way. */
  readonly tryAdd: (part: number, slice: Slice) => LoadViolation | null;
}

export interface ConstrainedParts {
  readonly parts: readonly (readonly Slice[])[];
  /** Cores that each part may have, null where any. */
  readonly coresOfPart: readonly (ReadonlySet<number> | null)[];
}

export interface ConstrainOptions {
  /** Names of populations, null for a bare network. */
  readonly names: readonly (string | null)[];
  /** Cores of the chips that may be used. */
  readonly coreCount: number;
  readonly coresInWords: string;
  /** Cores that count as used by what is there already; called once where the partition has to change. */
  readonly createLoads: () => PartLoads;
}

/**
 * The partition itself where it keeps the rules, else one that does. Groups that share a core come first, then pinned
 * neurons, those with fewest cores first, then the rest of each part where it was. Throws CompileError E_CONSTRAINTS
 * where neurons find no core that they may have and that has room.
 */
export function constrainParts(
  parts: readonly (readonly Slice[])[],
  rules: ResolvedConstraints,
  options: ConstrainOptions,
): ConstrainedParts {
  const pieces = parts.flatMap((slices, home) =>
    slices.flatMap((slice) => cutByRuns(slice, home, rules.runs[slice.population] ?? [])),
  );
  const available = options.coreCount - rules.avoidedCores.size;
  const kept = keptAsTheyAre(parts, pieces, available);
  if (kept) return { parts, coresOfPart: kept };
  return new Refill(pieces, rules, available, options).run();
}

/** Neurons of one slice of which the same is asked. */
interface Piece {
  readonly home: number;
  readonly population: number;
  readonly neurons: Int32Array;
  readonly run: NeuronRun | null;
}

function cutByRuns(
  { population, neurons }: Slice,
  home: number,
  runs: readonly NeuronRun[],
): Piece[] {
  if (runs.length === 0) return [{ home, population, neurons, run: null }];
  const lists = new Map<NeuronRun | null, number[]>();
  for (const neuron of neurons) {
    const run = runAt(runs, neuron);
    const list = lists.get(run);
    if (list) list.push(neuron);
    else lists.set(run, [neuron]);
  }
  return Array.from(lists, ([run, list]) => ({
    home,
    population,
    neurons: Int32Array.from(list),
    run,
  }));
}

function runAt(runs: readonly NeuronRun[], neuron: number): NeuronRun | null {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle]!.end <= neuron) low = middle + 1;
    else high = middle;
  }
  const run = runs[low];
  return run !== undefined && run.begin <= neuron ? run : null;
}

/** Cores of each part where the parts keep all rules as they are, else null. */
function keptAsTheyAre(
  parts: readonly (readonly Slice[])[],
  pieces: readonly Piece[],
  available: number,
): (ReadonlySet<number> | null)[] | null {
  const coresOfPart: (ReadonlySet<number> | null)[] = parts.map(() => null);
  const members = parts.map(() => new Map<number, number>());
  const partOfGroup = new Map<number, number>();
  for (const { home, run } of pieces) {
    if (run === null) continue;
    if (run.group >= 0) {
      if ((partOfGroup.get(run.group) ?? home) !== home) return null;
      partOfGroup.set(run.group, home);
    }
    if (!joinMembers(members[home]!, run.apart)) return null;
    if (run.cores === null) continue;
    const both = meet(coresOfPart[home]!, run.cores);
    if (both.size === 0) return null;
    coresOfPart[home] = both;
  }
  const seats = new CoreSeats(available);
  return coresOfPart.every((cores) => seats.tryAdd(cores)) ? coresOfPart : null;
}

/** Adds memberships; false, with nothing added, where two members of one rule would meet. */
function joinMembers(members: Map<number, number>, more: ReadonlyMap<number, number>): boolean {
  for (const [rule, member] of more) {
    if ((members.get(rule) ?? member) !== member) return false;
  }
  for (const [rule, member] of more) members.set(rule, member);
  return true;
}

/** What is asked of some pieces at once. */
interface Demand {
  readonly cores: ReadonlySet<number> | null;
  readonly apart: ReadonlyMap<number, number>;
}

const ANYWHERE: Demand = { cores: null, apart: new Map() };

class Refill {
  private readonly pieces: readonly Piece[];
  private readonly rules: ResolvedConstraints;
  private readonly options: ConstrainOptions;
  private readonly available: number;
  private readonly seats: CoreSeats;
  private readonly loads: PartLoads;
  private readonly parts: Slice[][] = [];
  private readonly members: Map<number, number>[] = [];
  /** Parts that hold neurons of each old part. */
  private readonly partsOfHome = new Map<number, number[]>();
  /** Pinned neurons that have a core, by the cores that they may have. */
  private readonly seatedOn = new Map<ReadonlySet<number>, number>();
  private violation: LoadViolation | null = null;

  constructor(
    pieces: readonly Piece[],
    rules: ResolvedConstraints,
    available: number,
    options: ConstrainOptions,
  ) {
    this.pieces = pieces;
    this.rules = rules;
    this.options = options;
    this.available = available;
    this.seats = new CoreSeats(available);
    this.loads = options.createLoads();
  }

  run(): ConstrainedParts {
    this.rules.groups.forEach((group, k) => {
      this.addGroup(
        group,
        this.pieces.filter(({ run }) => run?.group === k),
      );
    });
    const single = this.pieces.filter(({ run }) => run === null || run.group < 0);
    const pinned = single.filter(({ run }) => run !== null && run.cores !== null);
    pinned.sort((a, b) => a.run!.cores!.size - b.run!.cores!.size || a.home - b.home);
    for (const piece of pinned) this.addPinned(piece, pinned);
    for (const piece of single) if (!piece.run?.cores) this.addFree(piece);
    const filled = this.parts.map((_, part) => part).filter((part) => this.parts[part]!.length > 0);
    return {
      // Slices stay as they were added: joined ones may break a box, and with it the kernel that its neurons share.
      parts: filled.map((part) => this.parts[part]!),
      coresOfPart: filled.map((part) => this.seats.coresOf(part)),
    };
  }

  private addGroup(group: SharedGroup, pieces: readonly Piece[]): void {
    if (pieces.length === 0) return;
    const part = this.openPart(group, pieces[0]!.home);
    const [first] = group.origins;
    if (part < 0) throw this.noCoreLeft(group, group.pins.length > 0 ? group.pins : group.origins);
    for (const piece of pieces) {
      if (this.addTo(part, piece)) continue;
      const neurons = pieces.reduce((sum, each) => sum + each.neurons.length, 0);
      throw contradiction(
        first!,
        `the ${groupDigits(neurons)} neurons that are to be together do not fit one core: ${this.whyNot()}. Take neurons out, or drop the rule.`,
      );
    }
  }

  /** On a core of its old part's where there is one, else on a new one, else wherever it may be; cut where needed. */
  private addPinned(piece: Piece, pinned: readonly Piece[]): void {
    const run = piece.run!;
    if (this.addWhole(piece, run)) {
      const seated = this.seatedOn.get(run.cores!) ?? 0;
      this.seatedOn.set(run.cores!, seated + piece.neurons.length);
      return;
    }
    const [head, tail] = halves(piece);
    if (head && tail) {
      this.addPinned(head, pinned);
      this.addPinned(tail, pinned);
      return;
    }
    const alike = pinned.filter((other) => other.run!.cores === run.cores);
    const neurons = alike.reduce((sum, other) => sum + other.neurons.length, 0);
    const seated = this.seatedOn.get(run.cores!) ?? 0;
    const who = neuronsText(this.options.names[piece.population]!, run.begin, run.end);
    throw contradiction(
      run.pins.join(', '),
      `${groupDigits(neurons)} neurons (among them ${who}) are pinned to ${coreList(run.cores!)}, and ${groupDigits(seated)} of them fit: for one more, ${this.whyNot()}. Give them more cores, or pin fewer.`,
    );
  }

  private addFree(piece: Piece): void {
    const demand = { ...ANYWHERE, apart: piece.run?.apart ?? ANYWHERE.apart };
    if (this.addWhole(piece, demand)) return;
    const [head, tail] = halves(piece);
    if (!head || !tail) throw this.noCoreLeft(demand, []);
    this.addFree(head);
    this.addFree(tail);
  }

  private addWhole(piece: Piece, demand: Demand): boolean {
    const own = this.partsOfHome.get(piece.home) ?? [];
    if (own.some((part) => this.joinPart(part, piece, demand))) return true;
    // What an empty core does not hold is cut before another core is opened for it.
    if (own.some((part) => this.parts[part]!.length === 0)) return false;
    const opened = this.openPart(demand, piece.home);
    if (opened >= 0) return this.addTo(opened, piece);
    return this.parts.some((_, part) => this.joinPart(part, piece, demand));
  }

  private joinPart(part: number, piece: Piece, { cores, apart }: Demand): boolean {
    for (const [rule, member] of apart) {
      if ((this.members[part]!.get(rule) ?? member) !== member) return false;
    }
    const before = this.seats.coresOf(part);
    const both = cores === null ? before : meet(before, cores);
    if (both !== null && (both.size === 0 || !this.seats.tryNarrow(part, both))) return false;
    if (!this.addTo(part, piece)) {
      if (before !== both) this.seats.widen(part, before);
      return false;
    }
    joinMembers(this.members[part]!, apart);
    return true;
  }

  /** A new part, or -1 where no core is left for one. */
  private openPart({ cores, apart }: Demand, home: number): number {
    if (!this.seats.tryAdd(cores)) return -1;
    const part = this.loads.open();
    this.parts.push([]);
    this.members.push(new Map(apart));
    this.noteHome(home, part);
    return part;
  }

  private addTo(part: number, { home, population, neurons }: Piece): boolean {
    const slice = { population, neurons };
    const violation = this.loads.tryAdd(part, slice);
    if (violation) {
      this.violation = violation;
      return false;
    }
    this.parts[part]!.push(slice);
    this.noteHome(home, part);
    return true;
  }

  private noteHome(home: number, part: number): void {
    const known = this.partsOfHome.get(home);
    if (known === undefined) this.partsOfHome.set(home, [part]);
    else if (!known.includes(part)) known.push(part);
  }

  private whyNot(): string {
    if (this.violation === null) return 'no core is left';
    const { resource, needed, available } = this.violation;
    return `its core has ${groupDigits(available)} ${resource}, and ${groupDigits(needed)} would be needed (+${groupDigits(needed - available)})`;
  }

  private noCoreLeft({ cores }: Demand, origins: readonly string[]): CompileError {
    const avoided = this.rules.avoidedCores.size;
    if (cores !== null) {
      return contradiction(
        origins.join(', '),
        `${coreList(cores)} ${cores.size === 1 ? 'is' : 'are'} taken by other neurons that are pinned there. Give them more cores.`,
      );
    }
    return new CompileError(
      'E_CONSTRAINTS',
      `the constraints leave too few cores: ${this.options.coresInWords}${avoided > 0 ? `, ${groupDigits(avoided)} are to be avoided` : ''}, and all ${groupDigits(this.available)} are in use with neurons left over. Avoid fewer cores, let more neurons share one, or give more chips.`,
      { available: this.available, avoided },
    );
  }
}

function halves(piece: Piece): [Piece?, Piece?] {
  const { neurons } = piece;
  if (neurons.length < 2) return [];
  const middle = neurons.length >> 1;
  return [
    { ...piece, neurons: neurons.slice(0, middle) },
    { ...piece, neurons: neurons.slice(middle) },
  ];
}
