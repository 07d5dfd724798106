/** Weights rounded to whole multiples of max |w| / 127, as a chip with 8-bit weights would hold them. */
export function roundWeights(weights: Float32Array): Float32Array {
  const largest = weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0);
  if (largest === 0) return weights.slice();
  const unit = largest / 127;
  return weights.map((weight) => Math.round(weight / unit) * unit);
}
