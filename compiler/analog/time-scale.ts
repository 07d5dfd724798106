/** The time scale at which every population finds a circuit. */
import { CompileError } from '../../src/support/errors.ts';
import type { Bound, Candidate, Interval } from './candidate.ts';
import type { NeuronDemand } from './demand.ts';
import { type AnalogOptions, TIME_SCALE_MAX } from './options.ts';

/** A population and the ways that its weights leave. */
export interface Designs {
  readonly demand: NeuronDemand;
  readonly candidates: readonly Candidate[];
}

export interface TimeScale {
  readonly timeScale: number;
  /** True where the chip's own dead times and leaks are small beside the network's steps at it. */
  readonly wanted: boolean;
  /** Time scales at which all populations have a circuit. */
  readonly feasible: readonly Interval[];
}

const SENSIBLE: readonly Interval[] = [{ least: 1 / TIME_SCALE_MAX, most: TIME_SCALE_MAX }];
const EVERYTHING: readonly Interval[] = [{ least: 0, most: Infinity }];
/** Rounding of ends that were computed two ways. */
const SLACK = 1e-9;

/**
 * The time scale asked for, or the nearest to 1 of those that all populations reach. Throws CompileError E_TIME_SCALE
 * with the feasible range, or with the two populations that leave none.
 */
export function chooseTimeScale(
  designs: readonly Designs[],
  asked: AnalogOptions['timeScale'],
): TimeScale {
  const feasible = inCommon(designs, (candidate) => reachOf(candidate));
  const wanted = inCommon(designs, (candidate) => wantedOf(candidate));
  if (asked === 'auto') {
    if (feasible.length === 0) throw noneInCommon(designs);
    const [liked, possible] = [intersect(wanted, SENSIBLE), intersect(feasible, SENSIBLE)];
    if (possible.length === 0) throw beyondSense(designs, feasible);
    const from = liked.length > 0 ? liked : possible;
    return { timeScale: nearestToOne(from), wanted: liked.length > 0, feasible };
  }
  const timeScale = asked === 'real' ? 1 : asked;
  if (!holds(feasible, timeScale)) throw notReached(designs, timeScale, feasible);
  return { timeScale, wanted: holds(wanted, timeScale), feasible };
}

/** True where the candidate's converters reach what its population asks at a time scale. */
export function reaches(candidate: Candidate, timeScale: number): boolean {
  return holds([reachOf(candidate)], timeScale);
}

/** As `reaches`, with the chip's own times short. */
export function reachesWanted(candidate: Candidate, timeScale: number): boolean {
  return holds([wantedOf(candidate)], timeScale);
}

function reachOf({ least, most }: Candidate): Interval {
  return { least: least.at, most: most.at };
}

function wantedOf({ least, most, wanted }: Candidate): Interval {
  return { least: Math.max(least.at, wanted.least), most: Math.min(most.at, wanted.most) };
}

function holds(intervals: readonly Interval[], timeScale: number): boolean {
  return intervals.some(
    ({ least, most }) => timeScale >= least * (1 - SLACK) && timeScale <= most * (1 + SLACK),
  );
}

function inCommon(
  designs: readonly Designs[],
  intervalOf: (candidate: Candidate) => Interval,
): readonly Interval[] {
  return designs.reduce(
    (common, { candidates }) => intersect(common, union(candidates.map(intervalOf))),
    EVERYTHING,
  );
}

function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals
    .filter(({ least, most }) => least <= most)
    .sort((a, b) => a.least - b.least);
  const merged: { least: number; most: number }[] = [];
  for (const { least, most } of sorted) {
    const last = merged.at(-1);
    if (last && least <= last.most) last.most = Math.max(last.most, most);
    else merged.push({ least, most });
  }
  return merged;
}

function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const least = Math.max(one.least, other.least);
      const most = Math.min(one.most, other.most);
      return least <= most ? [{ least, most }] : [];
    }),
  );
}

/** By its logarithm; an end is rounded to two digits away from 1 where that stays inside. */
function nearestToOne(intervals: readonly Interval[]): number {
  if (holds(intervals, 1)) return 1;
  const ends = intervals.flatMap(({ least, most }) =>
    least > 1 ? [roundedUp(least, most)] : [roundedDown(least, most)],
  );
  return ends.reduce((best, end) => (distance(end) < distance(best) ? end : best));
}

function distance(timeScale: number): number {
  return Math.abs(Math.log(timeScale));
}

function roundedUp(least: number, most: number): number {
  const step = 10 ** (Math.floor(Math.log10(least)) - 1);
  const rounded = Number((Math.ceil(least / step - SLACK) * step).toPrecision(2));
  return rounded <= most ? rounded : least;
}

function roundedDown(least: number, most: number): number {
  const step = 10 ** (Math.floor(Math.log10(most)) - 1);
  const rounded = Number((Math.floor(most / step + SLACK) * step).toPrecision(2));
  return rounded >= least ? rounded : most;
}

