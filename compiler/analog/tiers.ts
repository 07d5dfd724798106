/**
 * Which neurons of a stack stand on which tier. Where membranes cross, each boundary between a neuron and its sources
 * hangs a via on its membrane and slows it; where spikes cross, each costs energy. Either way, tiers that are not filled
 * alike take more tiles, and packets go farther. It stands behind the lowering, whose capacitors say how much a via
 * matters, and before the partition, whose parts then hold one tier each.
 */
import type { AnalogStack } from '../../src/model/analog.ts';
import type { ChipProfile, CoreType } from '../../src/model/chip.ts';
import { coresPerChip } from '../../src/model/chip.ts';
import type { QuantNet } from '../../src/model/mapping.ts';
import { CompileError, groupDigits } from '../../src/support/errors.ts';
import { createRng } from '../../src/support/rng.ts';
import type { AnalogLowering } from './lower.ts';
import { analogOf } from './lower.ts';
import type { AnalogOptions } from './options.ts';
import { type BlockGraph, cutBlocks, linkBlocks, spansOf, type TierBlock } from './tier-blocks.ts';
import type { TierSearch } from './tier-exact.ts';
import { linkEnergyPj, sharedTilesPj, type TierLinks } from './tier-links.ts';
import {
  fillInOrder,
  fillLargestFirst,
  linksPj,
  spreadOver,
  type TierAssignment,
  type TierPair,
  type TierProblem,
} from './tier-problem.ts';
import { assignTiers } from './tier-search.ts';
import { capacitanceByViasF, rateErrorByVias } from './via-effect.ts';

/** What an assignment makes cross, and how far it spreads. */
export interface TierCrossings {
  /** Neurons with a via on their membrane, and their vias. */
  readonly membranes: number;
  readonly vias: number;
  /** Of all neurons, at twice the leak's bias current. */
  readonly meanRateError: number;
  readonly largestRateError: number;
  /** Boundaries that spikes cross where every neuron and input spikes once, and what that costs. */
  readonly spikeCrossings: number;
  readonly energyPj: number;
  /** Estimate of what links between tiles cost then. */
  readonly linkPj: number;
}

export interface TierReport {
  readonly crossing: AnalogStack['crossing'];
  readonly tiers: number;
  /** Filled in the populations' order. */
  readonly before: TierCrossings;
  readonly after: TierCrossings;
  /** True where no other assignment of these blocks is better. */
  readonly exact: boolean;
  readonly blocks: readonly (TierBlock & { readonly tier: number })[];
  /** Capacitance of each population's membranes by their vias, [circuits][tiers]. */
  readonly capacitanceF: readonly (readonly number[])[];
}

export interface TierOptions {
  readonly choice: AnalogOptions['tiers'];
  readonly chips: number;
  readonly seed: string;
  /** Energy of a spike over one boundary, over one hop, and within a tile. */
  readonly boundaryPj: number;
  readonly hopPj: number;
  readonly withinTilePj: number;
}

/** On a stack whose membranes cross: the mean rate error that a doubling of the links' energy counts as. */
const LINK_WORTH = 0.01;

/** The network with its `tier` and `tsvs` registers. Throws CompileError E_TIERS where the tiers cannot hold it. */
export function placeOnTiers(
  lowering: AnalogLowering,
  net: QuantNet,
  profile: ChipProfile,
  core: CoreType,
  options: TierOptions,
): { readonly net: QuantNet; readonly report: TierReport } {
  const analog = analogOf(core);
  const stack = analog.stack!;
  const effects = lowering.circuits.map((circuit) => {
    const registers = net.populations[circuit.demand.index]!.registers!;
    const capacitanceF = capacitanceByViasF(analog, circuit, registers);
    return { capacitanceF, rateError: rateErrorByVias(analog, circuit, capacitanceF) };
  });
  const errors = new Map(
    lowering.circuits.map(({ demand }, k) => [demand.index, effects[k]!.rateError]),
  );
  const coresOfTier = (coresPerChip(profile) * options.chips) / stack.tiers;
  const tilesMax = profile.grid.tilesX * profile.grid.tilesY * options.chips;
  const room = { core, stack, coresOfTier, tilesMax };
  const { graph, problem } = findRoom(net, room, errors, options);
  const first = fillInOrder(problem) ?? fillLargestFirst(problem)!;
  const found = choose(problem, first, options);
  const before = withTiers(net, graph.blocks, first, stack);
  const after = withTiers(net, graph.blocks, found.assignment, stack);
  const judge = (placed: QuantNet, assignment: TierAssignment): TierCrossings => ({
    ...crossingsOf(placed, graph, assignment, errors, stack, options.boundaryPj),
    linkPj: linksPj(problem, assignment),
  });
  return {
    net: after,
    report: {
      crossing: stack.crossing,
      tiers: stack.tiers,
      before: judge(before, first),
      after: judge(after, found.assignment),
      exact: found.exact,
      blocks: graph.blocks.map((block, k) => ({ ...block, tier: found.assignment[k]! })),
      capacitanceF: effects.map(({ capacitanceF }) => capacitanceF),
    },
  };
}

