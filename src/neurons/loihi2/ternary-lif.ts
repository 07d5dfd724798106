/**
 * The leaky compartment with a positive and a negative spike, as in lava-nc's fixed-point TernaryLIF
 * (0.11, commit b6822fbc). Per step, with rtz(x, k) = sign(x) * ((|x| * (4096 - k)) >> 12):
 *   u = rtz(u, du + 1) + (a << 6), kept in (-2^23, 2^23] by wrapping;
 *   v = rtz(v, dv) + u + bias, clipped to +-(2^23 - 1);
 *   +1 where v > vthHiMant << 6, -1 where v < vthLoMant << 6; v = 0 on either.
 */
import { clipTo, decayTowardZero, STATE24_MAX, wrap24 } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { appendSpike, biasColumn, createCompartments } from './compartments.ts';
import {
  BIAS_EXP_FIELD,
  BIAS_MANT_FIELD,
  CLIPPED_RANGE,
  currentDecayField,
  decayField,
  mantissaField,
  negativeMantissaField,
  U0_FIELD,
  V0_FIELD,
  WRAPPED_RANGE,
} from './fields.ts';
import type { Columns } from './register-columns.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-ternary-lif';

const FIELDS = [
  currentDecayField('du', 'current decay; the chip adds one, so 4095 clears u in every step'),
  decayField('dv', 'voltage decay; 4096 clears v in every step'),
  mantissaField('vthHiMant', 100, 'mantissa of the upper threshold, shifted left by 6'),
  negativeMantissaField('vthLoMant', -100, 'mantissa of the lower threshold, shifted left by 6'),
  BIAS_MANT_FIELD,
  BIAS_EXP_FIELD,
  U0_FIELD,
  V0_FIELD,
];

interface TernaryLifColumns {
  readonly du: Int32Array;
  readonly dv: Int32Array;
  readonly bias: Int32Array;
  readonly upper: Int32Array;
  readonly lower: Int32Array;
}

export const ternaryLifModel: IntegerNeuronModel = {
  name: NAME,
  description: 'leaky compartment that fires +1 above one threshold and -1 below another',
  fields: FIELDS,
  inputs: ['a'],
  variables: ['u', 'v'],
  ranges: { u: WRAPPED_RANGE, v: CLIPPED_RANGE },
  graded: true,
  create: (registers, count) => {
    const given = registerColumns(NAME, FIELDS, registers, count);
    const columns: TernaryLifColumns = {
      du: given.du,
      dv: given.dv,
      bias: biasColumn(given),
      upper: given.vthHiMant.map((mantissa) => mantissa << 6),
      lower: given.vthLoMant.map((mantissa) => mantissa << 6),
    };
    const state = { u: new Int32Array(count), v: new Int32Array(count) };
    const initial = { u: given.u0, v: given.v0 };
    return createCompartments(count, state, initial, (inputs, _step, spikes, counts) =>
      stepTernaryLif(state, columns, inputs[0]!, spikes, counts),
    );
  },
};

/** Thresholds lie on both sides of 0, so that a compartment at rest cannot fire and is passed over. */
function stepTernaryLif(
  state: Columns<'u' | 'v'>,
  columns: TernaryLifColumns,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { u: us, v: vs } = state;
  const { du, dv, bias, upper, lower } = columns;
  let updated = 0;
  let saturations = 0;
  for (let k = 0; k < us.length; k++) {
    const a = input[k]!;
    const b = bias[k]!;
    if ((a | us[k]! | vs[k]! | b) === 0) continue;
    updated++;
    input[k] = 0;
    const current = decayTowardZero(us[k]!, du[k]! + 1) + a * 64;
    const u = wrap24(current);
    if (u !== current) saturations++;
    const voltage = decayTowardZero(vs[k]!, dv[k]!) + u + b;
    const v = clipTo(voltage, STATE24_MAX);
    if (v !== voltage) saturations++;
    us[k] = u;
    vs[k] = v;
    const sign = v > upper[k]! ? 1 : v < lower[k]! ? -1 : 0;
    if (sign === 0) continue;
    vs[k] = 0;
    appendSpike(spikes, k, sign);
  }
  counts.updated += updated;
  counts.saturations += saturations;
}
