/**
 * ln, exp and the normal quantile from IEEE additions, multiplications, divisions and roots alone, so that every
 * machine computes the same bits; the language leaves the last bits of Math.log and Math.exp open.
 */

const bits = new DataView(new ArrayBuffer(8));

/** The highest 32 bits of ln 2 and what they leave. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** ln x for finite x > 0, within 2 units in the last place. */
export function portableLog(x: number): number {
  const isTiny = x < 2.3e-308;
  bits.setFloat64(0, isTiny ? x * 2 ** 54 : x);
  let exponent = ((bits.getUint16(0) >> 4) & 0x7ff) - 1023 - (isTiny ? 54 : 0);
  bits.setUint16(0, (bits.getUint16(0) & 0xf) | 0x3ff0);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  // ln m = 2 artanh((m - 1) / (m + 1)); |z| < 0.172, so that 12 odd terms reach 2^-55.
  const z = (mantissa - 1) / (mantissa + 1);
  const square = z * z;
  let sum = 0;
  for (let k = 25; k >= 1; k -= 2) sum = sum * square + 1 / k;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * z * sum);
}

/** Where powers of 2 leave the range that a double's exponent holds at full precision. */
const EXP_MAX = 700;

/** e^x within 2 units in the last place for |x| < 700; 0 below and Infinity above. */
export function portableExp(x: number): number {
  if (Math.abs(x) >= EXP_MAX) return x < 0 ? 0 : Infinity;
  const exponent = Math.round(x / Math.LN2);
  const rest = x - exponent * LN2_HIGH - exponent * LN2_LOW;
  let sum = 1;
  for (let k = 16; k >= 1; k--) sum = 1 + (rest * sum) / k;
  bits.setFloat64(0, 1);
  bits.setUint16(0, (exponent + 1023) << 4);
  return sum * bits.getFloat64(0);
}

const CENTRAL_NUMERATOR = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const CENTRAL_DENOMINATOR = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const TAIL_NUMERATOR = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
  3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const TAIL_DENOMINATOR = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
  0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
];
const FAR_NUMERATOR = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const FAR_DENOMINATOR = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

/** z with P(Z < z) = p for 0 < p < 1, to 1e-16: Wichura 1988, Algorithm AS 241 (doi:10.2307/2347330), PPND16. */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRAL_NUMERATOR, r)) / polynomial(CENTRAL_DENOMINATOR, r);
  }
  const r = Math.sqrt(-portableLog(q < 0 ? p : 1 - p));
  const z =
    r <= 5
      ? polynomial(TAIL_NUMERATOR, r - 1.6) / polynomial(TAIL_DENOMINATOR, r - 1.6)
      : polynomial(FAR_NUMERATOR, r - 5) / polynomial(FAR_DENOMINATOR, r - 5);
  return q < 0 ? -z : z;
}

/** By Horner's rule, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