function choose(
  problem: TierProblem,
  first: TierAssignment,
  { choice, seed }: TierOptions,
): TierSearch {
  if (choice === 'optimize') return assignTiers(problem, createRng(seed).fork('tiers'))!;
  const assignment = choice === 'spread' ? (spreadOver(problem) ?? first) : first;
  return { assignment, exact: false };
}

/** What a stack has for the neurons. */
interface StackRoom {
  readonly core: CoreType;
  readonly stack: AnalogStack;
  readonly coresOfTier: number;
  readonly tilesMax: number;
}

/** Blocks as large as find room: whole populations, else halves of a tier and so on down to cores. */
function findRoom(
  net: QuantNet,
  stackRoom: StackRoom,
  errors: ReadonlyMap<number, readonly number[]>,
  options: TierOptions,
): { readonly graph: BlockGraph; readonly problem: TierProblem } {
  const { core, stack, coresOfTier } = stackRoom;
  for (let coresMax = coresOfTier; ; coresMax = Math.max(1, coresMax / 2)) {
    const blocks = cutBlocks(net, core, coresMax);
    const loads = blocks.map(({ cores }) => cores / coresOfTier);
    const room = { tiers: stack.tiers, loads };
    if (fillInOrder(room) !== null || fillLargestFirst(room) !== null) {
      const graph = linkBlocks(net, blocks);
      return { graph, problem: problemOf(graph, stackRoom, loads, errors, options) };
    }
    if (coresMax > 1) continue;
    const needed = Math.ceil(blocks.reduce((sum, { cores }) => sum + cores, 0));
    throw new CompileError(
      'E_TIERS',
      `the network fills some ${groupDigits(needed)} cores, the ${stack.tiers} tiers of core type "${core.name}" have ${groupDigits(coresOfTier)} each, ${groupDigits(coresOfTier * stack.tiers)} in all. Use --chips, fewer weight bits (--weight-bits), or a larger profile.`,
      { needed, available: coresOfTier * stack.tiers },
    );
  }
}

function problemOf(
  graph: BlockGraph,
  { stack, tilesMax, coresOfTier }: StackRoom,
  loads: readonly number[],
  errors: ReadonlyMap<number, readonly number[]>,
  { boundaryPj, hopPj, withinTilePj }: TierOptions,
): TierProblem {
  const { blocks, links, hostSources } = graph;
  const { tiers, crossing } = stack;
  // Those of one tier.
  const coresPerTile = coresOfTier / tilesMax;
  const between = { ...packetsOf(graph), tilesMax, hopPj, withinTilePj };
  const free = new Array<number>(tiers).fill(0);
  const packets = (to: number, sources: number): number => sources * Math.ceil(blocks[to]!.cores);
  if (crossing === 'membrane') {
    return {
      tiers,
      loads,
      sources: links.map((list, to) => [...list.keys()].filter((from) => from !== to)),
      spanCosts: blocks.map(({ population, begin, end }) =>
        errors.get(population)!.map((error) => error * (end - begin)),
      ),
      hostCosts: blocks.map(() => 0),
      pairs: pairsOf(graph, between, coresPerTile, 0),
      links: between,
      costPerLinkPj: worthOfPj(graph, between, loads, tiers),
    };
  }
  return {
    tiers,
    loads,
    sources: blocks.map(() => []),
    spanCosts: blocks.map(() => free),
    hostCosts: hostSources.map((sources, to) => packets(to, sources) * boundaryPj),
    pairs: pairsOf(graph, between, coresPerTile, boundaryPj),
    links: between,
    costPerLinkPj: 1,
  };
}

