/**
 * Membrane with an OTA leak at constant current, in its own units: du/ds = i - tanh u with u = (V - E) / a, s = t / tau,
 * tau = C a / I_b, i = I / I_b.
 *
 * From u0 up to u1, with y = e^(2u) and d = (i - 1) / (i + 1):
 *   s = (u1 - u0) / (i + 1) + (ln(1 + d y1) - ln(1 + d y0)) / ((i + 1)(i - 1)).
 * All terms have one sign, so nothing cancels, and with ln(1 + z) = z L(z) the limit i -> 1 needs no case of its own:
 * there z -> 0 and s -> (u1 - u0) / 2 + (y1 - y0) / 4.
 */

/** Beyond this, e^(2u) is left for log-sum forms. */
const LARGE_U = 20;
const ITERATIONS_MAX = 150;
/** Steps converge in fewer; after these, every second one halves the bracket, so that none can go round in a circle. */
const FREE_ITERATIONS = 8;

/** ln(1 + z) / z, 1 at 0. */
export function log1pRatio(z: number): number {
  return z === 0 ? 1 : Math.log1p(z) / z;
}

/** Time from u0 up to u1 > u0, or Infinity where the membrane never gets there (i <= tanh u1). */
export function otaRiseTime(i: number, u0: number, u1: number): number {
  return i > Math.tanh(u1) ? riseTime(i, u0, u1) : Infinity;
}

function riseTime(i: number, u0: number, u1: number): number {
  const width = u1 - u0;
  const d = (i - 1) / (i + 1);
  if (i > 1 && u1 > LARGE_U) {
    const shift = Math.log(d);
    return (width + (softplus(2 * u1 + shift) - softplus(2 * u0 + shift)) / (i - 1)) / (i + 1);
  }
  const y0 = Math.exp(2 * u0);
  const base = 1 + d * y0;
  const growth = u0 > -LARGE_U ? y0 * Math.expm1(2 * width) : Math.exp(2 * u1) - y0;
  return (width + (growth / ((i + 1) * base)) * log1pRatio((d * growth) / base)) / (i + 1);
}

/** ln(1 + e^x). */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** u after a time s >= 0 at constant i. */
export function otaAdvance(i: number, u0: number, s: number): number {
  if (i === 0 && Math.abs(u0) < 300) return Math.asinh(Math.sinh(u0) * Math.exp(-s));
  const slope = rateAt(i, u0);
  if (slope > 0) return rise(i, u0, s, slope);
  return slope < 0 ? -rise(-i, -u0, s, -slope) : u0;
}

/**
 * Solves riseTime(u) = s by Halley's steps inside a bracket. Time is convex in u, and the slope falls on the way, so
 * u lies between u0 and u0 + slope s.
 */
function rise(i: number, u0: number, s: number, slope: number): number {
  const rest = i < 1 ? Math.atanh(i) : Infinity;
  if (i < 1 && (1 - i * i) * s > 30) {
    // As near to rest as numbers tell apart: the logarithm has nothing left to say.
    const top = rest - 4e-16 * (1 + Math.abs(rest));
    if (top <= u0 || riseTime(i, u0, top) <= s) return Math.max(top, u0);
  }
  let low = u0;
  let high = Math.min(u0 + slope * s, rest);
  let u = u0 + slope * s * expm1Ratio(-steepness(u0) * s);
  for (let k = 0; k < ITERATIONS_MAX; k++) {
    const isForced = k > FREE_ITERATIONS && k % 2 === 0;
    if (isForced || !(u > low && u < high)) u = low + (high - low) / 2;
    const time = riseTime(i, u0, u);
    // Rounding can put u on its rest, where time has no value.
    const isPast = !(time <= s);
    if (isPast) high = u;
    else low = u;
    const next = u - stepBack(time, s, rateAt(i, u), steepness(u));
    if (Math.abs(next - u) <= 1e-15 * Math.max(1, Math.abs(u))) return u;
    if (high - low <= 2e-16 * Math.max(1, Math.abs(u))) return u;
    u = next;
  }
  return u;
}

/** i - tanh u, also where tanh u is 1 but for its last bits. */
function rateAt(i: number, u: number): number {
  return i - 1 + 2 / (Math.exp(2 * u) + 1);
}

/** 1 - tanh^2 u. */
function steepness(u: number): number {
  const decay = Math.exp(-2 * Math.abs(u));
  return (4 * decay) / ((1 + decay) * (1 + decay));
}

/** Halley's step on time; far above, where time grows exponentially, Newton's on its logarithm. */
function stepBack(time: number, s: number, rate: number, curvature: number): number {
  if (time > 2 * s) return time * Math.log(time / s) * rate;
  const newton = (time - s) * rate;
  return newton / (1 - (newton * curvature) / (2 * rate));
}

/** (e^x - 1) / x, 1 at 0. */
export function expm1Ratio(x: number): number {
  return x === 0 ? 1 : Math.expm1(x) / x;
}
