/** Spikes packed for embedding in a page: about one and a half characters per spike. */

/** Spikes of one sample, packed; read back by `page/raster.ts`. */
export interface PackedSpikes {
  /** Steps drawn, [0, stepCount). */
  readonly stepCount: number;
  /** Spikes packed. */
  readonly count: number;
  /** Spikes left out to bound the size of the page: every `stride`-th one is kept. */
  readonly stride: number;
  /**
   * Base64 of LEB128 varints: for each step the number of its spikes, then their neurons ascending,
   * each as the difference to the one before (the first to 0).
   */
  readonly base64: string;
}

/** Packs spike columns, in any order, into at most `spikeLimit` spikes; invalid entries are left out. */
export function packSpikes(
  steps: readonly number[],
  neurons: readonly number[],
  stepCount: number,
  spikeLimit: number,
): PackedSpikes {
  const stride = Math.max(1, Math.ceil(steps.length / spikeLimit));
  const byStep: number[][] = Array.from({ length: stepCount }, () => []);
  for (let i = 0; i < steps.length; i += stride) {
    const neuron = neurons[i];
    if (neuron !== undefined && Number.isSafeInteger(neuron) && neuron >= 0) {
      byStep[steps[i]!]?.push(neuron);
    }
  }
  const bytes: number[] = [];
  let count = 0;
  for (const row of byStep) {
    row.sort((a, b) => a - b);
    pushVarint(bytes, row.length);
    let previous = 0;
    for (const neuron of row) {
      pushVarint(bytes, neuron - previous);
      previous = neuron;
    }
    count += row.length;
  }
  return { stepCount, count, stride, base64: base64Of(bytes) };
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function base64Of(bytes: readonly number[]): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    binary += String.fromCharCode(...bytes.slice(i, i + 8192));
  }
  return btoa(binary);
}
