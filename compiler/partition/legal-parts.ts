/** From slices by core, as a search wants them, to cores that keep every limit. */
import type { CoreType } from '../../src/model/chip.ts';
import type { QuantNet, Slice } from '../../src/model/mapping.ts';
import { findBox } from '../box.ts';
import { populationGrid } from '../population-grid.ts';
import type { ReachFinder } from '../reach.ts';
import type { SliceDemand } from './core-load.ts';
import { CoreLoads, demandOf } from './core-load.ts';
import { splitsInto } from './split.ts';

const ROUNDS_MAX = 24;
/** Cores that a slice without a place is tried on. */
const CORES_TRIED_MAX = 64;

/**
 * Puts the slices where they are wanted. What breaks a limit there goes to the first core that takes it, else to
 * a new one, cut in halves where it is too large; a core whose neurons reach too many others is halved. Null where
 * neither helps.
 */
export function legalParts(
  net: QuantNet,
  core: CoreType,
  finder: ReachFinder,
  wanted: readonly (readonly Slice[])[],
): readonly (readonly Slice[])[] | null {
  let parts = wanted.filter((slices) => slices.length > 0);
  const demands = new Map<Slice, SliceDemand>();
  const demandFor = (slice: Slice): SliceDemand => {
    const known = demands.get(slice) ?? demandOf(net, finder, slice);
    demands.set(slice, known);
    return known;
  };
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const trial = new Trial(net, core, demandFor);
    const culprit = trial.place(parts);
    if (culprit === null) return trial.loads.parts;
    if (culprit < 0) return null;
    const halved = halves(net, trial.loads.parts[culprit] ?? []);
    if (halved === null) return null;
    parts = trial.loads.parts.flatMap((slices, k) => (k === culprit ? halved : [slices]));
    parts = [...parts, ...trial.left.map((slice) => [slice])];
  }
  return null;
}

class Trial {
  readonly loads: CoreLoads;
  /** Slices without a core when it ended. */
  left: Slice[] = [];
  private readonly net: QuantNet;
  private readonly demandFor: (slice: Slice) => SliceDemand;

  constructor(net: QuantNet, core: CoreType, demandFor: (slice: Slice) => SliceDemand) {
    this.net = net;
    this.loads = new CoreLoads(net, core);
    this.demandFor = demandFor;
  }

  /** Null where all slices have a core; else the core whose neurons reach too many others, -1 for none. */
  place(parts: readonly (readonly Slice[])[]): number | null {
    const spilt: Slice[] = [];
    for (const slices of parts) {
      const core = this.loads.openCore();
      for (const slice of slices) {
        if (this.loads.tryAdd(core, this.demandFor(slice)) !== null) spilt.push(slice);
      }
    }
    while (spilt.length > 0) {
      const slice = spilt.pop()!;
      const refused = this.placeSpilt(slice);
      if (refused === null) continue;
      const halved = refused < 0 ? halfSlices(this.net, slice) : null;
      if (halved) {
        spilt.push(...halved);
        continue;
      }
      this.left = [slice, ...spilt];
      return refused;
    }
    return null;
  }

  /** Null where some core takes the slice; a core that would break, -1 where the slice alone is too large. */
  private placeSpilt(slice: Slice): number | null {
    const { loads } = this;
    const demand = this.demandFor(slice);
    const tried = Math.min(CORES_TRIED_MAX, loads.parts.length);
    for (let core = 0; core < tried; core++) if (loads.tryAdd(core, demand) === null) return null;
    const free = loads.parts.findIndex(({ length }) => length === 0);
    const core = free >= 0 ? free : loads.openCore();
    const violation = loads.tryAdd(core, demand);
    if (violation === null) return null;
    return violation.core === core ? -1 : violation.core;
  }
}

/** A core's slices on two cores, about half of the neurons on each; null for a single neuron. */
function halves(net: QuantNet, slices: readonly Slice[]): [Slice[], Slice[]] | null {
  const total = slices.reduce((sum, { neurons }) => sum + neurons.length, 0);
  const first: Slice[] = [];
  const second: Slice[] = [];
  let taken = 0;
  for (const slice of slices) {
    const { length } = slice.neurons;
    if (taken + length <= total / 2) first.push(slice);
    else if (taken >= total / 2) second.push(slice);
    else {
      const halved = halfSlices(net, slice);
      if (halved === null) (taken === 0 ? first : second).push(slice);
      else {
        first.push(halved[0]);
        second.push(halved[1]);
      }
    }
    taken += length;
  }
  return first.length > 0 && second.length > 0 ? [first, second] : null;
}

/** Two halves along the longest axis where the slice is a box, else in its order; null for a single neuron. */
function halfSlices(net: QuantNet, { population, neurons }: Slice): [Slice, Slice] | null {
  if (neurons.length < 2) return null;
  const grid = populationGrid(net, population);
  const box = findBox(grid, neurons);
  if (box === null) {
    const middle = neurons.length >> 1;
    return [
      { population, neurons: neurons.slice(0, middle) },
      { population, neurons: neurons.slice(middle) },
    ];
  }
  const extents: [number, number, number] = [
    box.channelEnd - box.channelBegin,
    box.rowEnd - box.rowBegin,
    box.columnEnd - box.columnBegin,
  ];
  // Cutting across positions keeps what the halves share least.
  const ways = splitsInto(extents, 2);
  const way = ways.at(-1)!.map((local) =>
    local.map((k) => {
      const c = Math.floor(k / (extents[1] * extents[2])) + box.channelBegin;
      const y = (Math.floor(k / extents[2]) % extents[1]) + box.rowBegin;
      const x = (k % extents[2]) + box.columnBegin;
      return (c * grid[1] + y) * grid[2] + x;
    }),
  );
  return [
    { population, neurons: way[0]! },
    { population, neurons: way[1]! },
  ];
}
