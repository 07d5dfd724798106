import type { CoreType } from '../../src/model/chip.ts';
import type { CoreUse, Partition, QuantNet, Slice } from '../../src/model/mapping.ts';
import { populationGrid } from '../population-grid.ts';
import type { ReachFinder } from '../reach.ts';
import type { SliceDemand, Violation } from './core-load.ts';
import { CoreLoads, demandOf, useLimits } from './core-load.ts';
import { doesNotFit, neuronTooLarge } from './fit-errors.ts';
import { splitsInto } from './split.ts';

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
  const limits = useLimits(core.limits);
  const partsMin = net.populations.map(() => 1);
  for (let restart = 0; ; restart++) {
    const result = attempt(net, finder, limits, partsMin, core.name);
    if ('parts' in result) return { partitioner: 'structured', parts: result.parts };
    const { population, violation } = result;
    const size = net.populations[population]!.size;
    if (restart >= RESTARTS_MAX || partsMin[population]! >= size) {
      throw doesNotFit(net, population, violation, core.name);
    }
    partsMin[population] = Math.min(size, Math.ceil(partsMin[population]! * 1.3) + 1);
  }
}

type Attempt =
  | { readonly parts: readonly (readonly Slice[])[] }
  | { readonly population: number; readonly violation: Violation };

function attempt(
  net: QuantNet,
  finder: ReachFinder,
  limits: CoreUse,
  partsMin: number[],
  coreName: string,
): Attempt {
  const loads = new CoreLoads(net, limits);
  const order = net.populations
    .map((_, p) => p)
    .filter((p) => net.populations[p]!.registers !== null)
    .sort((a, b) => net.populations[b]!.level - net.populations[a]!.level || a - b);
  for (const population of order) {
    const demands = chooseSplit(net, finder, loads, limits, population, partsMin, coreName);
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
 * one with the fewest input axons in all.
 */
function chooseSplit(
  net: QuantNet,
  finder: ReachFinder,
  loads: CoreLoads,
  limits: CoreUse,
  population: number,
  partsMin: number[],
  coreName: string,
): readonly SliceDemand[] {
  const { size } = net.populations[population]!;
  const grid = populationGrid(net, population);
  let count = Math.max(partsMin[population]!, Math.ceil(size / limits.compartments));
  for (;;) {
    let best: { demands: SliceDemand[]; axons: number } | null = null;
    let least = Infinity;
    for (const way of splitsInto(grid, count)) {
      const trial = tryWay(net, finder, loads, limits, population, way);
      least = Math.min(least, trial.overload);
      if (trial.overload <= 1 && (best === null || trial.axons < best.axons)) best = trial;
    }
    partsMin[population] = count;
    if (best) return best.demands;
    if (count >= size) throw neuronTooLarge(net, finder, loads, limits, population, coreName);
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
  limits: CoreUse,
  population: number,
  way: readonly Int32Array[],
): { demands: SliceDemand[]; axons: number; overload: number } {
  const demands: SliceDemand[] = [];
  let [axons, overload] = [0, 0];
  for (const neurons of way) {
    const demand = demandOf(net, finder, { population, neurons });
    const inputAxons = demand.sources.reduce((sum, { sources }) => sum + sources.length, 0);
    axons += inputAxons;
    overload = Math.max(
      overload,
      neurons.length / limits.compartments,
      inputAxons / limits.inputAxons,
      demand.memoryBits / limits.synapseMemoryBits,
      loads.outputAxonsOf(demand.slice) / limits.outputAxons,
    );
    demands.push(demand);
    if (overload > 1) break;
  }
  return { demands, axons, overload };
}
