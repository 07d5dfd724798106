/**
 * Parts a whole number by weights into whole numbers that add up to it: each part is rounded down, and what is left
 * goes one by one to the largest remainders, ties to the first. Whole weights that add up to `total` are the parts themselves;
 * without any weight the first part takes all.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === total && weights.every(Number.isInteger)) return [...weights];
  if (whole === 0) return weights.map((_, k) => (k === 0 ? total : 0));
  const exact = weights.map((weight) => (weight / whole) * total);
  const parts = exact.map(Math.floor);
  let rest = total - parts.reduce((sum, part) => sum + part, 0);
  const order = exact
    .map((value, k) => ({ k, remainder: value - parts[k]! }))
    .sort((a, b) => b.remainder - a.remainder || a.k - b.k);
  for (const { k } of order) {
    if (rest <= 0) break;
    parts[k]!++;
    rest--;
  }
  return parts;
}
