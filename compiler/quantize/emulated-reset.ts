import type { RegisterWidths } from '../../src/model/chip.ts';
import type { QuantProjection } from '../../src/model/mapping.ts';
import type { Population } from '../../src/model/network.ts';

/** Thresholds no larger than one synapse can take off: 8 bits at the largest exponent. */
export function withinSelfSynapse(widths: RegisterWidths): RegisterWidths {
  const thresholdMantissaBits = Math.min(widths.thresholdMantissaBits, 8 + widths.weightExp[1]);
  return { ...widths, thresholdMantissaBits };
}

/** The self-synapse that takes one threshold off, one step after the spike. */
export function resetSynapse(
  population: Population,
  index: number,
  vthMant: number | Int32Array,
): QuantProjection {
  const most = typeof vthMant === 'number' ? vthMant : vthMant.reduce((m, v) => Math.max(m, v), 0);
  const weightExp = Math.max(0, Math.floor(Math.log2(Math.max(1, most))) - 7);
  const take = (threshold: number): number => -Math.round(threshold / 2 ** weightExp);
  const weights = typeof vthMant === 'number' ? take(vthMant) : Int16Array.from(vthMant, take);
  return {
    name: `${population.name} reset`,
    pre: index,
    post: index,
    connectivity: { kind: 'one-to-one', size: population.size, weights },
    weightExp,
    weightBits: 8,
    signMode: 'inhibitory',
    delaySteps: 0,
    input: 0,
    backward: true,
    stats: { scale: 1, clippedCount: 0, sqnrDb: Infinity, maxAbsError: 0 },
  };
}
