/** Physical quantities as people write them: `50pA`, `1 pF`, `0.65V`, `27C`. */
import { InputError, nearestWord } from '../../support/errors.ts';

export type Unit = 'A' | 'F' | 'V' | 's' | 'Hz' | 'K' | 'C' | '%' | '1' | 'text';

const PREFIXES: Readonly<Record<string, number>> = {
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  µ: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
};

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const UNIT_NAMES: Readonly<Record<string, string>> = {
  A: 'a current, e.g. 50pA',
  F: 'a capacitance, e.g. 250fF',
  V: 'a voltage, e.g. 650mV',
  s: 'a time, e.g. 0.5ms',
};
const CELSIUS_ZERO_K = 273.15;

/** A quantity in its base unit. Throws InputError E_USAGE for no number, another unit or none. */
export function parseQuantity(flag: string, text: string, unit: Unit): number {
  const match = new RegExp(`^\\s*(${NUMBER})\\s*([fpnuµmk]?)([A-Za-z°]*)\\s*$`, 'iu').exec(text);
  const [, digits = '', prefix = '', written = ''] = match ?? [];
  const factor = PREFIXES[prefix];
  // A lone prefix letter may be the unit itself: the F of farad is also the f of femto in another case.
  const isUnit = written === unit || (written === '' && prefix === unit);
  if (!match || !isUnit || (written === unit && factor === undefined)) {
    throw unitError(flag, text, unit);
  }
  // The decimal number of the base unit, so that 50pA is the double nearest to 50e-12.
  const value = written === unit ? scaled(digits, factor!) : Number(digits);
  const size = Math.abs(value);
  if (size === 0 || (size >= SIZE_MIN && size <= SIZE_MAX)) return value;
  throw new InputError(
    'E_USAGE',
    `${flag} ${text}: no circuit on a chip has that; the size must be from ${SIZE_MIN} ${unit} to ${SIZE_MAX} ${unit}, or 0.`,
  );
}

/** In base units: far beyond any circuit of a chip, near enough that nothing overflows. */
const SIZE_MIN = 1e-24;
const SIZE_MAX = 1e4;

/** Digits times a power of ten, rounded once. */
function scaled(digits: string, factor: number): number {
  const [mantissa, exponent = '0'] = digits.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(exponent) + Math.round(Math.log10(factor))}`);
}

function unitError(flag: string, text: string, unit: Unit): InputError {
  const number = new RegExp(`^\\s*${NUMBER}\\s*$`, 'i').test(text);
  const hint = number ? '; the unit is missing' : '';
  return new InputError(
    'E_USAGE',
    `${flag} ${text}: ${UNIT_NAMES[unit] ?? `a number in ${unit}`} is needed${hint}.`,
  );
}

/** `27C`, `-10 °C` or `300K`, in kelvin. Throws InputError E_USAGE. */
export function parseTemperatureK(flag: string, text: string): number {
  const match = new RegExp(`^\\s*(${NUMBER})\\s*°?([CK])\\s*$`, 'i').exec(text);
  const degrees = Number(match?.[1]);
  const kelvin = degrees + (match?.[2]?.toUpperCase() === 'C' ? CELSIUS_ZERO_K : 0);
  if (match && kelvin > 0 && Number.isFinite(kelvin)) return kelvin;
  const why =
    match && Number.isFinite(degrees) ? 'that is not above absolute zero' : 'write 27C or 300K';
  throw new InputError('E_USAGE', `${flag} ${text}: ${why}.`);
}

export function celsius(kelvin: number): number {
  return Number((kelvin - CELSIUS_ZERO_K).toFixed(9));
}

export function kelvinOf(degreesC: number): number {
  return degreesC + CELSIUS_ZERO_K;
}

/** A whole number. Throws InputError E_USAGE. */
export function parseWhole(flag: string, text: string, least: number, most: number): number {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InputError(
    'E_USAGE',
    `${flag} ${text}: a whole number from ${least} to ${most} is needed.`,
  );
}

/** `leak=12,threshold=40` as pairs. Throws InputError E_USAGE for names that are none of `names`, or given twice. */
export function parseCodes(text: string, names: readonly string[]): Map<string, number> {
  const codes = new Map<string, number>();
  for (const part of text.split(',')) {
    const match = /^\s*([A-Za-z]+)\s*=\s*([+-]?\d{1,9})\s*$/.exec(part);
    if (!match) {
      throw new InputError(
        'E_USAGE',
        `--code ${part}: write NAME=CODE, parted by commas, e.g. leak=341,threshold=130.`,
      );
    }
    const name = match[1]!;
    if (!names.includes(name)) {
      const near = nearestWord(name, names);
      const hint = near ? `did you mean ${near}?` : `there are ${names.join(', ')}.`;
      throw new InputError(
        'E_USAGE',
        `--code ${part}: the neuron has no register ${name}; ${hint}`,
      );
    }
    if (codes.has(name)) throw new InputError('E_USAGE', `--code: ${name} is given twice.`);
    codes.set(name, Number(match[2]));
  }
  return codes;
}

const ENGINEERING = ['a', 'f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G'];

/** `5.02e-11` A as `50.2 pA`; four significant digits unless said otherwise. */
export function formatQuantity(value: number, unit: Unit, digits = 4): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'C' || unit === 'K')
    return `${trimmed(value, Math.max(digits, 5))} ${unit === 'C' ? '°C' : 'K'}`;
  if (unit === '%') return `${trimmed(value * 100, digits)} %`;
  if (unit === '1' || unit === 'text') return trimmed(value, digits);
  if (value === 0) return `0 ${unit}`;
  const group = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))) / 3);
  const place = Math.min(Math.max(group + 6, 0), ENGINEERING.length - 1);
  return `${trimmed(value / 10 ** ((place - 6) * 3), digits)} ${ENGINEERING[place]}${unit}`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}
