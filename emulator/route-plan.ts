/** Routes flattened for delivery: every (source, destination core) pair as one entry of a few columns. */
import type { ChipProfile, ParameterSet } from '../src/model/chip.ts';
import { corePosition } from '../src/model/chip.ts';
import type { ProgramImage } from '../src/model/program.ts';
import type { CoreState } from './core-state.ts';
import type { EventRing } from './event-ring.ts';

/** Ways out of a set of sources (a core's slots or an input population's neurons). */
export interface RoutePlan {
  /** [sourceCount + 1] into the columns. */
  readonly offsets: Int32Array;
  /** Index into `rings`. */
  readonly ring: Int32Array;
  /** Row of the ring's port. */
  readonly row: Int32Array;
  /** Index of the destination core. */
  readonly core: Int32Array;
  /** Per source: sums over its ways. */
  readonly packets: Int32Array;
  readonly interCore: Int32Array;
  readonly withinTile: Int32Array;
  readonly hopsEastWest: Int32Array;
  readonly hopsNorthSouth: Int32Array;
  /** Flight time of the slowest way, picosecond. */
  readonly latencyPs: Float64Array;
}

export interface Delivery {
  readonly rings: readonly EventRing[];
  readonly cores: readonly RoutePlan[];
  readonly inputs: readonly { readonly population: number; readonly plan: RoutePlan }[];
}

/** Plans all ways of an image. Host spikes enter the mesh at tile (0, 0) of the chip they are for. */
export function planDelivery(
  image: ProgramImage,
  states: readonly CoreState[],
  times: ParameterSet['timeNs'],
): Delivery {
  const rings = states.flatMap((state) => state.rings);
  const ringBegin = prefix(states.map((state) => state.rings.length));
  const locate = locator(image, ringBegin);
  const { profile } = image.header;
  const cores = image.cores.map((core, c) =>
    planRoutes(
      core.routeOffsets,
      core.routeCores,
      core.routeAxons,
      locate,
      (to) => hopsBetween(profile, core.core, image.cores[to]!.core, to === c),
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
      (to) => {
        const at = corePosition(profile, image.cores[to]!.core);
        return { eastWest: at.x, northSouth: at.y, withinTile: 0, interCore: 1 };
      },
      times,
    ),
  }));
  return { rings, cores, inputs };
}

interface Hops {
  readonly eastWest: number;
  readonly northSouth: number;
  readonly withinTile: number;
  readonly interCore: number;
}

function hopsBetween(profile: ChipProfile, a: number, b: number, same: boolean): Hops {
  const [from, to] = [corePosition(profile, a), corePosition(profile, b)];
  const eastWest = Math.abs(from.x - to.x);
  const northSouth = Math.abs(from.y - to.y);
  const crossing = from.chip === to.chip ? 0 : profile.grid.tilesX;
  const withinTile = eastWest + northSouth + crossing === 0 ? 1 : 0;
  return { eastWest: eastWest + crossing, northSouth, withinTile, interCore: same ? 0 : 1 };
}

function planRoutes(
  offsets: Int32Array,
  cores: Int32Array,
  axons: Int32Array,
  locate: (core: number, axon: number) => { ring: number; row: number },
  hopsTo: (core: number) => Hops,
  times: ParameterSet['timeNs'],
): RoutePlan {
  const sources = offsets.length - 1;
  const plan: RoutePlan = {
    offsets,
    ring: new Int32Array(cores.length),
    row: new Int32Array(cores.length),
    core: cores,
    packets: new Int32Array(sources),
    interCore: new Int32Array(sources),
    withinTile: new Int32Array(sources),
    hopsEastWest: new Int32Array(sources),
    hopsNorthSouth: new Int32Array(sources),
    latencyPs: new Float64Array(sources),
  };
  for (let source = 0; source < sources; source++) {
    for (let k = offsets[source]!; k < offsets[source + 1]!; k++) {
      const { ring, row } = locate(cores[k]!, axons[k]!);
      plan.ring[k] = ring;
      plan.row[k] = row;
      addHops(plan, source, hopsTo(cores[k]!), times);
    }
  }
  return plan;
}

function addHops(plan: RoutePlan, source: number, hops: Hops, times: ParameterSet['timeNs']): void {
  plan.packets[source]!++;
  plan.interCore[source]! += hops.interCore;
  plan.withinTile[source]! += hops.withinTile;
  plan.hopsEastWest[source]! += hops.eastWest;
  plan.hopsNorthSouth[source]! += hops.northSouth;
  const flightNs =
    hops.withinTile * times.packetWithinTile.value +
    hops.eastWest * times.hopEastWest.value +
    hops.northSouth * times.hopNorthSouth.value;
  plan.latencyPs[source] = Math.max(plan.latencyPs[source]!, Math.round(flightNs * 1000));
}

function locator(
  image: ProgramImage,
  ringBegin: readonly number[],
): (core: number, axon: number) => { ring: number; row: number } {
  return (core, axon) => {
    const { ports } = image.cores[core]!;
    let [low, high] = [0, ports.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (axon < ports[middle]!.axonEnd) high = middle;
      else low = middle + 1;
    }
    return { ring: ringBegin[core]! + low, row: axon - ports[low]!.axonBegin };
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
