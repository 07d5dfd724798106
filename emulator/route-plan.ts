/** Routes flattened for delivery: every (source, destination core) pair as one entry of a few columns. */
import type { ParameterSet } from '../src/model/chip.ts';
import { corePosition } from '../src/model/chip.ts';
import type { ProgramImage } from '../src/model/program.ts';
import type { CoreStates } from './core-states.ts';
import type { EventRing } from './event-ring.ts';
import { type FlightPlan, type Way as FlightWay, flightPs, planFlights } from './flights.ts';
import type { GatheredRows } from './gathered-rows.ts';
import { gatherRows } from './gathered-rows.ts';
import { createHopCounter, type Hops } from './hop-count.ts';

/** Ways out of a set of sources (a core's slots or an input population's neurons). */
export interface RoutePlan {
  /** [sourceCount + 1] into the columns. */
  readonly offsets: Int32Array;
  /** [sourceCount + 1] into `ring` and `row`: the ways whose rows are not gathered by source. */
  readonly ringOffsets: Int32Array;
  /** Index into `rings`. */
  readonly ring: Int32Array;
  /** Row of the ring's port. */
  readonly row: Int32Array;
  /** Index of the destination core of each way. */
  readonly core: Int32Array;
  /** Per source: sums over its ways. */
  readonly packets: Int32Array;
  readonly interCore: Int32Array;
  readonly withinTile: Int32Array;
  readonly hopsEastWest: Int32Array;
  readonly hopsNorthSouth: Int32Array;
  readonly hopsBetweenChips: Int32Array;
  /** Flight time of the slowest way, picosecond. */
  readonly latencyPs: Float64Array;
  /** Which ways of each source can be its slowest; planned when first asked for. */
  readonly flights: () => FlightPlan;
}

export interface Delivery {
  readonly rings: readonly EventRing[];
  readonly gathered: GatheredRows;
  readonly cores: readonly RoutePlan[];
  readonly inputs: readonly { readonly population: number; readonly plan: RoutePlan }[];
}

/** Plans all ways of an image. Host spikes enter the mesh at tile (0, 0) of the chip they are for. */
export function planDelivery(
  image: ProgramImage,
  coreStates: CoreStates,
  times: ParameterSet['timeNs'],
): Delivery {
  const { states } = coreStates;
  const rings = states.flatMap((state) => state.rings);
  const ringBegin = prefix(states.map((state) => state.rings.length));
  const locatePort = locator(image);
  const locate = (core: number, axon: number): RingRow | null => {
    const { port, row } = locatePort(core, axon);
    return states[core]!.gathered[port] ? null : { ring: ringBegin[core]! + port, row };
  };
  const counter = createHopCounter(image.header.profile, chipsSpanned(image));
  const cores = image.cores.map((core, c) =>
    planRoutes(
      core.routeOffsets,
      core.routeCores,
      core.routeAxons,
      locate,
      (to) => wayBetween(counter.betweenCores(core.core, image.cores[to]!.core), to === c),
      times,
    ),
  );
  const inputs = image.inputs.map((input) => ({
    population: input.population,
    plan: planRoutes(
      input.offsets,
      input.cores,
      input.axons,
      locate,
      (to) => ({ ...counter.fromHost(image.cores[to]!.core), withinTile: 0, interCore: 1 }),
      times,
    ),
  }));
  const gathered = gatherRows(image, coreStates, locatePort);
  return { rings, gathered, cores, inputs };
}

interface RingRow {
  readonly ring: number;
  readonly row: number;
}

interface Way extends FlightWay {
  readonly interCore: number;
}

function wayBetween(hops: Hops, same: boolean): Way {
  const links = hops.eastWest + hops.northSouth + hops.betweenChips;
  return { ...hops, withinTile: links === 0 ? 1 : 0, interCore: same ? 0 : 1 };
}

/** Chips from the first to the last with a core in use: they decide how the chips are laid out. */
function chipsSpanned({ header, cores }: ProgramImage): number {
  const last = cores.reduce((most, { core }) => Math.max(most, core), 0);
  return Math.max(header.chipsUsed, corePosition(header.profile, last).chip + 1);
}

function planRoutes(
  offsets: Int32Array,
  cores: Int32Array,
  axons: Int32Array,
  locate: (core: number, axon: number) => RingRow | null,
  hopsTo: (core: number) => Way,
  times: ParameterSet['timeNs'],
): RoutePlan {
  const sources = offsets.length - 1;
  const wayTo = new Map<number, Way>();
  let flights: FlightPlan | undefined;
  const plan: RoutePlan = {
    offsets,
    ...ringWays(offsets, cores, axons, locate),
    core: cores,
    packets: new Int32Array(sources),
    interCore: new Int32Array(sources),
    withinTile: new Int32Array(sources),
    hopsEastWest: new Int32Array(sources),
    hopsNorthSouth: new Int32Array(sources),
    hopsBetweenChips: new Int32Array(sources),
    latencyPs: new Float64Array(sources),
    flights: () => (flights ??= planFlights(offsets, cores, wayTo)),
  };
  for (const core of new Set(cores)) wayTo.set(core, hopsTo(core));
  for (let source = 0; source < sources; source++) {
    for (let k = offsets[source]!; k < offsets[source + 1]!; k++) {
      addHops(plan, source, wayTo.get(cores[k]!)!, times);
    }
  }
  return plan;
}

/** The ways that `locate` finds a ring for, as columns. */
function ringWays(
  offsets: Int32Array,
  cores: Int32Array,
  axons: Int32Array,
  locate: (core: number, axon: number) => RingRow | null,
): Pick<RoutePlan, 'ringOffsets' | 'ring' | 'row'> {
  const ringOffsets = new Int32Array(offsets.length);
  const ring = new Int32Array(cores.length);
  const row = new Int32Array(cores.length);
  let count = 0;
  for (let source = 0; source + 1 < offsets.length; source++) {
    for (let k = offsets[source]!; k < offsets[source + 1]!; k++) {
      const found = locate(cores[k]!, axons[k]!);
      if (found === null) continue;
      ring[count] = found.ring;
      row[count++] = found.row;
    }
    ringOffsets[source + 1] = count;
  }
  return { ringOffsets, ring: ring.slice(0, count), row: row.slice(0, count) };
}

function addHops(plan: RoutePlan, source: number, hops: Way, times: ParameterSet['timeNs']): void {
  plan.packets[source]!++;
  plan.interCore[source]! += hops.interCore;
  plan.withinTile[source]! += hops.withinTile;
  plan.hopsEastWest[source]! += hops.eastWest;
  plan.hopsNorthSouth[source]! += hops.northSouth;
  plan.hopsBetweenChips[source]! += hops.betweenChips;
  plan.latencyPs[source] = Math.max(plan.latencyPs[source]!, flightPs(hops, times));
}

/** Finds the port of an axon and its row there. */
function locator(
  image: ProgramImage,
): (core: number, axon: number) => { port: number; row: number } {
  return (core, axon) => {
    const { ports } = image.cores[core]!;
    let [low, high] = [0, ports.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (axon < ports[middle]!.axonEnd) high = middle;
      else low = middle + 1;
    }
    return { port: low, row: axon - ports[low]!.axonBegin };
  };
}

function prefix(lengths: readonly number[]): number[] {
  const begins: number[] = [];
  let sum = 0;
  for (const length of lengths) {
    begins.push(sum);
    sum += length;
  }
  return begins;
}
