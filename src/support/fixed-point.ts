/**
 * Arithmetic of chip registers. Every helper states the bound within which it is exact and is tested at
 * it; none ever answers -0. int32 operations stand only where the bound keeps them under 2^31, wider
 * products are float64 numbers that hold a whole number below 2^53.
 */

/** Largest magnitude of a signed 24-bit register that saturates on both sides alike. */
export const STATE24_MAX: number = 2 ** 23 - 1;

/** 2^k for k from 0 to 52: a look-up is several times as fast as `2 ** k`. */
const POWERS: Float64Array = Float64Array.from({ length: 53 }, (_, k) => 2 ** k);

const HALF_TURN = 2 ** 23;
const TURN = 2 ** 24;

/**
 * sign(x) * ((|x| * (4096 - decay)) >> 12): a decay that rounds toward zero. The product reaches 2^43,
 * so x is split at bit 12 and each part stays under 2^31. |x| < 2^31, 0 <= decay <= 4096.
 */
export function decayTowardZero(x: number, decay: number): number {
  const keep = 4096 - decay;
  const magnitude = x < 0 ? -x : x;
  const kept = (magnitude >> 12) * keep + (((magnitude & 4095) * keep) >> 12);
  return x < 0 ? 0 - kept : kept;
}

/** sign(x * y) * (|x * y| >> bits): a product cut toward zero. |x * y| < 2^53, 0 <= bits <= 52. */
export function scaleTowardZero(x: number, y: number, bits: number): number {
  return Math.trunc((x * y) / POWERS[bits]!) + 0;
}

/** (x * y) >> bits: a product cut downward. |x * y| < 2^53, 0 <= bits <= 52. */
export function scaleDown(x: number, y: number, bits: number): number {
  return Math.floor((x * y) / POWERS[bits]!) + 0;
}

/**
 * x << bits, or x >> -bits (downward) where `bits` is negative. |x| < 2^31, -52 <= bits <= 30: a result
 * may reach 2^61 and is a whole multiple of 2^bits, hence exact.
 */
export function shiftBy(x: number, bits: number): number {
  return (bits < 0 ? Math.floor(x / POWERS[-bits]!) : x * POWERS[bits]!) + 0;
}

/** `x` held to [-limit, limit]. */
export function clipTo(x: number, limit: number): number {
  if (x > limit) return limit;
  return x < -limit ? -limit : x + 0;
}

/**
 * The value of a 24-bit register that counts round, in (-2^23, 2^23]: -2^23 is shown as +2^23, as lava
 * does. |x| < 2^53. Lava takes off one turn only, which is the same for |x| < 3 * 2^23.
 */
export function wrap24(x: number): number {
  if (x <= HALF_TURN && x > -HALF_TURN) return x + 0;
  const rest = x % TURN;
  if (rest > HALF_TURN) return rest - TURN;
  return rest <= -HALF_TURN ? rest + TURN : rest + 0;
}

/** To the nearest integer, halves to even, as IEEE 754 rounds; never -0. |value| < 2^52. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value) + 0;
  return below % 2 === 0 ? below : below + 1;
}
