/**
 * The Loihi compartment in integers, as in lava-nc's fixed-point LIF (lava 0.11, commit b6822fbc), plus
 * the refractory pause of the chip. Per step, with rtz(x, k) = sign(x) * ((|x| * (4096 - k)) >> 12):
 *   u = rtz(u, du + 1) + (a << 6), wrapped once into (-2^23, 2^23];
 *   v = rtz(v, dv) + u + bias, clipped to +-(2^23 - 1);
 *   spike where v > vth << 6; then v = 0 and v stays 0 for `refractorySteps` steps while u goes on.
 */
import type { LoihiLifRegisters } from '../model/network.ts';
import { valueAt } from '../model/network.ts';

/** State of the compartments of one core or population, all [count]. */
export interface LoihiLifState {
  readonly u: Int32Array;
  readonly v: Int32Array;
  /** Steps left of each refractory pause. */
  readonly pause: Uint8Array;
}

/** Registers as the kernel reads them, all [count]. */
export interface LoihiLifColumns {
  /** (4096 - du - 1) / 4096: the product with a 24-bit u is exact in float64. */
  readonly uKeep: Float64Array;
  readonly vKeep: Float64Array;
  /** vthMant << 6; 2^31 - 1 where the population never spikes. */
  readonly threshold: Int32Array;
  /** biasMant << biasExp, or >> -biasExp. */
  readonly bias: Int32Array;
  readonly refractory: Uint8Array;
  readonly v0: Int32Array;
}

/** What one kernel call counted. */
export interface LoihiLifCounts {
  fired: number;
  /** Compartments with input, current, voltage or bias that is not 0. */
  updated: number;
  /** u wraps and v clips. */
  saturations: number;
}

const STATE_LIMIT = 1 << 23;
const NEVER = 0x7fffffff;

export function createLoihiLifState(columns: LoihiLifColumns): LoihiLifState {
  const count = columns.v0.length;
  return { u: new Int32Array(count), v: columns.v0.slice(), pause: new Uint8Array(count) };
}

export function resetLoihiLifState(state: LoihiLifState, columns: LoihiLifColumns): void {
  state.u.fill(0);
  state.v.set(columns.v0);
  state.pause.fill(0);
}

/** Columns of `count` compartments from registers given per population or per compartment. */
export function loihiLifColumns(registers: LoihiLifRegisters, count: number): LoihiLifColumns {
  const columns: LoihiLifColumns = {
    uKeep: new Float64Array(count),
    vKeep: new Float64Array(count),
    threshold: new Int32Array(count),
    bias: new Int32Array(count),
    refractory: new Uint8Array(count),
    v0: new Int32Array(count),
  };
  for (let k = 0; k < count; k++) {
    columns.uKeep[k] = (4095 - valueAt(registers.du, k)) / 4096;
    columns.vKeep[k] = (4096 - valueAt(registers.dv, k)) / 4096;
    columns.threshold[k] = registers.spiking ? valueAt(registers.vthMant, k) << 6 : NEVER;
    columns.bias[k] = shiftSigned(valueAt(registers.biasMant, k), valueAt(registers.biasExp, k));
    columns.refractory[k] = valueAt(registers.refractorySteps, k);
    columns.v0[k] = valueAt(registers.v0, k);
  }
  return columns;
}

/** `value << exponent`, or `value >> -exponent` (floor) where it is negative. |value << exponent| < 2^31. */
export function shiftSigned(value: number, exponent: number): number {
  return exponent >= 0 ? value << exponent : value >> -exponent;
}

/**
 * One step of compartments [begin, end). `input` holds the scaled synaptic sum `a` of each and is
 * cleared. Writes the slots that spike into `fired` from `firedBegin` on, ascending. Bounds: |a| < 2^25,
 * thresholds >= 0 (so that a compartment at rest cannot fire and is passed over).
 */
export function stepLoihiLif(
  state: LoihiLifState,
  columns: LoihiLifColumns,
  input: Int32Array,
  begin: number,
  end: number,
  resetOnSpike: boolean,
  fired: Int32Array,
  firedBegin: number,
  counts: LoihiLifCounts,
): void {
  const { u: us, v: vs, pause: pauses } = state;
  const { uKeep, vKeep, threshold, bias, refractory } = columns;
  let firedEnd = firedBegin;
  let updated = 0;
  let saturations = 0;
  for (let k = begin; k < end; k++) {
    const a = input[k]!;
    const v0 = vs[k]!;
    const b = bias[k]!;
    let u = us[k]!;
    if ((a | u | v0 | b) === 0) {
      if (pauses[k]! > 0) pauses[k]!--;
      continue;
    }
    updated++;
    input[k] = 0;
    u = ((u * uKeep[k]!) | 0) + a * 64;
    if (u > STATE_LIMIT || u <= -STATE_LIMIT) {
      u = wrapCurrent(u);
      saturations++;
    }
    us[k] = u;
    if (pauses[k]! > 0) {
      pauses[k]!--;
      vs[k] = 0;
      continue;
    }
    let v = ((v0 * vKeep[k]!) | 0) + u + b;
    if (v >= STATE_LIMIT || v <= -STATE_LIMIT) {
      v = v > 0 ? STATE_LIMIT - 1 : 1 - STATE_LIMIT;
      saturations++;
    }
    if (v > threshold[k]!) {
      fired[firedEnd++] = k;
      if (resetOnSpike) v = 0;
      pauses[k] = refractory[k]!;
    }
    vs[k] = v;
  }
  counts.fired = firedEnd - firedBegin;
  counts.updated = updated;
  counts.saturations = saturations;
}

/** lava's single wrap: into (-2^23, 2^23] for sums that leave it by less than 2^24. */
function wrapCurrent(unwrapped: number): number {
  const u = unwrapped > STATE_LIMIT ? unwrapped - 2 * STATE_LIMIT : unwrapped;
  return u <= -STATE_LIMIT ? unwrapped + 2 * STATE_LIMIT : u;
}
