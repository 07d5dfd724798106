/** Ridge regression from spike counts to classes. */

/**
 * Weights [classes * features] that minimise the squared error of `targets` plus `ridge` times their own squares.
 * Normal equations by Cholesky; `counts` is [samples * features], `targets` [samples * classes].
 */
export function fitRidge(
  counts: Float64Array,
  targets: Float64Array,
  features: number,
  classes: number,
  ridge: number,
): Float64Array {
  const samples = counts.length / features;
  const gram = new Float64Array(features * features);
  const right = new Float64Array(features * classes);
  for (let s = 0; s < samples; s++) {
    for (let i = 0; i < features; i++) {
      const x = counts[s * features + i]!;
      if (x === 0) continue;
      for (let j = 0; j <= i; j++) gram[i * features + j]! += x * counts[s * features + j]!;
      for (let c = 0; c < classes; c++) right[c * features + i]! += x * targets[s * classes + c]!;
    }
  }
  for (let i = 0; i < features; i++) gram[i * features + i]! += ridge;
  factor(gram, features);
  for (let c = 0; c < classes; c++) solve(gram, right.subarray(c * features, (c + 1) * features));
  return right;
}

/** Lower triangle L of L L^T in place. */
function factor(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / a[j * n + j]!;
    }
  }
}

function solve(lower: Float64Array, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * n + k]! * x[k]!;
    x[i]! /= lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= lower[k * n + i]! * x[k]!;
    x[i]! /= lower[i * n + i]!;
  }
}
