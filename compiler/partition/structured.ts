import type { CoreType } from '../../src/model/chip.ts';
import type { CoreUse, Partition, QuantNet, Slice } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import type { RegisterRows } from '../core-profiles.ts';
import { REGISTER_TABLES } from '../core-profiles.ts';
import { populationGrid } from '../population-grid.ts';
import type { ReachFinder } from '../reach.ts';
import type { SliceDemand, Violation } from './core-load.ts';
import { aloneOn, CoreLoads, demandOf } from './core-load.ts';
import { doesNotFit, neuronTooLarge } from './fit-errors.ts';
import { splitsGroups, splitsInto } from './split.ts';

/** How many of the last opened cores a slice may join. */
const OPEN_CORES = 12;
const RESTARTS_MAX = 60;

/**
 * Cuts each population along its shape into as few boxes as the limits allow, and packs the boxes
 * first-fit, so that small populations share a core. Populations are placed from the output
 * backwards: a source's output axons are the cores of its targets, which are then known. Where a cycle
 * overfills a core that was placed earlier, the population on it is cut finer and all starts again.
 * Throws CompileError E_FIT or E_FANIN.
 */
export function partitionStructured(net: QuantNet, core: CoreType, finder: ReachFinder): Partition {
  const partsMin = net.populations.map(() => 1);
  for (let restart = 0; ; restart++) {
    const result = attempt(net, finder, core, partsMin);
    if ('parts' in result) return { partitioner: 'structured', parts: result.parts };
    const { population, violation } = result;
    const size = net.populations[population]!.size;
    if (restart >= RESTARTS_MAX || partsMin[population]! >= size) {
      throw doesNotFit(net, population, violation, core);
    }
    partsMin[population] = Math.min(size, Math.ceil(partsMin[population]! * 1.3) + 1);
  }
}

type Attempt =
  | { readonly parts: readonly (readonly Slice[])[] }
  | { readonly population: number; readonly violation: Violation };

function attempt(net: QuantNet, finder: ReachFinder, core: CoreType, partsMin: number[]): Attempt {
  const loads = new CoreLoads(net, core);
  const order = net.populations
    .map((_, p) => p)
    .filter((p) => net.populations[p]!.registers !== null)
    .sort((a, b) => net.populations[b]!.level - net.populations[a]!.level || a - b);
  for (const population of order) {
    const demands = chooseSplit(net, finder, loads, core, population, partsMin);
    for (const demand of demands) {
      const violation = pack(loads, demand);
      if (!violation) continue;
      const culprit = loads.parts[violation.core]?.[0]?.population ?? population;
      return { population: culprit, violation };
    }
  }
  return { parts: loads.parts };
}

/** Adds the slice to the first open core with room, else to a new one; the violation where even that fails. */
function pack(loads: CoreLoads, demand: SliceDemand): Violation | null {
  const first = Math.max(0, loads.parts.length - OPEN_CORES);
  for (let core = first; core < loads.parts.length; core++) {
    if (loads.tryAdd(core, demand) === null) return null;
  }
  return loads.tryAdd(loads.openCore(), demand);
}

/**
 * The cut with the fewest parts of which each fits an empty core; among ways of the same count, the
 * one with the fewest input axons in all. Where registers vary more than a core's tables hold, neurons
 * of equal registers may also stand together, wherever they are in the shape.
 */
function chooseSplit(
  net: QuantNet,
  finder: ReachFinder,
  loads: CoreLoads,
  core: CoreType,
  population: number,
  partsMin: number[],
): readonly SliceDemand[] {
  const { size } = net.populations[population]!;
  const grid = populationGrid(net, population);
  const limits = coreUseLimits(core.limits);
  const tableParts = partsForTables(finder.registerRows, population, size, limits);
  const alike = tableParts > 1 ? finder.registerRows.groups(population, size) : [];
  let count = Math.max(
    partsMin[population]!,
    Math.ceil(size / limits.compartments),
    Math.min(size, tableParts),
  );
  for (;;) {
    let best: { demands: SliceDemand[]; axons: number } | null = null;
    let least = Infinity;
    for (const way of [...splitsInto(grid, count), ...splitsGroups(alike, count)]) {
      const trial = tryWay(net, finder, loads, core, population, way);
      least = Math.min(least, trial.overload);
      if (trial.overload <= 1 && (best === null || trial.axons < best.axons)) best = trial;
    }
    partsMin[population] = count;
    if (best) return best.demands;
    if (count >= size) throw neuronTooLarge(net, finder, loads, core, population);
    const grown = Number.isFinite(least)
      ? Math.floor(count * Math.min(2, Math.sqrt(least)))
      : count;
    count = Math.min(size, Math.max(count + 1, grown));
  }
}

/** Demands of one way to cut, its input axons, and the largest use over limit (over 1 does not fit). */
function tryWay(
  net: QuantNet,
  finder: ReachFinder,
  loads: CoreLoads,
  core: CoreType,
  population: number,
  way: readonly Int32Array[],
): { demands: SliceDemand[]; axons: number; overload: number } {
  const limits = coreUseLimits(core.limits);
  const demands: SliceDemand[] = [];
  let [axons, overload] = [0, 0];
  for (const neurons of way) {
    const demand = demandOf(net, finder, { population, neurons });
    const use: CoreUse = {
      ...aloneOn(core, net, demand),
      outputAxons: loads.outputAxonsOf(demand.slice),
    };
    axons += use.inputAxons;
    for (const resource of Object.keys(use) as (keyof CoreUse)[]) {
      overload = Math.max(overload, use[resource] / limits[resource]);
    }
    demands.push(demand);
    if (overload > 1) break;
  }
  return { demands, axons, overload };
}

/** Parts that the distinct rows of a population's registers take at least. */
function partsForTables(
  rows: RegisterRows,
  population: number,
  size: number,
  limits: CoreUse,
): number {
  const all = Int32Array.from({ length: size }, (_, k) => k);
  const parts = REGISTER_TABLES.map((table) =>
    Math.ceil(rows.of(table, population, all).size / limits[table]),
  );
  return Math.max(...parts);
}
