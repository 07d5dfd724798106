/**
 * The sum of all inputs through an activation, sent as differences, as in lava-nc's fixed-point
 * SigmaDelta (0.11, commit b6822fbc). Per step:
 *   sigma += a; act = sigma + bias, or with relu the greater of that and 0; act goes through
 *   `encodeDelta`. sigma and act are clipped to +-(2^23 - 1); lava lets them grow.
 */
import { clipTo, STATE24_MAX } from '../../support/fixed-point.ts';
import type { IntegerNeuronModel, SpikeBuffer, UpdateCounts } from '../integer-model.ts';
import { createCompartments } from './compartments.ts';
import type { EncoderColumns, EncoderState } from './delta-encoder.ts';
import { createEncoderState, ENCODER_FIELDS, encodeDelta } from './delta-encoder.ts';
import { BIAS_FIELD, CLIPPED_RANGE, flagField } from './fields.ts';
import type { Columns } from './register-columns.ts';
import { registerColumns } from './register-columns.ts';

const NAME = 'loihi2-sigma-delta';

const FIELDS = [
  ...ENCODER_FIELDS,
  BIAS_FIELD,
  flagField('relu', '1: an activation below 0 counts as 0'),
];

export const sigmaDeltaModel: IntegerNeuronModel = {
  name: NAME,
  description: 'sums differences, activates, and sends what changed by a threshold or more',
  fields: FIELDS,
  inputs: ['a'],
  variables: ['sigma', 'act', 'residue', 'error'],
  ranges: {
    sigma: CLIPPED_RANGE,
    act: CLIPPED_RANGE,
    residue: CLIPPED_RANGE,
    error: CLIPPED_RANGE,
  },
  graded: true,
  create: (registers, count) => {
    const columns = registerColumns(NAME, FIELDS, registers, count);
    const state = { sigma: new Int32Array(count), ...createEncoderState(count) };
    return createCompartments(count, state, {}, (inputs, _step, spikes, counts) =>
      stepSigmaDelta(state, columns, inputs[0]!, spikes, counts),
    );
  },
};

/** A compartment whose activation is the one last seen, and that kept nothing back, is passed over. */
function stepSigmaDelta(
  state: EncoderState & Columns<'sigma'>,
  columns: EncoderColumns & Columns<'bias' | 'relu'>,
  input: Int32Array,
  spikes: SpikeBuffer,
  counts: UpdateCounts,
): void {
  const { sigma: sigmas, act: acts, residue: residues } = state;
  const { bias, relu } = columns;
  let updated = 0;
  let saturations = 0;
  for (let k = 0; k < sigmas.length; k++) {
    const a = input[k]!;
    const sum = sigmas[k]! + a;
    const sigma = clipTo(sum, STATE24_MAX);
    const raw = sigma + bias[k]!;
    const linear = clipTo(raw, STATE24_MAX);
    const act = relu[k] === 1 && linear < 0 ? 0 : linear;
    if (a === 0 && act === acts[k]! && residues[k] === 0 && linear === raw) continue;
    updated++;
    input[k] = 0;
    if (sigma !== sum) saturations++;
    if (linear !== raw) saturations++;
    sigmas[k] = sigma;
    saturations += encodeDelta(state, columns, k, act, spikes);
  }
  counts.updated += updated;
  counts.saturations += saturations;
}
