/**
 * Membrane with a linear leak at constant drive, du/dt = drive - leak u; a leak of 0 is the perfect integrator. This is
 * the OTA's limit at small u.
 */
import { expm1Ratio, log1pRatio } from './ota-solution.ts';

/** Time from u0 up to u1 > u0, or Infinity where the membrane never gets there. */
export function linearRiseTime(drive: number, leak: number, u0: number, u1: number): number {
  const slope = drive - leak * u1;
  if (!(slope > 0)) return Infinity;
  const width = u1 - u0;
  return (width / slope) * log1pRatio((leak * width) / slope);
}

/** u after a time t >= 0. */
export function linearAdvance(drive: number, leak: number, u0: number, t: number): number {
  return u0 + (drive - leak * u0) * t * expm1Ratio(-leak * t);
}
