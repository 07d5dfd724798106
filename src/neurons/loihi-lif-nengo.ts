/**
 * The Loihi compartment as nengo-loihi's emulator computes it (commit e564f66e, noise off). Per step,
 * with wrapN two's complement of N bits:
 *   u = wrap24(rtz(u, du + 1) + wrap22(a << 6)); v = rtz(v, dv) + wrap24(u + bias), clipped to
 *   [vMin, vMax]; v = 0 within a pause; spike where v > vth << 6, then v = 0.
 */
import type {
  Compartments,
  IntegerNeuronModel,
  SpikeBuffer,
  UpdateCounts,
} from './integer-model.ts';
import type { LoihiLifRegisterColumns } from './loihi-lif-fields.ts';
import { LOIHI_LIF_FIELDS, loihiLifRegisterColumns } from './loihi-lif-fields.ts';

interface State {
  readonly u: Int32Array;
  readonly v: Int32Array;
  readonly pause: Uint8Array;
}

/** Bounds: |a| < 2^25, so that every sum stays below 2^31. */
function step(
  state: State,
  columns: LoihiLifRegisterColumns,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { u: us, v: vs, pause } = state;
  const { uKeep, vKeep, threshold, bias, refractory, vMin, vMax, resets } = columns;
  for (let k = 0; k < us.length; k++) {
    const a = input[k]!;
    const b = bias[k]!;
    if ((a | us[k]! | vs[k]! | b) !== 0) counts.updated++;
    input[k] = 0;
    const q = ((a << 16) >> 16) * 64; // 21 bits and sign of a << 6
    const unwrapped = ((us[k]! * uKeep[k]!) | 0) + q;
    const u = (unwrapped << 8) >> 8;
    const drive = ((u + b) << 8) >> 8;
    if (q !== a * 64 || u !== unwrapped || drive !== u + b) counts.saturations++;
    us[k] = u;
    let v = ((vs[k]! * vKeep[k]!) | 0) + drive;
    if (v > vMax[k]!) v = vMax[k]!;
    else if (v < vMin[k]!) v = vMin[k]!;
    if (pause[k]! > 0) {
      pause[k]!--;
      v = 0;
    }
    if (v > threshold[k]!) {
      spikes.payloads[spikes.length] = 1;
      spikes.fired[spikes.length++] = k;
      if (resets[k] === 1) v = 0;
      pause[k] = refractory[k]!;
    }
    vs[k] = v;
  }
}

function create(columns: LoihiLifRegisterColumns, count: number): Compartments {
  const state: State = {
    u: columns.u0.slice(),
    v: columns.v0.slice(),
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
    read: (variable) => (variable === 'u' ? state.u : state.v),
  };
}

export const loihiLifNengoModel: IntegerNeuronModel = {
  name: 'loihi-lif-nengo',
  description:
    "Loihi compartment in nengo-loihi's arithmetic: 22-bit sums, two's complement, clipped v",
  fields: LOIHI_LIF_FIELDS,
  inputs: ['a'],
  variables: ['u', 'v'],
  graded: false,
  create: (registers, count) => create(loihiLifRegisterColumns(registers, count), count),
};
