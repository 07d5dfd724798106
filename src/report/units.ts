/** Figures as people read them: engineering prefixes, thousands separators, three significant digits. */
import { groupDigits } from '../support/errors.ts';

/** Shown where a figure is missing or not finite. */
const NO_FIGURE = '–';

/** Prefixed units, ascending; `size` is the unit in base units. */
type Scale = readonly { readonly unit: string; readonly size: number }[];

const ENERGY_PJ: Scale = [
  { unit: 'fJ', size: 1e-3 },
  { unit: 'pJ', size: 1 },
  { unit: 'nJ', size: 1e3 },
  { unit: 'µJ', size: 1e6 },
  { unit: 'mJ', size: 1e9 },
  { unit: 'J', size: 1e12 },
];

const TIME_NS: Scale = [
  { unit: 'ps', size: 1e-3 },
  { unit: 'ns', size: 1 },
  { unit: 'µs', size: 1e3 },
  { unit: 'ms', size: 1e6 },
  { unit: 's', size: 1e9 },
];

const POWER_MW: Scale = [
  { unit: 'nW', size: 1e-6 },
  { unit: 'µW', size: 1e-3 },
  { unit: 'mW', size: 1 },
  { unit: 'W', size: 1e3 },
];

const SIZE_BYTES: Scale = [
  { unit: 'B', size: 1 },
  { unit: 'KiB', size: 1024 },
  { unit: 'MiB', size: 1024 ** 2 },
  { unit: 'GiB', size: 1024 ** 3 },
];

/** `12345678` pJ as `12.3 µJ`. */
export function formatEnergyPj(energyPj: number): string {
  return formatScaled(energyPj, ENERGY_PJ, 'pJ');
}

/** `12345` ns as `12.3 µs`. */
export function formatTimeNs(timeNs: number): string {
  return formatScaled(timeNs, TIME_NS, 'ns');
}

/** `0.0123` mW as `12.3 µW`. */
export function formatPowerMw(powerMw: number): string {
  return formatScaled(powerMw, POWER_MW, 'mW');
}

/** `131072` bytes as `128 KiB`. */
export function formatBytes(bytes: number): string {
  if (Number.isInteger(bytes) && Math.abs(bytes) < 1024) return `${bytes} B`;
  return trimZeros(formatScaled(bytes, SIZE_BYTES, 'B'));
}

/** An integer with thousands separators; a fraction keeps three significant digits. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return NO_FIGURE;
  if (Number.isInteger(count) || Math.abs(count) >= 1000) return groupDigits(Math.round(count));
  return trimZeros(`${significant(count)} `).trimEnd();
}

/** A fraction as `97.3 %`; what is not zero never reads as zero, what is not whole never as 100. */
export function formatPercent(fraction: number): string {
  if (!Number.isFinite(fraction)) return NO_FIGURE;
  const percent = Math.round(fraction * 1e11) / 1e9;
  if (percent > 0 && percent < 0.1) return '<0.1 %';
  if (percent < 100 && percent >= 99.95) return '99.9 %';
  const digits = Number.isInteger(percent) ? 0 : 1;
  const text = percent.toFixed(digits);
  return `${Math.abs(percent) >= 1000 ? groupDigits(Math.round(percent)) : text} %`;
}

/** A fraction that is mostly small, with three significant digits: `0.197 %`. */
export function formatSmallPercent(fraction: number): string {
  if (!Number.isFinite(fraction)) return NO_FIGURE;
  return fraction === 0 ? '0 %' : trimZeros(`${significant(fraction * 100)} %`);
}

/** `2.00 µJ` as `2 µJ`, for axis ticks and round sizes. */
export function trimZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?= )/, '$1').replace(/\.(?= )/, '');
}

function formatScaled(value: number, scale: Scale, zeroUnit: string): string {
  if (!Number.isFinite(value)) return NO_FIGURE;
  if (value === 0) return `0 ${zeroUnit}`;
  let index = scale.length - 1;
  while (index > 0 && Math.abs(value) < scale[index]!.size) index--;
  // 999.96 rounds to four digits: it belongs to the next unit.
  const next = scale[index + 1];
  if (
    next &&
    Math.abs(Number((value / scale[index]!.size).toPrecision(3))) * scale[index]!.size >= next.size
  )
    index++;
  const { unit, size } = scale[index]!;
  return `${significant(value / size)} ${unit}`;
}

/** Three significant digits; all digits of the integer part, grouped. */
function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 999.5) return groupDigits(Math.round(value));
  if (size > 0 && size < 1e-3) return value.toExponential(1);
  return value.toPrecision(3).includes('e') ? value.toExponential(1) : value.toPrecision(3);
}
