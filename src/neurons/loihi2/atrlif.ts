/**
 * The leaky compartment with an adaptive threshold and a relative refractory state, as in lava-nc's
 * fixed-point ATRLIF (0.11, commit b6822fbc). Decays are in units of 1/4096. Per step, with
 * rtz(x, k) = sign(x) * ((|x| * (4096 - k)) >> 12) and rest threshold t0 = theta0Mant << 6:
 *   i = rtz(i, deltaI + 1) + (a << 6), kept in (-2^23, 2^23] by wrapping;
 *   v = rtz(v, deltaV) + i + bias; theta = t0 + rtz(theta - t0, deltaTheta); r = rtz(r, deltaR);
 *   spike where v - r >= theta; then r += 2 theta and theta += thetaStepMant << 6, while v stays.
 * v, theta and r are clipped to +-(2^23 - 1); lava clips v alone.
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
  POSITIVE_RANGE,
  WRAPPED_RANGE,
} from './fields.ts';
import type { Columns } from './register-columns.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-atrlif';

const FIELDS = [
  currentDecayField('deltaI', 'current decay; the chip adds one, so 4095 clears i in every step'),
  decayField('deltaV', 'voltage decay; 4096 clears v in every step'),
  decayField('deltaTheta', 'decay of the threshold to its rest; 4096 is there in one step'),
  decayField('deltaR', 'decay of the refractory state; 4096 clears r in every step'),
  mantissaField('theta0Mant', 100, 'mantissa of the threshold at rest, shifted left by 6'),
  mantissaField('thetaStepMant', 0, 'what a spike adds to the threshold, shifted left by 6'),
  BIAS_MANT_FIELD,
  BIAS_EXP_FIELD,
];

interface AtrlifColumns extends Columns<'deltaI' | 'deltaV' | 'deltaTheta' | 'deltaR'> {
  readonly bias: Int32Array;
  readonly theta0: Int32Array;
  readonly thetaStep: Int32Array;
}

export const atrlifModel: IntegerNeuronModel = {
  name: NAME,
  description: 'leaky compartment with an adaptive threshold and a relative refractory state',
  fields: FIELDS,
  inputs: ['a'],
  variables: ['i', 'v', 'theta', 'r'],
  ranges: { i: WRAPPED_RANGE, v: CLIPPED_RANGE, theta: POSITIVE_RANGE, r: POSITIVE_RANGE },
  graded: false,
  create: (registers, count) => {
    const given = registerColumns(NAME, FIELDS, registers, count);
    const { deltaI, deltaV, deltaTheta, deltaR } = given;
    const theta0 = given.theta0Mant.map((mantissa) => mantissa << 6);
    const thetaStep = given.thetaStepMant.map((mantissa) => mantissa << 6);
    const bias = biasColumn(given);
    const columns = { deltaI, deltaV, deltaTheta, deltaR, bias, theta0, thetaStep };
    const state = {
      i: new Int32Array(count),
      v: new Int32Array(count),
      theta: new Int32Array(count),
      r: new Int32Array(count),
    };
    return createCompartments(count, state, { theta: theta0 }, (inputs, _step, spikes, counts) =>
      stepAtrlif(state, columns, inputs[0]!, spikes, counts),
    );
  },
};

/** A compartment at rest is passed over, unless its threshold is 0: then 0 >= 0 fires in every step. */
function stepAtrlif(
  state: Columns<'i' | 'v' | 'theta' | 'r'>,
  columns: AtrlifColumns,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { i: currents, v: vs, theta: thetas, r: rs } = state;
  const { deltaI, deltaV, deltaTheta, deltaR, bias, theta0, thetaStep } = columns;
  let updated = 0;
  let saturations = 0;
  for (let k = 0; k < vs.length; k++) {
    const a = input[k]!;
    const b = bias[k]!;
    const rest = theta0[k]!;
    const above = thetas[k]! - rest;
    if ((a | b | currents[k]! | vs[k]! | rs[k]! | above) === 0 && rest > 0) continue;
    updated++;
    input[k] = 0;
    const current = decayTowardZero(currents[k]!, deltaI[k]! + 1) + a * 64;
    const i = wrap24(current);
    if (i !== current) saturations++;
    const voltage = decayTowardZero(vs[k]!, deltaV[k]!) + i + b;
    const v = clipTo(voltage, STATE24_MAX);
    if (v !== voltage) saturations++;
    let theta = rest + decayTowardZero(above, deltaTheta[k]!);
    let r = decayTowardZero(rs[k]!, deltaR[k]!);
    if (v - r >= theta) {
      appendSpike(spikes, k, 1);
      r += 2 * theta;
      theta += thetaStep[k]!;
      if (r > STATE24_MAX) saturations++;
      if (theta > STATE24_MAX) saturations++;
    }
    currents[k] = i;
    vs[k] = v;
    thetas[k] = clipTo(theta, STATE24_MAX);
    rs[k] = clipTo(r, STATE24_MAX);
  }
  counts.updated += updated;
  counts.saturations += saturations;
}
