/** What routers did to the times of spikes: a run held against the same circuits with an ideal router. */
import { LATENCY_BINS, latencyBin } from '../src/model/noc-trace.ts';
import type { SpikeColumns } from '../src/model/trace.ts';

/** Spikes of one sample, paired neuron by neuron. A shift is the run's time less the ideal one, picosecond. */
export interface TimingDamage {
  readonly matched: number;
  /** Spikes that only the ideal run has, and that only this one has. */
  readonly missing: number;
  readonly extra: number;
  /** Sums over matched spikes. */
  readonly shiftSumPs: number;
  readonly shiftSquaresPs2: number;
  /** Largest shift either way. */
  readonly shiftMaxPs: number;
  /** Matched spikes by the size of their shift, in bins of `latencyBin`. [LATENCY_BINS] */
  readonly histogram: Float64Array;
  /** The neuron with the largest shift, the first of equal ones; null where no spike moved. */
  readonly worst: WorstShift | null;
}

export interface WorstShift {
  readonly population: number;
  readonly index: number;
  readonly shiftPs: number;
  /** Of its spikes. */
  readonly matched: number;
  readonly missing: number;
  readonly extra: number;
}

/**
 * Pairs spikes of a neuron in their order where they are at most `tolerancePs` apart; a spike that moved further counts as
 * missing and extra. Both must have times.
 */
export function timingDamage(
  ideal: SpikeColumns,
  actual: SpikeColumns,
  tolerancePs: number,
): TimingDamage {
  const tally = createTally();
  const [idealTrains, actualTrains] = [trainsOf(ideal), trainsOf(actual)];
  const keys = new Set([...idealTrains.keys(), ...actualTrains.keys()]);
  for (const key of [...keys].sort((a, b) => a - b)) {
    const own = pairTrains(
      idealTrains.get(key) ?? NO_SPIKES,
      actualTrains.get(key) ?? NO_SPIKES,
      tolerancePs,
      tally,
    );
    if (Math.abs(own.largestPs) <= tally.shiftMaxPs) continue;
    tally.shiftMaxPs = Math.abs(own.largestPs);
    const { largestPs: shiftPs, matched, missing, extra } = own;
    const [population, index] = [Math.floor(key / INDEX_SPAN), key % INDEX_SPAN];
    tally.worst = { population, index, shiftPs, matched, missing, extra };
  }
  return tally;
}

const NO_SPIKES: readonly number[] = [];
/** More neurons than a population can have. */
const INDEX_SPAN = 2 ** 32;

type Tally = { -readonly [K in keyof TimingDamage]: TimingDamage[K] };

function createTally(): Tally {
  return {
    matched: 0,
    missing: 0,
    extra: 0,
    shiftSumPs: 0,
    shiftSquaresPs2: 0,
    shiftMaxPs: 0,
    histogram: new Float64Array(LATENCY_BINS),
    worst: null,
  };
}

/** Times of each neuron in rising order, by population and index. */
function trainsOf({ populations, indices, timesPs }: SpikeColumns): Map<number, number[]> {
  const trains = new Map<number, number[]>();
  for (let k = 0; k < populations.length; k++) {
    const key = populations[k]! * INDEX_SPAN + indices[k]!;
    const train = trains.get(key);
    if (train) train.push(timesPs![k]!);
    else trains.set(key, [timesPs![k]!]);
  }
  return trains;
}

interface TrainDamage {
  /** Largest shift, with its sign. */
  readonly largestPs: number;
  readonly matched: number;
  readonly missing: number;
  readonly extra: number;
}

/** One pass over both trains: a spike gives way to its follower where that one is nearer to the other's spike. */
function pairTrains(
  ideal: readonly number[],
  actual: readonly number[],
  tolerancePs: number,
  tally: Tally,
): TrainDamage {
  let [i, a, matched, largestPs] = [0, 0, 0, 0];
  const gap = (i: number, a: number): number =>
    i < ideal.length && a < actual.length ? Math.abs(actual[a]! - ideal[i]!) : Infinity;
  while (i < ideal.length && a < actual.length) {
    const here = gap(i, a);
    if (here > tolerancePs) {
      if (ideal[i]! < actual[a]!) i++;
      else a++;
    } else if (gap(i + 1, a) < here && gap(i + 1, a) <= gap(i + 1, a + 1)) {
      i++;
    } else if (gap(i, a + 1) < here && gap(i, a + 1) <= gap(i + 1, a + 1)) {
      a++;
    } else {
      const shiftPs = actual[a++]! - ideal[i++]!;
      matched++;
      addShift(tally, shiftPs);
      if (Math.abs(shiftPs) > Math.abs(largestPs)) largestPs = shiftPs;
    }
  }
  const [missing, extra] = [ideal.length - matched, actual.length - matched];
  tally.missing += missing;
  tally.extra += extra;
  return { largestPs, matched, missing, extra };
}

function addShift(tally: Tally, shiftPs: number): void {
  tally.matched++;
  tally.shiftSumPs += shiftPs;
  tally.shiftSquaresPs2 += shiftPs * shiftPs;
  tally.histogram[latencyBin(Math.abs(shiftPs))]!++;
}