function pairsOf(
  { blocks, links }: BlockGraph,
  energies: Pick<TierLinks, 'hopPj' | 'withinTilePj'>,
  coresPerTile: number,
  boundaryPj: number,
): TierPair[] {
  const tilesOf = (block: number): number => blocks[block]!.cores / coresPerTile;
  return links.flatMap((list, to) =>
    [...list].flatMap(([from, sources]) => {
      if (from === to) return [];
      const packets = sources * Math.ceil(blocks[to]!.cores);
      const sameTierPj = packets * sharedTilesPj(energies, tilesOf(from), tilesOf(to));
      return [{ from, to, cost: packets * boundaryPj, sameTierPj }];
    }),
  );
}

/** One for each core of a block that a source reaches. */
function packetsOf({
  blocks,
  links,
  hostSources,
}: BlockGraph): Pick<TierLinks, 'packets' | 'hostPackets'> {
  let [packets, hostPackets] = [0, 0];
  blocks.forEach(({ cores }, to) => {
    hostPackets += hostSources[to]! * Math.ceil(cores);
    for (const sources of links[to]!.values()) packets += sources * Math.ceil(cores);
  });
  return { packets, hostPackets };
}

/** In neurons' rate errors: as much again as evenly filled tiers need counts as LINK_WORTH of every neuron. */
function worthOfPj(
  { blocks }: BlockGraph,
  links: TierLinks,
  loads: readonly number[],
  tiers: number,
): number {
  const neurons = blocks.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const evenlyPj = linkEnergyPj(links, loads.reduce((sum, load) => sum + load, 0) / tiers);
  return evenlyPj > 0 ? (LINK_WORTH * neurons) / evenlyPj : 0;
}

function withTiers(
  net: QuantNet,
  blocks: readonly TierBlock[],
  assignment: TierAssignment,
  { crossing }: AnalogStack,
): QuantNet {
  const tiers = net.populations.map(({ registers, size }) =>
    registers === null ? null : new Int32Array(size),
  );
  blocks.forEach(({ population, begin, end }, block) => {
    tiers[population]!.fill(assignment[block]!, begin, end);
  });
  return {
    ...net,
    populations: net.populations.map((population, index) => {
      const tier = tiers[index];
      if (!tier || population.registers === null) return population;
      const tsvs =
        crossing === 'membrane' ? spansOf(net, index, tiers) : new Int32Array(tier.length);
      const registers = { ...population.registers, tier: collapsed(tier), tsvs: collapsed(tsvs) };
      return { ...population, registers };
    }),
  };
}

/** One value where all are equal. */
function collapsed(values: Int32Array): number | Int32Array {
  return values.every((value) => value === values[0]) ? (values[0] ?? 0) : values;
}

function crossingsOf(
  net: QuantNet,
  graph: BlockGraph,
  assignment: TierAssignment,
  errors: ReadonlyMap<number, readonly number[]>,
  { crossing }: AnalogStack,
  boundaryPj: number,
): Omit<TierCrossings, 'linkPj'> {
  let [neurons, membranes, vias, errorSum, largest] = [0, 0, 0, 0, 0];
  net.populations.forEach(({ registers, size }, population) => {
    if (registers === null) return;
    const { tsvs } = registers;
    for (let k = 0; k < size; k++) {
      const count = typeof tsvs === 'number' ? tsvs : (tsvs?.[k] ?? 0);
      const error = errors.get(population)![count]!;
      neurons++;
      vias += count;
      membranes += count > 0 ? 1 : 0;
      errorSum += error;
      largest = Math.max(largest, error);
    }
  });
  const spikeCrossings = crossing === 'spike' ? spikesAcross(graph, assignment) : 0;
  return {
    membranes,
    vias,
    meanRateError: neurons > 0 ? errorSum / neurons : 0,
    largestRateError: largest,
    spikeCrossings,
    energyPj: spikeCrossings * boundaryPj,
  };
}

function spikesAcross({ blocks, links, hostSources }: BlockGraph, tiers: TierAssignment): number {
  let crossed = 0;
  blocks.forEach(({ cores }, to) => {
    const packets = Math.ceil(cores);
    crossed += hostSources[to]! * packets * tiers[to]!;
    for (const [from, sources] of links[to]!) {
      crossed += sources * packets * Math.abs(tiers[from]! - tiers[to]!);
    }
  });
  return crossed;
}
