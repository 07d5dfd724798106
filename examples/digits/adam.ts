const BETA_MEAN = 0.9;
const BETA_SQUARE = 0.999;
const EPSILON = 1e-8;

/** Running means of a gradient and of its square. */
export interface AdamState {
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

export function createAdamState(size: number): AdamState {
  return { mean: new Float32Array(size), square: new Float32Array(size) };
}

/** One step of Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1); `updateCount` starts at 1. */
export function adamStep(
  weights: Float32Array,
  gradient: Float32Array,
  state: AdamState,
  rate: number,
  updateCount: number,
): void {
  const meanScale = 1 / (1 - BETA_MEAN ** updateCount);
  const squareScale = 1 / (1 - BETA_SQUARE ** updateCount);
  for (let k = 0; k < weights.length; k++) {
    const slope = gradient[k]!;
    state.mean[k] = BETA_MEAN * state.mean[k]! + (1 - BETA_MEAN) * slope;
    state.square[k] = BETA_SQUARE * state.square[k]! + (1 - BETA_SQUARE) * slope * slope;
    weights[k]! -=
      (rate * state.mean[k]! * meanScale) / (Math.sqrt(state.square[k]! * squareScale) + EPSILON);
  }
}
