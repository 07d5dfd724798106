import {
  type LoadPoint,
  type MeasurementSpec,
  measureLoad,
  type NocBench,
  runCycles,
} from './measure-load.ts';
import { checkOfferedLoad, PACKETS_MAX } from './traffic.ts';

/** What is remembered of a point: not its packets. */
type PointState = Pick<LoadPoint, 'offeredLoad' | 'state' | 'rates'>;

/** Where a network saturates. */
export interface Saturation {
  /** Largest load found stable, in flits per node and cycle; 0 where none was. */
  readonly stableLoad: number;
  /** Smallest load found beyond saturation, or null where the largest that can be offered is stable. */
  readonly saturatedLoad: number | null;
  /** Accepted rate at `saturatedLoad`, or at `stableLoad` where there is none: what the network can carry. */
  readonly throughput: number;
}

/** How closely the saturation point is searched: until the interval is this fraction of its middle. */
const SATURATION_PRECISION = 0.01;

/** Loads grow by this factor until one is beyond saturation. */
const GROWTH = 1.5;
const FIRST_LOAD = 0.05;

/**
 * Measures `loads` in their order and, where `findsSaturation`, those of a bisection between the largest stable and
 * the smallest saturated one; each point is yielded as it is finished, and none is kept.
 */
export function* traceCurve(
  bench: NocBench,
  loads: readonly number[],
  spec: MeasurementSpec,
  findsSaturation: boolean,
): Generator<LoadPoint, void, undefined> {
  const states: PointState[] = [];
  const mostLoad = largestLoad(bench, spec);
  const queue = [...loads];
  for (;;) {
    const load = queue.shift() ?? (findsSaturation ? nextLoad(states, mostLoad) : null);
    if (load === null) return;
    const point = measureLoad(bench, load, spec);
    const { offeredLoad, state, rates } = point;
    states.push({ offeredLoad, state, rates });
    yield point;
  }
}

/** Throws InputError E_NOC_LOAD where one of `loads` cannot be measured, however long that takes. */
export function checkLoads(
  { traffic, grid }: Pick<NocBench, 'traffic' | 'grid'>,
  loads: readonly number[],
  spec: MeasurementSpec,
): void {
  for (const load of loads) checkOfferedLoad(traffic, grid.nodeCount, load, longestRun(spec));
}

/** The largest load that nodes can offer and one run can hold, in flits per node and cycle. */
function largestLoad({ traffic, grid }: NocBench, spec: MeasurementSpec): number {
  const { injection, packetFlits } = traffic;
  const held = (PACKETS_MAX * packetFlits) / (grid.nodeCount * longestRun(spec));
  return Math.min(1, held, injection.kind === 'bursts' ? injection.onLoad : 1);
}

/** Cycles of the longest run that a measurement may make. */
function longestRun(spec: MeasurementSpec): number {
  return runCycles(spec, spec.samplesMax);
}

/** Load to try next for the saturation point, or null where it is known closely enough. */
function nextLoad(points: readonly PointState[], mostLoad: number): number | null {
  const { stableLoad, saturatedLoad } = bracket(points);
  if (saturatedLoad === null) {
    if (stableLoad >= mostLoad) return null;
    return Math.min(mostLoad, Math.max(FIRST_LOAD, stableLoad * GROWTH));
  }
  const middle = (stableLoad + saturatedLoad) / 2;
  return saturatedLoad - stableLoad <= SATURATION_PRECISION * middle ? null : middle;
}

/** About how many loads the search tries, for a progress line. */
export function searchSteps(loads: readonly number[]): number {
  const gap = loads.length > 1 ? 1 / loads.length : 0.5;
  return Math.ceil(Math.log2(gap / SATURATION_PRECISION));
}

/** Saturation as far as `points`, at least one, in any order, tell. */
export function saturationOf(points: readonly PointState[]): Saturation {
  const { stableLoad, saturatedLoad } = bracket(points);
  const shown = points.find(({ offeredLoad }) => offeredLoad === (saturatedLoad ?? stableLoad))!;
  return { stableLoad, saturatedLoad, throughput: shown.rates.accepted };
}

function bracket(points: readonly PointState[]): {
  readonly stableLoad: number;
  readonly saturatedLoad: number | null;
} {
  const beyond = points.filter(({ state }) => state !== 'stable');
  const saturatedLoad = Math.min(...beyond.map(({ offeredLoad }) => offeredLoad));
  // A stable load above a saturated one is luck: the lower one decides.
  const stable = points.filter(
    ({ state, offeredLoad }) => state === 'stable' && offeredLoad < saturatedLoad,
  );
  return {
    stableLoad: Math.max(0, ...stable.map(({ offeredLoad }) => offeredLoad)),
    saturatedLoad: Number.isFinite(saturatedLoad) ? saturatedLoad : null,
  };
}
