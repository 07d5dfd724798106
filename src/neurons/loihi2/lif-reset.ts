/**
 * The leaky compartment that starts anew at fixed intervals, as in lava-nc's bit-accurate LIFReset
 * (0.11, commit b6822fbc). Per step t = 1, 2, ..., with rtz(x, k) = sign(x) * ((|x| * (4096 - k)) >> 12):
 *   u = v = 0 where t mod resetInterval = resetOffset mod resetInterval;
 *   u = rtz(u, du + 1) + (a << 6), kept in (-2^23, 2^23] by wrapping;
 *   v = rtz(v, dv) + u + bias, clipped to +-(2^23 - 1); spike where v > vthMant << 6, then v = 0.
 */
import { clipTo, decayTowardZero, STATE24_MAX, wrap24 } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { appendSpike, biasColumn, createCompartments } from './compartments.ts';
import type { Field } from './fields.ts';
import {
  BIAS_EXP_FIELD,
  BIAS_MANT_FIELD,
  CLIPPED_RANGE,
  currentDecayField,
  decayField,
  mantissaField,
  U0_FIELD,
  V0_FIELD,
  WRAPPED_RANGE,
} from './fields.ts';
import type { Columns } from './register-columns.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-lif-reset';

const INTERVAL_FIELD: Field<'resetInterval'> = {
  name: 'resetInterval',
  min: 1,
  max: STATE24_MAX,
  default: STATE24_MAX,
  description: 'steps from one reset to the next',
};

const OFFSET_FIELD: Field<'resetOffset'> = {
  name: 'resetOffset',
  min: 0,
  max: STATE24_MAX,
  default: 0,
  description: 'a step with a reset, counted from 1; taken modulo the interval',
};

const FIELDS = [
  currentDecayField('du', 'current decay; the chip adds one, so 4095 clears u in every step'),
  decayField('dv', 'voltage decay; 4096 clears v in every step'),
  mantissaField('vthMant', 100, 'threshold mantissa, shifted left by 6'),
  BIAS_MANT_FIELD,
  BIAS_EXP_FIELD,
  INTERVAL_FIELD,
  OFFSET_FIELD,
  U0_FIELD,
  V0_FIELD,
];

interface LifResetColumns {
  readonly du: Int32Array;
  readonly dv: Int32Array;
  readonly bias: Int32Array;
  readonly threshold: Int32Array;
  readonly interval: Int32Array;
  /** Below the interval. */
  readonly phase: Int32Array;
}

export const lifResetModel: IntegerNeuronModel = {
  name: NAME,
  description: 'leaky compartment whose current and voltage are cleared at fixed intervals',
  fields: FIELDS,
  inputs: ['a'],
  variables: ['u', 'v'],
  ranges: { u: WRAPPED_RANGE, v: CLIPPED_RANGE },
  graded: false,
  create: (registers, count) => {
    const given = registerColumns(NAME, FIELDS, registers, count);
    const columns: LifResetColumns = {
      du: given.du,
      dv: given.dv,
      bias: biasColumn(given),
      threshold: given.vthMant.map((mantissa) => mantissa << 6),
      interval: given.resetInterval,
      phase: given.resetOffset.map((offset, k) => offset % given.resetInterval[k]!),
    };
    const state = { u: new Int32Array(count), v: new Int32Array(count) };
    const initial = { u: given.u0, v: given.v0 };
    return createCompartments(count, state, initial, (inputs, step, spikes, counts) =>
      stepLifReset(state, columns, inputs[0]!, step, spikes, counts),
    );
  },
};

/** Thresholds are at least 0, so that a compartment at rest cannot fire and is passed over. */
function stepLifReset(
  state: Columns<'u' | 'v'>,
  columns: LifResetColumns,
  input: Int32Array,
  step: number,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { u: us, v: vs } = state;
  const { du, dv, bias, threshold, interval, phase } = columns;
  let updated = 0;
  let saturations = 0;
  for (let k = 0; k < us.length; k++) {
    const a = input[k]!;
    const b = bias[k]!;
    if ((a | us[k]! | vs[k]! | b) === 0) continue;
    updated++;
    input[k] = 0;
    const starts = step % interval[k]! === phase[k]!;
    const current = (starts ? 0 : decayTowardZero(us[k]!, du[k]! + 1)) + a * 64;
    const u = wrap24(current);
    if (u !== current) saturations++;
    const voltage = (starts ? 0 : decayTowardZero(vs[k]!, dv[k]!)) + u + b;
    const v = clipTo(voltage, STATE24_MAX);
    if (v !== voltage) saturations++;
    us[k] = u;
    vs[k] = v;
    if (v <= threshold[k]!) continue;
    vs[k] = 0;
    appendSpike(spikes, k, 1);
  }
  counts.updated += updated;
  counts.saturations += saturations;
}
