/**
 * The Loihi compartment in integers, as in lava-nc's fixed-point LIF (lava 0.11, commit b6822fbc), plus
 * the refractory pause of the chip. Per step, with rtz(x, k) = sign(x) * ((|x| * (4096 - k)) >> 12):
 *   u = rtz(u, du + 1) + (a << 6), wrapped once into (-2^23, 2^23];
 *   v = rtz(v, dv) + u + bias, clipped to +-(2^23 - 1);
 *   spike where v > vth << 6; then v = 0 and v stays 0 for `refractorySteps` steps while u goes on.
 */
import type { Compartments, IntegerNeuronModel } from './integer-model.ts';
import type { LoihiLifRegisterColumns } from './loihi-lif-fields.ts';
import { LOIHI_LIF_FIELDS, loihiLifRegisterColumns } from './loihi-lif-fields.ts';
import type { LoihiLifCounts, LoihiLifState } from './loihi-lif-state.ts';
import { STATE_LIMIT, wrapCurrent } from './loihi-lif-state.ts';
import { stepUniformLoihiLif, uniformRegisters } from './loihi-lif-uniform.ts';

export type { LoihiLifCounts, LoihiLifState } from './loihi-lif-state.ts';

export function createLoihiLifState(columns: LoihiLifRegisterColumns): LoihiLifState {
  const count = columns.v0.length;
  return { u: columns.u0.slice(), v: columns.v0.slice(), pause: new Uint8Array(count) };
}

/**
 * One step of compartments [begin, end). `input` holds the scaled synaptic sum `a` of each and is
 * cleared. Writes the slots that spike into `fired` from `firedBegin` on, ascending. Bounds: |a| < 2^25,
 * thresholds >= 0 (so that a compartment at rest cannot fire and is passed over).
 */
export function stepLoihiLif(
  state: LoihiLifState,
  columns: LoihiLifRegisterColumns,
  input: Int32Array,
  begin: number,
  end: number,
  fired: Int32Array,
  firedBegin: number,
  counts: LoihiLifCounts,
): void {
  const { u: us, v: vs, pause: pauses } = state;
  const { uKeep, vKeep, threshold, bias, refractory, resets } = columns;
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
      if (resets[k] === 1) v = 0;
      pauses[k] = refractory[k]!;
    }
    vs[k] = v;
  }
  counts.fired = firedEnd - firedBegin;
  counts.updated = updated;
  counts.saturations = saturations;
}

function create(columns: LoihiLifRegisterColumns, count: number): Compartments {
  const state = createLoihiLifState(columns);
  const uniform = uniformRegisters(columns);
  const called: LoihiLifCounts = { fired: 0, updated: 0, saturations: 0 };
  return {
    count,
    reset: () => {
      state.u.set(columns.u0);
      state.v.set(columns.v0);
      state.pause.fill(0);
    },
    step: (inputs, _step, spikes, counts) => {
      const begin = spikes.length;
      const { fired } = spikes;
      if (uniform === null) {
        stepLoihiLif(state, columns, inputs[0]!, 0, count, fired, begin, called);
      } else {
        stepUniformLoihiLif(state, uniform, columns.bias, inputs[0]!, fired, begin, called);
      }
      spikes.length += called.fired;
      spikes.payloads.fill(1, begin, spikes.length);
      counts.updated += called.updated;
      counts.saturations += called.saturations;
    },
    read: (variable) => (variable === 'u' ? state.u : state.v),
  };
}

export const loihiLifModel: IntegerNeuronModel = {
  name: 'loihi-lif',
  description: "Loihi compartment in lava's fixed-point arithmetic",
  fields: LOIHI_LIF_FIELDS,
  inputs: ['a'],
  variables: ['u', 'v'],
  graded: false,
  create: (registers, count) => create(loihiLifRegisterColumns(registers, count), count),
};
