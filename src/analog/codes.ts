/** Converters of analog chips: what a code makes, and the code that makes a wanted value best. */
import type { CurrentDac, OtaNeuron, TimeDac, VoltageDac } from '../model/analog.ts';

/** A code, what it makes and how far that is from what was wanted. */
export interface CodeChoice {
  readonly code: number;
  readonly value: number;
  /** value / wanted - 1; Infinity where 0 was wanted and is not made. */
  readonly error: number;
  /** True where the wanted value lies outside the converter's range. */
  readonly clipped: boolean;
}

/** Closed range of what a converter makes. */
export interface CodeRange {
  readonly least: number;
  readonly most: number;
}

/** Highest code of a converter of `bits` bits. */
export function codeMax(dac: { readonly bits: { readonly value: number } }): number {
  return 2 ** dac.bits.value - 1;
}

/** A current in A; see `CurrentDac`. */
export function dacCurrentA(dac: CurrentDac, code: number): number {
  const part = code / codeMax(dac);
  const { minA, maxA } = dac;
  return dac.scale === 'linear' ? part * maxA.value : geometric(minA.value, maxA.value, part);
}

/** A voltage in V. */
export function dacVoltageV({ bits, minV, maxV }: VoltageDac, code: number): number {
  return minV.value + ((maxV.value - minV.value) * code) / codeMax({ bits });
}

/** A time in s. */
export function dacTimeS({ bits, minS, maxS }: TimeDac, code: number): number {
  return geometric(minS.value, maxS.value, code / codeMax({ bits }));
}

/** A current of either sign in A: sign and magnitude, 0 where the code is 0. */
export function signedCurrentA(dac: CurrentDac, code: number): number {
  return code === 0 ? 0 : Math.sign(code) * dacCurrentA(dac, Math.abs(code));
}

/** Both ends exactly, since a power of the ratio would miss the last bits of the upper one. */
function geometric(min: number, max: number, part: number): number {
  return part === 1 ? max : min * (max / min) ** part;
}

export function currentRangeA(dac: CurrentDac): CodeRange {
  return { least: dacCurrentA(dac, 0), most: dac.maxA.value };
}

export function timeRangeS({ minS, maxS }: TimeDac): CodeRange {
  return { least: minS.value, most: maxS.value };
}

export function voltageRangeV({ minV, maxV }: VoltageDac): CodeRange {
  return { least: minV.value, most: maxV.value };
}

/** The code whose current is nearest to `amperes`, the lower one of two. */
export function nearestCurrentCode(dac: CurrentDac, amperes: number): CodeChoice {
  const { maxA, minA, scale } = dac;
  const part =
    scale === 'linear' ? amperes / maxA.value : partOfGeometric(minA.value, maxA.value, amperes);
  return nearest(amperes, part * codeMax(dac), codeMax(dac), currentRangeA(dac), (code) =>
    dacCurrentA(dac, code),
  );
}

/** The signed code whose current is nearest to `amperes`; 0 where the least current is farther than none. */
export function nearestSignedCode(dac: CurrentDac, amperes: number): CodeChoice {
  const size = Math.abs(amperes);
  const choice = nearestCurrentCode(dac, size);
  const isOff = size < choice.value - size;
  if (choice.code === 0 || isOff) {
    const { least } = currentRangeA(dac);
    return { ...choiceOf(amperes, 0, 0), clipped: size > 0 && size < least };
  }
  const sign = Math.sign(amperes);
  return { ...choice, code: sign * choice.code, value: sign * choice.value };
}

export function nearestVoltageCode(dac: VoltageDac, volts: number): CodeChoice {
  const { least, most } = voltageRangeV(dac);
  const at = ((volts - least) / (most - least)) * codeMax(dac);
  return nearest(volts, at, codeMax(dac), { least, most }, (code) => dacVoltageV(dac, code));
}

export function nearestTimeCode(dac: TimeDac, seconds: number): CodeChoice {
  const { least, most } = timeRangeS(dac);
  const at = partOfGeometric(least, most, seconds) * codeMax(dac);
  return nearest(seconds, at, codeMax(dac), { least, most }, (code) => dacTimeS(dac, code));
}

/** The membrane capacitor nearest to `farads`; its code is its index. */
export function nearestCapacitor({ capacitorsF }: OtaNeuron, farads: number): CodeChoice {
  const sizes = capacitorsF.map(({ value }) => value);
  const best = sizes.reduce(
    (found, size, code) =>
      distance(size, farads) < distance(sizes[found]!, farads) ? code : found,
    0,
  );
  const clipped = farads < Math.min(...sizes) || farads > Math.max(...sizes);
  return { ...choiceOf(farads, best, sizes[best]!), clipped };
}

function distance(a: number, b: number): number {
  return Math.abs(a - b);
}

function partOfGeometric(min: number, max: number, value: number): number {
  return value > min ? Math.log(value / min) / Math.log(max / min) : 0;
}

/** The better of the two codes around the real-valued one. */
function nearest(
  wanted: number,
  at: number,
  most: number,
  range: CodeRange,
  makes: (code: number) => number,
): CodeChoice {
  const low = Math.min(most, Math.max(0, Math.floor(at)));
  const high = Math.min(most, low + 1);
  const isLower = distance(makes(low), wanted) <= distance(makes(high), wanted);
  const code = isLower ? low : high;
  // Rounding of a geometric range's ends is no reason to call a wanted end out of range.
  const slack = 1e-12 * Math.max(Math.abs(range.least), Math.abs(range.most));
  const clipped = !(wanted >= range.least - slack && wanted <= range.most + slack);
  return { ...choiceOf(wanted, code, makes(code)), clipped };
}

function choiceOf(wanted: number, code: number, value: number): Omit<CodeChoice, 'clipped'> {
  if (wanted === 0) return { code, value, error: value === 0 ? 0 : Infinity };
  return { code, value, error: value / wanted - 1 };
}
