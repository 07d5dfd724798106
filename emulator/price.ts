/** A recorded sample under other costs: step lengths worked out again from counts, as the emulator does. */
import type { ChipProfile, ParameterSet } from '../src/model/chip.ts';
import { DEFAULT_ANALYTIC, EVENT_KINDS } from '../src/model/chip.ts';
import type { SampleTrace } from '../src/model/trace.ts';
import { SpikeloomError } from '../src/support/errors.ts';
import { flightPs } from './flights.ts';
import { coreWorkPs, stepTimes } from './step-time.ts';

/**
 * Length of each step of analytic timing under `set`, picosecond: what the emulator gives with that set. The trace
 * must hold counts per step and core. Steps of a free-running chip are windows of its own time, whatever events cost.
 */
export function analyticStepPs(
  trace: SampleTrace,
  profile: ChipProfile,
  tilesInUse: number,
  set: ParameterSet,
): Float64Array {
  if (profile.sync === 'free-running') return trace.steps.stepPs;
  const { counts, flights } = trace;
  if (!counts || !flights) {
    throw new SpikeloomError('E_INTERNAL', 'invariant broken: a trace without counts', 70);
  }
  const times = stepTimes(set, tilesInUse);
  const waits = (profile.analytic ?? DEFAULT_ANALYTIC).flight;
  const slowestPs = new Float64Array(trace.stepsRun);
  const row = new Float64Array(EVENT_KINDS.length);
  let way = 0;
  for (let e = 0; e < counts.counts.length; ) {
    const [step, core] = [counts.steps[e]!, counts.cores[e]!];
    row.fill(0);
    for (; counts.steps[e] === step && counts.cores[e] === core; e++) {
      row[counts.kinds[e]!] = counts.counts[e]!;
    }
    let farthestPs = 0;
    for (; flights.steps[way] === step && flights.cores[way] === core; way++) {
      if (waits) farthestPs = Math.max(farthestPs, flightPs(wayAt(flights, way), set.timeNs));
    }
    slowestPs[step] = Math.max(slowestPs[step]!, coreWorkPs(times, row) + farthestPs);
  }
  return slowestPs.map((ps) => ps + times.barrierPs);
}

function wayAt(
  { withinTile, eastWest, northSouth, betweenChips }: NonNullable<SampleTrace['flights']>,
  e: number,
): Parameters<typeof flightPs>[0] {
  return {
    withinTile: withinTile[e]!,
    eastWest: eastWest[e]!,
    northSouth: northSouth[e]!,
    betweenChips: betweenChips[e]!,
  };
}

/** The same sample with other step lengths. */
export function withStepPs(trace: SampleTrace, stepPs: Float64Array): SampleTrace {
  return { ...trace, steps: { ...trace.steps, stepPs } };
}
