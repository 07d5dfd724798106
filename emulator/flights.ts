/** Ways of packets by the links they cross, and which of them can be the slowest of a step whatever a link costs. */
import type { ParameterSet } from '../src/model/chip.ts';
import type { FlightColumns } from '../src/model/trace.ts';
import { GrowingColumns } from '../src/support/growing-columns.ts';
import type { Hops } from './hop-count.ts';

/** Links of one packet; `withinTile` is 1 where it crosses none. */
export interface Way extends Hops {
  readonly withinTile: number;
}

/** Time of a packet on an idle way, picosecond. */
export function flightPs(way: Way, times: ParameterSet['timeNs']): number {
  const flightNs =
    way.withinTile * times.packetWithinTile.value +
    way.eastWest * times.hopEastWest.value +
    way.northSouth * times.hopNorthSouth.value +
    way.betweenChips * times.hopBetweenChips.value;
  return Math.round(flightNs * 1000);
}

/** Slots of a core by the set of ways that their spikes take. */
export interface FlightPlan {
  /** Class of each slot, [slotCount]; -1 where it sends nothing. */
  readonly classOf: Int32Array;
  /** Ways of each class that can be its slowest. */
  readonly fronts: readonly (readonly Way[])[];
}

/** `offsets` and `cores` are the ways out of each slot; `wayTo` says what leads to each of the cores. */
export function planFlights(
  offsets: Int32Array,
  cores: Int32Array,
  wayTo: ReadonlyMap<number, Way>,
): FlightPlan {
  const slots = offsets.length - 1;
  const classOf = new Int32Array(slots).fill(-1);
  const fronts: (readonly Way[])[] = [];
  const classes = new Map<string, number>();
  for (let slot = 0; slot < slots; slot++) {
    const targets = cores.subarray(offsets[slot]!, offsets[slot + 1]!);
    if (targets.length === 0) continue;
    const key = targets.join();
    const known = classes.get(key);
    classOf[slot] = known ?? fronts.length;
    if (known !== undefined) continue;
    classes.set(key, fronts.length);
    fronts.push(slowestWays(Array.from(targets, (core) => wayTo.get(core)!)));
  }
  return { classOf, fronts };
}

/** Without ways that cross no more links of any kind than another one. */
function slowestWays(ways: readonly Way[]): readonly Way[] {
  const front: Way[] = [];
  for (const way of ways) {
    if (front.some((other) => covers(other, way))) continue;
    const kept = front.filter((other) => !covers(way, other));
    front.length = 0;
    front.push(...kept, way);
  }
  return front;
}

function covers(a: Way, b: Way): boolean {
  return (
    a.withinTile >= b.withinTile &&
    a.eastWest >= b.eastWest &&
    a.northSouth >= b.northSouth &&
    a.betweenChips >= b.betweenChips
  );
}

/** Collects FlightColumns; cores come in ascending order within a step. */
export interface FlightRecorder {
  readonly add: (
    step: number,
    core: number,
    plan: FlightPlan,
    fired: Int32Array,
    firedCount: number,
  ) => void;
  readonly finish: () => FlightColumns;
}

export function createFlightRecorder(): FlightRecorder {
  const columns = new GrowingColumns(6);
  const seen = new Set<number>();
  return {
    add: (step, core, { classOf, fronts }, fired, firedCount) => {
      seen.clear();
      for (let f = 0; f < firedCount; f++) {
        const each = classOf[fired[f]!]!;
        if (each >= 0) seen.add(each);
      }
      const ways = Array.from(seen, (each) => fronts[each]!);
      const front = ways.length === 1 ? ways[0]! : slowestWays(ways.flat());
      for (const { withinTile, eastWest, northSouth, betweenChips } of front) {
        const at = columns.extend(1);
        const row = [step, core, withinTile, eastWest, northSouth, betweenChips];
        for (let k = 0; k < row.length; k++) columns.column(k)[at] = row[k]!;
      }
    },
    finish: () => {
      const [steps, cores, withinTile, eastWest, northSouth, betweenChips] =
        columns.columns() as Int32Array[];
      return {
        steps: steps!,
        cores: Int16Array.from(cores!),
        withinTile: withinTile!,
        eastWest: eastWest!,
        northSouth: northSouth!,
        betweenChips: betweenChips!,
      };
    },
  };
}
