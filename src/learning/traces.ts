/**
 * Spike traces of one side of a projection over one epoch. A trace is 7 bits; it decays in each step to
 * exp(-1/tau) of itself, rounded up or down by a draw, and a spike then adds an impulse:
 *   x[t] = clip(round(exp(-1/tau) * x[t - 1]) + impulse * spike[t], 0, 127).
 * As in lava's engine the epoch is replayed at its end, with one impulse at the last spike; impulses of
 * earlier spikes of the epoch were added to its starting value when the next one came.
 */
import type { LearningDraws, TraceIndex } from './draws.ts';

const TRACE_MAX = 127;

export interface TraceSettings {
  /** 0 .. 127 + 255/256; the fraction, in 1/256, is added by chance. */
  readonly impulse: number;
  /** Time constant in steps; 0 clears the trace in each step. */
  readonly tauSteps: number;
}

/** Traces and spike times of the sources or the targets of a projection. */
export interface TraceSide {
  readonly count: number;
  /** [count]: ids of the neurons in their whole population. */
  readonly ids: Int32Array;
  readonly epochSteps: number;
  /** x1 or y1. */
  readonly firstTrace: 0 | 2;
  /** 2 sources' traces or 3 targets' traces. */
  readonly traceCount: number;
  /** [traceCount]: exp(-1/tau). */
  readonly keep: Float64Array;
  /** [traceCount]: whole part of the impulse, and its fraction in 1/256. */
  readonly impulseWhole: Uint8Array;
  readonly impulseFraction: Uint8Array;
  /** [epochSteps + 1][traceCount][count]: row 0 holds the traces as the epoch began, row t after its step t. */
  readonly history: Uint8Array;
  /** [count]: step of the last spike in the epoch, from 1; 0 where it did not spike. */
  readonly spikeStep: Uint8Array;
  /** [count]: those that spiked in the epoch, in order of their first spikes. */
  readonly spiked: Int32Array;
  spikedCount: number;
}

export function createTraceSide(
  settings: readonly TraceSettings[],
  firstTrace: 0 | 2,
  ids: Int32Array,
  epochSteps: number,
): TraceSide {
  const impulses = settings.map(({ impulse }) => Math.round(impulse * 256));
  const count = ids.length;
  return {
    count,
    ids,
    epochSteps,
    firstTrace,
    traceCount: settings.length,
    keep: Float64Array.from(settings, ({ tauSteps }) =>
      tauSteps === 0 ? 0 : Math.exp(-1 / tauSteps),
    ),
    impulseWhole: Uint8Array.from(impulses, (impulse) => impulse >> 8),
    impulseFraction: Uint8Array.from(impulses, (impulse) => impulse & 0xff),
    history: new Uint8Array((epochSteps + 1) * settings.length * count),
    spikeStep: new Uint8Array(count),
    spiked: new Int32Array(count),
    spikedCount: 0,
  };
}

/** Traces to 0, no spike seen. */
export function resetTraceSide(side: TraceSide): void {
  side.history.fill(0);
  side.spikeStep.fill(0);
  side.spikedCount = 0;
}

/**
 * Spikes of one step: `spikes[0 .. spikeCount)` are places on this side, each at most once (a second
 * entry of the same step does nothing). `epochStep` counts from 1 in the epoch, `step` in the run.
 */
export function recordSpikes(
  side: TraceSide,
  spikes: Int32Array,
  spikeCount: number,
  epochStep: number,
  step: number,
  draws: LearningDraws,
): void {
  const { spikeStep, spiked } = side;
  for (let k = 0; k < spikeCount; k++) {
    const place = spikes[k]!;
    const last = spikeStep[place]!;
    if (last === epochStep) continue;
    if (last === 0) spiked[side.spikedCount++] = place;
    else addRepeatImpulses(side, place, step, draws);
    spikeStep[place] = epochStep;
  }
}

function addRepeatImpulses(
  side: TraceSide,
  place: number,
  step: number,
  draws: LearningDraws,
): void {
  for (let k = 0; k < side.traceCount; k++) {
    const trace = (side.firstTrace + k) as TraceIndex;
    const fraction = side.impulseFraction[k]!;
    const draw = fraction === 0 ? 0 : draws.repeatImpulse(trace, side.ids[place]!, step);
    const position = k * side.count + place;
    side.history[position] = addImpulse(
      side.history[position]!,
      side.impulseWhole[k]!,
      fraction,
      draw,
    );
  }
}

function addImpulse(value: number, whole: number, fraction: number, draw: number): number {
  const sum = value + whole + (draw < fraction ? 1 : 0);
  return sum > TRACE_MAX ? TRACE_MAX : sum;
}

/** Fills rows 1 .. epochSteps of the history; the epoch's last step is `endStep`. */
export function replayEpoch(side: TraceSide, endStep: number, draws: LearningDraws): void {
  for (let epochStep = 1; epochStep <= side.epochSteps; epochStep++) {
    const step = endStep - side.epochSteps + epochStep;
    for (let k = 0; k < side.traceCount; k++) {
      decayTrace(side, k, epochStep, step, draws);
      addStepImpulses(side, k, epochStep, step, draws);
    }
  }
}

function decayTrace(
  side: TraceSide,
  k: number,
  epochStep: number,
  step: number,
  draws: LearningDraws,
): void {
  const { history, count, ids } = side;
  const trace = (side.firstTrace + k) as TraceIndex;
  const keep = side.keep[k]!;
  const to = (epochStep * side.traceCount + k) * count;
  const from = to - side.traceCount * count;
  for (let place = 0; place < count; place++) {
    const kept = keep * history[from + place]!;
    const whole = Math.floor(kept);
    const fraction = kept - whole;
    const roundsUp = fraction > 0 && draws.decay(trace, ids[place]!, step) < fraction;
    history[to + place] = roundsUp ? whole + 1 : whole;
  }
}

function addStepImpulses(
  side: TraceSide,
  k: number,
  epochStep: number,
  step: number,
  draws: LearningDraws,
): void {
  const { history, spiked, spikeStep, ids } = side;
  const trace = (side.firstTrace + k) as TraceIndex;
  const whole = side.impulseWhole[k]!;
  const fraction = side.impulseFraction[k]!;
  const row = (epochStep * side.traceCount + k) * side.count;
  for (let n = 0; n < side.spikedCount; n++) {
    const place = spiked[n]!;
    if (spikeStep[place] !== epochStep) continue;
    const draw = fraction === 0 ? 0 : draws.impulse(trace, ids[place]!, step);
    history[row + place] = addImpulse(history[row + place]!, whole, fraction, draw);
  }
}

/** The next epoch begins with the traces that this one ended with, and without spikes. */
export function closeEpoch(side: TraceSide): void {
  const row = side.traceCount * side.count;
  side.history.copyWithin(0, side.epochSteps * row, (side.epochSteps + 1) * row);
  for (let n = 0; n < side.spikedCount; n++) side.spikeStep[side.spiked[n]!] = 0;
  side.spikedCount = 0;
}
