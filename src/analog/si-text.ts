/** Quantities in SI units as people read them, with all digits that a profile gives. */

const PREFIXES = ['a', 'f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G'];
/** Index of the prefix of 1. */
const ONE = 6;

/** `5e-12` A as `5 pA`; at most six significant digits. */
export function siText(value: number, unit: string): string {
  if (value === 0 || !Number.isFinite(value)) return `${value} ${unit}`;
  const rounded = Number(value.toPrecision(6));
  const power = Math.floor(Math.log10(Math.abs(rounded)) / 3 + 1e-9);
  const index = Math.min(PREFIXES.length - 1, Math.max(0, power + ONE));
  const scaled = rounded / 1000 ** (index - ONE);
  return `${Number(scaled.toPrecision(6))} ${PREFIXES[index]!}${unit}`;
}
