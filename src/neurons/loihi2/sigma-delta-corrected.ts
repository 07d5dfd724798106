/**
 * SigmaDelta whose remembered activation is exactly what its receivers add up to, as in the corrected
 * variant of lava-nc's fixed-point SigmaDelta (0.11, commit b6822fbc). Per step:
 *   sigma += a; delta = sigma + bias - act, or with relu the greater of sigma + bias and 0, less act;
 *   where |delta| >= vth, spike of payload delta >> stateExp and act += payload << stateExp.
 * There is no residue, and no sum of errors: lava's flag for it has no effect here. Clipped to
 * +-(2^23 - 1); lava lets sigma and act grow.
 */
import { clipTo, STATE24_MAX, shiftBy } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { appendSpike, createCompartments } from './compartments.ts';
import { ENCODER_THRESHOLD_FIELD } from './delta-encoder.ts';
import { BIAS_FIELD, CLIPPED_RANGE, flagField, STATE_EXP_FIELD } from './fields.ts';
import type { Columns } from './register-columns.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-sigma-delta-corrected';

const FIELDS = [
  ENCODER_THRESHOLD_FIELD,
  { ...STATE_EXP_FIELD, description: 'bits by which a difference is shifted right as it is sent' },
  BIAS_FIELD,
  flagField('relu', '1: an activation below 0 counts as 0'),
];

export const sigmaDeltaCorrectedModel: IntegerNeuronModel = {
  name: NAME,
  description: 'sigma-delta compartment that remembers what its receivers know',
  fields: FIELDS,
  inputs: ['a'],
  variables: ['sigma', 'act'],
  ranges: { sigma: CLIPPED_RANGE, act: CLIPPED_RANGE },
  graded: true,
  create: (registers, count) => {
    const columns = registerColumns(NAME, FIELDS, registers, count);
    const state = { sigma: new Int32Array(count), act: new Int32Array(count) };
    return createCompartments(count, state, {}, (inputs, _step, spikes, counts) =>
      stepSigmaDeltaCorrected(state, columns, inputs[0]!, spikes, counts),
    );
  },
};

/** A compartment whose receivers are up to date is passed over. */
function stepSigmaDeltaCorrected(
  state: Columns<'sigma' | 'act'>,
  columns: Columns<'vth' | 'stateExp' | 'bias' | 'relu'>,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { sigma: sigmas, act: acts } = state;
  const { vth, stateExp, bias, relu } = columns;
  let updated = 0;
  let saturations = 0;
  for (let k = 0; k < sigmas.length; k++) {
    const a = input[k]!;
    const sum = sigmas[k]! + a;
    const sigma = clipTo(sum, STATE24_MAX);
    const raw = sigma + bias[k]!;
    const linear = clipTo(raw, STATE24_MAX);
    const delta = (relu[k] === 1 && linear < 0 ? 0 : linear) - acts[k]!;
    if ((a | delta) === 0 && linear === raw) continue;
    updated++;
    input[k] = 0;
    if (sigma !== sum) saturations++;
    if (linear !== raw) saturations++;
    sigmas[k] = sigma;
    if (Math.abs(delta) < vth[k]!) continue;
    const shifted = delta >> stateExp[k]!;
    const payload = clipTo(shifted, STATE24_MAX);
    if (payload !== shifted) saturations++;
    if (payload === 0) continue;
    const known = acts[k]! + shiftBy(payload, stateExp[k]!);
    const act = clipTo(known, STATE24_MAX);
    if (act !== known) saturations++;
    acts[k] = act;
    appendSpike(spikes, k, payload);
  }
  counts.updated += updated;
  counts.saturations += saturations;
}
