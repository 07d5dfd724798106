import type { CoreType, ParameterSet } from '../../src/model/chip.ts';
import type { Partition, QuantNet, QuantProjection } from '../../src/model/mapping.ts';
import { coreUseLimits } from '../../src/model/mapping.ts';
import { populationGrid } from '../population-grid.ts';
import type { ReachFinder } from '../reach.ts';
import type { Activity } from './activity.ts';
import { uniformActivity } from './activity.ts';
import type { Choice } from './balance-cost.ts';
import { createBalanceCost, synapseKind } from './balance-cost.ts';
import { aloneOn, CoreLoads, demandOf } from './core-load.ts';
import { type CutWork, cutWork, firedRows } from './cut-work.ts';
import type { PartitionGoal } from './goal.ts';
import { splitsInto } from './split.ts';
import { partitionStructured } from './structured.ts';

/** Cuts of a population: from as many parts as it needs to this many times as many and some. */
const GROWTH_MAX = 4;
const PARTS_MORE = 8;
/** Above this many parts, not every number of them is tried: numbers of few factors have few ways to cut. */
const EVERY_COUNT_BELOW = 64;
const ROUNDS_MAX = 6;
/**
 * Cuts each population along its shape such that energy times time of the expected spikes is least: cores that
 * share a burst of spikes are done sooner, and every further core costs packets. From the fewest parts on, one population
 * after the other takes its best cut while the others keep theirs, until none gains. A core holds one
 * part. Where such parts break a limit, the partition is the structured one.
 */
export function partitionBalanced(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  goal: PartitionGoal,
): Partition {
  const structured = partitionStructured(net, core, finder);
  const activity = goal.activity() ?? uniformActivity(net);
  const choices = net.populations.map(({ registers }, population) =>
    registers === null
      ? []
      : cutsOf(net, core, finder, population, partsOf(structured, population), activity, goal.set),
  );
  if (net.populations.some(({ registers }, p) => registers !== null && choices[p]!.length === 0)) {
    return { ...structured, partitioner: 'balanced' };
  }
  const chosen = descend(net, choices, activity, goal);
  const balanced = chosen && pack(net, core, finder, chosen);
  return balanced ?? { ...structured, partitioner: 'balanced' };
}

function partsOf({ parts }: Partition, population: number): number {
  return parts.flat().filter((slice) => slice.population === population).length;
}

/** Cuts into `least` parts and more, each of which fits an empty core. */
function cutsOf(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  population: number,
  least: number,
  activity: Activity,
  { timeNs }: ParameterSet,
): CutWork[] {
  const { size } = net.populations[population]!;
  const grid = populationGrid(net, population);
  const limits = coreUseLimits(core.limits);
  const costs = {
    axonInNs: timeNs.axonIn.value,
    synapseNs: (projection: QuantProjection) => timeNs[synapseKind(projection)].value,
  };
  const incoming = net.projections
    .filter(({ post }) => post === population)
    .map((projection) => firedRows(net, projection, activity));
  const cuts: CutWork[] = [];
  const most = Math.min(size, least * GROWTH_MAX + PARTS_MORE);
  for (let count = least; count <= most; count += Math.ceil(count / EVERY_COUNT_BELOW)) {
    for (const way of splitsInto(grid, count)) {
      const fits = way.every((neurons) => {
        const use = aloneOn(core, net, demandOf(net, finder, { population, neurons }));
        return (Object.keys(use) as (keyof typeof use)[]).every((key) => use[key] <= limits[key]);
      });
      if (fits) cuts.push(cutWork(size, way, incoming, activity, costs));
    }
  }
  return cuts;
}

function descend(
  net: QuantNet,
  choices: readonly (readonly CutWork[])[],
  activity: Activity,
  goal: PartitionGoal,
): Choice | null {
  const chosen = choices.map((cuts): CutWork | undefined => cuts[0]);
  const costOf = createBalanceCost(net, activity, goal);
  let best = costOf(chosen);
  if (best === Infinity) return null;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let improved = false;
    choices.forEach((cuts, population) => {
      for (const cut of cuts) {
        const trial = costOf(chosen.with(population, cut));
        if (trial >= best) continue;
        best = trial;
        chosen[population] = cut;
        improved = true;
      }
    });
    if (!improved) break;
  }
  return chosen;
}

/** Every part on a core of its own; null where that breaks a limit. */
function pack(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  chosen: Choice,
): Partition | null {
  const loads = new CoreLoads(net, core);
  for (const [population, cut] of chosen.entries()) {
    for (const neurons of cut?.way ?? []) {
      const demand = demandOf(net, finder, { population, neurons });
      if (loads.tryAdd(loads.openCore(), demand) !== null) return null;
    }
  }
  return { partitioner: 'balanced', parts: loads.parts };
}
