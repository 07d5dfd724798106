/** Ranges of sweeps. */
import { InputError } from '../../support/errors.ts';
import type { NeuronOptions } from './options.ts';
import { formatQuantity, parseWhole, type Unit } from './quantity.ts';

const POINTS_MAX = 20_000;

/** Number of points of a study. Throws InputError E_USAGE. */
export function pointsOf(options: NeuronOptions, usual: number): number {
  return options.points === undefined
    ? usual
    : parseWhole('--points', options.points, 2, POINTS_MAX);
}

/** Evenly spaced values, both ends among them. Throws InputError E_USAGE where the end is not above the begin. */
export function spread(from: number, to: number, points: number, unit: Unit): number[] {
  if (!(to > from)) {
    const [begin, end] = [formatQuantity(from, unit), formatQuantity(to, unit)];
    throw new InputError('E_USAGE', `--from and --to: the range from ${begin} to ${end} is empty.`);
  }
  return Array.from({ length: points }, (_, k) =>
    k === points - 1 ? to : from + ((to - from) * k) / (points - 1),
  );
}

/**
 * Both ends, and between them the multiples of the least round step (1, 2 or 5 times a power of ten) of which the range
 * holds at most `steps`; the ends alone where they do not differ.
 */
export function roundSpread(begin: number, end: number, steps: number): number[] {
  if (!(end > begin)) return [begin, end];
  const least = (end - begin) / steps;
  const decade = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * decade >= least * (1 - ROUNDING)) ?? 10;
  const step = factor * decade;
  const first = Math.floor(begin / step + ROUNDING) + 1;
  const count = Math.max(0, Math.ceil(end / step - ROUNDING) - first);
  const between = Array.from({ length: count }, (_, k) =>
    Number(((first + k) * step).toPrecision(12)),
  );
  return [begin, ...between, end];
}

/** Of quotients that should be whole. */
const ROUNDING = 1e-9;
