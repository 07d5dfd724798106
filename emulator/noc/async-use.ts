import type { AsyncLinkUseOptions } from './async-options.ts';

/** Flits that each output sent, by time: of the last load, from its tick 0. */
export interface AsyncUse {
  /** Width of a bin. It doubles, bins being joined in pairs, whenever a load lasts longer than all of them. */
  binTicks: number;
  readonly binCount: number;
  /** outputFlitsByBin[output * binCount + bin] */
  readonly outputFlitsByBin: Uint32Array;
}

export function createUse(outputCount: number, options: AsyncLinkUseOptions): AsyncUse {
  const { binTicks, binCount } = options;
  return { binTicks, binCount, outputFlitsByBin: new Uint32Array(outputCount * binCount) };
}

/** Back to empty bins of the first width. */
export function clearUse(use: AsyncUse, binTicks: number): void {
  use.binTicks = binTicks;
  use.outputFlitsByBin.fill(0);
}

export function countUse(use: AsyncUse, output: number, ticks: number): void {
  let bin = Math.floor(ticks / use.binTicks);
  while (bin >= use.binCount) {
    joinBins(use);
    bin = Math.floor(ticks / use.binTicks);
  }
  use.outputFlitsByBin[output * use.binCount + bin]!++;
}

function joinBins(use: AsyncUse): void {
  const { binCount, outputFlitsByBin } = use;
  use.binTicks *= 2;
  for (let row = 0; row < outputFlitsByBin.length; row += binCount) {
    for (let bin = 0; bin < binCount; bin++) {
      const a = 2 * bin < binCount ? outputFlitsByBin[row + 2 * bin]! : 0;
      const b = 2 * bin + 1 < binCount ? outputFlitsByBin[row + 2 * bin + 1]! : 0;
      outputFlitsByBin[row + bin] = a + b;
    }
  }
}
