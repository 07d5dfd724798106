/** How far equal measurements lie apart. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation of the sample, with n - 1; 0 of a single value. */
  readonly std: number;
  readonly min: number;
  readonly p5: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** Of at least one value. Quantiles are linear between neighbours. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const at = (fraction: number): number => {
    const place = fraction * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return low + (high - low) * (place - Math.floor(place));
  };
  return {
    mean,
    std: sorted.length > 1 ? Math.sqrt(squares / (sorted.length - 1)) : 0,
    min: sorted[0]!,
    p5: at(0.05),
    median: at(0.5),
    p95: at(0.95),
    max: sorted.at(-1)!,
  };
}
