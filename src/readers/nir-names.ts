/** Node names of NIR files: their order and how they are shown. */

/** Orders names as people do: "2" before "10", "lif2" before "lif10". */
export function compareNatural(a: string, b: string): number {
  const partsA = a.match(/\d+|\D+/g) ?? [];
  const partsB = b.match(/\d+|\D+/g) ?? [];
  const length = Math.min(partsA.length, partsB.length);
  for (let k = 0; k < length; k++) {
    const order = comparePart(partsA[k]!, partsB[k]!);
    if (order !== 0) return order;
  }
  return partsA.length - partsB.length || compareCodes(a, b);
}

function comparePart(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compareCodes(a, b);
  const [numberA, numberB] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return numberA.length - numberB.length || compareCodes(numberA, numberB);
}

function compareCodes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The name in quotes, control characters escaped, cut where it is too long to show. */
export function quoteName(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}...` : name);
}

/** At most eight names, and how many more there are. */
export function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, 8).map(quoteName).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}

/** `[2, 34, 34]`. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
