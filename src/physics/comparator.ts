/**
 * Comparator of a spiking neuron: it fires where the membrane passes threshold plus offset, later by a delay that
 * falls with the membrane's slope as t_d0 (slope / slope_ref)^-p. The power law is a fit to BSIM3 transients of a
 * five-transistor OTA at 1 nA (t_d0 64 us at 50 V/s, p 0.405), where a constant delay is wrong by 10x.
 */
import type { Comparator, ComparatorDelay } from '../model/analog-circuit.ts';
import { InputError } from '../support/errors.ts';
import { checkRange } from './check-range.ts';

export type { Comparator, ComparatorDelay } from '../model/analog-circuit.ts';

/** No offset, no delay, and a bandwidth (1 GHz, assumed) far above any neuron's rate. */
export const IDEAL_COMPARATOR: Comparator = {
  offsetV: 0,
  hysteresisV: 0,
  delay: null,
  minimumIntervalS: 1e-9,
};

/** Delay at a membrane slope; slopes below the least one, negative ones too, count as that one. */
export function comparatorDelayS(delay: ComparatorDelay, slopeVPerS: number): number {
  const slope = Math.max(slopeVPerS, delay.slopeMinVPerS);
  return delay.delayS * (slope / delay.slopeReferenceVPerS) ** -delay.exponent;
}

/** Throws E_ANALOG_VALUE for values without meaning, E_ANALOG_LATCH where the reset cannot release it. */
export function checkComparator(comparator: Comparator, thresholdV: number, resetV: number): void {
  const { offsetV, hysteresisV, delay, minimumIntervalS } = comparator;
  checkRange('comparator offset in V', offsetV, {});
  checkRange('comparator hysteresis in V', hysteresisV, { atLeast: 0 });
  checkRange('least interval of comparator edges in s', minimumIntervalS, { atLeast: 1e-12 });
  if (delay !== null) {
    checkRange('comparator delay in s', delay.delayS, { atLeast: 0 });
    checkRange('reference slope of the comparator in V/s', delay.slopeReferenceVPerS, { above: 0 });
    checkRange('exponent of the comparator delay', delay.exponent, { atLeast: 0 });
    checkRange('least slope of the comparator in V/s', delay.slopeMinVPerS, { above: 0 });
  }
  const releaseV = thresholdV + offsetV - hysteresisV;
  if (resetV < releaseV) return;
  throw new InputError(
    'E_ANALOG_LATCH',
    `the reset to ${resetV} V does not release the comparator, which lets go below ${releaseV} V (threshold ${thresholdV} V, offset ${offsetV} V, hysteresis ${hysteresisV} V): the neuron would fire once and stay there. Lower the reset or raise the threshold.`,
    { resetV, releaseV },
  );
}