function notReached(
  designs: readonly Designs[],
  timeScale: number,
  feasible: readonly Interval[],
): CompileError {
  const culprit = designs.find(({ candidates }) => !candidates.some((c) => reaches(c, timeScale)));
  if (feasible.length === 0 || culprit === undefined) return noneInCommon(designs);
  const why = `population "${culprit.demand.name}" asks more of its ${limitAt(culprit, timeScale)} than the converter gives`;
  return new CompileError(
    'E_TIME_SCALE',
    `a time scale of ${timeScale} (network seconds per chip second) is out of reach: ${why}. All populations reach ${textOf(feasible)}. Use --time-scale auto, or one of these.`,
    { timeScale, population: culprit.demand.name, feasible },
  );
}

function noneInCommon(designs: readonly Designs[]): CompileError {
  const ranges = designs.map((each) => ({ each, range: union(each.candidates.map(reachOf)) }));
  const alone = ranges.find(({ range }) => range.length === 0);
  const least = (at: (typeof ranges)[number]): number => at.range[0]?.least ?? Infinity;
  const most = (at: (typeof ranges)[number]): number => at.range.at(-1)?.most ?? 0;
  const fastest = ranges.reduce((a, b) => (least(b) > least(a) ? b : a));
  const slowest = ranges.reduce((a, b) => (most(b) < most(a) ? b : a));
  const name = (at: (typeof ranges)[number]): string => `"${at.each.demand.name}"`;
  const conflict = alone ? conflictOf(alone.each) : null;
  const text =
    alone && conflict
      ? `no time scale suits population ${name(alone)}: ${conflict.text}`
      : `no time scale suits all populations: ${name(fastest)} needs ${textOf(fastest.range)}, ${name(slowest)} needs ${textOf(slowest.range)}`;
  const advice = conflict?.advice ?? 'Bring the time constants nearer to each other';
  return new CompileError(
    'E_TIME_SCALE',
    `${text} (network seconds per chip second). ${advice}, or choose a chip with wider ranges of bias currents.`,
    { population: (alone ?? fastest).each.demand.name },
  );
}

/** Converters would reach it, but nothing would happen in a run, or no run would end. */
function beyondSense(designs: readonly Designs[], feasible: readonly Interval[]): CompileError {
  const isSlow = feasible.some(({ least }) => least > TIME_SCALE_MAX);
  const culprit =
    designs.find(({ candidates }) =>
      candidates.every(({ least, most }) =>
        isSlow ? least.at > TIME_SCALE_MAX : most.at < 1 / TIME_SCALE_MAX,
      ),
    ) ?? designs[0]!;
  const { name } = culprit.demand;
  const by = limitAt(culprit, isSlow ? TIME_SCALE_MAX : 1 / TIME_SCALE_MAX);
  return new CompileError(
    'E_TIME_SCALE',
    `population "${name}" asks for ${by === 'leak' ? 'a leak' : `values of ${by}`} that its circuits reach only at time scales of ${textOf(feasible)} (network seconds per chip second), and none beyond 1e-9 to 1e9 is of use. ${ADVICE[by] ?? ADVICE.leak}.`,
    { population: name, feasible },
  );
}

/** What to do about a register that is out of range. */
const ADVICE: Readonly<Record<string, string>> = {
  leak: 'Bring its time constants nearer to those of a circuit; a neuron that hardly leaks is an if',
  input: 'Lower the constant input (bias, leak and reset potentials)',
  unit: 'Spread its largest weight over several synapses',
  tau: 'Bring the time constants of its synapses nearer to those of a circuit',
};

/** The register that keeps the nearest candidate from a time scale. */
function limitAt({ candidates }: Designs, timeScale: number): string {
  const bounds = candidates.flatMap(({ least, most }): Bound[] =>
    timeScale < least.at ? [least] : [most],
  );
  const nearest = bounds.reduce((a, b) =>
    Math.abs(Math.log(b.at / timeScale)) < Math.abs(Math.log(a.at / timeScale)) ? b : a,
  );
  return nearest.by;
}

/** Of the candidate that misses least. */
function conflictOf({ candidates }: Designs): { readonly text: string; readonly advice: string } {
  const gap = ({ least, most }: Candidate): number => least.at / most.at;
  const { least, most } = candidates.reduce((a, b) => (gap(b) < gap(a) ? b : a));
  const advised = [most.by, least.by].find((by) => by !== 'leak' && by in ADVICE);
  return {
    text: `its ${least.by} needs ${Number(least.at.toPrecision(3))} or more, its ${most.by} ${Number(most.at.toPrecision(3))} or less`,
    advice: advised ? ADVICE[advised]! : 'Bring the time constants nearer to each other',
  };
}

export function textOf(intervals: readonly Interval[]): string {
  const number = (value: number): string => Number(value.toPrecision(3)).toString();
  return intervals
    .map(({ least, most }) =>
      most === Infinity
        ? least === 0
          ? 'any'
          : `${number(least)} or more`
        : `${number(least)} to ${number(most)}`,
    )
    .join(', ');
}
