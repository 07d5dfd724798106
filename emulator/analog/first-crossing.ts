/**
 * The first time at which a series reaches a level. The polynomial is written in Bernstein form, whose coefficients
 * enclose its values: where all lie below the level there is no crossing, and halving the interval closes in on the
 * first one. Nothing is sampled, so no brief excursion over the level is missed.
 */
import { evaluateSeries, seriesSlope, TAYLOR_ORDER } from './taylor.ts';

const DEPTH_MAX = 48;
const LENGTH = TAYLOR_ORDER + 1;

/** choose(i, j) / choose(TAYLOR_ORDER, j), row by row. */
const WEIGHTS: Float64Array = bernsteinWeights();

function bernsteinWeights(): Float64Array {
  const weights = new Float64Array(LENGTH * LENGTH);
  for (let i = 0; i < LENGTH; i++) {
    let weight = 1;
    for (let j = 0; j <= i; j++) {
      weights[i * LENGTH + j] = weight;
      weight *= (i - j) / (TAYLOR_ORDER - j);
    }
  }
  return weights;
}

/** One row of Bernstein coefficients for each level of halving. */
const rows: readonly Float64Array[] = Array.from(
  { length: DEPTH_MAX + 2 },
  () => new Float64Array(LENGTH),
);

/** Least t in [0, reach] with series(t) >= level, or Infinity. The series begins below the level or on it. */
export function firstCrossing(coefficients: Float64Array, reach: number, level: number): number {
  if (coefficients[0]! >= level) return 0;
  if (staysBelow(coefficients, reach, level)) return Infinity;
  const root = rows[0]!;
  for (let i = 0; i < LENGTH; i++) {
    let sum = 0;
    let power = 1;
    for (let j = 0; j <= i; j++) {
      sum += WEIGHTS[i * LENGTH + j]! * coefficients[j]! * power;
      power *= reach;
    }
    root[i] = sum - level;
  }
  return search(coefficients, level, 0, reach, 0);
}

/** No value is above the first term plus all rising ones. */
function staysBelow(coefficients: Float64Array, reach: number, level: number): boolean {
  let sum = 0;
  for (let k = TAYLOR_ORDER; k >= 1; k--) sum = (sum + Math.max(coefficients[k]!, 0)) * reach;
  return coefficients[0]! + sum < level;
}

function search(
  coefficients: Float64Array,
  level: number,
  begin: number,
  end: number,
  depth: number,
): number {
  const row = rows[depth]!;
  if (row[0]! >= 0) return begin;
  const changes = signChanges(row);
  if (changes === 0) return Infinity;
  if (changes === 1) return refine(coefficients, level, begin, end);
  // The enclosure touches the level within the last bits: a grazing maximum counts as a crossing.
  if (depth === DEPTH_MAX) return begin;
  const middle = begin + (end - begin) / 2;
  // De Casteljau's halving: `right` ends as the right half's coefficients.
  const right = Float64Array.from(row);
  const left = rows[depth + 1]!;
  for (let round = 0; round < LENGTH; round++) {
    left[round] = right[0]!;
    for (let i = 0; i + 1 < LENGTH - round; i++) right[i] = (right[i]! + right[i + 1]!) / 2;
  }
  const first = search(coefficients, level, begin, middle, depth + 1);
  if (first !== Infinity) return first;
  rows[depth + 1]!.set(right);
  return search(coefficients, level, middle, end, depth + 1);
}

function signChanges(row: Float64Array): number {
  let changes = 0;
  for (let i = 1; i < LENGTH; i++) if (row[i]! >= 0 !== row[i - 1]! >= 0) changes++;
  return changes;
}

/** The one root in a bracket: Newton's steps, halved where they leave it. */
function refine(coefficients: Float64Array, level: number, begin: number, end: number): number {
  let [low, high] = [begin, end];
  let t = low + (high - low) / 2;
  for (let k = 0; k < 200; k++) {
    const error = evaluateSeries(coefficients, t) - level;
    if (error >= 0) high = t;
    else low = t;
    let next = t - error / seriesSlope(coefficients, t);
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (Math.abs(next - t) <= 1e-16 * end || next === low || next === high) return next;
    t = next;
  }
  return t;
}
