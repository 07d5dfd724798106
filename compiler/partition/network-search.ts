/** One network as all searches over it see it; columns are made when the first search asks for them. */
import type { CoreType } from '../../src/model/chip.ts';
import { coresPerChip } from '../../src/model/chip.ts';
import type { Partition, QuantNet, Slice } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import type { Level } from '../hypergraph/level.ts';
import type { MappingLimits } from '../hypergraph/limits.ts';
import type { ReachFinder } from '../reach.ts';
import { planRoutes } from '../route/axons.ts';
import { slicesOfAtoms } from './atom-slices.ts';
import { atomWork } from './atom-work.ts';
import type { Atoms } from './atoms.ts';
import { chooseAtoms } from './atoms.ts';
import type { ExpectedCost } from './expected-cost.ts';
import { expectedCost } from './expected-cost.ts';
import type { PartitionGoal } from './goal.ts';
import { levelOfNet, searchLimits } from './graph-of-net.ts';
import { legalParts } from './legal-parts.ts';
import { type SpikeWeights, spikeWeights } from './spike-weights.ts';
import { synapticEvents } from './synaptic-events.ts';

/** A legal partition and what it is expected to cost. */
export interface Candidate {
  readonly parts: Partition['parts'];
  readonly cost: ExpectedCost;
  readonly origin: string;
}

interface KnownColumns {
  weights: SpikeWeights;
  events: readonly Float64Array[];
  atoms: Atoms;
  level: Level;
  workNs: Float64Array;
}

export class NetworkSearch {
  readonly net: QuantNet;
  readonly core: CoreType;
  readonly finder: ReachFinder;
  readonly goal: PartitionGoal;
  /** Cores that there are. */
  readonly coresMax: number;
  private known: Partial<KnownColumns> = {};

  constructor(net: QuantNet, core: CoreType, finder: ReachFinder, goal: PartitionGoal) {
    this.net = net;
    this.core = core;
    this.finder = finder;
    this.goal = goal;
    this.coresMax = coresPerChip(goal.profile) * goal.chips;
  }

  get weights(): SpikeWeights {
    return this.once('weights', () => spikeWeights(this.net, this.goal.activity()));
  }

  get events(): readonly Float64Array[] {
    return this.once('events', () => synapticEvents(this.net, this.weights));
  }

  get atoms(): Atoms {
    return this.once('atoms', () => chooseAtoms(this.net, this.core, this.finder));
  }

  get level(): Level {
    const { net, finder } = this;
    return this.once('level', () => levelOfNet(net, this.atoms, this.weights, finder));
  }

  /** Time that the synaptic events of each atom take over the steps of the weights, nanosecond. */
  get workNs(): Float64Array {
    const { net, goal } = this;
    return this.once('workNs', () => atomWork(net, this.atoms, this.events, goal.set));
  }

  private once<K extends keyof KnownColumns>(key: K, make: () => KnownColumns[K]): KnownColumns[K] {
    const known: KnownColumns[K] = this.known[key] ?? make();
    this.known[key] = known;
    return known;
  }

  limits(): MappingLimits {
    return searchLimits(this.finder);
  }

  /** The slices as they are, or repaired; null where no repair makes them legal. */
  candidateOf(slices: readonly (readonly Slice[])[], origin: string): Candidate | null {
    const { net, core, finder } = this;
    const parts = legalParts(net, core, finder, slices);
    return parts === null ? null : this.candidateOfLegal(parts, origin);
  }

  /** Cost of parts that are legal already; null where the count of routes shows that they are not. */
  candidateOfLegal(parts: Partition['parts'], origin: string): Candidate | null {
    const { net, finder, goal, weights, events } = this;
    const filled = parts.filter((slices) => slices.length > 0);
    const plan = planRoutes(net, { partitioner: origin, parts: filled }, finder);
    const limits = coreUseLimits(this.core.limits);
    const resources = Object.keys(limits) as (keyof typeof limits)[];
    if (plan.uses.some((use) => resources.some((key) => use[key] > limits[key]))) return null;
    const cost = expectedCost(net, { parts: filled }, plan, weights, events, goal);
    return { parts: filled, cost, origin };
  }

  candidateOfAtoms(part: Int32Array, cores: number, origin: string): Candidate | null {
    return this.candidateOf(slicesOfAtoms(this.atoms, part, cores), origin);
  }
}
