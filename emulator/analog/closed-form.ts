/** Membranes under constant drive: one call for each question, whatever the leak. */
import { LEAK_LINEAR, LEAK_TANH, type LeakKind } from './circuit.ts';
import { dpiAdvance, dpiRiseTime } from './dpi-solution.ts';
import { linearAdvance, linearRiseTime } from './linear-solution.ts';
import { otaAdvance, otaRiseTime } from './ota-solution.ts';

/** The largest constant drive, in 1/s, that never reaches `thresholdU`. */
export function rheobaseDrive(leak: LeakKind, leakRate: number, thresholdU: number): number {
  if (leak === LEAK_TANH) return leakRate * Math.tanh(thresholdU);
  if (leak === LEAK_LINEAR) return leakRate * thresholdU;
  return leakRate * (1 + Math.exp(thresholdU));
}

/** Seconds from u0 up to u1 > u0, Infinity for never. */
export function riseSeconds(
  leak: LeakKind,
  leakRate: number,
  drive: number,
  u0: number,
  u1: number,
): number {
  if (leak === LEAK_LINEAR) return linearRiseTime(drive, leakRate, u0, u1);
  const i = drive / leakRate;
  return (leak === LEAK_TANH ? otaRiseTime(i, u0, u1) : dpiRiseTime(i, u0, u1)) / leakRate;
}

/** u after `seconds`. */
export function advanceMembrane(
  leak: LeakKind,
  leakRate: number,
  drive: number,
  u0: number,
  seconds: number,
): number {
  if (leak === LEAK_LINEAR) return linearAdvance(drive, leakRate, u0, seconds);
  const i = drive / leakRate;
  const s = seconds * leakRate;
  return leak === LEAK_TANH ? otaAdvance(i, u0, s) : dpiAdvance(i, u0, s);
}

/** du/dt. */
export function membraneSlope(leak: LeakKind, leakRate: number, drive: number, u: number): number {
  if (leak === LEAK_TANH) return drive - leakRate * Math.tanh(u);
  if (leak === LEAK_LINEAR) return drive - leakRate * u;
  return drive / (1 + Math.exp(u)) - leakRate;
}
