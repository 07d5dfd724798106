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
