/**
 * Membranes under decaying inputs have no closed form. They are advanced by their Taylor series, whose coefficients
 * follow exactly from the equation by recurrence (Jorba and Zou 2005, doi:10.1080/10586458.2005.10128904): the step is
 * as long as the last coefficients allow, and the series is the trajectory itself within the step, so that a threshold
 * crossing is the root of a known polynomial.
 */
import { LEAK_LINEAR, LEAK_TANH, type LeakKind } from './circuit.ts';

export const TAYLOR_ORDER = 14;

/** What drives one membrane from now on. */
export interface Forcing {
  /** Constant part, 1/s. */
  drive: number;
  /** Decaying parts, in order: amplitude in 1/s, rate in 1/s and what it is. */
  count: number;
  readonly amplitudes: Float64Array;
  readonly rates: Float64Array;
  /** FORCING_DRIVE, FORCING_AGAINST or FORCING_CONDUCTANCE. */
  readonly kinds: Uint8Array;
  /** Reversal u of a conductance. */
  readonly reversals: Float64Array;
}

export const FORCING_DRIVE = 0;
export const FORCING_AGAINST = 1;
export const FORCING_CONDUCTANCE = 2;

export function createForcing(countMax: number): Forcing {
  return {
    drive: 0,
    count: 0,
    amplitudes: new Float64Array(countMax),
    rates: new Float64Array(countMax),
    kinds: new Uint8Array(countMax),
    reversals: new Float64Array(countMax),
  };
}

const LENGTH = TAYLOR_ORDER + 1;
const driven = new Float64Array(LENGTH);
const against = new Float64Array(LENGTH);
const conducted = new Float64Array(LENGTH);
const conductance = new Float64Array(LENGTH);
const shape = new Float64Array(LENGTH);
const square = new Float64Array(LENGTH);

/** Writes u's coefficients [TAYLOR_ORDER + 1], in powers of seconds, from `u` under `forcing`. */
export function expandMembrane(
  leak: LeakKind,
  leakRate: number,
  u: number,
  forcing: Forcing,
  out: Float64Array,
): void {
  const hasConductance = expandForcing(forcing);
  out[0] = u;
  if (leak === LEAK_TANH) shape[0] = Math.tanh(u);
  else if (leak !== LEAK_LINEAR) shape[0] = 1 / (1 + Math.exp(u));
  for (let k = 0; k < TAYLOR_ORDER; k++) {
    let rate = conducted[k]! - against[k]!;
    if (hasConductance) rate -= product(conductance, out, k);
    if (leak === LEAK_TANH) rate += driven[k]! - leakRate * shape[k]!;
    else if (leak === LEAK_LINEAR) rate += driven[k]! - leakRate * out[k]!;
    else rate += product(driven, shape, k) - (k === 0 ? leakRate : 0);
    out[k + 1] = rate / (k + 1);
    if (leak !== LEAK_LINEAR && k + 1 < TAYLOR_ORDER) expandShape(leak, out, k);
  }
}

/** Coefficient k + 1 of tanh u (T' = (1 - T^2) u') or of s = 1 / (1 + e^u) (s' = (s^2 - s) u'). */
function expandShape(leak: LeakKind, u: Float64Array, k: number): void {
  square[k] =
    leak === LEAK_TANH
      ? (k === 0 ? 1 : 0) - product(shape, shape, k)
      : product(shape, shape, k) - shape[k]!;
  let sum = 0;
  for (let j = 0; j <= k; j++) sum += square[k - j]! * (j + 1) * u[j + 1]!;
  shape[k + 1] = sum / (k + 1);
}

function product(a: Float64Array, b: Float64Array, k: number): number {
  let sum = 0;
  for (let j = 0; j <= k; j++) sum += a[j]! * b[k - j]!;
  return sum;
}

function expandForcing(forcing: Forcing): boolean {
  driven.fill(0);
  against.fill(0);
  conducted.fill(0);
  let hasConductance = false;
  driven[0] = forcing.drive;
  for (let part = 0; part < forcing.count; part++) {
    const rate = forcing.rates[part]!;
    const kind = forcing.kinds[part]!;
    if (kind === FORCING_CONDUCTANCE && !hasConductance) {
      conductance.fill(0);
      hasConductance = true;
    }
    let term = forcing.amplitudes[part]!;
    for (let k = 0; k < LENGTH; k++) {
      if (kind === FORCING_DRIVE) driven[k]! += term;
      else if (kind === FORCING_AGAINST) against[k]! += term;
      else {
        conductance[k]! += term;
        conducted[k]! += term * forcing.reversals[part]!;
      }
      term *= -rate / (k + 1);
    }
  }
  return hasConductance;
}

/** Seconds over which the series is within about `tolerance` of its limit; Infinity where its last terms vanish. */
export function seriesReach(coefficients: Float64Array, tolerance: number): number {
  let reach = Infinity;
  for (let k = TAYLOR_ORDER - 1; k <= TAYLOR_ORDER; k++) {
    const size = Math.abs(coefficients[k]!);
    if (size > 0) reach = Math.min(reach, (tolerance / size) ** (1 / k));
  }
  return reach;
}

export function evaluateSeries(coefficients: Float64Array, t: number): number {
  let sum = 0;
  for (let k = TAYLOR_ORDER; k >= 0; k--) sum = sum * t + coefficients[k]!;
  return sum;
}

/** du/dt. */
export function seriesSlope(coefficients: Float64Array, t: number): number {
  let sum = 0;
  for (let k = TAYLOR_ORDER; k >= 1; k--) sum = sum * t + k * coefficients[k]!;
  return sum;
}
