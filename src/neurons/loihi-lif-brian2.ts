/**
 * The Loihi compartment as brian2_loihi computes it (commit 9ac5842e): u and v are never wrapped or
 * clipped and there is no bias. Per step, with rtz(x, k) = trunc(x (4096 - k) / 4096):
 *   u = rtz(u, du + 1) + (a << 6); outside a pause v = rtz(v, dv) + u, spike where v > vth << 6, then v = 0.
 */
import type {
  Compartments,
  IntegerNeuronModel,
  SpikeBuffer,
  UpdateCounts,
} from './integer-model.ts';
import type { LoihiLifRegisterColumns } from './loihi-lif-fields.ts';
import { LOIHI_LIF_FIELDS, loihiLifRegisterColumns } from './loihi-lif-fields.ts';

/** State as float64 that holds integers: exact below 2^41, far above what a step can add. */
interface State {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly pause: Uint8Array;
}

function step(
  state: State,
  columns: LoihiLifRegisterColumns,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { u, v, pause } = state;
  const { uKeep, vKeep, threshold, refractory, resets } = columns;
  for (let k = 0; k < u.length; k++) {
    const a = input[k]!;
    if (a !== 0 || u[k] !== 0 || v[k] !== 0) counts.updated++;
    input[k] = 0;
    u[k] = Math.trunc(u[k]! * uKeep[k]!) + a * 64;
    if (pause[k]! > 0) {
      pause[k]!--;
      continue;
    }
    v[k] = Math.trunc(v[k]! * vKeep[k]!) + u[k]!;
    if (v[k]! <= threshold[k]!) continue;
    spikes.payloads[spikes.length] = 1;
    spikes.fired[spikes.length++] = k;
    if (resets[k] === 1) v[k] = 0;
    pause[k] = refractory[k]!;
  }
}

function create(columns: LoihiLifRegisterColumns, count: number): Compartments {
  const state: State = {
    u: Float64Array.from(columns.u0),
    v: Float64Array.from(columns.v0),
    pause: new Uint8Array(count),
  };
  return {
    count,
    reset: () => {
      state.u.set(columns.u0);
      state.v.set(columns.v0);
      state.pause.fill(0);
    },
    step: (inputs, _step, spikes, counts) => step(state, columns, inputs[0]!, spikes, counts),
    read: (variable) => Int32Array.from(variable === 'u' ? state.u : state.v),
  };
}

export const loihiLifBrian2Model: IntegerNeuronModel = {
  name: 'loihi-lif-brian2',
  description: "Loihi compartment in brian2_loihi's arithmetic: no wrap, no clip, no bias",
  fields: LOIHI_LIF_FIELDS,
  inputs: ['a'],
  variables: ['u', 'v'],
  graded: false,
  create: (registers, count) => create(loihiLifRegisterColumns(registers, count), count),
};
