/**
 * The Loihi compartment of loihi-lif.ts for slices whose compartments share all registers but the bias and never
 * pause: constants instead of columns, and no branch on a spike, whose step no predictor guesses.
 */
import type { LoihiLifRegisterColumns } from './loihi-lif-fields.ts';
import type { LoihiLifCounts, LoihiLifState } from './loihi-lif-state.ts';
import { STATE_LIMIT, wrapCurrent } from './loihi-lif-state.ts';

export interface UniformRegisters {
  readonly uKeep: number;
  readonly vKeep: number;
  /** At most 2^23, which v never reaches. */
  readonly threshold: number;
  /** Bits of v that a spike leaves: none or all. */
  readonly resetMask: number;
}

/** Null where compartments differ or pause. */
export function uniformRegisters(columns: LoihiLifRegisterColumns): UniformRegisters | null {
  const { uKeep, vKeep, threshold, refractory, resets } = columns;
  const areUniform = [uKeep, vKeep, threshold, refractory, resets].every((column) =>
    column.every((value: number) => value === column[0]),
  );
  if (!areUniform || refractory.length === 0 || refractory[0] !== 0) return null;
  return {
    uKeep: uKeep[0]!,
    vKeep: vKeep[0]!,
    threshold: Math.min(threshold[0]!, STATE_LIMIT),
    resetMask: resets[0] === 1 ? 0 : -1,
  };
}

/** One step of all compartments, as stepLoihiLif does it. */
export function stepUniformLoihiLif(
  { u: us, v: vs }: LoihiLifState,
  { uKeep, vKeep, threshold, resetMask }: UniformRegisters,
  bias: Int32Array,
  input: Int32Array,
  fired: Int32Array,
  firedBegin: number,
  counts: LoihiLifCounts,
): void {
  const end = us.length;
  let firedEnd = firedBegin;
  let idle = 0;
  let saturations = 0;
  for (let k = 0; k < end; k++) {
    const a = input[k]!;
    const v0 = vs[k]!;
    const b = bias[k]!;
    let u = us[k]!;
    if ((a | u | v0 | b) === 0) {
      idle++;
      continue;
    }
    input[k] = 0;
    u = ((u * uKeep) | 0) + a * 64;
    if (u > STATE_LIMIT || u <= -STATE_LIMIT) {
      u = wrapCurrent(u);
      saturations++;
    }
    us[k] = u;
    let v = ((v0 * vKeep) | 0) + u + b;
    if (v >= STATE_LIMIT || v <= -STATE_LIMIT) {
      v = v > 0 ? STATE_LIMIT - 1 : 1 - STATE_LIMIT;
      saturations++;
    }
    // All bits while v <= threshold, else none.
    const silent = (v - threshold - 1) >> 31;
    fired[firedEnd] = k;
    firedEnd += 1 + silent;
    vs[k] = v & (silent | resetMask);
  }
  counts.fired = firedEnd - firedBegin;
  counts.updated = end - idle;
  counts.saturations = saturations;
}
