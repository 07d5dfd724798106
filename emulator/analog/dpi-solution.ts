/**
 * Log-domain DPI membrane at constant input: tau (1 + I_g / I) dI/dt = I_inf - I with I_inf = (I_g / I_tau)(I_in - I_tau)
 * (Bartolozzi and Indiveri 2007, doi:10.1162/neco.2007.19.10.2581). With u = ln(I / I_g), i = I_in / I_tau, s = t / tau:
 *   du/ds = i / (1 + e^u) - 1.
 *
 * From u0 to u1, with Y = e^u and j = i - 1:
 *   s = ln((j - Y0) / (j - Y1)) + (1/Y1 - 1/Y0) / (1 - j/Y1) L(z), z = j (1/Y1 - 1/Y0) / (1 - j/Y1), L(z) = ln(1 + z) / z,
 * which has no cancelling terms and needs no case at I_inf = 0.
 */
import { expm1Ratio, log1pRatio } from './ota-solution.ts';

const ITERATIONS_MAX = 150;
/** As in the OTA's solution: later ones halve the bracket now and then. */
const FREE_ITERATIONS = 8;

/** Time from u0 up to u1 > u0, or Infinity where the membrane never gets there. */
export function dpiRiseTime(i: number, u0: number, u1: number): number {
  return i - 1 > Math.exp(u1) ? travelTime(i, u0, u1) : Infinity;
}

function travelTime(i: number, u0: number, u1: number): number {
  const j = i - 1;
  const y1 = Math.exp(u1);
  // 1/Y1 - 1/Y0 and Y1 - Y0 without cancellation.
  const growth = Math.expm1(u1 - u0);
  const inverse = -growth / y1;
  const base = 1 - j / y1;
  const y0 = Math.exp(u0);
  const decay = Math.log1p((y0 * growth) / (j - y1));
  const z = (j * inverse) / base;
  if (z < -0.5) return decay + (Math.log((y0 - j) / (y1 - j)) + (u1 - u0)) / j;
  return decay + (inverse / base) * log1pRatio(z);
}

/** u after a time s >= 0 at constant i. */
export function dpiAdvance(i: number, u0: number, s: number): number {
  const y0 = Math.exp(u0);
  const slope = i / (1 + y0) - 1;
  if (slope === 0 || s === 0) return u0;
  const rest = i > 1 ? Math.log(i - 1) : -Infinity;
  // The slope's size falls towards rest; without rest it grows to 1 - i at most.
  const ends = [u0, slope > 0 || i >= 0 ? u0 + slope * s : u0 + (i - 1) * s];
  let low = Math.max(Math.min(...ends), slope < 0 ? rest : -Infinity);
  let high = Math.min(Math.max(...ends), slope > 0 ? rest : Infinity);
  const stiffness = (i * y0) / ((1 + y0) * (1 + y0));
  let u = u0 + slope * s * expm1Ratio(-stiffness * s);
  for (let k = 0; k < ITERATIONS_MAX; k++) {
    const isForced = k > FREE_ITERATIONS && k % 2 === 0;
    if (isForced || !(u > low && u < high)) u = low + (high - low) / 2;
    if (high - low <= 4e-16 * Math.max(1, Math.abs(u))) return u;
    const error = travelTime(i, u0, u) - s;
    const isPast = error > 0;
    if (isPast === slope > 0) high = u;
    else low = u;
    const next = u - error * (i / (1 + Math.exp(u)) - 1);
    if (Math.abs(next - u) <= 1e-15 * Math.max(1, Math.abs(u))) return u;
    u = next;
  }
  return u;
}
